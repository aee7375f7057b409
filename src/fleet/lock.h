/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_LOCK_H
#define ML_FLEET_LOCK_H

#include "base/attr.h"
#include "base/err.h"

/*
 * One at a time changes a history: a lock on a file beside it, gone with the process.
 */

/** Room for the name of that file. */
enum { ML_LOCK_NAME_BYTES = 4200 };

void ml_lock_name(char ret[ML_LOCK_NAME_BYTES], const char *history);

/**
 * Take the lock; *ret is a descriptor to be closed, or -1.
 * Errors: ML_FAIL, ML_ERR_USAGE when another has it; ML_ERR_IO.
 */
enum ml_rc ml_lock_take(int *ret, const char *history, struct ml_err *err) ML_MUST_USE;

#endif
