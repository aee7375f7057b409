/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_XML_H
#define ML_REPORT_XML_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "diagnose/result.h"
#include "report/element.h"

/*
 * The XML report: namespace urn:marslog:report:1, its schema and the meaning of each
 * element in report_templates/report.rng.
 *
 *     struct ml_result -> xml -> bytes
 *
 * Written as a stream, so its memory does not follow the number of facts and
 * occurrences. The same result gives the same bytes.
 */

/** What every report begins with. */
struct ml_report_head {
    const struct ml_catalogue *catalogue;
    enum ml_lang lang;
    bool is_interrupted;
    struct ml_time as_of; /* unknown: not used */
};

/** Start <report>, and write its <generator> and <catalogue>. */
void ml_report_xml_start(struct ml_xml *xml, const struct ml_report_head *head);

enum ml_xml_use {
    ML_XML_FOR_TOOLS,  /* all of it */
    ML_XML_FOR_PEOPLE, /* for the stylesheet: without the case of each server, and with
                          what would deceive the eye made visible, as `\u{202e}` */
};

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_report_xml(const struct ml_result *result, enum ml_xml_use use,
                         ml_write_fn write, void *to, struct ml_err *err) ML_MUST_USE;

#endif
