/* SPDX-License-Identifier: MIT */
#include "fleet/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "fleet/ask.h"
#include "fleet/worker.h"
#include "scan/scan.h"
#include "base/ban.h"

enum {
    TICK_MS = 200,
    GRACE_SECONDS = 5,
    PIECE_BYTES = 256 * 1024,
    KEEP_BYTES = 4 * 1024 * 1024, /* of a buffer, for the next worker */
    WATCHED = 2 + 2 * ML_READERS_MAX,
};

/* Where one worker at a time works. */
struct place {
    bool busy;
    pid_t pid;
    int hears, asked; /* -1: heard to the end */
    struct ml_errand errand;
    struct ml_buf said;
    enum ml_worker_end forced;     /* why it was ended, if it was */
    int64_t deadline_us, grace_us; /* 0: none */
    struct ml_answerer answers;
    struct ml_walk_usage *usage; /* a page that it shares with the worker */
};

struct ml_crew {
    struct ml_crew_options options;
    struct place *places;
    struct pollfd *watched; /* WATCHED for each */
    int null;
    int64_t ticked_us;
    uint64_t ended_bytes, ended_entries;
    _Atomic bool stopping;
};

static void raise_descriptors(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
}

static void *shared_page(void)
{
    void *page = mmap(NULL, sizeof(struct ml_walk_usage), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        ml_oom();
    return page;
}

/* What its threads may have open: an archive at each depth, and a hive; and standard
 * input. */
static unsigned spools_needed(const struct ml_crew_options *o)
{
    return o->threads * (o->depth + 2) + 1;
}

struct ml_crew *ml_crew_new(const struct ml_crew_options *options)
{
    struct ml_crew *crew = calloc(1, sizeof(*crew));

    if (!crew)
        ml_oom();
    crew->options = *options;
    crew->places = calloc(options->places, sizeof(*crew->places));
    crew->watched = calloc(options->places, WATCHED * sizeof(*crew->watched));
    if (!crew->places || !crew->watched)
        ml_oom();
    ml_scan_prepare();
    raise_descriptors();
    signal(SIGCHLD, SIG_DFL); /* ignored, as some leave it, it hides how they end */
    crew->null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (unsigned i = 0; i < options->places; i++)
        crew->places[i] = (struct place){
            .usage = shared_page(),
            .answers = { .program = options->program,
                         .max_bytes = options->file_bytes,
                         .max_spools = spools_needed(options) },
        };
    return crew;
}

void ml_crew_stop(struct ml_crew *crew)
{
    atomic_store(&crew->stopping, true);
    for (unsigned i = 0; i < crew->options.places; i++)
        atomic_store(&crew->places[i].usage->interrupted, true);
}

struct ml_crew_tally ml_crew_tally(const struct ml_crew *crew)
{
    struct ml_crew_tally t = { crew->ended_bytes, crew->ended_entries, 0 };

    for (unsigned i = 0; i < crew->options.places; i++) {
        const struct place *p = &crew->places[i];
        if (!p->busy)
            continue;
        t.working++;
        t.produced_bytes += atomic_load(&p->usage->produced_bytes);
        t.entries += atomic_load(&p->usage->entries);
    }
    return t;
}

/* The worker has no part in the other places. */
static void live(struct ml_crew *crew, struct place *p, int says, int asks,
                 pid_t parent) ML_NORETURN;
static void live(struct ml_crew *crew, struct place *p, int says, int asks,
                 pid_t parent)
{
    struct ml_worker self = { .errand = &p->errand,
                              .options = &crew->options,
                              .usage = p->usage,
                              .says = says,
                              .asks = asks,
                              .null = crew->null,
                              .spools =
                                  p->errand.needs_spools ? p->answers.max_spools : 0,
                              .parent = parent };

    for (unsigned i = 0; i < crew->options.places; i++)
        if (&crew->places[i] != p)
            munmap(crew->places[i].usage, sizeof(struct ml_walk_usage));
    ml_worker_live(&self);
}

static void clear_usage(struct ml_walk_usage *usage)
{
    atomic_store(&usage->produced_bytes, 0);
    atomic_store(&usage->stored_bytes, 0);
    atomic_store(&usage->entries, 0);
    atomic_store(&usage->limit, 0);
    atomic_store(&usage->stopping, false);
    atomic_store(&usage->interrupted, false);
}

static bool start(struct ml_crew *crew, struct place *p)
{
    int pipe_ends[2], ask_ends[2];

    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ask_ends) != 0) {
        close(pipe_ends[0]);
        close(pipe_ends[1]);
        return false;
    }
    clear_usage(p->usage);
    pid_t parent = getpid();
    p->pid = fork();
    if (p->pid == 0)
        live(crew, p, pipe_ends[1], ask_ends[1], parent);
    int why = errno;
    close(pipe_ends[1]);
    close(ask_ends[1]);
    if (p->pid < 0) {
        close(pipe_ends[0]);
        close(ask_ends[0]);
        errno = why;
        return false;
    }
    p->hears = pipe_ends[0];
    p->asked = ask_ends[0];
    p->busy = true;
    p->forced = ML_WORKER_DONE;
    p->grace_us = 0;
    p->deadline_us = crew->options.wall_seconds
                         ? ml_walk_now_us() + crew->options.wall_seconds * ML_SECOND_US
                         : 0;
    p->said.n = 0;
    ml_answerer_begin(&p->answers);
    return true;
}

