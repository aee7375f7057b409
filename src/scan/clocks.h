/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_CLOCKS_H
#define ML_SCAN_CLOCKS_H

#include "scan/dating.h"
#include "scan/member.h"

/*
 * The year and the zone of every member's stamps, settled once the walk is over.
 *
 * Where only the records of some time count (--since, --until) the bundle is walked
 * twice: the first walk settles the clocks, the second lets through what lies inside.
 */

struct ml_clocks {
    struct ml_member_clock *members; /* in walk order */
    size_t n;
    bool calibrated;    /* the errlogs' zone is known from other logs of the bundle */
    int offset_minutes; /* minutes ahead of UTC */
    size_t shown;       /* the member with the record that shows it, */
    uint64_t line;      /* and its line */
    bool history_known; /* the zone of the job histories is known too: */
    int history_minutes;
};

/** Settle from scans in walk order (ml_scans_sort()). */
void ml_clocks_settle(struct ml_clocks *c, const struct ml_catalogue *catalogue,
                      struct ml_member_scan **scans, size_t n,
                      const struct ml_dating *dating);
void ml_clocks_reset(struct ml_clocks *c);

/** The clock of the member at this place in the walk; NULL when there was none. */
const struct ml_member_clock *ml_clocks_at(const struct ml_clocks *c,
                                           const uint32_t *order, unsigned norder);

/** Walk order. */
void ml_scans_sort(struct ml_member_scan **scans, size_t n);

#endif
