/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/command.h"
#include "fleet/mute.h"
#include "report/sink.h"
#include "base/ban.h"

static int usage(const char *text)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "%s", text);
    return ml_cli_usage("mute", &err);
}

static int fail(struct ml_err *err, const char *path)
{
    if (!err->where[0])
        ml_err_at(err, path, err->line);
    ml_cli_complain(err);
    return ML_EXIT_USAGE;
}

static const char heading[] = "# ID\tSERVERS\tUNTIL\tOWNER\tREASON\n";

/* Appended in one write, so that two that mute at a time lose nothing. */
static int append(const char *path, ml_str lines)
{
    struct ml_err err = { 0 };
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    struct ml_buf text = { 0 };

    if (fd >= 0 && flock(fd, LOCK_EX) == 0 && lseek(fd, 0, SEEK_END) == 0)
        ml_buf_text(&text, heading);
    ml_buf_str(&text, lines);
    bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n;
    if (!ok)
        ml_err_sys(&err, ML_FAIL, errno, "cannot write the mutes");
    if (fd >= 0)
        close(fd);
    ml_buf_reset(&text);
    return ok ? ML_EXIT_CLEAN : fail(&err, path);
}

static bool is_known(const struct ml_catalogue *catalogue, ml_str id)
{
    const struct ml_signature *s = ml_catalogue_signature(catalogue, id);
    return (s && !s->observation) || ml_catalogue_cause(catalogue, id);
}

static int add(const struct ml_cli *cli, const char *path,
               const struct ml_catalogue *known)
{
    struct ml_buf lines = { 0 };
    struct ml_err err = { 0 };
    int status = ML_EXIT_CLEAN;

    for (size_t i = 0; i < cli->nargs && status == ML_EXIT_CLEAN; i++) {
        struct ml_mute mute = { .id = ml_str_of(cli->args[i]),
                                .servers = ml_str_of(cli->server ? cli->server : "*"),
                                .until_text = ml_str_of(cli->mute_until),
                                .owner = ml_str_of(cli->owner),
                                .reason = ml_str_of(cli->reason) };
        if (!is_known(known, mute.id)) {
            ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                       "the catalogue has no signature or cause '%s' (marslog patterns "
                       "list)",
                       cli->args[i]);
            status = ml_cli_usage("mute", &err);
        } else if (ml_mute_check(&mute, &err) != ML_OK) {
            status = ml_cli_usage("mute", &err);
        } else {
            ml_mute_write(&lines, &mute);
        }
    }
    if (status == ML_EXIT_CLEAN)
        status = append(path, ml_buf_view(&lines));
    ml_buf_reset(&lines);
    return status;
}

static int list(const char *path)
{
    struct ml_arena arena;
    struct ml_mutes mutes;
    struct ml_buf text = { 0 };
    struct ml_err err = { 0 };
    int status = ML_EXIT_CLEAN;

    ml_arena_init(&arena);
    if (ml_mutes_read(&mutes, path, &arena, &err) != ML_OK) {
        status = fail(&err, path);
    } else {
        ml_buf_text(&text, heading);
        for (uint32_t i = 0; i < mutes.n; i++)
            ml_mute_write(&text, &mutes.list[i]);
        ml_cli_print(ml_buf_view(&text));
    }
    ml_buf_reset(&text);
    ml_arena_reset(&arena);
    return status;
}

/* Whether the line is a mute of one of the ids, for the servers given. */
static bool is_meant(const struct ml_cli *cli, ml_str line)
{
    ml_str id, rest, servers;

    if (line.n && line.p[0] == '#')
        return false;
    if (!ml_str_cut(line, '\t', &id, &rest) || !ml_str_cut(rest, '\t', &servers, &rest))
        return false;
    if (cli->server && !ml_str_eq_nocase(ml_str_trim(servers), ml_str_of(cli->server)))
        return false;
    for (size_t i = 1; i < cli->nargs; i++)
        if (ml_str_eq(ml_str_trim(id), ml_str_of(cli->args[i])))
            return true;
    return false;
}

struct kept {
    struct ml_buf text;
    unsigned removed;
};

static enum ml_rc write_kept(const void *what, FILE *out, struct ml_err *err)
{
    const struct kept *kept = what;
    int failed = ml_write_file(out, kept->text.p, kept->text.n);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the mutes") : ML_OK;
}

/* Takes their lines out; notes and order stay. */
static int take_back(const struct ml_cli *cli, const char *path)
{
    struct kept kept = { .removed = 0 };
    struct ml_err err = { 0 };
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    if (!in) {
        ml_err_sys(&err, ML_FAIL, errno, "cannot read the mutes");
        return fail(&err, path);
    }
    while ((n = getline(&line, &cap, in)) > 0) {
        ml_str text = { line, (size_t)n };
        if (is_meant(cli, ml_str_trim(text)))
            kept.removed++;
        else
            ml_buf_str(&kept.text, text);
    }
    free(line);
    fclose(in);
    int status = ML_EXIT_PROBLEMS;
    if (!kept.removed)
        fprintf(stderr, "marslog: %s: no such mute\n", path);
    else
        status = ml_cli_put(path, write_kept, &kept) ? ML_EXIT_CLEAN : ML_EXIT_USAGE;
    ml_buf_reset(&kept.text);
    return status;
}

static int run(struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    char in_out[4200];
    const char *path = cli->mutes;

    if (!path && !cli->out)
        return usage(
            "mute needs the file or the folder of the reports: --mutes FILE or "
            "--out DIR");
    snprintf(in_out, sizeof(in_out), "%s/mutes", cli->out ? cli->out : ".");
    if (!path)
        path = in_out;
    if (cli->nargs == 1 && strcmp(cli->args[0], "list") == 0)
        return list(path);
    if (cli->nargs > 1 && strcmp(cli->args[0], "remove") == 0)
        return take_back(cli, path);
    if (!cli->nargs)
        return usage("mute needs the id of a signature or cause, list, or remove ID");
    if (!cli->owner || !cli->reason || !cli->mute_until)
        return usage("a mute needs --owner, --reason and --until");
    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    int status = add(cli, path, rules.catalogue);
    ml_rules_close(&rules);
    return status;
}

const struct ml_command ml_command_mute = {
    "mute",
    ML_FOR_MUTE,
    "marslog mute --out DIR --owner NAME --reason TEXT --until DATE ID...",
    "silence a finding or cause, with owner, reason and expiry",
    "Adds a line to the file of mutes, which the next run of batch reads. What is "
    "muted\n"
    "is still found and counted; it is not new, and not among what --fail-on new tells "
    "of.\n"
    "It comes back by itself after its day.\n"
    "\n"
    "  ID...            signatures or causes, on the servers of --server [all]\n"
    "  list             prints what is muted\n"
    "  remove ID...     takes the mutes of these out, all or those of --server alone\n",
    run,
};
