/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_METRICS_H
#define ML_CLI_METRICS_H

#include <stdio.h>

#include "base/err.h"

/** Write the counts of a run (struct ml_batch_result) in the text format of Prometheus,
 * for a collector of text files. As ml_cli_writer. */
enum ml_rc ml_metrics_write(const void *result, FILE *out, struct ml_err *err);

#endif
