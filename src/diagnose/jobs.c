/* SPDX-License-Identifier: MIT */
#include "diagnose/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

/* One record, or the first or last of several, that belongs to a job. */
struct event {
    ml_str job;
    const struct ml_known_hits *hits;
    const struct ml_signature *signature;
    struct ml_time time;
    uint64_t line;
};

/* A row of a history, and where it stands. */
struct row {
    const struct ml_job_entry *entry;
    const struct ml_case *in;
    uint32_t c;
};

struct lists {
    struct event *events; /* by job, then in time order */
    size_t nevents, cap_events;
    struct row *rows; /* by job, then in walk order */
    size_t nrows, cap_rows;
};

static int time_cmp(struct ml_time a, struct ml_time b)
{
    if (ml_time_known(a) != ml_time_known(b))
        return ml_time_known(a) ? 1 : -1;
    return (a.us > b.us) - (a.us < b.us);
}

static int by_job(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    int c = ml_str_cmp(x->job, y->job);

    if (c || (c = time_cmp(x->time, y->time)) != 0)
        return c;
    if (x->hits->c != y->hits->c)
        return x->hits->c < y->hits->c ? -1 : 1;
    if (x->hits->hits->member != y->hits->hits->member)
        return x->hits->hits->member < y->hits->hits->member ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return ml_str_cmp(x->signature->id, y->signature->id);
}

static int rows_by_job(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = ml_str_cmp(x->entry->job, y->entry->job);

    if (c || (c = time_cmp(x->entry->start, y->entry->start)) != 0)
        return c;
    if (x->c != y->c)
        return x->c < y->c ? -1 : 1;
    if (x->entry->member != y->entry->member)
        return x->entry->member < y->entry->member ? -1 : 1;
    return (x->entry->line > y->entry->line) - (x->entry->line < y->entry->line);
}

static void add_event(struct lists *l, const struct ml_knowledge *k,
                      const struct ml_known_hits *h, const struct ml_moment *m,
                      bool last)
{
    struct event e = { m->job, h, &k->catalogue->signatures[h->hits->signature],
                       last ? m->last : m->first, last ? m->last_line : m->first_line };
    ML_PUSH(l->events, l->nevents, l->cap_events, e);
}

/* The errlog's records. Rows of a history have a time base of their own and are taken
 * from their entries. */
static void collect_events(struct lists *l, const struct ml_knowledge *k)
{
    for (uint32_t i = 0; i < k->nhits; i++) {
        const struct ml_known_hits *h = &k->hits[i];
        if (!ml_str_ends_nocase(h->in->members[h->hits->member].role,
                                ML_STR("-errlog")))
            continue;
        for (uint32_t m = 0; m < h->hits->nmoments; m++) {
            const struct ml_moment *moment = &h->hits->moments[m];
            if (!moment->job.n)
                continue;
            add_event(l, k, h, moment, false);
            if (moment->n > 1)
                add_event(l, k, h, moment, true);
        }
    }
    if (l->nevents)
        qsort(l->events, l->nevents, sizeof(*l->events), by_job);
}

static void collect_rows(struct lists *l, const struct ml_group *group)
{
    for (uint32_t p = 0; p < group->nparts; p++) {
        const struct ml_case *in = group->parts[p].c;
        for (uint32_t i = 0; i < in->njobs; i++)
            if (ml_group_has(&group->parts[p], in->jobs[i].member)) {
                struct row row = { &in->jobs[i], in, p };
                ML_PUSH(l->rows, l->nrows, l->cap_rows, row);
            }
    }
    if (l->nrows)
        qsort(l->rows, l->nrows, sizeof(*l->rows), rows_by_job);
}

static void stretch(struct ml_job *job, struct ml_time t)
{
    if (!ml_time_known(t))
        return;
    if (!ml_time_known(job->start) || t.us < job->start.us)
        job->start = t;
    if (!ml_time_known(job->end) || t.us > job->end.us)
        job->end = t;
}

/* A phase begins with each of its first records, and ends with the next of its last. */
static void add_step(struct ml_job *job, const struct event *e, ml_str address)
{
    const struct ml_signature *s = e->signature;

    if (s->step == ML_STEP_STARTED) {
        job->phases[job->nphases++] =
            (struct ml_phase){ .name = s->phase, .start = e->time, .address = address };
        return;
    }
    for (uint32_t i = 0; i < job->nphases; i++) {
        struct ml_phase *p = &job->phases[i];
        if (ml_str_eq(p->name, s->phase) && !ml_time_known(p->end)) {
            p->end = e->time;
            return;
        }
    }
    job->phases[job->nphases++] = (struct ml_phase){
        .name = s->phase, .start = ML_NO_TIME, .end = e->time, .address = address
    };
}

static void add_finding(struct ml_job *job, const struct ml_signature *s)
{
    for (uint32_t i = 0; i < job->nfindings; i++)
        if (job->findings[i] == s)
            return;
    job->findings[job->nfindings++] = s;
}

/* The kept words of a record, or none. */
static void take_words(struct ml_evidence *ret, const struct event *e)
{
    const struct ml_hits *h = e->hits->hits;

    for (uint32_t i = 0; i < h->nhead + h->ntail; i++) {
        const struct ml_occurrence *o =
            i < h->nhead ? &h->head[i] : &h->tail[i - h->nhead];
        if (o->line != e->line)
            continue;
        ret->text = o->text;
        ret->level = o->level;
        return;
    }
}

