/* SPDX-License-Identifier: MIT */
#include "cli/apart.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "fleet/bundle.h"
#include "base/ban.h"

/* In the byte's place: nobody reads what is printed. */
enum { NO_READER = 0xff };

struct apart {
    const struct ml_apart *what;
    int status;
    char why[128];
};

/* In the worker. */
static struct ml_worker *worker;

static void say(int status)
{
    char byte = (char)status;
    ml_worker_say(worker, (ml_str){ &byte, 1 });
}

static void on_sigpipe(int signal)
{
    (void)signal;
    say(NO_READER);
    _exit(0);
}

static void work(void *ctx, struct ml_worker *self)
{
    const struct ml_apart *what = ((struct apart *)ctx)->what;

    worker = self;
    if (what->dies_of_sigpipe)
        signal(SIGPIPE, on_sigpipe);
    int status = what->work(what->ctx);
    fflush(stdout);
    say(status);
}

/* In the parent. */
static void done(void *ctx, enum ml_worker_end how, ml_str said, const char *reason)
{
    struct apart *a = ctx;

    if (how == ML_WORKER_DONE && said.n == 1)
        a->status = (unsigned char)said.p[0];
    else
        snprintf(a->why, sizeof(a->why), "%s",
                 *reason ? reason : "the worker ended early");
}

/* A standard descriptor that is closed would become the worker's pipe. */
static void open_standard(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
            return;
}

static bool is_file(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static struct ml_crew *crew_of(const struct ml_cli *cli, const struct ml_apart *what)
{
    struct ml_crew_options o = { .places = 1,
                                 .threads = what->threads ? what->threads : 1,
                                 .memory_bytes = cli->memory_mb << 20,
                                 .may_compile = what->may_compile };

    ml_bundle_limits(&o, &cli->limits, false);
    if (is_file(STDOUT_FILENO) || is_file(STDERR_FILENO))
        o.file_bytes = 0; /* what is printed may be larger than any archive */
    return ml_crew_new(&o);
}

int ml_apart(const struct ml_cli *cli, const struct ml_apart *what,
             const char **ret_why)
{
    static struct apart a;
    struct ml_errand errand = {
        .ctx = &a, .work = work, .done = done, .max_said = 1, .needs_spools = true
    };
    int *keeps = calloc(what->npaths + 2, sizeof(*keeps));
    const char **reads = calloc(what->npaths + 1, sizeof(*reads));
    size_t nreads = 0;

    if (!keeps || !reads)
        ml_oom();
    a = (struct apart){ .what = what, .status = -1 };
    open_standard();
    keeps[errand.nkeeps++] = STDOUT_FILENO;
    keeps[errand.nkeeps++] = STDERR_FILENO;
    for (size_t i = 0; i < what->npaths; i++) {
        int fd = ml_bundle_descriptor(what->paths[i]);
        if (fd >= 0)
            keeps[errand.nkeeps++] = fd;
        if (!ml_bundle_is_input(what->paths[i]))
            reads[nreads++] = what->paths[i];
    }
    errand.keeps = keeps;
    errand.reads = reads;
    fflush(stdout);
    struct ml_crew *crew = crew_of(cli, what);
    ml_crew_give(crew, &errand);
    ml_crew_finish(crew);
    ml_crew_free(crew);
    free(keeps);
    free(reads);
    if (a.status == NO_READER) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    *ret_why = a.why;
    return a.status;
}

int ml_apart_command(const struct ml_cli *cli, const struct ml_apart *what)
{
    const char *why;
    int status = ml_apart(cli, what, &why);

    if (status >= 0)
        return status;
    fprintf(stderr, "marslog: %s\n", why);
    return ML_EXIT_UNREAD;
}
