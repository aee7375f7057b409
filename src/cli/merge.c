/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/canonical.h"
#include "cli/batchlog.h"
#include "cli/command.h"
#include "cli/fleetrun.h"
#include "cli/output.h"
#include "cli/places.h"
#include "report/casereader.h"
#include "base/ban.h"

/* The cases of all reports, and what there is to say of them. */
struct merger {
    const struct ml_rules *rules;
    struct ml_cases_reader *reader;
    struct ml_case **cases;
    size_t ncases, cap_cases;
    struct ml_output how;
    bool has_window;               /* `how` has that of a report */
    size_t nread, nfailed, nother; /* reports; those of another catalogue */
    struct ml_saved all; /* signatures that are not in the catalogue, of all reports */
};

static void take_case(void *ctx, struct ml_case *c)
{
    struct merger *m = ctx;

    ML_PUSH(m->cases, m->ncases, m->cap_cases, c);
}

static void note_foreign(struct merger *m, const struct ml_saved *saved)
{
    for (size_t i = 0; i < saved->nforeign; i++) {
        size_t k = 0;
        while (k < m->all.nforeign && !ml_str_eq(m->all.foreign[k], saved->foreign[i]))
            k++;
        if (k == m->all.nforeign)
            ML_PUSH(m->all.foreign, m->all.nforeign, m->all.cap_foreign,
                    ml_arena_dup(&m->all.arena, saved->foreign[i]));
    }
}

/* False when it cannot stand beside the ones before. */
static bool add_report(struct merger *m, const char *path)
{
    struct ml_saved saved = { .nforeign = 0 };
    struct ml_err err = { 0 };
    size_t before = m->ncases;
    bool fits = true;

    if (ml_cases_read(m->reader, path, &saved, &err) != ML_OK) {
        ml_cli_complain(&err);
        while (m->ncases > before)
            ml_case_free(m->cases[--m->ncases]);
        m->nfailed++;
    } else {
        fits = !saved.has_servers || !m->has_window ||
               (ml_time_eq(m->how.since, saved.since) &&
                ml_time_eq(m->how.until, saved.until));
        if (saved.has_servers) {
            m->how.since = saved.since;
            m->how.until = saved.until;
            m->has_window = true;
        }
        m->nother += !ml_str_eq(saved.digest, m->rules->catalogue->digest);
        note_foreign(m, &saved);
        m->nread++;
    }
    ml_saved_reset(&saved);
    return fits;
}

/* A bundle that is in several reports counts once; two of one path are both kept. */
static void drop_repeated(struct merger *m)
{
    struct ml_case *last = NULL;
    size_t n = 0;

    for (size_t i = 0; i < m->ncases; i++) {
        struct ml_case *c = m->cases[i];
        bool is_same = last && ml_case_is_same(last, c);
        if (is_same && last->again == c->again) {
            ml_case_free(c);
            continue;
        }
        if (last && !is_same && ml_str_eq(last->path, c->path))
            fprintf(stderr,
                    "marslog: %.*s: the reports hold different bundles of this "
                    "path; each is kept\n",
                    ML_STR_ARG(c->path));
        m->cases[n++] = last = c;
    }
    m->ncases = n;
}

static void print_notices(const struct merger *m)
{
    if (m->nother)
        fprintf(stderr,
                "marslog: %zu of %zu reports were written with another catalogue; the "
                "verdicts come from this one\n",
                m->nother, m->nread);
    for (size_t i = 0; i < m->all.nforeign; i++)
        fprintf(stderr, "marslog: %.*s is not in this catalogue and was left out\n",
                ML_STR_ARG(m->all.foreign[i]));
}

/* False when there are any. */
static bool print_lacking(const struct merger *m)
{
    ml_str path;

    for (size_t i = 0; (path = ml_cases_lacking(m->reader, i)).n; i++)
        fprintf(stderr,
                "marslog: %.*s: it is of several servers, and the reports of some are "
                "missing; it was left out\n",
                ML_STR_ARG(path));
    return ml_cases_lacking(m->reader, 0).n == 0;
}

