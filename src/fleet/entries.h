/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_ENTRIES_H
#define ML_FLEET_ENTRIES_H

#include "fleet/history.h"
#include "fleet/standing.h"

/*
 * Which entries of the catalogue are otherwise than the runs of before had them, so
 * that what only they brought up is not called new.
 *
 *     the history's table of entries + catalogue -> ml_changes
 */

/**
 * Every entry that there is or was, and since which run it is as it is; and the last
 * run of another version of marslog. What differs is written down as of tonight's.
 */
enum ml_rc ml_history_entries(struct ml_history *history,
                              const struct ml_catalogue *catalogue,
                              struct ml_changes *ret, struct ml_arena *arena,
                              struct ml_err *err) ML_MUST_USE;

#endif
