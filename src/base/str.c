/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <string.h>

#include "base/ban.h"

ml_str ml_str_of(const char *text)
{
    return text ? (ml_str){ text, strlen(text) } : ML_STR_NONE;
}

ml_str ml_str_from(ml_str s, size_t start)
{
    return ml_str_sub(s, start, s.n);
}

ml_str ml_str_sub(ml_str s, size_t start, size_t n)
{
    if (start > s.n)
        start = s.n;
    if (n > s.n - start)
        n = s.n - start;
    return (ml_str){ s.p ? s.p + start : NULL, n };
}

bool ml_str_eq(ml_str a, ml_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool ml_str_eq_nocase(ml_str a, ml_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ml_lower(a.p[i]) != ml_lower(b.p[i]))
            return false;
    return true;
}

int ml_str_cmp_nocase(ml_str a, ml_str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        unsigned char x = (unsigned char)ml_lower(a.p[i]);
        unsigned char y = (unsigned char)ml_lower(b.p[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

int ml_str_cmp(ml_str a, ml_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool ml_str_starts(ml_str s, ml_str head)
{
    return ml_str_eq(ml_str_sub(s, 0, head.n), head);
}

bool ml_str_starts_nocase(ml_str s, ml_str head)
{
    return ml_str_eq_nocase(ml_str_sub(s, 0, head.n), head);
}

bool ml_str_ends_nocase(ml_str s, ml_str tail)
{
    return s.n >= tail.n && ml_str_eq_nocase(ml_str_from(s, s.n - tail.n), tail);
}

size_t ml_str_find(ml_str hay, ml_str needle)
{
    if (needle.n == 0)
        return 0;
    if (hay.n < needle.n)
        return ML_NPOS;
    const char *at = memmem(hay.p, hay.n, needle.p, needle.n);
    return at ? (size_t)(at - hay.p) : ML_NPOS;
}

size_t ml_str_find_nocase(ml_str hay, ml_str needle)
{
    for (size_t i = 0; i + needle.n <= hay.n; i++)
        if (ml_str_starts_nocase(ml_str_from(hay, i), needle))
            return i;
    return ML_NPOS;
}

size_t ml_str_find_char(ml_str hay, char c)
{
    const char *at = hay.n ? memchr(hay.p, c, hay.n) : NULL;
    return at ? (size_t)(at - hay.p) : ML_NPOS;
}

bool ml_str_has(ml_str hay, ml_str needle)
{
    return ml_str_find(hay, needle) != ML_NPOS;
}

bool ml_str_has_nocase(ml_str hay, ml_str needle)
{
    return ml_str_find_nocase(hay, needle) != ML_NPOS;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

ml_str ml_str_trim(ml_str s)
{
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    while (s.n && is_blank(*s.p)) {
        s.p++;
        s.n--;
    }
    return s;
}

bool ml_str_cut(ml_str s, char sep, ml_str *ret_head, ml_str *ret_tail)
{
    size_t at = ml_str_find_char(s, sep);

    *ret_head = ml_str_sub(s, 0, at);
    *ret_tail = at == ML_NPOS ? ML_STR_NONE : ml_str_from(s, at + 1);
    return at != ML_NPOS;
}

bool ml_str_line(ml_str *rest, ml_str *ret_line)
{
    if (rest->n == 0)
        return false;
    ml_str_cut(*rest, '\n', ret_line, rest);
    if (ret_line->n && ret_line->p[ret_line->n - 1] == '\r')
        ret_line->n--;
    return true;
}

ml_str ml_str_basename(ml_str path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/' || path.p[i - 1] == '\\')
            return ml_str_from(path, i);
    return path;
}

bool ml_str_to_u64(ml_str s, uint64_t *ret)
{
    uint64_t v = 0;

    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!ml_is_digit(s.p[i]))
            return false;
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *ret = v;
    return true;
}

bool ml_str_to_i64(ml_str s, int64_t *ret)
{
    bool negative = s.n && s.p[0] == '-';
    uint64_t v;

    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = ml_str_from(s, 1);
    if (!ml_str_to_u64(s, &v) || v > (uint64_t)INT64_MAX + negative)
        return false;
    *ret = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

bool ml_str_hex_to_u64(ml_str s, uint64_t *ret)
{
    uint64_t v = 0;

    if (s.n == 0 || s.n > 16)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!ml_is_hex(s.p[i]))
            return false;
        char c = ml_lower(s.p[i]);
        v = v << 4 | (uint64_t)(ml_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *ret = v;
    return true;
}

bool ml_str_to_double(ml_str s, double *ret)
{
    bool negative = s.n && s.p[0] == '-';
    double v = 0, unit = 1;
    size_t digits = 0;

    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = ml_str_from(s, 1);
    for (size_t i = 0, dots = 0; i < s.n; i++) {
        if (s.p[i] == '.' && dots++ == 0) {
            unit = 0.1;
            continue;
        }
        if (!ml_is_digit(s.p[i]))
            return false;
        digits++;
        if (dots == 0) {
            v = v * 10 + (s.p[i] - '0');
        } else {
            v += unit * (s.p[i] - '0');
            unit /= 10;
        }
    }
    if (digits == 0)
        return false;
    *ret = negative ? -v : v;
    return true;
}
