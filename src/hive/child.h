/* SPDX-License-Identifier: MIT */
#ifndef ML_HIVE_CHILD_H
#define ML_HIVE_CHILD_H

#include "base/buf.h"
#include "base/str.h"

/* The process that takes a hive apart (hive.h). */

enum { ML_HIVE_FD = 3 }; /* where it finds the hive */

/** The hidden command that starts it: `marslog --hive-reader [RECORD]`. */
#define ML_HIVE_COMMAND "--hive-reader"

/** Its main(): reads ML_HIVE_FD, writes messages to standard output. */
int ml_hive_child(int argc, char **argv);

/** The reading itself, for tests: messages of the hive at `path`. */
void ml_hive_tell(const char *path, ml_str record, struct ml_buf *out);

#endif
