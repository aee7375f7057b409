/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_DIGEST_H
#define ML_SCAN_DIGEST_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "input/walk.h"

/*
 * SHA-256 of a bundle, computed beside the scan on a thread of its own.
 *
 * A folder's is that of its sorted lines "path size sha256"; standard input's is fed
 * by the walk.
 */

struct ml_digest;

/** Load what is otherwise loaded by the first digest. */
void ml_digest_prepare(void);

/** Start; `path` "-" expects ml_digest_feed(), unless standard input is a file. It ends
 * early, without a digest, when the walk that `usage` tells of is interrupted or out of
 * time. */
struct ml_digest *ml_digest_start(const char *path, const struct ml_walk_usage *usage);

/** Bytes of standard input; shaped as the walk's tap. */
void ml_digest_feed(void *digest, const void *bytes, size_t n);

/** Wait, write the hexadecimal digest (empty when it could not be read) and the size
 * of the bundle, and release. */
ml_str ml_digest_finish(struct ml_digest *d, struct ml_arena *arena,
                        uint64_t *ret_bytes);

#endif
