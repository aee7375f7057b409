/* SPDX-License-Identifier: MIT */
#include "hive/hive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "hive/child.h"
#include "hive/message.h"
#include "input/charset.h"
#include "input/name.h"
#include "base/ban.h"

enum {
    WALL_MS = ML_HIVE_SECONDS * 1000,
    PIECE_BYTES = 64 * 1024,
};

enum ml_rc ml_hive_spawn(int hive_fd, int said_fd, const char *program,
                         const char *record, pid_t *ret, struct ml_err *err)
{
    char *argv[] = { (char[]){ "marslog" }, (char[]){ ML_HIVE_COMMAND },
                     (char *)(uintptr_t)record, NULL };
    posix_spawn_file_actions_t actions;

    /* Away from the numbers that it and the pipe are to have. */
    int file = fcntl(hive_fd, F_DUPFD_CLOEXEC, 10);
    if (file < 0)
        return ml_err_sys(err, ML_SKIP, errno, "cannot hand the hive over");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, said_fd, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, file, ML_HIVE_FD);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawn(ret, program ? program : "/proc/self/exe", &actions, NULL,
                             argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(file);
    if (failed)
        return ml_err_sys(err, ML_SKIP, failed, "cannot start the reader of hives");
    return ML_OK;
}

static const struct ml_hive_starter *starter; /* NULL: this process itself */

void ml_hive_start_by(const struct ml_hive_starter *by)
{
    starter = by;
}

static enum ml_rc start(int hive_fd, const char *program, const char *record,
                        struct ml_hive_reader *ret, struct ml_err *err)
{
    int ends[2];

    if (starter)
        return starter->start(starter->ctx, hive_fd, record, ret, err);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ml_err_sys(err, ML_SKIP, errno, "cannot make a pipe");
    enum ml_rc rc = ml_hive_spawn(hive_fd, ends[1], program, record, &ret->pid, err);
    close(ends[1]);
    ret->said = ends[0];
    if (rc != ML_OK)
        close(ends[0]);
    return rc;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until it has closed its end; false when it says too much or takes too long. */
static bool hear(const struct ml_hive_reader *p, struct ml_buf *said)
{
    int64_t deadline = now_ms() + WALL_MS;

    while (said->n <= ML_HIVE_ALL_BYTES) {
        struct pollfd wait = { p->said, POLLIN, 0 };
        int64_t left = deadline - now_ms();
        if (left <= 0)
            return false;
        int ready = poll(&wait, 1, (int)left);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(p->said, ml_buf_reserve(said, PIECE_BYTES), PIECE_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        said->n += (size_t)n;
    }
    return false;
}

static int finish(struct ml_hive_reader *p, bool done)
{
    int status = 0;

    if (starter)
        return starter->finish(starter->ctx, p, done);
    if (!done)
        kill(p->pid, SIGKILL);
    close(p->said);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* Names come from the hive's bytes by way of a library. */
static bool is_text(ml_str s)
{
    return ml_utf8_valid(s) && !memchr(s.p ? s.p : "", 0, s.n);
}

static bool pass_on(const struct ml_hive_message *m, const struct ml_hive_sink *sink,
                    bool *in_key)
{
    if (!is_text(m->name))
        return false;
    switch (m->kind) {
    case ML_HIVE_SAY_HIVE:
        if (m->type >= ML_HIVE_NKINDS)
            return false;
        sink->hive(sink->ctx, (enum ml_hive_kind)m->type, m->name);
        return true;
    case ML_HIVE_SAY_KEY:
    case ML_HIVE_SAY_ABSENT:
        *in_key = m->kind == ML_HIVE_SAY_KEY;
        sink->key(sink->ctx, m->name, !*in_key);
        return true;
    case ML_HIVE_SAY_VALUE:
        if (*in_key)
            sink->value(sink->ctx, m->name, m->type, m->data);
        return *in_key;
    default:
        return true;
    }
}

enum ml_rc ml_hive_listen(ml_str said, const struct ml_hive_sink *sink,
                          struct ml_err *err)
{
    struct ml_hive_message m;
    bool in_key = false, damage = false;

    for (unsigned n = 0; n < ML_HIVE_MESSAGES && ml_hive_message_take(&said, &m); n++) {
        if (m.kind == ML_HIVE_SAY_FAIL)
            return ml_err_set(err, ML_SKIP, ML_ERR_FORMAT, "damaged registry hive");
        damage |= m.kind == ML_HIVE_SAY_DAMAGE;
        if (m.kind == ML_HIVE_SAY_END && said.n == 0)
            return damage ? ml_err_set(err, ML_SKIP, ML_ERR_FORMAT,
                                       "damaged registry hive, read in part")
                          : ML_OK;
        if (!pass_on(&m, sink, &in_key))
            break;
    }
    return ml_err_set(err, ML_SKIP, ML_ERR_FORMAT,
                      "the reader of registry hives ended early");
}

enum ml_rc ml_hive_read(int fd, const char *program, ml_str record,
                        const struct ml_hive_sink *sink, struct ml_err *err)
{
    struct ml_buf said = { 0 }, argument = { 0 };
    struct ml_hive_reader p;

    ml_buf_str(&argument, record);
    ml_buf_char(&argument, 0);
    enum ml_rc rc = start(fd, program, record.n ? argument.p : NULL, &p, err);
    ml_buf_reset(&argument);
    if (rc != ML_OK)
        return rc;
    bool done = hear(&p, &said);
    int status = finish(&p, done);
    rc = ml_hive_listen(ml_buf_view(&said), sink, err);
    if (!done)
        rc = ml_err_set(err, ML_SKIP, ML_ERR_LIMIT,
                        "limit: registry hive takes too long to read");
    else if (WIFSIGNALED(status))
        rc = ml_err_set(err, ML_SKIP, ML_ERR_FORMAT,
                        "the reader of registry hives crashed");
    ml_buf_reset(&said);
    return rc;
}

/* One name of a path: what the address needs, and its own '\'. */
static void add_part(struct ml_buf *out, ml_str part)
{
    struct ml_buf encoded = { 0 };

    ml_name_encode(&encoded, part, false);
    for (size_t i = 0; i < encoded.n; i++)
        if (encoded.p[i] == '\\')
            ml_buf_text(out, "%5C");
        else
            ml_buf_char(out, encoded.p[i]);
    ml_buf_reset(&encoded);
}

void ml_hive_record(struct ml_buf *out, ml_str path, const ml_str *name)
{
    ml_str part;

    for (bool more = true, first = true; more; first = false) {
        more = ml_str_cut(path, '\\', &part, &path);
        if (!first)
            ml_buf_char(out, '\\');
        add_part(out, part);
    }
    if (name) {
        ml_buf_char(out, '\\');
        add_part(out, *name);
    }
}
