/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_STAMP_H
#define ML_FACTS_STAMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/time.h"

/*
 * Stamps in the format of whatever server printed them.
 *
 * Told by shape: the year leads (2026/11/20, 2026-11-20, 2026.11.20, with the
 * Japanese signs for year, month and day), or it ends the date (11/20/2026,
 * 20.11.2026, 20-11-2026). With the year last, `.` and `-` mean day first; `/` means
 * month first beside AM or PM, else a stamp that can be read both ways is none.
 */

/**
 * Read a stamp at the start of `s`: a date, blanks, and a time of day when one is
 * there. *ret_n is the number of bytes read.
 *
 * The result is bare unless an ISO stamp names a zone. False: no stamp there, an
 * ambiguous one, or a day that does not exist.
 */
bool ml_stamp_take(ml_str s, struct ml_time *ret, size_t *ret_n);

/** The first stamp with a time of day anywhere in the line. */
bool ml_stamp_find(ml_str line, struct ml_time *ret);

#endif
