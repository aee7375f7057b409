/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_ARENA_H
#define ML_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

/*
 * Memory that is released all at once. One bundle, one arena: whatever is learnt
 * from it dies with it. Pointers stay valid until ml_arena_reset(). Not for use
 * by two threads at a time.
 */

struct ml_arena {
    struct ml_arena_chunk *chunks; /* newest first */
    size_t used_bytes;             /* given out, all chunks */
};

void ml_arena_init(struct ml_arena *arena);
void ml_arena_reset(struct ml_arena *arena);

/** n zeroed bytes, aligned for any type. Never NULL (base/err.h: ml_oom()). */
void *ml_arena_alloc(struct ml_arena *arena, size_t n_bytes);

/** Zeroed array; the product is checked. */
void *ml_arena_array(struct ml_arena *arena, size_t n, size_t element_bytes);

/** An array that was grown with ML_PUSH(), moved here: `from` is freed. */
void *ml_arena_move(struct ml_arena *arena, void *from, size_t n, size_t element_bytes);

/** Copy; the copy is followed by a NUL that its length does not count. */
ml_str ml_arena_dup(struct ml_arena *arena, ml_str s);

ml_str ml_arena_printf(struct ml_arena *arena, const char *fmt, ...) ML_PRINTF(2, 3);

#endif
