/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_ASKHIVE_H
#define ML_FLEET_ASKHIVE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A worker may start no process, and a registry hive is read in one of its own
 * (hive/hive.h). So the worker asks its parent, which starts the reader:
 *
 *     worker --[socket: record; hive, what the reader says, how it ended]--> parent
 *     worker <-[pipe]-- reader
 *     worker <-[pipe: status]-- parent
 *
 * The worker is hostile: it may ask for a few readers at a time, each with a bounded
 * time, and only for a file and two pipes.
 */

enum { ML_READERS_MAX = 64 }; /* of one worker at a time */

/** The worker's side: from now on hives are read by asking on this socket. */
void ml_askhive_use(int socket);

/* The parent's side, of one worker. */

struct ml_reader {
    pid_t pid;
    int watch; /* pidfd; -1 where the kernel has none */
    int tells; /* to the worker: how it ended */
    int64_t deadline_us;
};

struct ml_readers {
    struct ml_reader readers[ML_READERS_MAX];
    unsigned n;
    uint64_t asked; /* in all */
};

/** What the socket has to say, once it is readable: starts a reader, or does not.
 * False: who asks is to be heard no more. */
bool ml_readers_hear(struct ml_readers *r, int socket, const char *program,
                     uint64_t max_bytes);

/** Two for each reader; returns how many were filled in. */
unsigned ml_readers_watch(const struct ml_readers *r, struct pollfd *ret);

/** Reap those that have ended; end those that take too long, or whom nobody hears:
 * `seen` is as ml_readers_watch() made it. */
void ml_readers_tend(struct ml_readers *r, const struct pollfd *seen, int64_t now_us);

/** End all of them. */
void ml_readers_end(struct ml_readers *r);

#endif
