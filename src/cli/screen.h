/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_SCREEN_H
#define ML_CLI_SCREEN_H

#include <stdbool.h>

#include "cli/options.h"

/** Columns of standard output: $COLUMNS, the terminal's, else 80. */
unsigned ml_screen_columns(void);

/** Whether standard output gets colours: --color, a terminal, $NO_COLOR. */
bool ml_screen_colour(enum ml_when when);

#endif
