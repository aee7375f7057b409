/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/ban.h"

enum { FIRST_MS = 700 };

struct ml_progress {
    size_t i, n;
    int64_t began_us;
    bool shown;
};

struct ml_progress *ml_progress_start(enum ml_when when)
{
    if (when == ML_NEVER || (when == ML_AUTO && !isatty(STDERR_FILENO)))
        return NULL;
    struct ml_progress *p = calloc(1, sizeof(*p));
    if (!p)
        ml_oom();
    p->began_us = ml_walk_now_us();
    return p;
}

void ml_progress_bundle(struct ml_progress *p, size_t i, size_t n)
{
    if (!p)
        return;
    p->i = i;
    p->n = n;
}

void ml_progress_tick(void *progress, struct ml_crew *crew)
{
    struct ml_progress *p = progress;

    if (!p)
        return;
    int64_t us = ml_walk_now_us() - p->began_us;
    if (us < FIRST_MS * 1000)
        return;
    struct ml_crew_tally t = ml_crew_tally(crew);
    double mb = (double)t.produced_bytes / 1e6;
    fprintf(stderr, "\r\033[K");
    if (p->n > 1)
        fprintf(stderr, "%zu/%zu  ", p->i, p->n);
    fprintf(stderr, "%.0f MB read, %llu files, %.0f MB/s", mb,
            (unsigned long long)t.entries, mb / ((double)us / 1e6));
    fflush(stderr);
    p->shown = true;
}

void ml_progress_stop(struct ml_progress *p)
{
    if (!p)
        return;
    if (p->shown)
        fprintf(stderr, "\r\033[K");
    free(p);
}
