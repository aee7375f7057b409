/* SPDX-License-Identifier: MIT */
#include "fleet/bundle.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/codec.h"
#include "base/ban.h"

/* The walk ends itself at the time limit; a bundle may be walked twice, and what was
 * found is put together then. So the process's limit lies behind. */
enum { LATE_SECONDS = 10 };

void ml_bundle_refuse(struct ml_case *c, const char *reason)
{
    c->state = ML_UNREADABLE;
    c->reason = ml_str_of(reason);
    c->nmembers = c->nhits = c->nfacts = c->nartefacts = 0;
    c->nunknown = c->njobs = c->nlimited = 0;
    c->unknown_beyond = 0;
}

void ml_bundle_encode(struct ml_case *c, const struct ml_catalogue *catalogue,
                      size_t max_bytes, struct ml_buf *out)
{
    size_t before = out->n;

    ml_case_encode(c, catalogue, out);
    while (out->n - before > max_bytes && c->nunknown) {
        for (uint32_t keep = c->nunknown / 2; c->nunknown > keep; c->nunknown--)
            c->unknown_beyond += c->unknown[c->nunknown - 1].count;
        out->n = before;
        ml_case_encode(c, catalogue, out);
    }
    if (out->n - before <= max_bytes)
        return;
    out->n = before;
    ml_bundle_refuse(c, "limit: too much was found");
    ml_case_encode(c, catalogue, out);
}

void ml_bundle_say(struct ml_worker *self, const char *path,
                   const struct ml_scan_options *opts)
{
    struct ml_buf bytes = { 0 };
    struct ml_case *c = ml_scan_bundle(path, opts, ml_worker_usage(self));

    ml_bundle_encode(c, opts->catalogue, ML_BUNDLE_CASE_BYTES, &bytes);
    ml_worker_say(self, ml_buf_view(&bytes));
    ml_buf_reset(&bytes);
    ml_case_free(c);
}

struct ml_case *ml_bundle_case(const char *path, const struct ml_scan_options *opts,
                               enum ml_worker_end how, ml_str said, const char *reason)
{
    struct ml_case *c;

    if (how != ML_WORKER_DONE)
        return ml_scan_unread(path, opts, reason);
    if (ml_case_decode(&c, said, opts->catalogue, NULL) != ML_OK)
        return ml_scan_unread(path, opts, "the worker said what is no case");
    return c;
}

bool ml_bundle_is_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

int ml_bundle_descriptor(const char *path)
{
    static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
    ml_str name = ml_str_of(path);
    int fd = 0;

    if (ml_bundle_is_input(path) || strcmp(path, "/dev/stdin") == 0)
        return STDIN_FILENO;
    for (size_t i = 0; i < ML_COUNT(folders); i++) {
        ml_str folder = ml_str_of(folders[i]);
        if (!ml_str_starts(name, folder) || name.n == folder.n)
            continue;
        for (size_t at = folder.n; at < name.n && fd < 100000; at++) {
            if (name.p[at] < '0' || name.p[at] > '9')
                return -1;
            fd = fd * 10 + (name.p[at] - '0');
        }
        return fcntl(fd, F_GETFD) < 0 ? -1 : fd;
    }
    return -1;
}

void ml_bundle_limits(struct ml_crew_options *ret, const struct ml_limits *limits,
                      bool bounded)
{
    const uint64_t *max = limits->max;
    uint64_t seconds = max[ML_LIMIT_SECONDS];
    /* With bounds of time standard input becomes a file. */
    enum ml_limit largest = bounded ? ML_LIMIT_TOTAL_BYTES : ML_LIMIT_SPOOL_BYTES;

    ret->depth = (unsigned)max[ML_LIMIT_DEPTH];
    ret->file_bytes = max[largest] > max[ML_LIMIT_HIVE_BYTES]
                          ? max[largest]
                          : max[ML_LIMIT_HIVE_BYTES];
    ret->wall_seconds =
        seconds ? (unsigned)(2 * seconds + seconds / 4 + LATE_SECONDS) : 0;
}

void ml_bundle_crew(struct ml_crew_options *ret, const struct ml_scan_options *opts)
{
    ml_scan_rehearse(opts);
    ml_bundle_limits(ret, &opts->limits,
                     ml_time_known(opts->since) || ml_time_known(opts->until));
    ret->threads = opts->jobs;
    ret->program = opts->program;
}
