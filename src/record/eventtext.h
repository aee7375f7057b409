/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVENTTEXT_H
#define ML_RECORD_EVENTTEXT_H

#include "base/buf.h"
#include "base/str.h"
#include "record/evtx.h"

/*
 * The text of an event record: a log holds values, the sentence around them stands in a
 * file of the machine that wrote it. Where the catalogue has a sentence for the event
 * it is filled in, else the values are shown with their names.
 *
 * One line always: line ends, TABs and other controls inside values become blanks.
 */

/**
 * Append the text of `event`. `message`: a sentence in which %1, %2 ... stand for the
 * event's data in their order (%% is a percent sign; the number may be followed by
 * !s!, a value "%%5", which is a message of that machine, becomes 5); empty: the values,
 * "Name: value" or "value", apart by "; ".
 */
void ml_event_text(const struct ml_evtx_event *event, ml_str message,
                   struct ml_buf *out);

/** The same for signatures to be looked for in: the names of values that cannot be read as
 * a number are left out, as an export has none, and since there is much of them. Returns
 * whether it is the same text all the same. */
bool ml_event_search_text(const struct ml_evtx_event *event, ml_str message,
                          struct ml_buf *out);

/** Append a value in one line. */
void ml_event_value(const struct ml_evtx_value *value, struct ml_buf *out);

#endif
