/* SPDX-License-Identifier: MIT */
#include "fleet/db.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/ban.h"

static enum ml_rc fail(struct ml_db *db, struct ml_err *err, const char *what)
{
    int code = db->handle ? sqlite3_extended_errcode(db->handle) : SQLITE_NOMEM;
    int number = db->handle ? sqlite3_system_errno(db->handle) : ENOMEM;

    if ((code & 0xff) == SQLITE_FULL)
        ml_err_sys(err, ML_FAIL, ENOSPC, "%s", what);
    else if ((code & 0xff) == SQLITE_IOERR && number)
        ml_err_sys(err, ML_FAIL, number, "%s", what);
    else if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "%s: the database is damaged (%s)",
                   what, db->handle ? sqlite3_errmsg(db->handle) : "");
    else
        ml_err_set(err, ML_FAIL, ML_ERR_IO, "%s: %s", what,
                   db->handle ? sqlite3_errmsg(db->handle) : "out of memory");
    ml_err_at(err, db->path, 0);
    return ML_FAIL;
}

/* Kinds of file systems whose files other machines see at the same time. */
static bool is_on_network(const char *path)
{
    static const uint32_t network[] = {
        0x6969,     0x517b,     0xff534d42, 0xfe534d42, 0x01021997, 0x00c36400,
        0x5346414f, 0x0bd00bd0, 0x19830326, 0x47504653, 0x7461636f, 0x013111a8,
    };
    char folder[4096];
    struct statfs fs;

    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == folder)
        slash++;
    if (slash)
        *slash = 0;
    if (statfs(slash ? folder : ".", &fs) != 0)
        return false;
    for (size_t i = 0; i < ML_COUNT(network); i++)
        if ((uint32_t)fs.f_type == network[i])
            return true;
    return false;
}

static bool ask_number(struct ml_db *db, const char *sql, uint32_t *ret)
{
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_ROW;

    if (ok)
        *ret = (uint32_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return ok;
}

/* "ok", or what is wrong. */
static bool is_whole(struct ml_db *db)
{
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(db->handle, "PRAGMA quick_check(1)", -1, &statement,
                                 NULL) == SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_ROW &&
              strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;

    sqlite3_finalize(statement);
    return ok;
}

static enum ml_rc migrate(struct ml_db *db, const struct ml_db_schema *schema,
                          uint32_t version, struct ml_err *err)
{
    for (uint32_t i = version; schema->steps[i]; i++) {
        char stamp[128];
        snprintf(stamp, sizeof(stamp),
                 "PRAGMA application_id=%u; PRAGMA user_version=%u",
                 schema->application, i + 1);
        if (ml_db_run(db, "BEGIN IMMEDIATE", err) != ML_OK)
            return ML_FAIL;
        if (ml_db_run(db, schema->steps[i], err) != ML_OK ||
            ml_db_run(db, stamp, err) != ML_OK || ml_db_run(db, "COMMIT", err) != ML_OK)
            return ML_FAIL;
    }
    return ML_OK;
}

static enum ml_rc check(struct ml_db *db, const struct ml_db_schema *schema,
                        uint32_t *ret_version, struct ml_err *err)
{
    uint32_t application = 0, known = 0, tables = 0;
    enum ml_rc rc = ML_OK;

    while (schema->steps[known])
        known++;
    if (!ask_number(db, "PRAGMA application_id", &application) ||
        !ask_number(db, "PRAGMA user_version", ret_version) ||
        !ask_number(db, "SELECT count(*) FROM sqlite_master", &tables))
        return fail(db, err, "cannot open");
    if (tables && application != schema->application)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "is no marslog %s", schema->what);
    else if (*ret_version > known)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_UNSUPPORTED,
                        "the %s was written by a newer marslog (version %u, this one "
                        "knows %u)",
                        schema->what, *ret_version, known);
    else if (tables && !schema->is_cache && !is_whole(db))
        rc =
            ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                       "the %s is damaged; put a copy in its place, or move it away to "
                       "begin a new one",
                       schema->what);
    if (rc != ML_OK)
        ml_err_at(err, db->path, 0);
    return rc;
}

static enum ml_rc open_file(struct ml_db *ret, const char *path, int flags,
                            const struct ml_db_schema *schema, uint32_t *ret_version,
                            struct ml_err *err)
{
    *ret = (struct ml_db){ .handle = NULL };
    snprintf(ret->path, sizeof(ret->path), "%s", path);
    if (sqlite3_open_v2(path, &ret->handle, flags, NULL) != SQLITE_OK)
        return fail(ret, err, "cannot open");
    sqlite3_extended_result_codes(ret->handle, 1);
    sqlite3_busy_timeout(ret->handle, 5000);
    return check(ret, schema, ret_version, err);
}

