/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "base/bytes.h"
#include "record/evtx.h"
#include "record/evtxreader.h"
#include "base/ban.h"

#define FILETIME_EPOCH_US INT64_C(-11644473600000000) /* 1601 */

int64_t ml_evtx_us(uint64_t filetime)
{
    return (int64_t)(filetime / 10) + FILETIME_EPOCH_US;
}

ml_str ml_evtx_level(uint8_t level)
{
    static const ml_str names[] = { ML_STR("Information"), ML_STR("Critical"),
                                    ML_STR("Error"),       ML_STR("Warning"),
                                    ML_STR("Information"), ML_STR("Verbose") };

    return level < sizeof(names) / sizeof(names[0]) ? names[level] : ML_STR_NONE;
}

/* A character that is not ASCII, with its second half. Returns the bytes taken. */
static size_t add_wide(const unsigned char *p, size_t n, char **to)
{
    unsigned c = ml_u16(p);
    size_t taken = 2;

    if (c >= 0xd800 && c < 0xdc00 && n >= 4 && ml_u16(p + 2) >= 0xdc00 &&
        ml_u16(p + 2) < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (ml_u16(p + 2) - 0xdc00u);
        taken = 4;
    } else if (c >= 0xd800 && c < 0xe000) {
        c = 0xfffd;
    }
    unsigned char *q = (unsigned char *)*to;
    if (c < 0x80) {
        *q++ = (unsigned char)c;
    } else if (c < 0x800) {
        *q++ = (unsigned char)(0xc0 | c >> 6);
        *q++ = (unsigned char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *q++ = (unsigned char)(0xe0 | c >> 12);
        *q++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *q++ = (unsigned char)(0x80 | (c & 0x3f));
    } else {
        *q++ = (unsigned char)(0xf0 | c >> 18);
        *q++ = (unsigned char)(0x80 | (c >> 12 & 0x3f));
        *q++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *q++ = (unsigned char)(0x80 | (c & 0x3f));
    }
    *to = (char *)q;
    return taken;
}

/* ASCII from the beginning of p, sixteen and four characters at a time. Returns the
 * bytes taken; those that are left are few, or no ASCII. */
static size_t narrow(const unsigned char *p, size_t n, char **to)
{
    enum { STRIDE = 16 }; /* a shape that compilers vectorise */
    size_t i = 0;
    char *q = *to;

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        return 0;
    for (; n - i >= 2 * STRIDE; i += 2 * STRIDE, q += STRIDE) {
        uint16_t unit[STRIDE], all = 0;
        memcpy(unit, p + i, sizeof(unit));
        for (int k = 0; k < STRIDE; k++)
            all |= unit[k];
        if (all & 0xff80)
            break;
        for (int k = 0; k < STRIDE; k++)
            q[k] = (char)unit[k];
    }
    for (; n - i >= 8; i += 8, q += 4) {
        uint64_t x;
        memcpy(&x, p + i, sizeof(x));
        if (x & UINT64_C(0xff80ff80ff80ff80))
            break;
        x = (x | x >> 8) & UINT64_C(0x0000ffff0000ffff);
        uint32_t four = (uint32_t)(x | x >> 16);
        memcpy(q, &four, sizeof(four));
    }
    *to = q;
    return i;
}

size_t ml_evtx_utf8(const unsigned char *p, size_t n, char *to)
{
    char *start = to;
    size_t i = 0;

    n &= ~(size_t)1;
    while (i < n) {
        i += narrow(p + i, n - i, &to);
        for (int k = 0; k < 4 && i < n; k++) {
            if (p[i + 1] == 0 && p[i] < 0x80) {
                *to++ = (char)p[i];
                i += 2;
            } else {
                i += add_wide(p + i, n - i, &to);
            }
        }
    }
    return (size_t)(to - start);
}

static void add_utf16(const struct ml_evtx_value *v, struct ml_buf *out)
{
    char *to = ml_buf_reserve(out, (size_t)v->n / 2 * 3 + 8);
    size_t made = ml_evtx_utf8(v->p, v->n, to);
    const char *nul = made ? memchr(to, 0, made) : NULL;

    out->n += nul ? (size_t)(nul - to) : made;
}

static void add_ansi(const struct ml_evtx_value *v, struct ml_buf *out)
{
    char *to = ml_buf_reserve(out, (size_t)v->n * 3 + 1), *start = to;

    for (uint32_t i = 0; i < v->n && v->p[i]; i++) {
        unsigned char wide[2] = { v->p[i], 0 };
        if (v->p[i] >= 0x80) { /* of a code page that is not known */
            wide[0] = 0xfd;
            wide[1] = 0xff;
        }
        add_wide(wide, 2, &to);
    }
    out->n += (size_t)(to - start);
}

static void add_hex(const unsigned char *p, size_t n, struct ml_buf *out)
{
    static const char digits[] = "0123456789ABCDEF";
    char *to = ml_buf_reserve(out, 2 * n);

    for (size_t i = 0; i < n; i++) {
        to[2 * i] = digits[p[i] >> 4];
        to[2 * i + 1] = digits[p[i] & 15];
    }
    out->n += 2 * n;
}

/* The digits of a number, at least `least` of them; printf costs ten times as much. */
static char *put_digits(char *to, uint64_t n, unsigned base, unsigned least)
{
    static const char set[] = "0123456789abcdef";
    unsigned digits = 1;

    for (uint64_t rest = n / base; rest; rest /= base)
        digits++;
    if (digits < least)
        digits = least;
    for (unsigned i = digits; i > 0; i--, n /= base)
        to[i - 1] = set[n % base];
    return to + digits;
}

static void add_decimal(uint64_t n, struct ml_buf *out)
{
    char *to = ml_buf_reserve(out, 24);

    out->n += (size_t)(put_digits(to, n, 10, 1) - to);
}

static void add_number_hex(uint64_t n, struct ml_buf *out)
{
    char *start = ml_buf_reserve(out, 24), *to = start;

    *to++ = '0';
    *to++ = 'x';
    out->n += (size_t)(put_digits(to, n, 16, 1) - start);
}

/* Little-endian of 1 to 8 bytes. */
static uint64_t number_of(const struct ml_evtx_value *v)
{
    uint64_t n = 0;

    for (uint32_t i = v->n < 8 ? v->n : 8; i > 0; i--)
        n = n << 8 | v->p[i - 1];
    return n;
}

static int64_t signed_of(const struct ml_evtx_value *v)
{
    uint64_t n = number_of(v);
    unsigned bits = 8 * (v->n < 8 ? v->n : 8);

    if (bits && bits < 64 && n >> (bits - 1) & 1)
        n |= ~UINT64_C(0) << bits;
    return (int64_t)n;
}

static void add_guid(const unsigned char *p, struct ml_buf *out)
{
    /* Which byte stands where; its first three parts are little-endian numbers. */
    static const signed char order[] = { 3,  2, 1, 0,  -1, 5,  4,  -1, 7,  6,
                                         -1, 8, 9, -1, 10, 11, 12, 13, 14, 15 };
    static const char digits[] = "0123456789ABCDEF";
    char *to = ml_buf_reserve(out, 38), *start = to;

    *to++ = '{';
    for (size_t i = 0; i < sizeof(order); i++) {
        if (order[i] < 0) {
            *to++ = '-';
            continue;
        }
        *to++ = digits[p[order[i]] >> 4];
        *to++ = digits[p[order[i]] & 15];
    }
    *to++ = '}';
    out->n += (size_t)(to - start);
}

static void add_sid(const struct ml_evtx_value *v, struct ml_buf *out)
{
    enum { PART_BYTES = 11 }; /* '-' and ten digits */
    uint64_t authority = 0;
    uint32_t parts = v->p[1];

    if (parts > (v->n - 8) / 4)
        parts = (v->n - 8) / 4;
    for (int i = 2; i < 8; i++)
        authority = authority << 8 | v->p[i];
    char *start = ml_buf_reserve(out, 24 + (size_t)parts * PART_BYTES), *to = start;
    *to++ = 'S';
    *to++ = '-';
    to = put_digits(to, v->p[0], 10, 1);
    *to++ = '-';
    to = put_digits(to, authority, 10, 1);
    for (uint32_t i = 0; i < parts; i++) {
        *to++ = '-';
        to = put_digits(to, ml_u32(v->p + 8 + 4 * i), 10, 1);
    }
    out->n += (size_t)(to - start);
}

/* yyyy-MM-ddTHH:mm:ss. */
static char *put_time(char *to, const unsigned part[6])
{
    for (int i = 0; i < 6; i++) {
        to = put_digits(to, part[i], 10, i ? 2 : 4);
        *to++ = "--T::."[i];
    }
    return to;
}

enum { TIME_BYTES = 6 * 12 + 12 }; /* whatever the numbers */

static void add_filetime(uint64_t t, struct ml_buf *out)
{
    struct ml_civil c = ml_civil_of(ml_evtx_us(t));
    const unsigned part[6] = {
        (unsigned)c.year, (unsigned)c.month,  (unsigned)c.day,
        (unsigned)c.hour, (unsigned)c.minute, (unsigned)c.second
    };
    char *start = ml_buf_reserve(out, TIME_BYTES), *to = put_time(start, part);

    to = put_digits(to, (uint64_t)c.us * 10 + t % 10, 10, 7);
    *to++ = 'Z';
    out->n += (size_t)(to - start);
}

static void add_systemtime(const unsigned char *p, struct ml_buf *out)
{
    const unsigned part[6] = { ml_u16(p),     ml_u16(p + 2),  ml_u16(p + 6),
                               ml_u16(p + 8), ml_u16(p + 10), ml_u16(p + 12) };
    char *start = ml_buf_reserve(out, TIME_BYTES), *to = put_time(start, part);

    to = put_digits(to, ml_u16(p + 14), 10, 3);
    *to++ = 'Z';
    out->n += (size_t)(to - start);
}

static void add_float(const struct ml_evtx_value *v, struct ml_buf *out)
{
    double number = 0;

    if (v->n == sizeof(float)) {
        float single;
        memcpy(&single, v->p, sizeof(single));
        number = (double)single;
    } else if (v->n == sizeof(double)) {
        memcpy(&number, v->p, sizeof(number));
    } else {
        add_hex(v->p, v->n, out);
        return;
    }
    if (isnan(number))
        ml_buf_text(out, "-1.#IND");
    else if (isinf(number))
        ml_buf_text(out, number < 0 ? "-1.#INF" : "1.#INF");
    else
        ml_buf_printf(out, "%f", number);
}

/* Bytes that a value of the type has at least; fewer are shown as they are. */
static uint32_t least_bytes(unsigned type)
{
    switch (type) {
    case ML_EVTX_GUID:
    case ML_EVTX_SYSTEMTIME:
        return 16;
    case ML_EVTX_FILETIME:
    case ML_EVTX_SID:
        return 8;
    case ML_EVTX_STRING:
    case ML_EVTX_ANSI:
    case ML_EVTX_BINARY:
    case ML_EVTX_UTF8:
        return 0;
    default:
        return 1;
    }
}

void ml_evtx_value_text(const struct ml_evtx_value *v, struct ml_buf *out)
{
    if (v->type == ML_EVTX_NULL || v->n == 0)
        return;
    if (v->n < least_bytes(v->type)) {
        add_hex(v->p, v->n, out);
        return;
    }
    switch ((enum ml_evtx_type)v->type) {
    case ML_EVTX_STRING:
    case ML_EVTX_XML:
        add_utf16(v, out);
        break;
    case ML_EVTX_ANSI:
        add_ansi(v, out);
        break;
    case ML_EVTX_UTF8:
        ml_buf_add(out, v->p, v->n);
        break;
    case ML_EVTX_INT8:
    case ML_EVTX_INT16:
    case ML_EVTX_INT32:
    case ML_EVTX_INT64: {
        int64_t n = signed_of(v);
        if (n < 0)
            ml_buf_char(out, '-');
        add_decimal(n < 0 ? -(uint64_t)n : (uint64_t)n, out);
        break;
    }
    case ML_EVTX_UINT8:
    case ML_EVTX_UINT16:
    case ML_EVTX_UINT32:
    case ML_EVTX_UINT64:
        add_decimal(number_of(v), out);
        break;
    case ML_EVTX_FLOAT:
    case ML_EVTX_DOUBLE:
        add_float(v, out);
        break;
    case ML_EVTX_BOOL:
        ml_buf_text(out, number_of(v) ? "true" : "false");
        break;
    case ML_EVTX_GUID:
        add_guid(v->p, out);
        break;
    case ML_EVTX_SIZE:
    case ML_EVTX_HEX32:
    case ML_EVTX_HEX64:
    case ML_EVTX_HANDLE:
        add_number_hex(number_of(v), out);
        break;
    case ML_EVTX_FILETIME:
        add_filetime(ml_u64(v->p), out);
        break;
    case ML_EVTX_SYSTEMTIME:
        add_systemtime(v->p, out);
        break;
    case ML_EVTX_SID:
        add_sid(v, out);
        break;
    case ML_EVTX_NULL:
    case ML_EVTX_BINARY:
    case ML_EVTX_BINXML:
    case ML_EVTX_ARRAY:
        add_hex(v->p, v->n, out);
        break;
    default:
        add_hex(v->p, v->n, out);
        break;
    }
}

static ml_str until_nul(ml_str s)
{
    size_t n = ml_str_find_char(s, 0);

    return ml_str_sub(s, 0, n == ML_NPOS ? s.n : n);
}

/* Digits, or 0x and hexadecimal digits. */
static bool parse_number(ml_str text, uint64_t *ret)
{
    text = ml_str_trim(text);
    if (ml_str_starts_nocase(text, ML_STR("0x")))
        return ml_str_hex_to_u64(ml_str_from(text, 2), ret);
    return ml_str_to_u64(text, ret);
}

bool ml_evtx_value_number(const struct ml_evtx_value *v, uint64_t *ret)
{
    enum { LONGEST = 24 };
    char text[3 * LONGEST];

    switch ((enum ml_evtx_type)v->type) {
    case ML_EVTX_STRING:
        if (v->n > 2 * LONGEST)
            return false;
        return parse_number(until_nul((ml_str){ text, ml_evtx_utf8(v->p, v->n, text) }),
                            ret);
    case ML_EVTX_UTF8:
        return parse_number((ml_str){ (const char *)v->p, v->n }, ret);
    case ML_EVTX_INT8:
    case ML_EVTX_INT16:
    case ML_EVTX_INT32:
    case ML_EVTX_INT64:
        *ret = (uint64_t)signed_of(v);
        return v->n > 0;
    case ML_EVTX_UINT8:
    case ML_EVTX_UINT16:
    case ML_EVTX_UINT32:
    case ML_EVTX_UINT64:
    case ML_EVTX_BOOL:
    case ML_EVTX_SIZE:
    case ML_EVTX_HEX32:
    case ML_EVTX_HEX64:
    case ML_EVTX_FILETIME:
        *ret = number_of(v);
        return v->n > 0;
    default:
        return false;
    }
}

uint32_t ml_evtx_item_bytes(unsigned type)
{
    switch (type) {
    case ML_EVTX_INT8:
    case ML_EVTX_UINT8:
        return 1;
    case ML_EVTX_INT16:
    case ML_EVTX_UINT16:
        return 2;
    case ML_EVTX_INT32:
    case ML_EVTX_UINT32:
    case ML_EVTX_FLOAT:
    case ML_EVTX_BOOL:
    case ML_EVTX_HEX32:
        return 4;
    case ML_EVTX_INT64:
    case ML_EVTX_UINT64:
    case ML_EVTX_DOUBLE:
    case ML_EVTX_FILETIME:
    case ML_EVTX_HEX64:
    case ML_EVTX_SIZE:
        return 8;
    case ML_EVTX_GUID:
    case ML_EVTX_SYSTEMTIME:
        return 16;
    default:
        return 0;
    }
}

/* Bytes of a SID, by the number of its parts. */
static uint32_t sid_bytes(const unsigned char *p, uint32_t n)
{
    return n < 8 ? n : 8 + 4 * (uint32_t)p[1];
}

bool ml_evtx_item(unsigned type, const unsigned char **p, uint32_t *n,
                  struct ml_evtx_value *ret)
{
    uint32_t size = ml_evtx_item_bytes(type), skip;

    if (*n == 0)
        return false;
    if (type == ML_EVTX_SID)
        size = sid_bytes(*p, *n);
    if (size) {
        size = skip = size < *n ? size : *n;
    } else if (type == ML_EVTX_STRING) {
        for (size = 0; size + 1 < *n && ((*p)[size] || (*p)[size + 1]);)
            size += 2;
        skip = *n - size < 2 ? *n : size + 2;
    } else if (type == ML_EVTX_ANSI) {
        const unsigned char *nul = memchr(*p, 0, *n);
        size = nul ? (uint32_t)(nul - *p) : *n;
        skip = size < *n ? size + 1 : size;
    } else {
        size = skip = *n;
    }
    *ret = (struct ml_evtx_value){ (uint16_t)type, *p, size };
    *p += skip;
    *n -= skip;
    return true;
}
