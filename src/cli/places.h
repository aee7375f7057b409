/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_PLACES_H
#define ML_CLI_PLACES_H

#include <stddef.h>

/**
 * Path of a data file: beside the program in the build folder (data/), relative to the
 * installed program (../share/marslog/), or where it was configured to be installed.
 */
void ml_place(char *ret, size_t cap, const char *file);

/** The folder of the reports' templates. */
void ml_place_templates(char *ret, size_t cap);

#endif
