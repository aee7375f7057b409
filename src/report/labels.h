/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_LABELS_H
#define ML_REPORT_LABELS_H

#include "report/pen.h"
#include "report/texts.h"

/* What verdicts, severities and states are called, and in which colour. */

struct ml_label {
    enum ml_text_id word;
    enum ml_style style;
};

extern const struct ml_label ml_verdict_labels[];  /* by enum ml_verdict */
extern const struct ml_label ml_severity_labels[]; /* by enum ml_severity */
extern const struct ml_label ml_state_labels[];    /* by enum ml_server_state */

#endif