enum ml_rc ml_db_open(struct ml_db *ret, const char *path,
                      const struct ml_db_schema *schema, struct ml_err *err)
{
    uint32_t version = 0;

    *ret = (struct ml_db){ .handle = NULL };
    if (is_on_network(path)) {
        ml_err_set(err, ML_FAIL, ML_ERR_UNSUPPORTED,
                   "the %s cannot lie on a network file system; give a local file with "
                   "--history",
                   schema->what);
        ml_err_at(err, path, 0);
        return ML_FAIL;
    }
    enum ml_rc rc = open_file(ret, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              schema, &version, err);
    if (rc == ML_OK)
        rc = ml_db_run(ret,
                       "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                       "PRAGMA temp_store=MEMORY",
                       err);
    if (rc == ML_OK)
        rc = migrate(ret, schema, version, err);
    if (rc != ML_OK)
        ml_db_close(ret);
    return rc;
}

/* As it lies there, of a place where nothing can be written: SQLite would make files
 * beside it. Only where there is nothing in the write-ahead log. */
static enum ml_rc open_as_it_lies(struct ml_db *ret, const char *path,
                                  const struct ml_db_schema *schema,
                                  uint32_t *ret_version, struct ml_err *err)
{
    char uri[3 * sizeof(ret->path) + 32] = "file:", *to = uri + strlen(uri);

    for (const char *p = path; *p && to < uri + sizeof(uri) - 32; p++)
        to += snprintf(to, 4, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
    snprintf(to, 32, "?immutable=1");
    return open_file(ret, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, schema,
                     ret_version, err);
}

static bool lies_alone(const char *path)
{
    char wal[4200];
    struct stat st;

    snprintf(wal, sizeof(wal), "%s-wal", path);
    return access(path, R_OK) == 0 && (stat(wal, &st) != 0 || st.st_size == 0);
}

enum ml_rc ml_db_open_readonly(struct ml_db *ret, const char *path,
                               const struct ml_db_schema *schema, struct ml_err *err)
{
    uint32_t version = 0, known = 0;
    enum ml_rc rc = open_file(ret, path, SQLITE_OPEN_READWRITE, schema, &version, err);
    if (rc != ML_OK && err->kind == ML_ERR_IO && lies_alone(path)) {
        ml_db_close(ret);
        rc = open_as_it_lies(ret, path, schema, &version, err);
        snprintf(ret->path, sizeof(ret->path), "%s", path);
    }
    while (schema->steps[known])
        known++;
    if (rc == ML_OK && version < known)
        rc = migrate(ret, schema, version, err);
    if (rc == ML_OK)
        rc = ml_db_run(ret, "PRAGMA query_only=1", err);
    if (rc != ML_OK)
        ml_db_close(ret);
    return rc;
}

void ml_db_close(struct ml_db *db)
{
    sqlite3_close_v2(db->handle);
    db->handle = NULL;
}

enum ml_rc ml_db_run(struct ml_db *db, const char *sql, struct ml_err *err)
{
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(db, err, "cannot write");
    return ML_OK;
}

sqlite3_stmt *ml_db_prepare(struct ml_db *db, const char *sql, struct ml_err *err)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail(db, err, "cannot read");
        return NULL;
    }
    return statement;
}

enum ml_rc ml_db_prepare_all(struct ml_db *db, sqlite3_stmt **ret,
                             const char *const *sql, size_t n, struct ml_err *err)
{
    for (size_t i = 0; i < n; i++) {
        ret[i] = ml_db_prepare(db, sql[i], err);
        if (!ret[i])
            return ML_FAIL;
    }
    return ML_OK;
}

void ml_db_finalize_all(sqlite3_stmt **statements, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sqlite3_finalize(statements[i]);
}

enum ml_rc ml_db_step(struct ml_db *db, sqlite3_stmt *statement, struct ml_err *err)
{
    switch (sqlite3_step(statement)) {
    case SQLITE_ROW:
        return ML_OK;
    case SQLITE_DONE:
        return ML_END;
    default:
        return fail(db, err, "cannot read or write");
    }
}

enum ml_rc ml_db_do(struct ml_db *db, sqlite3_stmt *statement, struct ml_err *err)
{
    enum ml_rc rc = ml_db_step(db, statement, err);

    sqlite3_reset(statement);
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_db_fail(struct ml_db *db, struct ml_err *err)
{
    return fail(db, err, "cannot read or write");
}

void ml_db_bind_text(sqlite3_stmt *statement, int at, ml_str text)
{
    sqlite3_bind_text64(statement, at, text.n ? text.p : "", text.n, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void ml_db_bind_blob(sqlite3_stmt *statement, int at, ml_str bytes)
{
    sqlite3_bind_blob64(statement, at, bytes.n ? bytes.p : "", bytes.n, SQLITE_STATIC);
}

ml_str ml_db_text(sqlite3_stmt *statement, int column, struct ml_arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return ml_arena_dup(
        arena, (ml_str){ text, (size_t)sqlite3_column_bytes(statement, column) });
}

ml_str ml_db_blob(sqlite3_stmt *statement, int column, struct ml_arena *arena)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    return ml_arena_dup(
        arena, (ml_str){ bytes, (size_t)sqlite3_column_bytes(statement, column) });
}
