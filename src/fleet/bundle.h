/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_BUNDLE_H
#define ML_FLEET_BUNDLE_H

#include "fleet/crew.h"
#include "scan/scan.h"

/*
 * A bundle's scan as an errand: the worker scans and says the case (case/codec.h), the
 * parent reads it back.
 */

enum { ML_BUNDLE_SAID_BYTES = 128 * 1024 * 1024 }; /* max_said for a case */

/** In the worker: scan the bundle and say its case. */
void ml_bundle_say(struct ml_worker *self, const char *path,
                   const struct ml_scan_options *opts);

/**
 * In the parent: the case that was said; where there is none, one that is unreadable
 * and says why. Owns: the caller.
 */
struct ml_case *ml_bundle_case(const char *path, const struct ml_scan_options *opts,
                               enum ml_worker_end how, ml_str said, const char *reason);

/** What a crew needs for such errands: threads, depth, sizes of files and, with a
 * timeout, the clock's limit, somewhat behind it. The rest is left as it is. Rehearses
 * the scan, for the workers to come. */
void ml_bundle_crew(struct ml_crew_options *ret, const struct ml_scan_options *opts);

#endif
