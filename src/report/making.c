/* SPDX-License-Identifier: MIT */
#include "report/making.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "case/canonical.h"
#include "base/ban.h"

/* ---- which bundle ---- */

static uint64_t hash_text(uint64_t hash, ml_str s) /* FNV-1a */
{
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return hash * UINT64_C(0x100000001b3);
}

static bool is_bundle(const struct ml_making *a, const struct ml_making *b)
{
    return a->hash == b->hash && a->again == b->again && a->nfiles == b->nfiles &&
           a->bytes == b->bytes && ml_str_eq(a->path, b->path) &&
           ml_str_eq(a->sha256, b->sha256);
}

static void add_slot(struct ml_makings *all, uint32_t index)
{
    size_t at = all->all[index].hash & (all->nslots - 1);

    while (all->slots[at])
        at = (at + 1) & (all->nslots - 1);
    all->slots[at] = index + 1;
}

static void grow_slots(struct ml_makings *all)
{
    all->nslots = all->nslots ? all->nslots * 2 : 64;
    free(all->slots);
    all->slots = calloc(all->nslots, sizeof(*all->slots));
    if (!all->slots)
        ml_oom();
    for (size_t i = 0; i < all->n; i++)
        add_slot(all, (uint32_t)i);
}

uint32_t ml_makings_find(struct ml_makings *makings, const struct ml_making *key,
                         bool *ret_is_new)
{
    struct ml_making fresh = { .path = key->path,
                               .sha256 = key->sha256,
                               .bytes = key->bytes,
                               .again = key->again,
                               .nfiles = key->nfiles };

    fresh.hash =
        hash_text(hash_text(UINT64_C(0xcbf29ce484222325), key->path), key->sha256);
    if (2 * (makings->n + 1) > makings->nslots)
        grow_slots(makings);
    *ret_is_new = false;
    for (size_t at = fresh.hash & (makings->nslots - 1); makings->slots[at];
         at = (at + 1) & (makings->nslots - 1))
        if (is_bundle(&makings->all[makings->slots[at] - 1], &fresh))
            return makings->slots[at] - 1;
    fresh.path = ml_arena_dup(&makings->arena, key->path);
    fresh.sha256 = ml_arena_dup(&makings->arena, key->sha256);
    ML_PUSH(makings->all, makings->n, makings->cap, fresh);
    add_slot(makings, (uint32_t)(makings->n - 1));
    *ret_is_new = true;
    return (uint32_t)(makings->n - 1);
}

/* ---- complete ones ---- */

static uint32_t *member_in(void *array, size_t i, size_t size, size_t offset)
{
    return (uint32_t *)(void *)((char *)array + i * size + offset);
}

/*
 * Elements from the heap, by the place of their member and else in the order met; in
 * the arena. `offset` is where the member stands in one.
 */
static void *by_member(const struct ml_making *m, void *array, size_t n, size_t size,
                       size_t offset)
{
    char *sorted = ml_arena_array(&m->c->arena, n, size);
    size_t *starts = calloc(m->nmembers + 1, sizeof(*starts));

    if (!starts)
        ml_oom();
    for (size_t i = 0; i < n; i++) {
        uint32_t *member = member_in(array, i, size, offset);
        *member = m->places[*member];
        starts[*member + 1]++;
    }
    for (size_t i = 1; i <= m->nmembers; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < n; i++) {
        uint32_t member = *member_in(array, i, size, offset);
        memcpy(sorted + starts[member]++ * size, (char *)array + i * size, size);
    }
    free(starts);
    free(array);
    return sorted;
}

#define BY_MEMBER(m, array, n, type)                                                   \
    by_member(m, array, n, sizeof(type), offsetof(type, member))

static bool are_all_places(const struct ml_making *m)
{
    bool is_right = m->nmembers == m->nfiles;
    bool *seen = calloc(m->nfiles + (size_t)1, sizeof(*seen));

    if (!seen)
        ml_oom();
    for (size_t i = 0; is_right && i < m->nmembers; i++) {
        is_right = !seen[m->places[i]];
        seen[m->places[i]] = true;
    }
    free(seen);
    return is_right;
}

static void place_members(struct ml_making *m)
{
    struct ml_member *placed =
        ml_arena_array(&m->c->arena, m->nmembers, sizeof(*placed));

    for (size_t i = 0; i < m->nmembers; i++)
        placed[m->places[i]] = m->c->members[i];
    free(m->c->members);
    m->c->members = placed;
    m->c->nmembers = (uint32_t)m->nmembers;
}

struct named {
    ml_str address;
    uint32_t member;
};

static int by_address(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = ml_str_cmp(x->address, y->address);

    return c ? c : (x->member > y->member) - (x->member < y->member);
}

