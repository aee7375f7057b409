/* SPDX-License-Identifier: MIT */
#include "fleet/summary.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "case/kind.h"
#include "base/ban.h"

/* ---- of a judged server ---- */

/* A file that was read, with the index of its kind; by address. */
struct file {
    ml_str address, kind_name;
    const struct ml_member *member;
    const struct ml_case *bundle;
    uint32_t kind;
};

struct files {
    struct file *list;
    uint32_t n;
};

static int by_kind(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    int c = ml_str_cmp(x->kind_name, y->kind_name);
    if (c == 0)
        c = ml_str_cmp(x->bundle->sha256, y->bundle->sha256);
    return c ? c : ml_str_cmp(x->address, y->address);
}

static int by_address(const void *a, const void *b)
{
    return ml_str_cmp(((const struct file *)a)->address,
                      ((const struct file *)b)->address);
}

static bool is_later(struct ml_time t, struct ml_time than)
{
    return ml_time_known(t) && (!ml_time_known(than) || t.us > than.us);
}

static uint64_t digest_of(const struct ml_case *bundle, uint64_t seed)
{
    return XXH3_64bits_withSeed(bundle->sha256.p ? bundle->sha256.p : "",
                                bundle->sha256.n, seed);
}

/* A bundle is added once, and a copy of it not at all: files of one kind come sorted by
 * the digests of their bundles. */
static void widen(struct ml_summary_kind *kind, const struct file *f,
                  const struct file *before)
{
    const struct ml_member *m = f->member;
    const struct ml_case *c = f->bundle;

    if (ml_time_known(m->first) &&
        (!ml_time_known(kind->first) || m->first.us < kind->first.us))
        kind->first = m->first;
    if (is_later(m->last, kind->last))
        kind->last = m->last;
    kind->is_partial |= m->state == ML_PARTIAL;
    if (is_later(ml_time_known(c->collected) ? c->collected : c->modified,
                 kind->collected))
        kind->collected = ml_time_known(c->collected) ? c->collected : c->modified;
    if (!before || !ml_str_eq(before->bundle->sha256, c->sha256))
        kind->source = digest_of(c, kind->source);
}

/* Records behind a bound did not count, as if the log had ended there. */
static void bound(struct ml_summary_kind *kind, const struct ml_result *result)
{
    int64_t bounds[] = { ml_time_known(result->since) ? result->since.us : INT64_MIN,
                         ml_time_known(result->until) ? result->until.us : INT64_MAX };

    kind->source = XXH3_64bits_withSeed(bounds, sizeof(bounds), kind->source);
    if (ml_time_known(result->since) && ml_time_known(kind->first) &&
        kind->first.us < result->since.us)
        kind->first.us = result->since.us;
    if (ml_time_known(result->until) && is_later(kind->last, result->until))
        kind->last.us = result->until.us;
}

static const struct ml_case *bundle_of(const struct ml_server *server,
                                       const struct ml_member *m)
{
    for (uint32_t i = 0; i < server->nbundles; i++) {
        const struct ml_case *c = server->bundles[i];
        if (m >= c->members && m < c->members + c->nmembers)
            return c;
    }
    return server->bundles[0];
}

static void find_kinds(struct ml_summary *ret, struct files *files,
                       const struct ml_result *result, struct ml_arena *arena)
{
    const struct ml_server *server = &result->servers[0];

    files->list = ml_arena_array(arena, server->nfiles, sizeof(*files->list));
    for (uint32_t i = 0; i < server->nfiles; i++) {
        const struct ml_member *m = server->files[i];
        if (m->state != ML_READ && m->state != ML_PARTIAL)
            continue;
        files->list[files->n++] =
            (struct file){ m->address, ml_file_kind(arena, m->role, m->address), m,
                           bundle_of(server, m), 0 };
    }
    if (files->n)
        qsort(files->list, files->n, sizeof(*files->list), by_kind);
    ret->kinds = ml_arena_array(arena, files->n, sizeof(*ret->kinds));
    for (uint32_t i = 0; i < files->n; i++) {
        struct file *f = &files->list[i], *before = i ? f - 1 : NULL;
        if (!before || !ml_str_eq(before->kind_name, f->kind_name)) {
            before = NULL;
            ret->kinds[ret->nkinds++].name = f->kind_name;
        }
        f->kind = ret->nkinds - 1;
        widen(&ret->kinds[f->kind], f, before);
    }
    for (uint32_t i = 0; i < ret->nkinds; i++)
        bound(&ret->kinds[i], result);
    if (files->n)
        qsort(files->list, files->n, sizeof(*files->list), by_address);
}

