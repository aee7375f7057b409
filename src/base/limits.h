/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_LIMITS_H
#define ML_BASE_LIMITS_H

#include <stdint.h>

/*
 * Every ceiling in one table: option, default, meaning (limits.c).
 *
 * Uploads come from outside. Defaults are far above what honest bundles hold.
 * Reaching one is stated in the coverage of the report and makes exit status 3.
 */

enum ml_limit {
    ML_LIMIT_ENTRIES,      /* members of one bundle, all depths */
    ML_LIMIT_MEMBER_BYTES, /* decompressed bytes of one member */
    ML_LIMIT_TOTAL_BYTES,  /* decompressed bytes of one bundle */
    ML_LIMIT_RATIO,        /* decompressed per stored byte, once 1 GB was produced */
    ML_LIMIT_DEPTH,        /* archives inside archives */
    ML_LIMIT_LINE_BYTES,   /* of one line; the rest of it is a line of its own */
    ML_LIMIT_SPOOL_BYTES,  /* unlinked temporary file for one nested zip or 7z */
    ML_LIMIT_TEXT_BYTES,   /* of an artefact that is read as a whole for facts */
    ML_LIMIT_HIVE_BYTES,   /* of a registry hive */
    ML_LIMIT_SECONDS,      /* wall time of one bundle; 0 switches it off */
    ML_NLIMITS,
};

struct ml_limits {
    uint64_t max[ML_NLIMITS];
};

struct ml_limit_def {
    const char *option; /* "max-entries" */
    uint64_t normal;    /* default */
    const char *unit;   /* "BYTES", "N", "SECONDS" */
    const char *help;   /* of the option */
    const char *said;   /* in the report when it was reached */
};

extern const struct ml_limit_def ml_limit_defs[ML_NLIMITS];

/** Below this many decompressed bytes the ratio is not looked at: a log padded with
 * NULs deflates more than 1000:1 and is honest. */
#define ML_RATIO_FLOOR_BYTES UINT64_C(1000000000)

/** A record with its continuation lines; what is longer is cut for matching. */
#define ML_RECORD_MAX_BYTES (256u * 1024)

void ml_limits_default(struct ml_limits *limits);

#endif
