/* SPDX-License-Identifier: MIT */
#include "record/evtxids.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

enum {
    LAYERS_MAX = 64, /* an id that came more often counts as that */
    RANGES_MAX = 1 << 20,
};

#define MOVED_MAX_BYTES (UINT64_C(1) << 28) /* by what comes out of order: a moment */

struct range {
    uint64_t first, last;
};

/* Layer k holds the ids that came more than k times, in sorted ranges. */
struct layer {
    struct range *ranges;
    size_t n, cap;
};

struct ml_evtx_ids {
    struct layer layers[LAYERS_MAX];
    size_t nranges;
    uint64_t moved_bytes;
};

struct ml_evtx_ids *ml_evtx_ids_new(void)
{
    struct ml_evtx_ids *ids = calloc(1, sizeof(*ids));

    if (!ids)
        ml_oom();
    return ids;
}

struct ml_evtx_ids *ml_evtx_ids_free(struct ml_evtx_ids *ids)
{
    for (size_t i = 0; ids && i < LAYERS_MAX; i++)
        free(ids->layers[i].ranges);
    free(ids);
    return NULL;
}

/* The first range that ends at `record` or behind it. */
static size_t find(const struct layer *l, uint64_t record)
{
    size_t low = 0, high = l->n;

    if (l->n && l->ranges[l->n - 1].last < record)
        return l->n; /* as nearly always */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->ranges[middle].last < record)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct ml_evtx_ids *ids, struct layer *l, size_t at, uint64_t record)
{
    size_t bytes = (l->n - at) * sizeof(*l->ranges);

    if (ids->nranges == RANGES_MAX || ids->moved_bytes + bytes > MOVED_MAX_BYTES)
        return;
    ids->moved_bytes += bytes;
    ids->nranges++;
    l->ranges = ml_grow(l->ranges, l->n, &l->cap, sizeof(*l->ranges));
    memmove(l->ranges + at + 1, l->ranges + at, bytes);
    l->ranges[at] = (struct range){ record, record };
    l->n++;
}

/* Whether the layer lacks the id; it has it then. */
static bool add(struct ml_evtx_ids *ids, struct layer *l, uint64_t record)
{
    size_t at = find(l, record);
    struct range *next = at < l->n ? &l->ranges[at] : NULL;

    if (next && next->first <= record)
        return false;
    /* Two ranges that meet stay two: it happens once for each hole that is filled. */
    if (at && l->ranges[at - 1].last + 1 == record)
        l->ranges[at - 1].last = record;
    else if (next && next->first == record + 1)
        next->first = record;
    else
        insert(ids, l, at, record);
    return true;
}

uint32_t ml_evtx_ids_add(struct ml_evtx_ids *ids, uint64_t record)
{
    uint32_t k = 0;

    while (k < LAYERS_MAX - 1 && !add(ids, &ids->layers[k], record))
        k++;
    return k + 1;
}
