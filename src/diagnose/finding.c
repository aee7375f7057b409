/* SPDX-License-Identifier: MIT */
#include "diagnose/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "diagnose/jobs.h"
#include "match/oscodes.h"
#include "base/ban.h"

enum { BUCKETS_MAX = 60, DECODED_MAX = 6 };

/* All kept evidence of one signature, in walk order. */
struct shown {
    const struct ml_known_hits *hits;
    const struct ml_occurrence *o;
};

static void decode(const struct ml_catalogue *catalogue, struct ml_arena *arena,
                   struct ml_evidence *e)
{
    struct ml_oscode_hit hits[DECODED_MAX];
    size_t n = ml_oscodes_find(catalogue, e->text, hits, DECODED_MAX);

    e->decoded = ml_arena_array(arena, n, sizeof(*e->decoded));
    for (size_t i = 0; i < n; i++) {
        const struct ml_oscode *o = hits[i].oscode;
        bool as_hresult = o->value && (hits[i].is_hresult || !o->number);
        e->decoded[e->ndecoded++] = (struct ml_decoded){
            .value = as_hresult ? ml_arena_printf(arena, "0x%08X", o->value)
                                : ml_arena_printf(arena, "%u", o->number),
            .oscode = o,
        };
    }
}

static void fill_evidence(const struct ml_catalogue *catalogue, struct ml_arena *arena,
                          struct ml_evidence *e, const struct shown *s)
{
    const struct ml_member *file = &s->hits->in->members[s->o->member];

    *e = (struct ml_evidence){ .address = ml_record_address(arena, file, s->o->line),
                               .time = s->o->time,
                               .level = s->o->level,
                               .job = s->o->job,
                               .text = s->o->text,
                               .before = s->o->before,
                               .after = s->o->after };
    if (s->o->address.n)
        e->address = s->o->address;
    if (e->before.n && s->o->line > 1)
        e->before_address = ml_record_address(arena, file, s->o->line - 1);
    if (e->after.n)
        e->after_address = ml_record_address(arena, file, s->o->line + s->o->nlines);
    decode(catalogue, arena, e);
}

/* The first and last few of all. */
static void add_evidence(const struct ml_catalogue *catalogue, struct ml_arena *arena,
                         struct ml_finding *f, const struct ml_known_hits *hits,
                         uint32_t n)
{
    struct shown *all = NULL;
    size_t nall = 0, cap = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct ml_hits *h = hits[i].hits;
        for (uint32_t k = 0; k < h->nhead + h->ntail; k++) {
            struct shown s = { &hits[i],
                               k < h->nhead ? &h->head[k] : &h->tail[k - h->nhead] };
            ML_PUSH(all, nall, cap, s);
        }
    }
    f->evidence = ml_arena_array(arena, 2 * ML_SHOWN, sizeof(*f->evidence));
    for (size_t i = 0; i < nall; i++)
        if (i < ML_SHOWN || i + ML_SHOWN >= nall)
            fill_evidence(catalogue, arena, &f->evidence[f->nevidence++], &all[i]);
    free(all);
}

static void add_times(struct ml_finding *f, const struct ml_known_hits *hits, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < hits[i].hits->nmoments; k++) {
            const struct ml_moment *m = &hits[i].hits->moments[k];
            if (!ml_time_known(m->first))
                continue;
            if (!ml_time_known(f->first) || m->first.us < f->first.us)
                f->first = m->first;
            if (!ml_time_known(f->last) || m->last.us > f->last.us)
                f->last = m->last;
        }
}

static int64_t bucket_width(int64_t span_us)
{
    static const int64_t widths[] = {
        ML_MINUTE_US,    5 * ML_MINUTE_US, 15 * ML_MINUTE_US, ML_HOUR_US, 3 * ML_HOUR_US,
        6 * ML_HOUR_US,  12 * ML_HOUR_US,  ML_DAY_US,         2 * ML_DAY_US,
        7 * ML_DAY_US,   28 * ML_DAY_US,   84 * ML_DAY_US,    364 * ML_DAY_US,
    };
    for (size_t i = 0; i < ML_COUNT(widths); i++)
        if (span_us / widths[i] < BUCKETS_MAX - 1)
            return widths[i];
    return span_us / (BUCKETS_MAX - 2);
}

