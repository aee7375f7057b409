/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_WEIGH_H
#define ML_DIAGNOSE_WEIGH_H

#include "base/arena.h"
#include "base/time.h"
#include "case/case.h"
#include "catalogue/catalogue.h"
#include "diagnose/result.h"

/*
 * Conditions of the catalogue, weighed at one occurrence of one finding.
 *
 * Three-valued: what cannot be told is neither true nor false. A fact that nothing gave
 * is not evaluated; a signature that is not there is false only where a log was read.
 */

/** A value of a fact, or where a signature occurred, with the case it came from. */
struct ml_known_fact {
    const struct ml_fact *fact;
    uint32_t c; /* case */
};

struct ml_known_hits {
    const struct ml_hits *hits;
    const struct ml_case *in;
    uint32_t c;
};

/** All that is known of one server. */
struct ml_knowledge {
    const struct ml_catalogue *catalogue;
    struct ml_known_fact *facts; /* by name, then in walk order */
    uint32_t nfacts;
    struct ml_known_hits *hits; /* by signature */
    uint32_t nhits;
    const struct ml_case **cases; /* by the `c` of facts, hits and jobs */
    const struct ml_artefact_seen **seen;
    uint32_t nseen;
    bool log_read; /* an errlog was read: absence in it means something */
    const struct ml_job *jobs;
    uint32_t njobs;
    /* A history or phases of jobs were read: absence means something. */
    bool jobs_known;
    /* A job is in a history and in a log: they are of one clock, or its zone is known. */
    bool history_related;
    /* Causes that conditions of others may name. */
    const struct ml_cause_result *judged;
    uint32_t njudged;
};

/** The occurrence at which a cause is weighed. */
struct ml_anchor_point {
    uint32_t signature;
    uint32_t c; /* case it lies in */
    struct ml_time time;
    bool date_known; /* false also when the year was assumed */
    ml_str job;
};

/** Where the evidence for a true condition stands, and its own words. */
struct ml_ground {
    ml_str address;
    ml_str detail; /* "clock.offset-seconds = -412.3" or the record; may be empty */
};

/**
 * Weigh a condition; on ML_TRUE *ret_ground is filled from the first part of it that
 * has an address (left untouched when none has).
 */
enum ml_truth ml_weigh(const struct ml_knowledge *k, const struct ml_anchor_point *at,
                       const struct ml_condition *cond, struct ml_arena *arena,
                       struct ml_ground *ret_ground);

/**
 * Whether a value of a fact makes the condition true by itself, without an occurrence
 * to weigh at: for what is derived from facts.
 */
bool ml_weigh_value_alone(const struct ml_knowledge *k, const struct ml_condition *cond,
                          const struct ml_known_fact *fact, struct ml_arena *arena);

/** Whether a job makes the condition true by itself. */
bool ml_weigh_job_alone(const struct ml_job *job, const struct ml_condition *cond);

/** The value of a fact nearest in time to the occurrence; NULL when there is none. */
const struct ml_known_fact *ml_knowledge_nearest(const struct ml_knowledge *k,
                                                 ml_str name,
                                                 const struct ml_anchor_point *at);

#endif
