/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_XML_H
#define ML_REPORT_XML_H

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

enum ml_xml_extent {
    ML_XML_WHOLE,   /* with the case of each server: what a later merge needs */
    ML_XML_FINDINGS /* without: what people read */
};

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_report_xml(const struct ml_result *result, enum ml_xml_extent extent,
                         ml_write_fn write, void *to, struct ml_err *err) ML_MUST_USE;

#endif
