/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_ANALYSE_H
#define ML_FLEET_ANALYSE_H

#include "fleet/batch.h"
#include "fleet/brief.h"
#include "fleet/crew.h"
#include "fleet/plan.h"
#include "fleet/store.h"

/*
 * Every bundle of the plan to its case, in the store; those that are unchanged have
 * one.
 *
 *     as the store has it -------------------------------------> brief
 *     it looks otherwise -- worker: its digest -- the same ----> brief
 *                                              -- another --\
 *     new, or judged otherwise ------- worker: its case ------> brief, case in the
 * store
 */

enum ml_found {
    ML_FOUND_ANALYSED = 0,
    ML_FOUND_UNCHANGED, /* the case of an earlier run */
    ML_FOUND_ARRIVING,  /* still growing; not looked at */
    ML_FOUND_FAILED,    /* the worker died: there is no case in the store */
    ML_FOUND_SKIPPED,   /* the run ended before */
};

/** What is known of a bundle of the plan. */
struct ml_analysed {
    const struct ml_plan_bundle *planned;
    ml_str key; /* under which the store has its case */
    enum ml_found found;
    struct ml_brief brief;
    int64_t took_us; /* wall time */
};

struct ml_analysis {
    struct ml_arena arena;
    struct ml_analysed *bundles; /* as in the plan */
    uint32_t n;
    ml_str settings;     /* digest of all that a case depends on, but its bundle */
    uint64_t done_bytes; /* of bundles that are through */
};

/** Analyse. Release with ml_analysis_reset(). Errors: ML_FAIL when the store fails. */
enum ml_rc ml_analyse(struct ml_analysis *ret, const struct ml_batch_options *options,
                      const struct ml_plan *plan, struct ml_store *store,
                      struct ml_err *err) ML_MUST_USE;
/** A case as the store has it: its brief, which is filled in, and its bytes. The brief
 * outlives the case. */
enum ml_rc ml_analysed_put(struct ml_analysed *bundle, struct ml_analysis *analysis,
                           struct ml_store *store, const struct ml_case *c,
                           const struct ml_catalogue *catalogue,
                           struct ml_err *err) ML_MUST_USE;

/** Digest of all that a case depends on, but its bundle. */
ml_str ml_analysis_settings(const struct ml_batch_options *options,
                            struct ml_arena *arena);

void ml_analysis_reset(struct ml_analysis *analysis);

struct ml_bundle_counts ml_analysis_count(const struct ml_analysis *analysis);

/** The case of a bundle; NULL where the store has none that can be read. */
struct ml_case *ml_analysed_case(const struct ml_analysed *bundle,
                                 const struct ml_batch_options *options, ml_str stored);

#endif
