/* SPDX-License-Identifier: MIT */
#include "match/mask.h"

#include "match/paths.h"
#include "base/ban.h"

enum { HIDDEN = 0x01, GUID_BYTES = 36, HEX_LEAST = 8 };

/* How many hexadecimal digits from i on. */
static size_t hex_run(ml_str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.n && ml_is_hex(s.p[i + n]))
        n++;
    return n;
}

static size_t digit_run(ml_str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.n && ml_is_digit(s.p[i + n]))
        n++;
    return n;
}

static bool word_at(ml_str s, size_t i)
{
    return i < s.n && ml_is_word(s.p[i]) && !(s.p[i] & 0x80);
}

/* 8-4-4-4-12 digits. */
static bool guid_at(ml_str s, size_t i)
{
    static const unsigned char groups[] = { 8, 4, 4, 4, 12 };

    for (size_t g = 0; g < sizeof(groups); g++) {
        if (hex_run(s, i) < groups[g])
            return false;
        i += groups[g];
        if (g + 1 < sizeof(groups) && (i >= s.n || s.p[i++] != '-'))
            return false;
    }
    return !word_at(s, i);
}

/* Four numbers with dots, and a port; its length or 0. */
static size_t address_at(ml_str s, size_t i)
{
    size_t at = i;

    for (int part = 0; part < 4; part++) {
        size_t n = digit_run(s, at);
        if (n == 0 || n > 3)
            return 0;
        at += n;
        if (part < 3 && (at >= s.n || s.p[at++] != '.'))
            return 0;
    }
    if (at < s.n && s.p[at] == '.' && digit_run(s, at + 1))
        return 0; /* five parts: a version */
    if (at < s.n && s.p[at] == ':' && digit_run(s, at + 1))
        at += 1 + digit_run(s, at + 1);
    return word_at(s, at) ? 0 : at - i;
}

/* "0x..." at i: its length, and whether it is an HRESULT. */
static size_t prefixed_at(ml_str s, size_t i, bool *ret_hresult)
{
    if (i + 2 >= s.n || s.p[i] != '0' || ml_lower(s.p[i + 1]) != 'x')
        return 0;
    size_t n = hex_run(s, i + 2);
    char top = n ? ml_lower(s.p[i + 2]) : 0;
    *ret_hresult = n == 8 && (top == '8' || top == 'c');
    return n && !word_at(s, i + 2 + n) ? n + 2 : 0;
}

static bool has_digit(ml_str s, size_t i, size_t n)
{
    for (size_t k = i; k < i + n; k++)
        if (ml_is_digit(s.p[k]))
            return true;
    return false;
}

/* What stands at i at the start of a word: how long it is, and its name in general
 * terms; 0 when it stays. */
static size_t variable_at(ml_str s, size_t i, const char **ret_name)
{
    bool hresult = false;
    size_t n;

    if (guid_at(s, i)) {
        *ret_name = "<guid>";
        return GUID_BYTES;
    }
    if ((n = address_at(s, i)) != 0) {
        *ret_name = "<address>";
        return n;
    }
    if ((n = prefixed_at(s, i, &hresult)) != 0) {
        *ret_name = hresult ? NULL : "<hex>";
        return n;
    }
    n = hex_run(s, i);
    if (n >= HEX_LEAST && has_digit(s, i, n) && !word_at(s, i + n)) {
        *ret_name = digit_run(s, i) == n ? "<n>" : "<hex>";
        return n;
    }
    *ret_name = "<n>";
    return digit_run(s, i);
}

static size_t hidden_run(ml_str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.n && s.p[i + n] == HIDDEN)
        n++;
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void ml_mask(ml_str message, struct ml_buf *scratch, struct ml_buf *out)
{
    size_t lf = ml_str_find_char(message, '\n');
    ml_str line = ml_str_trim(ml_str_sub(message, 0, lf == ML_NPOS ? message.n : lf));
    ml_str s = ml_paths_hide(line, scratch) ? ml_buf_view(scratch) : line;
    size_t start = out->n;

    for (size_t i = 0; i < s.n && out->n - start < ML_MASK_MAX_BYTES;) {
        const char *name = NULL;
        size_t n = hidden_run(s, i);
        if (n) {
            ml_buf_text(out, "<path>");
        } else if (is_blank(s.p[i])) {
            while (i + n < s.n && is_blank(s.p[i + n]))
                n++;
            ml_buf_char(out, ' ');
        } else if ((i == 0 || !word_at(s, i - 1)) &&
                   (n = variable_at(s, i, &name)) != 0) {
            if (name)
                ml_buf_text(out, name);
            else
                ml_buf_str(out, ml_str_sub(s, i, n));
        } else {
            n = digit_run(s, i); /* inside a word: "Disk0", "x64" */
            if (n)
                ml_buf_text(out, "<n>");
            else
                ml_buf_str(out, ml_str_sub(s, i, n = 1));
        }
        i += n;
    }
}
