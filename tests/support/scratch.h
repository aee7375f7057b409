/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_SCRATCH_H
#define ML_SUPPORT_SCRATCH_H

#include "base/str.h"

/*
 * A folder for one test, made below the current one. Temporary files of the code under
 * test go there too.
 */

/** Make it and let $TMPDIR name it. Use as a checked fixture. */
void scratch_setup(void);

/** Remove it with all that is in it. */
void scratch_teardown(void);

/** Path of `name` in it; valid until the next eight calls. */
const char *scratch_path(const char *name);

/** Write a file, making the folders in its name; returns its path as above. */
const char *scratch_write(const char *name, ml_str bytes);

/** Path of a file of the source tree: $srcdir (else ".") and `name`. */
const char *source_path(const char *name);

#endif
