/* SPDX-License-Identifier: MIT */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "facts/products.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Facts that follow from others of the same server. Where a fact was collected more
 * than once, the newest value is taken; each derived fact has the time of the one it
 * was derived from.
 */

struct view {
    const struct ml_fact *facts;
    uint32_t n;
    const struct ml_fact_sink *sink;
};

/* Later in time; where that cannot be told, later in walk order. */
static bool newer(const struct ml_fact *a, const struct ml_fact *b)
{
    if (!ml_time_known(a->time) || !ml_time_known(b->time))
        return ml_time_known(a->time) || !ml_time_known(b->time);
    return a->time.us >= b->time.us;
}

/* The newest fact of that name; NULL when there is none. */
static const struct ml_fact *newest(const struct view *v, const char *name)
{
    const struct ml_fact *best = NULL;

    for (uint32_t i = 0; i < v->n; i++)
        if (ml_str_eq(v->facts[i].name, ml_str_of(name)) &&
            (!best || newer(&v->facts[i], best)))
            best = &v->facts[i];
    return best;
}

static struct ml_at at_fact(const struct view *v, const struct ml_fact *f)
{
    return (struct ml_at){ v->sink, f->time, (uint64_t)(f - v->facts) };
}

/* scratch.volume-*-bytes: every measurement of the volume that the scratch folder is
 * on now, each with its own time: conditions look for the one nearest to a finding. */
static void scratch_volume(const struct view *v)
{
    static const char *const parts[] = { "free-bytes", "size-bytes" };
    const struct ml_fact *scratch = newest(v, "scratch.location");

    if (!scratch || scratch->value.n < 2 || scratch->value.p[1] != ':')
        return;
    for (size_t p = 0; p < ML_COUNT(parts); p++) {
        char of[64], to[64];
        snprintf(of, sizeof(of), "volume.%c.%s", ml_lower(scratch->value.p[0]),
                 parts[p]);
        snprintf(to, sizeof(to), "scratch.volume-%s", parts[p]);
        for (uint32_t i = 0; i < v->n; i++)
            if (ml_str_eq(v->facts[i].name, ml_str_of(of)))
                ml_emit(at_fact(v, &v->facts[i]), to, v->facts[i].value);
    }
}

static bool build_of(const struct view *v, uint64_t *ret)
{
    const struct ml_fact *build = newest(v, "os.build");

    return build && ml_str_to_u64(build->value, ret);
}

static bool in_member(const struct view *v, const char *name, uint32_t member)
{
    for (uint32_t i = 0; i < v->n; i++)
        if (v->facts[i].member == member &&
            ml_str_eq(v->facts[i].name, ml_str_of(name)))
            return true;
    return false;
}

/*
 * TLS of the client side where SCHANNEL was read and sets nothing (formats 3.3):
 * 1.0 on up to Server 2022 (20348), not known after it; 1.2 on from Server 2012
 * (9200), off before. Each member is judged by itself.
 */
static void tls_defaults(const struct view *v)
{
    uint64_t build;

    if (!build_of(v, &build))
        return;
    for (uint32_t i = 0; i < v->n; i++) {
        const struct ml_fact *f = &v->facts[i];
        if (!ml_str_eq(f->name, ML_STR("tls.schannel-complete")))
            continue;
        if (!in_member(v, "tls10.client.enabled", f->member)) {
            if (build <= 20348)
                ml_emit_bool(at_fact(v, f), "tls10.client.enabled", true);
            ml_emit_bool(at_fact(v, f), "tls10.client.explicit", false);
        }
        if (!in_member(v, "tls12.client.enabled", f->member)) {
            ml_emit_bool(at_fact(v, f), "tls12.client.enabled", build >= 9200);
            ml_emit_bool(at_fact(v, f), "tls12.client.explicit", false);
        }
    }
}

static void add_list(struct ml_products *set, const struct ml_fact *list)
{
    ml_str rest, name;

    if (!list)
        return;
    rest = list->value;
    for (bool more = rest.n > 0; more;) {
        more = ml_str_cut(rest, ',', &name, &rest);
        ml_products_add(set, ml_text_trim(name));
    }
}

