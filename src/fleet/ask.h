/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_ASK_H
#define ML_FLEET_ASK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What a worker may not do itself it asks its parent for, on a socket of its own:
 *
 *     worker --[spool]--> parent --[a temporary file, or why not]--> worker
 *     worker --[hive, record; hive, what its reader says, its end]--> parent
 *     worker <-[pipe]-- reader, a process of its own (hive/hive.h)
 *     worker <-[pipe: status]-- parent
 *
 * The worker is hostile: it gets so many files and no more, and a few readers at a
 * time, each with a bounded time, for a file and two pipes only.
 */

enum { ML_READERS_MAX = 64 }; /* of one worker at a time */

/** The worker's side: from now on hives are read, and up to `spools` files spooled to,
 * by asking on this socket. */
void ml_ask_on(int socket, unsigned spools);

/* The parent's side, of one worker after the other. */

struct ml_reader {
    pid_t pid;
    int watch; /* pidfd; -1 where the kernel has none */
    int tells; /* to the worker: how it ended */
    int64_t deadline_us;
};

struct ml_answerer {
    const char *program; /* reads hives; NULL: this one */
    uint64_t max_bytes;  /* of a hive; 0: no limit */
    unsigned max_spools; /* at a time */
    struct ml_reader readers[ML_READERS_MAX];
    unsigned nreaders;
    uint64_t asked; /* for readers, by this worker */
    int *spools;    /* given to it and to those before: it gets them in order */
    size_t nspools, cap_spools, given;
};

/** For the next worker. */
void ml_answerer_begin(struct ml_answerer *a);

/** What the socket has to say, once it is readable. False: who asks is to be heard no
 * more. */
bool ml_answerer_hear(struct ml_answerer *a, int socket);

/** Two for each reader; returns how many were filled in. */
unsigned ml_answerer_watch(const struct ml_answerer *a, struct pollfd *ret);

/** Reap readers that have ended; end those that take too long, or whom nobody hears:
 * `seen` is as ml_answerer_watch() made it. */
void ml_answerer_tend(struct ml_answerer *a, const struct pollfd *seen, int64_t now_us);

/** The worker has ended: end its readers. */
void ml_answerer_end(struct ml_answerer *a);

/** Close and release. */
void ml_answerer_reset(struct ml_answerer *a);

#endif
