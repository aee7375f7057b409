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
 *
 * A line is judged as a whole, one of more than 64 KiB in pieces that are counted from
 * its start, so that the result does not depend on how the bytes arrive.
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
    ml_buf_reset(&d->raw);
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

/*
 * Length of the next piece that is judged as one: a line, or so much of a longer one.
 * 0: more bytes are needed to tell; the byte behind a line end is part of the question.
 */
static size_t piece_length(const char *p, size_t n, bool last)
{
    enum { BACK_MAX_BYTES = 4096 };
    size_t look = n < LOOK_AHEAD_BYTES ? n : LOOK_AHEAD_BYTES;
    const char *lf = memchr(p, '\n', look);

    if (lf) {
        size_t len = (size_t)(lf - p) + 1;
        return len < n || last ? len : 0;
    }
    if (n <= LOOK_AHEAD_BYTES)
        return last ? n : 0;
    /* Not inside a character: behind a byte that is no part of one in any encoding. */
    for (size_t i = look; i > look - BACK_MAX_BYTES; i--)
        if ((unsigned char)p[i - 1] < 0x40)
            return i;
    for (size_t i = look; i > look - 3; i--)
        if (((unsigned char)p[i] & 0xc0) != 0x80)
            return i;
    return look;
}

enum line_kind { LINE_BYTES, LINE_UTF16LE, LINE_UNDECIDED };

/* No line end in sight: judge by how many units are ASCII. Two letters in one unit are a
 * kanji at most: "cut" in front of padding is 63 75 74 00 00 00. */
static enum line_kind kind_by_units(const unsigned char *p, size_t n)
{
    size_t units = n / 2, ascii = 0, pairs = 0, nuls = 0;

    for (size_t i = 0; i < units; i++) {
        unsigned char low = p[2 * i], high = p[2 * i + 1];
        ascii += high == 0 && low != 0;
        nuls += high == 0 && low == 0;
        pairs += low >= ' ' && low < 0x7f && high >= ' ' && high < 0x7f;
    }
    return ascii * 2 >= units - nuls && ascii > pairs ? LINE_UTF16LE : LINE_BYTES;
}

static enum line_kind line_kind(const struct ml_decoder *d, const char *bytes, size_t n,
                                bool last)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t ascii = 0, other = 0, pairs = 0;

    if (n > LOOK_AHEAD_BYTES)
        n = LOOK_AHEAD_BYTES;
    for (size_t i = 0; i + 1 < n; i++) {
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
        if (d->padding) {
            while (i < n && bytes[i] == 0)
                i++;
            d->padding = i == n;
            continue;
        }
        if (!d->in_line && n - i >= 4 && memcmp(bytes + i, "\0\0\0\0", 4) == 0) {
            d->padding = true; /* UTF-16 has no such run */
            continue;
        }
        if (!d->in_line && n - i >= 2 && memcmp(bytes + i, "\xff\xfe", 2) == 0) {
            d->mode = ML_TEXT_UTF16LE; /* a file appended with its mark */
            return i + 2;
        }
        ml_str line = { bytes + i, piece_length(bytes + i, n - i, last) };
        if (!line.n)
            return i;
        bool lf = line.p[line.n - 1] == '\n';
        bool nul = memchr(line.p, 0, line.n) ||
                   (lf && i + line.n < n && bytes[i + line.n] == 0);
        if (nul && !d->in_line) {
            enum line_kind kind = line_kind(d, bytes + i, n - i, last);
            if (kind == LINE_UNDECIDED)
                return i;
            if (kind == LINE_UTF16LE) {
                d->mode = ML_TEXT_UTF16LE;
                return i;
            }
        }
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

/*
 * Whether these bytes are text as they stand; *ret_span tells how many of them are
 * whole pieces. They begin at a piece, and nothing is held.
 */
static bool clean(struct ml_decoder *d, const char *bytes, size_t n, size_t *ret_span)
{
    bool nul, high;

    *ret_span = 0;
    if (!d->started && n < 4)
        return true;
    survey(bytes, n, &nul, &high);
    if (nul || (!d->started && (unsigned char)bytes[0] >= 0xef)) /* a mark? */
        return false;
    const char *lf = n > 1 ? memrchr(bytes, '\n', n - 1) : NULL;
    size_t span = lf ? (size_t)(lf - bytes) + 1 : 0, more = 1;
    while (n - span > LOOK_AHEAD_BYTES && more) {
        more = piece_length(bytes + span, n - span, false);
        span += more;
    }
    if (high && !ml_utf8_valid((ml_str){ bytes, span }))
        return false;
    if (high) /* in these, not in what is left */
        survey(bytes, span, &nul, &high);
    d->started = true;
    if (span) {
        met(d, high ? ML_MET_UTF8 : ML_MET_ASCII);
        d->in_line = bytes[span - 1] != '\n';
    }
    *ret_span = span;
    return true;
}

char *ml_decode_room(struct ml_decoder *d, struct ml_buf *text, size_t n)
{
    d->direct = d->mode == ML_TEXT_BYTES && !d->padding && d->held.n == 0;
    if (d->direct)
        return ml_buf_reserve(text, d->ntail + n) + d->ntail;
    d->raw.n = 0;
    return ml_buf_reserve(&d->raw, n);
}

void ml_decode_took(struct ml_decoder *d, struct ml_buf *text, size_t n, bool last)
{
    if (d->direct) {
        size_t span, all = d->ntail + n;
        if (!last && clean(d, text->p + text->n, all, &span)) {
            text->n += span;
            d->ntail = all - span;
            return;
        }
        d->raw.n = 0;
        ml_buf_add(&d->raw, text->p ? text->p + text->n : "", all);
        d->ntail = 0;
        n = all;
    }
    ml_decode_add(d, n ? d->raw.p : "", n, last, text);
    if (last || d->mode != ML_TEXT_BYTES || d->padding)
        return;
    /* What is held goes in front of what comes next, to be looked at together. */
    if (d->held.n)
        memcpy(ml_buf_reserve(text, d->held.n), d->held.p, d->held.n);
    d->ntail = d->held.n;
    d->held.n = 0;
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
