/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "cli/command.h"
#include "diagnose/diagnose.h"
#include "fleet/history.h"
#include "fleet/lock.h"
#include "report/utf8.h"
#include "base/ban.h"

/* Lines of values apart by TABs, with a heading that begins with #. */
struct table {
    struct ml_db *db;
    struct ml_arena arena;
    struct ml_buf out;
    sqlite3_stmt *rows;
    struct ml_err err;
    enum ml_rc rc;
    uint64_t n;
};

static void begin(struct table *t, const char *heading, const char *sql)
{
    ml_buf_text(&t->out, heading);
    ml_buf_char(&t->out, '\n');
    t->rows = ml_db_prepare(t->db, sql, &t->err);
    t->rc = t->rows ? ML_OK : ML_FAIL;
}

static bool next(struct table *t)
{
    if (t->rc == ML_OK)
        t->rc = ml_db_step(t->db, t->rows, &t->err);
    t->n += t->rc == ML_OK;
    return t->rc == ML_OK;
}

static void end(struct table *t)
{
    sqlite3_finalize(t->rows);
    t->rows = NULL;
}

/* Names come from bundles: nothing in them moves a terminal's cursor. */
static void put_text(struct table *t, ml_str text, char after)
{
    while (text.n)
        ml_utf8_put_visible(&t->out, ml_utf8_take(&text));
    ml_buf_char(&t->out, after);
}

static void put_column(struct table *t, int column, char after)
{
    put_text(t, ml_db_text(t->rows, column, &t->arena), after);
}

static void put_time(struct table *t, int64_t us, int clock, char after)
{
    struct ml_time time = { us, clock == ML_CLOCK_UTC    ? ML_CLOCK_UTC
                                : clock == ML_CLOCK_BARE ? ML_CLOCK_BARE
                                                         : ML_CLOCK_UNKNOWN };
    ml_str iso = ml_time_iso(&t->arena, time);

    put_text(t, iso.n ? iso : ML_STR("-"), after);
}

/* The as-of of a run, which may be forgotten. */
static void put_run(struct table *t, int column)
{
    bool is_known = sqlite3_column_type(t->rows, column) != SQLITE_NULL;
    put_time(t, sqlite3_column_int64(t->rows, column), is_known ? ML_CLOCK_UTC : 0,
             '\t');
}

static void list_runs(struct table *t)
{
    enum { COUNTS = 14 };

    begin(t,
          "# as-of\tbundles\tread\tpartial\tunreadable\tservers\tproblems\tclean\t"
          "incomplete\tnew\tongoing\tchanged\tresolved\tnot-"
          "seen\tmuted\tprogram\tcatalogue",
          "SELECT as_of, bundles, read, partial, unreadable, servers, problems, clean, "
          "incomplete, new, ongoing, changed, resolved, not_seen, muted, program, "
          "catalogue "
          "FROM run ORDER BY id");
    while (next(t)) {
        put_time(t, sqlite3_column_int64(t->rows, 0), ML_CLOCK_UTC, '\t');
        for (int i = 1; i <= COUNTS + 1; i++)
            put_column(t, i, '\t');
        put_column(t, COUNTS + 2, '\n');
    }
    end(t);
}

static void list_servers(struct table *t)
{
    begin(
        t, "# server\tgroup\tfirst run\tnewest data\topen findings\topen causes",
        "WITH last AS (SELECT server, is_cause, id, max(run) AS run FROM item "
        "  GROUP BY server, is_cause, id), "
        "open AS (SELECT i.server, sum(NOT i.is_cause) AS findings, "
        "  sum(i.is_cause AND i.verdict <= 1) AS causes FROM item i JOIN last USING("
        "  server, is_cause, id, run) WHERE i.standing <> 3 GROUP BY i.server) "
        "SELECT s.name, s.folder, r.as_of, l.newest, l.clock, coalesce(o.findings, 0), "
        "coalesce(o.causes, 0) FROM server s LEFT JOIN run r ON r.id = s.run "
        "LEFT JOIN latest l ON l.server = s.id AND l.run = (SELECT max(run) FROM "
        "latest "
        "WHERE server = s.id) LEFT JOIN open o ON o.server = s.id "
        "ORDER BY s.folder, s.name");
    while (next(t)) {
        put_column(t, 0, '\t');
        put_column(t, 1, '\t');
        put_run(t, 2);
        put_time(t, sqlite3_column_int64(t->rows, 3), sqlite3_column_int(t->rows, 4),
                 '\t');
        put_column(t, 5, '\t');
        put_column(t, 6, '\n');
    }
    end(t);
}

