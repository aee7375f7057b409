/* SPDX-License-Identifier: MIT */
#include "cli/cost.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/apart.h"
#include "report/texts.h"
#include "scan/scan.h"
#include "base/ban.h"

struct row {
    ml_str id;
    struct ml_match_cost cost;
};

static int by_time(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->cost.ns != y->cost.ns)
        return x->cost.ns < y->cost.ns ? 1 : -1;
    return ml_str_cmp(x->id, y->id);
}

/* Only the counters are wanted; a PATH that is not read in full is told. */
static bool scan(const struct ml_cli *cli, const struct ml_rules *rules)
{
    struct ml_scan_options options = { .catalogue = rules->catalogue,
                                       .matcher = rules->matcher,
                                       .limits = cli->limits,
                                       .jobs = cli->jobs };
    static struct ml_walk_usage usage;
    bool ok = true;

    for (size_t i = 1; i < cli->nargs; i++) {
        struct ml_case *c = ml_scan_bundle(cli->args[i], &options, &usage);
        if (c->state != ML_READ)
            fprintf(stderr, "marslog: %s: %.*s\n", cli->args[i],
                    ML_STR_ARG(c->reason.n ? c->reason : ML_STR("not read in full")));
        ok &= c->state == ML_READ;
        ml_case_free(c);
    }
    return ok;
}

static void print_heading(enum ml_lang lang)
{
    printf("%.*s\n", ML_STR_ARG(ml_text_get(ML_T_C_HEADING, lang)));
}

static void print_row(const struct row *row, uint64_t all_ns, bool quiet)
{
    double share = all_ns ? 100.0 * (double)row->cost.ns / (double)all_ns : 0;

    if (quiet)
        printf("%.*s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%.2f\n",
               ML_STR_ARG(row->id), row->cost.tried, row->cost.matched,
               row->cost.ns / 1000, share);
    else
        printf("%-39.*s %10" PRIu64 " %9" PRIu64 " %11.3f %5.1f%%\n",
               ML_STR_ARG(row->id), row->cost.tried, row->cost.matched,
               (double)row->cost.ns / 1e6, share);
}

/* The pass is a row as well. */
static void print_rows(const struct ml_cli *cli, const struct ml_rules *rules)
{
    const struct ml_catalogue *c = rules->catalogue;
    uint64_t all_ns = 0, pass_ns;
    const struct ml_match_cost *costs = ml_matcher_costs(rules->matcher, &pass_ns);
    struct row *rows = calloc(c->nsignatures + (size_t)1, sizeof(*rows));
    size_t n = 0;

    if (!rows)
        ml_oom();
    rows[n++] = (struct row){ ml_text_get(ML_T_C_PASS, cli->lang), { .ns = pass_ns } };
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (costs[i].tried)
            rows[n++] = (struct row){ c->signatures[i].id, costs[i] };
    for (size_t i = 0; i < n; i++)
        all_ns += rows[i].cost.ns;
    qsort(rows, n, sizeof(*rows), by_time);
    if (!cli->quiet)
        print_heading(cli->lang);
    for (size_t i = 0; i < n; i++)
        print_row(&rows[i], all_ns, cli->quiet);
    free(rows);
}

struct errand {
    const struct ml_cli *cli;
    const struct ml_rules *rules;
};

/* In a worker. */
static int cost(void *ctx)
{
    const struct errand *e = ctx;

    ml_matcher_count(e->rules->matcher);
    bool ok = scan(e->cli, e->rules);
    print_rows(e->cli, e->rules);
    if (fflush(stdout) != 0)
        return ML_EXIT_USAGE;
    return ok ? ML_EXIT_CLEAN : ML_EXIT_UNREAD;
}

int ml_cost(const struct ml_cli *cli, const struct ml_rules *rules)
{
    struct errand errand = { cli, rules };

    return ml_apart_command(cli, &(struct ml_apart){ .work = cost,
                                                     .ctx = &errand,
                                                     .paths = cli->args + 1,
                                                     .npaths = cli->nargs - 1,
                                                     .threads = cli->jobs,
                                                     .may_compile = true,
                                                     .dies_of_sigpipe = true });
}
