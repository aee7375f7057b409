/* SPDX-License-Identifier: MIT */
#include "report/axis.h"

#include <math.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/ban.h"

enum {
    TICKS_WANTED = 5, /* at most this many and one more */
    WIDTH_MIN = 4,    /* a minute in a year is still seen */
    HEIGHT_MIN = 250,
};

/* Make room for a stretch; *mixed when its clock is another than that of the others. */
static void take_in(struct ml_axis *axis, struct ml_time from, int64_t to_us, bool *mixed)
{
    if (from.us < axis->from_us)
        axis->from_us = from.us;
    if (to_us > axis->to_us)
        axis->to_us = to_us;
    *mixed |= axis->clock != ML_CLOCK_UNKNOWN && axis->clock != from.clock;
    axis->clock = from.clock;
}

bool ml_axis_of(const struct ml_server *server, struct ml_axis *ret)
{
    struct ml_axis axis = { INT64_MAX, INT64_MIN, ML_CLOCK_UNKNOWN };
    bool mixed = false;

    for (uint32_t j = 0; j < server->njobs; j++)
        if (ml_time_known(server->jobs[j].start) && ml_time_known(server->jobs[j].end))
            take_in(&axis, server->jobs[j].start, server->jobs[j].end.us, &mixed);
    for (uint32_t f = 0; f < server->nfindings; f++) {
        const struct ml_finding *finding = &server->findings[f];
        for (uint32_t b = 0; b < finding->nbuckets; b++) {
            struct ml_time t = finding->buckets[b].from;
            take_in(&axis, t, t.us + finding->bucket_us, &mixed);
        }
    }
    if (axis.from_us > axis.to_us)
        return false;
    int64_t lacking = ML_HOUR_US - (axis.to_us - axis.from_us);
    if (lacking > 0) { /* a single burst stands in the middle, not from edge to edge */
        axis.from_us -= lacking / 2;
        axis.to_us += lacking - lacking / 2;
    }
    if (mixed)
        axis.clock = ML_CLOCK_UNKNOWN;
    *ret = axis;
    return true;
}

static unsigned place(const struct ml_axis *axis, int64_t us)
{
    double part = (double)(us - axis->from_us) / (double)(axis->to_us - axis->from_us);
    return (unsigned)(part * ML_AXIS_MILLE + 0.5);
}

/* One way of stepping along the axis: by a fixed time, or by months. */
static const struct step {
    int64_t us;
    int months;
} steps[] = {
    { 10 * ML_MINUTE_US, 0 },  { 15 * ML_MINUTE_US, 0 },    { 30 * ML_MINUTE_US, 0 },
    { ML_HOUR_US, 0 },         { 2 * ML_HOUR_US, 0 },       { 3 * ML_HOUR_US, 0 },
    { 6 * ML_HOUR_US, 0 },     { 12 * ML_HOUR_US, 0 },      { ML_DAY_US, 0 },
    { 2 * ML_DAY_US, 0 },      { 7 * ML_DAY_US, 0 },        { 14 * ML_DAY_US, 0 },
    { 30 * ML_DAY_US, 1 },     { 61 * ML_DAY_US, 2 },       { 91 * ML_DAY_US, 3 },
    { 182 * ML_DAY_US, 6 },    { 365 * ML_DAY_US, 12 },     { 730 * ML_DAY_US, 24 },
    { 3650 * ML_DAY_US, 120 }, { 36500 * ML_DAY_US, 1200 },
};

static const struct step *step_of(int64_t span_us)
{
    size_t i = 0;
    while (i + 1 < ML_COUNT(steps) && span_us / steps[i].us > TICKS_WANTED)
        i++;
    return &steps[i];
}

/* The first round time at or after us. */
static int64_t round_up(int64_t us, const struct step *step)
{
    if (!step->months) {
        int64_t rest = us % step->us;
        return rest > 0 ? us + step->us - rest : us - rest;
    }
    struct ml_civil c = ml_civil_of(us);
    int month = c.year * 12 + c.month - 1;
    struct ml_civil first = { .year = c.year, .month = c.month, .day = 1 };
    if (ml_civil_to_us(&first) < us)
        month++;
    month = (month + step->months - 1) / step->months * step->months;
    first = (struct ml_civil){ .year = month / 12, .month = month % 12 + 1, .day = 1 };
    return ml_civil_to_us(&first);
}

static void label(struct ml_axis_tick *tick, const struct ml_axis *axis,
                  const struct step *step)
{
    struct ml_civil c = ml_civil_of(tick->us);
    char *to = tick->label;
    size_t n = sizeof(tick->label);

    if (step->months)
        snprintf(to, n, "%04d-%02d", c.year, c.month);
    else if (step->us >= ML_DAY_US)
        snprintf(to, n, "%02d-%02d", c.month, c.day);
    else if (axis->to_us - axis->from_us > ML_DAY_US)
        snprintf(to, n, "%02d-%02d %02d:%02d", c.month, c.day, c.hour, c.minute);
    else
        snprintf(to, n, "%02d:%02d", c.hour, c.minute);
}

unsigned ml_axis_ticks(const struct ml_axis *axis,
                       struct ml_axis_tick tick[static ML_AXIS_TICKS_MAX])
{
    const struct step *step = step_of(axis->to_us - axis->from_us);
    unsigned n = 0;

    for (int64_t us = round_up(axis->from_us, step);
         us <= axis->to_us && n < ML_AXIS_TICKS_MAX; us = round_up(us + 1, step)) {
        tick[n].us = us;
        tick[n].x = place(axis, us);
        label(&tick[n++], axis, step);
    }
    return n;
}

void ml_axis_stretch(const struct ml_axis *axis, int64_t from_us, int64_t to_us,
                     unsigned *ret_x, unsigned *ret_width)
{
    unsigned x = place(axis, from_us), end = place(axis, to_us);
    unsigned width = end - x < WIDTH_MIN ? WIDTH_MIN : end - x;

    *ret_x = x + width > ML_AXIS_MILLE ? ML_AXIS_MILLE - width : x;
    *ret_width = width;
}

struct ml_axis_bar ml_axis_bar(const struct ml_axis *axis,
                               const struct ml_finding *finding,
                               const struct ml_bucket *bucket)
{
    uint64_t most = 1;
    for (uint32_t b = 0; b < finding->nbuckets; b++)
        if (finding->buckets[b].n > most)
            most = finding->buckets[b].n;

    struct ml_axis_bar bar = { 0 };
    ml_axis_stretch(axis, bucket->from.us, bucket->from.us + finding->bucket_us, &bar.x,
                    &bar.width);
    double part = sqrt((double)bucket->n / (double)most);
    bar.height = HEIGHT_MIN + (unsigned)((ML_AXIS_MILLE - HEIGHT_MIN) * part);
    return bar;
}
