/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/screen.h"
#include "diagnose/diagnose.h"
#include "report/html.h"
#include "report/note.h"
#include "report/request.h"
#include "report/text.h"
#include "report/xml.h"
#include "scan/scan.h"
#include "base/ban.h"

/* Shared with the signal handler: ends the walk, and with it the run. */
static struct ml_walk_usage usage;
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    if (interrupted)
        _exit(ML_EXIT_INTERRUPTED); /* the second time: at once */
    interrupted = 1;
    atomic_store(&usage.stopping, true);
}

static void catch_interrupts(void)
{
    struct sigaction action = { .sa_handler = on_interrupt };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* --group-by folder: the first folder below PATH, for each file. */
static void group_by_folder(struct ml_case *c)
{
    for (uint32_t i = 0; i < c->nmembers; i++) {
        ml_str below = ml_str_from(c->members[i].address, c->path.n), folder, rest;
        if (ml_str_starts(below, ML_STR("/")))
            below = ml_str_from(below, 1);
        else if (!c->path.n || c->path.p[c->path.n - 1] != '/')
            continue; /* PATH is no folder */
        if (ml_str_cut(below, '/', &folder, &rest) &&
            ml_str_find_char(folder, '!') == ML_NPOS)
            c->members[i].folder = folder;
    }
}

static enum ml_rc write_xml(const void *result, FILE *out, struct ml_err *err)
{
    return ml_report_xml(result, ML_XML_FOR_TOOLS, ml_cli_write, out, err);
}

static enum ml_rc write_html(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_templates *templates;
    char dir[4200];

    ml_place(dir, sizeof(dir), "report.xsl");
    *strrchr(dir, '/') = 0;
    enum ml_rc rc = ml_report_open_templates(&templates, dir, err);
    if (rc != ML_OK)
        return rc;
    rc = ml_report_html(templates, result, ml_cli_write, out, err);
    ml_report_close_templates(templates);
    return rc;
}

static enum ml_rc write_text(struct ml_buf *text, FILE *out, struct ml_err *err)
{
    int failed = ml_cli_write(out, text->p, text->n);

    ml_buf_reset(text);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the report") : ML_OK;
}

static enum ml_rc write_request(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_buf text = { 0 };

    ml_report_request(result, &text);
    return write_text(&text, out, err);
}

static enum ml_rc write_note(const void *result, FILE *out, struct ml_err *err)
{
    struct ml_buf text = { 0 };

    ml_report_note(result, &text);
    return write_text(&text, out, err);
}

static bool put_summary(const struct ml_result *result, const struct ml_cli *cli)
{
    struct ml_buf text = { 0 };
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };

    ml_report_text(result, &options, &text);
    bool ok = ml_cli_print(ml_buf_view(&text));
    ml_buf_reset(&text);
    return ok;
}

/* What scan writes beside the summary, and where to. */
struct wanted {
    ml_cli_writer *write;
    const char *path; /* NULL: not asked for */
};

enum { REPORTS = 4 };

static void wanted_of(const struct ml_cli *cli, struct wanted ret[REPORTS])
{
    ret[0] = (struct wanted){ write_xml, cli->xml };
    ret[1] = (struct wanted){ write_html, cli->html };
    ret[2] = (struct wanted){ write_request, cli->request };
    ret[3] = (struct wanted){ write_note, cli->note };
}

static unsigned to_stdout(const struct ml_cli *cli)
{
    struct wanted wanted[REPORTS];
    unsigned n = 0;

    wanted_of(cli, wanted);
    for (int i = 0; i < REPORTS; i++)
        n += wanted[i].path && strcmp(wanted[i].path, "-") == 0;
    return n;
}

static bool wrote_all(const struct ml_result *result, const struct ml_cli *cli)
{
    struct wanted wanted[REPORTS];
    bool ok = true;

    wanted_of(cli, wanted);
    for (int i = 0; i < REPORTS; i++)
        if (wanted[i].path)
            ok = ml_cli_put(wanted[i].path, wanted[i].write, result) && ok;
    if (!cli->quiet && !to_stdout(cli))
        ok = put_summary(result, cli) && ok;
    return ok;
}

