/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "fleet/bundle.h"
#include "fleet/stop.h"
#include "scan/scan.h"
#include "base/ban.h"

/* For the signal handler: ends the workers, and with them the run. */
static struct ml_crew *crew;

/* From so many on it pays to compile all patterns once instead of some in each worker.
 */
enum { MANY_BUNDLES = 8 };

/* A bundle in a worker of its own. */
struct bundle {
    const char *path;
    const struct ml_scan_options *options;
    struct ml_case *c;
};

static void scan_bundle(void *ctx, struct ml_worker *self)
{
    const struct bundle *b = ctx;
    ml_bundle_say(self, b->path, b->options);
}

static void on_scanned(void *ctx, enum ml_worker_end how, ml_str said,
                       const char *reason)
{
    struct bundle *b = ctx;
    b->c = ml_bundle_case(b->path, b->options, how, said, reason);
}

static struct ml_case *scan_apart(const char *path,
                                  const struct ml_scan_options *options)
{
    const int kept = ml_bundle_descriptor(path);
    const char *const reads[] = { path, NULL };
    struct bundle b = { path, options, NULL };

    ml_crew_give(crew,
                 &(struct ml_errand){ .ctx = &b,
                                      .work = scan_bundle,
                                      .done = on_scanned,
                                      .reads = ml_bundle_is_input(path) ? NULL : reads,
                                      .keeps = &kept,
                                      .nkeeps = kept >= 0,
                                      .max_said = ML_BUNDLE_SAID_BYTES,
                                      .needs_spools = true });
    ml_crew_finish(crew);
    return b.c;
}

static uint32_t scan_all(const struct ml_cli *cli,
                         const struct ml_scan_options *options, struct ml_case **cases)
{
    struct ml_progress *progress = ml_progress_start(cli->progress);
    struct ml_crew_options o = { .places = 1,
                                 .memory_bytes = cli->memory_mb << 20,
                                 .may_compile = cli->nargs < MANY_BUNDLES,
                                 .tick_ctx = progress,
                                 .tick = ml_progress_tick };
    uint32_t n = 0;

    if (!o.may_compile)
        ml_matcher_compile(options->matcher);
    ml_bundle_crew(&o, options);
    crew = ml_crew_new(&o);
    ml_stop_watch(crew);
    ml_interrupt_catch();
    for (size_t i = 0; i < cli->nargs && !ml_interrupted(); i++) {
        ml_progress_bundle(progress, i + 1, cli->nargs);
        cases[n++] = scan_apart(cli->args[i], options);
    }
    ml_progress_stop(progress);
    return n;
}

static int scan_paths(const struct ml_cli *cli, const struct ml_rules *rules,
                      const char *const *passphrases)
{
    struct ml_scan_options options = ml_cli_scan_options(cli, rules, passphrases);
    struct ml_case **cases = calloc(cli->nargs, sizeof(*cases));

    if (!cases)
        ml_oom();
    uint32_t n = scan_all(cli, &options, cases);
    struct ml_output how = { cli->since, cli->until, ml_interrupted() };
    int status = ml_output_cases(cli, rules->catalogue, cases, n, &how);
    if (how.interrupted)
        status = ML_EXIT_INTERRUPTED;
    for (uint32_t i = 0; i < n; i++)
        ml_case_free(cases[i]);
    free(cases);
    ml_interrupt_release();
    ml_stop_watch(NULL);
    crew = ml_crew_free(crew);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct ml_err err = { 0 };

    if (cli->nargs == 0) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "scan needs at least one PATH");
        return ml_cli_usage("scan", &err);
    }
    if (!ml_output_check(cli, "scan"))
        return ML_EXIT_USAGE;
    return ml_cli_with_rules(cli, scan_paths);
}

const struct ml_command ml_command_scan = {
    "scan",
    ML_FOR_SCAN,
    "marslog scan [options] PATH...",
    "analyse bundles: archives, folders or single files; - is standard input",
    "Reads agent logs and support bundles as they were sent, finds known problems, "
    "and\n"
    "weighs each known cause: confirmed, likely, undetermined, unlikely or ruled out,\n"
    "with the evidence and what is still missing. Bundles of one server complete each\n"
    "other.\n"
    "\n"
    "Exit status: 0 no known problem, 1 at least one, 2 usage or catalogue error,\n"
    "3 some input could not be read (the report says which), 130 interrupted.\n",
    run,
};
