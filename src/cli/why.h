/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_WHY_H
#define ML_CLI_WHY_H

#include "cli/command.h"

/**
 * `patterns why ID PATH...`: which condition of a cause held and which did not, or which
 * part of a signature was met and which record came nearest. Returns an exit status:
 * 1 it fired, 0 it did not.
 */
int ml_why(const struct ml_cli *cli, const struct ml_rules *rules);

#endif
