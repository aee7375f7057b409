/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_COLLECT_H
#define ML_SUPPORT_COLLECT_H

#include "base/buf.h"
#include "base/limits.h"
#include "input/walk.h"

/* A walk as text, a member a line, in walk order:
 *
 *     b.zip!a.txt = "first bytes" 14
 *     b.zip!c.txt = "wha" 3 (Truncated ZIP file body)
 *     b.zip!d.log unreadable (encrypted) 20
 */
struct collect {
    struct ml_limits limits;
    const char *const *passphrases;
    unsigned jobs;
    const char *address; /* what addresses begin with; NULL: the path's last part */
    struct ml_walk_usage usage; /* filled */
};

void collect_init(struct collect *c);

/** Walk the bundle at `path` and append the lines; false when it cannot be opened. */
bool collect_walk(struct collect *c, const char *path, struct ml_buf *out);

#endif
