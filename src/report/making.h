/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_MAKING_H
#define ML_REPORT_MAKING_H

#include "base/arena.h"
#include "case/case.h"

/*
 * Bundles out of a report, of which a server shows its own files only: kept until all
 * files were met, under other servers, or in other reports.
 */

/** A run of ids, and the file that it is of. */
struct ml_making_run {
    struct ml_id_run run;
    uint32_t member;
};

/**
 * One bundle. Until it is complete a member is known by the order in which it was met,
 * and the arrays of its case are from the heap; then by its place, and in the arena.
 */
struct ml_making {
    struct ml_case *c; /* NULL: done with */
    ml_str path, sha256;
    uint64_t bytes;
    uint32_t again, nfiles;
    uint64_t hash;
    uint32_t *places; /* of the members; from 0 */
    ml_str *same_as;  /* addresses; mostly empty */
    struct ml_making_run *runs;
    size_t nplaces, cap_places, nsame, cap_same, nruns, cap_runs;
    size_t nmembers, cap_members, nhits, cap_hits, nfacts, cap_facts;
    size_t nartefacts, cap_artefacts, njobs, cap_jobs, nunknown, cap_unknown;
    size_t nlimited, cap_limited;
};

/** Zero-initialise; release with ml_makings_reset(). */
struct ml_makings {
    struct ml_arena arena;
    struct ml_making *all;
    size_t n, cap;
    uint32_t *slots; /* 1 + index, by hash */
    size_t nslots;
};

/** Index of the bundle of `key`, by path, digest, bytes, nfiles and again; added when
 * it is new. The key's texts are copied. */
uint32_t ml_makings_find(struct ml_makings *makings, const struct ml_making *key,
                         bool *ret_is_new);

/** Whether all files were met. */
static inline bool ml_making_is_whole(const struct ml_making *m)
{
    return m->nmembers == m->nfiles;
}

/**
 * Make the case of a bundle that is whole; the caller's then.
 *
 * Errors: NULL when its files or ids contradict each other; *ret_why says so.
 */
struct ml_case *ml_making_complete(struct ml_making *m, const char **ret_why);

/** Add the files that `to` has not, with what was found in them. */
void ml_making_join(struct ml_making *to, const struct ml_making *from);

/** Release what belongs to it; it is done with then. */
void ml_making_forget(struct ml_making *m);

void ml_makings_reset(struct ml_makings *makings);

#endif
