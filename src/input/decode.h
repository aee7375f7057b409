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
 *     read() into ml_decode_room() -> ml_decode_took() -> UTF-8 behind the text
 *     bytes -> ml_decode_add() -> UTF-8
 *
 * The encoding is decided per stretch of the file, not per file: collectors write a
 * heading in UTF-16 and let a console tool append bytes to it. A stretch begins at a
 * line. Bytes that fit nothing become U+FFFD; NULs are padding and left out. What comes
 * out does not depend on how the bytes were cut into pieces on their way.
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
    bool padding; /* inside a run of NULs between lines */
    unsigned met;
    unsigned order[6]; /* the bits of `met` as they came */
    unsigned norder;
    bool japanese;      /* a line that is CP932 for sure was met */
    bool western;       /* a line that cannot be CP932 was met */
    struct ml_buf held; /* bytes not decided yet: less than a line */
    bool direct;        /* ml_decode_room() gave room behind the text itself */
    size_t ntail;       /* undecided bytes that lie there already */
    struct ml_buf raw;  /* room beside it */
};

void ml_decode_reset(struct ml_decoder *d);

/**
 * Where to read up to n more bytes to: behind the text when they may be text as they
 * stand, so that UTF-8 is not copied.
 *
 * `text` is the same buffer from call to call, or one that holds the end of it with the
 * d->ntail bytes that follow text->n.
 */
char *ml_decode_room(struct ml_decoder *d, struct ml_buf *text, size_t n);

/** So many bytes were read there: decode them onto text. `last`: the member ends. */
void ml_decode_took(struct ml_decoder *d, struct ml_buf *text, size_t n, bool last);

/** Append the text of these bytes to out. `last`: the member ends here. */
void ml_decode_add(struct ml_decoder *d, const char *bytes, size_t n, bool last,
                   struct ml_buf *out);

/** Append "utf-8", "utf-16le+cp932", ... to out. */
void ml_decode_encoding(const struct ml_decoder *d, struct ml_buf *out);

#endif
