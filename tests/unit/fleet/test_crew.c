/* SPDX-License-Identifier: MIT */
/* Work in processes of their own: whatever becomes of one, its errand is told of it,
 * and the others go on. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "config.h"
#include "fleet/crew.h"
#include "fleet/sandbox.h"
#include "fleet/worker.h"
#include "input/spool.h"
#include "support/scratch.h"

#if defined(ML_SANITIZED) || defined(ML_COVERAGE)
enum { CONFINED = false };
#else
enum { CONFINED = true };
#endif

/* What became of an errand. */
struct told {
    bool is_done;
    enum ml_worker_end how;
    char said[64], reason[128];
    size_t nsaid;
    const char *path;
};

static void on_done(void *ctx, enum ml_worker_end how, ml_str said, const char *reason)
{
    struct told *t = ctx;

    ck_assert(!t->is_done);
    t->is_done = true;
    t->how = how;
    t->nsaid = said.n;
    memcpy(t->said, said.p ? said.p : "", said.n < 63 ? said.n : 63);
    snprintf(t->reason, sizeof(t->reason), "%s", reason);
}

static struct ml_crew_options options(void)
{
    return (struct ml_crew_options){ .places = 2,
                                     .threads = 2,
                                     .depth = 1,
                                     .memory_bytes = UINT64_C(256) << 20,
                                     .file_bytes = 1024 * 1024 };
}

static struct told tell_of(void (*work)(void *, struct ml_worker *), const char *path,
                           const struct ml_crew_options *o)
{
    const char *reads[] = { path, NULL };
    struct told t = { .path = path };
    struct ml_errand e = { .ctx = &t,
                           .work = work,
                           .done = on_done,
                           .reads = path ? reads : NULL,
                           .max_said = 1000,
                           .needs_spools = true };
    struct ml_crew *crew = ml_crew_new(o);

    ml_crew_give(crew, &e);
    ml_crew_finish(crew);
    ml_crew_free(crew);
    ck_assert(t.is_done);
    return t;
}

static void say(struct ml_worker *self, const char *text)
{
    ml_worker_say(self, ml_str_of(text));
}

static void greet(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    printf("kept by stdio, and never shown");
    say(self, "hel");
    say(self, "lo");
}

START_TEST(what_a_worker_says_is_heard)
{
    struct ml_crew_options o = options();
    struct told t = tell_of(greet, NULL, &o);

    ck_assert_int_eq(t.how, ML_WORKER_DONE);
    ck_assert_str_eq(t.said, "hello");
    ck_assert_str_eq(t.reason, "");
}
END_TEST

