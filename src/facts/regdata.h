/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_REGDATA_H
#define ML_FACTS_REGDATA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* The data of registry values as text writes it. Results live in the arena. */

/** Pairs of hex digits, whatever stands between them, as bytes. */
ml_str ml_regdata_hex(struct ml_arena *arena, ml_str s);

/**
 * UTF-16LE as the registry stores it, as UTF-8. Strings end in NUL; several that
 * follow each other are joined with ';'.
 */
ml_str ml_regdata_utf16(struct ml_arena *arena, ml_str bytes);

/**
 * Take a quoted string off *s, `\\` and `\"` in it taken apart. False when its end
 * is missing.
 */
bool ml_regdata_quoted(struct ml_arena *arena, ml_str *s, ml_str *ret);

#endif
