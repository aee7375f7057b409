/* SPDX-License-Identifier: MIT */
#include "fleet/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/pack.h"
#include "fleet/schema.h"
#include "config.h"
#include "base/ban.h"

enum query {
    SERVERS,
    SUMMARY,
    ITEMS,
    OWNER,
    TEMPLATE,
    PUT_SERVER,
    SEE_SERVER,
    PUT_ITEM,
    PUT_LATEST,
    TRIM_LATEST,
    PUT_SENT,
    PUT_BUNDLE,
    PUT_JOB,
    PUT_PENDING,
    PUT_ENTRY,
    NQUERIES,
};

/* ?1 is tonight's run where one is written. */
static const char *const queries[NQUERIES] = {
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
    [TEMPLATE] = "INSERT OR IGNORE INTO template(text, run) VALUES(?2, ?1)",
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
    [PUT_ENTRY] = "INSERT INTO entry(run, is_cause, id, digest) VALUES(?1, ?2, ?3, ?4)",
    [PUT_PENDING] = "INSERT OR IGNORE INTO pending(file) VALUES(?1)",
};

struct ml_history {
    struct ml_db db;
    sqlite3_stmt *statements[NQUERIES];
    int64_t run; /* tonight's */
    struct night {
        int64_t run;
        struct ml_time as_of;
    } * nights; /* before it, by run */
    size_t nnights;
};

/* ---- opening ---- */

static enum ml_rc prepare_all(struct ml_history *h, struct ml_err *err)
{
    for (int i = 0; i < NQUERIES; i++) {
        h->statements[i] = ml_db_prepare(&h->db, queries[i], err);
        if (!h->statements[i])
            return ML_FAIL;
    }
    return ML_OK;
}

struct ml_history *ml_history_close(struct ml_history *h)
{
    if (!h)
        return NULL;
    for (int i = 0; i < NQUERIES; i++)
        sqlite3_finalize(h->statements[i]);
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
        struct night night = { sqlite3_column_int64(s, 0),
                               { sqlite3_column_int64(s, 1), ML_CLOCK_UTC } };
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

enum ml_rc ml_history_servers(struct ml_history *h, struct ml_past **ret,
                              uint32_t *ret_n, struct ml_arena *arena,
                              struct ml_err *err)
{
    sqlite3_stmt *s = h->statements[SERVERS];
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
    sqlite3_stmt *s = h->statements[SUMMARY];

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
    sqlite3_stmt *s = h->statements[ITEMS];
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
    sqlite3_stmt *s = h->statements[OWNER];
    struct ml_err err;

