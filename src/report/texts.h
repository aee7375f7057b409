/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_TEXTS_H
#define ML_REPORT_TEXTS_H

#include "base/arena.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

/* The words of the summary on the terminal, in each language. Those of the HTML
 * report stand in report_templates/texts.xml and say the same. */

enum ml_text_id {
    ML_T_STATE_CLEAN = 0,
    ML_T_STATE_PROBLEMS,
    ML_T_STATE_INCOMPLETE,
    ML_T_NO_LOGS,
    ML_T_INTERRUPTED,
    ML_T_NOTHING,
    ML_T_AS_OF,
    ML_T_SINCE,
    ML_T_UNTIL,
    ML_T_OUTSIDE,
    ML_T_BUILD,
    ML_T_AGENT,
    ML_T_ZONE,
    ML_T_CALIBRATED,
    ML_T_FINDINGS,
    ML_T_CAUSES,
    ML_T_ACTIONS,
    ML_T_TRY,
    ML_T_MISSING,
    ML_T_UNREAD,
    ML_T_SEVERITY_INFO,
    ML_T_SEVERITY_WARNING,
    ML_T_SEVERITY_ERROR,
    ML_T_CONFIRMED,
    ML_T_LIKELY,
    ML_T_UNDETERMINED,
    ML_T_UNLIKELY,
    ML_T_RULED_OUT,
    ML_T_PARTIAL,
    ML_T_UNREADABLE,
    ML_T_ONCE,
    ML_T_TIMES,
    ML_T_SPAN,
    ML_T_NO_TIME,
    ML_T_COMMA,
    ML_T_COLON,
    ML_T_MORE,
    ML_T_ALSO,
    ML_T_COUNTED,
    ML_T_NO_CAUSE,
    ML_T_LIMITED,
    ML_T_UNREAD_COUNT,
    ML_T_MISSING_COUNT,
    ML_T_OTHERS_COUNT,
    ML_T_LAST,
    ML_T_TOTAL,
    ML_T_UNKNOWN_ERRORS,
    ML_T_UNKNOWN_COUNT,
    ML_T_JOBS,
    ML_T_JOBS_COUNT,
    ML_T_JOB_SUCCEEDED,
    ML_T_JOB_FAILED,
    ML_T_JOB_UNFINISHED,
    ML_T_JOB_UNKNOWN,
    ML_T_PAST,
    ML_T_TOOK,
    ML_T_PHASE_PREBACKUP,
    ML_T_PHASE_ADJUST,
    ML_T_PHASE_INITIALIZE,
    ML_T_PHASE_TRANSFER,
    ML_T_PHASE_CHECK_INITIALIZE,
    ML_T_PHASE_CHECK,
    ML_T_PHASE_UNINITIALIZE,
    ML_T_X_SYMBOL,
    ML_T_X_CAUSES,
    ML_T_X_EXPLAINS,
    ML_T_X_FOR,
    ML_T_X_AGAINST,
    ML_T_X_CONCLUSIVE,
    ML_T_X_SUPPORTING,
    ML_T_X_INFERRED,
    ML_T_X_CHECK,
    ML_T_X_VALIDITY,
    ML_T_X_SOURCE,
    ML_T_X_OBSERVATION,
    ML_T_X_FACILITY,
    ML_T_X_OSCODE,
    ML_T_X_UNKNOWN,
    ML_T_X_NOTHING,
    ML_NTEXTS
};

ml_str ml_text_get(enum ml_text_id id, enum ml_lang lang);

/** With {1} to {4} replaced by the values, as far as there are. */
ml_str ml_text_fill(struct ml_arena *arena, enum ml_text_id id, enum ml_lang lang,
                    const ml_str *values, size_t nvalues);

#endif
