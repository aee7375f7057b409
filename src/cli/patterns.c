/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalogue/check.h"
#include "catalogue/names.h"
#include "cli/command.h"
#include "cli/cost.h"
#include "cli/places.h"
#include "cli/skeleton.h"
#include "cli/why.h"
#include "report/cataloguepage.h"
#include "report/sink.h"
#include "base/ban.h"

static void complain(void *ctx, ml_str file, uint32_t line, const char *text)
{
    (void)ctx;
    if (file.n)
        fprintf(stderr, "%.*s:%u: %s\n", ML_STR_ARG(file), line, text);
    else
        fprintf(stderr, "%s\n", text);
}

static bool regex_ok(void *ctx, ml_str regex, char *why, size_t cap)
{
    struct ml_err err;
    (void)ctx;

    if (ml_match_regex_ok(regex, &err))
        return true;
    snprintf(why, cap, "%s", err.text);
    return false;
}

static size_t check_examples(const struct ml_rules *rules)
{
    struct ml_match_scratch *scratch = ml_match_scratch_new(rules->matcher);
    size_t wrong = 0;

    for (uint32_t s = 0; s < rules->catalogue->nsignatures; s++) {
        const struct ml_signature *sig = &rules->catalogue->signatures[s];
        for (uint32_t i = 0; i < sig->nexamples; i++) {
            const struct ml_example *e = &sig->examples[i];
            if (ml_rules_example(rules, scratch, s, e) == e->must_match)
                continue;
            fprintf(stderr, "%.*s:%u: %.*s %s: %.*s\n", ML_STR_ARG(sig->file), sig->line,
                    ML_STR_ARG(sig->id),
                    e->must_match ? "does not match its example"
                                  : "matches what it must not",
                    ML_STR_ARG(e->text));
            wrong++;
        }
    }
    ml_match_scratch_free(scratch);
    return wrong;
}

/* Folders given are checked alone where they are a whole catalogue, else laid over the
 * built-in one. */
static enum ml_rc open_for_check(const struct ml_cli *cli, struct ml_rules *ret)
{
    char file[4200], schema[4200];
    struct ml_err err = { 0 };
    bool compiled;
    const char *const *dirs = cli->nargs > 1 ? cli->args + 1 : cli->patterns;

    ml_place(file, sizeof(file), "catalogue.rules");
    ml_place(schema, sizeof(schema), "catalogue.rng");
    if (cli->nargs > 1 && ml_rules_from_dirs(ret, schema, dirs, &err) == ML_OK)
        return ML_OK;
    enum ml_rc rc = ml_rules_open(ret, file, schema, dirs, &compiled, &err);
    if (rc != ML_OK)
        ml_cli_complain(&err);
    return rc;
}

static int run_check(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    struct ml_catalogue_check check = { .complain = complain, .regex_ok = regex_ok };

    if (open_for_check(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    size_t wrong = ml_catalogue_check(rules.catalogue, &check);
    wrong += check_examples(&rules);
    if (!cli->quiet)
        printf("%u signatures, %u causes, %u artefacts: %s\n",
               rules.catalogue->nsignatures, rules.catalogue->ncauses,
               rules.catalogue->nartefacts, wrong ? "not in order" : "in order");
    ml_rules_close(&rules);
    return wrong ? ML_EXIT_USAGE : ML_EXIT_CLEAN;
}

static int run_list(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };

    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    const struct ml_catalogue *c = rules.catalogue;
    for (uint32_t i = 0; i < c->nsignatures; i++) {
        const struct ml_signature *s = &c->signatures[i];
        if (s->observation)
            continue;
        printf("signature\t%.*s\t%s\t%.*s\n", ML_STR_ARG(s->id),
               ml_severity_name(s->severity),
               ML_STR_ARG(ml_text_in(&s->title, cli->lang)));
    }
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (c->signatures[i].observation)
            printf("observation\t%.*s\t-\t%.*s\n", ML_STR_ARG(c->signatures[i].id),
                   ML_STR_ARG(ml_text_in(&c->signatures[i].title, cli->lang)));
    for (uint32_t i = 0; i < c->ncauses; i++)
        printf("cause\t%.*s\t-\t%.*s\n", ML_STR_ARG(c->causes[i].id),
               ML_STR_ARG(ml_text_in(&c->causes[i].title, cli->lang)));
    for (uint32_t i = 0; i < c->nartefacts; i++)
        printf("artefact\t%.*s\t-\t%.*s\n", ML_STR_ARG(c->artefacts[i].id),
               ML_STR_ARG(ml_text_in(&c->artefacts[i].title, cli->lang)));
    for (uint32_t i = 0; i < c->noscodes; i++)
        printf("oscode\t%.*s\t-\t%.*s\n", ML_STR_ARG(c->oscodes[i].id),
               ML_STR_ARG(ml_text_in(&c->oscodes[i].meaning, cli->lang)));
    for (uint32_t i = 0; i < c->nmessages; i++)
        printf("message\t%.*s %u\t-\t%.*s\n", ML_STR_ARG(c->messages[i].provider),
               c->messages[i].event,
               ML_STR_ARG(ml_text_in(&c->messages[i].text, cli->lang)));
    for (uint32_t i = 0; i < c->nbystanders; i++)
        printf("bystander\t%.*s\t-\t-\n", ML_STR_ARG(c->bystanders[i].id));
    ml_rules_close(&rules);
    return ML_EXIT_CLEAN;
}

static int run_compile(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };

    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    ml_rules_close(&rules);
    return ML_EXIT_CLEAN;
}

