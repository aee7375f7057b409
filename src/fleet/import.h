/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_IMPORT_H
#define ML_FLEET_IMPORT_H

#include "fleet/analyse.h"

/*
 * The cases of XML reports in the place of an analysis: for a fleet that was analysed
 * in shards, on many machines.
 *
 *     shard-1-of-4.xml ... -> cases -> store, briefs -> as if analysed here
 */

/** What the reports were, for whoever wants to say so. */
struct ml_import {
    struct ml_plan plan; /* of the bundles that came; the analysis points into it */
    uint32_t nreports, nfailed;
    uint32_t nother;   /* reports of another catalogue */
    uint32_t nforeign; /* signatures left out that the catalogue does not have */
    struct ml_time since, until; /* records that count */
};

/** Told of each report that cannot be read; the rest goes on. */
typedef void ml_import_failed(void *ctx, const struct ml_err *err);

/**
 * Read reports. A bundle that is in several counts once.
 *
 * Errors: ML_FAIL when the store fails, when no report can be read, or when two are of
 * other times (--since, --until). Release with ml_import_reset() after the analysis.
 */
enum ml_rc ml_import_reports(struct ml_import *ret, struct ml_analysis *analysis,
                             const struct ml_batch_options *options,
                             struct ml_store *store, ml_import_failed *failed,
                             void *ctx, struct ml_err *err) ML_MUST_USE;
void ml_import_reset(struct ml_import *import);

#endif
