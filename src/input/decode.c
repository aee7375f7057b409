/* SPDX-License-Identifier: MIT */
/*
 * Which encoding does the next line have? Two marks tell, whatever the parity of its
 * offset: text of Windows tools ends its lines with CR LF. In 8-bit text these are
 * the neighbouring bytes 0D 0A; in UTF-16LE, counted from the line's start, the unit
 * 0A 00. Whichever comes first decides:
 *
 *     46 00 53 00 0D 00 0A 00   unit 000A at 6        UTF-16LE
 *     43 3A 20 4F 4B 0D 0A      0D 0A at 5            8-bit
 *     E5 4E 0A 4E 0D 00 0A 00   0A 4E is a character  UTF-16LE
 *
 * A UTF-16 line that begins with ASCII needs no look ahead, so this is asked only
 * where a stretch may begin.
 */
#include "input/decode.h"

#include <stdint.h>
#include <string.h>

#include "input/charset.h"
#include "base/ban.h"

enum { LOOK_AHEAD_BYTES = 64 * 1024 };

void ml_decode_reset(struct ml_decoder *d)
{
    ml_buf_reset(&d->held);
    memset(d, 0, sizeof(*d));
}

static void met(struct ml_decoder *d, unsigned bit)
{
    if (d->met & bit)
        return;
    d->met |= bit;
    d->order[d->norder++] = bit;
}

/* Whether some byte is 0x00, and whether some is above 0x7f. */
static void survey(const char *p, size_t n, bool *ret_nul, bool *ret_high)
{
    unsigned char high = 0, nul = 0;
    size_t i = 0;

    for (; i + 64 <= n; i += 64) /* a shape that compilers vectorise */
        for (size_t k = 0; k < 64; k++) {
            high |= (unsigned char)p[i + k];
            nul |= p[i + k] == 0;
        }
    for (; i < n; i++) {
        high |= (unsigned char)p[i];
        nul |= p[i] == 0;
    }
    *ret_nul = nul;
    *ret_high = high & 0x80;
}

size_t ml_decode_clean(struct ml_decoder *d, const char *bytes, size_t n)
{
    bool nul, high;

    if (!d->started || d->held.n || d->mode != ML_TEXT_BYTES || n == 0)
        return 0;
    survey(bytes, n, &nul, &high);
    if (nul)
        return 0;
    size_t span = n;
    if (high) {
        span = ml_utf8_span((ml_str){ bytes, n });
        if (span + 4 <= n) /* more than a character cut by the end of the piece */
            return 0;
        if (span)
            met(d, ML_MET_UTF8);
    } else {
        met(d, ML_MET_ASCII);
    }
    if (span)
        d->in_line = bytes[span - 1] != '\n';
    return span;
}

enum line_kind { LINE_BYTES, LINE_UTF16LE, LINE_UNDECIDED };

/* No line end in sight: judge by how many units are ASCII. */
static enum line_kind kind_by_units(const unsigned char *p, size_t n)
{
    size_t units = n / 2, ascii = 0, nuls = 0;

    for (size_t i = 0; i < units; i++) {
        ascii += p[2 * i + 1] == 0 && p[2 * i] != 0;
        nuls += p[2 * i + 1] == 0 && p[2 * i] == 0;
    }
    return units > nuls && ascii * 2 >= units - nuls && ascii ? LINE_UTF16LE
                                                              : LINE_BYTES;
}

static enum line_kind line_kind(const struct ml_decoder *d, const char *bytes, size_t n,
                                bool last)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t ascii = 0, other = 0, pairs = 0;

    for (size_t i = 0; i + 1 < n && i < LOOK_AHEAD_BYTES; i++) {
        if (p[i] == '\r' && p[i + 1] == '\n')
            return LINE_BYTES;
        if (i % 2)
            continue;
        if (p[i] == '\n' && p[i + 1] == 0) {
            /* 8-bit text with bare LF and NUL padding behind it looks the same:
             * there the units before are pairs of letters. */
            if (d->mode == ML_TEXT_UTF16LE || i == 0)
                return LINE_UTF16LE;
            return pairs * 2 < i && ascii >= other ? LINE_UTF16LE : LINE_BYTES;
        }
        pairs += p[i] >= ' ' && p[i] < 0x7f && p[i + 1] >= ' ' && p[i + 1] < 0x7f;
        if (p[i + 1] == 0 && p[i] != 0)
            ascii++;
        else if (p[i + 1] != 0x30 && !(p[i + 1] >= 0x4e && p[i + 1] <= 0x9f) &&
                 p[i + 1] != 0xff)
            other++;
    }
    if (n < LOOK_AHEAD_BYTES && !last)
        return LINE_UNDECIDED;
    enum line_kind kind = kind_by_units(p, n);
    if (kind == LINE_BYTES && d->mode == ML_TEXT_UTF16LE) {
        bool nul, high;
        survey(bytes, n, &nul, &high);
        return nul || high ? LINE_UTF16LE : LINE_BYTES;
    }
    return kind;
}

