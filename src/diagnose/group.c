/* SPDX-License-Identifier: MIT */
#include "diagnose/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

/* A name as one case gives it, and what it comes to. */
struct claim {
    uint32_t c; /* case */
    ml_str folder; /* --group-by; mostly empty */
    ml_str name;
    bool named;
    ml_str machine_id;
    uint32_t *members;
    size_t nmembers, cap_members;
    uint32_t group;
};

struct grouper {
    struct ml_arena *arena;
    struct ml_case *const *cases;
    struct claim *claims;
    size_t nclaims, cap_claims;
    struct ml_group *groups;
    size_t ngroups, cap_groups;
};

static ml_str machine_id_of(const struct ml_case *c, uint32_t member)
{
    for (uint32_t i = 0; i < c->nfacts; i++)
        if (c->facts[i].member == member &&
            ml_str_eq(c->facts[i].name, ML_STR("agent.machine-id")))
            return c->facts[i].value;
    return ML_STR_NONE;
}

static struct claim *claim_for(struct grouper *g, uint32_t c, ml_str folder, ml_str name,
                               bool named)
{
    for (size_t i = g->nclaims; i > 0 && g->claims[i - 1].c == c; i--)
        if (ml_str_eq_nocase(g->claims[i - 1].name, name) &&
            ml_str_eq(g->claims[i - 1].folder, folder))
            return &g->claims[i - 1];
    struct claim fresh = { .c = c, .folder = folder, .name = name, .named = named };
    ML_PUSH(g->claims, g->nclaims, g->cap_claims, fresh);
    return &g->claims[g->nclaims - 1];
}

/* What a member that names no computer belongs to: the server of its bundle, or the
 * one that its folder names where folders are kept apart. */
static ml_str owner_of(const struct ml_case *c, ml_str folder, bool *ret_named)
{
    *ret_named = true;
    for (uint32_t i = 0; folder.n && i < c->nmembers; i++)
        if (c->members[i].server.n && ml_str_eq(c->members[i].folder, folder))
            return c->members[i].server;
    *ret_named = !folder.n && c->server.n > 0;
    return folder.n ? folder : c->server.n ? c->server : c->stem;
}

static void claim_members(struct grouper *g, uint32_t index)
{
    const struct ml_case *c = g->cases[index];
    bool named;
    ml_str own = owner_of(c, ML_STR_NONE, &named);

    claim_for(g, index, ML_STR_NONE, own, named);
    for (uint32_t i = 0; i < c->nmembers; i++) {
        ml_str folder = c->members[i].folder, name = c->members[i].server;
        named = true;
        if (!name.n)
            name = owner_of(c, folder, &named);
        struct claim *claim = claim_for(g, index, folder, name, named);
        ML_PUSH(claim->members, claim->nmembers, claim->cap_members, i);
    }
    for (size_t i = 0; i < g->nclaims; i++)
        for (size_t k = 0; g->claims[i].c == index && k < g->claims[i].nmembers; k++)
            if (!g->claims[i].machine_id.n)
                g->claims[i].machine_id = machine_id_of(c, g->claims[i].members[k]);
}

/* The one longer name that this one is a cut form of; itself when there is none, or
 * more than one. */
static ml_str full_name(const struct grouper *g, const struct claim *claim)
{
    ml_str found = ML_STR_NONE;

    for (size_t i = 0; i < g->nclaims; i++) {
        const struct claim *other = &g->claims[i];
        if (!other->named || !ml_computer_is_cut(claim->name, other->name) ||
            !ml_str_eq(other->folder, claim->folder))
            continue;
        if (found.n && !ml_str_eq_nocase(found, other->name))
            return claim->name;
        found = other->name;
    }
    return found.n ? found : claim->name;
}

static bool contradict(ml_str a, ml_str b)
{
    return a.n && b.n && !ml_str_eq_nocase(a, b);
}

static bool fits(const struct ml_group *group, const struct claim *claim, ml_str name)
{
    if (!ml_str_eq(group->folder, claim->folder))
        return false;
    if (claim->machine_id.n && !claim->named &&
        ml_str_eq_nocase(claim->machine_id, group->machine_id))
        return true;
    return claim->named && group->named && ml_str_eq_nocase(group->name, name) &&
           !contradict(group->machine_id, claim->machine_id);
}

