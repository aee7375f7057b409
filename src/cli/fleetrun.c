/* SPDX-License-Identifier: MIT */
#include "cli/fleetrun.h"

#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "cli/batchlog.h"
#include "cli/interrupt.h"
#include "cli/metrics.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/screen.h"
#include "fleet/batch.h"
#include "fleet/shard.h"
#include "report/fleettext.h"
#include "report/html.h"
#include "report/json.h"
#include "base/ban.h"

enum { PATH_BYTES = 4200, BUNDLE_SECONDS = 3600 };

/* A file that lies in --out unless its option says otherwise. */
static const char *file_of(char ret[PATH_BYTES], const char *given, const char *out,
                           const char *name)
{
    snprintf(ret, PATH_BYTES, "%s/%s", out, name);
    return given ? given : ret;
}

/* False when it could not be; that nobody reads it to its end is no failure. */
static bool print_summary(const struct ml_board *board, const struct ml_cli *cli)
{
    struct ml_buf text = { 0 };
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };

    ml_fleet_text(board, &options, &text);
    bool ok = ml_cli_print(ml_buf_view(&text)) || errno == EPIPE;
    ml_buf_reset(&text);
    return ok;
}

/* ---- exit status ---- */

static bool has_unread(const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->nservers; i++)
        if (board->servers[i].is_here && board->servers[i].state == ML_INCOMPLETE)
            return true;
    return board->nunreadable || board->npartial ||
           (!board->nbundles && !board->narriving);
}

static bool has_problems(const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->nservers; i++)
        if (board->servers[i].is_here && board->servers[i].state == ML_PROBLEMS)
            return true;
    return false;
}

static int status_by(enum ml_fail_on fail_on, bool is_new, bool unread, bool problems)
{
    switch (fail_on) {
    case ML_FAIL_ON_NEW:
        return is_new ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
    case ML_FAIL_ON_ANY:
        return problems ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
    case ML_FAIL_ON_UNREAD:
        return unread ? ML_EXIT_UNREAD : ML_EXIT_CLEAN;
    default:
        return unread ? ML_EXIT_UNREAD : problems ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
    }
}

static int status_of(const struct ml_board *board, enum ml_fail_on fail_on)
{
    return status_by(fail_on, ml_board_tally_of(board).new_ > 0, has_unread(board),
                     has_problems(board));
}

static int status_of_shard(const struct ml_shard_counts *counts,
                           enum ml_fail_on fail_on)
{
    return status_by(fail_on, false,
                     counts->bundles.unreadable || counts->bundles.partial ||
                         counts->incomplete,
                     counts->problems > 0);
}

static int complain(const struct ml_err *err, enum ml_batch_end end,
                    struct ml_batch_log *log)
{
    ml_cli_complain(err);
    if (end == ML_BATCH_REFUSED)
        return ML_EXIT_BUSY;
    if (end == ML_BATCH_WRONG)
        return ML_EXIT_USAGE;
    if (err->sys_errno == ENOSPC || err->sys_errno == EDQUOT)
        ml_batch_log_note(log, "make room and run again: what was analysed is kept");
    return ML_EXIT_WRITE;
}

/* ---- forms for other systems ---- */

static enum ml_rc write_sheet(const struct ml_board *board, enum ml_sheet sheet,
                              FILE *out, struct ml_err *err)
{
    struct ml_templates *templates;
    char dir[PATH_BYTES];

    ml_place_templates(dir, sizeof(dir));
    enum ml_rc rc = ml_sheet_open(&templates, sheet, dir, err);
    if (rc != ML_OK)
        return rc;
    rc = ml_sheet_of_board(templates, board, ml_write_file, out, err);
    ml_report_close_templates(templates);
    return rc;
}

static enum ml_rc write_csv(const void *board, FILE *out, struct ml_err *err)
{
    return write_sheet(board, ML_SHEET_CSV, out, err);
}

static enum ml_rc write_junit(const void *board, FILE *out, struct ml_err *err)
{
    return write_sheet(board, ML_SHEET_JUNIT, out, err);
}

static enum ml_rc write_json(const void *board, FILE *out, struct ml_err *err)
{
    return ml_json_of_board(board, ml_write_file, out, err);
}

static bool wrote_all(const struct ml_batch_result *result, const struct ml_cli *cli)
{
    bool ok = true;

    if (cli->csv)
        ok = ml_cli_put(cli->csv, write_csv, result->board) && ok;
    if (cli->junit)
        ok = ml_cli_put(cli->junit, write_junit, result->board) && ok;
    if (cli->json)
        ok = ml_cli_put(cli->json, write_json, result->board) && ok;
    if (cli->metrics)
        ok = ml_cli_put(cli->metrics, ml_metrics_write, result) && ok;
    return ok;
}

/* What may be a mistake of the call. */
static void note_odd(const struct ml_batch_result *result, struct ml_batch_log *log)
{
    const struct ml_board *board = result->board;
    char text[120];

    if (result->nother) {
        snprintf(text, sizeof(text),
                 "%u reports were written with another catalogue; the verdicts come "
                 "from this one",
                 result->nother);
        ml_batch_log_note(log, text);
    }
    if (!board->nbundles && !board->narriving)
        ml_batch_log_note(log, "there was no bundle at all");
    if (ml_time_known(board->previous) && board->previous.us > board->as_of.us)
        ml_batch_log_note(log, "the run before speaks of a later time than this one");
}