static int merge_read(struct merger *m, const struct ml_cli *cli)
{
    if (m->nread == 0 || (!print_lacking(m) && m->ncases == 0))
        return ML_EXIT_USAGE;
    print_notices(m);
    ml_cases_order(m->cases, m->ncases);
    drop_repeated(m);
    int status = ml_output_cases(cli, m->rules->catalogue, m->cases,
                                 (uint32_t)m->ncases, &m->how);
    bool is_all = !m->nfailed && ml_cases_lacking(m->reader, 0).n == 0;
    return is_all ? status : ML_EXIT_UNREAD;
}

static int merge(const struct ml_cli *cli, const struct ml_rules *rules)
{
    struct merger m = { .rules = rules };
    struct ml_schema *schema = NULL;
    struct ml_err err = { 0 };
    char path[4200];
    int status = ML_EXIT_USAGE;
    bool fits = true;

    ml_place(path, sizeof(path), "report.rng");
    if (ml_schema_open(&schema, path, &err) != ML_OK) {
        ml_cli_complain(&err);
        return ML_EXIT_USAGE;
    }
    m.reader = ml_cases_open(schema, rules->catalogue, take_case, &m);
    for (size_t i = 0; fits && i < cli->nargs; i++) {
        fits = add_report(&m, cli->args[i]);
        if (!fits) {
            ml_err_set(
                &err, ML_FAIL, ML_ERR_USAGE,
                "was made with another --since or --until than the reports before");
            ml_err_at(&err, cli->args[i], 0);
            ml_cli_complain(&err);
        }
    }
    if (fits)
        status = merge_read(&m, cli);
    for (size_t i = 0; i < m.ncases; i++)
        ml_case_free(m.cases[i]);
    free(m.cases);
    ml_saved_reset(&m.all);
    ml_cases_close(m.reader);
    ml_schema_close(schema);
    return status;
}

static bool check_args(const struct ml_cli *cli)
{
    struct ml_err err = { 0 };
    size_t ninputs = 0;

    for (size_t i = 0; i < cli->nargs; i++)
        ninputs += strcmp(cli->args[i], "-") == 0;
    if (cli->nargs && ninputs <= 1)
        return true;
    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
               "merge needs at least one report, of which one may be -");
    ml_cli_usage("merge", &err);
    return false;
}

/* Some options are of a fleet's reports, others of a single one. */
static bool check_options(const struct ml_cli *cli)
{
    const struct {
        bool is_given, is_of_fleet;
        const char *name;
    } options[] = {
        { cli->history != NULL, true, "--history" },
        { cli->mutes != NULL, true, "--mutes" },
        { cli->keep_days > 0, true, "--keep-days" },
        { cli->metrics != NULL, true, "--metrics" },
        { cli->fail_on != ML_FAIL_ON_LADDER, true, "--fail-on" },
        { cli->xml != NULL, false, "--xml" },
        { cli->html != NULL, false, "--html" },
        { cli->request != NULL, false, "--request" },
        { cli->note != NULL, false, "--note" },
    };
    struct ml_err err = { 0 };

    for (size_t i = 0; i < ML_COUNT(options); i++) {
        if (!options[i].is_given || options[i].is_of_fleet == (cli->out != NULL))
            continue;
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "%s %s --out", options[i].name,
                   options[i].is_of_fleet ? "goes only with" : "does not go with");
        ml_cli_usage("merge", &err);
        return false;
    }
    return true;
}

static int run(struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    int status = ML_EXIT_USAGE;

    ml_batch_log_form(cli);
    if (!check_args(cli) || !check_options(cli) || !ml_output_check(cli, "merge"))
        return ML_EXIT_USAGE;
    if (ml_cli_rules(cli, &rules) == ML_OK)
        status = cli->out ? ml_fleet_merge(cli, &rules) : merge(cli, &rules);
    ml_rules_close(&rules);
    return status;
}

const struct ml_command ml_command_merge = {
    "merge",
    ML_FOR_MERGE,
    "marslog merge [options] REPORT.xml...",
    "join the XML reports of several runs as if it had been one",
    "Bundles of one server complete each other wherever they were analysed: servers\n"
    "are put together and their causes weighed again, with the catalogue at hand.\n"
    "A bundle that is in several reports counts once. The order of the reports\n"
    "changes nothing.\n"
    "\n"
    "Exit status: 0 no known problem, 1 at least one, 2 usage or catalogue error, or\n"
    "no report to merge, 3 some input, or one of the reports, could not be read.\n",
    run,
};
