/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_EVENTLOG_H
#define ML_CLI_EVENTLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "input/stream.h"
#include "record/evtx.h"
#include "record/mta.h"

/*
 * The events of one log, in the order of the file, as `events` and `show` print them.
 */

/** Where an event stands in its log. */
struct ml_event_place {
    uint32_t nth; /* of its record id: 1, or 2 when the id came before ... */
    bool slack;   /* behind the records, left there by older ones: counted apart */
};

struct ml_event_log;

/** `carve`: give what stands in the slack too. `stream` stays the caller's. */
struct ml_event_log *ml_event_log_open(struct ml_stream *stream, bool carve);
struct ml_event_log *ml_event_log_close(struct ml_event_log *log);

/** The next event; valid until the one after it. */
bool ml_event_log_next(struct ml_event_log *log, struct ml_evtx_event *ret,
                       struct ml_event_place *ret_place);

/** Append the event that was just given as XML. */
void ml_event_log_xml(struct ml_event_log *log, const struct ml_evtx_event *event,
                      struct ml_buf *out);

/**
 * Append what could not be read, or not wholly, a line each: "chunk 5: ...". False when
 * there was nothing. To be called at the end.
 */
bool ml_event_log_troubles(const struct ml_event_log *log, struct ml_buf *out);

/** How an address goes on behind its '#': "1042", "1042~2", in the slack "1042~s1". */
void ml_event_add_record(struct ml_buf *out, uint64_t record,
                         struct ml_event_place place);

/** What an address asks for behind its '#'. */
struct ml_event_wanted {
    uint64_t record;
    struct ml_event_place place;
};

/** The inverse of ml_event_add_record(); false when it is not of its form. */
bool ml_event_wanted_parse(ml_str record, struct ml_event_wanted *ret);

/** Where sentences come from. */
struct ml_event_speech {
    const struct ml_catalogue *catalogue; /* may be NULL */
    enum ml_lang lang;
    const struct ml_mta *mta; /* of the log; or NULL */
    bool mta_first;           /* it is in this language: better than the catalogue */
};

/**
 * Append the event as a line: record id, time, level, provider, event id, channel,
 * computer and message, apart by TABs, without a line end. In a value TABs and line
 * ends are blanks, other controls are shown as \x1b.
 */
void ml_event_add_line(struct ml_buf *out, const struct ml_event_speech *speech,
                       const struct ml_evtx_event *event);

/** Append text in which nothing may move the cursor or end the line. */
void ml_event_add_safe(struct ml_buf *out, ml_str text);

#endif
