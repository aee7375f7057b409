/* SPDX-License-Identifier: MIT */
#include "fleet/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "hive/hive.h"
#include "input/spool.h"
#include "input/walk.h"
#include "base/ban.h"

enum {
    HANDED = 3, /* the hive, where its reader says, where its end is told */
    MESSAGE_BYTES = 4096,
    ASKED_MAX = 100000, /* readers of one worker: far above what a bundle holds */
    END_MS = 10 * 1000, /* for the parent to tell the end of what has said all */
};

/* First byte of a message. */
enum { FOR_HIVE = 'h', FOR_SPOOL = 's' };

/* A message with descriptors, for both ways. */
struct letter {
    char text[MESSAGE_BYTES + 1];
    size_t ntext;
    int fds[HANDED];
    size_t nfds;
};

union control {
    char bytes[CMSG_SPACE(HANDED * sizeof(int))];
    struct cmsghdr align;
};

static bool send_letter(int socket, const struct letter *l, int flags)
{
    struct iovec text = { (void *)(uintptr_t)l->text, l->ntext };
    union control control;
    struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1 };
    size_t nbytes = l->nfds * sizeof(int);
    ssize_t n;

    memset(&control, 0, sizeof(control));
    if (l->nfds) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(nbytes);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(nbytes);
        memcpy(CMSG_DATA(c), l->fds, nbytes);
    }
    do
        n = sendmsg(socket, &message, MSG_NOSIGNAL | flags);
    while (n < 0 && errno == EINTR);
    return n >= 0;
}

static void take_fds(struct letter *l, struct msghdr *message)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < here; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
            if (l->nfds < HANDED)
                l->fds[l->nfds++] = fd;
            else
                close(fd);
        }
    }
}

static void close_fds(const struct letter *l, size_t from)
{
    for (size_t i = from; i < l->nfds; i++)
        close(l->fds[i]);
}

/* 1, 0 at the end, -1 with errno. The text is followed by a NUL. */
static int receive_letter(int socket, struct letter *l, int flags)
{
    union control control;
    struct iovec text = { l->text, MESSAGE_BYTES };
    struct msghdr message = { .msg_iov = &text,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    ssize_t n;

    do
        n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flags);
    while (n < 0 && errno == EINTR);
    l->nfds = 0;
    l->ntext = n > 0 ? (size_t)n : 0;
    l->text[l->ntext] = 0;
    if (n <= 0)
        return (int)n;
    take_fds(l, &message);
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        close_fds(l, 0);
        l->nfds = l->ntext = 0;
    }
    return 1;
}

/* ---- the worker's side ---- */

static int asks = -1;

static enum ml_rc ask_for_reader(void *ctx, int hive_fd, const char *record,
                                 struct ml_hive_reader *ret, struct ml_err *err)
{
    struct letter l = { .text = { FOR_HIVE }, .nfds = HANDED };
    size_t n = record ? strlen(record) : 0;
    int said[2], ended[2];
    (void)ctx;

    if (n + 1 > MESSAGE_BYTES)
        return ml_err_set(err, ML_SKIP, ML_ERR_LIMIT, "too long a name in a hive");
    if (n)
        memcpy(l.text + 1, record, n);
    l.ntext = n + 1;
    if (pipe2(said, O_CLOEXEC) != 0)
        return ml_err_sys(err, ML_SKIP, errno, "cannot make a pipe");
    if (pipe2(ended, O_CLOEXEC) != 0) {
        close(said[0]);
        close(said[1]);
        return ml_err_sys(err, ML_SKIP, errno, "cannot make a pipe");
    }
    memcpy(l.fds, (int[]){ hive_fd, said[1], ended[1] }, sizeof(l.fds));
    bool sent = send_letter(asks, &l, 0);
    int why = errno;
    close(said[1]);
    close(ended[1]);
    *ret = (struct ml_hive_reader){ .said = said[0], .ended = ended[0] };
    if (sent)
        return ML_OK;
    close(said[0]);
    close(ended[0]);
    return ml_err_sys(err, ML_SKIP, why, "cannot ask for the reader of hives");
}

/* Nothing told: it was never started, and said nothing. */
static int hear_end(void *ctx, struct ml_hive_reader *reader, bool done)
{
    struct pollfd wait = { reader->ended, POLLIN, 0 };
    int status = 0;
    (void)ctx;

    close(reader->said);
    if (done && poll(&wait, 1, END_MS) > 0 &&
        read(reader->ended, &status, sizeof(status)) != sizeof(status))
        status = 0;
    close(reader->ended);
    return status;
}

/* One asks at a time (input/spool.c). Without a file the answer says why. */
static int ask_for_spool(void *ctx, struct ml_err *err)
{
    struct letter l = { .text = { FOR_SPOOL }, .ntext = 1 };
    (void)ctx;

    if (!send_letter(asks, &l, 0) || receive_letter(asks, &l, 0) <= 0)
        return ml_err_set(err, -1, ML_ERR_IO, "cannot ask for a temporary file");
    if (l.nfds == 1)
        return l.fds[0];
    close_fds(&l, 0);
    return ml_err_set(err, -1, ML_ERR_IO, "%s", l.text);
}

