/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_FLAVOUR_H
#define ML_SCAN_FLAVOUR_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * What kind of collection a bundle is, told by marks inside it, never by its own name:
 * people rename and repack. Kinds nest, so a bundle may be several.
 */

/** What is known of one member. */
struct ml_flavour_mark {
    ml_str path; /* decoded, from the bundle down */
    ml_str role; /* what it turned out to be */
    ml_str encoding;
};

/** "psSDP DPM", "DPM_MABS_Analysis V17", "WABDiag"; empty: no mark. */
ml_str ml_flavour_of(struct ml_arena *arena, const struct ml_flavour_mark *mark);

/** Several kinds, the more telling form of each; zero-initialise. */
struct ml_flavours {
    ml_str kind[8];
    size_t n;
};

void ml_flavours_add(struct ml_flavours *all, ml_str flavour);

/** "psSDP DPM, TSS basic log"; "loose files" where there is none. */
ml_str ml_flavours_text(struct ml_arena *arena, const struct ml_flavours *all);

#endif
