/* SPDX-License-Identifier: MIT */
#include "facts/text.h"

#include <stdio.h>
#include <string.h>

#include "base/ban.h"

/* U+3000, the blank as wide as a character; U+FF1A, the colon as wide as one. */
#define WIDE_BLANK ML_STR("\xe3\x80\x80")
#define WIDE_COLON ML_STR("\xef\xbc\x9a")

struct ml_lines ml_lines_of(ml_str text)
{
    return (struct ml_lines){ .rest = text };
}

/* Cut without leaving half a character. */
static ml_str cut_line(ml_str line)
{
    if (line.n <= ML_FACT_LINE_BYTES)
        return line;
    size_t n = ML_FACT_LINE_BYTES;
    while (n > 0 && ((unsigned char)line.p[n] & 0xc0) == 0x80)
        n--;
    return ml_str_sub(line, 0, n);
}

bool ml_lines_next(struct ml_lines *lines)
{
    if (lines->number == ML_FACT_LINES || !ml_str_line(&lines->rest, &lines->line))
        return false;
    lines->line = cut_line(lines->line);
    lines->trim = ml_text_trim(lines->line);
    lines->number++;
    return true;
}

bool ml_text_has_any(ml_str text, const ml_str *marks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ml_str_has(text, marks[i]))
            return true;
    return false;
}

static bool only_blanks_before(ml_str text, size_t at)
{
    while (at > 0 && (text.p[at - 1] == ' ' || text.p[at - 1] == '\t'))
        at--;
    return at == 0 || text.p[at - 1] == '\n';
}

bool ml_text_line_starts(ml_str text, ml_str mark)
{
    for (size_t from = 0; from < text.n;) {
        size_t at = ml_str_find(ml_str_from(text, from), mark);
        if (at == ML_NPOS)
            return false;
        if (only_blanks_before(text, from + at))
            return true;
        from += at + mark.n;
    }
    return false;
}

bool ml_text_blank(ml_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!strchr(" \t\r\n", text.p[i])) /* strchr also finds NUL */
            return false;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

ml_str ml_text_trim(ml_str s)
{
    for (;;) {
        if (s.n && is_space(s.p[0]))
            s = ml_str_from(s, 1);
        else if (ml_str_starts(s, WIDE_BLANK))
            s = ml_str_from(s, WIDE_BLANK.n);
        else
            break;
    }
    for (;;) {
        if (s.n && is_space(s.p[s.n - 1]))
            s.n--;
        else if (s.n >= 3 && ml_str_eq(ml_str_from(s, s.n - 3), WIDE_BLANK))
            s.n -= 3;
        else
            return s;
    }
}

bool ml_text_label(ml_str line, ml_str *ret_label, ml_str *ret_value)
{
    size_t narrow = ml_str_find_char(line, ':');
    size_t wide = ml_str_find(line, WIDE_COLON);
    size_t at = narrow < wide ? narrow : wide;

    if (at == ML_NPOS)
        return false;
    ml_str label = ml_text_trim(ml_str_sub(line, 0, at));
    while (label.n && (label.p[label.n - 1] == '.' || label.p[label.n - 1] == ' '))
        label.n--;
    *ret_label = label;
    *ret_value =
        ml_text_trim(ml_str_from(line, at + (at == narrow ? 1 : WIDE_COLON.n)));
    return label.n > 0;
}

bool ml_text_word(ml_str *rest, ml_str *ret_word)
{
    ml_str s = ml_text_trim(*rest);
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t')
        n++;
    *ret_word = ml_str_sub(s, 0, n);
    *rest = ml_str_from(s, n);
    return n > 0;
}

bool ml_text_column(ml_str *rest, ml_str *ret_column)
{
    ml_str s = ml_text_trim(*rest);
    size_t n = 0;

    while (n < s.n && s.p[n] != '\t' &&
           !(s.p[n] == ' ' && n + 1 < s.n && s.p[n + 1] == ' '))
        n++;
    *ret_column = ml_str_sub(s, 0, n);
    *rest = ml_str_from(s, n);
    return n > 0;
}

bool ml_text_csv_cell(ml_str *rest, ml_str *ret_cell)
{
    ml_str s = *rest;
    size_t n = 0;

    if (!s.p)
        return false;
    bool quoted = s.n && s.p[0] == '"';
    if (quoted) {
        for (n = 1; n < s.n; n++) {
            if (s.p[n] != '"')
                continue;
            if (n + 1 < s.n && s.p[n + 1] == '"')
                n++;
            else
                break;
        }
        *ret_cell = ml_str_sub(s, 1, n - 1);
        n = n < s.n ? n + 1 : n;
    } else {
        while (n < s.n && s.p[n] != ',')
            n++;
        *ret_cell = ml_str_sub(s, 0, n);
    }
    s = ml_str_from(s, n);
    size_t comma = ml_str_find_char(s, ',');
    *rest = comma == ML_NPOS ? ML_STR_NONE : ml_str_from(s, comma + 1);
    return true;
}

struct ml_at ml_at(const struct ml_fact_sink *sink, uint64_t line)
{
    return (struct ml_at){ sink, ML_NO_TIME, line };
}

static bool printable(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return true;
}

void ml_emit(struct ml_at at, const char *name, ml_str value)
{
    if (value.n && value.n <= ML_FACT_VALUE_BYTES && printable(value))
        at.sink->fact(at.sink->ctx, name, value, at.time, at.line);
}

void ml_emit_empty(struct ml_at at, const char *name)
{
    at.sink->fact(at.sink->ctx, name, ML_STR(""), at.time, at.line);
}

void ml_emit_bool(struct ml_at at, const char *name, bool value)
{
    ml_emit(at, name, value ? ML_STR("true") : ML_STR("false"));
}

void ml_emit_u64(struct ml_at at, const char *name, uint64_t value)
{
    char text[24];
    int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)value);

    ml_emit(at, name, (ml_str){ text, (size_t)n });
}

void ml_emit_time(struct ml_at at, const char *name, struct ml_time value)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_emit(at, name, ml_time_iso(&arena, value));
    ml_arena_reset(&arena);
}

void ml_emit_part(struct ml_at at, const char *group, const char *part,
                  const char *what, ml_str value)
{
    char name[96];
    int n = snprintf(name, sizeof(name), "%s.%s.%s", group, part, what);

    if (n > 0 && (size_t)n < sizeof(name))
        ml_emit(at, name, value);
}

void ml_emit_artefact(struct ml_at at, const char *id, enum ml_artefact_state state)
{
    at.sink->artefact(at.sink->ctx, id, state, at.time, at.line);
}
