/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_SCAN_H
#define ML_SCAN_SCAN_H

#include "base/limits.h"
#include "case/case.h"
#include "catalogue/catalogue.h"
#include "input/walk.h"
#include "match/matcher.h"

/*
 * One bundle through all the stages, to a case.
 *
 *     path -> walk -> members -> case (no verdicts)
 */

struct ml_scan_options {
    const struct ml_catalogue *catalogue;
    const struct ml_matcher *matcher;
    struct ml_limits limits;
    const char *const *passphrases; /* ends with NULL; may be NULL */
    unsigned jobs;                  /* threads; at least 1 */
    bool has_utc_offset;
    int utc_offset_minutes;
    struct ml_time since, until; /* which records count; unknown: no bound */
    bool digest; /* compute the bundle's SHA-256 */
    const char *program; /* that reads hives (hive/hive.h); NULL: this one */
};

/**
 * Scan one bundle. Never fails as a whole: what could not be read is in the case.
 *
 * `usage` is zeroed by the caller; others may read it for progress and set `interrupted`
 * to end the scan early with what was found until then.
 */
struct ml_case *ml_scan_bundle(const char *path, const struct ml_scan_options *opts,
                               struct ml_walk_usage *usage);

/** Load what is otherwise loaded when it is first needed (character sets, libraries'
 * configuration): a process that will not be able to open files must have done so. */
void ml_scan_prepare(void);

/**
 * Scan a tiny bundle, for its side effects: libraries choose their code for the
 * processor and resolve their symbols at the first call, which each process after a
 * fork would do anew.
 */
void ml_scan_rehearse(const struct ml_scan_options *opts);

/** The case of a bundle of which nothing is known but why. */
struct ml_case *ml_scan_unread(const char *path, const struct ml_scan_options *opts,
                               const char *reason);

#endif
