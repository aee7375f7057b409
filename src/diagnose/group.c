/* SPDX-License-Identifier: MIT */
#include "diagnose/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

/* One claim of one bundle. */
struct entry {
    const struct ml_claim *claim;
    ml_str name; /* that of its owner */
    uint32_t bundle, index, order;
    uint32_t owner;
};

struct grouper {
    struct ml_arena *arena;
    struct entry *entries; /* in the order of the bundles */
    size_t n, cap;
    struct entry **sorted; /* as the step needs it */
    struct ml_owner *owners;
    size_t nowners, cap_owners;
};

static int by_order(const struct entry *x, const struct entry *y)
{
    return (x->order > y->order) - (x->order < y->order);
}

/* Those with names first; among them a cut name right before what it may stand for. */
static int by_claim_name(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;

    if (x->claim->is_named != y->claim->is_named)
        return x->claim->is_named ? -1 : 1;
    int c = ml_str_cmp(x->claim->folder, y->claim->folder);
    if (c == 0)
        c = ml_str_cmp_nocase(x->claim->name, y->claim->name);
    return c ? c : by_order(x, y);
}

static int by_owner_name(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    int c = ml_str_cmp(x->claim->folder, y->claim->folder);

    if (c == 0)
        c = ml_str_cmp_nocase(x->name, y->name);
    return c ? c : by_order(x, y);
}

/* Those without names: by machine id. */
static int by_machine(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    int c = ml_str_cmp(x->claim->folder, y->claim->folder);

    if (c == 0)
        c = ml_str_cmp_nocase(x->claim->machine_id, y->claim->machine_id);
    return c ? c : by_order(x, y);
}

static void sort_entries(struct entry **entries, size_t n,
                         int (*order)(const void *, const void *))
{
    if (n)
        qsort(entries, n, sizeof(*entries), order);
}

/*
 * The one longer name that the i-th is a cut form of; itself when there is none, or
 * more than one. What it may be a cut form of begins with it, so that it follows.
 */
static ml_str full_name(struct entry *const *named, size_t n, size_t i)
{
    const struct ml_claim *claim = named[i]->claim;
    ml_str found = ML_STR_NONE;

    for (size_t k = i + 1; k < n; k++) {
        const struct ml_claim *other = named[k]->claim;
        if (!ml_str_eq(other->folder, claim->folder) ||
            !ml_str_starts_nocase(other->name, claim->name))
            break;
        if (!ml_computer_is_cut(claim->name, other->name))
            continue;
        if (found.n && !ml_str_eq_nocase(found, other->name))
            return claim->name;
        found = other->name;
    }
    return found.n ? found : claim->name;
}

/* Equal names have the same full name. */
static void find_full_names(struct entry **named, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        bool is_same =
            i + 1 < n &&
            ml_str_eq(named[i]->claim->folder, named[i + 1]->claim->folder) &&
            ml_str_eq_nocase(named[i]->claim->name, named[i + 1]->claim->name);
        named[i]->name =
            is_same && !ml_str_eq_nocase(named[i + 1]->name, named[i + 1]->claim->name)
                ? named[i + 1]->name
            : is_same ? named[i]->claim->name
                      : full_name(named, n, i);
    }
}

static uint32_t new_owner(struct grouper *g, const struct entry *e)
{
    struct ml_owner fresh = { .name = e->name,
                              .is_named = e->claim->is_named,
                              .machine_id = e->claim->machine_id,
                              .folder = e->claim->folder };
    ML_PUSH(g->owners, g->nowners, g->cap_owners, fresh);
    return (uint32_t)(g->nowners - 1);
}

static bool contradict(ml_str a, ml_str b)
{
    return a.n && b.n && !ml_str_eq_nocase(a, b);
}

/* Owners of one name stand together: more than one when machine ids contradict. */
static void place_named(struct grouper *g, struct entry **named, size_t n)
{
    size_t first = 0; /* owner of this name */

    for (size_t i = 0; i < n; i++) {
        struct entry *e = named[i];
        if (i == 0 || !ml_str_eq(e->claim->folder, named[i - 1]->claim->folder) ||
            !ml_str_eq_nocase(e->name, named[i - 1]->name))
            first = g->nowners;
        size_t at = first;
        while (at < g->nowners &&
               contradict(g->owners[at].machine_id, e->claim->machine_id))
            at++;
        e->owner = at < g->nowners ? (uint32_t)at : new_owner(g, e);
        if (!g->owners[e->owner].machine_id.n)
            g->owners[e->owner].machine_id = e->claim->machine_id;
    }
}

