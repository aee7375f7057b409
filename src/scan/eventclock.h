/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_EVENTCLOCK_H
#define ML_SCAN_EVENTCLOCK_H

#include "scan/member.h"

/**
 * Minutes that the errlogs' clock is ahead of UTC, as the event logs of the bundle show,
 * whose stamps are UTC.
 *
 * Two things are named in both: a task, by its GUID (the event lies inside the time of
 * its records, where its beginning and end are among them), and a problem, by its
 * signature (both are written within seconds). A zone is taken when it is the only one
 * that the tasks leave; or when events have their record in it, nearly all that lie in
 * the errlogs' time do, no other zone comes near, and it is no chance: so many are
 * hardly met among so few records, and not all at one minute of the hour, as what a
 * schedule does. One event will do that names the task of the record beside it.
 *
 * False when that is not so. `years`: of turn 0, by scan. *ret_scan and *ret_line: an event
 * that shows it.
 */
bool ml_eventclock_offset(const struct ml_catalogue *catalogue,
                          struct ml_member_scan **scans, const int *years, size_t n,
                          int *ret_minutes, size_t *ret_scan, uint64_t *ret_line);

#endif
