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
 * kept. *ret_fd is the caller's to close, by ml_spool_close().
 */
enum ml_rc ml_spool(struct ml_stream *stream, uint64_t max_bytes, int *ret_fd,
                    struct ml_err *ret_err) ML_MUST_USE;

/** Close a file that ml_spool() gave, or any other. */
void ml_spool_close(int fd);

/*
 * A confined process cannot make files, so that it gets some beforehand: as many as it
 * may need at a time, used again and again. There is one such store in a process.
 */

/** Open up to `n` temporary files; *ret_n says how many, and *err why not all. */
void ml_spool_open(int *ret_fds, unsigned n, unsigned *ret_n, struct ml_err *err);

/** From now on ml_spool() takes these and no other, and fails with *why, which may be
 * NULL, when there are none. The descriptors are the store's. */
void ml_spool_prepare(const int *fds, unsigned n, const struct ml_err *why);

/** How many ml_spool() can give now; UINT_MAX without ml_spool_prepare(). */
unsigned ml_spool_left(void);

#endif
