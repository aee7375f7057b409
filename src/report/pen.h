/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_PEN_H
#define ML_REPORT_PEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Text onto a terminal: wrapped by columns, and made harmless.
 *
 *     words -> atoms (a character with its marks, or an escape) -> lines
 *
 * Lines are broken at blanks and between CJK characters, never inside an atom.
 * Controls show as `\x1b`, what would deceive the eye as `\u{202e}`, invalid bytes
 * as U+FFFD. The only escape sequences written are the pen's own colours.
 */

enum ml_style {
    ML_PLAIN = 0,
    ML_BOLD,
    ML_DIM,
    ML_RED,
    ML_YELLOW,
    ML_GREEN,
    ML_BLUE,
};

enum { ML_TEXT_COLUMNS_MIN = 20 };

/** How text for a terminal is written. */
struct ml_text_options {
    unsigned columns; /* 0: lines are not broken; raised to ML_TEXT_COLUMNS_MIN */
    bool colour;
};

/** Zero-initialise and set the first group, or ml_pen_open(); release with
 * ml_pen_reset(), or ml_pen_close(). */
struct ml_pen {
    struct ml_buf *out;
    unsigned columns; /* 0: lines are not broken */
    bool colour;
    unsigned first, indent; /* of the line, and of those that it is broken into */

    bool has_line;     /* one was begun with ml_pen_line() */
    size_t column;     /* of the line so far */
    bool has_begun;    /* a word stands on the line */
    bool owes_blank;   /* before the next word */
    uint32_t previous; /* code point before the next one; 0 after a blank */
    struct ml_buf word;
    size_t word_columns;
};

void ml_pen_open(struct ml_pen *pen, const struct ml_text_options *options,
                 struct ml_buf *out);
void ml_pen_reset(struct ml_pen *pen);

/** End the last line, and release. */
void ml_pen_close(struct ml_pen *pen);

/** Begin a line, which ends the one before. It begins at column `first`, what it is
 * broken into at `indent`. */
void ml_pen_line(struct ml_pen *pen, unsigned first, unsigned indent);

/** Words, wrapped. Blanks, TABs and line ends are one blank each run. */
void ml_pen_text(struct ml_pen *pen, enum ml_style style, ml_str text);

/** Text that must stay in one piece, as an address: overflows rather than break. */
void ml_pen_solid(struct ml_pen *pen, enum ml_style style, ml_str text);

/** As many of the text's characters as fit, with an ellipsis when not all do. */
ml_str ml_pen_shorten(struct ml_buf *scratch, ml_str text, size_t columns);

#endif
