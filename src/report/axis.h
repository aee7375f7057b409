/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_AXIS_H
#define ML_REPORT_AXIS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"
#include "diagnose/result.h"

/*
 * One time axis for all findings and jobs of a server. XSLT 1.0 knows no dates, so the XML
 * carries the places that a drawing needs, in thousandths of the axis.
 *
 *     buckets of all findings -> axis -> x, width, height, ticks
 */

enum { ML_AXIS_MILLE = 1000, ML_AXIS_TICKS_MAX = 6 };

struct ml_axis {
    int64_t from_us, to_us; /* from < to */
    enum ml_clock clock;    /* ML_CLOCK_UNKNOWN when clocks are mixed */
};

struct ml_axis_tick {
    int64_t us;
    unsigned x;
    char label[20];
};

/** False when nothing on the server has a time. */
bool ml_axis_of(const struct ml_server *server, struct ml_axis *ret);

/** Round times, few enough to be read side by side. */
unsigned ml_axis_ticks(const struct ml_axis *axis,
                       struct ml_axis_tick tick[static ML_AXIS_TICKS_MAX]);

struct ml_axis_bar {
    unsigned x, width, height;
};

/** Where one bucket of a finding stands; its height grows with the root of its n. */
struct ml_axis_bar ml_axis_bar(const struct ml_axis *axis,
                               const struct ml_finding *finding,
                               const struct ml_bucket *bucket);

/** Where a stretch of time stands, in thousandths; never too narrow to be seen. */
void ml_axis_stretch(const struct ml_axis *axis, int64_t from_us, int64_t to_us,
                     unsigned *ret_x, unsigned *ret_width);

#endif
