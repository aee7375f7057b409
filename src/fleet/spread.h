/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_SPREAD_H
#define ML_FLEET_SPREAD_H

#include "fleet/board.h"
#include "fleet/judge.h"

/* What a board says over all its servers. */

/** Put the servers into the order of action, and number them. */
void ml_spread_rank(struct ml_board *board);

/** Which finding and cause is on how many servers. */
void ml_spread_make(struct ml_board *board);

/** Templates that are new to the fleet: counted over the servers, gravest first, the
 * first of many. */
void ml_spread_unknown(struct ml_board *board, struct ml_board_unknown *unknown,
                       uint32_t n, const struct ml_judgement *judgement);

#endif
