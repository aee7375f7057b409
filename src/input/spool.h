/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_SPOOL_H
#define ML_INPUT_SPOOL_H

#include <stdint.h>

#include "base/err.h"
#include "input/stream.h"

/**
 * Copy a stream to an unlinked temporary file (in $TMPDIR, else /tmp), for formats
 * that are read by seeking.
 *
 * Errors: ML_SKIP with ML_ERR_LIMIT above `max_bytes`, ML_ERR_IO when the disk is
 * full. A stream that ends early gives ML_OK with *ret_err telling why: what came is
 * kept. *ret_fd is the caller's to close.
 */
enum ml_rc ml_spool(struct ml_stream *stream, uint64_t max_bytes, int *ret_fd,
                    struct ml_err *ret_err) ML_MUST_USE;

#endif
