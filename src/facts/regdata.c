/* SPDX-License-Identifier: MIT */
#include "facts/regdata.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/ban.h"

static int hex_digit(char c)
{
    c = ml_lower(c);
    return ml_is_digit(c) ? c - '0' : c - 'a' + 10;
}

ml_str ml_regdata_hex(struct ml_arena *arena, ml_str s)
{
    char *out = ml_arena_alloc(arena, s.n / 2 + 1);
    size_t n = 0;

    for (size_t i = 0; i + 1 < s.n;) {
        if (ml_is_hex(s.p[i]) && ml_is_hex(s.p[i + 1])) {
            out[n++] = (char)(hex_digit(s.p[i]) << 4 | hex_digit(s.p[i + 1]));
            i += 2;
        } else {
            i++;
        }
    }
    return (ml_str){ out, n };
}

bool ml_regdata_quoted(struct ml_arena *arena, ml_str *s, ml_str *ret)
{
    size_t end = 1, n = 0;
    bool escaped = false;

    while (end < s->n && s->p[end] != '"') {
        if (s->p[end] == '\\') {
            escaped = true;
            end++;
        }
        end++;
    }
    if (end >= s->n)
        return false;
    *ret = ml_str_sub(*s, 1, end - 1);
    *s = ml_str_from(*s, end + 1);
    if (!escaped)
        return true;
    char *out = ml_arena_alloc(arena, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        if (ret->p[i] == '\\' && i + 1 < ret->n)
            i++;
        out[n++] = ret->p[i];
    }
    *ret = (ml_str){ out, n };
    return true;
}

static void add_utf8(struct ml_buf *out, uint32_t c)
{
    if (c < 0x80) {
        ml_buf_char(out, (char)c);
    } else if (c < 0x800) {
        ml_buf_char(out, (char)(0xc0 | c >> 6));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        ml_buf_char(out, (char)(0xe0 | c >> 12));
        ml_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    } else {
        ml_buf_char(out, (char)(0xf0 | c >> 18));
        ml_buf_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    }
}

ml_str ml_regdata_utf16(struct ml_arena *arena, ml_str b)
{
    struct ml_buf out = { 0 };

    for (size_t i = 0; i + 1 < b.n; i += 2) {
        uint32_t c = (unsigned char)b.p[i] | (uint32_t)(unsigned char)b.p[i + 1] << 8;
        if (c == 0) {
            c = ';';
        } else if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = 0;
            if (i + 3 < b.n)
                low = (unsigned char)b.p[i + 2] | (uint32_t)(unsigned char)b.p[i + 3]
                                                      << 8;
            if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            } else {
                c = 0xfffd;
            }
        }
        add_utf8(&out, c);
    }
    while (out.n && out.p[out.n - 1] == ';')
        out.n--;
    ml_str text = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return text;
}
