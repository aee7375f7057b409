/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SHARD_H
#define ML_FLEET_SHARD_H

#include "fleet/batch.h"

/** What a shard came to. */
struct ml_shard_counts {
    struct ml_bundle_counts bundles;
    uint32_t servers, problems, incomplete;
    bool is_interrupted;
};

/**
 * Analyse one shard of a fleet, without history: its report is shard-I-of-N.xml in
 * options->out, for `marslog merge`. It appears when it is whole.
 *
 * Errors: as ml_batch_run().
 */
enum ml_batch_end ml_shard_run(struct ml_shard_counts *ret,
                               const struct ml_batch_options *options,
                               struct ml_err *err);

/** By the names of reports: the lowest shard of *ret_shards that is missing among them; 0
 * when none is, or no name is that of a shard. */
unsigned ml_shard_missing(const char *const *paths, size_t n, unsigned *ret_shards);

#endif
