/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_CANONICAL_H
#define ML_CASE_CANONICAL_H

#include <stddef.h>

#include "case/case.h"

/*
 * What makes the same input the same bytes, however it came here: in one run, through
 * another process, or out of the reports of several runs.
 */

/**
 * Bring a case into the form in which all are compared, kept and written: facts in the
 * order of their files, times of years 1600 to 9999 in whole milliseconds, names in
 * characters that XML can hold (others as U+FFFD; what records and artefacts say stays
 * as it is).
 */
void ml_case_canonical(struct ml_case *c);

/** Whether two cases are of the same bundle: its path and its bytes. */
bool ml_case_is_same(const struct ml_case *a, const struct ml_case *b);

/** Put cases into the order in which they are diagnosed: by path, digest, `again`. */
void ml_cases_order(struct ml_case **cases, size_t n);

/** The same, and count those of the same bundle in `again`. */
void ml_cases_sort(struct ml_case **cases, size_t n);

#endif
