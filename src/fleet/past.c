/* SPDX-License-Identifier: MIT */
#include "fleet/past.h"

#include "base/buf.h"
#include "fleet/historystate.h"
#include "base/ban.h"

enum query {
    SERVERS,
    SUMMARY,
    ITEMS,
    OWNER,
    PUT_SERVER,
    SEE_SERVER,
    PUT_ITEM,
    PUT_LATEST,
    TRIM_LATEST,
    PUT_SENT,
    PUT_BUNDLE,
    PUT_JOB,
};

/* ?1 is tonight's run where one is written. */
const char *const ml_past_queries[ML_PAST_QUERIES] = {
    [SERVERS] = "SELECT s.id, s.folder, s.name, l.sent, l.newest, l.clock, l.run, "
                "s.machine FROM server s "
                "LEFT JOIN latest l ON l.server = s.id AND l.run = "
                "(SELECT max(run) FROM latest WHERE server = s.id) "
                "ORDER BY s.folder, s.name",
    [SUMMARY] =
        "SELECT summary FROM latest WHERE server = ?1 ORDER BY run DESC LIMIT 1",
    [ITEMS] = "SELECT is_cause, id, standing, unseen, verdict, severity, count, first, "
              "first_clock, last, last_clock, since, kinds FROM item "
              "WHERE server = ?1 ORDER BY is_cause, id, run",
    [OWNER] = "SELECT server FROM bundle WHERE path = ?1 ORDER BY run DESC LIMIT 1",
    [PUT_SERVER] = "INSERT INTO server(folder, name, run, machine, seen) "
                   "VALUES(?2, ?3, ?1, ?4, ?1)",
    [SEE_SERVER] = "UPDATE server SET machine = ?2, seen = ?3 WHERE id = ?1",
    [PUT_ITEM] =
        "INSERT OR REPLACE INTO item(run, server, is_cause, id, standing, unseen, "
        "came_by, verdict, severity, count, first, first_clock, last, last_clock, "
        "since, kinds) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
        "?16)",
    [PUT_LATEST] =
        "INSERT OR REPLACE INTO latest(run, server, sent, newest, clock, summary)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [TRIM_LATEST] =
        "DELETE FROM latest WHERE server = ?1 AND run < (SELECT run FROM latest "
        "WHERE server = ?1 ORDER BY run DESC LIMIT 1 OFFSET 1)",
    [PUT_SENT] = "INSERT OR REPLACE INTO sent(run, server, newest, clock) "
                 "VALUES(?1, ?2, ?3, ?4)",
    [PUT_BUNDLE] =
        "INSERT OR IGNORE INTO bundle(run, server, path, sha256, bytes, state, "
        "collected, clock) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [PUT_JOB] =
        "INSERT INTO job(run, server, id, kind, start, finish, clock, outcome, code)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT(server, id) DO UPDATE SET kind = ?4, start = ?5, finish = ?6, "
        "clock = ?7, outcome = ?8, code = ?9 "
        "WHERE outcome <> ?8 OR finish <> ?6 OR code <> ?9",
};

/* ---- reading ---- */

static struct ml_time time_at(sqlite3_stmt *s, int column)
{
    struct ml_time t = { sqlite3_column_int64(s, column),
                         (enum ml_clock)sqlite3_column_int(s, column + 1) };
    return t.clock > ML_CLOCK_UTC ? ML_NO_TIME : t;
}

