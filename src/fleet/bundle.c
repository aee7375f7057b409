/* SPDX-License-Identifier: MIT */
#include "fleet/bundle.h"

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
