/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_LOCK_H
#define ML_FLEET_LOCK_H

#include "base/attr.h"
#include "base/err.h"

/*
 * One at a time changes a history, or a folder of reports: locks that go with the process.
 */

/** Room for the name of that file. */
enum { ML_LOCK_NAME_BYTES = 4200 };

void ml_lock_name(char ret[ML_LOCK_NAME_BYTES], const char *history);

/**
 * Take the lock; *ret is a descriptor to be closed, or -1.
 * Errors: ML_FAIL, ML_ERR_USAGE when another has it; ML_ERR_IO.
 */
enum ml_rc ml_lock_take(int *ret, const char *history, struct ml_err *err) ML_MUST_USE;

/** The same for a folder of reports, without a file; the caller has it open, and the
 * lock goes when it closes it. Where the file system knows no locks nothing is locked. */
enum ml_rc ml_lock_folder(int folder, const char *path, struct ml_err *err) ML_MUST_USE;

#endif
