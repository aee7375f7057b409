/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_SKELETON_H
#define ML_CLI_SKELETON_H

#include "cli/command.h"

/**
 * `patterns new --from LINE`: a commented catalogue file with a signature made from one
 * record, which `patterns check` accepts as it stands. Returns an exit status.
 */
int ml_skeleton(const struct ml_cli *cli, const struct ml_rules *rules);

#endif