static void stop_hearing(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* How a worker ended that nobody ended. */
static enum ml_worker_end end_of(int status, const struct ml_crew_options *o, char *why,
                                 size_t cap)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        snprintf(why, cap, "out of time: more than %u s of the processor's",
                 o->cpu_seconds);
        return ML_WORKER_OUT_OF_TIME;
    }
    if (WIFSIGNALED(status)) {
        snprintf(why, cap, "the worker %s (signal %d)",
                 WTERMSIG(status) == SIGKILL ? "was killed" : "crashed",
                 WTERMSIG(status));
        return ML_WORKER_CRASHED;
    }
    if (WEXITSTATUS(status) == ML_WORKER_NO_MEMORY) {
        if (o->memory_bytes)
            snprintf(why, cap, "out of memory: more than %llu MB",
                     (unsigned long long)(o->memory_bytes >> 20));
        else
            snprintf(why, cap, "out of memory");
        return ML_WORKER_OUT_OF_MEMORY;
    }
    if (WEXITSTATUS(status)) {
        snprintf(why, cap, "the worker ended early (status %d)", WEXITSTATUS(status));
        return ML_WORKER_ENDED_EARLY;
    }
    return ML_WORKER_DONE;
}

static void forced_why(enum ml_worker_end how, const struct ml_crew_options *o,
                       char *why, size_t cap)
{
    if (how == ML_WORKER_OUT_OF_TIME)
        snprintf(why, cap, "out of time: more than %u s", o->wall_seconds);
    else if (how == ML_WORKER_SAID_TOO_MUCH)
        snprintf(why, cap, "the worker said too much");
    else
        snprintf(why, cap, "interrupted");
}

/* The worker has closed its pipe, so that it has ended or is about to; or it is to end.
 */
static void end_worker(struct ml_crew *crew, struct place *p)
{
    char why[96] = "";
    int status = 0;

    kill(p->pid, SIGKILL); /* who ends already keeps the status that he ends with */
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    stop_hearing(&p->hears);
    stop_hearing(&p->asked);
    ml_answerer_end(&p->answers);
    crew->ended_bytes += atomic_load(&p->usage->produced_bytes);
    crew->ended_entries += atomic_load(&p->usage->entries);
    enum ml_worker_end how = p->forced;
    if (how)
        forced_why(how, &crew->options, why, sizeof(why));
    else
        how = end_of(status, &crew->options, why, sizeof(why));
    p->busy = false;
    p->errand.done(p->errand.ctx, how, ml_buf_view(&p->said), why);
    if (p->said.cap > KEEP_BYTES)
        ml_buf_reset(&p->said);
}

/* False: it has ended. */
static bool hear(struct place *p)
{
    uint64_t left = p->errand.max_said - p->said.n;
    size_t cap = left < PIECE_BYTES ? (size_t)left + 1 : PIECE_BYTES;
    ssize_t n = read(p->hears, ml_buf_reserve(&p->said, cap), cap);

    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if ((uint64_t)n > left) {
        p->forced = ML_WORKER_SAID_TOO_MUCH;
        n = (ssize_t)left;
    }
    p->said.n += (size_t)n;
    return n > 0 && !p->forced;
}

static bool is_late(const struct ml_crew *crew, struct place *p, int64_t now)
{
    if (atomic_load(&crew->stopping)) {
        atomic_store(&p->usage->interrupted, true); /* it may have begun since */
        if (!p->grace_us)
            p->grace_us = now + GRACE_SECONDS * ML_SECOND_US;
    }
    if (p->deadline_us && now > p->deadline_us)
        p->forced = ML_WORKER_OUT_OF_TIME;
    else if (p->grace_us && now > p->grace_us)
        p->forced = ML_WORKER_STOPPED;
    return p->forced != ML_WORKER_DONE;
}

