/* SPDX-License-Identifier: MIT */
#include "fleet/bundle.h"

#include "base/buf.h"
#include "case/codec.h"
#include "base/ban.h"

/* The walk ends itself at the time limit; a bundle may be walked twice, and what was
 * found is put together then. So the process's limit lies behind. */
enum { LATE_SECONDS = 10 };

void ml_bundle_say(struct ml_worker *self, const char *path,
                   const struct ml_scan_options *opts)
{
    struct ml_buf bytes = { 0 };
    struct ml_case *c = ml_scan_bundle(path, opts, ml_worker_usage(self));

    ml_case_encode(c, opts->catalogue, &bytes);
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

void ml_bundle_crew(struct ml_crew_options *ret, const struct ml_scan_options *opts)
{
    const uint64_t *max = opts->limits.max;
    uint64_t seconds = max[ML_LIMIT_SECONDS];
    bool bounded = ml_time_known(opts->since) || ml_time_known(opts->until);
    /* With bounds of time standard input becomes a file. */
    enum ml_limit largest = bounded ? ML_LIMIT_TOTAL_BYTES : ML_LIMIT_SPOOL_BYTES;

    ml_scan_rehearse(opts);
    ret->threads = opts->jobs;
    ret->depth = (unsigned)max[ML_LIMIT_DEPTH];
    ret->file_bytes = max[largest] > max[ML_LIMIT_HIVE_BYTES]
                          ? max[largest]
                          : max[ML_LIMIT_HIVE_BYTES];
    ret->program = opts->program;
    ret->wall_seconds =
        seconds ? (unsigned)(2 * seconds + seconds / 4 + LATE_SECONDS) : 0;
}
