/* SPDX-License-Identifier: MIT */
#include "scan/dating.h"

#include "scan/naming.h"
#include "base/ban.h"

struct ml_time ml_dating_zone(const struct ml_dating *d, struct ml_time t)
{
    if (d->has_offset && t.clock == ML_CLOCK_BARE) {
        t.us -= d->offset_minutes * ML_MINUTE_US;
        t.clock = ML_CLOCK_UTC;
    }
    return t;
}

static struct ml_time reference(const struct ml_dating *d,
                                const struct ml_member_scan *scan)
{
    struct ml_time named;

    if (ml_naming_record_date(scan->m.name, &named))
        return named;
    if (!scan->on_disk && ml_time_known(scan->m.mtime))
        return scan->m.mtime;
    if (ml_time_known(d->bundle_name))
        return d->bundle_name;
    if (ml_time_known(d->newest))
        return d->newest;
    return scan->m.mtime;
}

/* Whether every 29 February of the member exists when turn 0 is `year`. */
static bool leap_days_exist(const struct ml_member_scan *scan, int year)
{
    for (int turn = -32; turn < 32; turn++) {
        int y = year + turn;
        bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
        if ((scan->leap_turns >> (turn + 32) & 1) && !leap)
            return false;
    }
    return true;
}

int ml_dating_year(const struct ml_dating *d, const struct ml_member_scan *scan,
                   bool *ret_assumed)
{
    struct ml_time ref = reference(d, scan);
    int64_t us;

    *ret_assumed = !ml_time_known(ref);
    if (scan->events || scan->jobs || scan->evtx) {
        *ret_assumed = false;
        return ML_EVENT_BASE_YEAR;
    }
    int year = (*ret_assumed ? d->assumed_year : ml_civil_of(ref.us + ML_DAY_US).year) -
               (int)ml_yearless_turn(scan->newest);
    for (int back = 0; back < 8; back++, year--) {
        if (!leap_days_exist(scan, year))
            continue;
        if (!*ret_assumed && ml_yearless_to_us(scan->newest, year, &us) &&
            us > ref.us + ML_DAY_US)
            continue;
        return year;
    }
    return year + 8;
}

struct ml_time ml_dating_time(const struct ml_dating *d, ml_yearless stamp, int year)
{
    struct ml_time t = { 0, ML_CLOCK_BARE };

    if (!ml_yearless_to_us(stamp, year, &t.us))
        return ML_NO_TIME;
    return ml_dating_zone(d, t);
}