    ml_db_bind_text(s, 1, path);
    int64_t owner =
        ml_db_step(&h->db, s, &err) == ML_OK ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    return owner;
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

/* ---- entries of the catalogue ---- */

struct entry {
    ml_str id, digest; /* the latter empty: taken out of the catalogue */
    int64_t run;       /* since which it is so */
};

struct entries {
    struct entry *list; /* by id, each once */
    size_t n, cap;
};

static int by_entry(const void *a, const void *b)
{
    return ml_str_cmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static enum ml_rc read_entries(struct ml_history *h, bool is_cause, struct entries *ret,
                               struct ml_arena *arena, struct ml_err *err)
{
    enum ml_rc rc;

    sqlite3_stmt *s = ml_db_prepare(
        &h->db,
        "SELECT id, digest, run FROM entry WHERE is_cause = ?1 ORDER BY id, run", err);
    if (!s)
        return ML_FAIL;
    sqlite3_bind_int(s, 1, is_cause);
    while ((rc = ml_db_step(&h->db, s, err)) == ML_OK) {
        struct entry e = { ml_db_text(s, 0, arena), ml_db_text(s, 1, arena),
                           sqlite3_column_int64(s, 2) };
        if (ret->n && ml_str_eq(ret->list[ret->n - 1].id, e.id))
            ret->list[ret->n - 1] = e; /* the last word */
        else
            ML_PUSH(ret->list, ret->n, ret->cap, e);
    }
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

/* Sorted by id, as the catalogue is. */
static void list_entries(const struct ml_catalogue *catalogue, bool is_cause,
                         struct entries *ret, struct ml_arena *arena)
{
    uint32_t n = is_cause ? catalogue->ncauses : catalogue->nsignatures;

    for (uint32_t i = 0; i < n; i++) {
        const struct ml_signature *s = &catalogue->signatures[is_cause ? 0 : i];
        const struct ml_cause *c = &catalogue->causes[is_cause ? i : 0];
        struct entry e = { is_cause ? c->id : s->id,
                           is_cause ? ml_cause_digest(c, arena)
                                    : ml_signature_digest(s, arena),
                           0 };
        ML_PUSH(ret->list, ret->n, ret->cap, e);
    }
}

static enum ml_rc put_entry(struct ml_history *h, bool is_cause, const struct entry *e,
                            struct ml_err *err)
{
    sqlite3_stmt *s = h->statements[PUT_ENTRY];

    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int(s, 2, is_cause);
    ml_db_bind_text(s, 3, e->id);
    ml_db_bind_text(s, 4, e->digest);
    return ml_db_do(&h->db, s, err);
}

/* All of `list`; those that are not in `known`, or otherwise, are written down. */
static enum ml_rc compare(struct ml_history *h, bool is_cause,
                          const struct entries *list, const struct entries *known,
                          struct entries *all, struct ml_err *err)
{
    enum ml_rc rc = ML_OK;

    for (size_t i = 0; i < list->n && rc == ML_OK; i++) {
        struct entry e = list->list[i];
        const struct entry *was =
            known->n ? bsearch(&e, known->list, known->n, sizeof(e), by_entry) : NULL;
        bool is_same = was && ml_str_eq(was->digest, e.digest);
        e.run = is_same ? was->run : h->run;
        ML_PUSH(all->list, all->n, all->cap, e);
        if (!is_same)
            rc = put_entry(h, is_cause, &e, err);
    }
    return rc;
}

/* What went away: no entry has an empty digest. */
static enum ml_rc compare_gone(struct ml_history *h, bool is_cause,
                               const struct entries *list, const struct entries *known,
                               struct entries *all, struct ml_err *err)
{
    enum ml_rc rc = ML_OK;

    for (size_t i = 0; i < known->n && rc == ML_OK; i++) {
        struct entry gone = { known->list[i].id, ML_STR_NONE, known->list[i].run };
        if (list->n && bsearch(&gone, list->list, list->n, sizeof(gone), by_entry))
            continue;
        bool is_news = known->list[i].digest.n > 0;
        if (is_news)
            gone.run = h->run;
        ML_PUSH(all->list, all->n, all->cap, gone);
        if (is_news)
            rc = put_entry(h, is_cause, &gone, err);
    }
    return rc;
}

static void give_changes(struct ml_changes *ret, bool is_cause,
                         const struct entries *all, struct ml_arena *arena)
{
    ml_str *ids = ml_arena_array(arena, all->n, sizeof(*ids));
    int64_t *runs = ml_arena_array(arena, all->n, sizeof(*runs));

    for (size_t i = 0; i < all->n; i++) {
        ids[i] = all->list[i].id;
        runs[i] = all->list[i].run;
        if (runs[i] > ret->newest)
            ret->newest = runs[i];
    }
    ret->ids[is_cause] = ids;
    ret->runs[is_cause] = runs;
    ret->n[is_cause] = (uint32_t)all->n;
}

static enum ml_rc compare_all(struct ml_history *h,
                              const struct ml_catalogue *catalogue, bool is_cause,
                              struct ml_changes *ret, struct ml_arena *arena,
                              struct ml_err *err)
{
    struct entries known = { 0 }, list = { 0 }, all = { 0 };
    enum ml_rc rc = read_entries(h, is_cause, &known, arena, err);

    list_entries(catalogue, is_cause, &list, arena);
    if (rc == ML_OK)
        rc = compare(h, is_cause, &list, &known, &all, err);
    if (rc == ML_OK)
        rc = compare_gone(h, is_cause, &list, &known, &all, err);
    if (all.n)
        qsort(all.list, all.n, sizeof(*all.list), by_entry);
    give_changes(ret, is_cause, &all, arena);
    free(known.list);
    free(list.list);
    free(all.list);
    return rc;
}

/* The last run of another version. */
static enum ml_rc read_program(struct ml_history *h, struct ml_changes *ret,
                               struct ml_err *err)
{
    sqlite3_stmt *s =
        ml_db_prepare(&h->db, "SELECT max(id) FROM run WHERE program <> ?1", err);
    if (!s)
        return ML_FAIL;
    ml_db_bind_text(s, 1, ML_STR(PACKAGE_VERSION));
    enum ml_rc rc = ml_db_step(&h->db, s, err);
    ret->program = rc == ML_OK ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_history_entries(struct ml_history *h,
                              const struct ml_catalogue *catalogue,
                              struct ml_changes *ret, struct ml_arena *arena,
                              struct ml_err *err)
{
    enum ml_rc rc = compare_all(h, catalogue, false, ret, arena, err);

    if (rc == ML_OK)
        rc = compare_all(h, catalogue, true, ret, arena, err);
    return rc == ML_OK ? read_program(h, ret, err) : rc;
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

enum ml_rc ml_history_put_server(struct ml_history *h, struct ml_past *past,
                                 struct ml_err *err)
{
    sqlite3_stmt *s = h->statements[PUT_SERVER];

    if (past->id) {
        s = h->statements[SEE_SERVER];
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
    sqlite3_stmt *s = h->statements[PUT_ITEM];

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
    sqlite3_stmt *s = h->statements[PUT_JOB];
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
    sqlite3_stmt *s = h->statements[PUT_LATEST];

    ml_summary_code(&wire, summary);
    sqlite3_bind_int64(s, 1, h->run);
    sqlite3_bind_int64(s, 2, server);
    ml_db_bind_text(s, 3, sent);
    bind_time(s, 4, newest);
    ml_db_bind_blob(s, 6, ml_buf_view(&bytes));
    enum ml_rc rc = ml_db_do(&h->db, s, err);
    ml_buf_reset(&bytes);
    s = h->statements[TRIM_LATEST];
    sqlite3_bind_int64(s, 1, server);
    return rc == ML_OK ? ml_db_do(&h->db, s, err) : rc;
}

enum ml_rc ml_history_put_sent(struct ml_history *h, int64_t server, ml_str sent,
                               struct ml_time newest, struct ml_summary *summary,
                               struct ml_err *err)
{
    enum ml_rc rc = ml_history_put_latest(h, server, sent, newest, summary, err);
    sqlite3_stmt *s = h->statements[PUT_SENT];

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
    sqlite3_stmt *s = h->statements[PUT_BUNDLE];
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
