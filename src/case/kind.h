/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_KIND_H
#define ML_CASE_KIND_H

#include "base/arena.h"
#include "base/str.h"

/**
 * What kind of file one is, to look for the same in another collection: its role, and
 * where that is the role of many kinds, its name in lower case with each number as '#'.
 */
ml_str ml_file_kind(struct ml_arena *arena, ml_str role, ml_str address);

#endif