void ml_ask_on(int socket, unsigned spools)
{
    static const struct ml_hive_starter readers = { .start = ask_for_reader,
                                                    .finish = hear_end };
    static const struct ml_spool_source files = { .open = ask_for_spool };

    asks = socket;
    ml_hive_start_by(&readers);
    ml_spool_from(&files, spools);
}

/* ---- the parent's side ---- */

static bool is_pipe(int fd)
{
    struct stat st;
    int flags = fcntl(fd, F_GETFL);

    return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) && flags >= 0 &&
           (flags & O_ACCMODE) == O_WRONLY;
}

static bool is_file(int fd, uint64_t max_bytes)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           (!max_bytes || (uint64_t)st.st_size <= max_bytes);
}

/* Takes the descriptors over. */
static void start_reader(struct ml_answerer *a, const struct letter *l)
{
    const char *record = l->text[1] ? l->text + 1 : NULL;
    struct ml_reader *reader = &a->readers[a->nreaders];

    if (a->nreaders == ML_READERS_MAX || a->asked++ >= ASKED_MAX || l->nfds != HANDED ||
        !is_file(l->fds[0], a->max_bytes) || !is_pipe(l->fds[1]) ||
        !is_pipe(l->fds[2]) ||
        ml_hive_spawn(l->fds[0], l->fds[1], a->program, record, &reader->pid, NULL) !=
            ML_OK) {
        close_fds(l, 0);
        return;
    }
    close(l->fds[0]);
    close(l->fds[1]);
    reader->watch = (int)syscall(SYS_pidfd_open, reader->pid, 0);
    reader->tells = l->fds[2];
    /* Telling must not wait for a worker that does not listen. */
    fcntl(reader->tells, F_SETFL, O_NONBLOCK);
    reader->deadline_us =
        ml_walk_now_us() + (ML_HIVE_SECONDS + END_MS / 1000) * ML_SECOND_US;
    a->nreaders++;
}

static int next_spool(struct ml_answerer *a, struct ml_err *err)
{
    if (a->given == a->max_spools)
        return ml_err_set(err, -1, ML_ERR_LIMIT, "too many temporary files at a time");
    if (a->given == a->nspools) {
        int fd = ml_spool_open(err);
        if (fd < 0)
            return -1;
        ML_PUSH(a->spools, a->nspools, a->cap_spools, fd);
    }
    return a->spools[a->given++];
}

static bool give_spool(struct ml_answerer *a, int socket)
{
    struct letter l = { .nfds = 1 };
    struct ml_err err = { 0 };

    l.fds[0] = next_spool(a, &err);
    l.nfds = l.fds[0] >= 0;
    l.ntext = strlen(err.text) + 1;
    memcpy(l.text, err.text, l.ntext);
    /* A worker that does not take its answers is no reason to wait. */
    return send_letter(socket, &l, MSG_DONTWAIT);
}

void ml_answerer_begin(struct ml_answerer *a)
{
    a->asked = 0;
    a->given = 0;
}

bool ml_answerer_hear(struct ml_answerer *a, int socket)
{
    struct letter l;
    int got = receive_letter(socket, &l, MSG_DONTWAIT);

    if (got < 0)
        return errno == EAGAIN;
    if (got == 0)
        return false;
    if (l.text[0] == FOR_HIVE) {
        start_reader(a, &l);
        return true;
    }
    close_fds(&l, 0);
    return l.text[0] == FOR_SPOOL && give_spool(a, socket);
}

unsigned ml_answerer_watch(const struct ml_answerer *a, struct pollfd *ret)
{
    for (unsigned i = 0; i < a->nreaders; i++) {
        ret[2 * i] = (struct pollfd){ a->readers[i].watch, POLLIN, 0 };
        ret[2 * i + 1] = (struct pollfd){ a->readers[i].tells, 0, 0 };
    }
    return 2 * a->nreaders;
}

static void reap(struct ml_reader *reader, bool end)
{
    int status = 0;

    if (end)
        kill(reader->pid, SIGKILL);
    while (waitpid(reader->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (write(reader->tells, &status, sizeof(status)) < 0)
        status = 0; /* nobody listens any more */
    close(reader->tells);
    if (reader->watch >= 0)
        close(reader->watch);
}

static bool has_ended(const struct ml_reader *reader)
{
    siginfo_t info = { .si_pid = 0 };

    return waitid(P_PID, (id_t)reader->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0;
}

void ml_answerer_tend(struct ml_answerer *a, const struct pollfd *seen, int64_t now_us)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < a->nreaders; i++) {
        struct ml_reader *reader = &a->readers[i];
        bool unheard = seen[2 * i + 1].revents != 0;
        if (has_ended(reader))
            reap(reader, false);
        else if (unheard || now_us > reader->deadline_us)
            reap(reader, true);
        else
            a->readers[kept++] = *reader;
    }
    a->nreaders = kept;
}

void ml_answerer_end(struct ml_answerer *a)
{
    for (unsigned i = 0; i < a->nreaders; i++)
        reap(&a->readers[i], true);
    a->nreaders = 0;
}

void ml_answerer_reset(struct ml_answerer *a)
{
    ml_answerer_end(a);
    for (size_t i = 0; i < a->nspools; i++)
        close(a->spools[i]);
    free(a->spools);
    *a = (struct ml_answerer){ .nspools = 0 };
}
