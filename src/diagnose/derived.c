/* SPDX-License-Identifier: MIT */
#include "diagnose/derived.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

struct builder {
    struct ml_knowledge *k;
    struct ml_arena *arena;
    struct ml_known_hits *hits;
    size_t nhits, cap;
};

/* One occurrence as hits of their own: they lie in no place that a file's hits have. */
static void add(struct builder *b, uint32_t signature, const struct ml_case *in,
                uint32_t c, uint32_t member, struct ml_time time, ml_str job,
                ml_str address, ml_str text)
{
    const struct ml_signature *sig = &b->k->catalogue->signatures[signature];
    struct ml_hits *h = ml_arena_array(b->arena, 1, sizeof(*h));

    h->signature = signature;
    h->member = member;
    h->count = 1;
    h->severities = 1u << (sig->severity == ML_BY_LEVEL ? ML_WARNING : sig->severity);
    h->nhead = 1;
    h->head[0] = (struct ml_occurrence){ .member = member,
                                         .nlines = 1,
                                         .time = time,
                                         .job = job,
                                         .text = text,
                                         .address = address };
    h->moments = ml_arena_array(b->arena, 1, sizeof(*h->moments));
    h->nmoments = 1;
    h->moments[0] =
        (struct ml_moment){ .first = time, .last = time, .job = job, .n = 1 };
    struct ml_known_hits known = { h, in, c };
    ML_PUSH(b->hits, b->nhits, b->cap, known);
}

/* The case that a fact came from; any of them for one that was derived. */
static const struct ml_case *case_of(const struct ml_knowledge *k, uint32_t c)
{
    return k->cases[c];
}

static void add_facts(struct builder *b, uint32_t signature)
{
    const struct ml_condition *cond = b->k->catalogue->signatures[signature].derived;

    for (uint32_t i = 0; i < b->k->nfacts; i++) {
        const struct ml_known_fact *f = &b->k->facts[i];
        if (!ml_str_eq(f->fact->name, cond->name) ||
            !ml_weigh_value_alone(b->k, cond, f, b->arena))
            continue;
        add(b, signature, case_of(b->k, f->c), f->c, f->fact->member, f->fact->time,
            ML_STR_NONE, f->fact->address,
            ml_arena_printf(b->arena, "%.*s = %.*s", ML_STR_ARG(f->fact->name),
                            ML_STR_ARG(f->fact->value)));
    }
}

static void add_jobs(struct builder *b, uint32_t signature)
{
    const struct ml_condition *cond = b->k->catalogue->signatures[signature].derived;

    for (uint32_t i = 0; i < b->k->njobs; i++) {
        const struct ml_job *job = &b->k->jobs[i];
        if (!ml_weigh_job_alone(job, cond))
            continue;
        add(b, signature, case_of(b->k, job->c), job->c, job->member,
            ml_time_known(job->end) ? job->end : job->start, job->id, job->last_address,
            ml_arena_printf(b->arena, "%.*s%s%.*s", ML_STR_ARG(job->kind),
                            job->kind.n ? " " : "", ML_STR_ARG(job->id)));
    }
}

void ml_derived_add(struct ml_knowledge *k, struct ml_arena *arena)
{
    struct builder b = { .k = k, .arena = arena };

    for (uint32_t i = 0; i < k->catalogue->nsignatures; i++) {
        const struct ml_condition *cond = k->catalogue->signatures[i].derived;
        if (!cond)
            continue;
        if (cond->kind == ML_COND_JOB)
            add_jobs(&b, i);
        else
            add_facts(&b, i);
    }
    if (!b.nhits)
        return;
    struct ml_known_hits *all = ml_arena_array(arena, k->nhits + b.nhits, sizeof(*all));
    if (k->nhits)
        memcpy(all, k->hits, k->nhits * sizeof(*all));
    memcpy(all + k->nhits, b.hits, b.nhits * sizeof(*all));
    k->hits = all;
    k->nhits += (uint32_t)b.nhits;
    free(b.hits);
}
