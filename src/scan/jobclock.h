/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_JOBCLOCK_H
#define ML_SCAN_JOBCLOCK_H

#include "scan/member.h"

/*
 * What the job histories of a bundle tell about the clock of its errlogs.
 *
 * A job is known by one task GUID in both. Its records lie inside the time that the
 * history gives for it: that settles the year of the errlog, which its stamps lack, and
 * the zone. The history's heading says UTC, but the collector prints what the cmdlet gave
 * it: where both run on one clock, nothing is learned about the zone.
 */

struct ml_jobclock;

struct ml_jobclock *ml_jobclock_new(struct ml_member_scan **scans, size_t n);
struct ml_jobclock *ml_jobclock_free(struct ml_jobclock *c);

/** Year of turn 0 for an errlog that has records of a job in the history. */
bool ml_jobclock_year(const struct ml_jobclock *c, const struct ml_member_scan *scan,
                      int *ret_year);

/**
 * Minutes that the errlogs' clock is ahead of the history's: those of a zone that there
 * is, and the only one for which every record of every common job lies inside the job.
 * False when there is none, several, or when the clocks may be the same.
 *
 * `years`: of turn 0, by scan. *ret_scan and *ret_line: the row that shows it. *ret_same:
 * whether there are common jobs and both may be on one clock.
 */
bool ml_jobclock_offset(const struct ml_jobclock *c, struct ml_member_scan **scans,
                        const int *years, size_t n, int *ret_minutes, size_t *ret_scan,
                        uint64_t *ret_line, bool *ret_same);

#endif
