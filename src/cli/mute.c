/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
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

/* The file, with the right to change it. Who waited for that right may have opened what
 * is not the file any more. */
static int open_locked(const char *path, int flags)
{
    for (;;) {
        struct stat mine, now;
        int fd = open(path, flags | O_CLOEXEC, 0666);
        if (fd < 0)
            return -1;
        bool ok = flock(fd, LOCK_EX) == 0 && fstat(fd, &mine) == 0;
        if (ok && stat(path, &now) == 0 && now.st_dev == mine.st_dev &&
            now.st_ino == mine.st_ino)
            return fd;
        close(fd);
        if (!ok)
            return -1;
    }
}

/* What has to stand before a new line: who edits by hand may leave the last one open.
 */
static void add_beginning(struct ml_buf *text, int fd, off_t size)
{
    char last = '\n';

    if (size == 0)
        ml_buf_text(text, heading);
    else if (pread(fd, &last, 1, size - 1) == 1 && last != '\n')
        ml_buf_char(text, '\n');
}

/* All of it, or none. */
static int append(const char *path, ml_str lines)
{
    struct ml_err err = { 0 };
    int fd = open_locked(path, O_RDWR | O_CREAT | O_APPEND), number = errno;
    struct ml_buf text = { 0 };
    bool ok = fd >= 0;

    if (ok) {
        off_t size = lseek(fd, 0, SEEK_END);
        add_beginning(&text, fd, size);
        ml_buf_str(&text, lines);
        ssize_t n = write(fd, text.p, text.n);
        number = n < 0 ? errno : ENOSPC;
        ok = n == (ssize_t)text.n;
        if (!ok && ftruncate(fd, size) != 0)
            number = errno;
    }
    if (!ok)
        ml_err_sys(&err, ML_FAIL, number, "cannot write the mutes");
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

/* The lines that stay; the number of those that go. */
static unsigned keep_others(const struct ml_cli *cli, FILE *in, struct ml_buf *ret)
{
    unsigned removed = 0;
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    while ((n = getline(&line, &cap, in)) > 0) {
        ml_str text = { line, (size_t)n };
        if (is_meant(cli, ml_str_trim(text)))
            removed++;
        else
            ml_buf_str(ret, text);
    }
    free(line);
    return removed;
}

/* In the place of the file, whose owner and rights it gets. */
static bool replace(const char *path, int old, ml_str text)
{
    char part[PATH_MAX + 8];
    struct stat st;

    snprintf(part, sizeof(part), "%s.part", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && fstat(old, &st) == 0;
    if (ok && (st.st_uid != geteuid() || st.st_gid != getegid()))
        ok = fchown(fd, st.st_uid, st.st_gid) == 0;
    ok = ok && fchmod(fd, st.st_mode & 07777) == 0 &&
         write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0 &&
         rename(part, path) == 0;
    int number = errno;
    if (fd >= 0)
        close(fd);
    if (!ok && fd >= 0)
        unlink(part);
    errno = number;
    return ok;
}

/* Where only the file itself may be changed. What stays is shorter than what was. */
static bool rewrite(int fd, ml_str text)
{
    return (errno == EPERM || errno == EACCES) &&
           pwrite(fd, text.p, text.n, 0) == (ssize_t)text.n &&
           ftruncate(fd, (off_t)text.n) == 0;
}

/* Takes their lines out; notes and order stay. */
static int take_back(const struct ml_cli *cli, const char *path)
{
    char *real = realpath(path, NULL); /* a link stays one */
    int fd = real ? open_locked(real, O_RDWR) : -1;
    FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
    int status = ML_EXIT_PROBLEMS;
    struct ml_buf kept = { 0 };
    struct ml_err err = { 0 };

    if (!in) {
        ml_err_sys(&err, ML_FAIL, errno, "cannot change the mutes");
        free(real);
        return fail(&err, path);
    }
    if (!keep_others(cli, in, &kept)) {
        fprintf(stderr, "marslog: %s: no such mute\n", path);
    } else if (replace(real, fd, ml_buf_view(&kept)) ||
               rewrite(fd, ml_buf_view(&kept))) {
        status = ML_EXIT_CLEAN;
    } else {
        ml_err_sys(&err, ML_FAIL, errno, "cannot write the mutes");
        status = fail(&err, path);
    }
    fclose(in);
    free(real);
    ml_buf_reset(&kept);
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
