/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_JOBXML_H
#define ML_REPORT_JOBXML_H

#include "report/axis.h"
#include "report/element.h"

/** The jobs of a server as <job> elements; `axis` may be NULL: no places then. */
void ml_jobxml_write(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_axis *axis, enum ml_lang lang);

/** "12 in all: 9 succeeded, ..."; empty when the outcome of none is known. */
ml_str ml_job_counts(struct ml_arena *arena, const struct ml_server *server,
                     enum ml_lang lang);

/** "Data transfer"; the phase's own id where no text is known. */
ml_str ml_job_phase_title(ml_str phase, enum ml_lang lang);

#endif
