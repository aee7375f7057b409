/* SPDX-License-Identifier: MIT */
#include "scan/accum.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "case/case.h"
#include "input/charset.h"
#include "base/ban.h"

enum {
    MINUTES_MAX = 32768, /* entries of one signature in one member */
    YIELDS_MAX = 64,     /* distinct values of one member */
    TEXT_MAX_BYTES = 2000,
    CONTEXT_MAX_BYTES = 400,
};

void ml_accum_init(struct ml_accum *a, const struct ml_catalogue *catalogue)
{
    *a = (struct ml_accum){ 0 };
    a->index = calloc(catalogue->nsignatures + 1, sizeof(*a->index));
    a->left = calloc(catalogue->nsignatures + 1, sizeof(*a->left));
    if (!a->index || !a->left)
        ml_oom();
    ml_arena_init(&a->arena);
}

void ml_accum_reset(struct ml_accum *a)
{
    for (size_t i = 0; i < a->naccs; i++) {
        for (size_t k = 0; k < 10; k++) {
            ml_buf_reset(&a->accs[i].kept[k].text);
            ml_buf_reset(&a->accs[i].kept[k].before);
            ml_buf_reset(&a->accs[i].kept[k].after);
        }
        free(a->accs[i].minutes.slots);
    }
    free(a->accs);
    free(a->index);
    free(a->left);
    free(a->yields);
    ml_arena_reset(&a->arena);
    memset(a, 0, sizeof(*a));
}

static void set_text(struct ml_buf *out, ml_str s, size_t max)
{
    size_t n = ml_utf8_cut(s, max);
    ml_str rest = ml_str_sub(s, 0, n), line;
    out->n = 0;
    while (ml_str_cut(rest, '\n', &line, &rest)) { /* LF, whatever the file has */
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        ml_buf_str(out, line);
        ml_buf_char(out, '\n');
    }
    ml_buf_str(out, line);
    if (n < s.n)
        ml_buf_text(out, "...");
}

static void keep(struct ml_kept *k, const struct ml_hit *hit)
{
    k->line = hit->line;
    k->nlines = hit->nlines;
    k->dated = hit->dated;
    k->has_job = hit->has_job;
    k->stamp = hit->stamp;
    memcpy(k->job, hit->job, sizeof(k->job));
    k->level = hit->level;
    set_text(&k->text, hit->text, TEXT_MAX_BYTES);
    set_text(&k->before, hit->before, CONTEXT_MAX_BYTES);
    set_text(&k->after, hit->after, CONTEXT_MAX_BYTES);
}

static size_t slot_of(const struct ml_minutes *m, const struct ml_minute *key)
{
    uint64_t h = (uint64_t)key->minute * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t job[2];

    memcpy(job, key->job, sizeof(job));
    h ^= (job[0] ^ job[1]) * UINT64_C(0xff51afd7ed558ccd);
    size_t at = (h ^ h >> 32) & (m->cap - 1);
    while (m->slots[at].n &&
           (m->slots[at].minute != key->minute || m->slots[at].has_job != key->has_job ||
            memcmp(m->slots[at].job, key->job, sizeof(key->job)) != 0))
        at = (at + 1) & (m->cap - 1);
    return at;
}

static void put(struct ml_minutes *m, const struct ml_minute *entry)
{
    struct ml_minute *slot = &m->slots[slot_of(m, entry)];

    if (!slot->n) {
        *slot = *entry;
        m->n++;
        return;
    }
    slot->n += entry->n;
    if (entry->first < slot->first) {
        slot->first = entry->first;
        slot->first_line = entry->first_line;
    }
    if (entry->last > slot->last) {
        slot->last = entry->last;
        slot->last_line = entry->last_line;
    }
}

/* Make room: a larger table, or coarser entries when there are too many. */
static void rebuild(struct ml_minutes *m)
{
    struct ml_minutes old = *m;

    if (old.n >= MINUTES_MAX) {
        if (m->grain == 1)
            m->grain = 60;
        else if (!m->no_jobs)
            m->no_jobs = true;
        else
            m->grain *= 24;
    }
    m->cap = old.cap ? old.cap * (old.n >= MINUTES_MAX ? 1 : 2) : 16;
    m->n = 0;
    m->slots = calloc(m->cap, sizeof(*m->slots));
    if (!m->slots)
        ml_oom();
    for (size_t i = 0; i < old.cap; i++) {
        struct ml_minute entry = old.slots[i];
        if (!entry.n)
            continue;
        if (entry.minute != INT64_MIN)
            entry.minute -= ((entry.minute % m->grain) + m->grain) % m->grain;
        if (m->no_jobs) {
            entry.has_job = false;
            memset(entry.job, 0, sizeof(entry.job));
        }
        put(m, &entry);
    }
    free(old.slots);
}