static void place(struct grouper *g, struct claim *claim)
{
    ml_str name = claim->named ? full_name(g, claim) : claim->name;

    for (size_t i = 0; i < g->ngroups; i++)
        if (fits(&g->groups[i], claim, name)) {
            claim->group = (uint32_t)i;
            if (!g->groups[i].machine_id.n)
                g->groups[i].machine_id = claim->machine_id;
            return;
        }
    struct ml_group fresh = { .name = name,
                              .named = claim->named,
                              .machine_id = claim->machine_id,
                              .folder = claim->folder };
    ML_PUSH(g->groups, g->ngroups, g->cap_groups, fresh);
    claim->group = (uint32_t)(g->ngroups - 1);
}

static void add_part(struct grouper *g, const struct claim *claim)
{
    struct ml_group *group = &g->groups[claim->group];
    struct ml_case *c = g->cases[claim->c];
    struct ml_group_part *part = NULL;

    if (group->nparts && group->parts[group->nparts - 1].c == c)
        part = &group->parts[group->nparts - 1];
    else
        part = &group->parts[group->nparts++];
    uint32_t *members = ml_arena_array(g->arena, part->nmembers + claim->nmembers,
                                       sizeof(*members));
    if (part->nmembers)
        memcpy(members, part->members, part->nmembers * sizeof(*members));
    if (claim->nmembers)
        memcpy(members + part->nmembers, claim->members,
               claim->nmembers * sizeof(*members));
    part->c = c;
    part->members = members;
    part->nmembers += (uint32_t)claim->nmembers;
}

static int by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b)
{
    const struct ml_group *x = a, *y = b;
    int c = ml_str_cmp(x->folder, y->folder);

    if (c == 0)
        c = ml_str_cmp(x->name, y->name);
    if (c == 0)
        c = ml_str_cmp(x->machine_id, y->machine_id);
    return c ? c : ml_str_cmp(x->parts[0].c->path, y->parts[0].c->path);
}

/* A part that only exists because its bundle has a name, while all its members belong
 * to others, is none. */
static bool is_hollow(const struct ml_group *group)
{
    for (uint32_t i = 0; i < group->nparts; i++)
        if (group->parts[i].nmembers || !group->parts[i].c->nmembers)
            return false;
    return true;
}

void ml_group_cases(struct ml_arena *arena, struct ml_case *const *cases,
                    uint32_t ncases, struct ml_groups *ret)
{
    struct grouper g = { .arena = arena, .cases = cases };

    for (uint32_t i = 0; i < ncases; i++)
        claim_members(&g, i);
    for (size_t i = 0; i < g.nclaims; i++) /* named ones first: ids are known then */
        if (g.claims[i].named)
            place(&g, &g.claims[i]);
    for (size_t i = 0; i < g.nclaims; i++)
        if (!g.claims[i].named)
            place(&g, &g.claims[i]);
    for (size_t i = 0; i < g.ngroups; i++)
        g.groups[i].parts = ml_arena_array(arena, ncases, sizeof(*g.groups[i].parts));
    for (size_t i = 0; i < g.nclaims; i++) {
        add_part(&g, &g.claims[i]);
        free(g.claims[i].members);
    }
    ret->groups = ml_arena_array(arena, g.ngroups, sizeof(*ret->groups));
    ret->n = 0;
    for (size_t i = 0; i < g.ngroups; i++) {
        struct ml_group *group = &g.groups[i];
        if (is_hollow(group))
            continue;
        for (uint32_t k = 0; k < group->nparts; k++)
            if (group->parts[k].nmembers)
                qsort(group->parts[k].members, group->parts[k].nmembers,
                      sizeof(uint32_t), by_index);
        ret->groups[ret->n++] = *group;
    }
    if (ret->n)
        qsort(ret->groups, ret->n, sizeof(*ret->groups), by_name);
    free(g.groups);
    free(g.claims);
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
