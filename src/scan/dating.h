/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_DATING_H
#define ML_SCAN_DATING_H

#include "scan/member.h"

/*
 * The year that an errlog does not carry.
 *
 * Nothing is dated before the walk is over: a file's newest record cannot be later than
 * the best date known for it plus a day. In this order: a date in its own name, its time
 * in the archive, the bundle's name, the newest date in any other artefact, its time on
 * disk. Without any the catalogue's newest year is assumed, and said so.
 */

struct ml_dating {
    struct ml_time bundle_name; /* stamp in the bundle's or a folder's name */
    struct ml_time newest;      /* newest date that other artefacts state */
    int assumed_year;
    bool has_offset; /* bare stamps are of a known zone */
    int offset_minutes;
};

/** Year of turn 0 for this member; *ret_assumed when nothing told it. */
int ml_dating_year(const struct ml_dating *d, const struct ml_member_scan *scan,
                   bool *ret_assumed);

/** A stamp of a member whose year is known, in the zone that is known. */
struct ml_time ml_dating_time(const struct ml_dating *d, ml_yearless stamp, int year);

/** A bare time, moved to UTC when the zone is known. */
struct ml_time ml_dating_zone(const struct ml_dating *d, struct ml_time t);

#endif
