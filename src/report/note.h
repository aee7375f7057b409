/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_NOTE_H
#define ML_REPORT_NOTE_H

#include "base/buf.h"
#include "diagnose/result.h"

/**
 * Append a case note in Markdown, in the result's language: for each server about a
 * page, the best of each list.
 *
 * What comes from the input stands as code, on one line and cut, so that nothing in it
 * is markup, a link or a mention; the rest is escaped.
 */
void ml_report_note(const struct ml_result *result, struct ml_buf *out);

#endif
