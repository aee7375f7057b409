/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_TIME_H
#define ML_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * Points in time, without the machine's own zone or clock.
 *
 * Most stamps in a bundle carry no zone. They are kept on their own clock and
 * compared with stamps of another clock only as far as any zone on Earth allows.
 */

#define ML_MS_US INT64_C(1000)
#define ML_SECOND_US INT64_C(1000000)
#define ML_MINUTE_US (60 * ML_SECOND_US)
#define ML_HOUR_US (60 * ML_MINUTE_US)
#define ML_DAY_US (24 * ML_HOUR_US)

enum ml_clock {
    ML_CLOCK_UNKNOWN = 0, /* no time at all; us means nothing */
    ML_CLOCK_BARE,        /* wall clock of a zone that is not known */
    ML_CLOCK_UTC,
};

struct ml_time {
    int64_t us; /* since 1970-01-01T00:00:00 on its clock */
    enum ml_clock clock;
};

#define ML_NO_TIME ((struct ml_time){ 0, ML_CLOCK_UNKNOWN })

static inline bool ml_time_known(struct ml_time t)
{
    return t.clock != ML_CLOCK_UNKNOWN;
}

/** The same stamp on the same clock, or both unknown. */
static inline bool ml_time_eq(struct ml_time a, struct ml_time b)
{
    return a.clock == b.clock && (!ml_time_known(a) || a.us == b.us);
}

struct ml_civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second, us;
};

bool ml_civil_valid(const struct ml_civil *c); /* a day that exists; second < 60 */
int64_t ml_civil_to_us(const struct ml_civil *c);
struct ml_civil ml_civil_of(int64_t us);

/** The millisecond that it lies in: as it is written. */
static inline int64_t ml_time_whole_ms(int64_t us)
{
    int64_t beyond = us % ML_MS_US;
    return us - (beyond < 0 ? beyond + ML_MS_US : beyond);
}

enum { ML_ISO_BYTES = 40 };

/** ISO 8601, with milliseconds or to the second, `Z` behind UTC; its length, and a NUL
 * behind it. Nothing when unknown. */
size_t ml_time_put_iso(char ret[ML_ISO_BYTES], struct ml_time t, bool with_ms);

/** The same, with milliseconds; empty when unknown. */
ml_str ml_time_iso(struct ml_arena *arena, struct ml_time t);

/**
 * Read ISO 8601: date, optionally time, fraction, `Z` or an offset.
 * A stamp without zone gets ML_CLOCK_BARE.
 */
bool ml_time_parse_iso(ml_str s, struct ml_time *ret);

/** `+09:00`, `-0330`, `Z` to minutes east of UTC. */
bool ml_time_parse_offset(ml_str s, int *ret_minutes);

/** Zones reach from UTC-12 to UTC+14: how far two clocks may be apart. */
#define ML_ZONE_SPAN_US (14 * ML_HOUR_US)

/** Whether two stamps lie within `span_us` of each other. */
enum ml_truth {
    ML_FALSE = 0,
    ML_TRUE = 1,
    ML_UNSURE = 2, /* cannot be told: a time is unknown or the zones may differ */
};

/**
 * Units: span_us microseconds, counted both ways, its end included.
 *
 * Two bare stamps are on one clock. A bare and a UTC stamp may be up to 14 hours
 * apart for want of a zone; the answer is ML_UNSURE where that matters.
 */
enum ml_truth ml_time_within(struct ml_time a, struct ml_time b, int64_t span_us);

#endif
