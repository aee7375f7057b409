/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_DB_H
#define ML_FLEET_DB_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * SQLite as the fleet uses it: write-ahead log, checked when opened, brought to the
 * schema of this program. A failure is an error with the file's name; a full disk is
 * told by the system's number, ENOSPC.
 */

/** What brings a database from one version of its schema to the next; ends with NULL.
 */
struct ml_db_schema {
    uint32_t application; /* number in the file's header that says whose it is */
    const char *const *steps;
    const char *what; /* "history", for messages */
    bool is_cache;    /* what is lost is made again: not checked as a whole */
};

struct ml_db {
    sqlite3 *handle;
    char path[4096];
};

/**
 * Open, or make, a database. Refuses one of a newer program, of another program, a
 * damaged one, and one on a network file system, where the write-ahead log cannot work.
 */
enum ml_rc ml_db_open(struct ml_db *ret, const char *path,
                      const struct ml_db_schema *schema,
                      struct ml_err *err) ML_MUST_USE;

/** Open what is there, to read only. Errors: as above; ML_ERR_IO when there is none. */
enum ml_rc ml_db_open_readonly(struct ml_db *ret, const char *path,
                               const struct ml_db_schema *schema,
                               struct ml_err *err) ML_MUST_USE;
void ml_db_close(struct ml_db *db);

/** Run statements without results. */
enum ml_rc ml_db_run(struct ml_db *db, const char *sql, struct ml_err *err) ML_MUST_USE;

/** NULL on failure. Release with sqlite3_finalize(). */
sqlite3_stmt *ml_db_prepare(struct ml_db *db, const char *sql, struct ml_err *err);

/** The same for a list of statements; on failure those that are prepared stay. */
enum ml_rc ml_db_prepare_all(struct ml_db *db, sqlite3_stmt **ret,
                             const char *const *sql, size_t n,
                             struct ml_err *err) ML_MUST_USE;
void ml_db_finalize_all(sqlite3_stmt **statements, size_t n);

/** Step to a row: ML_OK, or ML_END when there is none; or the failure. */
enum ml_rc ml_db_step(struct ml_db *db, sqlite3_stmt *statement,
                      struct ml_err *err) ML_MUST_USE;

/** Run a statement that gives no rows, and make it ready for the next time. */
enum ml_rc ml_db_do(struct ml_db *db, sqlite3_stmt *statement,
                    struct ml_err *err) ML_MUST_USE;

/** ML_FAIL, and what SQLite's last call met, where one was made without the above. */
enum ml_rc ml_db_fail(struct ml_db *db, struct ml_err *err);

/* Parameters from 1; texts and blobs must live until the statement is reset. */
void ml_db_bind_text(sqlite3_stmt *statement, int at, ml_str text);
void ml_db_bind_blob(sqlite3_stmt *statement, int at, ml_str bytes);

/* Columns from 0, copied. */
ml_str ml_db_text(sqlite3_stmt *statement, int column, struct ml_arena *arena);
ml_str ml_db_blob(sqlite3_stmt *statement, int column, struct ml_arena *arena);

#endif
