/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_POOL_H
#define ML_BASE_POOL_H

#include <stdbool.h>

/*
 * A few threads and the work for them. The thread that waits is one of them, so a
 * pool of one starts none.
 *
 * Two kinds of work: ordinary tasks, and urgent ones that are taken first. A task
 * that waits for room may run urgent ones itself, so nothing can lock up.
 */

struct ml_pool;

/** `worker` is 0 .. n-1, the thread that runs it: for scratch memory. */
typedef void ml_task_fn(void *arg, unsigned worker);

struct ml_pool *ml_pool_new(unsigned nthreads);
unsigned ml_pool_size(const struct ml_pool *pool);
void ml_pool_push(struct ml_pool *pool, ml_task_fn *fn, void *arg, bool urgent);

/** Whether a thread has nothing to do right now. */
bool ml_pool_has_idle(struct ml_pool *pool);

/** Run one urgent task in this thread; false when there is none. */
bool ml_pool_help(struct ml_pool *pool, unsigned worker);

/** Work until all tasks, and those that they push, are done. */
void ml_pool_finish(struct ml_pool *pool);

struct ml_pool *ml_pool_free(struct ml_pool *pool);

#endif
