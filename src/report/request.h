/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_REQUEST_H
#define ML_REPORT_REQUEST_H

#include "base/buf.h"
#include "diagnose/result.h"

enum { ML_REQUEST_COLUMNS = 76 };

/**
 * Append a mail to the customer, in the result's language: what open causes lack, each
 * artefact once for each server, that which could settle most causes first, with the
 * command that collects it.
 *
 * Of the input only the servers' names are in it. Lines keep to ML_REQUEST_COLUMNS, but
 * for a single word of a command that is longer.
 */
void ml_report_request(const struct ml_result *result, struct ml_buf *out);

#endif
