/* SPDX-License-Identifier: MIT */
/* Conditions on jobs: how they ended and when, as seen from the occurrence. */
#include "diagnose/jobs.h"
#include "diagnose/weighing.h"
#include "base/ban.h"

/* Whether `a` is before `b`; clocks that nothing relates leave it open within the zones
 * that there are. */
static enum ml_truth earlier(struct ml_time a, struct ml_time b)
{
    if (!ml_time_known(a) || !ml_time_known(b))
        return ML_UNSURE;
    int64_t slack = a.clock == b.clock ? 0 : ML_ZONE_SPAN_US;
    return a.us + slack < b.us ? ML_TRUE : a.us - slack >= b.us ? ML_FALSE : ML_UNSURE;
}

/* The end of a job, or the last that was seen of it. */
static struct ml_time end_of(const struct ml_job *job)
{
    return ml_time_known(job->end) ? job->end : job->start;
}

static enum ml_truth job_is_when(const struct ml_job *job,
                                 const struct ml_anchor_point *at,
                                 enum ml_job_when when)
{
    bool own = at->job.n && ml_str_eq(job->id, at->job);

    switch (when) {
    case ML_WHEN_ANY:
        return ML_TRUE;
    case ML_WHEN_SAME:
        return ml_truth_of(own);
    case ML_WHEN_AFTER:
        return own ? ML_FALSE : earlier(at->time, end_of(job));
    case ML_WHEN_BEFORE:
        return own ? ML_FALSE : earlier(end_of(job), at->time);
    case ML_WHEN_OVERLAP: {
        enum ml_truth began = earlier(at->time, job->start);
        enum ml_truth ended = earlier(end_of(job), at->time);
        if (own || began == ML_TRUE || ended == ML_TRUE)
            return ML_FALSE;
        return began == ML_FALSE && ended == ML_FALSE ? ML_TRUE : ML_UNSURE;
    }
    }
    return ML_UNSURE;
}

static enum ml_truth job_ended(const struct ml_job *job, ml_str outcome)
{
    if (ml_str_eq(outcome, ML_STR("any")))
        return ML_TRUE;
    if (job->outcome == ML_JOB_UNKNOWN)
        return ML_UNSURE;
    return ml_truth_of(
        ml_str_eq(outcome, ml_str_of(ml_job_outcome_names[job->outcome])));
}

bool ml_on_other_clock(const struct ml_knowledge *k, const struct ml_anchor_point *at,
                       struct ml_time time, bool of_history)
{
    const struct ml_job *own = ml_job_of(k, at->job);
    bool at_history = own && own->row.n && !own->in_log;

    return !k->history_related && at_history != of_history &&
           at->time.clock == ML_CLOCK_BARE && time.clock == ML_CLOCK_BARE;
}

static enum ml_truth job_counts(const struct ml_knowledge *k,
                                const struct ml_job *listed,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond)
{
    const struct ml_job *own = cond->same_kind ? ml_job_of(k, at->job) : NULL;
    struct ml_job copy = *listed;
    const struct ml_job *job = &copy;

    if (ml_on_other_clock(k, at, listed->start, !listed->in_log)) { /* any zone apart */
        copy.start.clock = ML_CLOCK_UTC;
        copy.end.clock = ml_time_known(copy.end) ? ML_CLOCK_UTC : ML_CLOCK_UNKNOWN;
    }
    if (own && own->kind.n && job->kind.n && !ml_str_eq_nocase(own->kind, job->kind))
        return ML_FALSE;
    enum ml_truth t =
        ml_truth_both(job_ended(job, cond->value), job_is_when(job, at, cond->when));
    if (!cond->within_us || cond->when == ML_WHEN_SAME)
        return t;
    enum ml_truth start = ml_is_near(at, job->start, at->c, cond->within_us);
    return ml_truth_both(t, start == ML_TRUE
                                ? start
                                : ml_is_near(at, end_of(job), at->c, cond->within_us));
}

enum ml_truth ml_weigh_job(const struct ml_knowledge *k,
                           const struct ml_anchor_point *at,
                           const struct ml_condition *cond, struct ml_arena *arena,
                           struct ml_ground *ret)
{
    uint32_t wanted = cond->at_least ? cond->at_least : 1, sure = 0, perhaps = 0;
    const struct ml_job *first = NULL;

    if (cond->when == ML_WHEN_SAME && !ml_job_of(k, at->job))
        return ML_UNSURE;
    for (uint32_t i = 0; i < k->njobs; i++) {
        enum ml_truth t = job_counts(k, &k->jobs[i], at, cond);
        sure += t == ML_TRUE;
        perhaps += t != ML_FALSE;
        if (t == ML_TRUE && !first)
            first = &k->jobs[i];
    }
    if (sure >= wanted && first) {
        if (!ret->address.n) {
            ret->address = first->row.n ? first->row : first->address;
            ret->detail =
                ml_arena_printf(arena, "%.*s%s%.*s %.*s", ML_STR_ARG(first->kind),
                                first->kind.n ? " " : "", ML_STR_ARG(first->id),
                                ML_STR_ARG(ml_time_iso(arena, end_of(first))));
        }
        return ML_TRUE;
    }
    return perhaps >= wanted || !k->jobs_known ? ML_UNSURE : ML_FALSE;
}

bool ml_weigh_job_alone(const struct ml_job *job, const struct ml_condition *cond)
{
    return job_ended(job, cond->value) == ML_TRUE;
}