static void add_minute(struct ml_minutes *m, const struct ml_hit *hit)
{
    struct ml_minute entry = { .minute = INT64_MIN,
                               .has_job = hit->has_job && !m->no_jobs,
                               .first = hit->stamp,
                               .last = hit->stamp,
                               .first_line = hit->line,
                               .last_line = hit->line,
                               .n = 1 };
    if (!m->grain)
        m->grain = 1;
    while (m->n >= MINUTES_MAX || m->n * 2 >= m->cap)
        rebuild(m);
    if (hit->dated) {
        entry.minute = hit->stamp / ML_MINUTE_US;
        entry.minute -= ((entry.minute % m->grain) + m->grain) % m->grain;
    }
    if (entry.has_job)
        memcpy(entry.job, hit->job, sizeof(entry.job));
    put(m, &entry);
}

static void add_yield(struct ml_accum *a, const struct ml_hit *hit)
{
    for (size_t i = 0; i < a->nyields; i++) {
        struct ml_yield *y = &a->yields[i];
        if (y->signature == hit->signature && ml_str_eq(y->value, hit->captured)) {
            if (hit->dated && (!y->dated || hit->stamp >= y->stamp)) {
                y->stamp = hit->stamp; /* when it was last said */
                y->dated = true;
                y->line = hit->line;
            }
            return;
        }
    }
    if (a->nyields == YIELDS_MAX)
        return;
    struct ml_yield y = { hit->signature, ml_arena_dup(&a->arena, hit->captured),
                          hit->line, hit->dated, hit->stamp };
    ML_PUSH(a->yields, a->nyields, a->cap_yields, y);
}

static void add(struct ml_accum *a, const struct ml_catalogue *catalogue,
                const struct ml_hit *hit)
{
    if (!a->index[hit->signature]) {
        struct ml_acc fresh = { .signature = hit->signature };
        ML_PUSH(a->accs, a->naccs, a->cap_accs, fresh);
        a->index[hit->signature] = (uint32_t)a->naccs;
    }
    struct ml_acc *acc = &a->accs[a->index[hit->signature] - 1];
    size_t i = acc->count < ML_SHOWN ? acc->count
                                     : ML_SHOWN + (acc->count - ML_SHOWN) % ML_SHOWN;
    /* What the same block writes over is not copied. */
    if (--a->left[hit->signature] < ML_SHOWN || i < ML_SHOWN)
        keep(&acc->kept[i], hit);
    acc->count++;
    acc->levels |= 1u << hit->level;
    add_minute(&acc->minutes, hit);
    if (catalogue->signatures[hit->signature].yields.n && hit->captured.n)
        add_yield(a, hit);
}

/* A fact that a record gives is true also where the record does not count. */
static void note_outside(struct ml_accum *a, const struct ml_catalogue *catalogue,
                         const struct ml_hit *hit)
{
    if (catalogue->signatures[hit->signature].yields.n)
        add_yield(a, hit);
}

void ml_accum_add(struct ml_accum *a, const struct ml_catalogue *catalogue,
                  const struct ml_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a->left[hits[i].signature] += !hits[i].outside;
    for (size_t i = 0; i < n; i++) {
        if (hits[i].outside)
            note_outside(a, catalogue, &hits[i]);
        else
            add(a, catalogue, &hits[i]);
    }
}

void ml_accum_close(struct ml_accum *a)
{
    struct ml_acc *accs = a->naccs < a->cap_accs && a->naccs
                              ? realloc(a->accs, a->naccs * sizeof(*accs))
                              : NULL;

    if (accs) {
        a->accs = accs;
        a->cap_accs = a->naccs;
    }
    free(a->index);
    free(a->left);
    a->index = a->left = NULL;
}

const struct ml_kept *ml_acc_tail(const struct ml_acc *acc, unsigned i)
{
    uint64_t beyond = acc->count > ML_SHOWN ? acc->count - ML_SHOWN : 0;

    if (beyond <= ML_SHOWN)
        return i < beyond ? &acc->kept[ML_SHOWN + i] : NULL;
    return i < ML_SHOWN ? &acc->kept[ML_SHOWN + (beyond + i) % ML_SHOWN] : NULL;
}
