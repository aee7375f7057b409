/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_OWNER_H
#define ML_SCAN_OWNER_H

#include "case/case.h"

/**
 * Settle which computer the bundle and each of its members name.
 *
 * Fills c->server, and member->server from facts called "server.name" (the prefix of
 * a file's own name, which is there already, wins). Where a bundle holds several
 * computers, a member that names none goes to the one that its nearest neighbours, by
 * folder and archive, name.
 *
 * `paths[i]` is the decoded path of member i; `bundle_name` the last part of the
 * bundle's.
 */
void ml_owner_settle(struct ml_case *c, const ml_str *paths, ml_str bundle_name);

#endif