/* The file that an address lies in: the longest address that begins it. */
static const struct file *file_of(const struct files *files, ml_str address)
{
    for (size_t n = address.n; n > 0; n--) {
        struct file key = { .address = ml_str_sub(address, 0, n) };
        if (n < address.n && address.p[n] != ':' && address.p[n] != '#')
            continue;
        const struct file *found =
            files->n ? bsearch(&key, files->list, files->n, sizeof(key), by_address)
                     : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static void add_kind(struct ml_summary_finding *f, uint32_t kind)
{
    for (uint32_t i = 0; i < f->nkinds; i++)
        if (f->kinds[i] == kind)
            return;
    f->kinds[f->nkinds++] = kind;
}

static void add_findings(struct ml_summary *ret, const struct files *files,
                         const struct ml_server *server, struct ml_arena *arena)
{
    ret->findings = ml_arena_array(arena, server->nfindings, sizeof(*ret->findings));
    ret->nfindings = server->nfindings;
    for (uint32_t i = 0; i < server->nfindings; i++) {
        const struct ml_finding *from = &server->findings[i];
        struct ml_summary_finding *f = &ret->findings[i];
        *f = (struct ml_summary_finding){ .id = from->signature->id,
                                          .severity = from->severity,
                                          .count = from->count,
                                          .first = from->first,
                                          .last = from->last };
        f->kinds = ml_arena_array(arena, from->nevidence, sizeof(*f->kinds));
        for (uint32_t k = 0; k < from->nevidence; k++) {
            const struct file *file = file_of(files, from->evidence[k].address);
            if (file)
                add_kind(f, file->kind);
        }
    }
}

static void add_causes(struct ml_summary *ret, const struct ml_server *server,
                       struct ml_arena *arena)
{
    ret->causes = ml_arena_array(arena, server->ncauses, sizeof(*ret->causes));
    ret->ncauses = server->ncauses;
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_cause_result *from = &server->causes[i];
        struct ml_summary_cause *c = &ret->causes[i];
        *c = (struct ml_summary_cause){ .id = from->cause->id,
                                        .verdict = from->verdict,
                                        .nexplains = from->nexplains };
        c->explains = ml_arena_array(arena, from->nexplains, sizeof(*c->explains));
        for (uint32_t k = 0; k < from->nexplains; k++)
            c->explains[k] = from->explains[k]->id;
    }
}

static void add_unknown(struct ml_summary *ret, const struct ml_server *server,
                        struct ml_arena *arena)
{
    uint32_t n =
        server->nunknown < ML_SUMMARY_UNKNOWN ? server->nunknown : ML_SUMMARY_UNKNOWN;
    ret->unknown = ml_arena_array(arena, n, sizeof(*ret->unknown));
    ret->nunknown = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct ml_unknown_kind *u = &server->unknown[i];
        ret->unknown[i] = (struct ml_summary_unknown){ u->template_text, u->example,
                                                       u->address, u->level, u->count };
    }
}

static void add_jobs(struct ml_summary *ret, const struct ml_server *server,
                     struct ml_arena *arena)
{
    uint32_t n = server->njobs < ML_SUMMARY_JOBS ? server->njobs : ML_SUMMARY_JOBS;

    ret->jobs = ml_arena_array(arena, n, sizeof(*ret->jobs));
    ret->njobs = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct ml_job *j = &server->jobs[i];
        ret->jobs[i] = (struct ml_summary_job){ j->id,  j->kind,    j->start,
                                                j->end, j->outcome, j->code };
    }
}

