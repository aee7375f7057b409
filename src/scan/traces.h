/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_TRACES_H
#define ML_SCAN_TRACES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "scan/member.h"

/* What the mere presence of a member says, by its name. */

/** The artefact that collectors keep under such a name; NULL: none. For what cannot
 * be read: "not there" and "there, but unreadable" differ. */
const char *ml_trace_artefact(ml_str name);

/** The artefact that a channel of Windows is ("System"), or that the name of an event
 * log or of an export of one says it is; NULL: none. */
const char *ml_trace_channel(ml_str channel);
const char *ml_trace_log(ml_str name);

/** A dump or a crash report of the agent's engine. */
bool ml_trace_is_engine_dump(ml_str path);

/**
 * Why a member is not to be counted beside the others: an export of an event log that
 * is there itself, a copy of one with fewer records, what is left of one whose export is
 * whole, a parsed copy of a log that is
 * there itself. NULL: it counts.
 */
const char *ml_trace_is_copy(const struct ml_member_scan *scan,
                             struct ml_member_scan *const *all, size_t n);

#endif
