/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_CLAIM_H
#define ML_CASE_CLAIM_H

#include "case/case.h"

/*
 * The names of servers that one bundle gives, and which of its members go with each.
 *
 * So little that those of a whole fleet fit into memory, where its cases would not:
 * servers are put together from these (diagnose/group.h).
 */

struct ml_claim {
    ml_str folder; /* --group-by; mostly empty */
    ml_str name;
    bool is_named; /* by a computer's name; else called after its bundle or folder */
    ml_str machine_id; /* empty when unknown */
    uint32_t *members; /* indices, ascending; NULL where only their number matters */
    uint32_t nmembers;
};

struct ml_claims {
    ml_str path;             /* of the bundle */
    uint32_t nmembers;       /* of the bundle */
    struct ml_claim *claims; /* at least one: the bundle's own */
    uint32_t n;
};

/** The same case gives the same claims in the same order. Points into the case. */
void ml_claims_of(struct ml_claims *ret, const struct ml_case *c,
                  struct ml_arena *arena);

#endif
