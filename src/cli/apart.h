/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_APART_H
#define ML_CLI_APART_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "fleet/crew.h"

/*
 * Reading bundles in a confined worker (fleet/crew.h) which prints by itself: standard
 * output and error are the only things that it has from this process, so that what it
 * prints need not go through here, and ends with whoever reads it.
 *
 *     marslog -- fork --> [worker: walk, print] --> standard output
 *        ^------- one byte: the status ----------'
 */

struct ml_apart {
    /** In the worker; returns a byte for the parent. */
    int (*work)(void *ctx);
    void *ctx;
    const char *const *paths; /* that it may read; "-" is standard input */
    size_t npaths;
    unsigned threads;     /* 0: one */
    bool may_compile;     /* patterns */
    bool dies_of_sigpipe; /* and the parent of the same then */
};

/** What work() returned; or -1 when the worker ended otherwise, and `why` says how. */
int ml_apart(const struct ml_cli *cli, const struct ml_apart *what,
             const char **ret_why);

/** The same for a whole command: its exit status; complains. */
int ml_apart_command(const struct ml_cli *cli, const struct ml_apart *what);

#endif
