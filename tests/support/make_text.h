/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_TEXT_H
#define ML_SUPPORT_MAKE_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Text as Windows writes it, from UTF-8. */

/** Append in the named charset ("CP932", "CP1252", "UTF-16LE", "UTF-16BE"). */
void make_text(struct ml_buf *out, const char *charset, ml_str utf8);

/** Append as UTF-16LE, behind its mark when `bom`. */
void make_utf16(struct ml_buf *out, bool bom, ml_str utf8);

/** n times the byte c. */
void make_run(struct ml_buf *out, char c, size_t n);

/** A repeatable stream of numbers: below `n`, from *seed. */
unsigned make_number(uint64_t *seed, unsigned n);

#endif
