/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/places.h"
#include "base/ban.h"

void ml_cli_complain(const struct ml_err *err)
{
    if (err->where[0] && err->line)
        fprintf(stderr, "marslog: %s:%u: %s\n", err->where, err->line, err->text);
    else if (err->where[0])
        fprintf(stderr, "marslog: %s: %s\n", err->where, err->text);
    else
        fprintf(stderr, "marslog: %s\n", err->text);
}

int ml_cli_usage(const char *command, const struct ml_err *err)
{
    ml_cli_complain(err);
    fprintf(stderr, "Try 'marslog %s%s--help'.\n", command, *command ? " " : "");
    return ML_EXIT_USAGE;
}

int ml_cli_write(void *to, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, to) == n ? 0 : (errno ? errno : EIO);
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
    else if (compiled && !cli->quiet)
        fprintf(stderr, "marslog: compiled the catalogue with --patterns\n");
    return rc;
}

enum ml_rc ml_cli_passphrases(const struct ml_cli *cli, char ***ret, struct ml_err *err)
{
    char **list = NULL, *line = NULL;
    size_t n = 0, cap = 0, line_cap = 0;
    ssize_t len;

    if (!cli->passphrase_file)
        return ML_OK;
    FILE *in = fopen(cli->passphrase_file, "r");
    if (!in) {
        enum ml_rc rc = ml_err_sys(err, ML_FAIL, errno, "cannot read the passphrases");
        ml_err_at(err, cli->passphrase_file, 0);
        return rc;
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
