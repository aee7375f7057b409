/* SPDX-License-Identifier: MIT */
#include "case/claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

struct list {
    struct ml_claim *claims;
    size_t n, cap;
    uint32_t *of_member; /* claim of each */
    size_t nmembers, cap_members;
};

static uint32_t claim_for(struct list *list, ml_str folder, ml_str name, bool is_named)
{
    for (size_t i = list->n; i > 0; i--) /* mostly the last one */
        if (ml_str_eq_nocase(list->claims[i - 1].name, name) &&
            ml_str_eq(list->claims[i - 1].folder, folder))
            return (uint32_t)(i - 1);
    struct ml_claim fresh = { .folder = folder, .name = name, .is_named = is_named };
    ML_PUSH(list->claims, list->n, list->cap, fresh);
    return (uint32_t)(list->n - 1);
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

static void share_out(struct list *list, const struct ml_case *c)
{
    bool is_named;
    ml_str own = owner_of(c, ML_STR_NONE, &is_named);

    claim_for(list, ML_STR_NONE, own, is_named);
    for (uint32_t i = 0; i < c->nmembers; i++) {
        ml_str folder = c->members[i].folder, name = c->members[i].server;
        is_named = true;
        if (!name.n)
            name = owner_of(c, folder, &is_named);
        uint32_t claim = claim_for(list, folder, name, is_named);
        list->claims[claim].nmembers++;
        ML_PUSH(list->of_member, list->nmembers, list->cap_members, claim);
    }
}

static void add_machine_ids(struct list *list, const struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nfacts; i++) {
        if (!ml_str_eq(c->facts[i].name, ML_STR("agent.machine-id")) ||
            c->facts[i].member >= c->nmembers)
            continue;
        struct ml_claim *claim = &list->claims[list->of_member[c->facts[i].member]];
        if (!claim->machine_id.n)
            claim->machine_id = c->facts[i].value;
    }
}

void ml_claims_of(struct ml_claims *ret, const struct ml_case *c,
                  struct ml_arena *arena)
{
    struct list list = { 0 };

    share_out(&list, c);
    add_machine_ids(&list, c);
    *ret = (struct ml_claims){ .path = c->path,
                               .nmembers = c->nmembers,
                               .n = (uint32_t)list.n };
    ret->claims = ml_arena_move(arena, list.claims, list.n, sizeof(*list.claims));
    for (uint32_t i = 0; i < ret->n; i++) {
        struct ml_claim *claim = &ret->claims[i];
        claim->members =
            ml_arena_array(arena, claim->nmembers, sizeof(*claim->members));
        claim->nmembers = 0;
    }
    for (uint32_t i = 0; i < c->nmembers; i++) {
        struct ml_claim *claim = &ret->claims[list.of_member[i]];
        claim->members[claim->nmembers++] = i;
    }
    free(list.of_member);
}
