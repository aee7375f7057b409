/* SPDX-License-Identifier: MIT */
#include "fleet/worker.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "config.h"
#include "fleet/ask.h"
#include "fleet/sandbox.h"
#include "base/ban.h"

/* Folders in folders and members side by side; above what is kept. */
enum { OPEN_MORE = 1024 };

/* Address space that a thread takes without using it: its stack, its heap. The digest
 * has one too. */
static const uint64_t thread_bytes = UINT64_C(144) << 20;

void (*ml_worker_hook)(const char *path);

#ifdef ML_COVERAGE
void __gcov_dump(void);
#endif

static void end(int status) ML_NORETURN;
static void end(int status)
{
#ifdef ML_COVERAGE
    __gcov_dump();
#endif
    _exit(status); /* what stdio holds is the parent's */
}

void ml_worker_say(struct ml_worker *self, ml_str bytes)
{
    while (bytes.n) {
        ssize_t n = write(self->says, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            end(ML_WORKER_NO_PARENT);
        bytes = ml_str_from(bytes, (size_t)n);
    }
}

struct ml_walk_usage *ml_worker_usage(struct ml_worker *self)
{
    return self->usage;
}

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return x < y ? -1 : x > y;
}

static void close_from_to(int first, int last)
{
    if (first > last ||
        syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0)
        return;
    long max = sysconf(_SC_OPEN_MAX); /* an old kernel */
    for (int fd = first; fd <= last && fd < max; fd++)
        close(fd);
}

struct kept {
    int *fds;
    size_t n, cap;
};

static void keep(struct kept *k, int fd)
{
    if (fd >= 0)
        ML_PUSH(k->fds, k->n, k->cap, fd);
}

/* Everything else is closed; the standard ones lead nowhere. Returns the highest. */
static int close_others(const struct ml_worker *self)
{
    struct kept k = { 0 };
    int next = 0;

    for (unsigned i = 0; i < self->errand->nkeeps; i++)
        keep(&k, self->errand->keeps[i]);
    keep(&k, self->says);
    keep(&k, self->asks);
    for (int standard = 0; standard <= STDERR_FILENO; standard++) {
        bool kept = false;
        for (size_t i = 0; i < k.n; i++)
            kept |= k.fds[i] == standard;
#ifdef ML_SANITIZED
        kept |= standard == STDERR_FILENO; /* what is wrong is said there */
#endif
        if (!kept && self->null >= 0)
            dup2(self->null, standard);
        else if (!kept)
            close(standard);
        keep(&k, standard);
    }
    qsort(k.fds, k.n, sizeof(*k.fds), compare);
    for (size_t i = 0; i < k.n; i++) {
        close_from_to(next, k.fds[i] - 1);
        next = k.fds[i] + 1;
    }
    close_from_to(next, INT_MAX);
    free(k.fds);
    return next;
}

/* An interrupt at the terminal reaches all; the parent says what is to be done. */
static void set_signals(void)
{
    sigset_t none;

    sigemptyset(&none);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void prepare(struct ml_worker *self)
{
    const struct ml_crew_options *o = self->options;
    struct ml_sandbox box = { .reads = self->errand->reads,
                              .asks = self->asks,
                              .file_bytes = o->file_bytes,
                              .cpu_seconds = o->cpu_seconds,
                              .may_compile = o->may_compile };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != self->parent)
        end(ML_WORKER_NO_PARENT);
    set_signals();
    ml_oom_exits(ML_WORKER_NO_MEMORY);
    box.descriptors = (unsigned)close_others(self) + OPEN_MORE;
    if (o->memory_bytes)
        box.memory_bytes = o->memory_bytes + (o->threads + 1) * thread_bytes;
    ml_ask_on(self->asks, self->spools);
    ml_sandbox_enter(&box);
}

void ml_worker_live(struct ml_worker *self)
{
    const struct ml_errand *e = self->errand;

    prepare(self);
    if (ml_worker_hook)
        ml_worker_hook(e->reads && e->reads[0] ? e->reads[0] : "");
    e->work(e->ctx, self);
    end(0);
}
