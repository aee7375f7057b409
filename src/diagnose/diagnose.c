/* SPDX-License-Identifier: MIT */
#include "diagnose/diagnose.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "diagnose/derived.h"
#include "diagnose/finding.h"
#include "diagnose/group.h"
#include "diagnose/jobs.h"
#include "diagnose/judge.h"
#include "diagnose/schedule.h"
#include "diagnose/unknown.h"
#include "facts/facts.h"
#include "base/ban.h"

const char *const ml_verdict_names[] = { "confirmed", "likely", "undetermined",
                                         "unlikely", "ruled-out" };
const char *const ml_server_state_names[] = { "clean", "problems", "incomplete" };

/* Everything about one server, while it is being put together. */
struct builder {
    struct ml_arena *arena;
    const struct ml_group *group;
    struct ml_fact *facts; /* all values; those derived last */
    uint32_t *fact_cases;
    size_t nfacts, cap_facts, cap_fact_cases;
    struct ml_known_hits *hits;
    size_t nhits, cap_hits;
    const struct ml_artefact_seen **seen;
    size_t nseen, cap_seen;
    bool log_read;
};

static void add_fact(struct builder *b, const struct ml_fact *fact, uint32_t c)
{
    size_t n = b->nfacts;

    ML_PUSH(b->facts, b->nfacts, b->cap_facts, *fact);
    ML_PUSH(b->fact_cases, n, b->cap_fact_cases, c);
}

/* Whether an earlier bundle of the server held the same bytes: one log may come in two
 * collections, and counts once. */
static bool is_repeated(const struct builder *b, uint32_t c, const struct ml_member *m)
{
    if (!m->digest[0] && !m->digest[1])
        return false;
    for (uint32_t p = 0; p < c; p++) {
        const struct ml_group_part *part = &b->group->parts[p];
        for (uint32_t i = 0; i < part->nmembers; i++) {
            const struct ml_member *other = &part->c->members[part->members[i]];
            if (other->digest[0] == m->digest[0] && other->digest[1] == m->digest[1] &&
                other->bytes_read == m->bytes_read)
                return true;
        }
    }
    return false;
}

static void add_hits(struct builder *b, const struct ml_group_part *part, uint32_t c)
{
    struct ml_case *in = part->c;
    bool *repeated = ml_arena_array(b->arena, in->nmembers, sizeof(*repeated));

    for (uint32_t i = 0; i < part->nmembers && c > 0; i++)
        repeated[part->members[i]] = is_repeated(b, c, &in->members[part->members[i]]);
    for (uint32_t i = 0; i < in->nhits; i++)
        if (ml_group_has(part, in->hits[i].member) && !repeated[in->hits[i].member]) {
            struct ml_known_hits h = { &in->hits[i], in, c };
            ML_PUSH(b->hits, b->nhits, b->cap_hits, h);
        }
}

static void add_part(struct builder *b, const struct ml_group_part *part, uint32_t c)
{
    struct ml_case *in = part->c;

    for (uint32_t i = 0; i < in->nfacts; i++)
        if (ml_group_has(part, in->facts[i].member))
            add_fact(b, &in->facts[i], c);
    add_hits(b, part, c);
    for (uint32_t i = 0; i < in->nartefacts; i++)
        if (ml_group_has(part, in->artefacts[i].member)) {
            const struct ml_artefact_seen *s = &in->artefacts[i];
            ML_PUSH(b->seen, b->nseen, b->cap_seen, s);
            b->log_read |= s->state == ML_ARTEFACT_READ &&
                           ml_str_ends_nocase(s->id, ML_STR("-errlog"));
        }
}

/* What the bundle itself tells. */
static void add_bundle_facts(struct builder *b, const struct ml_group_part *part,
                             uint32_t c)
{
    const struct ml_case *in = part->c;
    struct ml_fact flavour = { ML_STR("bundle.flavour"), in->flavour, in->collected,
                               in->path, 0 };
    struct ml_fact collected = { ML_STR("bundle.collected-at"),
                                 ml_time_iso(b->arena, in->collected), in->collected,
                                 in->path, 0 };

    if (in->flavour.n)
        add_fact(b, &flavour, c);
    if (ml_time_known(in->collected))
        add_fact(b, &collected, c);
}

static void sink_derived(void *ctx, const char *name, ml_str value, struct ml_time time,
                         uint64_t from)
{
    struct builder *b = ctx;
    bool known = from < b->nfacts;
    struct ml_fact fact = {
        .name = ml_arena_dup(b->arena, ml_str_of(name)),
        .value = ml_arena_dup(b->arena, value),
        .time = ml_time_known(time) || !known ? time : b->facts[from].time,
        .address = known ? b->facts[from].address : b->group->parts[0].c->path,
    };
    add_fact(b, &fact, known ? b->fact_cases[from] : 0);
}

