/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_DECODE_H
#define ML_INPUT_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Bytes of a text member into valid UTF-8, line by line the way an editor counts.
 *
 *     read() -> ml_decode_clean()? use as it is : ml_decode_add() -> UTF-8
 *
 * The encoding is decided per stretch of the file, not per file: collectors write a
 * heading in UTF-16 and let a console tool append bytes to it. A stretch begins at a
 * line. Bytes that fit nothing become U+FFFD; NULs are padding and left out.
 */

enum ml_text_mode { ML_TEXT_BYTES, ML_TEXT_UTF16LE, ML_TEXT_UTF16BE };

/** Encodings met; a bit set in the order of ml_decode_encoding(). */
enum {
    ML_MET_ASCII = 1,
    ML_MET_UTF8 = 2,
    ML_MET_UTF16LE = 4,
    ML_MET_UTF16BE = 8,
    ML_MET_CP932 = 16,
    ML_MET_CP1252 = 32,
};

/** Zero-initialise; release with ml_decode_reset(). */
struct ml_decoder {
    enum ml_text_mode mode;
    bool started;
    bool in_line; /* the last byte written was no line end */
    unsigned met;
    unsigned order[6]; /* the bits of `met` as they came */
    unsigned norder;
    bool japanese;      /* a line that is CP932 for sure was met */
    bool western;       /* a line that cannot be CP932 was met */
    struct ml_buf held; /* bytes not decided yet: less than a line */
};

void ml_decode_reset(struct ml_decoder *d);

/**
 * How many of these bytes are text as they stand: all but an unfinished character
 * at the end, or 0 when they have to go through ml_decode_add().
 */
size_t ml_decode_clean(struct ml_decoder *d, const char *bytes, size_t n);

/** Append the text of these bytes to out. `last`: the member ends here. */
void ml_decode_add(struct ml_decoder *d, const char *bytes, size_t n, bool last,
                   struct ml_buf *out);

/** Append "utf-8", "utf-16le+cp932", ... to out. */
void ml_decode_encoding(const struct ml_decoder *d, struct ml_buf *out);

#endif