static void crash(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    say(self, "so far");
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void give_up(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    abort();
}

static void end_early(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    _exit(7);
}

static void eat_memory(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    for (;;) {
        char *p = malloc(1 << 20);
        if (!p)
            ml_oom();
        memset(p, 1, 1 << 20);
    }
}

static void say_much(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    for (;;)
        say(self, "0123456789");
}

static void hang(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    for (;;)
        pause();
}

static void close_and_hang(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    for (int fd = 0; fd < 1000; fd++)
        close(fd);
    for (;;)
        pause();
}

static void burn(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    (void)self;
    for (volatile unsigned i = 0;; i++)
        ;
}

static const struct {
    void (*work)(void *, struct ml_worker *);
    enum ml_worker_end how;
    const char *said, *reason;
    unsigned wall, cpu;
    bool confined_only;
} ends[] = {
    { crash, ML_WORKER_CRASHED, "so far", "the worker crashed (signal 11)", 0, 0, 0 },
    { give_up, ML_WORKER_CRASHED, "", "the worker crashed (signal 6)", 0, 0, 0 },
    { end_early, ML_WORKER_ENDED_EARLY, "", "the worker ended early (status 7)", 0, 0,
      0 },
    { eat_memory, ML_WORKER_OUT_OF_MEMORY, "", "out of memory: more than 256 MB", 0, 0,
      1 },
    { say_much, ML_WORKER_SAID_TOO_MUCH, NULL, "the worker said too much", 0, 0, 0 },
    { hang, ML_WORKER_OUT_OF_TIME, "", "out of time: more than 1 s", 1, 0, 0 },
    { close_and_hang, ML_WORKER_CRASHED, "", "the worker was killed (signal 9)", 0, 0,
      0 },
    { burn, ML_WORKER_OUT_OF_TIME, "", "out of time: more than 1 s of the processor's",
      0, 1, 0 },
};

START_TEST(every_end_is_told)
{
    struct ml_crew_options o = options();

    if (ends[_i].confined_only && !CONFINED)
        return;
    o.wall_seconds = ends[_i].wall;
    o.cpu_seconds = ends[_i].cpu;
    struct told t = tell_of(ends[_i].work, NULL, &o);
    ck_assert_int_eq(t.how, ends[_i].how);
    ck_assert_str_eq(t.reason, ends[_i].reason);
    if (ends[_i].said)
        ck_assert_str_eq(t.said, ends[_i].said);
    else
        ck_assert_uint_eq(t.nsaid, 1000);
}
END_TEST

static void say_path(void *ctx, struct ml_worker *self)
{
    struct told *t = ctx;
    say(self, t->path);
}

START_TEST(many_errands_each_give_their_own)
{
    enum { N = 300 };
    struct ml_crew_options o = options();
    static struct told told[N];
    static char paths[N][16];
    struct ml_crew *crew = ml_crew_new(&o);

    for (int i = 0; i < N; i++) {
        snprintf(paths[i], sizeof(paths[i]), "errand %d", i);
        told[i].path = paths[i];
        ml_crew_give(crew, &(struct ml_errand){ .ctx = &told[i],
                                                .work = i % 7 ? say_path : crash,
                                                .done = on_done,
                                                .max_said = 100 });
        ck_assert_uint_le(ml_crew_tally(crew).working, 2);
    }
    ml_crew_finish(crew);
    ck_assert_uint_eq(ml_crew_tally(crew).working, 0);
    for (int i = 0; i < N; i++) {
        ck_assert_int_eq(told[i].how, i % 7 ? ML_WORKER_DONE : ML_WORKER_CRASHED);
        ck_assert_str_eq(told[i].said, i % 7 ? paths[i] : "so far");
    }
    ml_crew_free(crew);
}
END_TEST

/* Says a letter for each thing that it was let do. */
static void try_everything(void *ctx, struct ml_worker *self)
{
    struct told *t = ctx;
    int zero = 0, fd;

    if ((fd = open(t->path, O_RDONLY)) >= 0)
        say(self, "r");
    if ((fd = open("/etc/passwd", O_RDONLY)) >= 0)
        say(self, "P");
    if ((fd = open("/", O_RDONLY | O_DIRECTORY)) >= 0)
        say(self, "D");
    if ((fd = open(t->path, O_WRONLY)) >= 0)
        say(self, "W");
    if ((fd = open("made", O_CREAT | O_WRONLY, 0600)) >= 0)
        say(self, "C");
    if (unlink(t->path) == 0)
        say(self, "U");
    if ((fd = socket(AF_INET, SOCK_STREAM, 0)) >= 0 ||
        (fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0)
        say(self, "S");
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    if (pid > 0)
        say(self, "F");
    execl("/bin/true", "true", (char *)NULL);
    if (kill(getppid(), 0) == 0)
        say(self, "K");
    if (fcntl(3, F_SETOWN, getppid()) == 0)
        say(self, "O");
    if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
        MAP_FAILED)
        say(self, "X");
    if (setsockopt(0, SOL_SOCKET, SO_REUSEADDR, &zero, sizeof(zero)) == 0)
        say(self, "N");
    say(self, ".");
}

START_TEST(a_worker_may_only_read_what_it_was_sent_for)
{
    struct ml_crew_options o = options();
    const char *path = scratch_write("in/bundle.txt", ML_STR("text"));

    if (!CONFINED)
        return;
    struct told t = tell_of(try_everything, path, &o);
    ck_assert_int_eq(t.how, ML_WORKER_DONE);
    if (strstr(ml_sandbox_offers(), "seccomp and Landlock"))
        ck_assert_str_eq(t.said, "r.");
    else if (strstr(ml_sandbox_offers(), "seccomp,"))
        ck_assert_str_eq(t.said, "rPD.");
}
END_TEST

static void read_folder(void *ctx, struct ml_worker *self)
{
    struct told *t = ctx;
    char path[4200];
    int dir = open(t->path, O_RDONLY | O_DIRECTORY);

    if (dir >= 0 && openat(dir, "deep/a.txt", O_RDONLY) >= 0)
        say(self, "inside");
    snprintf(path, sizeof(path), "%s/../beside.txt", t->path);
    if (open(path, O_RDONLY) >= 0)
        say(self, " beside");
}

START_TEST(a_folder_is_read_with_what_is_in_it)
{
    struct ml_crew_options o = options();

    scratch_write("in/deep/a.txt", ML_STR("text"));
    scratch_write("beside.txt", ML_STR("text"));
    struct told t = tell_of(read_folder, scratch_path("in"), &o);
    if (CONFINED && strstr(ml_sandbox_offers(), " Landlock") &&
        !strstr(ml_sandbox_offers(), "no Landlock"))
        ck_assert_str_eq(t.said, "inside");
}
END_TEST

static void *idle(void *arg)
{
    return arg;
}

static ssize_t nothing_more(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    (void)ctx;
    (void)buf;
    (void)cap;
    (void)err;
    return 0;
}

static struct ml_stream some_bytes(void)
{
    return (struct ml_stream){ .read = nothing_more, .head = "spooled", .nhead = 7 };
}

/* Threads, memory and the files that were opened before. */
static void do_what_is_needed(void *ctx, struct ml_worker *self)
{
    struct ml_stream bytes;
    struct ml_err err = { 0 };
    pthread_t thread;
    char back[8] = "";
    int fd;
    (void)ctx;

    if (pthread_create(&thread, NULL, idle, NULL) == 0 &&
        pthread_join(thread, NULL) == 0)
        say(self, "thread ");
    for (int i = 0; i < 20; i++) {
        bytes = some_bytes();
        if (ml_spool(&bytes, 100, &fd, &err) != ML_OK)
            say(self, err.text);
        if (pread(fd, back, 7, 0) != 7)
            say(self, "lost ");
        ml_spool_close(fd);
    }
    say(self, back);
    do
        bytes = some_bytes();
    while (ml_spool(&bytes, 100, &fd, &err) == ML_OK);
    say(self, " ");
    say(self, err.text);
}

START_TEST(threads_and_spools_work)
{
    struct ml_crew_options o = options();
    struct told t = tell_of(do_what_is_needed, NULL, &o);

    ck_assert_str_eq(t.said, "thread spooled too many temporary files at a time");
}
END_TEST

static void wait_for_stop(void *ctx, struct ml_worker *self)
{
    (void)ctx;
    say(self, "found");
    while (!atomic_load(&ml_worker_usage(self)->interrupted))
        usleep(1000);
    atomic_store(&ml_worker_usage(self)->produced_bytes, 5);
}

static void stop_crew(void *ctx, struct ml_crew *crew)
{
    (void)ctx;
    ml_crew_stop(crew);
}

START_TEST(who_is_asked_to_stop_gives_what_it_has)
{
    struct ml_crew_options o = options();
    struct told t = { 0 }, late = { 0 };
    struct ml_errand e = {
        .ctx = &t, .work = wait_for_stop, .done = on_done, .max_said = 9
    };

    o.tick = stop_crew;
    struct ml_crew *crew = ml_crew_new(&o);
    ml_crew_give(crew, &e);
    ml_crew_finish(crew);
    ck_assert_int_eq(t.how, ML_WORKER_DONE);
    ck_assert_str_eq(t.said, "found");
    ck_assert_uint_eq(ml_crew_tally(crew).produced_bytes, 5);
    e.ctx = &late;
    ml_crew_give(crew, &e);
    ck_assert(late.is_done);
    ck_assert_int_eq(late.how, ML_WORKER_STOPPED);
    ml_crew_free(crew);
}
END_TEST

START_TEST(who_does_not_stop_is_stopped)
{
    struct ml_crew_options o = options();

    o.tick = stop_crew;
    struct told t = tell_of(hang, NULL, &o);
    ck_assert_int_eq(t.how, ML_WORKER_STOPPED);
    ck_assert_str_eq(t.reason, "interrupted");
}
END_TEST

/* What nobody asks for in earnest: the parent neither waits nor falls over. */
static void ask_nonsense(void *ctx, struct ml_worker *self)
{
    static const char *const texts[] = { "", "x", "h", "hrecord", "s", "s\xff\xff" };
    int fds[64];
    union {
        char bytes[CMSG_SPACE(sizeof(fds))];
        struct cmsghdr align;
    } control;
    (void)ctx;

    for (size_t i = 0; i < ML_COUNT(fds); i++)
        fds[i] = 0;
    memset(&control, 0, sizeof(control));
    for (int round = 0; round < 500; round++) {
        const char *text = texts[(size_t)round % ML_COUNT(texts)];
        struct iovec v = { (void *)(uintptr_t)text, strlen(text) };
        size_t n = (size_t)round % (ML_COUNT(fds) + 1) * sizeof(int);
        struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
        if (n) {
            m.msg_control = &control;
            m.msg_controllen = CMSG_SPACE(n);
            struct cmsghdr *c = CMSG_FIRSTHDR(&m);
            c->cmsg_level = SOL_SOCKET;
            c->cmsg_type = SCM_RIGHTS;
            c->cmsg_len = CMSG_LEN(n);
            memcpy(CMSG_DATA(c), fds, n);
        }
        if (sendmsg(self->asks, &m, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EPIPE)
            break; /* it does not listen any more */
    }
    say(self, "asked");
}

/* More files than there are, and no answer is taken. */
static void ask_much(void *ctx, struct ml_worker *self)
{
    struct iovec v = { (char[]){ "s" }, 1 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
    (void)ctx;

    for (int i = 0; i < 2000; i++)
        if (sendmsg(self->asks, &m, MSG_NOSIGNAL) < 0)
            break;
    say(self, "asked");
}

static void (*const nonsense[])(void *, struct ml_worker *) = { ask_nonsense,
                                                                ask_much };

static unsigned open_descriptors(void)
{
    unsigned n = 0;

    for (int fd = 0; fd < 1000; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

START_TEST(nonsense_is_not_answered)
{
    struct ml_crew_options o = options();
    unsigned before = open_descriptors();

    o.wall_seconds = 20;
    struct told t = tell_of(nonsense[_i], NULL, &o);
    ck_assert_int_eq(t.how, ML_WORKER_DONE);
    ck_assert_str_eq(t.said, "asked");
    ck_assert_uint_eq(open_descriptors(), before);
    t = tell_of(greet, NULL, &o);
    ck_assert_str_eq(t.said, "hello");
}
END_TEST

static void write_kept(void *ctx, struct ml_worker *self)
{
    struct told *t = ctx;
    int fd = (int)t->nsaid;

    if (write(fd, "kept", 4) == 4)
        say(self, "kept");
    if (write(fd + 1, "not", 3) == 3)
        say(self, " and not kept");
}

START_TEST(descriptors_are_kept_when_asked_for)
{
    struct ml_crew_options o = options();
    struct ml_crew *crew = ml_crew_new(&o);
    int fd = open(scratch_path("kept"), O_CREAT | O_RDWR, 0600);
    int other = open(scratch_path("other"), O_CREAT | O_RDWR, 0600);
    struct told t = { .nsaid = (size_t)fd };
    char back[4];

    ck_assert_int_eq(other, fd + 1);
    ml_crew_give(crew, &(struct ml_errand){ .ctx = &t,
                                            .work = write_kept,
                                            .done = on_done,
                                            .keeps = &fd,
                                            .nkeeps = 1,
                                            .max_said = 99 });
    ml_crew_finish(crew);
    ck_assert_str_eq(t.said, "kept");
    ck_assert_int_eq(pread(fd, back, 4, 0), 4);
    ml_crew_free(crew);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crew");
    TCase *tcase = tcase_create("crew");
    SRunner *runner = srunner_create(suite);

    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, what_a_worker_says_is_heard);
    tcase_add_loop_test(tcase, every_end_is_told, 0, ML_COUNT(ends));
    tcase_add_test(tcase, many_errands_each_give_their_own);
    tcase_add_test(tcase, a_worker_may_only_read_what_it_was_sent_for);
    tcase_add_test(tcase, a_folder_is_read_with_what_is_in_it);
    tcase_add_test(tcase, threads_and_spools_work);
    tcase_add_test(tcase, who_is_asked_to_stop_gives_what_it_has);
    tcase_add_test(tcase, who_does_not_stop_is_stopped);
    tcase_add_loop_test(tcase, nonsense_is_not_answered, 0, ML_COUNT(nonsense));
    tcase_add_test(tcase, descriptors_are_kept_when_asked_for);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
