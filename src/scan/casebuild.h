/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_CASEBUILD_H
#define ML_SCAN_CASEBUILD_H

#include "scan/dating.h"
#include "scan/member.h"

/**
 * Put what the members of a bundle gave into a case: dated, in walk order, the same
 * bytes counted once. `scans` is sorted here; the caller frees it afterwards.
 *
 * `c` has its path, sha256 and bytes set; everything else is filled.
 */
void ml_case_build(struct ml_case *c, const struct ml_catalogue *catalogue,
                   const struct ml_matcher *matcher, struct ml_member_scan **scans,
                   size_t nscans, struct ml_dating *dating);

#endif
