/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_NAMING_H
#define ML_SCAN_NAMING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"

/*
 * What the names of files and bundles tell: computer, time of collection. Names only help: content decides where it says something.
 */

/**
 * The computer in front of a name that collectors make: "FS01_CBENGINE.zip",
 * "FS01_evt_System.evtx". `path` may have folders and archives; the innermost part
 * with such a name counts. Empty when there is none.
 */
ml_str ml_naming_computer(ml_str path);

/** The computer in a bundle's own name: "tss_261120-010203_FS01_psSDP_DPM.zip". */
ml_str ml_naming_bundle_computer(ml_str name);

/** A stamp `yyMMdd-HHmmss` (UTC) in any part of a path: "Results_DPM_261120-010203". */
bool ml_naming_stamp(ml_str path, struct ml_time *ret);

/** A date inside a file's own name that its records must be close to: a crash copy, or
 * milliseconds since 1970 in an uploaded copy. */
bool ml_naming_record_date(ml_str name, struct ml_time *ret);

/** Names of computers are compared without case; they are shown in upper case. */
ml_str ml_naming_upper(struct ml_arena *arena, ml_str name);

/** What a bundle is called when it names no computer: without folders and endings. */
ml_str ml_naming_stem(ml_str path);

#endif
