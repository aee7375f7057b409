/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SANDBOX_H
#define ML_FLEET_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the rights of a worker away before it looks at hostile bytes:
 *
 *     limits      address space, processor time, sizes of files, descriptors
 *     Landlock    no file but those named, and these to read only
 *     seccomp     no sockets, programs, processes, signals, or anything else that
 *                 reading, threads and memory do not need
 *
 * What the kernel or the architecture does not offer is left out; the limits stand.
 */

struct ml_sandbox {
    const char *const *reads;          /* as struct ml_errand has them; may be NULL */
    int asks;                          /* the one socket that it may use; -1: none */
    uint64_t memory_bytes, file_bytes; /* 0: no limit */
    unsigned cpu_seconds;
    unsigned descriptors; /* numbers below this one */
    bool may_compile;     /* memory may be made executable */
};

/** Confine the calling process for good. Closes nothing. */
void ml_sandbox_enter(const struct ml_sandbox *box);

/** Which of the two this kernel has: "seccomp and Landlock", "seccomp, no Landlock". */
const char *ml_sandbox_offers(void);

#endif
