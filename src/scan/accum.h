/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_ACCUM_H
#define ML_SCAN_ACCUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "record/errlog.h"

/*
 * What the matches of one member add up to, not yet dated: how many of each signature,
 * the first and last few as evidence, and when they were, by minute and job.
 *
 * Matches are added in the order of their lines.
 */

/** One match, its texts still in the block. */
struct ml_hit {
    uint32_t signature;
    uint64_t line, nlines; /* of the record */
    bool dated, has_job;
    ml_yearless stamp;
    uint8_t job[16];
    enum ml_level level;
    ml_str text, before, after;
    ml_str captured; /* what the signature yields */
    bool outside;    /* of the time that counts: only its facts do */
};

/** Kept evidence. */
struct ml_kept {
    uint64_t line, nlines;
    bool dated, has_job;
    ml_yearless stamp;
    uint8_t job[16];
    enum ml_level level;
    struct ml_buf text, before, after;
};

/** All matches of one minute and job. */
struct ml_minute {
    int64_t minute; /* of the yearless stamp; INT64_MIN when undated */
    bool has_job;
    uint8_t job[16];
    ml_yearless first, last;
    uint64_t first_line, last_line;
    uint64_t n;
};

struct ml_minutes {
    struct ml_minute *slots; /* open addressing; n == 0 is free */
    size_t n, cap;
    int64_t grain; /* minutes to an entry: 1, then 60, 1440 when there are too many */
    bool no_jobs;
};

struct ml_acc {
    uint32_t signature;
    uint64_t count;
    uint32_t levels; /* bit set of 1 << ml_level met */
    struct ml_kept kept[10]; /* 0-4 the first, 5-9 a ring of the last */
    struct ml_minutes minutes;
};

/** A value that a record gave. */
struct ml_yield {
    uint32_t signature;
    ml_str value;
    uint64_t line;
    bool dated;
    ml_yearless stamp;
};

struct ml_accum {
    struct ml_acc *accs; /* in the order first met */
    size_t naccs, cap_accs;
    uint32_t *index; /* per signature: 1 + position in accs */
    uint32_t *left;  /* per signature: matches of the block not added yet */
    struct ml_arena arena;
    struct ml_yield *yields;
    size_t nyields, cap_yields;
};

void ml_accum_init(struct ml_accum *a, const struct ml_catalogue *catalogue);
/** Add the matches of one block. */
void ml_accum_add(struct ml_accum *a, const struct ml_catalogue *catalogue,
                  const struct ml_hit *hits, size_t n);
/** Release what only adding needs: nothing is added any more. */
void ml_accum_close(struct ml_accum *a);
void ml_accum_reset(struct ml_accum *a);

/** The i-th kept evidence of those after the first five, oldest first; NULL behind. */
const struct ml_kept *ml_acc_tail(const struct ml_acc *acc, unsigned i);

#endif