static const char *word_at(sqlite3_stmt *rows, int column, const char *const *words,
                           int n)
{
    int i = sqlite3_column_int(rows, column);
    return i >= 0 && i < n ? words[i] : "";
}

/* By its name, or its group's and its own where several groups have one of that name.
 */
#define IS_NAMED                                                                       \
    "(s.name = ?1 COLLATE NOCASE OR (s.folder <> '' AND "                              \
    "s.folder || '/' || s.name = ?1 COLLATE NOCASE))"

/* What it sent, and how each finding and cause stood, where that changed. */
static void tell_story(struct table *t, const char *name)
{
    begin(t, "# as-of\twhat\tid\tstate\tverdict or reason\tlast occurrence",
          "SELECT r.as_of, e.what, e.id, e.standing, e.unseen, e.verdict, e.last, "
          "e.last_clock FROM "
          "(SELECT server, run, 0 AS what, '' AS id, 0 AS standing, 0 AS unseen, "
          "  0 AS verdict, newest AS last, clock AS last_clock FROM sent "
          " UNION ALL SELECT server, run, 1 + is_cause, id, standing, unseen, verdict, "
          "last, "
          "  last_clock FROM item) e "
          "JOIN server s ON s.id = e.server LEFT JOIN run r ON r.id = e.run "
          "WHERE " IS_NAMED " ORDER BY s.folder, e.run, e.what, e.id");
    if (t->rc == ML_OK)
        ml_db_bind_text(t->rows, 1, ml_str_of(name));
    while (next(t)) {
        static const char *const whats[] = { "sent", "finding", "cause" };
        int what = sqlite3_column_int(t->rows, 1);
        int unseen = sqlite3_column_int(t->rows, 4);
        put_run(t, 0);
        ml_buf_printf(&t->out, "%s\t", word_at(t->rows, 1, whats, 3));
        put_column(t, 2, '\t');
        ml_buf_printf(&t->out, "%s\t",
                      what ? word_at(t->rows, 3, ml_standing_names, ML_NOT_SEEN + 1)
                           : "");
        if (unseen)
            ml_buf_text(&t->out, word_at(t->rows, 4, ml_unseen_why_names,
                                         ML_UNSEEN_NO_SOURCE + 1));
        else if (what == 2)
            ml_buf_text(&t->out,
                        word_at(t->rows, 5, ml_verdict_names, ML_RULED_OUT + 1));
        ml_buf_char(&t->out, '\t');
        put_time(t, sqlite3_column_int64(t->rows, 6), sqlite3_column_int(t->rows, 7),
                 '\n');
    }
    end(t);
}

static void list_jobs(struct table *t, const char *name)
{
    begin(
        t, "# start\tend\tkind\toutcome\tcode\tjob",
        "SELECT j.start, j.finish, j.clock, j.kind, j.outcome, j.code, j.id FROM job j "
        "JOIN server s ON s.id = j.server WHERE " IS_NAMED " "
        "ORDER BY j.start, j.id");
    if (t->rc == ML_OK)
        ml_db_bind_text(t->rows, 1, ml_str_of(name));
    while (next(t)) {
        int64_t from = sqlite3_column_int64(t->rows, 0);
        int64_t to = sqlite3_column_int64(t->rows, 1);
        int clock = sqlite3_column_int(t->rows, 2);
        put_time(t, from, from ? clock : 0, '\t');
        put_time(t, to, to ? clock : 0, '\t');
        put_column(t, 3, '\t');
        ml_buf_printf(&t->out, "%s\t",
                      word_at(t->rows, 4, ml_job_outcome_names, ML_JOB_FAILED + 1));
        put_column(t, 5, '\t');
        put_column(t, 6, '\n');
    }
    end(t);
}

/* ---- the command ---- */

static int usage(const char *text)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "%s", text);
    return ml_cli_usage("history", &err);
}

static enum ml_rc forget(struct ml_history *history, struct ml_time as_of,
                         unsigned days, struct ml_err *err)
{
    enum ml_rc rc = ml_db_run(ml_history_db(history), "BEGIN IMMEDIATE", err);

    if (rc == ML_OK)
        rc = ml_history_forget(history, as_of, days, err);
    if (rc == ML_OK)
        rc = ml_db_run(ml_history_db(history), "COMMIT", err);
    return rc == ML_OK ? ml_db_run(ml_history_db(history), "VACUUM", err) : rc;
}

/* As of a run that ended so. */
static int status_of(const struct ml_err *err)
{
    return err->kind == ML_ERR_FORMAT || err->kind == ML_ERR_UNSUPPORTED
               ? ML_EXIT_USAGE
               : ML_EXIT_WRITE;
}

