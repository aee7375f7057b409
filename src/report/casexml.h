/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CASEXML_H
#define ML_REPORT_CASEXML_H

#include "diagnose/result.h"
#include "report/element.h"

/* The parts of a server's XML that state what was read, without any verdict. */

/** The newest value of a fact. */
void ml_casexml_fact(struct ml_xml *xml, const struct ml_fact *fact);

/** The attribute `level`; nothing for none. */
void ml_casexml_level(struct ml_xml *xml, enum ml_level level);

/** `is_whole`: with what a merge needs besides. */
void ml_casexml_bundle(struct ml_xml *xml, const struct ml_case *bundle, bool is_whole);

void ml_casexml_coverage(struct ml_xml *xml, const struct ml_result *result,
                         const struct ml_server *server, bool is_whole);

/**
 * All that a merge needs beside bundles and coverage to judge the server again, and
 * that casereader.c reads back: facts, artefacts, occurrences, rows of job histories,
 * kinds of unknown errors.
 *
 * Takes from a bundle what belongs to the files of the server: server->files must
 * point into the bundles' own member arrays.
 */
void ml_casexml_case(struct ml_xml *xml, const struct ml_server *server,
                     const struct ml_catalogue *catalogue);

#endif
