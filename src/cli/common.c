/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/places.h"
#include "base/ban.h"

static void complain(const struct ml_err *err)
{
    if (err->where[0] && err->line)
        fprintf(stderr, "marslog: %s:%u: %s\n", err->where, err->line, err->text);
    else if (err->where[0])
        fprintf(stderr, "marslog: %s: %s\n", err->where, err->text);
    else
        fprintf(stderr, "marslog: %s\n", err->text);
}

static void (*complain_by)(const struct ml_err *err) = complain;

void ml_cli_complain_by(void (*tell)(const struct ml_err *err))
{
    complain_by = tell;
}

void ml_cli_complain(const struct ml_err *err)
{
    complain_by(err);
}

int ml_cli_usage(const char *command, const struct ml_err *err)
{
    ml_cli_complain(err);
    if (complain_by == complain)
        fprintf(stderr, "Try 'marslog %s%s--help'.\n", command, *command ? " " : "");
    return ML_EXIT_USAGE;
}

/* Whether a report can appear by rename: not over a device, a pipe or a link. */
static bool may_rename(const char *path)
{
    struct stat st;
    return lstat(path, &st) != 0 || S_ISREG(st.st_mode);
}

bool ml_cli_put(const char *path, ml_cli_writer *write, const void *what)
{
    bool to_stdout = strcmp(path, "-") == 0, by_rename = !to_stdout && may_rename(path);
    char temporary[4200];
    struct ml_err err = { 0 };

    snprintf(temporary, sizeof(temporary), "%s.part", path);
    FILE *out = to_stdout ? stdout : fopen(by_rename ? temporary : path, "wb");
    enum ml_rc rc = out ? write(what, out, &err)
                        : ml_err_sys(&err, ML_FAIL, errno, "cannot write the report");
    if (out && (to_stdout ? fflush(out) : fclose(out)) != 0 && rc == ML_OK)
        rc = ml_err_sys(&err, ML_FAIL, errno, "cannot write the report");
    if (by_rename && rc == ML_OK && rename(temporary, path) != 0)
        rc = ml_err_sys(&err, ML_FAIL, errno, "cannot write the report");
    if (rc == ML_OK)
        return true;
    if (by_rename)
        unlink(temporary);
    if (to_stdout && err.sys_errno == EPIPE)
        return false; /* whoever reads has had enough */
    if (!err.where[0])
        ml_err_at(&err, path, 0);
    ml_cli_complain(&err);
    return false;
}

enum ml_rc ml_cli_rules(const struct ml_cli *cli, struct ml_rules *ret)
{
    char file[4200], schema[4200];
    struct ml_err err = { 0 };
    bool compiled;

    ml_place(file, sizeof(file), "catalogue.rules");
    ml_place(schema, sizeof(schema), "catalogue.rng");
    enum ml_rc rc = ml_rules_open(ret, file, schema, cli->patterns, &compiled, &err);
    if (rc != ML_OK)
        ml_cli_complain(&err);
    else if (compiled && !cli->quiet && !cli->log_json)
        fprintf(stderr, "marslog: compiled the catalogue with --patterns\n");
    return rc;
}

enum ml_rc ml_cli_passphrases(const struct ml_cli *cli, char ***ret)
{
    struct ml_err err = { 0 };
    char **list = NULL, *line = NULL;
    size_t n = 0, cap = 0, line_cap = 0;
    ssize_t len;

    if (!cli->passphrase_file)
        return ML_OK;
    FILE *in = fopen(cli->passphrase_file, "r");
    if (!in) {
        ml_err_sys(&err, ML_FAIL, errno, "cannot read the passphrases");
        ml_err_at(&err, cli->passphrase_file, 0);
        ml_cli_complain(&err);
        return ML_FAIL;
    }
    while ((len = getline(&line, &line_cap, in)) > 0) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            line[--len] = 0;
        char *copy = strdup(line);
        if (len > 0)
            ML_PUSH(list, n, cap, copy);
        else
            free(copy);
    }
    free(line);
    fclose(in);
    ML_PUSH(list, n, cap, NULL);
    *ret = list;
    return ML_OK;
}

void ml_cli_passphrases_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

int ml_cli_with_rules(const struct ml_cli *cli, ml_cli_work *work)
{
    struct ml_rules rules = { 0 };
    char **passphrases = NULL;
    int status = ML_EXIT_USAGE;

    if (ml_cli_passphrases(cli, &passphrases) == ML_OK &&
        ml_cli_rules(cli, &rules) == ML_OK)
        status = work(cli, &rules, (const char *const *)passphrases);
    ml_rules_close(&rules);
    ml_cli_passphrases_free(passphrases);
    return status;
}

struct ml_scan_options ml_cli_scan_options(const struct ml_cli *cli,
                                           const struct ml_rules *rules,
                                           const char *const *passphrases)
{
    return (struct ml_scan_options){ .catalogue = rules->catalogue,
                                     .matcher = rules->matcher,
                                     .limits = cli->limits,
                                     .passphrases = passphrases,
                                     .jobs = cli->jobs,
                                     .has_utc_offset = cli->has_utc_offset,
                                     .utc_offset_minutes = cli->utc_offset_minutes,
                                     .since = cli->since,
                                     .until = cli->until,
                                     .digest = !cli->no_digest };
}

struct ml_time ml_cli_as_of(const struct ml_cli *cli)
{
    struct timespec now;

    if (ml_time_known(cli->as_of))
        return cli->as_of;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct ml_time){ now.tv_sec * ML_SECOND_US, ML_CLOCK_UTC };
}

bool ml_cli_print(ml_str text)
{
    bool ok = fwrite(text.p, 1, text.n, stdout) == text.n && fflush(stdout) == 0;
    struct ml_err err = { 0 };
    int number = errno;

    if (!ok && number != EPIPE) {
        ml_err_sys(&err, ML_FAIL, number, "cannot write to standard output");
        ml_cli_complain(&err);
    }
    errno = number;
    return ok;
}
