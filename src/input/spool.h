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

/** Make an unlinked temporary file; -1 with *err. The caller closes it. */
int ml_spool_open(struct ml_err *err);

/** Where a process that is not allowed to make files gets them. */
struct ml_spool_source {
    void *ctx;
    int (*open)(void *ctx, struct ml_err *err); /* -1 with *err, ML_SKIP */
};

/**
 * From now on ml_spool() takes files from there, `max` at a time, and uses them again
 * and again. For all of the process, and before it has threads.
 */
void ml_spool_from(const struct ml_spool_source *source, unsigned max);

#endif
