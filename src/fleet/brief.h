/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_BRIEF_H
#define ML_FLEET_BRIEF_H

#include "base/err.h"
#include "case/case.h"
#include "case/claim.h"
#include "case/wire.h"

/*
 * What the job keeps in memory of each bundle, while its case lies in the store.
 *
 * Made in the worker, from the case; hostile as the case is.
 */
struct ml_brief {
    ml_str sha256; /* empty when it could not be read */
    uint64_t bytes;
    enum ml_read_state state; /* never ML_SKIPPED */
    bool is_partial;          /* some member was not read in full */
    ml_str reason;
    struct ml_time collected; /* when the bundle was made; else its newest record */
    struct ml_time modified;  /* its file, where neither is known */
    bool is_passing; /* not read whole for want of room, time or rights, which may be
                        there the next time */
    bool on_disk; /* its files lie on disk themselves, whose times the case holds */
    struct ml_claims claims;
};

/** Points into the case and the arena. */
void ml_brief_of(struct ml_brief *ret, const struct ml_case *c, struct ml_arena *arena);

/** How the bundle was read, its members with it: not ML_READ where one was not. */
enum ml_read_state ml_brief_read(const struct ml_brief *brief);

/** Put or take. Taken claims have no members, only how many. */
void ml_brief_code(struct ml_wire *wire, struct ml_brief *brief);

#endif
