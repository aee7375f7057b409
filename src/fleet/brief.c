/* SPDX-License-Identifier: MIT */
#include "fleet/brief.h"

#include "base/attr.h"
#include "base/ban.h"

static bool is_cut_short(const struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nmembers; i++)
        if (c->members[i].state == ML_PARTIAL || c->members[i].state == ML_UNREADABLE)
            return true;
    return c->state != ML_READ;
}

/* Whether it lies in the machine and the hour rather than in the bundle: what the
 * system refused, time, the reader of hives. */
static bool is_passing_reason(ml_str reason)
{
    static const ml_str words[] = {
        ML_STR("cannot "),
        ML_STR("limit: out of time"),
        ML_STR("too many temporary files at a time"),
        ML_STR("the reader of registry hives "),
        ML_STR("limit: registry hive takes too long"),
    };

    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_find(reason, words[i]) != ML_NPOS)
            return true;
    return false;
}

static bool is_passing(const struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nmembers; i++)
        if (c->members[i].state != ML_READ && is_passing_reason(c->members[i].reason))
            return true;
    return c->state != ML_READ && is_passing_reason(c->reason);
}

void ml_brief_of(struct ml_brief *ret, const struct ml_case *c, struct ml_arena *arena)
{
    *ret = (struct ml_brief){ .sha256 = c->sha256,
                              .bytes = c->bytes,
                              .state = c->state,
                              .is_partial = is_cut_short(c),
                              .is_passing = is_passing(c),
                              .reason = c->reason,
                              .collected = c->collected,
                              .modified = c->modified,
                              .on_disk = c->on_disk };
    ml_claims_of(&ret->claims, c, arena);
}

enum ml_read_state ml_brief_read(const struct ml_brief *brief)
{
    return brief->state == ML_READ && brief->is_partial ? ML_PARTIAL : brief->state;
}

static void code_claim(struct ml_wire *wire, struct ml_claim *claim)
{
    ml_wire_text(wire, &claim->folder);
    ml_wire_text(wire, &claim->name);
    ml_wire_bool(wire, &claim->is_named);
    ml_wire_text(wire, &claim->machine_id);
    ml_wire_u32(wire, &claim->nmembers);
}

void ml_brief_code(struct ml_wire *wire, struct ml_brief *brief)
{
    struct ml_claims *claims = &brief->claims;

    ml_wire_text(wire, &brief->sha256);
    ml_wire_u64(wire, &brief->bytes);
    brief->state =
        (enum ml_read_state)ml_wire_choice(wire, brief->state, ML_UNREADABLE + 1);
    ml_wire_bool(wire, &brief->is_partial);
    ml_wire_bool(wire, &brief->is_passing);
    ml_wire_text(wire, &brief->reason);
    ml_wire_time(wire, &brief->collected);
    ml_wire_time(wire, &brief->modified);
    ml_wire_bool(wire, &brief->on_disk);
    ml_wire_text(wire, &claims->path);
    ml_wire_u32(wire, &claims->nmembers);
    claims->claims =
        ml_wire_array(wire, claims->claims, &claims->n, sizeof(*claims->claims), 5);
    wire->is_bad |= claims->n == 0;
    for (uint32_t i = 0; i < claims->n; i++)
        code_claim(wire, &claims->claims[i]);
}
