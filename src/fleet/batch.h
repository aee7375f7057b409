/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_BATCH_H
#define ML_FLEET_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "fleet/board.h"
#include "fleet/mute.h"
#include "scan/scan.h"

/*
 * The nightly run over a fleet.
 *
 *     plan -> analyse: a case for each bundle -> group: servers -> judge: a summary and
 *     pages for each -> night: beside the history -> fleet's reports -> all in place
 */

/** How the bundles of a run were read. */
struct ml_bundle_counts {
    uint32_t bundles; /* without those that are arriving */
    uint32_t read, partial, unreadable, arriving;
};

/** What happened to a bundle, told as soon as it is known. */
struct ml_batch_line {
    ml_str path, reason;
    const char *state; /* "read", "partial", "unreadable", "arriving", "unchanged" */
    uint64_t bytes;
    int64_t took_us;
};

struct ml_batch_progress {
    uint32_t done, n; /* bundles, or servers in the second step */
    uint64_t done_bytes, bytes;
    uint64_t produced_bytes; /* decompressed, by all workers */
    bool is_judging;
};

struct ml_batch_watch {
    void *ctx;
    void (*line)(void *ctx, const struct ml_batch_line *line);
    void (*progress)(void *ctx, const struct ml_batch_progress *progress);
    void (*note)(void *ctx, const char *text); /* a sentence about the run */
};

struct ml_batch_options {
    struct ml_scan_options scan; /* jobs: workers at once; each has one thread */
    uint64_t memory_bytes;       /* of a worker */
    enum ml_lang lang;
    const char *const *paths;
    const char *list;
    bool by_folder;
    unsigned settle_seconds, shard, shards;
    struct ml_time as_of;
    const char *out;       /* folder of reports */
    const char *history;   /* file */
    const char *mutes;     /* file; may not be there */
    const char *templates; /* folder */
    unsigned stale_days, keep_days;
    bool fail_fast; /* end at the first bundle that cannot be read */
    bool fresh;     /* nothing of earlier runs is used */
    bool verify;    /* every bundle is read again for its digest */
    struct ml_batch_watch watch;
};

struct ml_batch_memory;

/** What a run came to. Release with ml_batch_result_reset(). */
struct ml_batch_result {
    struct ml_board *board; /* NULL: the run did not come to its end */
    bool is_interrupted;
    uint32_t nunchanged;            /* bundles that were not analysed again */
    uint32_t nfailed;               /* reports that could not be merged */
    uint32_t nother;                /* ... that were written with another catalogue */
    struct ml_batch_memory *memory; /* that the board points into */
};

enum ml_batch_end {
    ML_BATCH_DONE = 0,
    ML_BATCH_REFUSED, /* another run has the history */
    ML_BATCH_WRONG,   /* of usage: a list that is not there, mutes or a history that are
                         none, no report that can be read */
    ML_BATCH_FAILED,  /* the history or the reports could not be written */
};

enum ml_batch_end ml_batch_run(struct ml_batch_result *ret,
                               const struct ml_batch_options *options,
                               struct ml_err *err);

/**
 * The same from XML reports, options->paths, of shards or of single runs: nothing is
 * analysed. Reports that cannot be read are told of by `failed`.
 */
enum ml_batch_end ml_batch_merge(struct ml_batch_result *ret,
                                 const struct ml_batch_options *options,
                                 void (*failed)(void *ctx, const struct ml_err *err),
                                 void *ctx, struct ml_err *err);

/** The plan of a run, told as a note; `except` as in fleet/plan.h, whose errors it has.
 */
struct ml_plan;
enum ml_rc ml_batch_plan(struct ml_plan *ret, const struct ml_batch_options *options,
                         const char *const *except, struct ml_err *err) ML_MUST_USE;

void ml_batch_result_reset(struct ml_batch_result *result);

#endif
