/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_COST_H
#define ML_CLI_COST_H

#include "cli/command.h"

/** `patterns cost PATH...`: what each signature cost. Returns an exit status. */
int ml_cost(const struct ml_cli *cli, const struct ml_rules *rules);

#endif
