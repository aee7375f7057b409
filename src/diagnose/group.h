/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_GROUP_H
#define ML_DIAGNOSE_GROUP_H

#include "base/arena.h"
#include "case/case.h"
#include "case/claim.h"

/*
 * Which bundles and members belong to one server.
 *
 *     claims of all bundles -> owners (no case needed) -> groups of a server's cases
 *
 * What names the same computer is one server, unless machine ids contradict; a member
 * that names none belongs to the server of its bundle; a bundle that names none is a
 * server called after it. A name of exactly 15 characters (NetBIOS cuts there), or one
 * without domain, equals a longer one only when that is the only such.
 */

/** A server, and which claims of which bundles are its own. */
struct ml_owner_part {
    uint32_t bundle;  /* index */
    uint32_t *claims; /* indices, ascending */
    uint32_t nclaims;
};

struct ml_owner {
    ml_str name;
    ml_str machine_id;           /* empty when unknown */
    ml_str folder;               /* --group-by */
    bool is_named;               /* else called after its bundle */
    struct ml_owner_part *parts; /* in the order of the bundles */
    uint32_t nparts;
};

/** Owners of all claims, by folder and name. Points into the claims. */
struct ml_owner *ml_group_claims(struct ml_arena *arena,
                                 const struct ml_claims *bundles, uint32_t nbundles,
                                 uint32_t *ret_n);

/** One case and those of its members that belong to the server. */
struct ml_group_part {
    struct ml_case *c;
    uint32_t *members; /* indices, ascending */
    uint32_t nmembers;
};

/** A server with its cases. */
struct ml_group {
    ml_str name;
    ml_str folder;               /* --group-by */
    struct ml_group_part *parts; /* in the order of the cases */
    uint32_t nparts;
};

/** Put the cases in; `cases` and `claims` are by the owner's `bundle`. */
void ml_group_fill(struct ml_group *ret, struct ml_arena *arena,
                   const struct ml_owner *owner, struct ml_case *const *cases,
                   const struct ml_claims *claims);

/** Whether the member belongs to the part. */
bool ml_group_has(const struct ml_group_part *part, uint32_t member);

#endif