static void find_newest(struct ml_summary *ret, const struct ml_server *server)
{
    for (uint32_t i = 0; i < ret->nkinds; i++)
        if (ml_time_known(ret->kinds[i].last) &&
            (!ml_time_known(ret->newest) || ret->kinds[i].last.us > ret->newest.us))
            ret->newest = ret->kinds[i].last;
    for (uint32_t i = 0; i < server->nbundles; i++) {
        struct ml_time t = server->bundles[i]->collected;
        if (ml_time_known(t) && (!ml_time_known(ret->newest) || t.us > ret->newest.us))
            ret->newest = t;
    }
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void add_bundles(struct ml_summary *ret, const struct ml_server *server,
                        struct ml_arena *arena)
{
    ret->bundles = ml_arena_array(arena, server->nbundles, sizeof(*ret->bundles));
    for (uint32_t i = 0; i < server->nbundles; i++)
        if (server->bundles[i]->state != ML_UNREADABLE)
            ret->bundles[ret->nbundles++] = digest_of(server->bundles[i], 0);
    if (ret->nbundles)
        qsort(ret->bundles, ret->nbundles, sizeof(*ret->bundles), by_number);
}

void ml_summary_of(struct ml_summary *ret, const struct ml_result *result,
                   struct ml_arena *arena)
{
    const struct ml_server *server = &result->servers[0];
    struct files files = { 0 };

    *ret = (struct ml_summary){ .name = server->name,
                                .folder = server->folder,
                                .os_build = server->os_build,
                                .agent_version = server->agent_version,
                                .time_zone = server->time_zone,
                                .state = server->state,
                                .reason = server->reason };
    add_bundles(ret, server, arena);
    find_kinds(ret, &files, result, arena);
    add_findings(ret, &files, server, arena);
    add_causes(ret, server, arena);
    add_unknown(ret, server, arena);
    add_jobs(ret, server, arena);
    find_newest(ret, server);
}

/* ---- as bytes ---- */

static void code_kind(struct ml_wire *wire, struct ml_summary_kind *kind)
{
    ml_wire_text(wire, &kind->name);
    ml_wire_bool(wire, &kind->is_partial);
    ml_wire_time(wire, &kind->first);
    ml_wire_time(wire, &kind->last);
    ml_wire_time(wire, &kind->collected);
    ml_wire_u64(wire, &kind->source);
}

static void code_finding(struct ml_wire *wire, struct ml_summary_finding *f,
                         uint32_t nkinds)
{
    ml_wire_text(wire, &f->id);
    f->severity = (enum ml_severity)ml_wire_choice(wire, f->severity, ML_BY_LEVEL);
    ml_wire_u64(wire, &f->count);
    ml_wire_time(wire, &f->first);
    ml_wire_time(wire, &f->last);
    f->kinds = ml_wire_array(wire, f->kinds, &f->nkinds, sizeof(*f->kinds), 1);
    for (uint32_t i = 0; i < f->nkinds; i++) {
        ml_wire_u32(wire, &f->kinds[i]);
        wire->is_bad |= f->kinds[i] >= nkinds;
    }
}

static void code_cause(struct ml_wire *wire, struct ml_summary_cause *c)
{
    ml_wire_text(wire, &c->id);
    c->verdict = (enum ml_verdict)ml_wire_choice(wire, c->verdict, ML_RULED_OUT + 1);
    c->explains =
        ml_wire_array(wire, c->explains, &c->nexplains, sizeof(*c->explains), 1);
    for (uint32_t i = 0; i < c->nexplains; i++)
        ml_wire_text(wire, &c->explains[i]);
}

static void code_unknown(struct ml_wire *wire, struct ml_summary_unknown *u)
{
    ml_wire_text(wire, &u->template_text);
    ml_wire_text(wire, &u->example);
    ml_wire_text(wire, &u->address);
    u->level =
        (enum ml_level)ml_wire_choice(wire, u->level, ML_LEVEL_EVENT_VERBOSE + 1);
    ml_wire_u64(wire, &u->count);
}

static void code_job(struct ml_wire *wire, struct ml_summary_job *j)
{
    ml_wire_text(wire, &j->id);
    ml_wire_text(wire, &j->kind);
    ml_wire_time(wire, &j->start);
    ml_wire_time(wire, &j->end);
    j->outcome =
        (enum ml_job_outcome)ml_wire_choice(wire, j->outcome, ML_JOB_FAILED + 1);
    ml_wire_u32(wire, &j->code);
}

void ml_summary_code(struct ml_wire *wire, struct ml_summary *s)
{
    ml_wire_text(wire, &s->name);
    ml_wire_text(wire, &s->folder);
    ml_wire_text(wire, &s->os_build);
    ml_wire_text(wire, &s->agent_version);
    ml_wire_text(wire, &s->time_zone);
    s->state = (enum ml_server_state)ml_wire_choice(wire, s->state, ML_INCOMPLETE + 1);
    ml_wire_text(wire, &s->reason);
    s->bundles = ml_wire_array(wire, s->bundles, &s->nbundles, sizeof(*s->bundles), 1);
    for (uint32_t i = 0; i < s->nbundles; i++)
        ml_wire_u64(wire, &s->bundles[i]);
    ml_wire_time(wire, &s->newest);
    s->kinds = ml_wire_array(wire, s->kinds, &s->nkinds, sizeof(*s->kinds), 6);
    for (uint32_t i = 0; i < s->nkinds; i++)
        code_kind(wire, &s->kinds[i]);
    s->findings =
        ml_wire_array(wire, s->findings, &s->nfindings, sizeof(*s->findings), 6);
    for (uint32_t i = 0; i < s->nfindings; i++)
        code_finding(wire, &s->findings[i], s->nkinds);
    s->causes = ml_wire_array(wire, s->causes, &s->ncauses, sizeof(*s->causes), 3);
    for (uint32_t i = 0; i < s->ncauses; i++)
        code_cause(wire, &s->causes[i]);
    s->unknown = ml_wire_array(wire, s->unknown, &s->nunknown, sizeof(*s->unknown), 5);
    for (uint32_t i = 0; i < s->nunknown; i++)
        code_unknown(wire, &s->unknown[i]);
    s->jobs = ml_wire_array(wire, s->jobs, &s->njobs, sizeof(*s->jobs), 6);
    for (uint32_t i = 0; i < s->njobs; i++)
        code_job(wire, &s->jobs[i]);
}

struct ml_summary *ml_summary_take(ml_str bytes, struct ml_arena *arena)
{
    struct ml_wire wire = { .in = bytes, .arena = arena };
    struct ml_summary *summary = ml_arena_alloc(arena, sizeof(*summary));

    ml_summary_code(&wire, summary);
    return wire.is_bad || wire.in.n ? NULL : summary;
}
