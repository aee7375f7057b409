/* SPDX-License-Identifier: MIT */
#include "fleet/history.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "fleet/historystate.h"
#include "fleet/schema.h"
#include "config.h"
#include "base/ban.h"

enum query { TEMPLATE, PUT_PENDING };

static const char *const queries[ML_HISTORY_QUERIES] = {
    [TEMPLATE] = "INSERT OR IGNORE INTO template(text, run) VALUES(?2, ?1)",
    [PUT_PENDING] = "INSERT OR IGNORE INTO pending(file) VALUES(?1)",
};

/* ---- opening ---- */

static enum ml_rc prepare_all(struct ml_history *h, struct ml_err *err)
{
    enum ml_rc rc =
        ml_db_prepare_all(&h->db, h->statements, queries, ML_HISTORY_QUERIES, err);
    if (rc == ML_OK)
        rc = ml_db_prepare_all(&h->db, h->of_servers, ml_past_queries, ML_PAST_QUERIES,
                               err);
    return rc;
}

struct ml_history *ml_history_close(struct ml_history *h)
{
    if (!h)
        return NULL;
    ml_db_finalize_all(h->statements, ML_HISTORY_QUERIES);
    ml_db_finalize_all(h->of_servers, ML_PAST_QUERIES);
    ml_db_close(&h->db);
    free(h->nights);
    free(h);
    return NULL;
}

static enum ml_rc open_with(struct ml_history **ret, const char *path, bool to_write,
                            struct ml_err *err)
{
    struct ml_history *h = calloc(1, sizeof(*h));

    if (!h)
        ml_oom();
    enum ml_rc rc = to_write
                        ? ml_db_open(&h->db, path, &ml_history_schema, err)
                        : ml_db_open_readonly(&h->db, path, &ml_history_schema, err);
    if (rc == ML_OK)
        rc = prepare_all(h, err);
    if (rc != ML_OK) {
        ml_history_close(h);
        return rc;
    }
    *ret = h;
    return ML_OK;
}

enum ml_rc ml_history_open(struct ml_history **ret, const char *path,
                           struct ml_err *err)
{
    return open_with(ret, path, true, err);
}

enum ml_rc ml_history_look(struct ml_history **ret, const char *path,
                           struct ml_err *err)
{
    return open_with(ret, path, false, err);
}

struct ml_db *ml_history_db(struct ml_history *h)
{
    return &h->db;
}

/* ---- reading ---- */

/* The last run gives way to one of the same as-of. */
static enum ml_rc take_back(struct ml_history *h, int64_t run, struct ml_err *err)
{
    static const char *const tables[] = { "item",   "latest",   "sent",
                                          "bundle", "job",      "server",
                                          "entry",  "template", NULL };
    char sql[128];
    enum ml_rc rc = ML_OK;

    for (const char *const *table = tables; *table && rc == ML_OK; table++) {
        snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE run = %lld", *table,
                 (long long)run);
        rc = ml_db_run(&h->db, sql, err);
    }
    snprintf(sql, sizeof(sql), "DELETE FROM run WHERE id = %lld", (long long)run);
    return rc == ML_OK ? ml_db_run(&h->db, sql, err) : rc;
}

static enum ml_rc last_run(struct ml_history *h, struct ml_run *ret,
                           struct ml_arena *arena, struct ml_err *err)
{
    *ret = (struct ml_run){ .id = 0 };
    sqlite3_stmt *s = ml_db_prepare(&h->db,
                                    "SELECT id, as_of, program, catalogue FROM run "
                                    "ORDER BY id DESC LIMIT 1",
                                    err);
    if (!s)
        return ML_FAIL;
    enum ml_rc rc = ml_db_step(&h->db, s, err);
    if (rc == ML_OK) {
        *ret = (struct ml_run){ sqlite3_column_int64(s, 0),
                                { sqlite3_column_int64(s, 1), ML_CLOCK_UTC },
                                ml_db_text(s, 2, arena),
                                ml_db_text(s, 3, arena) };
    }
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

static enum ml_rc read_nights(struct ml_history *h, struct ml_err *err)
{
    size_t cap = 0;
    enum ml_rc rc;

