/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CASEXML_H
#define ML_REPORT_CASEXML_H

#include "diagnose/result.h"
#include "report/element.h"

/* The parts of a server's XML that state what was read, without any verdict. */

/** `element` is "fact" (the newest value) or "fact-value" (any). */
void ml_casexml_fact(struct ml_xml *xml, const char *element,
                     const struct ml_fact *fact);

void ml_casexml_coverage(struct ml_xml *xml, const struct ml_result *result,
                         const struct ml_server *server);

/**
 * All that a merge needs to judge the server again: every value of every fact,
 * the artefacts met, and each signature's moments in each file.
 *
 * Takes from a bundle what belongs to the files of the server: server->files must
 * point into the bundles' own member arrays.
 */
void ml_casexml_case(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_catalogue *catalogue);

#endif
