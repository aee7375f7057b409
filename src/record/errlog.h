/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_ERRLOG_H
#define ML_RECORD_ERRLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"
#include "catalogue/catalogue.h"

/*
 * Records of CBEngine and DPM errlogs: one a line, TAB-separated, and what follows it
 * without a head of its own (a managed stack trace).
 *
 * Two layouts, told by where the level stands: columns 0-7 are process, thread, date,
 * time, component, source file, this, task; then level and message, or machine id,
 * level and message. Excerpts copied from a page have blanks for the TABs and no empty
 * columns. Source: record/FORMATS.md.
 */

/**
 * A stamp without a year: months and days count in a calendar where every month has
 * 31 days, so that a whole number orders them and can be taken apart again.
 */
typedef int64_t ml_yearless;

#define ML_YEARLESS_YEAR_US (12 * 31 * ML_DAY_US)

ml_yearless ml_yearless_of(int month, int day, int64_t us_of_day);

/** Years since turn 0, downwards too. */
int64_t ml_yearless_turn(ml_yearless stamp);

/** Date it: `year` is that of turn 0. False where the day does not exist then. */
bool ml_yearless_to_us(ml_yearless stamp, int year, int64_t *ret_us);

/** Whether it is a 29 February, and in which turn. */
bool ml_yearless_leap_day(ml_yearless stamp, int *ret_turn);

/**
 * Put `stamp` (turn 0) behind `previous`. A step back of up to a month is disorder, or a
 * clock that was set right, also over New Year; after a longer one a year has turned:
 * a log that is seldom written to may be silent for months.
 */
ml_yearless ml_yearless_after(ml_yearless previous, ml_yearless stamp);

struct ml_record {
    ml_str process, thread; /* hexadecimal */
    ml_yearless stamp;      /* turn 0 */
    ml_str source_file;     /* "backupasync.cpp" */
    ml_str source_line;
    ml_str job; /* GUID as written, or empty */
    enum ml_level level;
    ml_str message; /* to the end of the record, continuation lines included */
};

/** Whether a line begins a record; gives its stamp. Looks at the first 32 bytes. */
bool ml_errlog_starts(ml_str line, ml_yearless *ret_stamp);

/** Take a record apart: its first line and what continues it. */
bool ml_errlog_parse(ml_str record, struct ml_record *ret);

/** Sixteen bytes of a GUID; false when `text` is none. */
bool ml_guid_parse(ml_str text, uint8_t ret[16]);

/** "F3E32129-DC79-4A28-9ACC-3F30CB5810B6"; 36 bytes, not terminated. */
void ml_guid_write(const uint8_t guid[16], char ret[36]);

extern const char *const ml_level_names[]; /* by enum ml_level */

#endif
