/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_PLAN_H
#define ML_FLEET_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

/*
 * Which bundles a run is about, found without opening one of them.
 *
 *     PATH, --list -> files and folders -> bundles by path -> this shard's
 *
 * A file is a bundle. Of a PATH that is a folder every file is one; a folder below it
 * is one when it, or a folder directly in it, holds files that are no archives, and
 * else is looked into. A PATH that holds files but no archive is a bundle itself. Names
 * that begin with a dot are passed over; links are followed for a PATH only.
 */

/** What a file system says of a bundle; changes with anything that may change it. */
struct ml_print {
    uint64_t low, high; /* hash of name, device, inode, size and times of each file */
};

struct ml_plan_bundle {
    ml_str path;   /* PATH, '/', what is below; NUL-terminated */
    ml_str folder; /* first folder below PATH, or empty */
    uint64_t bytes;
    struct ml_print print;
    uint64_t dates;          /* hash of names, sizes and modification times alone */
    int64_t newest_ns;       /* latest modification or status change, since 1970 */
    struct ml_time modified; /* latest modification */
    bool
        is_arriving; /* modified less than --settle ago, or under a name of an upload */
    const char *unfit; /* why it is none: a device, which may have no end; a PATH with
                          nothing in it; or NULL */
    int sys_errno;   /* why it cannot be looked at; 0 */
};

struct ml_plan_options {
    const char *const *paths; /* ends with NULL */
    const char *list; /* file with a PATH a line, or each before a NUL; "-" standard
                         input; or NULL */
    const char *const *except; /* files and folders of our own; ends with NULL */
    bool by_folder; /* first-level folders hold bundles: one folder a customer */
    struct ml_time now;
    unsigned settle_seconds;
    unsigned shard, shards; /* 1-based; 0 shards: all */
};

struct ml_plan {
    struct ml_arena arena;
    struct ml_plan_bundle *bundles; /* by path, each once */
    uint32_t n;
    uint64_t bytes;
};

/**
 * Make the plan. Release with ml_plan_reset().
 *
 * Errors: ML_FAIL, ML_ERR_IO when the list cannot be read; ML_ERR_USAGE when a PATH,
 * there or in the list, is one of our own. A PATH that is not there is a bundle with
 * sys_errno.
 */
enum ml_rc ml_plan_make(struct ml_plan *ret, const struct ml_plan_options *options,
                        struct ml_err *err) ML_MUST_USE;
void ml_plan_reset(struct ml_plan *plan);

/** Look at a bundle again: whether it is as the plan has it. */
bool ml_plan_still(const struct ml_plan_bundle *bundle);

/** Of which shard, 1 to `shards`, a path is. */
unsigned ml_plan_shard(ml_str path, unsigned shards);

#endif
