/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_CASEBUILD_H
#define ML_SCAN_CASEBUILD_H

#include "scan/clocks.h"
#include "scan/dating.h"
#include "scan/member.h"

/**
 * Settle what dates the members of a bundle: `scans` is brought into walk order,
 * `dating` and c->collected are filled from what the members state. Release *ret when
 * done.
 */
void ml_case_clocks(struct ml_case *c, const struct ml_catalogue *catalogue,
                    struct ml_member_scan **scans, size_t nscans,
                    struct ml_dating *dating, struct ml_clocks *ret);

/**
 * Put what the members of a bundle gave into a case: dated, in walk order, the same
 * bytes counted once. `scans` is in walk order, `clocks` are theirs; the caller frees
 * both.
 *
 * `c` has its path, sha256 and bytes set; everything else is filled.
 */
void ml_case_build(struct ml_case *c, const struct ml_catalogue *catalogue,
                   const struct ml_matcher *matcher, struct ml_member_scan **scans,
                   size_t nscans, struct ml_dating *dating,
                   const struct ml_clocks *clocks);

#endif
