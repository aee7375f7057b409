/* SPDX-License-Identifier: MIT */
#include "scan/jobclock.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "scan/zones.h"
#include "base/ban.h"

enum {
    SLACK_US = 2 * 60 * 1000000, /* a job's first and last record may lie outside it */
    SAME_US = 20 * 60 * 1000000, /* ... and by how much where the clocks may be the same */
};

/* One job of the histories: all its rows together. */
struct span {
    uint8_t job[16];
    int64_t start_us, end_us;
    size_t scan;
    uint64_t line;
};

struct ml_jobclock {
    struct span *spans; /* by job */
    size_t n, cap;
};

static int by_job(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    int c = memcmp(x->job, y->job, sizeof(x->job));

    if (c)
        return c;
    if (x->scan != y->scan)
        return x->scan < y->scan ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void merge_rows(struct ml_jobclock *c)
{
    size_t n = 0;

    if (c->n)
        qsort(c->spans, c->n, sizeof(*c->spans), by_job);
    for (size_t i = 0; i < c->n; i++) {
        struct span *last = n ? &c->spans[n - 1] : NULL, *s = &c->spans[i];
        if (!last || memcmp(last->job, s->job, sizeof(s->job)) != 0) {
            c->spans[n++] = *s;
            continue;
        }
        if (s->start_us < last->start_us)
            last->start_us = s->start_us;
        if (s->end_us > last->end_us)
            last->end_us = s->end_us;
    }
    c->n = n;
}

struct ml_jobclock *ml_jobclock_new(struct ml_member_scan **scans, size_t n)
{
    struct ml_jobclock *c = calloc(1, sizeof(*c));

    if (!c)
        ml_oom();
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < scans[i]->nrows; k++) {
            const struct ml_job_row *row = &scans[i]->rows[k].row;
            struct span s = { .start_us = row->start.us,
                              .end_us = row->end.us,
                              .scan = i,
                              .line = scans[i]->rows[k].line };
            if (ml_time_known(row->start) && ml_time_known(row->end) &&
                row->end.us >= row->start.us && ml_guid_parse(row->job, s.job))
                ML_PUSH(c->spans, c->n, c->cap, s);
        }
    merge_rows(c);
    return c;
}

struct ml_jobclock *ml_jobclock_free(struct ml_jobclock *c)
{
    if (c) {
        free(c->spans);
        free(c);
    }
    return NULL;
}

static int job_to(const void *job, const void *span)
{
    return memcmp(job, ((const struct span *)span)->job, 16);
}

static const struct span *span_of(const struct ml_jobclock *c, const uint8_t job[16])
{
    return c->n ? bsearch(job, c->spans, c->n, sizeof(*c->spans), job_to) : NULL;
}

/* The entries of an errlog that belong to jobs of the history, one after the other. */
struct common {
    const struct ml_jobclock *clock;
    const struct ml_member_scan *scan;
    size_t acc, slot;
};

static bool common_next(struct common *c, const struct ml_minute **ret_minute,
                        const struct span **ret_span)
{
    for (; c->scan->errlog && c->acc < c->scan->accum.naccs; c->acc++, c->slot = 0) {
        const struct ml_minutes *m = &c->scan->accum.accs[c->acc].minutes;
        while (c->slot < m->cap) {
            const struct ml_minute *minute = &m->slots[c->slot++];
            if (!minute->n || !minute->has_job || minute->minute == INT64_MIN)
                continue;
            *ret_span = span_of(c->clock, minute->job);
            *ret_minute = minute;
            if (*ret_span)
                return true;
        }
    }
    return false;
}

bool ml_jobclock_year(const struct ml_jobclock *c, const struct ml_member_scan *scan,
                      int *ret_year)
{
    struct common common = { c, scan, 0, 0 };
    const struct ml_minute *minute;
    const struct span *span;

    while (common_next(&common, &minute, &span)) {
        int turn = (int)ml_yearless_turn(minute->first);
        int year = ml_civil_of(span->start_us).year;
        for (int y = year - 1; y <= year + 1; y++) {
            int64_t us;
            if (!ml_yearless_to_us(minute->first, y - turn, &us) ||
                us < span->start_us - ML_DAY_US || us > span->end_us + ML_DAY_US)
                continue;
            *ret_year = y - turn;
            return true;
        }
    }
    return false;
}

/* Whether the records lie inside the job when their clock is so far ahead. */
static bool fits(const struct span *span, int64_t first_us, int64_t last_us,
                 int64_t offset_us, int64_t slack_us)
{
    return first_us - offset_us >= span->start_us - slack_us &&
           last_us - offset_us <= span->end_us + slack_us;
}

/* The zones that are left, and whether the clocks may be the same. */
struct left {
    bool zone[ML_COUNT(ml_zones)], same;
    const struct span *shown; /* the first job in both; NULL when there is none */
};

static void narrow(struct left *left, const struct span *span, int64_t first_us,
                   int64_t last_us)
{
    for (size_t i = 0; i < ML_COUNT(ml_zones); i++)
        if (!fits(span, first_us, last_us, ml_zones[i] * ML_MINUTE_US, SLACK_US))
            left->zone[i] = false;
    if (!fits(span, first_us, last_us, 0, SAME_US))
        left->same = false;
    if (!left->shown || by_job(span, left->shown) < 0)
        left->shown = span;
}

bool ml_jobclock_offset(const struct ml_jobclock *c, struct ml_member_scan **scans,
                        const int *years, size_t n, int *ret_minutes, size_t *ret_scan,
                        uint64_t *ret_line, bool *ret_same)
{
    struct left left = { .same = true };
    const struct ml_minute *minute;
    const struct span *span;
    unsigned count = 0;

    memset(left.zone, true, sizeof(left.zone));
    for (size_t i = 0; i < n; i++) {
        struct common common = { c, scans[i], 0, 0 };
        while (common_next(&common, &minute, &span)) {
            int64_t first, last;
            if (ml_yearless_to_us(minute->first, years[i], &first) &&
                ml_yearless_to_us(minute->last, years[i], &last))
                narrow(&left, span, first, last);
        }
    }
    for (size_t i = 0; i < ML_COUNT(ml_zones); i++)
        if (left.zone[i]) {
            count++;
            *ret_minutes = ml_zones[i];
        }
    *ret_same = left.shown && left.same;
    if (!left.shown || left.same || count != 1)
        return false;
    *ret_scan = left.shown->scan;
    *ret_line = left.shown->line;
    return true;
}
