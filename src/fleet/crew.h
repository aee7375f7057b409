/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_CREW_H
#define ML_FLEET_CREW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "input/walk.h"

/*
 * Work on hostile input in processes of their own: what crashes, hangs or eats memory
 * costs the errand that it was sent on, and nothing else.
 *
 *     errand -> [worker: forked, confined, bounded] -> pipe -> done()
 *
 * A worker is a fork of this process, so that catalogue and pattern database are there
 * already. Before it works it gives up everything but reading what the errand names,
 * writing to its pipe and to descriptors that were open, and threads (sandbox.h). What
 * it says is hostile too.
 *
 * One thread of one process uses a crew, and nothing else of that process may run
 * threads while it does: a fork of a threaded program holds locks that nobody releases.
 * ml_crew_stop() alone may be called from anywhere, a signal handler too.
 */

struct ml_crew;
struct ml_worker; /* the worker's side */

enum ml_worker_end {
    ML_WORKER_DONE = 0,
    ML_WORKER_CRASHED,     /* by a signal */
    ML_WORKER_ENDED_EARLY, /* with a status that is not 0 */
    ML_WORKER_OUT_OF_MEMORY,
    ML_WORKER_OUT_OF_TIME, /* of the wall's clock or the processor's */
    ML_WORKER_SAID_TOO_MUCH,
    ML_WORKER_STOPPED,     /* by ml_crew_stop(): killed, or never started */
    ML_WORKER_NOT_STARTED, /* the system refused */
};

struct ml_crew_options {
    unsigned places;       /* workers at once; at least 1 */
    unsigned threads;      /* that each of them runs; at least 1 */
    uint64_t memory_bytes; /* of a worker; 0 here and below: no limit */
    unsigned cpu_seconds;
    unsigned wall_seconds;
    uint64_t file_bytes; /* size of a file that it writes */
    unsigned depth;      /* of archives in archives: a worker gets as many temporary
                            files as its threads may need at a time */
    bool may_compile;    /* patterns may be compiled by workers; else that is done
                            before, and their memory is never executable */
    const char *program; /* reads registry hives for a worker; NULL: this one */
    void *tick_ctx;
    void (*tick)(void *ctx, struct ml_crew *crew); /* five times a second of waiting */
};

/** One piece of work. Copied when given; what it points at must live until done(). */
struct ml_errand {
    void *ctx;
    /** In the worker. What it allocates is never released: the process ends. */
    void (*work)(void *ctx, struct ml_worker *self);
    /** In the parent, when the worker has ended, however it did: `said` is all that it
     * said until then, and valid during the call; `reason` an English sentence, "" when
     * it is done. May give no errand. */
    void (*done)(void *ctx, enum ml_worker_end how, ml_str said, const char *reason);
    const char *const *reads; /* paths that it may read: a file, or a folder with all
                                 that is in it; ends with NULL; may be NULL */
    const int *keeps;         /* descriptors that stay open, beside the crew's own */
    unsigned nkeeps;
    uint64_t max_said; /* bytes; whoever says more is ended. 0: may say nothing */
    bool needs_spools;
};

/** Loads what scans need, and raises this process's limit of open descriptors as far as
 * it may. */
struct ml_crew *ml_crew_new(const struct ml_crew_options *options);

/** Start an errand; first waits for a free place, hearing the others meanwhile (their
 * done() is called). After ml_crew_stop() it is done() at once, as stopped. */
void ml_crew_give(struct ml_crew *crew, const struct ml_errand *errand);

/** Until nobody works. */
void ml_crew_finish(struct ml_crew *crew);

/** Ask all workers to end with what they have; who has not after a few seconds is
 * killed. Returns at once; may be called by a signal handler. */
void ml_crew_stop(struct ml_crew *crew);

/** What workers have read, those that have ended too. Only to be shown: hostile. */
struct ml_crew_tally {
    uint64_t produced_bytes; /* decompressed */
    uint64_t entries;
    unsigned working; /* workers now */
};

struct ml_crew_tally ml_crew_tally(const struct ml_crew *crew);

/** Kills who still works, without done(); NULL is allowed. Returns NULL. */
struct ml_crew *ml_crew_free(struct ml_crew *crew);

/* In the worker: */

/** Append to what the parent hears. */
void ml_worker_say(struct ml_worker *self, ml_str bytes);

/** For ml_scan_bundle(): the parent sees it and may set `interrupted`. */
struct ml_walk_usage *ml_worker_usage(struct ml_worker *self);

/** For tests: called in the worker, confined, with the first path of `reads`; and with
 * the name of each server's page before it is made. */
extern void (*ml_worker_hook)(const char *path);

#endif
