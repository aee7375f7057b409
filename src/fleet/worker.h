/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_WORKER_H
#define ML_FLEET_WORKER_H

#include <sys/types.h>

#include "fleet/crew.h"

/* The worker's side of a crew: what happens between fork and end. */

enum {
    ML_WORKER_NO_MEMORY = 41, /* statuses of its end, beside 0 */
    ML_WORKER_NO_PARENT = 42,
};

struct ml_worker {
    const struct ml_errand *errand;
    const struct ml_crew_options *options;
    struct ml_walk_usage *usage; /* shared with the parent */
    int says, asks;              /* pipe and socket to the parent */
    int null;                    /* /dev/null, opened before */
    unsigned spools;             /* temporary files that it may ask for */
    pid_t parent;
};

/** Confines itself, works, and ends. */
void ml_worker_live(struct ml_worker *self) ML_NORETURN;

#endif
