/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_MTA_H
#define ML_RECORD_MTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "record/evtx.h"

/*
 * Messages that Windows writes beside a log that is saved for another machine:
 * LocaleMetaData/NAME_1041.MTA for NAME.evtx, 1041 being the language. They give for
 * each record its message, so that no file of the machine is needed.
 *
 * Hostile input as any other: every offset is checked, pages are bounded by the size of
 * the file. Source: record/FORMATS.md.
 */

struct ml_mta;

/**
 * Take a file apart. `bytes` may go afterwards.
 *
 * Errors: NULL when it is none, or of a version that is not known. Damage further in
 * costs what lies behind it: see ml_mta_damaged().
 */
struct ml_mta *ml_mta_new(ml_str bytes, struct ml_err *err);
struct ml_mta *ml_mta_free(struct ml_mta *mta);

/** How many records have a message. */
size_t ml_mta_count(const struct ml_mta *mta);
bool ml_mta_damaged(const struct ml_mta *mta);

/** Bytes of memory that it takes, about. */
uint64_t ml_mta_bytes(const struct ml_mta *mta);

/** Any order of what two hold, always the same; 0 when it is equal. */
int ml_mta_compare(const struct ml_mta *a, const struct ml_mta *b);

/** The message of a record as it stands in the file, of several lines mostly; empty
 * when there is none. */
ml_str ml_mta_message(const struct ml_mta *mta, uint64_t record);

/**
 * Append the message of the event as one line; false when there is none.
 *
 * A message may have the values in it already, or places for them (%1); both are met.
 */
bool ml_mta_text(const struct ml_mta *mta, const struct ml_evtx_event *event,
                 struct ml_buf *out);

/** Of "System_1041.MTA" (the last part of a path) the log, "System", and the language.
 */
bool ml_mta_name(ml_str file, ml_str *ret_log, unsigned *ret_language);

#endif
