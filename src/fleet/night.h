/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_NIGHT_H
#define ML_FLEET_NIGHT_H

#include "fleet/judge.h"
#include "fleet/past.h"

/*
 * Tonight beside the nights before: what was judged and what is known become the board,
 * and the history learns of it. Inside the history's transaction.
 */

/**
 * Make the board; the caller's, to ml_board_free(). It points into the judgement, the
 * analysis and the catalogue.
 */
enum ml_rc ml_night_make(struct ml_board **ret, const struct ml_batch_options *options,
                         const struct ml_analysis *analysis,
                         const struct ml_judgement *judgement,
                         struct ml_history *history, struct ml_err *err) ML_MUST_USE;

/** Release; NULL is allowed. Returns NULL. */
struct ml_board *ml_board_free(struct ml_board *board);

/**
 * Give bundles that could not be read, and name no server, to the server whose bundle
 * lay at the same path before.
 */
void ml_night_claim(struct ml_analysis *analysis, struct ml_history *history,
                    const struct ml_past *pasts, uint32_t npasts);

#endif
