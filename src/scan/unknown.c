/* SPDX-License-Identifier: MIT */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scan/unknown.h"

#include <stdlib.h>

#include "base/err.h"
#include "input/charset.h"
#include "base/ban.h"

enum { SLOTS = 4 * ML_UNKNOWN_KINDS_MAX, EXAMPLE_MAX_BYTES = 1000 };

void ml_unknowns_init(struct ml_unknowns *u)
{
    *u = (struct ml_unknowns){ .nkinds = 0 };
    ml_arena_init(&u->arena);
}

void ml_unknowns_reset(struct ml_unknowns *u)
{
    ml_arena_reset(&u->arena);
    free(u->kinds);
    free(u->slots);
    *u = (struct ml_unknowns){ .nkinds = 0 };
}

/* The slot of a template, or the free one where it goes. */
static uint32_t *slot_of(struct ml_unknowns *u, ml_str text)
{
    size_t at = (size_t)(XXH3_64bits(text.p, text.n) % SLOTS);

    while (u->slots[at] && !ml_str_eq(u->kinds[u->slots[at] - 1].template_text, text))
        at = (at + 1) % SLOTS;
    return &u->slots[at];
}

static struct ml_unknown_template *kind_of(struct ml_unknowns *u, ml_str text,
                                           const struct ml_unknown_hit *hit)
{
    if (!u->slots && !(u->slots = calloc(SLOTS, sizeof(*u->slots))))
        ml_oom();
    uint32_t *slot = slot_of(u, text);
    if (*slot)
        return &u->kinds[*slot - 1];
    if (u->nkinds == ML_UNKNOWN_KINDS_MAX)
        return NULL;
    ml_str example =
        ml_str_sub(hit->text, 0, ml_utf8_cut(hit->text, EXAMPLE_MAX_BYTES));
    struct ml_unknown_template fresh = { .template_text = ml_arena_dup(&u->arena, text),
                                         .example = ml_arena_dup(&u->arena, example),
                                         .line = hit->line };
    ML_PUSH(u->kinds, u->nkinds, u->cap, fresh);
    *slot = (uint32_t)u->nkinds;
    return &u->kinds[u->nkinds - 1];
}

static void count(struct ml_unknown_template *k, const struct ml_unknown_hit *hit)
{
    k->count++;
    if (hit->level > k->level)
        k->level = hit->level;
    if (!hit->dated)
        return;
    if (!k->dated || hit->stamp < k->first)
        k->first = hit->stamp;
    if (!k->dated || hit->stamp > k->last)
        k->last = hit->stamp;
    k->dated = true;
}

void ml_unknowns_add(struct ml_unknowns *u, const struct ml_buf *templates,
                     const struct ml_unknown_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ml_str text = { templates->p + hits[i].at, hits[i].n };
        struct ml_unknown_template *kind = kind_of(u, text, &hits[i]);
        if (kind)
            count(kind, &hits[i]);
        else
            u->beyond++;
    }
}
