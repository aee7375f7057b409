/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/ban.h"

enum { FIRST_MS = 700, STEP_MS = 200 };

struct ml_progress {
    const struct ml_walk_usage *usage;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const char *path;
    size_t i, n;
    int64_t began_us;
    bool stopping, shown;
};

static void show(struct ml_progress *p)
{
    double mb = (double)atomic_load(&p->usage->produced_bytes) / 1e6;
    double s = (double)(ml_walk_now_us() - p->began_us) / 1e6;

    if (p->n > 1)
        fprintf(stderr, "\r\033[K%zu/%zu  ", p->i, p->n);
    else
        fprintf(stderr, "\r\033[K");
    fprintf(stderr, "%.0f MB read, %u files, %.0f MB/s", mb,
            atomic_load(&p->usage->entries), s > 0 ? mb / s : 0);
    fflush(stderr);
    p->shown = true;
}

static void *progress_main(void *arg)
{
    struct ml_progress *p = arg;
    struct timespec until;
    long wait_ms = FIRST_MS;

    pthread_mutex_lock(&p->lock);
    while (!p->stopping) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += wait_ms * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&p->changed, &p->lock, &until);
        if (!p->stopping)
            show(p);
        wait_ms = STEP_MS;
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct ml_progress *ml_progress_start(enum ml_when when,
                                      const struct ml_walk_usage *usage)
{
    if (when == ML_NEVER || (when == ML_AUTO && !isatty(STDERR_FILENO)))
        return NULL;
    struct ml_progress *p = calloc(1, sizeof(*p));
    if (!p)
        ml_oom();
    p->usage = usage;
    p->began_us = ml_walk_now_us();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    if (pthread_create(&p->thread, NULL, progress_main, p) != 0) {
        free(p);
        return NULL;
    }
    return p;
}

void ml_progress_bundle(struct ml_progress *p, const char *path, size_t i, size_t n)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->path = path;
    p->i = i;
    p->n = n;
    p->began_us = ml_walk_now_us();
    pthread_mutex_unlock(&p->lock);
}

void ml_progress_stop(struct ml_progress *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    if (p->shown)
        fprintf(stderr, "\r\033[K");
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->changed);
    free(p);
}
