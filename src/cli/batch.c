/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/batchlog.h"
#include "cli/command.h"
#include "cli/metrics.h"
#include "cli/places.h"
#include "cli/screen.h"
#include "fleet/batch.h"
#include "fleet/stop.h"
#include "report/fleettext.h"
#include "base/ban.h"

enum { SHELL_MAX = 4200 };

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    if (interrupted)
        _exit(ML_EXIT_INTERRUPTED); /* the second time: at once */
    interrupted = 1;
    ml_stop_ask();
}

static void catch_interrupts(void)
{
    struct sigaction action = { .sa_handler = on_interrupt };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static struct ml_time start_of_run(const struct ml_cli *cli)
{
    struct timespec now;

    if (ml_time_known(cli->as_of))
        return (struct ml_time){ cli->as_of.us, ML_CLOCK_UTC };
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct ml_time){ now.tv_sec * ML_SECOND_US, ML_CLOCK_UTC };
}

/* A file that lies in --out unless its option says otherwise. */
static const char *file_of(char ret[SHELL_MAX], const char *given, const char *out,
                           const char *name)
{
    snprintf(ret, SHELL_MAX, "%s/%s", out, name);
    return given ? given : ret;
}

static void print_summary(const struct ml_board *board, const struct ml_cli *cli)
{
    struct ml_buf text = { 0 };
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };

    ml_fleet_text(board, &options, &text);
    ml_cli_print(ml_buf_view(&text));
    ml_buf_reset(&text);
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

static int status_of(const struct ml_board *board, enum ml_fail_on fail_on)
{
    bool is_new = ml_board_tally_of(board).new_ > 0;
    bool unread = has_unread(board), problems = has_problems(board);

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

static int complain(const struct ml_err *err, enum ml_batch_end end)
{
    ml_cli_complain(err);
    if (end == ML_BATCH_REFUSED)
        return ML_EXIT_BUSY;
    if (end == ML_BATCH_WRONG)
        return ML_EXIT_USAGE;
    if (err->sys_errno == ENOSPC || err->sys_errno == EDQUOT)
        fprintf(stderr,
                "marslog: make room and run again: what was analysed is kept\n");
    return ML_EXIT_WRITE;
}

static int conclude(const struct ml_batch_result *result, const struct ml_cli *cli,
                    struct ml_batch_log *log)
{
    if (!result->board) {
        ml_batch_log_cut(log);
        return interrupted ? ML_EXIT_INTERRUPTED : ML_EXIT_UNREAD; /* --fail-fast */
    }
    int status = status_of(result->board, cli->fail_on);
    ml_batch_log_end(log, result);
    if (!cli->quiet)
        print_summary(result->board, cli);
    if (cli->metrics && !ml_cli_put(cli->metrics, ml_metrics_write, result))
        status = ML_EXIT_WRITE;
    return status;
}

/* ---- the run ---- */

static int batch(const struct ml_cli *cli, const struct ml_rules *rules,
                 const char *const *passphrases)
{
    char history[SHELL_MAX], mutes[SHELL_MAX], templates[SHELL_MAX];
    struct ml_batch_log *log = ml_batch_log_new(cli);
    struct ml_batch_options options = {
        .scan = { .catalogue = rules->catalogue,
                  .matcher = rules->matcher,
                  .limits = cli->limits,
                  .passphrases = passphrases,
                  .jobs = cli->jobs,
                  .has_utc_offset = cli->has_utc_offset,
                  .utc_offset_minutes = cli->utc_offset_minutes,
                  .since = cli->since,
                  .until = cli->until,
                  .digest = true },
        .memory_bytes = cli->memory_mb << 20,
        .lang = cli->lang,
        .paths = cli->args,
        .list = cli->list,
        .by_folder = cli->group_by_folder,
        .settle_seconds = cli->settle_seconds,
        .as_of = start_of_run(cli),
        .out = cli->out,
        .history = file_of(history, cli->history, cli->out, "history.db"),
        .mutes = file_of(mutes, cli->mutes, cli->out, "mutes"),
        .templates = templates,
        .stale_days = cli->stale_days,
        .keep_days = cli->keep_days,
        .fail_fast = cli->fail_fast,
        .fresh = cli->fresh,
        .verify = cli->verify,
        .watch = ml_batch_log_watch(log),
    };
    struct ml_batch_result result;
    struct ml_err err = { 0 };

    ml_place(templates, sizeof(templates), "report.xsl");
    *strrchr(templates, '/') = 0;
    catch_interrupts();
    enum ml_batch_end end = ml_batch_run(&result, &options, &err);
    int status =
        end == ML_BATCH_DONE ? conclude(&result, cli, log) : complain(&err, end);
    ml_batch_result_reset(&result);
    ml_batch_log_free(log);
    return status;
}

static int refuse(const char *text)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "%s", text);
    return ml_cli_usage("batch", &err);
}

static int run(struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    char **passphrases = NULL;
    struct ml_err err = { 0 };

    if (cli->nargs == 0 && !cli->list)
        return refuse("batch needs at least one PATH, or --list FILE");
    if (!cli->out)
        return refuse("batch needs a folder for its reports: --out DIR");
    if (ml_cli_passphrases(cli, &passphrases, &err) != ML_OK) {
        ml_cli_complain(&err);
        return ML_EXIT_USAGE;
    }
    int status = ML_EXIT_USAGE;
    if (ml_cli_rules(cli, &rules) == ML_OK)
        status = batch(cli, &rules, (const char *const *)passphrases);
    ml_rules_close(&rules);
    ml_cli_passphrases_free(passphrases);
    return status;
}

const struct ml_command ml_command_batch = {
    "batch",
    ML_FOR_BATCH,
    "marslog batch [options] --out DIR PATH...",
    "the nightly job: many bundles, history, and the fleet's report",
    "Analyses every bundle below PATH, each in a process of its own, compares with "
    "the\n"
    "runs of before, and writes fleet.html, fleet.xml and a page for each server into "
    "DIR.\n"
    "What is unchanged is not analysed again. Standard error has a line for each "
    "bundle;\n"
    "the last one says that the run is complete. A run that was cut off goes on where "
    "it\n"
    "stopped when it is started again.\n"
    "\n"
    "In a PATH every file is a bundle, and every folder that holds files which are no\n"
    "archives; other folders are looked into.\n"
    "\n"
    "Exit status: 0 no known problem, 1 at least one, 2 usage, catalogue or history "
    "error,\n"
    "3 some bundle could not be read or only in part, 4 another run is at work on the\n"
    "history, 5 the reports or the history could not be written, 130 interrupted. "
    "With\n"
    "--fail-on: new 1 if anything is new and not muted, any 1 if there is any "
    "problem,\n"
    "unread 3 if anything could not be read; else 0.\n",
    run,
};
