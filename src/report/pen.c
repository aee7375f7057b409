/* SPDX-License-Identifier: MIT */
#include "report/pen.h"

#include <string.h>

#include "base/attr.h"
#include "report/utf8.h"
#include "report/width.h"
#include "base/ban.h"

static const char *const sgr[] = {
    [ML_PLAIN] = "",         [ML_BOLD] = "\x1b[1m",    [ML_DIM] = "\x1b[2m",
    [ML_RED] = "\x1b[1;31m", [ML_YELLOW] = "\x1b[33m", [ML_GREEN] = "\x1b[32m",
    [ML_BLUE] = "\x1b[36m",
};
static const char sgr_end[] = "\x1b[0m";

/* Characters that no line begins with, and that none ends with: the usual ones of
 * Japanese typesetting (JIS X 4051), narrow forms included. */
static const uint32_t no_begin[] = {
    '!',    '%',    ')',    ',',    '.',    ':',    ';',    '?',    ']',    '}',
    0x2026, 0x3001, 0x3002, 0x3005, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015,
    0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x309d,
    0x309e, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30c3, 0x30e3, 0x30e5, 0x30e7,
    0x30fb, 0x30fc, 0x30fd, 0x30fe, 0xff01, 0xff05, 0xff09, 0xff0c, 0xff0e, 0xff1a,
    0xff1b, 0xff1f, 0xff3d, 0xff5d, 0xff5e,
};
static const uint32_t no_end[] = {
    '(',    '[',    '{',    0x3008, 0x300a, 0x300c,
    0x300e, 0x3010, 0x3014, 0xff08, 0xff3b, 0xff5b,
};

static bool is_one_of(const uint32_t *list, size_t n, uint32_t cp)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == cp)
            return true;
    return false;
}

static bool may_break(uint32_t before, uint32_t after)
{
    if (!before || ml_width_of(after) == 0)
        return false;
    if (ml_width_of(before) < 2 && ml_width_of(after) < 2)
        return false;
    return !is_one_of(no_begin, ML_COUNT(no_begin), after) &&
           !is_one_of(no_end, ML_COUNT(no_end), before);
}

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x3000 ||
           cp == 0xa0;
}

/* Add one code point as it may be shown; returns its columns. */
static size_t put_harmless(struct ml_buf *to, uint32_t cp)
{
    size_t before = to->n;

    ml_utf8_put_visible(to, cp);
    if (ml_utf8_is_control(cp) || ml_utf8_is_deceptive(cp))
        return to->n - before; /* escapes are ASCII */
    return ml_width_of(cp);
}

void ml_pen_open(struct ml_pen *pen, const struct ml_text_options *options,
                 struct ml_buf *out)
{
    unsigned columns = options->columns;

    if (columns && columns < ML_TEXT_COLUMNS_MIN)
        columns = ML_TEXT_COLUMNS_MIN;
    *pen = (struct ml_pen){ .out = out, .columns = columns, .colour = options->colour };
}

void ml_pen_reset(struct ml_pen *pen)
{
    ml_buf_reset(&pen->word);
}

static bool fits(const struct ml_pen *pen, size_t more)
{
    return !pen->columns || pen->column + more <= pen->columns;
}

static void end_line(struct ml_pen *pen)
{
    ml_buf_char(pen->out, '\n');
    pen->column = 0;
    pen->has_begun = pen->owes_blank = false;
    pen->previous = 0;
}

void ml_pen_line(struct ml_pen *pen, unsigned first, unsigned indent)
{
    if (pen->has_line)
        end_line(pen);
    pen->has_line = true;
    pen->first = first;
    pen->indent = indent;
}

void ml_pen_close(struct ml_pen *pen)
{
    end_line(pen);
    ml_pen_reset(pen);
}

/* Set the word down, on a line of its own where it does not fit on this one. */
static void flush(struct ml_pen *pen)
{
    if (!pen->word.n)
        return;
    if (pen->has_begun && !fits(pen, pen->owes_blank + pen->word_columns)) {
        end_line(pen);
        pen->first = pen->indent;
    }
    if (!pen->has_begun) {
        ml_buf_printf(pen->out, "%*s", (int)pen->first, "");
        pen->column = pen->first;
    } else if (pen->owes_blank) {
        ml_buf_char(pen->out, ' ');
        pen->column++;
    }
    ml_buf_str(pen->out, ml_buf_view(&pen->word));
    pen->column += pen->word_columns;
    pen->has_begun = true;
    pen->owes_blank = false;
    pen->word.n = 0;
    pen->word_columns = 0;
}

static void set_style(struct ml_pen *pen, const char *sequence)
{
    if (pen->colour)
        ml_buf_text(pen->out, sequence);
}

/* A web address is of use in one piece only. */
static bool is_link(const struct ml_pen *pen)
{
    ml_str word = ml_buf_view(&pen->word);
    return ml_str_starts(word, ML_STR("https://")) ||
           ml_str_starts(word, ML_STR("http://"));
}

static void add_to_word(struct ml_pen *pen, uint32_t cp)
{
    size_t start = pen->word.n;
    size_t columns = put_harmless(&pen->word, cp);

    if (columns && start && pen->columns && !is_link(pen) &&
        pen->indent + pen->word_columns + columns > pen->columns) {
        /* Longer than a line: cut here, before what was just added. */
        char last[16];
        size_t n = pen->word.n - start;
        memcpy(last, pen->word.p + start, n);
        pen->word.n = start;
        flush(pen);
        ml_buf_add(&pen->word, last, n);
    }
    pen->word_columns += columns;
}

void ml_pen_text(struct ml_pen *pen, enum ml_style style, ml_str text)
{
    if (style != ML_PLAIN && text.n)
        set_style(pen, sgr[style]);
    ml_str rest = text;
    while (rest.n) {
        uint32_t cp = ml_utf8_take(&rest);
        if (is_blank(cp)) {
            flush(pen);
            pen->owes_blank = true;
            pen->previous = 0;
            continue;
        }
        if (may_break(pen->previous, cp))
            flush(pen);
        add_to_word(pen, cp);
        pen->previous = cp;
    }
    flush(pen);
    if (style != ML_PLAIN && text.n)
        set_style(pen, sgr_end);
}

void ml_pen_solid(struct ml_pen *pen, enum ml_style style, ml_str text)
{
    ml_str rest = text;

    while (rest.n)
        pen->word_columns += put_harmless(&pen->word, ml_utf8_take(&rest));
    if (style != ML_PLAIN)
        set_style(pen, sgr[style]);
    flush(pen);
    if (style != ML_PLAIN)
        set_style(pen, sgr_end);
    pen->previous = ' ';
}

ml_str ml_pen_shorten(struct ml_buf *scratch, ml_str text, size_t columns)
{
    size_t used = 0, start = scratch->n, keep = scratch->n;
    ml_str rest = text;

    while (rest.n) {
        used += put_harmless(scratch, ml_utf8_take(&rest));
        if (used > columns)
            break;
        if (used < columns)
            keep = scratch->n;
    }
    if (used > columns) {
        scratch->n = keep;
        ml_buf_text(scratch, "\xe2\x80\xa6");
    }
    return (ml_str){ scratch->p + start, scratch->n - start };
}
