/* SPDX-License-Identifier: MIT */
#include "fleet/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "fleet/db.h"
#include "base/ban.h"

enum query {
    FIND,
    CASE,
    PUT,
    TOUCH,
    DROP,
    FIND_SERVER,
    PUT_SERVER,
    PLACED,
    DROP_SERVERS,
    NQUERIES,
};

static const char *const queries[NQUERIES] = {
    [FIND] = "SELECT print_low, print_high, dates, read_ns, sha256, settings, brief "
             "FROM bundle WHERE path = ?1",
    [CASE] = "SELECT rowid FROM bundle WHERE path = ?1",
    [PUT] =
        "INSERT OR REPLACE INTO bundle(path, print_low, print_high, dates, read_ns, "
        "sha256, settings, brief, data) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [TOUCH] = "UPDATE bundle SET print_low = ?2, print_high = ?3, read_ns = ?4 "
              "WHERE path = ?1",
    [DROP] = "DELETE FROM bundle WHERE path = ?1",
    [FIND_SERVER] = "SELECT key, summary, placed FROM server WHERE page = ?1",
    [PUT_SERVER] = "INSERT OR REPLACE INTO server(page, key, summary, placed) "
                   "VALUES(?1, ?2, ?3, 0)",
    [PLACED] = "UPDATE server SET placed = 1 WHERE page = ?1",
    [DROP_SERVERS] = "DELETE FROM server",
};

static const char *const steps[] = {
    /* Wide columns last: what stands before them is read without them. */
    "CREATE TABLE bundle(path BLOB PRIMARY KEY, print_low INTEGER, print_high INTEGER,"
    "  dates INTEGER, read_ns INTEGER, sha256 TEXT, settings TEXT, brief BLOB, data "
    "BLOB);"
    "CREATE TABLE server(page TEXT PRIMARY KEY, key TEXT, placed INTEGER, summary "
    "BLOB);",
    NULL,
};

static const struct ml_db_schema schema = { 0x4d4c4331, steps, "cache of cases", true };

/* A case of more bytes is written in pieces of so many: SQLite copies what it is given
 * at once. */
enum { PIECE_BYTES = 1024 * 1024 };

struct ml_store {
    struct ml_db db;
    sqlite3_stmt *statements[NQUERIES];
    bool is_writing; /* a transaction is open */
    time_t began;
};

static void close_all(struct ml_store *store)
{
    ml_db_finalize_all(store->statements, NQUERIES);
    ml_db_close(&store->db);
}

static enum ml_rc try_open(struct ml_store *store, const char *path, struct ml_err *err)
{
    enum ml_rc rc = ml_db_open(&store->db, path, &schema, err);

    if (rc == ML_OK)
        rc = ml_db_prepare_all(&store->db, store->statements, queries, NQUERIES, err);
    return rc;
}

static void remove_file(const char *path, const char *tail)
{
    char name[4200];

    snprintf(name, sizeof(name), "%s%s", path, tail);
    unlink(name);
}

enum ml_rc ml_store_open(struct ml_store **ret, const char *path, struct ml_err *err)
{
    struct ml_store *store = calloc(1, sizeof(*store));

    if (!store)
        ml_oom();
    enum ml_rc rc = try_open(store, path, err);
    if (rc != ML_OK && err->kind == ML_ERR_FORMAT) { /* nothing is lost but time */
        close_all(store);
        memset(store, 0, sizeof(*store));
        remove_file(path, "");
        remove_file(path, "-wal");
        remove_file(path, "-shm");
        rc = try_open(store, path, err);
    }
    if (rc != ML_OK) {
        close_all(store);
        free(store);
        return rc;
    }
    *ret = store;
    return ML_OK;
}

struct ml_store *ml_store_close(struct ml_store *store)
{
    struct ml_err err = { 0 };

    if (store) {
        if (ml_store_commit(store, &err) != ML_OK)
            err = (struct ml_err){ 0 }; /* a cache: the next run does it again */
        close_all(store);
        free(store);
    }
    return NULL;
}

/* Commits are slow, and a run that is cut off should lose little. */
static enum ml_rc begin(struct ml_store *store, struct ml_err *err)
{
    if (store->is_writing && time(NULL) - store->began >= 2 &&
        ml_store_commit(store, err) != ML_OK)
        return ML_FAIL;
    if (store->is_writing)
        return ML_OK;
    store->began = time(NULL);
    store->is_writing = true;
    return ml_db_run(&store->db, "BEGIN", err);
}

