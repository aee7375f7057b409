/* SPDX-License-Identifier: MIT */
#include "scan/owner.h"

#include <stdlib.h>

#include "base/attr.h"
#include "scan/naming.h"
#include "base/ban.h"

/* Which source is trusted to name the computer; smaller is better. */
static unsigned name_rank(ml_str role)
{
    static const ml_str roles[] = { ML_STR("system-summary"), ML_STR("dpm-info"),
                                    ML_STR("msinfo"), ML_STR("event-csv"),
                                    ML_STR("event-log") };
    for (unsigned i = 0; i < ML_COUNT(roles); i++)
        if (ml_str_eq(role, roles[i]))
            return i;
    return ML_COUNT(roles);
}

/* The prefix that most members carry. */
static ml_str common_prefix(const struct ml_case *c)
{
    ml_str best = ML_STR_NONE;
    uint32_t most = 0;

    for (uint32_t i = 0; i < c->nmembers; i++) {
        uint32_t n = 0;
        if (!c->members[i].server.n || ml_str_eq(c->members[i].server, best))
            continue;
        for (uint32_t k = i; k < c->nmembers && k < i + 2000; k++)
            n += ml_str_eq(c->members[k].server, c->members[i].server);
        if (n > most) {
            most = n;
            best = c->members[i].server;
        }
    }
    return best;
}

static void name_bundle(struct ml_case *c, ml_str bundle_name)
{
    unsigned best = UINT32_MAX;
    struct ml_time when = ML_NO_TIME;

    for (uint32_t i = 0; i < c->nfacts; i++) {
        const struct ml_fact *f = &c->facts[i];
        if (!ml_str_eq(f->name, ML_STR("server.name")) || !f->value.n)
            continue;
        struct ml_member *m = &c->members[f->member];
        ml_str name = ml_naming_upper(&c->arena, f->value);
        if (!m->server.n)
            m->server = name;
        /* Of two of one kind the newer: a server may have been renamed. */
        unsigned rank = name_rank(m->role);
        bool newer = f->time.us > when.us && ml_time_known(f->time);
        if (rank < best || (rank == best && newer)) {
            best = rank;
            when = f->time;
            c->server = name;
        }
    }
    if (!c->server.n)
        c->server = common_prefix(c);
    if (!c->server.n)
        c->server = ml_naming_upper(&c->arena, ml_naming_bundle_computer(bundle_name));
    bool is_tar = ml_str_ends_nocase(bundle_name, ML_STR(".tar"));
    if (!c->server.n && is_tar && ml_str_starts(c->flavour, ML_STR("DPM_MABS")))
        c->server = ml_naming_upper(&c->arena, ml_naming_stem(bundle_name));
}

static bool holds_several(const struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nmembers; i++)
        if (c->members[i].server.n &&
            !ml_computer_is_same(c->members[i].server, c->server))
            return true;
    return false;
}

/* Folders and archives that two paths have in common. */
static uint32_t shared_parts(ml_str a, ml_str b)
{
    uint32_t parts = 0;

    for (size_t i = 0; i < a.n && i < b.n && a.p[i] == b.p[i]; i++)
        parts += a.p[i] == '/' || a.p[i] == '!';
    return parts;
}

/* The computer that the nearest named members name; none when they disagree. */
static ml_str nearest(const struct ml_case *c, const ml_str *paths, const ml_str *named,
                      uint32_t member)
{
    ml_str best = ML_STR_NONE;
    uint32_t most = 0;
    bool agree = true;

    for (uint32_t i = 0; i < c->nmembers; i++) {
        if (!named[i].n)
            continue;
        uint32_t n = shared_parts(paths[member], paths[i]);
        if (n > most || !best.n) {
            most = n;
            best = named[i];
            agree = true;
        } else if (n == most) {
            agree = agree && ml_computer_is_same(best, named[i]);
        }
    }
    return agree ? best : ML_STR_NONE;
}

void ml_owner_settle(struct ml_case *c, const ml_str *paths, ml_str bundle_name)
{
    name_bundle(c, bundle_name);
    if (!c->server.n || !holds_several(c))
        return;
    ml_str *named = ml_arena_array(&c->arena, c->nmembers, sizeof(*named));
    for (uint32_t i = 0; i < c->nmembers; i++)
        named[i] = c->members[i].server;
    for (uint32_t i = 0; i < c->nmembers; i++)
        if (!named[i].n)
            c->members[i].server = nearest(c, paths, named, i);
}
