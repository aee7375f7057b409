/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_EVENTSHOW_H
#define ML_CLI_EVENTSHOW_H

#include <stdbool.h>

#include "cli/eventlog.h"

/*
 * What `show` prints of an event log.
 */

struct ml_event_show {
    struct ml_event_speech speech;
    ml_str record;    /* "1042", "1042~2"; empty: all */
    unsigned context; /* events before and after it */
    bool colour;
};

/**
 * Print the events of a log as lines: all, or the one asked for, marked with '>' and
 * followed by its XML, with those around it.
 *
 * What could not be read is appended to `troubles`, a line each. False when there is no
 * such record.
 */
bool ml_event_show(const struct ml_event_show *show, struct ml_stream *stream,
                   struct ml_buf *troubles);

/** Append the XML of an event, an element a line, indented. */
void ml_event_indent(struct ml_buf *out, ml_str xml);

#endif
