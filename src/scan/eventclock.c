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
    BURST_US = 60 * 1000000,     /* events so near to each other are one */
    GRID_US = 15 * 60 * 1000000, /* all zones differ by multiples of it */
    APART_US = 15 * 1000000, /* what a schedule does at one time of the day is not */
    CHANCE = 200,            /* one in so many bundles may fit by chance */
};

/* A record in a log: of events in UTC, of an errlog on its own clock. */
struct stamp {
    uint32_t signature;
    int64_t us;
    size_t scan;
    uint64_t line;
    double chance; /* of an event: that a record is beside it for no reason */
};

struct stamps {
    struct stamp *all;
    size_t n, cap;
};

/* What the errlogs say of a task: the time of its records. */
struct task {
    uint8_t guid[16];
    int64_t first_us, last_us;
    bool begun, ended; /* its first and its last record are known */
};

/* What the events of a zone have in common with the records. */
struct fit {
    uint64_t matched, matchable;
    int64_t phase_us; /* of the first match */
    bool varied;      /* they lie at several minutes and seconds of the hour */
    double expected;  /* matches by chance */
    size_t scan;
    uint64_t line;
};

struct clock {
    struct stamps events, records;
    struct task *tasks; /* by GUID */
    size_t ntasks, cap_tasks;
    int64_t first_us, last_us; /* of the errlogs' records */
    bool left[NZONES];         /* by the tasks */
    unsigned common;           /* tasks named in both */
    bool close[NZONES];        /* an event lies beside a task's record */
    struct fit fits[NZONES];   /* events by their signatures */
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
    struct stamp stamp = { signature, us, scan, line, 0 };

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
                     int64_t last, enum ml_step step)
{
    struct task task = { .first_us = first,
                         .last_us = last,
                         .begun = step == ML_STEP_STARTED,
                         .ended = step == ML_STEP_SUCCEEDED || step == ML_STEP_FAILED };

    if (!m->has_job)
        return;
    memcpy(task.guid, m->job, sizeof(task.guid));
    ML_PUSH(c->tasks, c->ntasks, c->cap_tasks, task);
}

/* The ends of each minute in which a signature was met. */
static void collect(struct clock *c, const struct ml_catalogue *catalogue,
                    const struct ml_member_scan *scan, size_t i, int year)
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
                add_task(c, m, first, last, catalogue->signatures[acc->signature].step);
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
        if (!last || memcmp(last->guid, t->guid, sizeof(t->guid)) != 0) {
            c->tasks[n++] = *t;
            continue;
        }
        if (t->last_us > last->last_us)
            last->last_us = t->last_us;
        last->begun |= t->begun;
        last->ended |= t->ended;
    }
    c->ntasks = n;
}

static int guid_to(const void *guid, const void *task)
{
    return memcmp(guid, ((const struct task *)task)->guid, 16);
}

static const struct task *task_of(const struct clock *c, const uint8_t guid[16])
{
    return c->ntasks ? bsearch(guid, c->tasks, c->ntasks, sizeof(*c->tasks), guid_to)
                     : NULL;
}

static bool is_beside(int64_t a, int64_t b)
{
    return a - b <= SAME_US && b - a <= SAME_US;
}

/* Drop the zones in which an event lies outside the records of its task. That shows
 * something only where the beginning and the end of the task are known: what was
 * written when a log no longer holds its task's records lies outside in the true zone
 * too. */
static void narrow(struct clock *c, const struct ml_member_scan *scan)
{
    for (size_t i = 0; i < scan->log.ntasks; i++) {
        const struct ml_log_task *event = &scan->log.tasks[i];
        const struct task *task = task_of(c, event->guid);
        if (!task)
            continue;
        bool whole = task->begun && task->ended;
        c->common += whole;
        for (size_t z = 0; z < NZONES; z++) {
            int64_t local = event->us + zone_us(z);
            c->left[z] &= !whole || (local >= task->first_us - SLACK_US &&
                                     local <= task->last_us + SLACK_US);
            c->close[z] |=
                is_beside(local, task->first_us) || is_beside(local, task->last_us);
        }
    }
}