static void sink_nothing(void *ctx, const char *id, enum ml_artefact_state state,
                         struct ml_time time, uint64_t line)
{
    (void)ctx;
    (void)id;
    (void)state;
    (void)time;
    (void)line;
}

static void derive(struct builder *b)
{
    struct ml_fact_sink sink = { b, sink_derived, sink_nothing };
    struct ml_artefact_seen *seen = ml_arena_array(b->arena, b->nseen, sizeof(*seen));
    struct ml_fact *facts = ml_arena_array(b->arena, b->nfacts, sizeof(*facts));

    for (size_t i = 0; i < b->nseen; i++)
        seen[i] = *b->seen[i];
    if (b->nfacts)
        memcpy(facts, b->facts, b->nfacts * sizeof(*facts));
    ml_facts_derive(facts, (uint32_t)b->nfacts, seen, (uint32_t)b->nseen, &sink);
}

struct sorted_fact {
    struct ml_known_fact known;
    uint32_t index;
};

static int by_name(const void *a, const void *b)
{
    const struct sorted_fact *x = a, *y = b;
    int c = ml_str_cmp(x->known.fact->name, y->known.fact->name);
    return c ? c : (x->index > y->index) - (x->index < y->index);
}

static int by_signature(const void *a, const void *b)
{
    const struct ml_known_hits *x = a, *y = b;

    if (x->hits->signature != y->hits->signature)
        return x->hits->signature < y->hits->signature ? -1 : 1;
    if (x->c != y->c)
        return x->c < y->c ? -1 : 1;
    if (x->hits->member != y->hits->member)
        return x->hits->member < y->hits->member ? -1 : 1;
    return ml_str_cmp(x->hits->head[0].address, y->hits->head[0].address);
}

static void sort_hits(struct ml_known_hits *hits, size_t n)
{
    if (n)
        qsort(hits, n, sizeof(*hits), by_signature);
}

static void fill_knowledge(struct builder *b, const struct ml_catalogue *catalogue,
                           struct ml_knowledge *k)
{
    struct sorted_fact *sorted = ml_arena_array(b->arena, b->nfacts, sizeof(*sorted));

    for (size_t i = 0; i < b->nfacts; i++)
        sorted[i] = (struct sorted_fact){ { &b->facts[i], b->fact_cases[i] },
                                          (uint32_t)i };
    if (b->nfacts)
        qsort(sorted, b->nfacts, sizeof(*sorted), by_name);
    *k = (struct ml_knowledge){ .catalogue = catalogue,
                                .nfacts = (uint32_t)b->nfacts,
                                .hits = b->hits,
                                .nhits = (uint32_t)b->nhits,
                                .seen = b->seen,
                                .nseen = (uint32_t)b->nseen,
                                .log_read = b->log_read };
    k->cases = ml_arena_array(b->arena, b->group->nparts, sizeof(*k->cases));
    for (uint32_t i = 0; i < b->group->nparts; i++)
        k->cases[i] = b->group->parts[i].c;
    k->facts = ml_arena_array(b->arena, b->nfacts, sizeof(*k->facts));
    for (size_t i = 0; i < b->nfacts; i++)
        k->facts[i] = sorted[i].known;
    sort_hits(b->hits, b->nhits);
}

/* The newest value of each fact. */
static void fill_facts(const struct ml_knowledge *k, struct ml_arena *arena,
                       struct ml_server *server)
{
    server->facts = ml_arena_array(arena, k->nfacts, sizeof(*server->facts));
    for (uint32_t i = 0; i < k->nfacts; i++) {
        const struct ml_fact *f = k->facts[i].fact;
        struct ml_fact *last = server->nfacts ? &server->facts[server->nfacts - 1] : NULL;
        if (!last || !ml_str_eq(last->name, f->name))
            server->facts[server->nfacts++] = *f;
        else if (ml_time_known(f->time) &&
                 (!ml_time_known(last->time) || f->time.us > last->time.us))
            *last = *f;
    }
}

static ml_str fact_or_unknown(const struct ml_server *server, ml_str name)
{
    for (uint32_t i = 0; i < server->nfacts; i++)
        if (ml_str_eq(server->facts[i].name, name) && server->facts[i].value.n)
            return server->facts[i].value;
    return ML_STR("unknown");
}

static void fill_files(const struct ml_group *group, struct ml_arena *arena,
                       struct ml_server *server)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < group->nparts; p++)
        n += group->parts[p].nmembers;
    server->files = ml_arena_array(arena, n, sizeof(*server->files));
    server->bundles = ml_arena_array(arena, group->nparts, sizeof(*server->bundles));
    for (uint32_t p = 0; p < group->nparts; p++) {
        const struct ml_group_part *part = &group->parts[p];
        server->bundles[server->nbundles++] = part->c;
        for (uint32_t i = 0; i < part->nmembers; i++)
            server->files[server->nfiles++] = &part->c->members[part->members[i]];
    }
}