/* UTF-8 with a damaged place: more whole characters than bytes that fit nothing. */
static bool mostly_utf8(ml_str line)
{
    size_t whole = 0, broken = 0;

    for (size_t i = 0; i < line.n;) {
        size_t len = ml_utf8_length(ml_str_from(line, i));
        whole += len > 1;
        broken += len == 0;
        i += len ? len : 1;
    }
    return whole > broken;
}

static void utf8_repair(ml_str line, struct ml_buf *out)
{
    for (size_t i = 0; i < line.n;) {
        size_t len = ml_utf8_length(ml_str_from(line, i));
        if (len)
            ml_buf_add(out, line.p + i, len);
        else
            ml_utf8_add(out, 0xfffd);
        i += len ? len : 1;
    }
}

static void bytes_line(struct ml_decoder *d, ml_str line, struct ml_buf *out)
{
    bool nul, high;

    survey(line.p, line.n, &nul, &high);
    if (!high) {
        met(d, ML_MET_ASCII);
        ml_buf_str(out, line);
        return;
    }
    if (ml_utf8_valid(line)) {
        met(d, ML_MET_UTF8);
        ml_buf_str(out, line);
        return;
    }
    if (mostly_utf8(line)) {
        met(d, ML_MET_UTF8);
        utf8_repair(line, out);
        return;
    }
    enum ml_cp932_guess guess = ml_cp932_guess(line);
    bool try = guess == ML_CP932_YES ||
               (guess == ML_CP932_MAYBE && d->japanese && !d->western);
    if (try && ml_charset_add(out, ML_CHARSET_CP932, line)) {
        d->japanese |= guess == ML_CP932_YES;
        met(d, ML_MET_CP932);
        return;
    }
    d->western |= guess == ML_CP932_NO;
    met(d, ML_MET_CP1252);
    ml_charset_add(out, ML_CHARSET_CP1252, line);
}

/* A line of 8-bit text, its NULs left out. */
static void bytes_line_without_nul(struct ml_decoder *d, ml_str line, struct ml_buf *out)
{
    struct ml_buf kept = { 0 };

    for (size_t i = 0; i < line.n; i++)
        if (line.p[i])
            ml_buf_char(&kept, line.p[i]);
    bytes_line(d, ml_buf_view(&kept), out);
    ml_buf_reset(&kept);
}

/* Narrow a run of ASCII units; returns how many bytes of p it took. */
static size_t utf16le_ascii(const unsigned char *p, size_t n, struct ml_buf *out)
{
    char *to = ml_buf_reserve(out, n / 2);
    size_t units = n / 2, i = 0;

    while (i + 32 <= units) {
        uint16_t u[32], any = 0, nul = 0;
        memcpy(u, p + 2 * i, sizeof(u));
        for (int k = 0; k < 32; k++) {
            any |= u[k];
            nul |= u[k] == 0;
        }
        if ((any & 0xff80) || nul)
            break;
        for (int k = 0; k < 32; k++)
            to[i + k] = (char)u[k];
        i += 32;
    }
    while (i < units && p[2 * i + 1] == 0 && p[2 * i] && p[2 * i] < 0x80) {
        to[i] = (char)p[2 * i];
        i++;
    }
    out->n += i;
    return 2 * i;
}

static unsigned unit_at(const struct ml_decoder *d, const unsigned char *p)
{
    return d->mode == ML_TEXT_UTF16LE ? p[0] | (unsigned)p[1] << 8
                                      : p[1] | (unsigned)p[0] << 8;
}

/* One character that is not ASCII; returns the bytes taken, 0 when more are needed. */
static size_t utf16_char(const struct ml_decoder *d, const unsigned char *p, size_t n,
                         bool last, struct ml_buf *out)
{
    unsigned u = unit_at(d, p);

    if (u == 0 || u == 0xfeff)
        return 2;
    if (u < 0xd800 || u > 0xdfff) {
        ml_utf8_add(out, u);
        return 2;
    }
    if (u < 0xdc00 && n < 4 && !last)
        return 0;
    unsigned low = n >= 4 ? unit_at(d, p + 2) : 0;
    if (u < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
        ml_utf8_add(out, 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00));
        return 4;
    }
    ml_utf8_add(out, 0xfffd);
    return 2;
}

/* UTF-16 up to where a stretch of bytes may begin; returns the bytes taken. */
static size_t utf16_stretch(struct ml_decoder *d, const char *bytes, size_t n, bool last,
                            struct ml_buf *out)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;

    met(d, d->mode == ML_TEXT_UTF16LE ? ML_MET_UTF16LE : ML_MET_UTF16BE);
    while (i + 1 < n) {
        size_t before = out->n;
        if (d->mode == ML_TEXT_UTF16LE)
            i += utf16le_ascii(p + i, n - i, out);
        if (out->n > before)
            d->in_line = out->p[out->n - 1] != '\n';
        if (i + 1 >= n)
            break;
        if (d->mode == ML_TEXT_UTF16LE && !d->in_line) {
            enum line_kind kind = line_kind(d, bytes + i, n - i, last);
            if (kind == LINE_UNDECIDED)
                return i;
            if (kind == LINE_BYTES) {
                d->mode = ML_TEXT_BYTES;
                return i;
            }
        }
        before = out->n;
        size_t took = utf16_char(d, p + i, n - i, last, out);
        if (took == 0)
            return i;
        if (out->n > before)
            d->in_line = out->p[out->n - 1] != '\n';
        i += took;
        if (took && !d->in_line && out->n == before)
            continue; /* NUL or BOM at a line's start: the question stays open */
        d->in_line = out->n ? out->p[out->n - 1] != '\n' : true;
    }
    if (last && i < n) { /* an odd byte at the end */
        if (p[i])
            ml_utf8_add(out, 0xfffd);
        i = n;
    }
    return i;
}