/* The first record of the signature, or of one behind it, that is not before `us`. */
static size_t first_from(const struct stamps *records, uint32_t signature, int64_t us)
{
    size_t lo = 0, hi = records->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct stamp *s = &records->all[mid];
        if (s->signature < signature || (s->signature == signature && s->us < us))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Whether a record of the signature was written at that time. */
static bool is_near(const struct stamps *records, uint32_t signature, int64_t us)
{
    size_t i = first_from(records, signature, us - SAME_US);

    return i < records->n && records->all[i].signature == signature &&
           records->all[i].us <= us + SAME_US;
}

/* How much of the errlogs' time lies beside a record of the signature: how probable it
 * is that an event has one there by chance. */
static double coverage(const struct clock *c, uint32_t signature)
{
    const struct stamps *records = &c->records;
    int64_t covered = 0, until = INT64_MIN;

    for (size_t i = first_from(records, signature, INT64_MIN);
         i < records->n && records->all[i].signature == signature; i++) {
        int64_t from = records->all[i].us - SAME_US, to = from + 2 * SAME_US;
        covered += to - (from > until ? from : until);
        until = to;
    }
    return (double)covered / (double)(c->last_us - c->first_us + 2 * SAME_US);
}

static int64_t phase_of(int64_t us)
{
    return (us % GRID_US + GRID_US) % GRID_US;
}

static void add_match(struct fit *f, const struct stamp *event)
{
    int64_t apart = phase_of(event->us) - f->phase_us;

    if (!f->matched++) {
        f->scan = event->scan;
        f->line = event->line;
        f->phase_us = phase_of(event->us);
    } else {
        apart = apart < 0 ? -apart : apart;
        f->varied |= apart > APART_US && apart < GRID_US - APART_US;
    }
}

static void count(struct clock *c, const struct stamp *event)
{
    for (size_t z = 0; z < NZONES; z++) {
        int64_t local = event->us + zone_us(z);
        struct fit *f = &c->fits[z];
        if (local < c->first_us - SAME_US || local > c->last_us + SAME_US)
            continue;
        f->matchable++;
        f->expected += event->chance;
        if (is_near(&c->records, event->signature, local))
            add_match(f, event);
    }
}

static int by_time_alone(const void *a, const void *b)
{
    const struct stamp *x = a, *y = b;

    return x->us != y->us ? (x->us < y->us ? -1 : 1) : by_time(a, b);
}

/* Of the events, those of signatures that the errlogs hold, and of a burst the first: a
 * hundred of one second say no more than it does. */
static void thin_out(struct clock *c)
{
    struct stamps *events = &c->events;
    size_t n = 0, seen = 0;
    uint32_t signature = 0;
    int64_t last = 0;
    double covered = 0;

    for (size_t i = 0; i < events->n; i++) {
        struct stamp e = events->all[i];
        if (!i || signature != e.signature) {
            signature = e.signature;
            covered = coverage(c, e.signature);
            seen = 0;
        }
        if (covered <= 0 || seen == EVENTS_MAX || (seen && e.us - last < BURST_US))
            continue;
        last = e.us;
        seen++;
        e.chance = covered;
        events->all[n++] = e;
    }
    events->n = n;
}

static void compare(struct clock *c)
{
    thin_out(c);
    if (c->events.n)
        qsort(c->events.all, c->events.n, sizeof(*c->events.all), by_time_alone);
    for (size_t i = 0; i < c->events.n; i++) {
        const struct stamp *event = &c->events.all[i], *before = event - 1;
        if (!i || event->us - before->us >= BURST_US)
            count(c, event);
    }
}

/* Whether so many matches are hardly by chance in any of the zones. */
static bool is_no_chance(const struct fit *f)
{
    double odds = NZONES;

    if (f->matched < 2 || !f->varied)
        return false;
    for (uint64_t k = 1; k <= f->matched && odds > 1e-9; k++)
        odds *= f->expected / (double)k; /* Poisson's, without its e^-x */
    return odds * CHANCE < 1;
}

/* The zone that the tasks, and the signatures, agree on; NZONES when there is none. */
static size_t decide(const struct clock *c)
{
    size_t best = NZONES, nleft = 0, only = NZONES;
    uint64_t others = 0;

    for (size_t z = 0; z < NZONES; z++) {
        if (!c->left[z])
            continue;
        nleft++;
        only = z;
        if (best == NZONES || c->fits[z].matched > c->fits[best].matched)
            best = z;
    }
    if (c->common && nleft == 1)
        return only;
    if (best == NZONES)
        return NZONES;
    const struct fit *f = &c->fits[best];
    for (size_t z = 0; z < NZONES; z++)
        if (z != best && c->left[z] && c->fits[z].matched > others)
            others = c->fits[z].matched;
    if (f->matched * 5 < f->matchable * 4 || 2 * others > f->matched)
        return NZONES;
    /* One event will do when it names the task of the record beside it. */
    return is_no_chance(f) || (f->matched && c->close[best]) ? best : NZONES;
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
    *ret_scan = c->fits[zone].scan;
    *ret_line = c->fits[zone].line;
    for (size_t i = 0; i < n && !c->fits[zone].matched; i++)
        for (size_t k = 0; k < scans[i]->log.ntasks; k++)
            if (task_of(c, scans[i]->log.tasks[k].guid)) {
                *ret_scan = i;
                *ret_line = scans[i]->log.tasks[k].line;
                return;
            }
}

bool ml_eventclock_offset(const struct ml_catalogue *catalogue,
                          struct ml_member_scan **scans, const int *years, size_t n,
                          int *ret_minutes, size_t *ret_scan, uint64_t *ret_line)
{
    struct clock c = { .first_us = 0 };

    memset(c.left, true, sizeof(c.left));
    for (size_t i = 0; i < n; i++)
        if (scans[i]->evtx || scans[i]->errlog)
            collect(&c, catalogue, scans[i], i, years[i]);
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