static int prune(const struct ml_cli *cli, const char *path)
{
    struct ml_history *history = NULL;
    struct ml_err err = { 0 };
    int status = ML_EXIT_CLEAN, lock = -1;

    if (!cli->keep_days)
        return usage("history prune needs --keep-days N");
    if (access(path, F_OK) != 0) {
        ml_err_sys(&err, ML_FAIL, errno, "cannot open");
        ml_err_at(&err, path, 0);
        status = ML_EXIT_USAGE;
    } else if (ml_lock_take(&lock, path, &err) != ML_OK) {
        status = err.kind == ML_ERR_USAGE ? ML_EXIT_BUSY : ML_EXIT_WRITE;
    } else if (ml_history_open(&history, path, &err) != ML_OK ||
               forget(history, ml_cli_as_of(cli), cli->keep_days, &err) != ML_OK) {
        status = status_of(&err);
    }
    ml_history_close(history);
    if (lock >= 0)
        close(lock);
    if (status != ML_EXIT_CLEAN)
        ml_cli_complain(&err);
    return status;
}

/* One that is known may have nothing to tell any more. */
static bool is_server(struct table *t, const char *name)
{
    bool known = false;

    t->rows = ml_db_prepare(t->db, "SELECT 1 FROM server s WHERE " IS_NAMED, &t->err);
    if (t->rows) {
        ml_db_bind_text(t->rows, 1, ml_str_of(name));
        known = ml_db_step(t->db, t->rows, &t->err) == ML_OK;
    }
    end(t);
    return known;
}

static int show(const struct ml_cli *cli, const char *path, const char *what)
{
    struct ml_history *history;
    struct table t = { .n = 0 };

    if (ml_history_look(&history, path, &t.err) != ML_OK) {
        ml_cli_complain(&t.err);
        return ML_EXIT_USAGE;
    }
    ml_arena_init(&t.arena);
    t.db = ml_history_db(history);
    if (strcmp(what, "runs") == 0)
        list_runs(&t);
    else if (strcmp(what, "servers") == 0)
        list_servers(&t);
    else if (strcmp(what, "server") == 0)
        tell_story(&t, cli->args[1]);
    else
        list_jobs(&t, cli->args[1]);
    if (t.rc != ML_END)
        ml_cli_complain(&t.err);
    else
        ml_cli_print(ml_buf_view(&t.out));
    int status = t.rc == ML_END ? ML_EXIT_CLEAN : ML_EXIT_USAGE;
    if (t.rc == ML_END && !t.n && cli->nargs == 2 && !is_server(&t, cli->args[1])) {
        fprintf(stderr, "marslog: %s: no such server in the history\n", cli->args[1]);
        status = ML_EXIT_PROBLEMS;
    }
    ml_buf_reset(&t.out);
    ml_arena_reset(&t.arena);
    ml_history_close(history);
    return status;
}

static int run(struct ml_cli *cli)
{
    static const struct {
        const char *name;
        size_t nargs;
    } kinds[] = {
        { "runs", 1 }, { "servers", 1 }, { "server", 2 }, { "jobs", 2 }, { "prune", 1 }
    };
    char in_out[4200];
    const char *what = cli->nargs ? cli->args[0] : "runs";
    const char *path = cli->history;

    snprintf(in_out, sizeof(in_out), "%s/history.db", cli->out ? cli->out : ".");
    if (!path)
        path = in_out;
    for (size_t i = 0; i < ML_COUNT(kinds); i++) {
        if (strcmp(what, kinds[i].name) != 0)
            continue;
        if (cli->nargs > kinds[i].nargs || (cli->nargs < kinds[i].nargs && cli->nargs))
            return usage(kinds[i].nargs == 2 ? "it needs the name of one server"
                                             : "too many arguments");
        return strcmp(what, "prune") == 0 ? prune(cli, path) : show(cli, path, what);
    }
    return usage("history shows runs, servers, server NAME or jobs NAME; or prune");
}

const struct ml_command ml_command_history = {
    "history",
    ML_FOR_HISTORY,
    "marslog history [runs|servers|server NAME|jobs NAME|prune] --out DIR",
    "what the nightly runs knew: runs, servers, one server's story",
    "Prints lines of values apart by TABs; the first begins with # and names them.\n"
    "\n"
    "  runs         each run with its counts\n"
    "  servers      each server with its newest data and what is open\n"
    "  server NAME  what the server sent, and each finding and cause where it "
    "changed;\n"
    "               GROUP/NAME where several groups have one of that name\n"
    "  jobs NAME    its backup jobs, as far as any run saw them\n"
    "  prune        forget what is older than --keep-days\n",
    run,
};
