/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_PROGRESS_H
#define ML_CLI_PROGRESS_H

#include "cli/options.h"
#include "input/walk.h"

/*
 * One line on standard error that is written over: what was read so far and how fast.
 * Shown only when the work takes longer than a moment.
 */

struct ml_progress;

/** NULL when nothing is to be shown. `usage` is read while the scan runs. */
struct ml_progress *ml_progress_start(enum ml_when when,
                                      const struct ml_walk_usage *usage);

/** What is being read, 1-based `i` of `n`; `p` may be NULL. */
void ml_progress_bundle(struct ml_progress *p, const char *path, size_t i, size_t n);

/** Take the line away; NULL is allowed. */
void ml_progress_stop(struct ml_progress *p);

#endif
