/* SPDX-License-Identifier: MIT */
#include "diagnose/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/ban.h"

enum { DAYS = 7, EVERY_DAY = (1 << DAYS) - 1, MISSED_MAX = 31 };

static const ml_str day_names[DAYS] = {
    ML_STR("Sunday"),   ML_STR("Monday"), ML_STR("Tuesday"),  ML_STR("Wednesday"),
    ML_STR("Thursday"), ML_STR("Friday"), ML_STR("Saturday"),
};

/* The days that a list names, as bits from Sunday on. */
static unsigned days_of(ml_str list)
{
    unsigned days = 0;

    for (size_t d = 0; d < ML_COUNT(day_names); d++)
        if (ml_str_has_nocase(list, day_names[d]))
            days |= 1u << d;
    return days;
}

static int64_t day_number(int64_t us)
{
    return us / ML_DAY_US - (us % ML_DAY_US < 0);
}

/* 0 is Sunday; 1970-01-01 was a Thursday. */
static unsigned weekday(int64_t day)
{
    return (unsigned)(((day + 4) % DAYS + DAYS) % DAYS);
}

/* Of one clock where no zone is known: between two, a day cannot be told. */
struct starts {
    int64_t *us;
    size_t n, cap;
    int64_t shift_us;
    bool shift_known; /* the histories are in UTC, the logs are not */
    bool related;     /* a job is in both, so they are of one clock */
};

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* When the backups of the histories began, on the server's clock as far as it is known.
 */
static void collect(const struct ml_knowledge *k, struct starts *ret)
{
    for (uint32_t i = 0; i < k->njobs; i++) {
        const struct ml_job *job = &k->jobs[i];
        if (!ml_time_known(job->start) ||
            !ml_str_has_nocase(job->kind, ML_STR("Backup")))
            continue;
        if (!ret->related && !job->row.n)
            continue;
        bool utc = job->start.clock == ML_CLOCK_UTC;
        ML_PUSH(ret->us, ret->n, ret->cap, job->start.us + (utc ? ret->shift_us : 0));
    }
    if (ret->n)
        qsort(ret->us, ret->n, sizeof(*ret->us), by_time);
}

/* The zone that the histories showed the logs to be in. */
static bool local_shift(const struct ml_knowledge *k, int64_t *ret_us)
{
    struct ml_anchor_point any = { .signature = 0 };
    const struct ml_known_fact *f =
        ml_knowledge_nearest(k, ML_STR("clock.log-utc-offset"), &any);
    int minutes;

    *ret_us = 0;
    if (!f || !ml_time_parse_offset(f->fact->value, &minutes))
        return false;
    *ret_us = minutes * ML_MINUTE_US;
    return true;
}

static bool history_read(const struct ml_knowledge *k)
{
    for (uint32_t i = 0; i < k->nseen; i++)
        if (ml_str_eq(k->seen[i]->id, ML_STR("job-history")) &&
            k->seen[i]->state == ML_ARTEFACT_READ)
            return true;
    return false;
}

struct missed {
    int64_t day[MISSED_MAX];
    size_t n;
};

/* The scheduled days that lie wholly between two moments. Starts a day apart may have
 * slipped past midnight. */
static void between(int64_t from_us, int64_t to_us, unsigned days, struct missed *ret)
{
    if (to_us - from_us <= ML_DAY_US + ML_HOUR_US)
        return;
    for (int64_t d = day_number(from_us) + 1; d < day_number(to_us); d++)
        if (days & 1u << weekday(d) && ret->n < MISSED_MAX)
            ret->day[ret->n++] = d;
}

/* Insert the facts where their name belongs. */
static void insert(struct ml_knowledge *k, struct ml_arena *arena,
                   const struct ml_known_fact *from, const struct missed *missed)
{
    ml_str name = ML_STR("schedule.missed-day");
    struct ml_known_fact *all =
        ml_arena_array(arena, k->nfacts + missed->n, sizeof(*all));
    struct ml_fact *facts = ml_arena_array(arena, missed->n, sizeof(*facts));
    uint32_t at = 0;

    while (at < k->nfacts && ml_str_cmp(k->facts[at].fact->name, name) <= 0)
        at++;
    memcpy(all, k->facts, at * sizeof(*all));
    for (size_t i = 0; i < missed->n; i++) {
        facts[i] = *from->fact;
        facts[i].name = name;
        facts[i].time = (struct ml_time){ missed->day[i] * ML_DAY_US, ML_CLOCK_BARE };
        facts[i].value = ml_str_sub(ml_time_iso(arena, facts[i].time), 0, 10);
        all[at + i] = (struct ml_known_fact){ &facts[i], from->c };
    }
    memcpy(all + at + missed->n, k->facts + at, (k->nfacts - at) * sizeof(*all));
    k->facts = all;
    k->nfacts += (uint32_t)missed->n;
}

/* The newest record of the logs, on the clock of the starts; at the earliest that it
 * can have been. */
static int64_t newest_record(const struct ml_group *group, const struct starts *starts)
{
    int64_t newest = INT64_MIN;

    for (uint32_t p = 0; p < group->nparts; p++)
        for (uint32_t i = 0; i < group->parts[p].nmembers; i++) {
            const struct ml_member *m =
                &group->parts[p].c->members[group->parts[p].members[i]];
            if (!ml_time_known(m->last) || m->year_assumed ||
                !ml_str_ends_nocase(m->role, ML_STR("-errlog")))
                continue;
            int64_t us =
                m->last.us + (m->last.clock == ML_CLOCK_UTC ? starts->shift_us : 0);
            if (!starts->related)
                us -= ML_ZONE_SPAN_US;
            if (us > newest)
                newest = us;
        }
    return newest;
}

void ml_schedule_add(struct ml_knowledge *k, const struct ml_group *group,
                     struct ml_arena *arena)
{
    struct ml_anchor_point any = { .signature = 0 };
    const struct ml_known_fact *policy =
        ml_knowledge_nearest(k, ML_STR("policy.run-days"), &any);
    struct starts starts = { 0 };
    struct missed missed = { .n = 0 };

    if (!policy || !history_read(k))
        return;
    unsigned days = days_of(policy->fact->value);
    starts.shift_known = local_shift(k, &starts.shift_us);
    if (!starts.shift_known && days != EVERY_DAY)
        return;
    starts.related = starts.shift_known || k->history_related;
    collect(k, &starts);
    for (size_t i = 1; i < starts.n; i++)
        between(starts.us[i - 1], starts.us[i], days, &missed);
    int64_t newest = newest_record(group, &starts);
    if (starts.n && newest > starts.us[starts.n - 1])
        between(starts.us[starts.n - 1], newest, days, &missed);
    free(starts.us);
    if (missed.n)
        insert(k, arena, policy, &missed);
}