static void read_events(struct ml_job *job, struct ml_arena *arena,
                        const struct event *events, size_t n)
{
    bool failed = false, succeeded = false;

    job->in_log = true;
    job->phases = ml_arena_array(arena, n, sizeof(*job->phases));
    job->findings = ml_arena_array(arena, n, sizeof(*job->findings));
    for (size_t i = 0; i < n; i++) {
        const struct event *e = &events[i];
        const struct ml_signature *s = e->signature;
        ml_str address = ml_record_address(
            arena, &e->hits->in->members[e->hits->hits->member], e->line);
        if (!job->address.n)
            job->address = address;
        job->last_address = address;
        job->c = e->hits->c;
        job->member = e->hits->hits->member;
        stretch(job, e->time);
        if (s->job_kind.n && !job->kind.n)
            job->kind = s->job_kind;
        failed |= s->step == ML_STEP_FAILED;
        succeeded |= s->step == ML_STEP_SUCCEEDED;
        if ((s->step == ML_STEP_STARTED || s->step == ML_STEP_FINISHED) && s->phase.n)
            add_step(job, e, address);
        bool error = s->step == ML_STEP_FAILED ||
                     (!s->observation && e->hits->hits->severities & 1u << ML_ERROR);
        if (error && !job->failing.address.n) {
            job->failing = (struct ml_evidence){ .address = address, .time = e->time };
            take_words(&job->failing, e);
        }
        if (!s->observation)
            add_finding(job, s);
    }
    bool open = job->nphases && !events[n - 1].hits->in->bounded;
    job->outcome = failed      ? ML_JOB_FAILED
                   : succeeded ? ML_JOB_SUCCEEDED
                   : open      ? ML_JOB_UNFINISHED
                               : ML_JOB_UNKNOWN;
}

static bool has_source(const struct ml_job *job, ml_str source)
{
    for (uint32_t i = 0; i < job->nsources; i++)
        if (ml_str_eq(job->sources[i], source))
            return true;
    return false;
}

/* A data source that failed makes the job a failed one; one still running keeps it
 * unfinished. */
static enum ml_job_outcome worse(enum ml_job_outcome a, enum ml_job_outcome b)
{
    static const int rank[] = { [ML_JOB_UNKNOWN] = 0,
                                [ML_JOB_SUCCEEDED] = 1,
                                [ML_JOB_UNFINISHED] = 2,
                                [ML_JOB_FAILED] = 3 };
    return rank[a] >= rank[b] ? a : b;
}

static void read_rows(struct ml_job *job, struct ml_arena *arena,
                      const struct row *rows, size_t n)
{
    enum ml_job_outcome outcome = ML_JOB_UNKNOWN;

    job->sources = ml_arena_array(arena, n, sizeof(*job->sources));
    for (size_t i = 0; i < n; i++) {
        const struct ml_job_entry *e = rows[i].entry;
        if (!job->row.n)
            job->row = ml_record_address(arena, &rows[i].in->members[e->member], e->line);
        if (e->kind.n)
            job->kind = e->kind;
        if (worse(e->outcome, outcome) == e->outcome)
            job->state = e->state;
        outcome = worse(e->outcome, outcome);
        if (e->code && !job->code)
            job->code = e->code;
        if (e->source.n && !has_source(job, e->source))
            job->sources[job->nsources++] = e->source;
        if (!job->in_log || (ml_time_known(e->start) && ml_time_known(job->start) &&
                             e->start.clock == job->start.clock)) {
            stretch(job, e->start);
            stretch(job, e->end);
        }
    }
    if (outcome != ML_JOB_UNKNOWN)
        job->outcome = outcome;
    if (job->address.n)
        return;
    job->address = job->last_address = job->row;
    job->c = rows[0].c;
    job->member = rows[0].entry->member;
}

/* Newest first; without any time last. */
static int by_time(const void *a, const void *b)
{
    const struct ml_job *x = a, *y = b;
    int c = time_cmp(y->start, x->start);

    return c ? c : ml_str_cmp(x->id, y->id);
}

void ml_jobs_build(struct ml_knowledge *k, const struct ml_group *group,
                   struct ml_arena *arena, struct ml_server *server)
{
    struct lists l = { 0 };
    size_t e = 0, r = 0;

    collect_events(&l, k);
    collect_rows(&l, group);
    server->jobs = ml_arena_array(arena, l.nevents + l.nrows, sizeof(*server->jobs));
    while (e < l.nevents || r < l.nrows) {
        struct ml_job *job = &server->jobs[server->njobs++];
        bool event =
            r == l.nrows ||
            (e < l.nevents && ml_str_cmp(l.events[e].job, l.rows[r].entry->job) <= 0);
        size_t first_event = e, first_row = r;
        job->id = event ? l.events[e].job : l.rows[r].entry->job;
        while (e < l.nevents && ml_str_eq(l.events[e].job, job->id))
            e++;
        while (r < l.nrows && ml_str_eq(l.rows[r].entry->job, job->id))
            r++;
        if (e > first_event)
            read_events(job, arena, &l.events[first_event], e - first_event);
        if (r > first_row)
            read_rows(job, arena, &l.rows[first_row], r - first_row);
        k->jobs_known |= job->outcome != ML_JOB_UNKNOWN;
        k->history_related |= job->in_log && job->row.n;
    }
    if (server->njobs)
        qsort(server->jobs, server->njobs, sizeof(*server->jobs), by_time);
    k->jobs = server->jobs;
    k->njobs = server->njobs;
    free(l.events);
    free(l.rows);
}

const struct ml_job *ml_job_of(const struct ml_knowledge *k, ml_str id)
{
    for (uint32_t i = 0; id.n && i < k->njobs; i++)
        if (ml_str_eq(k->jobs[i].id, id))
            return &k->jobs[i];
    return NULL;
}
