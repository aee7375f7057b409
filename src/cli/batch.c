/* SPDX-License-Identifier: MIT */
#include "base/attr.h"
#include "cli/batchlog.h"
#include "cli/command.h"
#include "cli/fleetrun.h"
#include "cli/output.h"
#include "base/ban.h"

static int refuse(const char *text)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "%s", text);
    return ml_cli_usage("batch", &err);
}

/* A shard is a part of a night: what tells of the whole is the merge's. */
static const char *not_of_a_shard(const struct ml_cli *cli)
{
    const struct {
        bool is_given;
        const char *name;
    } options[] = {
        { cli->history != NULL, "--history" },
        { cli->mutes != NULL, "--mutes" },
        { cli->keep_days > 0, "--keep-days" },
        { cli->csv != NULL, "--csv" },
        { cli->junit != NULL, "--junit" },
        { cli->json != NULL, "--json" },
        { cli->metrics != NULL, "--metrics" },
        { cli->fail_on == ML_FAIL_ON_NEW, "--fail-on new" },
    };

    for (size_t i = 0; i < ML_COUNT(options) && cli->shards; i++)
        if (options[i].is_given)
            return options[i].name;
    return NULL;
}

static int refuse_for_shard(const char *name)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
               "%s does not go with --shard: give it to marslog merge --out", name);
    return ml_cli_usage("batch", &err);
}

static int run(struct ml_cli *cli)
{
    ml_batch_log_form(cli);
    if (cli->nargs == 0 && !cli->list)
        return refuse("batch needs at least one PATH, or --list FILE");
    if (!cli->out)
        return refuse("batch needs a folder for its reports: --out DIR");
    if (!ml_output_check(cli, "batch"))
        return ML_EXIT_USAGE;
    if (not_of_a_shard(cli))
        return refuse_for_shard(not_of_a_shard(cli));
    return ml_cli_with_rules(cli, cli->shards ? ml_fleet_shard : ml_fleet_batch);
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
    "With --shard I/N only every N-th bundle is analysed, without history, into\n"
    "DIR/shard-I-of-N.xml; marslog merge --out joins the shards.\n"
    "\n"
    "Exit status: 0 no known problem, 1 at least one, 2 usage, catalogue, mutes or\n"
    "history error, 3 some bundle could not be read or only in part, 4 another run is\n"
    "at work on the history or in DIR, 5 the reports or the history could not be\n"
    "written, 130 interrupted. With --fail-on: new 1 if anything is new and not "
    "muted,\n"
    "any 1 if there is any problem, unread 3 if anything could not be read; else 0.\n",
    run,
};
