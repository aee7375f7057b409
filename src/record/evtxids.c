/* SPDX-License-Identifier: MIT */
#include "record/evtxids.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

enum {
    RANGES_MAX = 1 << 20,
    COUNTS_MAX = 1 << 20,
};

#define MOVED_MAX_BYTES (UINT64_C(1) << 28) /* by what comes out of order: a moment */

struct range {
    uint64_t first, last;
};

/* An id that came more than once. */
struct count {
    uint64_t record;
    uint32_t n; /* 0: free */
};

struct ml_evtx_ids {
    struct range *ranges; /* what came at all, sorted */
    size_t nranges, cap_ranges;
    uint64_t moved_bytes;
    struct count *counts; /* open addressing */
    size_t ncounts, cap_counts;
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
    if (ids) {
        free(ids->ranges);
        free(ids->counts);
        free(ids);
    }
    return NULL;
}

/* The first range that ends at `record` or behind it. */
static size_t find(const struct ml_evtx_ids *ids, uint64_t record)
{
    size_t low = 0, high = ids->nranges;

    if (high && ids->ranges[high - 1].last < record)
        return high; /* as nearly always */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids->ranges[middle].last < record)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct ml_evtx_ids *ids, size_t at, uint64_t record)
{
    size_t bytes = (ids->nranges - at) * sizeof(*ids->ranges);

    if (ids->nranges == RANGES_MAX || ids->moved_bytes + bytes > MOVED_MAX_BYTES)
        return;
    ids->moved_bytes += bytes;
    ids->ranges =
        ml_grow(ids->ranges, ids->nranges, &ids->cap_ranges, sizeof(*ids->ranges));
    memmove(ids->ranges + at + 1, ids->ranges + at, bytes);
    ids->ranges[at] = (struct range){ record, record };
    ids->nranges++;
}

/* Whether the id is new; it is known then. */
static bool add(struct ml_evtx_ids *ids, uint64_t record)
{
    size_t at = find(ids, record);
    struct range *next = at < ids->nranges ? &ids->ranges[at] : NULL;

    if (next && next->first <= record)
        return false;
    /* Two ranges that meet stay two: it happens once for each hole that is filled. */
    if (at && ids->ranges[at - 1].last + 1 == record)
        ids->ranges[at - 1].last = record;
    else if (next && next->first == record + 1)
        next->first = record;
    else
        insert(ids, at, record);
    return true;
}

static struct count *slot(struct count *counts, size_t cap, uint64_t record)
{
    size_t i = (size_t)((record * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (cap - 1);

    while (counts[i].n && counts[i].record != record)
        i = (i + 1) & (cap - 1);
    return &counts[i];
}

static void grow_counts(struct ml_evtx_ids *ids)
{
    size_t cap = ids->cap_counts ? 2 * ids->cap_counts : 64;
    struct count *counts = calloc(cap, sizeof(*counts));

    if (!counts)
        ml_oom();
    for (size_t i = 0; i < ids->cap_counts; i++)
        if (ids->counts[i].n)
            *slot(counts, cap, ids->counts[i].record) = ids->counts[i];
    free(ids->counts);
    ids->counts = counts;
    ids->cap_counts = cap;
}

uint32_t ml_evtx_ids_add(struct ml_evtx_ids *ids, uint64_t record)
{
    if (add(ids, record))
        return 1;
    if (2 * ids->ncounts >= ids->cap_counts)
        grow_counts(ids);
    struct count *count = slot(ids->counts, ids->cap_counts, record);
    if (!count->n) {
        if (ids->ncounts == COUNTS_MAX)
            return 1;
        ids->ncounts++;
        *count = (struct count){ record, 1 };
    }
    count->n += count->n < UINT32_MAX;
    return count->n;
}
