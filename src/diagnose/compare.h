/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_COMPARE_H
#define ML_DIAGNOSE_COMPARE_H

#include "base/time.h"
#include "catalogue/catalogue.h"
#include "diagnose/weigh.h"

/**
 * Compare the value of a fact as `cond` asks; `other` is the value of the second fact.
 * A value that is not of the form that the comparison needs gives ML_UNSURE.
 */
enum ml_truth ml_compare(const struct ml_condition *cond, ml_str value, ml_str other,
                         const struct ml_anchor_point *at);

/** "Thu Jun 04 2026", "2026-06-04T10:00:00", ...: a day, or a time of it. */
bool ml_compare_date(ml_str text, struct ml_time *ret, bool *ret_is_day);

#endif
