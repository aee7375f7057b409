/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_UNKNOWN_H
#define ML_DIAGNOSE_UNKNOWN_H

#include "diagnose/group.h"
#include "diagnose/result.h"

/**
 * The server's errors that no signature names, one per template over all its files: the
 * gravest first, then the rarest, then the newest.
 */
void ml_unknown_build(const struct ml_group *group, struct ml_arena *arena,
                      struct ml_server *server);

#endif