static int64_t floor_to(int64_t v, int64_t width)
{
    int64_t rest = v % width;
    return v - (rest < 0 ? rest + width : rest);
}

static void add_buckets(struct ml_arena *arena, struct ml_finding *f,
                        const struct ml_known_hits *hits, uint32_t n)
{
    uint64_t counts[BUCKETS_MAX] = { 0 };

    if (!ml_time_known(f->first))
        return;
    f->bucket_us = bucket_width(f->last.us - f->first.us);
    int64_t start = floor_to(f->first.us, f->bucket_us);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < hits[i].hits->nmoments; k++) {
            const struct ml_moment *m = &hits[i].hits->moments[k];
            if (!ml_time_known(m->first))
                continue;
            int64_t at = (m->first.us - start) / f->bucket_us;
            counts[at < BUCKETS_MAX ? at : BUCKETS_MAX - 1] += m->n;
        }
    f->buckets = ml_arena_array(arena, BUCKETS_MAX, sizeof(*f->buckets));
    for (int i = 0; i < BUCKETS_MAX; i++)
        if (counts[i])
            f->buckets[f->nbuckets++] = (struct ml_bucket){
                { start + i * f->bucket_us, f->first.clock }, counts[i]
            };
}

/* The last occurrence, and the job it lies in. */
static const struct ml_moment *newest_moment(const struct ml_known_hits *hits, uint32_t n)
{
    const struct ml_moment *best = NULL;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t m = 0; m < hits[i].hits->nmoments; m++) {
            const struct ml_moment *moment = &hits[i].hits->moments[m];
            if (ml_time_known(moment->last) && (!best || moment->last.us > best->last.us))
                best = moment;
        }
    return best;
}

/* The first job of the same kind that began and succeeded after the last occurrence:
 * what was wrong then is past. */
static ml_str survivor(const struct ml_knowledge *k, const struct ml_known_hits *hits,
                       uint32_t n)
{
    const struct ml_moment *last = newest_moment(hits, n);
    const struct ml_job *own = last ? ml_job_of(k, last->job) : NULL;

    if (!own || !own->kind.n)
        return ML_STR_NONE;
    for (uint32_t i = k->njobs; i > 0; i--) { /* oldest first */
        const struct ml_job *job = &k->jobs[i - 1];
        if (job->outcome == ML_JOB_SUCCEEDED && ml_time_known(job->start) &&
            job->start.clock == last->last.clock && job->start.us > last->last.us &&
            ml_str_eq_nocase(job->kind, own->kind))
            return job->id;
    }
    return ML_STR_NONE;
}

static enum ml_severity worst(uint32_t severities)
{
    if (severities & 1u << ML_ERROR)
        return ML_ERROR;
    return severities & 1u << ML_WARNING ? ML_WARNING : ML_INFO;
}

static int by_weight(const void *a, const void *b)
{
    const struct ml_finding *x = a, *y = b;

    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (ml_time_known(x->last) != ml_time_known(y->last))
        return ml_time_known(x->last) ? -1 : 1;
    if (x->last.us != y->last.us)
        return x->last.us > y->last.us ? -1 : 1;
    return ml_str_cmp(x->signature->id, y->signature->id);
}

void ml_findings_build(const struct ml_knowledge *k, struct ml_arena *arena,
                       struct ml_server *server)
{
    server->findings = ml_arena_array(arena, k->nhits, sizeof(*server->findings));
    for (uint32_t i = 0; i < k->nhits;) {
        uint32_t first = i, index = k->hits[i].hits->signature;
        while (i < k->nhits && k->hits[i].hits->signature == index)
            i++;
        const struct ml_signature *sig = &k->catalogue->signatures[index];
        if (sig->observation)
            continue;
        struct ml_finding *f = &server->findings[server->nfindings++];
        uint32_t severities = 0;
        f->signature = sig;
        for (uint32_t h = first; h < i; h++) {
            f->count += k->hits[h].hits->count;
            severities |= k->hits[h].hits->severities;
        }
        f->severity = worst(severities);
        add_times(f, &k->hits[first], i - first);
        add_evidence(k->catalogue, arena, f, &k->hits[first], i - first);
        add_buckets(arena, f, &k->hits[first], i - first);
        f->survived_by = survivor(k, &k->hits[first], i - first);
    }
    if (server->nfindings)
        qsort(server->findings, server->nfindings, sizeof(*server->findings), by_weight);
}
