/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_GROUP_H
#define ML_DIAGNOSE_GROUP_H

#include "base/arena.h"
#include "case/case.h"

/*
 * Which bundles and members belong to one server.
 *
 * What names the same computer is one server, unless machine ids contradict; a member
 * that names none belongs to the server of its bundle; a bundle that names none is a
 * server called after it. A name of exactly 15 characters (NetBIOS cuts there), or one
 * without domain, equals a longer one only when that is the only such.
 */

/** One case and those of its members that belong to the server. */
struct ml_group_part {
    struct ml_case *c;
    uint32_t *members; /* indices, ascending */
    uint32_t nmembers;
};

struct ml_group {
    ml_str name;
    ml_str machine_id; /* empty when unknown */
    ml_str folder;     /* --group-by */
    bool named;        /* else called after its bundle */
    struct ml_group_part *parts; /* in the order of the cases */
    uint32_t nparts;
};

/** Whether the member belongs to the part. */
bool ml_group_has(const struct ml_group_part *part, uint32_t member);

struct ml_groups {
    struct ml_group *groups;
    uint32_t n;
};

void ml_group_cases(struct ml_arena *arena, struct ml_case *const *cases,
                    uint32_t ncases, struct ml_groups *ret);

#endif
