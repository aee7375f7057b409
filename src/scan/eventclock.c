/* SPDX-License-Identifier: MIT */
#include "scan/eventclock.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "scan/zones.h"
#include "base/ban.h"

enum {
    NZONES = ML_COUNT(ml_zones) + 1, /* the last one is UTC itself */
    SLACK_US = 2 * 60 * 1000000, /* an event of a task may lie outside its records */
    SAME_US = 5 * 1000000,       /* two records of one thing */
    EVENTS_MAX = 20000,          /* of one signature: more show nothing new */
};

/* A record in a log: of events in UTC, of an errlog on its own clock. */
struct stamp {
    uint32_t signature;
    int64_t us;
    size_t scan;
    uint64_t line;
};

struct stamps {
    struct stamp *all;
    size_t n, cap;
};

/* What the errlogs say of a task: the time of its records. */
struct task {
    uint8_t guid[16];
    int64_t first_us, last_us;
};

struct clock {
    struct stamps events, records;
    struct task *tasks; /* by GUID */
    size_t ntasks, cap_tasks;
    int64_t first_us, last_us;                   /* of the errlogs' records */
    bool left[NZONES];                           /* by the tasks */
    unsigned common;                             /* tasks named in both */
    uint64_t matched[NZONES], matchable[NZONES]; /* events by their signatures */
    size_t shown_scan[NZONES];
    uint64_t shown_line[NZONES];
};

static int64_t zone_us(size_t zone)
{
    return zone < ML_COUNT(ml_zones) ? ml_zones[zone] * ML_MINUTE_US : 0;
}