struct machine {
    ml_str folder, id;
    uint32_t owner;
};

static int by_id(const void *a, const void *b)
{
    const struct machine *x = a, *y = b;
    int c = ml_str_cmp(x->folder, y->folder);

    if (c == 0)
        c = ml_str_cmp_nocase(x->id, y->id);
    return c ? c : (x->owner > y->owner) - (x->owner < y->owner);
}

/* The first named owner with this machine id; UINT32_MAX. */
static uint32_t owner_with(const struct machine *machines, size_t n,
                           const struct ml_claim *claim)
{
    struct machine key = { claim->folder, claim->machine_id, 0 };
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (by_id(&machines[mid], &key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    bool found = lo < n && ml_str_eq(machines[lo].folder, claim->folder) &&
                 ml_str_eq_nocase(machines[lo].id, claim->machine_id);
    return found ? machines[lo].owner : UINT32_MAX;
}

/* What names no computer is known by its machine id alone. */
static void place_nameless(struct grouper *g, struct entry **nameless, size_t n)
{
    size_t nmachines = 0;
    struct machine *machines = ml_arena_array(g->arena, g->nowners, sizeof(*machines));

    for (size_t i = 0; i < g->nowners; i++)
        if (g->owners[i].machine_id.n)
            machines[nmachines++] =
                (struct machine){ g->owners[i].folder, g->owners[i].machine_id,
                                  (uint32_t)i };
    if (nmachines)
        qsort(machines, nmachines, sizeof(*machines), by_id);
    sort_entries(nameless, n, by_machine);
    for (size_t i = 0; i < n; i++) {
        struct entry *e = nameless[i];
        const struct ml_claim *before = i ? nameless[i - 1]->claim : NULL;
        e->owner = UINT32_MAX;
        if (e->claim->machine_id.n)
            e->owner = owner_with(machines, nmachines, e->claim);
        if (e->owner == UINT32_MAX && e->claim->machine_id.n && before &&
            ml_str_eq(before->folder, e->claim->folder) &&
            ml_str_eq_nocase(before->machine_id, e->claim->machine_id))
            e->owner = nameless[i - 1]->owner;
        if (e->owner == UINT32_MAX)
            e->owner = new_owner(g, e);
    }
}

static void collect(struct grouper *g, const struct ml_claims *bundles,
                    uint32_t nbundles)
{
    for (uint32_t b = 0; b < nbundles; b++)
        for (uint32_t i = 0; i < bundles[b].n; i++) {
            struct entry e = { .claim = &bundles[b].claims[i],
                               .name = bundles[b].claims[i].name,
                               .bundle = b,
                               .index = i,
                               .order = (uint32_t)g->n };
            ML_PUSH(g->entries, g->n, g->cap, e);
        }
    g->sorted = ml_arena_array(g->arena, g->n, sizeof(*g->sorted));
    for (size_t i = 0; i < g->n; i++)
        g->sorted[i] = &g->entries[i];
}

static void place_all(struct grouper *g)
{
    size_t nnamed = 0;

    sort_entries(g->sorted, g->n, by_claim_name);
    while (nnamed < g->n && g->sorted[nnamed]->claim->is_named)
        nnamed++;
    find_full_names(g->sorted, nnamed);
    sort_entries(g->sorted, nnamed, by_owner_name);
    place_named(g, g->sorted, nnamed);
    place_nameless(g, g->sorted + nnamed, g->n - nnamed);
}

/* Entries come in the order of the bundles, and so do the parts. */
static void add_parts(struct grouper *g)
{
    for (size_t i = 0; i < g->n; i++)
        g->owners[g->entries[i].owner].nparts++; /* at most */
    for (size_t i = 0; i < g->nowners; i++) {
        g->owners[i].parts =
            ml_arena_array(g->arena, g->owners[i].nparts, sizeof(*g->owners[i].parts));
        g->owners[i].nparts = 0;
    }
    for (size_t i = 0; i < g->n; i++) {
        const struct entry *e = &g->entries[i];
        struct ml_owner *owner = &g->owners[e->owner];
        struct ml_owner_part *part =
            owner->nparts ? &owner->parts[owner->nparts - 1] : NULL;
        if (!part || part->bundle != e->bundle) {
            part = &owner->parts[owner->nparts++];
            part->bundle = e->bundle;
        }
        uint32_t *claims = ml_arena_array(g->arena, part->nclaims + 1, sizeof(*claims));
        if (part->nclaims)
            memcpy(claims, part->claims, part->nclaims * sizeof(*claims));
        claims[part->nclaims++] = e->index;
        part->claims = claims;
    }
}

/* A part that only exists because its bundle has a name, while all its members belong
 * to others, is none. */
static bool is_hollow(const struct ml_owner *owner, const struct ml_claims *bundles)
{
    for (uint32_t i = 0; i < owner->nparts; i++) {
        const struct ml_owner_part *part = &owner->parts[i];
        const struct ml_claims *of = &bundles[part->bundle];
        if (!of->nmembers)
            return false;
        for (uint32_t k = 0; k < part->nclaims; k++)
            if (of->claims[part->claims[k]].nmembers)
                return false;
    }
    return true;
}

struct named_owner {
    struct ml_owner owner;
    ml_str path; /* of its first bundle */
};

static int by_name(const void *a, const void *b)
{
    const struct named_owner *x = a, *y = b;
    int c = ml_str_cmp(x->owner.folder, y->owner.folder);

    if (c == 0)
        c = ml_str_cmp(x->owner.name, y->owner.name);
    if (c == 0)
        c = ml_str_cmp(x->owner.machine_id, y->owner.machine_id);
    return c ? c : ml_str_cmp(x->path, y->path);
}

struct ml_owner *ml_group_claims(struct ml_arena *arena,
                                 const struct ml_claims *bundles, uint32_t nbundles,
                                 uint32_t *ret_n)
{
    struct grouper g = { .arena = arena };
    uint32_t n = 0;

    collect(&g, bundles, nbundles);
    place_all(&g);
    add_parts(&g);
    struct named_owner *list = ml_arena_array(arena, g.nowners, sizeof(*list));
    for (size_t i = 0; i < g.nowners; i++)
        if (!is_hollow(&g.owners[i], bundles))
            list[n++] =
                (struct named_owner){ g.owners[i],
                                      bundles[g.owners[i].parts[0].bundle].path };
    if (n)
        qsort(list, n, sizeof(*list), by_name);
    struct ml_owner *ret = ml_arena_array(arena, n, sizeof(*ret));
    for (uint32_t i = 0; i < n; i++)
        ret[i] = list[i].owner;
    free(g.owners);
    free(g.entries);
    *ret_n = n;
    return ret;
}

static int by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void fill_part(struct ml_group_part *ret, struct ml_arena *arena,
                      const struct ml_owner_part *part, const struct ml_claims *claims)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < part->nclaims; i++)
        n += claims->claims[part->claims[i]].nmembers;
    ret->members = ml_arena_array(arena, n, sizeof(*ret->members));
    for (uint32_t i = 0; i < part->nclaims; i++) {
        const struct ml_claim *claim = &claims->claims[part->claims[i]];
        if (claim->nmembers)
            memcpy(ret->members + ret->nmembers, claim->members,
                   claim->nmembers * sizeof(*claim->members));
        ret->nmembers += claim->nmembers;
    }
    if (n)
        qsort(ret->members, n, sizeof(*ret->members), by_index);
}

void ml_group_fill(struct ml_group *ret, struct ml_arena *arena,
                   const struct ml_owner *owner, struct ml_case *const *cases,
                   const struct ml_claims *claims)
{
    *ret = (struct ml_group){ .name = owner->name,
                              .folder = owner->folder,
                              .nparts = owner->nparts };
    ret->parts = ml_arena_array(arena, owner->nparts, sizeof(*ret->parts));
    for (uint32_t i = 0; i < owner->nparts; i++) {
        ret->parts[i].c = cases[owner->parts[i].bundle];
        fill_part(&ret->parts[i], arena, &owner->parts[i],
                  &claims[owner->parts[i].bundle]);
    }
}

bool ml_group_has(const struct ml_group_part *part, uint32_t member)
{
    uint32_t lo = 0, hi = part->nmembers;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (part->members[mid] < member)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < part->nmembers && part->members[lo] == member;
}
