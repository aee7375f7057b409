/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_WEIGHING_H
#define ML_DIAGNOSE_WEIGHING_H

#include "diagnose/weigh.h"

/*
 * Conditions by kind, each in a file of its own, and what they share. Only weigh*.c
 * include this.
 */

enum ml_truth ml_weigh_fact(const struct ml_knowledge *k,
                            const struct ml_anchor_point *at,
                            const struct ml_condition *cond, struct ml_arena *arena,
                            struct ml_ground *ret);
enum ml_truth ml_weigh_signature(const struct ml_knowledge *k,
                                 const struct ml_anchor_point *at,
                                 const struct ml_condition *cond,
                                 struct ml_arena *arena, struct ml_ground *ret);
enum ml_truth ml_weigh_job(const struct ml_knowledge *k,
                           const struct ml_anchor_point *at,
                           const struct ml_condition *cond, struct ml_arena *arena,
                           struct ml_ground *ret);

enum ml_truth ml_truth_of(bool b);
/** True when both are, false when one is. */
enum ml_truth ml_truth_both(enum ml_truth a, enum ml_truth b);

/** Without a clock: how far apart two times stand. */
int64_t ml_time_apart(struct ml_time a, struct ml_time b);

/** How near to the occurrence: without a time on either side, the same bundle. */
enum ml_truth ml_is_near(const struct ml_anchor_point *at, struct ml_time time,
                         uint32_t c, int64_t within_us);

/**
 * A history says UTC and may mean the server's time: only a job that is in it and in a
 * log shows how its clock relates to that of the records. Whether the occurrence and a
 * time of a history, or of anything else, stand on clocks that nothing relates.
 */
bool ml_on_other_clock(const struct ml_knowledge *k, const struct ml_anchor_point *at,
                       struct ml_time time, bool of_history);

/** Whether the blank-separated list holds the id. */
bool ml_names_id(ml_str ids, ml_str id);

#endif