/*
 * Products of filter drivers, programs and services together. That there is none is
 * said only where the filter drivers were read: lists of programs are not complete.
 */
static void antivirus(const struct view *v)
{
    const struct ml_fact *of[] = { newest(v, "antivirus.filter-drivers"),
                                   newest(v, "antivirus.programs"),
                                   newest(v, "antivirus.services") };
    const struct ml_fact *from = NULL;
    struct ml_products set = { 0 };

    for (size_t i = 0; i < ML_COUNT(of); i++) {
        add_list(&set, of[i]);
        if (of[i] && (!from || (from->value.n == 0 && of[i]->value.n)))
            from = of[i];
    }
    if (from && (set.n || of[0]))
        ml_products_emit(&set, at_fact(v, from), "antivirus.products");
}

/* Minutes that +09:00 or (UTC+09:00) ... says; false for a name. */
static bool zone_minutes(ml_str zone, int *ret)
{
    ml_str inside, rest;

    if (ml_time_parse_offset(zone, ret))
        return true;
    if (!ml_str_starts(zone, ML_STR("(UTC")))
        return false;
    ml_str_cut(ml_str_from(zone, 4), ')', &inside, &rest);
    return ml_time_parse_offset(inside, ret);
}

/* The last sync is local time of the server; the collection may be known in UTC. */
static void sync_age(const struct view *v)
{
    const struct ml_fact *zone = newest(v, "os.time-zone");
    struct ml_time sync;
    int minutes;

    for (uint32_t i = 0; i < v->n; i++) {
        const struct ml_fact *f = &v->facts[i];
        if (!ml_str_eq(f->name, ML_STR("clock.last-sync")) || !ml_time_known(f->time) ||
            !ml_time_parse_iso(f->value, &sync))
            continue;
        if (sync.clock != f->time.clock) {
            if (sync.clock != ML_CLOCK_BARE || !zone ||
                !zone_minutes(zone->value, &minutes))
                continue;
            sync.us -= minutes * ML_MINUTE_US;
        }
        int64_t age = f->time.us - sync.us;
        if (age >= 0)
            ml_emit_u64(at_fact(v, f), "clock.last-sync-age-days",
                        (uint64_t)(age / ML_DAY_US));
    }
}

/* The two hives of one server: each was looked at, and none waits for a restart. */
static void no_restart(const struct view *v)
{
    const struct ml_fact *software = newest(v, "pending-reboot.none-in-software");
    const struct ml_fact *system = newest(v, "pending-reboot.none-in-system");

    if (software && system && !newest(v, "os.pending-reboot"))
        ml_emit_bool(at_fact(v, software), "os.pending-reboot", false);
}

/* The default where neither policy is set: RemoteSigned on servers from 2012 R2. */
static void execution_policy(const struct view *v)
{
    const struct ml_fact *unset = newest(v, "powershell.policy-not-set");
    const struct ml_fact *name = newest(v, "os.name");
    uint64_t build;

    if (!unset || !name || !build_of(v, &build) ||
        in_member(v, "powershell.execution-policy", unset->member))
        return;
    bool server = ml_str_has_nocase(name->value, ML_STR("Server"));
    ml_emit(at_fact(v, unset), "powershell.execution-policy",
            server && build >= 9600 ? ML_STR("RemoteSigned") : ML_STR("Restricted"));
}

void ml_facts_derive(const struct ml_fact *facts, uint32_t n,
                     const struct ml_artefact_seen *seen, uint32_t nseen,
                     const struct ml_fact_sink *sink)
{
    struct view v = { facts, n, sink };

    (void)seen; /* what was asked for and absent is said by facts of its own */
    (void)nseen;
    scratch_volume(&v);
    tls_defaults(&v);
    antivirus(&v);
    sync_age(&v);
    execution_policy(&v);
    no_restart(&v);
}
