/* SPDX-License-Identifier: MIT */
#include "scan/recordids.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

enum {
    PAGE_IDS = 4096,
    PAGES_MAX = 64 * 1024, /* 32 MiB of bits: 268 million ids that follow each other */
    RUNS_MAX = 1024 * 1024,
    AGAIN_MAX = 1024 * 1024,
};

struct ml_id_page {
    bool used;
    uint64_t number;
    uint64_t bits[PAGE_IDS / 64];
};

struct ml_id_count {
    uint64_t id;
    uint32_t n; /* times met; 0: free */
};

static size_t hash(uint64_t n)
{
    return (size_t)((n * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

static void *table(size_t cap, size_t size)
{
    void *p = calloc(cap, size);

    if (!p)
        ml_oom();
    return p;
}

static size_t page_slot(const struct ml_id_page *pages, size_t cap, uint64_t number)
{
    size_t i = hash(number) & (cap - 1);

    while (pages[i].used && pages[i].number != number)
        i = (i + 1) & (cap - 1);
    return i;
}

static void grow_pages(struct ml_record_ids *ids)
{
    size_t cap = ids->cap_pages ? 2 * ids->cap_pages : 16;
    struct ml_id_page *pages = table(cap, sizeof(*pages));

    for (size_t i = 0; i < ids->cap_pages; i++)
        if (ids->pages[i].used)
            pages[page_slot(pages, cap, ids->pages[i].number)] = ids->pages[i];
    free(ids->pages);
    ids->pages = pages;
    ids->cap_pages = cap;
    ids->page = 0;
}

/* The page of an id; NULL when there are too many. */
static struct ml_id_page *page_of(struct ml_record_ids *ids, uint64_t id)
{
    uint64_t number = id / PAGE_IDS;

    if (ids->page && ids->pages[ids->page - 1].number == number)
        return &ids->pages[ids->page - 1];
    if (2 * ids->npages >= ids->cap_pages)
        grow_pages(ids);
    size_t i = page_slot(ids->pages, ids->cap_pages, number);
    if (!ids->pages[i].used) {
        if (ids->npages == PAGES_MAX) {
            ids->full = true;
            return NULL;
        }
        ids->pages[i].used = true;
        ids->pages[i].number = number;
        ids->npages++;
    }
    ids->page = i + 1;
    return &ids->pages[i];
}

static size_t again_slot(const struct ml_id_count *again, size_t cap, uint64_t id)
{
    size_t i = hash(id) & (cap - 1);

    while (again[i].n && again[i].id != id)
        i = (i + 1) & (cap - 1);
    return i;
}

static void grow_again(struct ml_record_ids *ids)
{
    size_t cap = ids->cap_again ? 2 * ids->cap_again : 64;
    struct ml_id_count *again = table(cap, sizeof(*again));

    for (size_t i = 0; i < ids->cap_again; i++)
        if (ids->again[i].n)
            again[again_slot(again, cap, ids->again[i].id)] = ids->again[i];
    free(ids->again);
    ids->again = again;
    ids->cap_again = cap;
}

/* An id that was met before: for the how-manieth time now. */
static uint32_t count_again(struct ml_record_ids *ids, uint64_t id)
{
    if (2 * ids->nagain >= ids->cap_again)
        grow_again(ids);
    struct ml_id_count *slot = &ids->again[again_slot(ids->again, ids->cap_again, id)];
    if (!slot->n) {
        if (ids->nagain == AGAIN_MAX) {
            ids->full = true;
            return 1;
        }
        ids->nagain++;
        *slot = (struct ml_id_count){ id, 1 };
    }
    return ++slot->n;
}

static uint32_t times_met(struct ml_record_ids *ids, uint64_t id)
{
    struct ml_id_page *page = ids->full ? NULL : page_of(ids, id);

    if (!page)
        return 1;
    uint64_t *word = &page->bits[id % PAGE_IDS / 64], bit = UINT64_C(1) << id % 64;
    if (*word & bit)
        return count_again(ids, id);
    *word |= bit;
    return 1;
}

void ml_record_ids_add(struct ml_record_ids *ids, uint64_t id)
{
    uint32_t again = times_met(ids, id);
    struct ml_id_run *last = ids->nruns ? &ids->runs[ids->nruns - 1] : NULL;

    ids->nrecords++;
    if (last && last->again == again && id == last->id + last->n) {
        last->n++;
        return;
    }
    if (ids->nruns == RUNS_MAX) {
        ids->full = true;
        return;
    }
    struct ml_id_run run = { ids->nrecords, 1, id, again };
    ML_PUSH(ids->runs, ids->nruns, ids->cap_runs, run);
}

void ml_record_ids_reset(struct ml_record_ids *ids)
{
    free(ids->runs);
    free(ids->pages);
    free(ids->again);
    *ids = (struct ml_record_ids){ .nrecords = 0 };
}

const struct ml_id_run *ml_record_ids_pick(const struct ml_record_ids *ids,
                                           struct ml_arena *arena,
                                           const uint64_t *lines, size_t n,
                                           uint32_t *ret_n)
{
    struct ml_id_run *picked = NULL;
    size_t npicked = 0, cap = 0, at = 0;

    for (size_t i = 0; i < ids->nruns && at < n; i++) {
        const struct ml_id_run *run = &ids->runs[i];
        while (at < n && lines[at] < run->line)
            at++;
        if (at < n && lines[at] - run->line < run->n)
            ML_PUSH(picked, npicked, cap, *run);
    }
    struct ml_id_run *ret = ml_arena_array(arena, npicked, sizeof(*ret));
    if (npicked)
        memcpy(ret, picked, npicked * sizeof(*ret));
    free(picked);
    *ret_n = (uint32_t)npicked;
    return ret;
}
