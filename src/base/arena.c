/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/ban.h"

/* The first chunk is small: many arenas hold next to nothing. */
enum { FIRST_BYTES = 2 * 1024, CHUNK_BYTES = 64 * 1024 };

struct ml_arena_chunk {
    struct ml_arena_chunk *next;
    size_t used, cap;
    alignas(max_align_t) char bytes[];
};

void ml_arena_init(struct ml_arena *arena)
{
    *arena = (struct ml_arena){ 0 };
}

void ml_arena_reset(struct ml_arena *arena)
{
    while (arena->chunks) {
        struct ml_arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
    arena->used_bytes = 0;
}

static struct ml_arena_chunk *chunk_new(size_t cap)
{
    if (cap > SIZE_MAX - sizeof(struct ml_arena_chunk))
        ml_oom();
    struct ml_arena_chunk *chunk = calloc(1, sizeof(*chunk) + cap);
    if (!chunk)
        ml_oom();
    chunk->cap = cap;
    return chunk;
}

void *ml_arena_alloc(struct ml_arena *arena, size_t n_bytes)
{
    size_t align = alignof(max_align_t);

    if (n_bytes > SIZE_MAX - align)
        ml_oom();
    n_bytes = (n_bytes + align - 1) / align * align;

    struct ml_arena_chunk *top = arena->chunks;
    if (!top || top->cap - top->used < n_bytes) {
        if (n_bytes > CHUNK_BYTES / 4 && top) {
            /* A large piece gets a chunk of its own behind the current one, so
             * that the rest of the current one is not lost. */
            struct ml_arena_chunk *own = chunk_new(n_bytes);
            own->used = n_bytes;
            own->next = top->next;
            top->next = own;
            arena->used_bytes += n_bytes;
            return own->bytes;
        }
        size_t cap = !top                        ? FIRST_BYTES
                     : top->cap < CHUNK_BYTES / 2 ? top->cap * 2
                                                  : CHUNK_BYTES;
        top = chunk_new(n_bytes > cap ? n_bytes : cap);
        top->next = arena->chunks;
        arena->chunks = top;
    }
    void *p = top->bytes + top->used;
    top->used += n_bytes;
    arena->used_bytes += n_bytes;
    return p;
}

void *ml_arena_array(struct ml_arena *arena, size_t n, size_t element_bytes)
{
    if (element_bytes && n > SIZE_MAX / element_bytes)
        ml_oom();
    return ml_arena_alloc(arena, n * element_bytes);
}

void *ml_arena_move(struct ml_arena *arena, void *from, size_t n, size_t element_bytes)
{
    void *to = ml_arena_array(arena, n, element_bytes);

    if (n)
        memcpy(to, from, n * element_bytes);
    free(from);
    return to;
}

ml_str ml_arena_dup(struct ml_arena *arena, ml_str s)
{
    char *p = ml_arena_alloc(arena, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    return (ml_str){ p, s.n };
}

ml_str ml_arena_printf(struct ml_arena *arena, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = ml_arena_alloc(arena, n < 0 ? 1 : (size_t)n + 1);
    if (n > 0)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (ml_str){ p, n < 0 ? 0 : (size_t)n };
}
