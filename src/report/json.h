/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_JSON_H
#define ML_REPORT_JSON_H

#include "base/attr.h"
#include "base/err.h"
#include "diagnose/result.h"
#include "fleet/board.h"
#include "report/sink.h"

/*
 * The reports as JSON, for other systems. report_templates/README.md says what each
 * member means; members are added, never changed or removed, or schema_version grows.
 * All members are always there, null where nothing is known. The same input gives the
 * same bytes.
 */

enum { ML_JSON_SCHEMA_VERSION = 1 };

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_json_of_result(const struct ml_result *result, ml_write_fn write,
                             void *to, struct ml_err *err) ML_MUST_USE;
enum ml_rc ml_json_of_board(const struct ml_board *board, ml_write_fn write, void *to,
                            struct ml_err *err) ML_MUST_USE;

#endif