enum ml_rc ml_store_commit(struct ml_store *store, struct ml_err *err)
{
    if (!store->is_writing)
        return ML_OK;
    enum ml_rc rc = ml_db_run(&store->db, "COMMIT", err);
    if (rc == ML_OK)
        store->is_writing = false;
    return rc;
}

bool ml_store_find(struct ml_store *store, ml_str path, struct ml_stored *ret,
                   struct ml_arena *arena)
{
    sqlite3_stmt *s = store->statements[FIND];
    struct ml_err err;

    ml_db_bind_blob(s, 1, path);
    bool found = ml_db_step(&store->db, s, &err) == ML_OK;
    if (found)
        *ret = (struct ml_stored){ .print = { (uint64_t)sqlite3_column_int64(s, 0),
                                              (uint64_t)sqlite3_column_int64(s, 1) },
                                   .dates = (uint64_t)sqlite3_column_int64(s, 2),
                                   .read_ns = sqlite3_column_int64(s, 3),
                                   .sha256 = ml_db_text(s, 4, arena),
                                   .settings = ml_db_text(s, 5, arena),
                                   .brief = ml_db_blob(s, 6, arena) };
    sqlite3_reset(s);
    return found;
}

static sqlite3_blob *open_case(struct ml_store *store, int64_t row, bool to_write)
{
    sqlite3_blob *blob = NULL;

    if (sqlite3_blob_open(store->db.handle, "main", "bundle", "data", row, to_write,
                          &blob) == SQLITE_OK)
        return blob;
    sqlite3_blob_close(blob);
    return NULL;
}

static ml_str read_case(sqlite3_blob *blob, struct ml_arena *arena)
{
    int n = sqlite3_blob_bytes(blob);
    char *bytes = ml_arena_alloc(arena, (size_t)n + 1);

    if (sqlite3_blob_read(blob, bytes, n, 0) != SQLITE_OK)
        return ML_STR_NONE;
    return (ml_str){ bytes, (size_t)n };
}

ml_str ml_store_case(struct ml_store *store, ml_str path, struct ml_arena *arena)
{
    sqlite3_stmt *s = store->statements[CASE];
    struct ml_err err;
    ml_str bytes = ML_STR_NONE;

    ml_db_bind_blob(s, 1, path);
    if (ml_db_step(&store->db, s, &err) == ML_OK) {
        sqlite3_blob *blob = open_case(store, sqlite3_column_int64(s, 0), false);
        bytes = blob ? read_case(blob, arena) : ML_STR_NONE;
        sqlite3_blob_close(blob);
    }
    sqlite3_reset(s);
    return bytes;
}

/* Into the row that was put last, which has room for it. */
static enum ml_rc write_case(struct ml_store *store, ml_str bytes, struct ml_err *err)
{
    sqlite3 *handle = store->db.handle;
    sqlite3_blob *blob = open_case(store, sqlite3_last_insert_rowid(handle), true);
    int rc = blob ? SQLITE_OK : SQLITE_ERROR;

    for (size_t at = 0; at < bytes.n && rc == SQLITE_OK; at += PIECE_BYTES) {
        size_t n = bytes.n - at < PIECE_BYTES ? bytes.n - at : PIECE_BYTES;
        rc = sqlite3_blob_write(blob, bytes.p + at, (int)n, (int)at);
    }
    enum ml_rc failed = rc == SQLITE_OK ? ML_OK : ml_db_fail(&store->db, err);
    sqlite3_blob_close(blob);
    return failed;
}

