/* SPDX-License-Identifier: MIT */
#include "fleet/schema.h"

#include "base/ban.h"

/*
 * Times are microseconds since 1970 with their clock beside them: 0 none, 1 wall clock
 * of an unknown zone, 2 UTC. A step that was released is never changed: append another.
 */
static const char *const steps[] = {
    "CREATE TABLE run(id INTEGER PRIMARY KEY, as_of INTEGER NOT NULL,"
    "  program TEXT NOT NULL, catalogue TEXT NOT NULL, catalogue_changed INTEGER NOT "
    "NULL,"
    "  bundles INTEGER NOT NULL, read INTEGER NOT NULL, partial INTEGER NOT NULL,"
    "  unreadable INTEGER NOT NULL, servers INTEGER NOT NULL, problems INTEGER NOT "
    "NULL,"
    "  clean INTEGER NOT NULL, incomplete INTEGER NOT NULL, stale INTEGER NOT NULL,"
    "  new INTEGER NOT NULL, ongoing INTEGER NOT NULL, changed INTEGER NOT NULL,"
    "  resolved INTEGER NOT NULL, not_seen INTEGER NOT NULL, muted INTEGER NOT NULL);"
    "CREATE TABLE server(id INTEGER PRIMARY KEY, folder TEXT NOT NULL,"
    "  name TEXT NOT NULL, run INTEGER NOT NULL, UNIQUE(folder, name));"
    /* The collections that counted last: two, so that a run can be taken back. */
    "CREATE TABLE latest(server INTEGER NOT NULL, run INTEGER NOT NULL,"
    "  sent TEXT NOT NULL, newest INTEGER NOT NULL, clock INTEGER NOT NULL,"
    "  summary BLOB NOT NULL, PRIMARY KEY(server, run));"
    "CREATE TABLE sent(server INTEGER NOT NULL, run INTEGER NOT NULL,"
    "  newest INTEGER NOT NULL, clock INTEGER NOT NULL, PRIMARY KEY(server, run))"
    "  WITHOUT ROWID;"
    "CREATE TABLE bundle(server INTEGER NOT NULL, path TEXT NOT NULL, sha256 BLOB NOT "
    "NULL,"
    "  bytes INTEGER NOT NULL, state INTEGER NOT NULL, collected INTEGER NOT NULL,"
    "  clock INTEGER NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(path, sha256, server))"
    "  WITHOUT ROWID;"
    "CREATE TABLE item(server INTEGER NOT NULL, is_cause INTEGER NOT NULL,"
    "  id TEXT NOT NULL, run INTEGER NOT NULL, standing INTEGER NOT NULL,"
    "  unseen INTEGER NOT NULL, came_by INTEGER NOT NULL, verdict INTEGER NOT NULL,"
    "  severity INTEGER NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL,"
    "  first_clock INTEGER NOT NULL, last INTEGER NOT NULL, last_clock INTEGER NOT "
    "NULL,"
    "  since INTEGER NOT NULL, kinds TEXT NOT NULL,"
    "  PRIMARY KEY(server, is_cause, id, run)) WITHOUT ROWID;"
    "CREATE TABLE job(server INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,"
    "  start INTEGER NOT NULL, finish INTEGER NOT NULL, clock INTEGER NOT NULL,"
    "  outcome INTEGER NOT NULL, code INTEGER NOT NULL, run INTEGER NOT NULL,"
    "  PRIMARY KEY(server, id)) WITHOUT ROWID;"
    "CREATE TABLE entry(is_cause INTEGER NOT NULL, id TEXT NOT NULL, run INTEGER NOT "
    "NULL,"
    "  digest TEXT NOT NULL, PRIMARY KEY(is_cause, id, run)) WITHOUT ROWID;"
    "CREATE TABLE template(text TEXT PRIMARY KEY, run INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pending(file TEXT PRIMARY KEY) WITHOUT ROWID;",
    /* What a server of this name is told apart by, and when it was there last. */
    "ALTER TABLE server ADD COLUMN machine TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE server ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

const struct ml_db_schema ml_history_schema = { 0x4d4c4831, steps, "history", false };