static void bind_time(sqlite3_stmt *s, int at, struct ml_time t)
{
    sqlite3_bind_int64(s, at, ml_time_known(t) ? t.us : 0);
    sqlite3_bind_int(s, at + 1, t.clock);
}
enum ml_rc ml_history_servers(struct ml_history *h, struct ml_past **ret,
                              uint32_t *ret_n, struct ml_arena *arena,
                              struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[SERVERS];
    struct ml_past *list = NULL;
    size_t n = 0, cap = 0;
    enum ml_rc rc;

    while ((rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        struct ml_past past = { .id = sqlite3_column_int64(s, 0),
                                .folder = ml_db_text(s, 1, arena),
                                .name = ml_db_text(s, 2, arena),
                                .sent = ml_db_text(s, 3, arena),
                                .newest = time_at(s, 4),
                                .run = sqlite3_column_int64(s, 6),
                                .machine = ml_db_text(s, 7, arena) };
        ML_PUSH(list, n, cap, past);
    }
    sqlite3_reset(s);
    *ret = ml_arena_move(arena, list, n, sizeof(*list));
    *ret_n = (uint32_t)n;
    return rc == ML_END ? ML_OK : rc;
}

static enum ml_rc read_summary(struct ml_history *h, struct ml_past *past,
                               struct ml_arena *arena, struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[SUMMARY];

    sqlite3_bind_int64(s, 1, past->id);
    enum ml_rc rc = ml_db_step(&h->db, s, err);
    if (rc == ML_OK) {
        struct ml_wire wire = { .in = ml_db_blob(s, 0, arena), .arena = arena };
        past->summary = ml_arena_alloc(arena, sizeof(*past->summary));
        ml_summary_code(&wire, past->summary);
        if (wire.is_bad)
            past->summary = NULL; /* of another version: as if none had been read */
    }
    sqlite3_reset(s);
    return rc == ML_END ? ML_OK : rc;
}

static struct ml_item item_at(sqlite3_stmt *s, struct ml_arena *arena)
{
    int standing = sqlite3_column_int(s, 2), unseen = sqlite3_column_int(s, 3);
    int verdict = sqlite3_column_int(s, 4), severity = sqlite3_column_int(s, 5);

    return (struct ml_item){
        .is_cause = sqlite3_column_int(s, 0) != 0,
        .id = ml_db_text(s, 1, arena),
        .standing = standing >= 0 && standing <= ML_NOT_SEEN
                        ? (enum ml_standing)standing
                        : ML_ONGOING,
        .unseen = unseen >= 0 && unseen <= ML_UNSEEN_NO_SOURCE
                      ? (enum ml_unseen_why)unseen
                      : ML_UNSEEN_KNOWN,
        .verdict = verdict >= 0 && verdict <= ML_RULED_OUT ? (enum ml_verdict)verdict
                                                           : ML_UNDETERMINED,
        .severity = severity >= 0 && severity < ML_BY_LEVEL ? (enum ml_severity)severity
                                                            : ML_INFO,
        .count = (uint64_t)sqlite3_column_int64(s, 6),
        .first = time_at(s, 7),
        .last = time_at(s, 9),
        .since_run = sqlite3_column_int64(s, 11),
        .kinds = ml_db_text(s, 12, arena),
    };
}

static enum ml_rc read_items(struct ml_history *h, struct ml_past *past,
                             struct ml_arena *arena, struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[ITEMS];
    struct ml_item *list = NULL;
    size_t n = 0, cap = 0;
    enum ml_rc rc;

    sqlite3_bind_int64(s, 1, past->id);
    while ((rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        struct ml_item item = item_at(s, arena);
        if (n && list[n - 1].is_cause == item.is_cause &&
            ml_str_eq(list[n - 1].id, item.id))
            list[n - 1] = item; /* the last word */
        else
            ML_PUSH(list, n, cap, item);
    }
    sqlite3_reset(s);
    past->items = ml_arena_move(arena, list, n, sizeof(*list));
    past->nitems = (uint32_t)n;
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_history_server(struct ml_history *h, struct ml_past *past,
                             struct ml_arena *arena, struct ml_err *err)
{
    enum ml_rc rc = read_summary(h, past, arena, err);
    return rc == ML_OK ? read_items(h, past, arena, err) : rc;
}

int64_t ml_history_owner(struct ml_history *h, ml_str path)
{
    sqlite3_stmt *s = h->of_servers[OWNER];
    struct ml_err err;

    ml_db_bind_text(s, 1, path);
    int64_t owner =
        ml_db_step(&h->db, s, &err) == ML_OK ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    return owner;
}

/* ---- writing ---- */

enum ml_rc ml_history_put_server(struct ml_history *h, struct ml_past *past,
                                 struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[PUT_SERVER];

    if (past->id) {
        s = h->of_servers[SEE_SERVER];
        sqlite3_bind_int64(s, 1, past->id);
        ml_db_bind_text(s, 2, past->machine);
        sqlite3_bind_int64(s, 3, h->run);
        return ml_db_do(&h->db, s, err);
    }
    sqlite3_bind_int64(s, 1, h->run);
    ml_db_bind_text(s, 2, past->folder);
    ml_db_bind_text(s, 3, past->name);
    ml_db_bind_text(s, 4, past->machine);
    enum ml_rc rc = ml_db_do(&h->db, s, err);
    past->id = sqlite3_last_insert_rowid(h->db.handle);
    return rc;
}

enum ml_rc ml_history_put_item(struct ml_history *h, int64_t server,
                               const struct ml_item *item, struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[PUT_ITEM];

    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, server);
    sqlite3_bind_int(s, 3, item->is_cause);
    ml_db_bind_text(s, 4, item->id);
    sqlite3_bind_int(s, 5, item->standing);
    sqlite3_bind_int(s, 6, item->unseen);
    sqlite3_bind_int(s, 7, item->by);
    sqlite3_bind_int(s, 8, item->verdict);
    sqlite3_bind_int(s, 9, item->severity);
    sqlite3_bind_int64(s, 10, (int64_t)item->count);
    bind_time(s, 11, item->first);
    bind_time(s, 13, item->last);
    sqlite3_bind_int64(s, 15, item->since_run ? item->since_run : h->run);
    ml_db_bind_text(s, 16, item->kinds);
    return ml_db_do(&h->db, s, err);
}

static enum ml_rc put_jobs(struct ml_history *h, int64_t server,
                           const struct ml_summary *summary, struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[PUT_JOB];
    enum ml_rc rc = ML_OK;

    for (uint32_t i = 0; i < summary->njobs && rc == ML_OK; i++) {
        const struct ml_summary_job *j = &summary->jobs[i];
        struct ml_time t = ml_time_known(j->start) ? j->start : j->end;
        sqlite3_bind_int64(s, 1, h->run);
        sqlite3_bind_int64(s, 2, server);
        ml_db_bind_text(s, 3, j->id);
        ml_db_bind_text(s, 4, j->kind);
        sqlite3_bind_int64(s, 5, ml_time_known(j->start) ? j->start.us : 0);
        sqlite3_bind_int64(s, 6, ml_time_known(j->end) ? j->end.us : 0);
        sqlite3_bind_int(s, 7, t.clock);
        sqlite3_bind_int(s, 8, j->outcome);
        sqlite3_bind_int64(s, 9, j->code);
        rc = ml_db_do(&h->db, s, err);
    }
    return rc;
}

enum ml_rc ml_history_put_latest(struct ml_history *h, int64_t server, ml_str sent,
                                 struct ml_time newest, struct ml_summary *summary,
                                 struct ml_err *err)
{
    struct ml_buf bytes = { 0 };
    struct ml_wire wire = { .out = &bytes };
    sqlite3_stmt *s = h->of_servers[PUT_LATEST];

    ml_summary_code(&wire, summary);
    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, server);
    ml_db_bind_text(s, 3, sent);
    bind_time(s, 4, newest);
    ml_db_bind_blob(s, 6, ml_buf_view(&bytes));
    enum ml_rc rc = ml_db_do(&h->db, s, err);
    ml_buf_reset(&bytes);
    s = h->of_servers[TRIM_LATEST];
    sqlite3_bind_int64(s, 1, server);
    return rc == ML_OK ? ml_db_do(&h->db, s, err) : rc;
}

enum ml_rc ml_history_put_sent(struct ml_history *h, int64_t server, ml_str sent,
                               struct ml_time newest, struct ml_summary *summary,
                               struct ml_err *err)
{
    enum ml_rc rc = ml_history_put_latest(h, server, sent, newest, summary, err);
    sqlite3_stmt *s = h->of_servers[PUT_SENT];

    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, server);
    bind_time(s, 3, newest);
    if (rc == ML_OK)
        rc = ml_db_do(&h->db, s, err);
    return rc == ML_OK ? put_jobs(h, server, summary, err) : rc;
}

/* 64 hexadecimal digits as 32 bytes. */
static ml_str packed(ml_str hex, char ret[32])
{
    uint64_t byte;
    size_t n = 0;

    for (; n < 32 && ml_str_hex_to_u64(ml_str_sub(hex, 2 * n, 2), &byte); n++)
        ret[n] = (char)byte;
    return (ml_str){ ret, n };
}

enum ml_rc ml_history_put_bundle(struct ml_history *h, int64_t server,
                                 const struct ml_history_bundle *bundle,
                                 struct ml_err *err)
{
    sqlite3_stmt *s = h->of_servers[PUT_BUNDLE];
    char digest[32];

    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, server);
    ml_db_bind_text(s, 3, bundle->path);
    ml_db_bind_blob(s, 4, packed(bundle->sha256, digest));
    sqlite3_bind_int64(s, 5, (int64_t)bundle->bytes);
    sqlite3_bind_int(s, 6, bundle->state);
    bind_time(s, 7, bundle->collected);
    return ml_db_do(&h->db, s, err);
}