static int conclude(const struct ml_batch_result *result, const struct ml_cli *cli,
                    struct ml_batch_log *log)
{
    if (!result->board) {
        ml_batch_log_cut(log);
        return ml_interrupted() ? ML_EXIT_INTERRUPTED
                                : ML_EXIT_UNREAD; /* --fail-fast */
    }
    int status = status_of(result->board, cli->fail_on);
    bool ok = wrote_all(result, cli);
    if (ml_output_has_summary(cli))
        ok = print_summary(result->board, cli) && ok;
    note_odd(result, log);
    ml_batch_log_end(log, result); /* the last line, whatever else there is to say */
    return ok ? status : ML_EXIT_WRITE;
}

/* ---- the run ---- */

/* What a run is given, with room for the names that it makes up. */
struct given {
    struct ml_batch_options options;
    char history[PATH_BYTES], mutes[PATH_BYTES], templates[PATH_BYTES];
};

static void fill(struct given *given, const struct ml_cli *cli,
                 const struct ml_rules *rules, const char *const *passphrases,
                 struct ml_batch_log *log)
{
    struct ml_time now = { ml_cli_as_of(cli).us, ML_CLOCK_UTC };

    ml_place_templates(given->templates, sizeof(given->templates));
    given->options = (struct ml_batch_options){
        .scan = ml_cli_scan_options(cli, rules, passphrases),
        .memory_bytes = cli->memory_mb << 20,
        .lang = cli->lang,
        .paths = cli->args,
        .list = cli->list,
        .by_folder = cli->group_by_folder,
        .settle_seconds = cli->settle_seconds,
        .shard = cli->shard,
        .shards = cli->shards,
        .as_of = now,
        .out = cli->out,
        .history = file_of(given->history, cli->history, cli->out, "history.db"),
        .mutes = file_of(given->mutes, cli->mutes, cli->out, "mutes"),
        .templates = given->templates,
        .stale_days = cli->stale_days,
        .keep_days = cli->keep_days,
        .fail_fast = cli->fail_fast,
        .fresh = cli->fresh,
        .verify = cli->verify,
        .watch = ml_batch_log_watch(log),
    };
    uint64_t *seconds = &given->options.scan.limits.max[ML_LIMIT_SECONDS];
    if (!*seconds) /* who hangs must not hold the whole fleet up */
        *seconds = BUNDLE_SECONDS;
}

int ml_fleet_batch(const struct ml_cli *cli, const struct ml_rules *rules,
                   const char *const *passphrases)
{
    struct ml_batch_log *log = ml_batch_log_new(cli);
    struct ml_batch_result result;
    struct ml_err err = { 0 };
    struct given given;

    fill(&given, cli, rules, passphrases, log);
    ml_interrupt_catch();
    enum ml_batch_end end = ml_batch_run(&result, &given.options, &err);
    int status =
        end == ML_BATCH_DONE ? conclude(&result, cli, log) : complain(&err, end, log);
    ml_batch_result_reset(&result);
    ml_batch_log_free(log);
    return status;
}

int ml_fleet_shard(const struct ml_cli *cli, const struct ml_rules *rules,
                   const char *const *passphrases)
{
    struct ml_batch_log *log = ml_batch_log_new(cli);
    struct ml_shard_counts counts;
    struct ml_err err = { 0 };
    struct given given;
    int status;

    fill(&given, cli, rules, passphrases, log);
    ml_interrupt_catch();
    enum ml_batch_end end = ml_shard_run(&counts, &given.options, &err);
    if (end != ML_BATCH_DONE) {
        status = complain(&err, end, log);
    } else if (counts.is_interrupted) {
        ml_batch_log_cut(log);
        status = ml_interrupted() ? ML_EXIT_INTERRUPTED : ML_EXIT_UNREAD;
    } else {
        ml_batch_log_shard(log, &counts, &given.options);
        status = status_of_shard(&counts, cli->fail_on);
    }
    ml_batch_log_free(log);
    return status;
}

static void tell_failed(void *ctx, const struct ml_err *err)
{
    (void)ctx;
    ml_cli_complain(err);
}

static void note_missing_shard(const struct ml_cli *cli, struct ml_batch_log *log)
{
    char text[120];
    unsigned shards, shard = ml_shard_missing(cli->args, cli->nargs, &shards);

    if (!shard)
        return;
    snprintf(text, sizeof(text),
             "shard-%u-of-%u.xml is not among the reports: what is in it counts as not "
             "sent",
             shard, shards);
    ml_batch_log_note(log, text);
}

int ml_fleet_merge(const struct ml_cli *cli, const struct ml_rules *rules)
{
    struct ml_batch_log *log = ml_batch_log_new(cli);
    struct ml_batch_result result;
    struct ml_err err = { 0 };
    struct given given;

    fill(&given, cli, rules, NULL, log);
    ml_interrupt_catch();
    enum ml_batch_end end =
        ml_batch_merge(&result, &given.options, tell_failed, NULL, &err);
    note_missing_shard(cli, log);
    int status =
        end == ML_BATCH_DONE ? conclude(&result, cli, log) : complain(&err, end, log);
    if (result.nfailed && status < ML_EXIT_UNREAD)
        status = ML_EXIT_UNREAD;
    ml_batch_result_reset(&result);
    ml_batch_log_free(log);
    return status;
}
