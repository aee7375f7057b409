/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_BUNDLE_H
#define ML_FLEET_BUNDLE_H

#include "fleet/crew.h"
#include "scan/scan.h"

/*
 * A bundle's scan as an errand: the worker scans and says the case (case/codec.h), the
 * parent reads it back.
 */

/* Of a case, and max_said for it and what is said with it. The parent may hold three
 * for two places, and has 150 MB; a bundle of 100,000 logs takes 17 MB, one of ten logs
 * with four kinds of errors in each minute of a month 2 MB. */
enum {
    ML_BUNDLE_CASE_BYTES = 24 * 1024 * 1024,
    ML_BUNDLE_SAID_BYTES = ML_BUNDLE_CASE_BYTES + 512 * 1024,
};

/** Append the case. One that takes more than `max_bytes` loses errors without a name,
 * which are counted as those are that find no room; and where that is not enough it
 * becomes unreadable and says why: better in the worker, who knows the bundle's digest
 * and server, than when it is ended for it. */
void ml_bundle_encode(struct ml_case *c, const struct ml_catalogue *catalogue,
                      size_t max_bytes, struct ml_buf *out);

/** What cannot be said of a case: only that it is unreadable, and why. */
void ml_bundle_refuse(struct ml_case *c, const char *reason);

/** In the worker: scan the bundle and say its case. */
void ml_bundle_say(struct ml_worker *self, const char *path,
                   const struct ml_scan_options *opts);

/**
 * In the parent: the case that was said; where there is none, one that is unreadable
 * and says why. Owns: the caller.
 */
struct ml_case *ml_bundle_case(const char *path, const struct ml_scan_options *opts,
                               enum ml_worker_end how, ml_str said, const char *reason);

/** Whether it is "-", standard input. */
bool ml_bundle_is_input(const char *path);

/** The descriptor of this process that a path stands for, which a worker has to keep:
 * "-", /dev/stdin, /dev/fd/63 as shells write <(...); else -1. */
int ml_bundle_descriptor(const char *path);

/** What a crew needs of limits: depth, sizes of files, and with a timeout the clock's
 * limit. `bounded`: by --since or --until. */
void ml_bundle_limits(struct ml_crew_options *ret, const struct ml_limits *limits,
                      bool bounded);

/** What a crew needs for such errands: threads, depth, sizes of files and, with a
 * timeout, the clock's limit, somewhat behind it. The rest is left as it is. Rehearses
 * the scan, for the workers to come. */
void ml_bundle_crew(struct ml_crew_options *ret, const struct ml_scan_options *opts);

#endif
