/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_FLEETRUN_H
#define ML_CLI_FLEETRUN_H

#include "cli/command.h"

/* The runs over a fleet that batch and merge are. Each returns an exit status. */

/** Analyse, compare with the history, write the reports. */
int ml_fleet_batch(const struct ml_cli *cli, const struct ml_rules *rules,
                   const char *const *passphrases);

/** Analyse one shard, for a merge. */
int ml_fleet_shard(const struct ml_cli *cli, const struct ml_rules *rules,
                   const char *const *passphrases);

/** The same as ml_fleet_batch() from the reports of shards. */
int ml_fleet_merge(const struct ml_cli *cli, const struct ml_rules *rules);

#endif
