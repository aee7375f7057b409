/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_DIAGNOSE_H
#define ML_DIAGNOSE_DIAGNOSE_H

#include "diagnose/group.h"
#include "diagnose/result.h"
#include "diagnose/weigh.h"

/*
 * Cases of all bundles -> servers -> findings, causes with verdicts, what is missing.
 *
 *     case, case, ... -> group by computer -> per server: find, derive facts, weigh
 *
 * The order of the cases and of the files in them changes no verdict.
 */

/** Diagnose; cases and catalogue must outlive the result. */
struct ml_result *ml_diagnose(struct ml_case *const *cases, uint32_t ncases,
                              const struct ml_catalogue *catalogue, enum ml_lang lang);

/** Told of each server when it was judged, with all that is known of it. */
struct ml_watch {
    void *ctx;
    void (*server)(void *ctx, const struct ml_server *server,
                   const struct ml_knowledge *knowledge, struct ml_arena *arena);
};

/** The same, watched; `watch` may be NULL. */
struct ml_result *ml_diagnose_watched(struct ml_case *const *cases, uint32_t ncases,
                                      const struct ml_catalogue *catalogue,
                                      enum ml_lang lang, const struct ml_watch *watch);

/** One server whose cases are known; the group must outlive the result. */
struct ml_result *ml_diagnose_group(const struct ml_group *group,
                                    const struct ml_catalogue *catalogue,
                                    enum ml_lang lang);

struct ml_result *ml_result_free(struct ml_result *result);

/** Contract words: "confirmed", ... and "problems", ... */
extern const char *const ml_verdict_names[];
extern const char *const ml_server_state_names[];

#endif
