/* SPDX-License-Identifier: MIT */
#include "fleet/askhive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "hive/hive.h"
#include "input/walk.h"
#include "base/ban.h"

enum {
    HANDED = 3, /* the hive, where its reader says, where its end is told */
    RECORD_BYTES = 4096,
    ASKED_MAX = 100000, /* of one worker: far above what a bundle holds */
    END_MS = 10 * 1000, /* for the parent to tell the end of what has said all */
};

/* The worker's side. */

static int asks = -1;

static bool send_asking(const char *record, const int handed[HANDED])
{
    struct iovec text = { (void *)(uintptr_t)record, strlen(record) + 1 };
    union {
        char bytes[CMSG_SPACE(HANDED * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = { .msg_iov = &text,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    ssize_t n;

    memset(&control, 0, sizeof(control));
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(HANDED * sizeof(int));
    memcpy(CMSG_DATA(c), handed, HANDED * sizeof(int));
    do
        n = sendmsg(asks, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n >= 0;
}

static enum ml_rc ask(void *ctx, int hive_fd, const char *record,
                      struct ml_hive_reader *ret, struct ml_err *err)
{
    int said[2], ended[2];
    (void)ctx;

    if (pipe2(said, O_CLOEXEC) != 0)
        return ml_err_sys(err, ML_SKIP, errno, "cannot make a pipe");
    if (pipe2(ended, O_CLOEXEC) != 0) {
        close(said[0]);
        close(said[1]);
        return ml_err_sys(err, ML_SKIP, errno, "cannot make a pipe");
    }
    bool sent =
        send_asking(record ? record : "", (int[]){ hive_fd, said[1], ended[1] });
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

void ml_askhive_use(int socket)
{
    static const struct ml_hive_starter by = { .start = ask, .finish = hear_end };

    asks = socket;
    ml_hive_start_by(&by);
}

/* The parent's side. */

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

static bool start(struct ml_readers *r, const char *record, const int handed[HANDED],
                  const char *program, uint64_t max_bytes)
{
    if (r->n == ML_READERS_MAX || r->asked++ >= ASKED_MAX ||
        !is_file(handed[0], max_bytes) || !is_pipe(handed[1]) || !is_pipe(handed[2]))
        return false;
    struct ml_reader *reader = &r->readers[r->n];
    if (ml_hive_spawn(handed[0], handed[1], program, *record ? record : NULL,
                      &reader->pid, NULL) != ML_OK)
        return false;
    reader->watch = (int)syscall(SYS_pidfd_open, reader->pid, 0);
    reader->tells = handed[2];
    /* Telling must not wait for a worker that does not listen. */
    fcntl(reader->tells, F_SETFL, O_NONBLOCK);
    reader->deadline_us =
        ml_walk_now_us() + (ML_HIVE_SECONDS + END_MS / 1000) * ML_SECOND_US;
    r->n++;
    return true;
}

/* Takes the descriptors out of what came; returns how many. */
static size_t take_handed(struct msghdr *message, int *ret, size_t max)
{
    size_t n = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < here; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
            if (n < max)
                ret[n++] = fd;
            else
                close(fd);
        }
    }
    return n;
}

bool ml_readers_hear(struct ml_readers *r, int socket, const char *program,
                     uint64_t max_bytes)
{
    char record[RECORD_BYTES + 1];
    union {
        char bytes[CMSG_SPACE(HANDED * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec text = { record, RECORD_BYTES };
    struct msghdr message = { .msg_iov = &text,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    int handed[HANDED];

    ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    size_t n = take_handed(&message, handed, HANDED);
    record[got] = 0;
    bool started = n == HANDED && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
                   start(r, record, handed, program, max_bytes);
    for (size_t i = 0; i < n; i++)
        if (!started || i < 2)
            close(handed[i]);
    return got > 0;
}

unsigned ml_readers_watch(const struct ml_readers *r, struct pollfd *ret)
{
    for (unsigned i = 0; i < r->n; i++) {
        ret[2 * i] = (struct pollfd){ r->readers[i].watch, POLLIN, 0 };
        ret[2 * i + 1] = (struct pollfd){ r->readers[i].tells, 0, 0 };
    }
    return 2 * r->n;
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

void ml_readers_tend(struct ml_readers *r, const struct pollfd *seen, int64_t now_us)
{
    unsigned kept = 0, n = r->n;

    for (unsigned i = 0; i < n; i++) {
        struct ml_reader *reader = &r->readers[i];
        bool unheard = seen[2 * i + 1].revents != 0;
        if (has_ended(reader))
            reap(reader, false);
        else if (unheard || now_us > reader->deadline_us)
            reap(reader, true);
        else
            r->readers[kept++] = *reader;
    }
    r->n = kept;
}

void ml_readers_end(struct ml_readers *r)
{
    for (unsigned i = 0; i < r->n; i++)
        reap(&r->readers[i], true);
    r->n = 0;
}
