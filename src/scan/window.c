/* SPDX-License-Identifier: MIT */
#include "scan/member.h"
#include "base/ban.h"

/* The bound on the clock of the stamps: as it stands, or moved to the zone of the
 * member. A bound without zone is meant on the errlogs' own clock. */
static int64_t bound_us(const struct ml_member_clock *clock, struct ml_time bound)
{
    if (bound.clock == ML_CLOCK_UTC && clock->has_offset)
        return bound.us + clock->offset_minutes * ML_MINUTE_US;
    return bound.us -
           (bound.clock == ML_CLOCK_UTC ? 0 : clock->bound_minutes * ML_MINUTE_US);
}

static bool outside(const struct ml_member_scan *scan, int64_t first_us,
                    int64_t last_us)
{
    const struct ml_window *w = scan->window;

    if (ml_time_known(w->since) && last_us < bound_us(scan->clock, w->since))
        return true;
    return ml_time_known(w->until) && ml_time_whole_ms(first_us) > bound_us(scan->clock, w->until);
}

bool ml_window_lacks(const struct ml_member_scan *scan, bool dated, ml_yearless stamp)
{
    int64_t us;

    return scan->window && scan->clock && dated &&
           ml_yearless_to_us(stamp, scan->clock->year, &us) && outside(scan, us, us);
}

bool ml_window_lacks_job(const struct ml_member_scan *scan,
                         const struct ml_job_row *row)
{
    if (!scan->window || !scan->clock || !ml_time_known(row->start))
        return false;
    return outside(scan, row->start.us,
                   ml_time_known(row->end) ? row->end.us : row->start.us);
}
