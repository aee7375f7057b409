/* SPDX-License-Identifier: MIT */
#include "scan/clocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "scan/eventclock.h"
#include "scan/jobclock.h"
#include "base/ban.h"

static int order_cmp(const uint32_t *a, unsigned na, const uint32_t *b, unsigned nb)
{
    for (unsigned i = 0; i < na && i < nb; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return (na > nb) - (na < nb);
}

static int by_order(const void *a, const void *b)
{
    const struct ml_member_scan *x = *(struct ml_member_scan *const *)a;
    const struct ml_member_scan *y = *(struct ml_member_scan *const *)b;

    return order_cmp(x->order, x->norder, y->order, y->norder);
}

void ml_scans_sort(struct ml_member_scan **scans, size_t n)
{
    if (n)
        qsort(scans, n, sizeof(*scans), by_order);
}

/* The zone of a member's stamps: that of the errlogs and the histories may be known by
 * each other, where nothing else tells. */
static void set_zone(const struct ml_clocks *c, const struct ml_member_scan *scan,
                     const struct ml_dating *dating, struct ml_member_clock *ret)
{
    ret->has_offset = dating->has_offset;
    ret->offset_minutes = dating->offset_minutes;
    if (scan->evtx) { /* UTC, whatever the logs' zone is */
        ret->has_offset = true;
        ret->offset_minutes = 0;
        ret->bound_minutes = dating->has_offset ? dating->offset_minutes
                             : c->calibrated    ? c->offset_minutes
                                                : 0;
        return;
    }
    if (!c->calibrated)
        return;
    if (scan->jobs && c->history_known) {
        ret->has_offset = true;
        ret->offset_minutes = c->history_minutes;
        ret->bound_minutes = c->offset_minutes - c->history_minutes;
    } else if (scan->errlog && !ret->has_offset) {
        ret->has_offset = true;
        ret->offset_minutes = c->offset_minutes;
    }
}

/*
 * The errlogs' zone: by event logs, which are UTC beyond doubt, else by job histories,
 * which are when they and the errlogs differ by a zone. A history on the errlogs' own
 * clock is in the zone that the event logs show. `told`: --utc-offset says it.
 */
static void calibrate(struct ml_clocks *c, const struct ml_jobclock *jobs,
                      const struct ml_catalogue *catalogue,
                      struct ml_member_scan **scans, const int *years, size_t n,
                      bool told)
{
    bool same, by_jobs = ml_jobclock_offset(jobs, scans, years, n, &c->offset_minutes,
                                            &c->shown, &c->line, &same);
    int minutes = c->offset_minutes;

    c->history_known = c->calibrated = by_jobs;
    if (told || !ml_eventclock_offset(catalogue, scans, years, n, &c->offset_minutes,
                                      &c->shown, &c->line))
        return;
    c->calibrated = true;
    c->history_known = same || (by_jobs && minutes == c->offset_minutes);
    c->history_minutes = same ? c->offset_minutes : 0;
}

void ml_clocks_settle(struct ml_clocks *c, const struct ml_catalogue *catalogue,
                      struct ml_member_scan **scans, size_t n,
                      const struct ml_dating *dating)
{
    struct ml_jobclock *jobs = ml_jobclock_new(scans, n);
    int *years = calloc(n + 1, sizeof(*years));

    *c = (struct ml_clocks){ .n = n };
    c->members = calloc(n + 1, sizeof(*c->members));
    if (!c->members || !years)
        ml_oom();
    for (size_t i = 0; i < n; i++) {
        struct ml_member_clock *m = &c->members[i];
        memcpy(m->order, scans[i]->order, sizeof(m->order));
        m->norder = scans[i]->norder;
        m->year = ml_dating_year(dating, scans[i], &m->year_assumed);
        if (ml_jobclock_year(jobs, scans[i], &m->year))
            m->year_assumed = false;
        years[i] = m->year;
    }
    calibrate(c, jobs, catalogue, scans, years, n, dating->has_offset);
    for (size_t i = 0; i < n; i++)
        set_zone(c, scans[i], dating, &c->members[i]);
    free(years);
    ml_jobclock_free(jobs);
}

void ml_clocks_reset(struct ml_clocks *c)
{
    free(c->members);
    *c = (struct ml_clocks){ .n = 0 };
}

const struct ml_member_clock *ml_clocks_at(const struct ml_clocks *c,
                                           const uint32_t *order, unsigned norder)
{
    size_t lo = 0, hi = c->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct ml_member_clock *m = &c->members[mid];
        int cmp = order_cmp(m->order, m->norder, order, norder);
        if (cmp == 0)
            return m;
        if (cmp < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}
