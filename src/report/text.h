/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_TEXT_H
#define ML_REPORT_TEXT_H

#include "diagnose/result.h"
#include "report/pen.h"

/*
 * The summary for the terminal: per server what is wrong, the best causes, what to
 * do, what is missing, what could not be read. Fits a screen: what is long ends in
 * "... and N more (see the report)".
 */

/**
 * Append the summary to *out, in the result's language.
 *
 * Text of the input cannot move the cursor, change colours or the order of
 * characters. Only addresses and web links may pass the right edge.
 */
void ml_report_text(const struct ml_result *result,
                    const struct ml_text_options *options, struct ml_buf *out);

#endif