    sqlite3_stmt *s =
        ml_db_prepare(&h->db, "SELECT id, as_of FROM run ORDER BY id", err);
    if (!s)
        return ML_FAIL;
    free(h->nights);
    h->nights = NULL;
    h->nnights = 0;
    while ((rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        struct ml_history_night night = {
            sqlite3_column_int64(s, 0), { sqlite3_column_int64(s, 1), ML_CLOCK_UTC }
        };
        ML_PUSH(h->nights, h->nnights, cap, night);
    }
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_history_begin(struct ml_history *h, struct ml_time as_of,
                            struct ml_run *ret_last, struct ml_arena *arena,
                            struct ml_err *err)
{
    enum ml_rc rc = ml_db_run(&h->db, "BEGIN IMMEDIATE", err);

    if (rc == ML_OK)
        rc = last_run(h, ret_last, arena, err);
    if (rc == ML_OK && ret_last->id && ret_last->as_of.us == as_of.us) {
        rc = take_back(h, ret_last->id, err);
        if (rc == ML_OK)
            rc = last_run(h, ret_last, arena, err);
    }
    h->run = ret_last->id + 1;
    return rc == ML_OK ? read_nights(h, err) : rc;
}

/* Index of the first night from `run` on. */
static size_t night_of(const struct ml_history *h, int64_t run)
{
    size_t lo = 0, hi = h->nnights;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (h->nights[mid].run < run)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

struct ml_time ml_history_as_of(struct ml_history *h, int64_t run)
{
    size_t i = night_of(h, run);
    return i < h->nnights ? h->nights[i].as_of : ML_NO_TIME;
}

uint32_t ml_history_nights(struct ml_history *h, int64_t run)
{
    return run ? (uint32_t)(h->nnights - night_of(h, run)) + 1 : 1;
}

enum ml_rc ml_history_template(struct ml_history *h, ml_str template_text,
                               bool *ret_is_new, struct ml_err *err)
{
    sqlite3_stmt *s = h->statements[TEMPLATE];

    sqlite3_bind_int64(s, 1, h->run);
    ml_db_bind_text(s, 2, template_text);
    enum ml_rc rc = ml_db_do(&h->db, s, err);
    *ret_is_new = rc == ML_OK && sqlite3_changes(h->db.handle) > 0;
    return rc;
}

enum ml_rc ml_history_trend(struct ml_history *h, struct ml_board_night *ret,
                            uint32_t cap, uint32_t *ret_n, struct ml_err *err)
{
    enum ml_rc rc;
    uint32_t n = 0;

    *ret_n = 0;
    sqlite3_stmt *s = ml_db_prepare(
        &h->db,
        "SELECT * FROM (SELECT id, as_of, servers, problems, clean, incomplete, stale, "
        "new,"
        " ongoing, changed, resolved, not_seen, muted, catalogue_changed FROM run"
        " ORDER BY id DESC LIMIT ?1) ORDER BY id",
        err);
    if (!s)
        return ML_FAIL;
    sqlite3_bind_int64(s, 1, cap);
    while (n < cap && (rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        uint32_t v[12];
        for (int i = 0; i < 12; i++)
            v[i] = (uint32_t)sqlite3_column_int64(s, i + 2);
        ret[n++] = (struct ml_board_night){
            .as_of = { sqlite3_column_int64(s, 1), ML_CLOCK_UTC },
            .servers = v[0],
            .problems = v[1],
            .clean = v[2],
            .incomplete = v[3],
            .stale = v[4],
            .new_ = v[5],
            .ongoing = v[6],
            .changed = v[7],
            .resolved = v[8],
            .not_seen = v[9],
            .muted = v[10],
            .catalogue_changed = v[11] != 0,
        };
    }
    *ret_n = n;
    if (n == cap)
        rc = ML_END;
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

/* ---- writing ---- */

enum ml_rc ml_history_put_pending(struct ml_history *h, ml_str file, struct ml_err *err)
{
    sqlite3_stmt *s = h->statements[PUT_PENDING];

    ml_db_bind_text(s, 1, file);
    return ml_db_do(&h->db, s, err);
}

static enum ml_rc put_run(struct ml_history *h, const struct ml_board *board,
                          struct ml_err *err)
{
    const struct ml_board_night *night = &board->nights[board->nnights - 1];
    uint32_t counts[] = { board->nbundles,    board->nread,      board->npartial,
                          board->nunreadable, night->servers,    night->problems,
                          night->clean,       night->incomplete, night->stale,
                          night->new_,        night->ongoing,    night->changed,
                          night->resolved,    night->not_seen,   night->muted };
    sqlite3_stmt *s =
        ml_db_prepare(&h->db,
                      "INSERT INTO run(id, as_of, program, catalogue, "
                      "catalogue_changed, bundles, read,"
                      " partial, unreadable, servers, problems, clean, incomplete, "
                      "stale, new, ongoing,"
                      " changed, resolved, not_seen, muted) VALUES(?1, ?2, ?3, ?4, ?5, "
                      "?6, ?7, ?8, ?9,"
                      " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
                      err);
    if (!s)
        return ML_FAIL;
    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, board->as_of.us);
    ml_db_bind_text(s, 3, ML_STR(PACKAGE_VERSION));
    ml_db_bind_text(s, 4, board->catalogue->digest);
    sqlite3_bind_int(s, 5, board->catalogue_changed);
    for (int i = 0; i < (int)ML_COUNT(counts); i++)
        sqlite3_bind_int64(s, 6 + i, counts[i]);
    enum ml_rc rc = ml_db_do(&h->db, s, err);
    sqlite3_finalize(s);
    return rc;
}

enum ml_rc ml_history_commit(struct ml_history *h, const struct ml_board *board,
                             struct ml_err *err)
{
    enum ml_rc rc = put_run(h, board, err);
    return rc == ML_OK ? ml_db_run(&h->db, "COMMIT", err) : rc;
}

void ml_history_rollback(struct ml_history *h)
{
    sqlite3_exec(h->db.handle, "ROLLBACK", NULL, NULL, NULL);
}

enum ml_rc ml_history_pending(struct ml_history *h, ml_str **ret, uint32_t *ret_n,
                              struct ml_arena *arena, struct ml_err *err)
{
    ml_str *list = NULL;
    size_t n = 0, cap = 0;
    enum ml_rc rc;

    sqlite3_stmt *s = ml_db_prepare(&h->db, "SELECT file FROM pending", err);
    if (!s)
        return ML_FAIL;
    while ((rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        ml_str file = ml_db_text(s, 0, arena);
        ML_PUSH(list, n, cap, file);
    }
    sqlite3_finalize(s);
    *ret = ml_arena_move(arena, list, n, sizeof(*list));
    *ret_n = (uint32_t)n;
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_history_done(struct ml_history *h, struct ml_err *err)
{
    return ml_db_run(&h->db, "DELETE FROM pending", err);
}

/*
 * Of what is still there its last row stays, however old; what is gone, or was on a
 * server that nothing was heard of since, goes.
 */
enum ml_rc ml_history_forget(struct ml_history *h, struct ml_time as_of, unsigned days,
                             struct ml_err *err)
{
    static const char *const statements[] = {
        "DELETE FROM server WHERE id NOT IN (SELECT server FROM sent WHERE run >= "
        "%1$lld)"
        "  AND run < %1$lld AND seen < %1$lld",
        "DELETE FROM item WHERE run < %lld AND (server NOT IN (SELECT id FROM server)"
        "  OR standing = 3 OR EXISTS (SELECT 1 FROM item n WHERE n.server = item.server"
        "  AND n.is_cause = item.is_cause AND n.id = item.id AND n.run > item.run))",
        "DELETE FROM latest WHERE server NOT IN (SELECT id FROM server) AND %lld > 0",
        "DELETE FROM sent WHERE run < %lld",
        "DELETE FROM bundle WHERE run < %lld",
        "DELETE FROM job WHERE run < %lld",
        "DELETE FROM entry WHERE run < %lld AND EXISTS (SELECT 1 FROM entry n"
        "  WHERE n.is_cause = entry.is_cause AND n.id = entry.id AND n.run > "
        "entry.run)",
        "DELETE FROM run WHERE id < %lld",
    };
    char sql[640];
    int64_t first = 0;

    /* The last stays: the next one is compared with it. */
    snprintf(sql, sizeof(sql),
             "SELECT min(id) FROM run WHERE as_of >= %lld OR id = (SELECT max(id) FROM "
             "run)",
             (long long)(as_of.us - (int64_t)days * ML_DAY_US));
    sqlite3_stmt *s = ml_db_prepare(&h->db, sql, err);
    if (!s)
        return ML_FAIL;
    enum ml_rc rc = ml_db_step(&h->db, s, err);
    if (rc == ML_OK)
        first = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    for (size_t i = 0; i < ML_COUNT(statements) && rc == ML_OK && first; i++) {
        snprintf(sql, sizeof(sql), statements[i], (long long)first, (long long)first);
        rc = ml_db_run(&h->db, sql, err);
    }
    return rc;
}
