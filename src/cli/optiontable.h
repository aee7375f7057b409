/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_OPTIONTABLE_H
#define ML_CLI_OPTIONTABLE_H

#include "cli/options.h"

/* The options of all commands as data; the limits are in base/limits.h. */

struct ml_option {
    const char *name;
    char letter;                               /* 0: none */
    const char *metavar;                       /* NULL: a switch */
    unsigned commands;                         /* ML_FOR_... */
    bool (*read)(void *to, const char *value); /* false: not of its form */
    size_t at;                                 /* of what it is read to, in ml_cli */
    const char *help;
    const char *form; /* what a value must look like */
};

extern const struct ml_option ml_options[];
extern const size_t ml_noptions;

#endif
