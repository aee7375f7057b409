/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_FINDING_H
#define ML_DIAGNOSE_FINDING_H

#include "diagnose/result.h"
#include "diagnose/weigh.h"

/** Build a server's findings from what is known of it: worst first, then newest. */
void ml_findings_build(const struct ml_knowledge *k, struct ml_arena *arena,
                       struct ml_server *server);

#endif
