/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_EVENTMESSAGES_H
#define ML_CLI_EVENTMESSAGES_H

#include "base/limits.h"
#include "catalogue/catalogue.h"
#include "cli/eventlog.h"
#include "record/mtastore.h"

/*
 * Messages that stand beside event logs, LocaleMetaData/NAME_1041.MTA, for `events` and
 * `show`. They may come before or behind their logs, so a PATH is walked for them
 * first.
 */

struct ml_mta_store *ml_event_messages_new(enum ml_lang lang,
                                           const struct ml_limits *limits);

/**
 * Look for messages in the bundle at `path`, or beside it when it is a log. Not on
 * standard input, which can be read once only.
 *
 * What is wrong with one is appended to `troubles`, a line each with its address.
 */
void ml_event_messages_find(struct ml_mta_store *store, const char *path,
                            const struct ml_limits *limits,
                            const char *const *passphrases, struct ml_buf *troubles);

/** The folder beside a log at `path` which may hold its messages; NULL when there is
 * none. Owns: the caller. */
char *ml_event_messages_beside(const char *path);

/** Take the messages of the log at `path` (struct ml_walk_member). */
void ml_event_messages_use(const struct ml_mta_store *store, ml_str path,
                           struct ml_event_speech *speech);

#endif