/* What the report calls by its address: an earlier file. */
static void find_same(struct ml_making *m)
{
    struct named *all = calloc(m->nmembers + 1, sizeof(*all));
    size_t nsame = 0;

    if (!all)
        ml_oom();
    for (uint32_t i = 0; i < m->nmembers; i++) {
        all[i] = (struct named){ m->c->members[i].address, i };
        nsame += m->same_as[i].n > 0;
    }
    if (nsame)
        qsort(all, m->nmembers, sizeof(*all), by_address);
    for (size_t i = 0; nsame && i < m->nmembers; i++) {
        struct named key = { m->same_as[i], 0 };
        size_t lo = 0, hi = m->nmembers;
        while (key.address.n && lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (by_address(&all[mid], &key) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (key.address.n && lo < m->nmembers &&
            ml_str_eq(all[lo].address, key.address) && all[lo].member < m->places[i])
            m->c->members[m->places[i]].same_as = all[lo].member + 1;
    }
    free(all);
}

static bool place_runs(struct ml_making *m)
{
    struct ml_case *c = m->c;
    struct ml_making_run *runs = BY_MEMBER(m, m->runs, m->nruns, struct ml_making_run);
    struct ml_id_run *plain = ml_arena_array(&c->arena, m->nruns, sizeof(*plain));
    bool is_right = true;

    m->runs = NULL;
    for (size_t i = 0; i < m->nruns; i++) {
        struct ml_member *member = &c->members[runs[i].member];
        plain[i] = runs[i].run;
        if (!member->nruns)
            member->runs = &plain[i];
        else if (plain[i - 1].line + plain[i - 1].n > plain[i].line)
            is_right = false;
        member->nruns++;
    }
    return is_right;
}

static int by_signature(const void *a, const void *b)
{
    const struct ml_hits *x = a, *y = b;

    if (x->signature != y->signature)
        return x->signature < y->signature ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static void place_hits(struct ml_making *m)
{
    struct ml_case *c = m->c;

    c->hits = BY_MEMBER(m, c->hits, m->nhits, struct ml_hits);
    c->nhits = (uint32_t)m->nhits;
    for (uint32_t i = 0; i < c->nhits; i++) {
        struct ml_hits *h = &c->hits[i];
        for (uint32_t k = 0; k < h->nhead; k++)
            h->head[k].member = h->member;
        for (uint32_t k = 0; k < h->ntail; k++)
            h->tail[k].member = h->member;
    }
    if (c->nhits)
        qsort(c->hits, c->nhits, sizeof(*c->hits), by_signature);
}

static void place_found(struct ml_making *m)
{
    struct ml_case *c = m->c;

    c->facts = BY_MEMBER(m, c->facts, m->nfacts, struct ml_fact);
    c->nfacts = (uint32_t)m->nfacts;
    c->artefacts = BY_MEMBER(m, c->artefacts, m->nartefacts, struct ml_artefact_seen);
    c->nartefacts = (uint32_t)m->nartefacts;
    c->jobs = BY_MEMBER(m, c->jobs, m->njobs, struct ml_job_entry);
    c->njobs = (uint32_t)m->njobs;
    c->unknown = BY_MEMBER(m, c->unknown, m->nunknown, struct ml_unknown);
    c->nunknown = (uint32_t)m->nunknown;
    place_hits(m);
    c->limited = ml_arena_move(&c->arena, c->limited, m->nlimited, sizeof(*c->limited));
    c->nlimited = (uint32_t)m->nlimited;
}

struct ml_case *ml_making_complete(struct ml_making *m, const char **ret_why)
{
    if (!are_all_places(m)) {
        *ret_why = "two files in one place";
        return NULL;
    }
    place_members(m);
    find_same(m);
    bool is_right = place_runs(m);
    place_found(m);
    struct ml_case *c = m->c;
    m->c = NULL;
    ml_making_forget(m);
    if (!is_right) {
        *ret_why = "ids that are not in order";
        return ml_case_free(c);
    }
    ml_case_canonical(c);
    return c;
}

/* ---- joining ---- */

/* Copies what it is told of into the arena of the bundle that it joins. */
struct joining {
    struct ml_making *to;
    struct ml_arena *arena;
    uint32_t *members; /* of `from`: what they are in `to`; UINT32_MAX: there already */
};

static void dup(const struct joining *j, ml_str *s)
{
    *s = s->n ? ml_arena_dup(j->arena, *s) : ML_STR_NONE;
}

static void join_member(const struct joining *j, const struct ml_making *from,
                        uint32_t i)
{
    struct ml_making *to = j->to;
    struct ml_member m = from->c->members[i];
    ml_str same_as = from->same_as[i];

    dup(j, &m.address);
    dup(j, &m.name);
    dup(j, &m.role);
    dup(j, &m.encoding);
    dup(j, &m.reason);
    dup(j, &m.server);
    dup(j, &m.folder);
    dup(j, &same_as);
    j->members[i] = (uint32_t)to->nmembers;
    ML_PUSH(to->places, to->nplaces, to->cap_places, from->places[i]);
    ML_PUSH(to->same_as, to->nsame, to->cap_same, same_as);
    ML_PUSH(to->c->members, to->nmembers, to->cap_members, m);
}

static void join_occurrence(const struct joining *j, struct ml_occurrence *o)
{
    dup(j, &o->job);
    dup(j, &o->address);
    dup(j, &o->text);
    dup(j, &o->before);
    dup(j, &o->after);
}

static void join_hits(const struct joining *j, const struct ml_hits *from)
{
    struct ml_hits h = *from;

    h.member = j->members[from->member];
    if (h.member == UINT32_MAX)
        return;
    h.moments = ml_arena_array(j->arena, h.nmoments, sizeof(*h.moments));
    for (uint32_t i = 0; i < h.nmoments; i++) {
        h.moments[i] = from->moments[i];
        dup(j, &h.moments[i].job);
    }
    for (uint32_t i = 0; i < h.nhead; i++)
        join_occurrence(j, &h.head[i]);
    for (uint32_t i = 0; i < h.ntail; i++)
        join_occurrence(j, &h.tail[i]);
    ML_PUSH(j->to->c->hits, j->to->nhits, j->to->cap_hits, h);
}

static void join_facts(const struct joining *j, const struct ml_making *from)
{
    struct ml_making *to = j->to;

    for (size_t i = 0; i < from->nfacts; i++) {
        struct ml_fact f = from->c->facts[i];
        f.member = j->members[f.member];
        dup(j, &f.name);
        dup(j, &f.value);
        dup(j, &f.address);
        if (f.member != UINT32_MAX)
            ML_PUSH(to->c->facts, to->nfacts, to->cap_facts, f);
    }
    for (size_t i = 0; i < from->nartefacts; i++) {
        struct ml_artefact_seen a = from->c->artefacts[i];
        a.member = j->members[a.member];
        dup(j, &a.id);
        dup(j, &a.address);
        if (a.member != UINT32_MAX)
            ML_PUSH(to->c->artefacts, to->nartefacts, to->cap_artefacts, a);
    }
}

static void join_rows(const struct joining *j, const struct ml_making *from)
{
    struct ml_making *to = j->to;

    for (size_t i = 0; i < from->njobs; i++) {
        struct ml_job_entry row = from->c->jobs[i];
        row.member = j->members[row.member];
        dup(j, &row.job);
        dup(j, &row.kind);
        dup(j, &row.state);
        dup(j, &row.source);
        if (row.member != UINT32_MAX)
            ML_PUSH(to->c->jobs, to->njobs, to->cap_jobs, row);
    }
    for (size_t i = 0; i < from->nunknown; i++) {
        struct ml_unknown kind = from->c->unknown[i];
        kind.member = j->members[kind.member];
        dup(j, &kind.template_text);
        dup(j, &kind.example);
        if (kind.member != UINT32_MAX)
            ML_PUSH(to->c->unknown, to->nunknown, to->cap_unknown, kind);
    }
    for (size_t i = 0; i < from->nruns; i++) {
        struct ml_making_run run = from->runs[i];
        run.member = j->members[run.member];
        if (run.member != UINT32_MAX)
            ML_PUSH(to->runs, to->nruns, to->cap_runs, run);
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t *sorted_places(const struct ml_making *m)
{
    uint32_t *sorted = calloc(m->nplaces + 1, sizeof(*sorted));

    if (!sorted)
        ml_oom();
    if (m->nplaces) {
        memcpy(sorted, m->places, m->nplaces * sizeof(*sorted));
        qsort(sorted, m->nplaces, sizeof(*sorted), by_number);
    }
    return sorted;
}

void ml_making_join(struct ml_making *to, const struct ml_making *from)
{
    size_t had = to->nplaces;
    uint32_t *places = sorted_places(to);
    struct joining j = { to, &to->c->arena,
                         calloc(from->nmembers + 1, sizeof(*j.members)) };

    if (!j.members)
        ml_oom();
    for (uint32_t i = 0; i < from->nmembers; i++)
        if (had && bsearch(&from->places[i], places, had, sizeof(*places), by_number))
            j.members[i] = UINT32_MAX;
        else
            join_member(&j, from, i);
    join_facts(&j, from);
    join_rows(&j, from);
    for (size_t i = 0; i < from->nhits; i++)
        join_hits(&j, &from->c->hits[i]);
    free(places);
    free(j.members);
}

/* ---- the end ---- */

void ml_making_forget(struct ml_making *m)
{
    struct ml_case *c = m->c;

    if (c) { /* not complete: its arrays are not in the arena yet */
        free(c->members);
        free(c->hits);
        free(c->facts);
        free(c->artefacts);
        free(c->jobs);
        free(c->unknown);
        free(c->limited);
        ml_case_free(c);
    }
    free(m->runs);
    free(m->places);
    free(m->same_as);
    m->runs = NULL;
    m->places = NULL;
    m->same_as = NULL;
    m->c = NULL;
}

void ml_makings_reset(struct ml_makings *makings)
{
    for (size_t i = 0; i < makings->n; i++)
        ml_making_forget(&makings->all[i]);
    free(makings->all);
    free(makings->slots);
    ml_arena_reset(&makings->arena);
    *makings = (struct ml_makings){ .n = 0 };
}
