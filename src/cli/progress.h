/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_PROGRESS_H
#define ML_CLI_PROGRESS_H

#include "cli/options.h"
#include "fleet/crew.h"

/*
 * One line on standard error that is written over: what was read so far and how fast.
 * Shown only when the work takes longer than a moment.
 */

struct ml_progress;

/** NULL when nothing is to be shown. */
struct ml_progress *ml_progress_start(enum ml_when when);

/** What is being read, 1-based `i` of `n`; `p` may be NULL. */
void ml_progress_bundle(struct ml_progress *p, size_t i, size_t n);

/** A crew's tick, with the progress as `ctx`, which may be NULL. */
void ml_progress_tick(void *progress, struct ml_crew *crew);

/** Take the line away; NULL is allowed. */
void ml_progress_stop(struct ml_progress *p);

#endif
