/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_DERIVED_H
#define ML_DIAGNOSE_DERIVED_H

#include "base/buf.h"
#include "diagnose/weigh.h"

/**
 * Occurrences that no record says: each value of a fact and each job for which a
 * signature's derived condition holds. They stand behind those of the records in `k`,
 * whose hits move to `arena`.
 */
void ml_derived_add(struct ml_knowledge *k, struct ml_arena *arena);

#endif
