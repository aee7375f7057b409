/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_CHARSET_H
#define ML_INPUT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * The character sets that Windows writes, into UTF-8. CP932 comes from iconv, the
 * single-byte ones from a table.
 */

enum ml_charset { ML_CHARSET_CP932, ML_CHARSET_CP1252, ML_CHARSET_CP437 };

/** Length of the UTF-8 character at the start of s: 1 to 4; 0 when it is not one. */
size_t ml_utf8_length(ml_str s);

/** Bytes from the start of s that are whole, valid UTF-8 characters. */
size_t ml_utf8_span(ml_str s);

static inline bool ml_utf8_valid(ml_str s)
{
    return ml_utf8_span(s) == s.n;
}

void ml_utf8_add(struct ml_buf *out, unsigned code_point);

/**
 * Append s converted from `charset`.
 *
 * Returns false, with nothing appended, when CP932 does not hold such a byte
 * sequence. A single-byte set always succeeds; its unused bytes become U+FFFD.
 */
bool ml_charset_add(struct ml_buf *out, enum ml_charset charset, ml_str s);

/** Load what iconv needs, which it otherwise does when it is first used: a process that
 * will not be able to open files must have done so. */
void ml_charset_prepare(void);

/** How a line of 8-bit text reads as CP932. */
enum ml_cp932_guess {
    ML_CP932_NO,    /* it holds a sequence that CP932 does not have */
    ML_CP932_MAYBE, /* it decodes, but to rare characters only: accented letters of
                       CP1252 look like that */
    ML_CP932_YES,
};

enum ml_cp932_guess ml_cp932_guess(ml_str line);

/** Length of the first `max` bytes of s, cut back to whole UTF-8 characters. */
size_t ml_utf8_cut(ml_str s, size_t max);

#endif