static void set_state(struct ml_server *server)
{
    bool problems = false, unread = false, records = false;

    for (uint32_t i = 0; i < server->nfindings; i++)
        problems |= server->findings[i].severity >= ML_WARNING;
    for (uint32_t i = 0; i < server->nbundles; i++)
        unread |= server->bundles[i]->state == ML_UNREADABLE;
    for (uint32_t i = 0; i < server->nfiles; i++) {
        enum ml_read_state s = server->files[i]->state;
        unread |= s == ML_PARTIAL || s == ML_UNREADABLE;
        records |= (s == ML_READ || s == ML_PARTIAL) && server->files[i]->bytes_read;
    }
    if (!records && !problems)
        server->reason = ML_STR("no-logs");
    server->state = problems              ? ML_PROBLEMS
                    : unread || !records ? ML_INCOMPLETE
                                         : ML_CLEAN;
}

static void build_server(const struct ml_group *group,
                         const struct ml_catalogue *catalogue, enum ml_lang lang,
                         struct ml_arena *arena, struct ml_server *server,
                         const struct ml_watch *watch)
{
    struct builder b = { .arena = arena, .group = group };
    struct ml_knowledge k;

    server->name = group->name;
    server->folder = group->folder;
    fill_files(group, arena, server);
    for (uint32_t p = 0; p < group->nparts; p++)
        add_part(&b, &group->parts[p], p);
    for (uint32_t p = 0; p < group->nparts; p++)
        add_bundle_facts(&b, &group->parts[p], p);
    derive(&b);
    fill_knowledge(&b, catalogue, &k);
    ml_jobs_build(&k, group, arena, server);
    ml_schedule_add(&k, group, arena);
    fill_facts(&k, arena, server);
    server->os_build = fact_or_unknown(server, ML_STR("os.build"));
    server->agent_version = fact_or_unknown(server, ML_STR("agent.version"));
    server->time_zone = fact_or_unknown(server, ML_STR("os.time-zone"));
    ml_derived_add(&k, arena);
    sort_hits(k.hits, k.nhits);
    ml_findings_build(&k, arena, server);
    ml_causes_judge(&k, arena, lang, server);
    ml_unknown_build(group, arena, server);
    set_state(server);
    if (watch)
        watch->server(watch->ctx, server, &k, arena);
    free(b.facts);
    free(b.fact_cases);
    free(b.hits);
    free(b.seen);
}

static struct ml_result *new_result(const struct ml_catalogue *catalogue,
                                    enum ml_lang lang, uint32_t nservers)
{
    struct ml_result *r = calloc(1, sizeof(*r));

    if (!r)
        ml_oom();
    ml_arena_init(&r->arena);
    r->catalogue = catalogue;
    r->lang = lang;
    r->servers = ml_arena_array(&r->arena, nservers, sizeof(*r->servers));
    r->nservers = nservers;
    return r;
}

struct ml_result *ml_diagnose(struct ml_case *const *cases, uint32_t ncases,
                              const struct ml_catalogue *catalogue, enum ml_lang lang)
{
    return ml_diagnose_watched(cases, ncases, catalogue, lang, NULL);
}

struct ml_result *ml_diagnose_watched(struct ml_case *const *cases, uint32_t ncases,
                                      const struct ml_catalogue *catalogue,
                                      enum ml_lang lang, const struct ml_watch *watch)
{
    struct ml_arena scratch;
    uint32_t n;

    ml_arena_init(&scratch);
    struct ml_claims *claims = ml_arena_array(&scratch, ncases, sizeof(*claims));
    for (uint32_t i = 0; i < ncases; i++)
        ml_claims_of(&claims[i], cases[i], &scratch);
    struct ml_owner *owners = ml_group_claims(&scratch, claims, ncases, &n);
    struct ml_result *r = new_result(catalogue, lang, n);
    for (uint32_t i = 0; i < n; i++) {
        struct ml_group *group = ml_arena_alloc(&r->arena, sizeof(*group));
        ml_group_fill(group, &r->arena, &owners[i], cases, claims);
        build_server(group, catalogue, lang, &r->arena, &r->servers[i], watch);
    }
    ml_arena_reset(&scratch);
    return r;
}

struct ml_result *ml_diagnose_group(const struct ml_group *group,
                                    const struct ml_catalogue *catalogue,
                                    enum ml_lang lang)
{
    struct ml_result *r = new_result(catalogue, lang, 1);

    build_server(group, catalogue, lang, &r->arena, &r->servers[0], NULL);
    return r;
}

struct ml_result *ml_result_free(struct ml_result *result)
{
    if (result) {
        ml_arena_reset(&result->arena);
        free(result);
    }
    return NULL;
}
