/* SPDX-License-Identifier: MIT */
/*
 * Where does a path end? Names hold blanks, brackets and dots. In order:
 *
 *     file(...)               the bracket that balances
 *     "..." and '...'         the quote
 *     [D:\a b]                the bracket that balances
 *     D:\a b\Report (1).doc   the last backslash, then the first ending ".doc" before
 *                             a sentence ends, else the first blank
 */
#include "match/paths.h"

#include <string.h>

#include "base/ban.h"

enum { HIDDEN = 0x01, NAME_MAX_BYTES = 1024, ENDING_MAX = 8 };

static bool is_letter(char c)
{
    return ml_lower(c) >= 'a' && ml_lower(c) <= 'z';
}

/* "X:\", "X:/", "\\server" or "\\?\" at i. */
static bool path_starts(ml_str s, size_t i)
{
    if (i + 2 < s.n && is_letter(s.p[i]) && s.p[i + 1] == ':' &&
        (s.p[i + 2] == '\\' || s.p[i + 2] == '/'))
        return i == 0 || !ml_is_word(s.p[i - 1]);
    return i + 2 < s.n && s.p[i] == '\\' && s.p[i + 1] == '\\' && s.p[i + 2] != '\\' &&
           s.p[i + 2] != ' ';
}

/* Characters that no file name holds. */
static bool ends_name(char c)
{
    return c == '"' || c == '<' || c == '>' || c == '|' || c == '\t' || c == '\r' ||
           c == '\n' || c == '*';
}

/* ".msg" and the like at i, with the end of a name behind; its length or 0. */
static size_t ending_at(ml_str s, size_t i)
{
    size_t n = 1;

    if (s.p[i] != '.')
        return 0;
    while (i + n < s.n && n <= ENDING_MAX && (ml_is_digit(s.p[i + n]) ||
                                               is_letter(s.p[i + n])))
        n++;
    if (n == 1 || n > ENDING_MAX || (i + n < s.n && ml_is_word(s.p[i + n])))
        return 0;
    return i + n < s.n && s.p[i + n] == '.' && i + n + 1 < s.n && s.p[i + n + 1] != ' '
               ? 0 /* a.b.c: a later ending counts */
               : n;
}

static bool sentence_ends(ml_str s, size_t i)
{
    return i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ';' || s.p[i] == ',') &&
           s.p[i + 1] == ' ';
}

static size_t path_end(ml_str s, size_t start)
{
    size_t last = start, depth = 0, i;

    for (i = start; i < s.n && i < start + NAME_MAX_BYTES && !ends_name(s.p[i]); i++) {
        if (s.p[i] == '\\' || s.p[i] == '/')
            last = i + 1;
        if (sentence_ends(s, i) || (i > start + 2 && path_starts(s, i)))
            break;
        depth += s.p[i] == '(';
        depth -= s.p[i] == ')' && depth;
        if (i > start + 1 && s.p[i] == ':' && depth == 0) /* "D:\a failed: ..." */
            break;
    }
    while (i < s.n && i > start && ((unsigned char)s.p[i] & 0xc0) == 0x80)
        i--; /* the longest name must not end inside a character */
    size_t stop = i;
    for (i = last; i < stop; i++) {
        size_t n = ending_at(s, i);
        if (n)
            return i + n;
    }
    for (i = last; i < stop && s.p[i] != ' ' && s.p[i] != '\'' && s.p[i] != ')'; i++)
        ;
    return i;
}

/* The bracket that balances the one at `open`; the last one, else the end, when none
 * does: a cut record. */
static size_t bracket_end(ml_str s, size_t open)
{
    size_t depth = 0, last = s.n;

    for (size_t i = open; i < s.n; i++) {
        depth += s.p[i] == '(';
        if (s.p[i] == ')') {
            last = i;
            if (--depth == 0)
                return i;
        }
    }
    return last;
}

/* A quoted name with an ending, at the quote i; the index of the closing quote. */
static size_t quoted_name_end(ml_str s, size_t i)
{
    for (size_t k = i + 1; k < s.n && k < i + NAME_MAX_BYTES; k++) {
        if (s.p[k] != s.p[i])
            continue;
        if (k > i + 2 && path_starts(s, i + 1))
            return k;
        for (size_t dot = k - 1; dot > i && k - dot <= ENDING_MAX; dot--)
            if (s.p[dot] == '.')
                return ending_at(s, dot) == k - dot ? k : ML_NPOS;
        return ML_NPOS;
    }
    return ML_NPOS;
}

/* The ']' that balances the '[' at i, before which a path stands; ML_NPOS: none. */
static size_t square_end(ml_str s, size_t i)
{
    size_t depth = 0;

    for (size_t k = i; k < s.n && k < i + NAME_MAX_BYTES && !ends_name(s.p[k]); k++) {
        depth += s.p[k] == '[';
        if (s.p[k] == ']' && --depth == 0)
            return k;
    }
    return ML_NPOS;
}

static bool is_file_call(ml_str s, size_t open)
{
    return open >= 4 && ml_str_eq_nocase(ml_str_sub(s, open - 4, 4), ML_STR("file"));
}

static bool has_file_call(ml_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const char *open = memchr(s.p + i, '(', s.n - i);
        if (!open)
            return false;
        i = (size_t)(open - s.p);
        if (is_file_call(s, i))
            return true;
    }
    return false;
}

/* Where a name may begin or be told of: at one of these. */
static bool may_begin(char c)
{
    static const bool telling[256] = { ['('] = true, ['\''] = true, ['"'] = true,
                                       ['['] = true, ['\\'] = true, [':'] = true };
    return telling[(unsigned char)c];
}

/* The name that the character at i tells of: where it starts, and its end; the latter is
 * not behind the former when there is none. What lies before `floor` is done. */
static size_t name_at(ml_str s, size_t i, size_t floor, size_t *ret_start)
{
    size_t end = i;

    *ret_start = i;
    switch (s.p[i]) {
    case '(':
        *ret_start = i + 1;
        return is_file_call(s, i) ? bracket_end(s, i) : i;
    case '\'':
    case '"':
        *ret_start = i + 1;
        end = quoted_name_end(s, i);
        return end == ML_NPOS ? i : end;
    case '[':
        *ret_start = i + 1;
        end = path_starts(s, i + 1) ? square_end(s, i) : ML_NPOS;
        return end == ML_NPOS ? i : end;
    case ':':
        *ret_start = i - 1;
        return i > floor && path_starts(s, i - 1) ? path_end(s, i - 1) : 0;
    default:
        return path_starts(s, i) ? path_end(s, i) : i;
    }
}

bool ml_paths_hide(ml_str s, struct ml_buf *out)
{
    bool worth = s.n && (memchr(s.p, '\\', s.n) || memchr(s.p, '\'', s.n) ||
                         memchr(s.p, '"', s.n) || ml_str_has(s, ML_STR(":/")) ||
                         has_file_call(s));
    if (!worth)
        return false;
    out->n = 0;
    ml_buf_str(out, s);
    for (size_t i = 0, floor = 0; i < s.n;) {
        size_t start;
        if (!may_begin(s.p[i])) {
            i++;
            continue;
        }
        size_t end = name_at(s, i, floor, &start);
        if (end > start) {
            memset(out->p + start, HIDDEN, end - start);
            i = floor = end;
        } else {
            i++;
        }
    }
    return true;
}