static int exit_status(const struct ml_result *result)
{
    bool problems = false, unread = false;

    if (interrupted)
        return ML_EXIT_INTERRUPTED;
    for (uint32_t i = 0; i < result->nservers; i++) {
        const struct ml_server *s = &result->servers[i];
        problems |= s->state == ML_PROBLEMS;
        unread |= s->state == ML_INCOMPLETE;
        for (uint32_t b = 0; b < s->nbundles; b++)
            unread |= s->bundles[b]->state != ML_READ;
        for (uint32_t f = 0; f < s->nfiles; f++)
            unread |= s->files[f]->state == ML_PARTIAL ||
                      s->files[f]->state == ML_UNREADABLE;
    }
    return unread ? ML_EXIT_UNREAD : problems ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
}

static uint32_t scan_all(const struct ml_cli *cli, const struct ml_scan_options *options,
                         struct ml_case **cases)
{
    struct ml_progress *progress = ml_progress_start(cli->progress, &usage);
    uint32_t n = 0;

    for (size_t i = 0; i < cli->nargs && !interrupted; i++) {
        ml_progress_bundle(progress, cli->args[i], i + 1, cli->nargs);
        cases[n] = ml_scan_bundle(cli->args[i], options, &usage);
        if (cli->group_by_folder)
            group_by_folder(cases[n]);
        n++;
    }
    ml_progress_stop(progress);
    return n;
}

static int scan_paths(const struct ml_cli *cli, const struct ml_rules *rules,
                      const char *const *passphrases)
{
    struct ml_scan_options options = { .catalogue = rules->catalogue,
                                       .matcher = rules->matcher,
                                       .limits = cli->limits,
                                       .passphrases = passphrases,
                                       .jobs = cli->jobs,
                                       .has_utc_offset = cli->has_utc_offset,
                                       .utc_offset_minutes = cli->utc_offset_minutes,
                                       .since = cli->since,
                                       .until = cli->until,
                                       .digest = !cli->no_digest };
    struct ml_case **cases = calloc(cli->nargs, sizeof(*cases));

    if (!cases)
        ml_oom();
    catch_interrupts();
    uint32_t n = scan_all(cli, &options, cases);
    struct ml_result *result = ml_diagnose(cases, n, rules->catalogue, cli->lang);
    result->interrupted = interrupted;
    result->since = cli->since;
    result->until = cli->until;
    int status = exit_status(result);
    if (!wrote_all(result, cli) && status < ML_EXIT_UNREAD)
        status = ML_EXIT_UNREAD;
    ml_result_free(result);
    for (uint32_t i = 0; i < n; i++)
        ml_case_free(cases[i]);
    free(cases);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    char **passphrases = NULL;
    struct ml_err err = { 0 };

    if (cli->nargs == 0) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "scan needs at least one PATH");
        return ml_cli_usage("scan", &err);
    }
    if (to_stdout(cli) > 1) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "only one of --xml, --html, --request and --note can go to standard "
                   "output");
        return ml_cli_usage("scan", &err);
    }
    if (ml_cli_passphrases(cli, &passphrases, &err) != ML_OK) {
        ml_cli_complain(&err);
        return ML_EXIT_USAGE;
    }
    int status = ML_EXIT_USAGE;
    if (ml_cli_rules(cli, &rules) == ML_OK)
        status = scan_paths(cli, &rules, (const char *const *)passphrases);
    ml_rules_close(&rules);
    ml_cli_passphrases_free(passphrases);
    return status;
}

const struct ml_command ml_command_scan = {
    "scan",
    ML_FOR_SCAN,
    "marslog scan [options] PATH...",
    "analyse bundles: archives, folders or single files; - is standard input",
    "Reads agent logs and support bundles as they were sent, finds known problems, and\n"
    "weighs each known cause: confirmed, likely, undetermined, unlikely or ruled out,\n"
    "with the evidence and what is still missing. Bundles of one server complete each\n"
    "other.\n"
    "\n"
    "Exit status: 0 no known problem, 1 at least one, 2 usage or catalogue error,\n"
    "3 some input could not be read (the report says which), 130 interrupted.\n",
    run,
};
