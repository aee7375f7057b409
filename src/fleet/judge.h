/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_JUDGE_H
#define ML_FLEET_JUDGE_H

#include "fleet/analyse.h"
#include "fleet/judged.h"
#include "fleet/past.h"
#include "fleet/shelf.h"

/*
 * Every server to its summary and its pages, from the newest collection that it sent;
 * those of which nothing changed have them.
 *
 * A collection is what was made within some hours: two kinds of bundles of one machine
 * complete each other, and the uploads of two nights do not.
 */

enum { ML_COLLECTION_HOURS = 12 };

/**
 * Judge; `pasts` are the servers that the history knows. Release with
 * ml_judgement_reset(). Claims of bundles that could not be read may have been given to
 * the server that the history knows.
 *
 * Errors: ML_FAIL when the store fails or a page cannot be written.
 */
enum ml_rc ml_judge_all(struct ml_judgement *ret,
                        const struct ml_batch_options *options,
                        const struct ml_analysis *analysis, struct ml_store *store,
                        const struct ml_shelf *shelf, const struct ml_past *pasts,
                        uint32_t npasts, struct ml_err *err) ML_MUST_USE;

#endif