static int run_why(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };

    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    int status = ml_why(cli, &rules);
    ml_rules_close(&rules);
    return status;
}

static int run_new(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };

    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    int status = ml_skeleton(cli, &rules);
    ml_rules_close(&rules);
    return status;
}

static int run_cost(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };

    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    int status = ml_cost(cli, &rules);
    ml_rules_close(&rules);
    return status;
}

/* A file beside the program's own: style or script of the page. */
static bool read_template(const char *name, struct ml_buf *out)
{
    enum { MAX_BYTES = 1024 * 1024 };
    char path[4200];
    struct ml_err err = { 0 };

    ml_place(path, sizeof(path), name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 ? errno : ml_buf_read(out, fd, MAX_BYTES);
    if (fd >= 0)
        close(fd);
    if (!failed && !ml_str_has_nocase(ml_buf_view(out), ML_STR("</")))
        return true;
    ml_err_sys(&err, ML_FAIL, failed, "cannot be used");
    ml_err_at(&err, path, 0);
    ml_cli_complain(&err);
    return false;
}

static enum ml_rc write_page(const void *page, FILE *out, struct ml_err *err)
{
    const struct ml_buf *bytes = page;
    int failed = ml_write_file(out, bytes->p, bytes->n);

    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the page") : ML_OK;
}

static int run_doc(const struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    struct ml_buf style = { 0 }, script = { 0 }, page = { 0 };
    int status = ML_EXIT_USAGE;

    if (read_template("catalogue.css", &style) &&
        read_template("catalogue.js", &script) && ml_cli_rules(cli, &rules) == ML_OK) {
        ml_catalogue_page(rules.catalogue, cli->lang, ml_buf_view(&style),
                          ml_buf_view(&script), &page);
        if (ml_cli_put(cli->nargs > 1 ? cli->args[1] : "-", write_page, &page))
            status = ML_EXIT_CLEAN;
    }
    ml_rules_close(&rules);
    ml_buf_reset(&style);
    ml_buf_reset(&script);
    ml_buf_reset(&page);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct ml_err err = { 0 };
    const char *what = cli->nargs ? cli->args[0] : "";

    if (strcmp(what, "check") == 0)
        return run_check(cli);
    if (strcmp(what, "list") == 0 && cli->nargs == 1)
        return run_list(cli);
    if (strcmp(what, "compile") == 0 && cli->nargs == 1 && cli->npatterns)
        return run_compile(cli);
    if (strcmp(what, "why") == 0 && cli->nargs > 2)
        return run_why(cli);
    if (strcmp(what, "new") == 0 && cli->nargs == 1 && cli->from)
        return run_new(cli);
    if (strcmp(what, "cost") == 0 && cli->nargs > 1)
        return run_cost(cli);
    if (strcmp(what, "doc") == 0 && cli->nargs <= 2)
        return run_doc(cli);
    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
               "patterns needs check [DIR...], list, why ID PATH..., cost PATH..., doc "
               "[FILE], new "
               "--from LINE, or "
               "compile with --patterns");
    return ml_cli_usage("patterns", &err);
}

const struct ml_command ml_command_patterns = {
    "patterns",
    ML_FOR_PATTERNS,
    "marslog patterns check [DIR...] | list | why ID PATH... | cost PATH... |\n"
    "       marslog patterns new --from LINE | doc [FILE] |\n"
    "       marslog patterns compile --patterns DIR",
    "check the catalogue, list it, trace a rule, begin a new one, print it as a page",
    "check    validates the catalogue and runs every signature on its own examples;\n"
    "         with folders: those alone, or laid over the built-in ones where they\n"
    "         refer to them\n"
    "list     one entry a line: kind, id, severity and title, separated by TABs\n"
    "why      traces for a signature which part of it was met and which record came\n"
    "         nearest, for a cause which condition held; status 1 when it fired\n"
    "cost     scans and shows what each signature cost: alternatives tried, records\n"
    "         that matched, time; --quiet: TAB-separated, without a heading\n"
    "new      writes a catalogue file with a signature made from a record, to be\n"
    "         completed; says so where the catalogue knows the record already\n"
    "doc      writes the catalogue as one HTML page, to standard output or FILE\n"
    "compile  compiles --patterns folders into the cache, so that scans start at once\n"
    "\n"
    "Exit status: 0 in order, 2 an error in the catalogue or in the usage, 3 some input\n"
    "could not be read.\n",
    run,
};
