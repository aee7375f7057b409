/* SPDX-License-Identifier: MIT */
#include "report/utf8.h"

#include <inttypes.h>

#include "base/attr.h"
#include "base/ban.h"

/* Rows by first byte; `low` keeps overlong forms out. */
static const struct {
    unsigned char mask, lead;
    size_t n;
    uint32_t low;
} forms[] = {
    { 0x80, 0x00, 1, 0 },
    { 0xe0, 0xc0, 2, 0x80 },
    { 0xf0, 0xe0, 3, 0x800 },
    { 0xf8, 0xf0, 4, 0x10000 },
};

static bool decode(ml_str s, size_t n, uint32_t *cp)
{
    if (s.n < n)
        return false;
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c & 0xc0) != 0x80)
            return false;
        *cp = *cp << 6 | (c & 0x3f);
    }
    return true;
}

uint32_t ml_utf8_take(ml_str *rest)
{
    unsigned char c = (unsigned char)rest->p[0];

    for (size_t i = 0; i < ML_COUNT(forms); i++) {
        if ((c & forms[i].mask) != forms[i].lead)
            continue;
        uint32_t cp = c & (unsigned char)~forms[i].mask;
        if (forms[i].n == 1)
            cp = c;
        if (!decode(*rest, forms[i].n, &cp) || cp < forms[i].low || cp > 0x10ffff ||
            (cp >= 0xd800 && cp <= 0xdfff))
            break;
        *rest = ml_str_from(*rest, forms[i].n);
        return cp;
    }
    *rest = ml_str_from(*rest, 1);
    return ML_UTF8_BAD;
}

void ml_utf8_put(struct ml_buf *buf, uint32_t cp)
{
    if (cp < 0x80) {
        ml_buf_char(buf, (char)cp);
    } else if (cp < 0x800) {
        ml_buf_char(buf, (char)(0xc0 | cp >> 6));
        ml_buf_char(buf, (char)(0x80 | (cp & 0x3f)));
    } else if (cp < 0x10000) {
        ml_buf_char(buf, (char)(0xe0 | cp >> 12));
        ml_buf_char(buf, (char)(0x80 | (cp >> 6 & 0x3f)));
        ml_buf_char(buf, (char)(0x80 | (cp & 0x3f)));
    } else {
        ml_buf_char(buf, (char)(0xf0 | cp >> 18));
        ml_buf_char(buf, (char)(0x80 | (cp >> 12 & 0x3f)));
        ml_buf_char(buf, (char)(0x80 | (cp >> 6 & 0x3f)));
        ml_buf_char(buf, (char)(0x80 | (cp & 0x3f)));
    }
}

bool ml_utf8_is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f);
}

static const struct {
    uint32_t first, last;
} deceptive[] = {
    { 0x00ad, 0x00ad },   /* soft hyphen */
    { 0x061c, 0x061c },   /* Arabic letter mark */
    { 0x200b, 0x200b },   /* zero-width space */
    { 0x200e, 0x200f },   /* left-to-right and right-to-left mark */
    { 0x2028, 0x202e },   /* line and paragraph separator, bidi embeddings */
    { 0x2060, 0x206f },   /* invisible operators, bidi isolates */
    { 0xfeff, 0xfeff },   /* byte order mark */
    { 0xfff9, 0xfffb },   /* interlinear annotation */
    { 0xe0000, 0xe0fff }, /* tags */
};

bool ml_utf8_is_deceptive(uint32_t cp)
{
    for (size_t i = 0; i < ML_COUNT(deceptive); i++)
        if (cp >= deceptive[i].first && cp <= deceptive[i].last)
            return true;
    return false;
}

void ml_utf8_put_visible(struct ml_buf *buf, uint32_t cp)
{
    if (ml_utf8_is_control(cp))
        ml_buf_printf(buf, "\\x%02" PRIx32, cp);
    else if (ml_utf8_is_deceptive(cp))
        ml_buf_printf(buf, "\\u{%" PRIx32 "}", cp);
    else
        ml_utf8_put(buf, cp);
}
