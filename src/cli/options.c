/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "cli/optiontable.h"
#include "base/ban.h"

static const unsigned takes_limits =
    ML_FOR_SCAN | ML_FOR_SHOW | ML_FOR_EVENTS | ML_FOR_BATCH;

static bool has_terminal_language(const char *code)
{
    const char *locale = setlocale(LC_MESSAGES, NULL);
    return locale && strncmp(locale, code, strlen(code)) == 0;
}

static void set_defaults(struct ml_cli *cli, int argc)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    *cli = (struct ml_cli){ .jobs = cpus > 0 && cpus < 256 ? (unsigned)cpus : 1,
                            .memory_mb = 4096,
                            .context = 3,
                            .stale_days = 7 };
    cli->args = calloc((size_t)argc + 1, sizeof(*cli->args));
    cli->patterns = calloc((size_t)argc + 1, sizeof(*cli->patterns));
    if (!cli->args || !cli->patterns)
        ml_oom();
    cli->lang = has_terminal_language("ja") ? ML_JA : ML_EN;
    ml_limits_default(&cli->limits);
}

void ml_cli_reset(struct ml_cli *cli)
{
    free(cli->args);
    free(cli->patterns);
    ml_event_filter_reset(&cli->events);
    *cli = (struct ml_cli){ 0 };
}

/* A long name, in full or its unique beginning: index, -1 unknown, -2 ambiguous.
 * Limits come behind the options. */
static int find_long(unsigned command, ml_str name)
{
    int found = -1;

    for (size_t i = 0; i < ml_noptions + ML_NLIMITS; i++) {
        bool is_limit = i >= ml_noptions;
        const char *have =
            is_limit ? ml_limit_defs[i - ml_noptions].option : ml_options[i].name;
        unsigned takes = is_limit ? takes_limits : ml_options[i].commands;
        if (!(takes & command) || !ml_str_starts(ml_str_of(have), name))
            continue;
        if (ml_str_eq(ml_str_of(have), name))
            return (int)i;
        found = found == -1 ? (int)i : -2;
    }
    return found;
}

static enum ml_rc apply(struct ml_cli *cli, int index, const char *value,
                        struct ml_err *err)
{
    if (index >= (int)ml_noptions) {
        int limit = index - (int)ml_noptions;
        if (!ml_str_to_u64(ml_str_of(value), &cli->limits.max[limit]))
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
                              "--%s needs a number, not '%s'",
                              ml_limit_defs[limit].option, value);
        return ML_OK;
    }
    const struct ml_option *o = &ml_options[index];
    if (!o->read((char *)cli + o->at, value))
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%s needs %s, not '%s'",
                          o->name, o->form, value);
    return ML_OK;
}

static bool takes_value(int index)
{
    return index >= (int)ml_noptions || ml_options[index].metavar;
}

static enum ml_rc parse_long(struct ml_cli *cli, unsigned command, int argc,
                             char **argv, int *i, struct ml_err *err)
{
    ml_str name, value;
    bool glued = ml_str_cut(ml_str_of(argv[*i] + 2), '=', &name, &value);
    int index = find_long(command, name);

    if (index < 0)
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
                          index == -1 ? "unknown option --%.*s"
                                      : "--%.*s could be several options",
                          ML_STR_ARG(name));
    if (!takes_value(index)) {
        if (glued)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%.*s takes no value",
                              ML_STR_ARG(name));
        return apply(cli, index, "", err);
    }
    if (glued)
        return apply(cli, index, value.p, err);
    if (*i + 1 >= argc)
        return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "--%.*s needs a value",
                          ML_STR_ARG(name));
    return apply(cli, index, argv[++*i], err);
}

static enum ml_rc parse_letters(struct ml_cli *cli, unsigned command, int argc,
                                char **argv, int *i, struct ml_err *err)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        int index = -1;
        for (size_t k = 0; k < ml_noptions; k++)
            if (ml_options[k].letter == *p && (ml_options[k].commands & command))
                index = (int)k;
        if (index < 0)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "unknown option -%c", *p);
        if (!takes_value(index)) {
            enum ml_rc rc = apply(cli, index, "", err);
            if (rc != ML_OK)
                return rc;
            continue;
        }
        if (p[1])
            return apply(cli, index, p + 1, err);
        if (*i + 1 >= argc)
            return ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "-%c needs a value", *p);
        return apply(cli, index, argv[++*i], err);
    }
    return ML_OK;
}

enum ml_rc ml_cli_parse(struct ml_cli *ret, unsigned command, int argc, char **argv,
                        struct ml_err *err)
{
    bool only_args = false;

    set_defaults(ret, argc);
    for (int i = 0; i < argc; i++) {
        enum ml_rc rc = ML_OK;
        if (only_args || argv[i][0] != '-' || argv[i][1] == 0)
            ret->args[ret->nargs++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_args = true;
        else if (argv[i][1] == '-')
            rc = parse_long(ret, command, argc, argv, &i, err);
        else
            rc = parse_letters(ret, command, argc, argv, &i, err);
        if (rc != ML_OK)
            return rc;
    }
    return ML_OK;
}

static void print_option(char letter, const char *name, const char *metavar,
                         const char *help)
{
    enum { HELP_COLUMN = 34 };
    char left[80];

    snprintf(left, sizeof(left), "%c%c%c --%s%s%s", letter ? '-' : ' ',
             letter ? letter : ' ', letter ? ',' : ' ', name, metavar ? " " : "",
             metavar ? metavar : "");
    if (strlen(left) > HELP_COLUMN - 4)
        printf("  %s\n%*s%s\n", left, HELP_COLUMN, "", help);
    else
        printf("  %-*s%s\n", HELP_COLUMN - 2, left, help);
}

void ml_cli_print_options(unsigned command)
{
    printf("Options:\n");
    for (size_t i = 0; i < ml_noptions; i++)
        if (ml_options[i].commands & command)
            print_option(ml_options[i].letter, ml_options[i].name,
                         ml_options[i].metavar, ml_options[i].help);
    if (!(command & takes_limits))
        return;
    printf("\nLimits (reaching one is told in the report and gives exit status 3):\n");
    for (int i = 0; i < ML_NLIMITS; i++) {
        char help[160];
        snprintf(help, sizeof(help), "%s [%llu]", ml_limit_defs[i].help,
                 (unsigned long long)ml_limit_defs[i].normal);
        print_option(0, ml_limit_defs[i].option, ml_limit_defs[i].unit, help);
    }
}

void ml_cli_print_names(unsigned command)
{
    for (size_t i = 0; i < ml_noptions; i++)
        if (ml_options[i].commands & command)
            printf("--%s\n", ml_options[i].name);
    for (int i = 0; i < ML_NLIMITS && (command & takes_limits); i++)
        printf("--%s\n", ml_limit_defs[i].option);
}
