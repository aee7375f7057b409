/* SPDX-License-Identifier: MIT */
#include "case/canonical.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

/* Whether XML 1.0 can hold what a valid UTF-8 text has there: no controls, and not the
 * two that are no characters. *ret_n: how many bytes to look at next. */
static bool xml_holds(ml_str s, size_t i, size_t *ret_n)
{
    unsigned char c = (unsigned char)s.p[i];

    *ret_n = 1;
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    if (c != 0xef || i + 2 >= s.n)
        return true;
    *ret_n = 3;
    return (unsigned char)s.p[i + 1] != 0xbf || (unsigned char)s.p[i + 2] < 0xbe;
}

static void clean(struct ml_arena *arena, ml_str *s)
{
    struct ml_buf out = { 0 };
    size_t i = 0, n;

    for (; i < s->n && xml_holds(*s, i, &n); i += n)
        ;
    if (i >= s->n)
        return;
    for (i = 0; i < s->n; i += n)
        if (xml_holds(*s, i, &n))
            ml_buf_add(&out, s->p + i, n);
        else
            ml_buf_text(&out, "\xef\xbf\xbd");
    *s = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
}

static void round_down(struct ml_time *t)
{
    enum { MS_US = 1000 };
    static const int64_t first_us = INT64_C(-11676096000000000),
                         last_us = INT64_C(253402300799999999);

    if (!ml_time_known(*t) || t->us < first_us || t->us > last_us)
        *t = ML_NO_TIME;
    else
        t->us -= (t->us % MS_US + MS_US) % MS_US;
}

static void finish_member(struct ml_arena *arena, struct ml_member *m)
{
    clean(arena, &m->address);
    clean(arena, &m->name);
    clean(arena, &m->role);
    clean(arena, &m->encoding);
    clean(arena, &m->reason);
    clean(arena, &m->server);
    clean(arena, &m->folder);
    round_down(&m->mtime);
    round_down(&m->first);
    round_down(&m->last);
}

static void finish_hits(struct ml_arena *arena, struct ml_hits *h)
{
    for (uint32_t i = 0; i < h->nhead + h->ntail; i++) {
        struct ml_occurrence *o = i < h->nhead ? &h->head[i] : &h->tail[i - h->nhead];
        clean(arena, &o->address);
        round_down(&o->time);
    }
    for (uint32_t i = 0; i < h->nmoments; i++) {
        round_down(&h->moments[i].first);
        round_down(&h->moments[i].last);
    }
}

/* Facts that are known last may be of any file: those stand last among its own. */
static void sort_facts(struct ml_case *c)
{
    for (uint32_t i = 1; i < c->nfacts; i++) {
        struct ml_fact fact = c->facts[i];
        uint32_t to = i;
        while (to > 0 && c->facts[to - 1].member > fact.member)
            to--;
        memmove(&c->facts[to + 1], &c->facts[to], (i - to) * sizeof(fact));
        c->facts[to] = fact;
    }
}

void ml_case_canonical(struct ml_case *c)
{
    struct ml_arena *arena = &c->arena;

    clean(arena, &c->path);
    clean(arena, &c->reason);
    clean(arena, &c->server);
    clean(arena, &c->stem);
    clean(arena, &c->flavour);
    round_down(&c->collected);
    round_down(&c->modified);
    for (uint32_t i = 0; i < c->nmembers; i++)
        finish_member(arena, &c->members[i]);
    for (uint32_t i = 0; i < c->nhits; i++)
        finish_hits(arena, &c->hits[i]);
    for (uint32_t i = 0; i < c->nfacts; i++) {
        clean(arena, &c->facts[i].address);
        round_down(&c->facts[i].time);
    }
    for (uint32_t i = 0; i < c->nartefacts; i++) {
        clean(arena, &c->artefacts[i].address);
        round_down(&c->artefacts[i].time);
    }
    for (uint32_t i = 0; i < c->njobs; i++) {
        round_down(&c->jobs[i].start);
        round_down(&c->jobs[i].end);
    }
    for (uint32_t i = 0; i < c->nunknown; i++) {
        round_down(&c->unknown[i].first);
        round_down(&c->unknown[i].last);
    }
    sort_facts(c);
}

static int cmp_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Without a digest of the whole its files have to do. */
static int cmp_files(const struct ml_case *a, const struct ml_case *b)
{
    int c = cmp_u64(a->nmembers, b->nmembers);

    for (uint32_t i = 0; c == 0 && i < a->nmembers; i++) {
        const struct ml_member *x = &a->members[i], *y = &b->members[i];
        c = cmp_u64(x->digest[0], y->digest[0]);
        if (c == 0)
            c = cmp_u64(x->digest[1], y->digest[1]);
        if (c == 0)
            c = cmp_u64(x->bytes_read, y->bytes_read);
        if (c == 0)
            c = ml_str_cmp(x->address, y->address);
    }
    return c;
}

static int cmp_bundles(const struct ml_case *a, const struct ml_case *b)
{
    int c = ml_str_cmp(a->path, b->path);

    if (c == 0)
        c = ml_str_cmp(a->sha256, b->sha256);
    if (c || a->sha256.n)
        return c;
    c = cmp_u64(a->bytes, b->bytes);
    if (c == 0)
        c = (a->state > b->state) - (a->state < b->state);
    return c ? c : cmp_files(a, b);
}

bool ml_case_is_same(const struct ml_case *a, const struct ml_case *b)
{
    return cmp_bundles(a, b) == 0;
}

struct place {
    struct ml_case *c;
    size_t given; /* place in which it was */
};

static int by_bundle(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int c = cmp_bundles(x->c, y->c);

    if (c == 0)
        c = cmp_u64(x->c->again, y->c->again);
    return c ? c : cmp_u64(x->given, y->given);
}

void ml_cases_order(struct ml_case **cases, size_t n)
{
    struct place *places = calloc(n + 1, sizeof(*places));

    if (!places)
        ml_oom();
    for (size_t i = 0; i < n; i++)
        places[i] = (struct place){ cases[i], i };
    qsort(places, n, sizeof(*places), by_bundle);
    for (size_t i = 0; i < n; i++)
        cases[i] = places[i].c;
    free(places);
}

void ml_cases_sort(struct ml_case **cases, size_t n)
{
    ml_cases_order(cases, n);
    for (size_t i = 0; i < n; i++)
        cases[i]->again =
            i && ml_case_is_same(cases[i - 1], cases[i]) ? cases[i - 1]->again + 1 : 0;
}