enum ml_rc ml_store_put(struct ml_store *store, ml_str path,
                        const struct ml_stored *stored, ml_str bytes,
                        struct ml_err *err)
{
    sqlite3_stmt *s = store->statements[PUT];

    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    ml_db_bind_blob(s, 1, path);
    sqlite3_bind_int64(s, 2, (int64_t)stored->print.low);
    sqlite3_bind_int64(s, 3, (int64_t)stored->print.high);
    sqlite3_bind_int64(s, 4, (int64_t)stored->dates);
    sqlite3_bind_int64(s, 5, stored->read_ns);
    ml_db_bind_text(s, 6, stored->sha256);
    ml_db_bind_text(s, 7, stored->settings);
    ml_db_bind_blob(s, 8, stored->brief);
    if (bytes.n <= PIECE_BYTES) {
        ml_db_bind_blob(s, 9, bytes);
        return ml_db_do(&store->db, s, err);
    }
    sqlite3_bind_zeroblob64(s, 9, bytes.n);
    if (ml_db_do(&store->db, s, err) != ML_OK)
        return ML_FAIL;
    if (write_case(store, bytes, err) == ML_OK)
        return ML_OK;
    /* A row without its case must not stay; what else goes with it takes only time. */
    struct ml_err more;
    store->is_writing = ml_db_run(&store->db, "ROLLBACK", &more) != ML_OK;
    return ML_FAIL;
}

enum ml_rc ml_store_touch(struct ml_store *store, ml_str path,
                          const struct ml_print *print, int64_t read_ns,
                          struct ml_err *err)
{
    sqlite3_stmt *s = store->statements[TOUCH];

    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    ml_db_bind_blob(s, 1, path);
    sqlite3_bind_int64(s, 2, (int64_t)print->low);
    sqlite3_bind_int64(s, 3, (int64_t)print->high);
    sqlite3_bind_int64(s, 4, read_ns);
    return ml_db_do(&store->db, s, err);
}

enum ml_rc ml_store_drop(struct ml_store *store, ml_str path, struct ml_err *err)
{
    sqlite3_stmt *s = store->statements[DROP];

    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    ml_db_bind_blob(s, 1, path);
    return ml_db_do(&store->db, s, err);
}

bool ml_store_find_server(struct ml_store *store, ml_str page,
                          struct ml_stored_server *ret, struct ml_arena *arena)
{
    sqlite3_stmt *s = store->statements[FIND_SERVER];
    struct ml_err err;

    ml_db_bind_text(s, 1, page);
    bool found = ml_db_step(&store->db, s, &err) == ML_OK;
    if (found)
        *ret =
            (struct ml_stored_server){ ml_db_text(s, 0, arena), ml_db_blob(s, 1, arena),
                                       sqlite3_column_int(s, 2) != 0 };
    sqlite3_reset(s);
    return found;
}

enum ml_rc ml_store_put_server(struct ml_store *store, ml_str page, ml_str key,
                               ml_str summary, struct ml_err *err)
{
    sqlite3_stmt *s = store->statements[PUT_SERVER];

    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    ml_db_bind_text(s, 1, page);
    ml_db_bind_text(s, 2, key);
    ml_db_bind_blob(s, 3, summary);
    return ml_db_do(&store->db, s, err);
}

enum ml_rc ml_store_placed(struct ml_store *store, ml_str page, struct ml_err *err)
{
    sqlite3_stmt *s = store->statements[PLACED];

    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    ml_db_bind_text(s, 1, page);
    return ml_db_do(&store->db, s, err);
}

enum ml_rc ml_store_drop_servers(struct ml_store *store, struct ml_err *err)
{
    if (begin(store, err) != ML_OK)
        return ML_FAIL;
    return ml_db_do(&store->db, store->statements[DROP_SERVERS], err);
}

enum ml_rc ml_store_sweep(struct ml_store *store, struct ml_err *err)
{
    struct ml_arena arena;
    ml_str *gone = NULL;
    size_t n = 0, cap = 0;
    enum ml_rc rc;

    ml_arena_init(&arena);
    sqlite3_stmt *s = ml_db_prepare(&store->db, "SELECT path FROM bundle", err);
    if (!s)
        return ML_FAIL;
    while ((rc = ml_db_step(&store->db, s, err)) == ML_OK) {
        ml_str path = ml_db_blob(s, 0, &arena);
        if (access(path.p, F_OK) != 0 && errno == ENOENT)
            ML_PUSH(gone, n, cap, path);
    }
    sqlite3_finalize(s);
    rc = rc == ML_END ? ML_OK : rc;
    for (size_t i = 0; i < n && rc == ML_OK; i++)
        rc = ml_store_drop(store, gone[i], err);
    free(gone);
    ml_arena_reset(&arena);
    return rc;
}
