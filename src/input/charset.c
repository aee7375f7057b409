/* SPDX-License-Identifier: MIT */
#include "input/charset.h"

#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/ban.h"

size_t ml_utf8_length(ml_str s)
{
    if (s.n == 0)
        return 0;
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80)
        return 1;
    size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || s.n < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)s.p[i] & 0xc0) != 0x80)
            return 0;
    unsigned char d = (unsigned char)s.p[1];
    if ((c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f) || (c == 0xf0 && d < 0x90) ||
        (c == 0xf4 && d > 0x8f))
        return 0;
    return len;
}

size_t ml_utf8_span(ml_str s)
{
    size_t i = 0;

    while (i < s.n) {
        uint64_t eight;
        while (s.n - i >= 8) {
            memcpy(&eight, s.p + i, 8);
            if (eight & UINT64_C(0x8080808080808080))
                break;
            i += 8;
        }
        if (i == s.n)
            break;
        size_t len = ml_utf8_length(ml_str_from(s, i));
        if (!len)
            break;
        i += len;
    }
    return i;
}

size_t ml_utf8_cut(ml_str s, size_t max)
{
    if (s.n <= max)
        return s.n;
    while (max > 0 && ((unsigned char)s.p[max] & 0xc0) == 0x80)
        max--;
    return max;
}

void ml_utf8_add(struct ml_buf *out, unsigned u)
{
    char b[4];
    size_t n = 0;

    if (u < 0x80) {
        b[n++] = (char)u;
    } else if (u < 0x800) {
        b[n++] = (char)(0xc0 | u >> 6);
        b[n++] = (char)(0x80 | (u & 0x3f));
    } else if (u < 0x10000) {
        b[n++] = (char)(0xe0 | u >> 12);
        b[n++] = (char)(0x80 | (u >> 6 & 0x3f));
        b[n++] = (char)(0x80 | (u & 0x3f));
    } else {
        b[n++] = (char)(0xf0 | u >> 18);
        b[n++] = (char)(0x80 | (u >> 12 & 0x3f));
        b[n++] = (char)(0x80 | (u >> 6 & 0x3f));
        b[n++] = (char)(0x80 | (u & 0x3f));
    }
    ml_buf_add(out, b, n);
}

/* 0x80 to 0x9f; the rest of CP1252 is Latin-1. 0: not used. */
static const uint16_t cp1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* 0x80 to 0xff. */
static const uint16_t cp437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8,
    0x00ef, 0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2,
    0x00fb, 0x00f9, 0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1,
    0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd,
    0x00bc, 0x00a1, 0x00ab, 0x00bb, 0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562,
    0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534,
    0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560,
    0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b,
    0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580, 0x03b1, 0x00df, 0x0393,
    0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6,
    0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248, 0x00b0,
    0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

static void single_byte_add(struct ml_buf *out, enum ml_charset charset, ml_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        unsigned u = c;
        if (c >= 0x80 && charset == ML_CHARSET_CP437)
            u = cp437[c - 0x80];
        else if (c >= 0x80 && c < 0xa0)
            u = cp1252[c - 0x80] ? cp1252[c - 0x80] : 0xfffd;
        ml_utf8_add(out, u);
    }
}

/* One descriptor per thread, opened at first use and closed with the thread. */
static pthread_key_t cp932_key;
static pthread_once_t cp932_once = PTHREAD_ONCE_INIT;

static void cp932_close(void *cd)
{
    iconv_close((iconv_t)cd);
}

static void cp932_key_make(void)
{
    if (pthread_key_create(&cp932_key, cp932_close) != 0)
        ml_oom();
}

static iconv_t cp932_open(void)
{
    pthread_once(&cp932_once, cp932_key_make);
    iconv_t cd = (iconv_t)pthread_getspecific(cp932_key);
    if (cd)
        return cd;
    cd = iconv_open("UTF-8", "CP932");
    if (cd == (iconv_t)-1)
        return cd;
    pthread_setspecific(cp932_key, cd);
    return cd;
}

void ml_charset_prepare(void)
{
    (void)cp932_open(); /* stays open, and with it the module loaded */
}

static bool cp932_add(struct ml_buf *out, ml_str s)
{
    iconv_t cd = cp932_open();
    size_t start = out->n;
    char *in = (char *)(uintptr_t)s.p; /* iconv's signature; it does not write there */
    size_t left = s.n;

    if (cd == (iconv_t)-1)
        return false;
    iconv(cd, NULL, NULL, NULL, NULL);
    while (left) {
        char *to = ml_buf_reserve(out, left * 3 + 16);
        size_t room = out->cap - out->n;
        size_t rc = iconv(cd, &in, &left, &to, &room);
        out->n = (size_t)(to - out->p);
        if (rc == (size_t)-1 && left) {
            out->n = start;
            return false;
        }
    }
    return true;
}

bool ml_charset_add(struct ml_buf *out, enum ml_charset charset, ml_str s)
{
    if (charset == ML_CHARSET_CP932)
        return cp932_add(out, s);
    single_byte_add(out, charset, s);
    return true;
}

enum ml_cp932_guess ml_cp932_guess(ml_str line)
{
    size_t common = 0, rare = 0;

    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if (c < 0x80)
            continue;
        if (c >= 0xa1 && c <= 0xdf) { /* half-width katakana */
            rare++;
            continue;
        }
        if (c == 0x80 || c == 0xa0 || c >= 0xfd || i + 1 == line.n)
            return ML_CP932_NO;
        unsigned char d = (unsigned char)line.p[++i];
        if (d < 0x40 || d == 0x7f || d > 0xfc || (c >= 0x85 && c <= 0x86) ||
            (c >= 0xeb && c <= 0xec) || (c >= 0xef && c <= 0xf9))
            return ML_CP932_NO;
        /* 81 punctuation, 82 kana and full-width letters, 83 katakana, 88-97 the
         * everyday kanji. What CP1252 uses for accents is above 0xc0. */
        if (c <= 0x83 || (c >= 0x88 && c <= 0x97))
            common++;
        else
            rare++;
    }
    if (common == 0 && rare == 0)
        return ML_CP932_YES;
    return common >= rare && common > 0 ? ML_CP932_YES : ML_CP932_MAYBE;
}