static int by_time(const void *a, const void *b)
{
    const struct stamp *x = a, *y = b;

    if (x->signature != y->signature)
        return x->signature < y->signature ? -1 : 1;
    if (x->us != y->us)
        return x->us < y->us ? -1 : 1;
    if (x->scan != y->scan)
        return x->scan < y->scan ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static int by_guid(const void *a, const void *b)
{
    const struct task *x = a, *y = b;
    int c = memcmp(x->guid, y->guid, sizeof(x->guid));

    return c ? c : (x->first_us > y->first_us) - (x->first_us < y->first_us);
}

static void add_stamp(struct stamps *to, uint32_t signature, int64_t us, size_t scan,
                      uint64_t line)
{
    struct stamp stamp = { signature, us, scan, line };

    ML_PUSH(to->all, to->n, to->cap, stamp);
}

static void add_record(struct clock *c, int64_t us)
{
    if (!c->records.n || us < c->first_us)
        c->first_us = us;
    if (!c->records.n || us > c->last_us)
        c->last_us = us;
}

static void add_task(struct clock *c, const struct ml_minute *m, int64_t first,
                     int64_t last)
{
    struct task task = { .first_us = first, .last_us = last };

    if (!m->has_job)
        return;
    memcpy(task.guid, m->job, sizeof(task.guid));
    ML_PUSH(c->tasks, c->ntasks, c->cap_tasks, task);
}

/* The ends of each minute in which a signature was met. */
static void collect(struct clock *c, const struct ml_member_scan *scan, size_t i,
                    int year)
{
    struct stamps *to = scan->evtx ? &c->events : &c->records;

    for (size_t k = 0; k < scan->accum.naccs; k++) {
        const struct ml_acc *acc = &scan->accum.accs[k];
        const struct ml_minutes *minutes = &acc->minutes;
        if (minutes->grain != 1) /* so many that their ends are lost */
            continue;
        for (size_t s = 0; s < minutes->cap; s++) {
            const struct ml_minute *m = &minutes->slots[s];
            int64_t first, last;
            if (!m->n || m->minute == INT64_MIN ||
                !ml_yearless_to_us(m->first, year, &first) ||
                !ml_yearless_to_us(m->last, year, &last))
                continue;
            if (!scan->evtx) {
                add_record(c, first);
                add_record(c, last);
                add_task(c, m, first, last);
            }
            add_stamp(to, acc->signature, first, i, m->first_line);
            if (last != first)
                add_stamp(to, acc->signature, last, i, m->last_line);
        }
    }
}

static void merge_tasks(struct clock *c)
{
    size_t n = 0;

    if (c->ntasks)
        qsort(c->tasks, c->ntasks, sizeof(*c->tasks), by_guid);
    for (size_t i = 0; i < c->ntasks; i++) {
        struct task *last = n ? &c->tasks[n - 1] : NULL, *t = &c->tasks[i];
        if (!last || memcmp(last->guid, t->guid, sizeof(t->guid)) != 0)
            c->tasks[n++] = *t;
        else if (t->last_us > last->last_us)
            last->last_us = t->last_us;
    }
    c->ntasks = n;
}

static const struct task *task_of(const struct clock *c, const uint8_t guid[16])
{
    size_t lo = 0, hi = c->ntasks;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = memcmp(c->tasks[mid].guid, guid, 16);
        if (order == 0)
            return &c->tasks[mid];
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

/* Drop the zones in which an event lies outside the records of its task. */
static void narrow(struct clock *c, const struct ml_member_scan *scan)
{
    for (size_t i = 0; i < scan->log.ntasks; i++) {
        const struct ml_log_task *event = &scan->log.tasks[i];
        const struct task *task = task_of(c, event->guid);
        if (!task)
            continue;
        c->common++;
        for (size_t z = 0; z < NZONES; z++) {
            int64_t local = event->us + zone_us(z);
            c->left[z] &=
                local >= task->first_us - SLACK_US && local <= task->last_us + SLACK_US;
        }
    }
}

/* Whether a record of the signature was written at that time. */
static bool is_near(const struct stamps *records, uint32_t signature, int64_t us)
{
    size_t lo = 0, hi = records->n;

    while (lo < hi) { /* the first one not before us - SAME_US */
        size_t mid = lo + (hi - lo) / 2;
        const struct stamp *s = &records->all[mid];
        if (s->signature < signature ||
            (s->signature == signature && s->us < us - SAME_US))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < records->n && records->all[lo].signature == signature &&
           records->all[lo].us <= us + SAME_US;
}

static bool is_known(const struct stamps *records, uint32_t signature)
{
    size_t lo = 0, hi = records->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (records->all[mid].signature < signature)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < records->n && records->all[lo].signature == signature;
}

static void count(struct clock *c, const struct stamp *event)
{
    for (size_t z = 0; z < NZONES; z++) {
        int64_t local = event->us + zone_us(z);
        if (local < c->first_us - SAME_US || local > c->last_us + SAME_US)
            continue;
        c->matchable[z]++;
        if (!is_near(&c->records, event->signature, local))
            continue;
        if (!c->matched[z]++) {
            c->shown_scan[z] = event->scan;
            c->shown_line[z] = event->line;
        }
    }
}

static void compare(struct clock *c)
{
    for (size_t i = 0, seen = 0; i < c->events.n; i++) {
        const struct stamp *event = &c->events.all[i];
        bool same = i && c->events.all[i - 1].signature == event->signature;
        seen = same ? seen + 1 : 0;
        if (seen < EVENTS_MAX && is_known(&c->records, event->signature))
            count(c, event);
    }
}

/* The zone that the tasks, and the signatures, agree on; NZONES when there is none. */
static size_t decide(const struct clock *c)
{
    size_t best = NZONES, nleft = 0, only = NZONES;

    for (size_t z = 0; z < NZONES; z++) {
        if (!c->left[z])
            continue;
        nleft++;
        only = z;
        if (best == NZONES || c->matched[z] > c->matched[best])
            best = z;
    }
    if (c->common && nleft == 1)
        return only;
    if (best == NZONES || c->matched[best] < 2 ||
        c->matched[best] * 5 < c->matchable[best] * 4)
        return NZONES;
    for (size_t z = 0; z < NZONES; z++)
        if (z != best && c->left[z] && 2 * c->matched[z] > c->matched[best])
            return NZONES;
    return best;
}

static void sort(struct stamps *s)
{
    if (s->n)
        qsort(s->all, s->n, sizeof(*s->all), by_time);
}

/* A record that shows the zone: an event with its twin, else the first with a task. */
static void show(const struct clock *c, struct ml_member_scan **scans, size_t n,
                 size_t zone, size_t *ret_scan, uint64_t *ret_line)
{
    *ret_scan = c->shown_scan[zone];
    *ret_line = c->shown_line[zone];
    for (size_t i = 0; i < n && !c->matched[zone]; i++)
        for (size_t k = 0; k < scans[i]->log.ntasks; k++)
            if (task_of(c, scans[i]->log.tasks[k].guid)) {
                *ret_scan = i;
                *ret_line = scans[i]->log.tasks[k].line;
                return;
            }
}

bool ml_eventclock_offset(struct ml_member_scan **scans, const int *years, size_t n,
                          int *ret_minutes, size_t *ret_scan, uint64_t *ret_line)
{
    struct clock c = { .first_us = 0 };

    memset(c.left, true, sizeof(c.left));
    for (size_t i = 0; i < n; i++)
        if (scans[i]->evtx || scans[i]->errlog)
            collect(&c, scans[i], i, years[i]);
    merge_tasks(&c);
    sort(&c.events);
    sort(&c.records);
    for (size_t i = 0; i < n; i++)
        narrow(&c, scans[i]);
    compare(&c);
    size_t zone = decide(&c);
    if (zone < NZONES) {
        *ret_minutes = (int)(zone_us(zone) / ML_MINUTE_US);
        show(&c, scans, n, zone, ret_scan, ret_line);
    }
    free(c.events.all);
    free(c.records.all);
    free(c.tasks);
    return zone < NZONES;
}
