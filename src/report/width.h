/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_WIDTH_H
#define ML_REPORT_WIDTH_H

#include <stdint.h>

#include "base/str.h"

/**
 * Columns that a printable code point takes on a terminal: 0, 1 or 2.
 *
 * Of our own, as wcwidth() follows the locale. Ambiguous width counts as 1.
 * Source: Unicode 14.0, EastAsianWidth.txt (W and F) and general categories Mn and Me.
 */
unsigned ml_width_of(uint32_t code_point);

/** Columns of text that holds no controls. */
size_t ml_width(ml_str text);

#endif