static unsigned watch(const struct place *p, struct pollfd *ret)
{
    ret[0] = (struct pollfd){ p->hears, POLLIN, 0 };
    ret[1] = (struct pollfd){ p->asked, POLLIN, 0 };
    return 2 + ml_answerer_watch(&p->answers, ret + 2);
}

static void serve(struct ml_crew *crew, struct place *p, const struct pollfd *seen,
                  int64_t now)
{
    ml_answerer_tend(&p->answers, seen + 2, now);
    if (seen[1].revents && !ml_answerer_hear(&p->answers, p->asked))
        stop_hearing(&p->asked);
    if ((seen[0].revents && !hear(p)) || is_late(crew, p, now))
        end_worker(crew, p);
}

static int64_t wait_ms(const struct ml_crew *crew, int64_t now)
{
    int64_t until = crew->ticked_us + TICK_MS * 1000;

    for (unsigned i = 0; i < crew->options.places; i++) {
        const struct place *p = &crew->places[i];
        if (!p->busy)
            continue;
        if (p->deadline_us && p->deadline_us < until)
            until = p->deadline_us;
        if (p->answers.nreaders && p->answers.readers[0].watch < 0 &&
            now + 5000 < until)
            until = now + 5000; /* no descriptor tells of their end */
    }
    return until > now ? (until - now) / 1000 + 1 : 0;
}

/* Wait for anything, and serve it. */
static void turn(struct ml_crew *crew)
{
    struct pollfd *w = crew->watched;
    unsigned n = 0;
    int64_t now = ml_walk_now_us();

    for (unsigned i = 0; i < crew->options.places; i++)
        if (crew->places[i].busy)
            n += watch(&crew->places[i], w + n);
    if (poll(w, n, (int)wait_ms(crew, now)) < 0)
        for (unsigned i = 0; i < n; i++)
            w[i].revents = 0;
    now = ml_walk_now_us();
    for (unsigned i = 0, at = 0; i < crew->options.places; i++) {
        struct place *p = &crew->places[i];
        if (!p->busy)
            continue;
        unsigned mine = 2 + 2 * p->answers.nreaders;
        serve(crew, p, w + at, now);
        at += mine;
    }
    if (now - crew->ticked_us >= TICK_MS * 1000) {
        crew->ticked_us = now;
        if (crew->options.tick)
            crew->options.tick(crew->options.tick_ctx, crew);
    }
}

static struct place *free_place(struct ml_crew *crew)
{
    for (;;) {
        for (unsigned i = 0; i < crew->options.places; i++)
            if (!crew->places[i].busy)
                return &crew->places[i];
        turn(crew);
    }
}

void ml_crew_give(struct ml_crew *crew, const struct ml_errand *errand)
{
    struct place *p = free_place(crew);
    char why[128];

    if (!crew->ticked_us)
        crew->ticked_us = ml_walk_now_us();
    if (atomic_load(&crew->stopping)) {
        errand->done(errand->ctx, ML_WORKER_STOPPED, ML_STR_NONE, "interrupted");
        return;
    }
    p->errand = *errand;
    if (start(crew, p))
        return;
    snprintf(why, sizeof(why), "cannot start a worker: %s", strerror(errno));
    errand->done(errand->ctx, ML_WORKER_NOT_STARTED, ML_STR_NONE, why);
}

static bool works(const struct ml_crew *crew)
{
    for (unsigned i = 0; i < crew->options.places; i++)
        if (crew->places[i].busy)
            return true;
    return false;
}

void ml_crew_finish(struct ml_crew *crew)
{
    while (works(crew))
        turn(crew);
}

static void place_free(struct place *p)
{
    if (p->busy) {
        kill(p->pid, SIGKILL);
        while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
            ;
        stop_hearing(&p->hears);
        stop_hearing(&p->asked);
    }
    ml_answerer_reset(&p->answers);
    ml_buf_reset(&p->said);
    munmap(p->usage, sizeof(struct ml_walk_usage));
}

struct ml_crew *ml_crew_free(struct ml_crew *crew)
{
    if (!crew)
        return NULL;
    for (unsigned i = 0; i < crew->options.places; i++)
        place_free(&crew->places[i]);
    if (crew->null >= 0)
        close(crew->null);
    free(crew->places);
    free(crew->watched);
    free(crew);
    return NULL;
}