/* 8-bit lines up to where UTF-16 begins; returns the bytes taken. */
static size_t bytes_stretch(struct ml_decoder *d, const char *bytes, size_t n, bool last,
                            struct ml_buf *out)
{
    size_t i = 0;

    while (i < n) {
        if (!d->in_line && n - i >= 4 && memcmp(bytes + i, "\0\0\0\0", 4) == 0) {
            while (i < n && bytes[i] == 0) /* padding; UTF-16 has no such run */
                i++;
            continue;
        }
        if (!d->in_line && n - i >= 2 && memcmp(bytes + i, "\xff\xfe", 2) == 0) {
            d->mode = ML_TEXT_UTF16LE; /* a file appended with its mark */
            return i + 2;
        }
        const char *lf = memchr(bytes + i, '\n', n - i);
        size_t len = lf ? (size_t)(lf - bytes) - i + 1 : n - i;
        if (!lf && !last && len < LOOK_AHEAD_BYTES)
            return i;
        ml_str line = { bytes + i, len };
        bool nul = memchr(line.p, 0, line.n) || (i + len < n && bytes[i + len] == 0);
        if (lf && i + len == n && !last && memchr(line.p, 0, line.n))
            return i; /* the byte behind the LF is part of the question */
        if (nul && !d->in_line) {
            enum line_kind kind = line_kind(d, bytes + i, n - i, last);
            if (kind == LINE_UNDECIDED)
                return i;
            if (kind == LINE_UTF16LE) {
                d->mode = ML_TEXT_UTF16LE;
                return i;
            }
        }
        if (!lf) /* do not tear a UTF-8 character at the end of a piece */
            while (!last && line.n > len - 4 && ((unsigned char)line.p[line.n - 1] & 0x80))
                line.n--;
        if (nul)
            bytes_line_without_nul(d, line, out);
        else
            bytes_line(d, line, out);
        i += line.n;
        d->in_line = !lf;
    }
    return i;
}

/* The mark at the start of a file; returns its length. */
static size_t start(struct ml_decoder *d, const char *bytes, size_t n)
{
    d->started = true;
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        return 3;
    if (n >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        d->mode = ML_TEXT_UTF16LE;
        return 2;
    }
    if (n >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        d->mode = ML_TEXT_UTF16BE;
        return 2;
    }
    if (n >= 4 && !bytes[0] && bytes[1] && !bytes[2] && bytes[3])
        d->mode = ML_TEXT_UTF16BE;
    return 0;
}

void ml_decode_add(struct ml_decoder *d, const char *bytes, size_t n, bool last,
                   struct ml_buf *out)
{
    if (d->held.n || (!d->started && n < 4 && !last)) {
        ml_buf_add(&d->held, bytes, n);
        if (!d->started && d->held.n < 4 && !last)
            return;
        bytes = d->held.p;
        n = d->held.n;
    }
    size_t i = d->started ? 0 : start(d, bytes, n);
    for (;;) {
        enum ml_text_mode mode = d->mode;
        i += mode == ML_TEXT_BYTES ? bytes_stretch(d, bytes + i, n - i, last, out)
                                   : utf16_stretch(d, bytes + i, n - i, last, out);
        if (d->mode == mode)
            break;
    }
    struct ml_buf rest = { 0 };
    ml_buf_add(&rest, bytes + i, n - i);
    ml_buf_reset(&d->held);
    d->held = rest;
}

void ml_decode_encoding(const struct ml_decoder *d, struct ml_buf *out)
{
    static const char *const names[] = { "utf-8",    "utf-8", "utf-16le",
                                         "utf-16be", "cp932", "cp1252" };
    unsigned eight_bit = ML_MET_UTF8 | ML_MET_CP932 | ML_MET_CP1252;
    bool any = false;

    for (unsigned i = 0; i < d->norder; i++) {
        unsigned bit = d->order[i];
        /* ASCII is part of any 8-bit encoding beside it. */
        if (bit == ML_MET_ASCII && (d->met & eight_bit))
            continue;
        if (any)
            ml_buf_char(out, '+');
        ml_buf_text(out, names[__builtin_ctz(bit)]);
        any = true;
    }
    if (!any)
        ml_buf_text(out, d->mode == ML_TEXT_UTF16LE   ? "utf-16le"
                         : d->mode == ML_TEXT_UTF16BE ? "utf-16be"
                                                      : "utf-8");
}
