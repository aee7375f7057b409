/* SPDX-License-Identifier: MIT */
#include "support/make_bomb.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/attr.h"
#include "support/make_zip.h"

/* What stands before a member, and the entry of the directory that says the same. */
struct header {
    ml_str name;
    uint32_t crc, packed_bytes, bytes, at;
    unsigned dos_time;
};

static void put_common(struct ml_buf *out, const struct header *h)
{
    put_u16(out, 20); /* version needed */
    put_u16(out, 0);
    put_u16(out, 8); /* deflate */
    put_u16(out, h->dos_time);
    put_u16(out, ZIP_DOS_DATE);
    put_u32(out, h->crc);
    put_u32(out, h->packed_bytes);
    put_u32(out, h->bytes);
    put_u16(out, (unsigned)h->name.n);
    put_u16(out, 0);
}

static void put_local(struct ml_buf *out, const struct header *h)
{
    put_u32(out, 0x04034b50);
    put_common(out, h);
    ml_buf_str(out, h->name);
}

static void put_entry(struct ml_buf *out, const struct header *h)
{
    put_u32(out, 0x02014b50);
    put_u16(out, 20);
    put_common(out, h);
    for (int i = 0; i < 5; i++) /* comment, disk, attributes */
        put_u16(out, 0);
    put_u32(out, h->at);
    ml_buf_str(out, h->name);
}

/* The directory's `n` entries take `bytes`, and begin at `at`. */
static void put_end(struct ml_buf *out, unsigned n, size_t bytes, size_t at,
                    ml_str comment)
{
    put_u32(out, 0x06054b50);
    put_u32(out, 0);
    put_u16(out, n);
    put_u16(out, n);
    put_u32(out, (uint32_t)bytes);
    put_u32(out, (uint32_t)at);
    put_u16(out, (unsigned)comment.n);
    ml_buf_str(out, comment);
}

/* ---- an archive that holds itself ---- */

/*
 * Deflate as a language of two words, both UNIT bytes long, so that words can be data:
 *
 *     L n   print the n units that follow
 *     R n   print again the last n units that were printed
 *
 * In it a text around a prefix P and a suffix S that prints itself and both. Each line
 * prints what is missing of those before and some of itself:
 *
 *     P
 *     L p+1   P  L p+1
 *     R p+1
 *     L 1     R p+1
 *     L 1     L 1
 *     L 4     R p+1  L 1  L 1  L 4
 *     R 4
 *     L 4     R 4  L 4  R 4  L 4
 *     R 4
 *     L 4     R 4  L 0  L 0  L s+1
 *     R 4
 *     L 0
 *     L 0
 *     L s+1   R s+1  S
 *     R s+1
 *     S
 */
enum {
    UNIT = 10,
    PREFIX = 4, /* P, the local header, in units */
    SUFFIX = 8, /* S, the directory */
    QUINE_UNITS = 2 * (PREFIX + SUFFIX) + 30,
};

struct bits {
    struct ml_buf *out;
    uint32_t held;
    unsigned n;
};

/* The lowest first. */
static void put_bits(struct bits *b, uint32_t v, unsigned n)
{
    b->held |= v << b->n;
    for (b->n += n; b->n >= 8; b->n -= 8, b->held >>= 8)
        ml_buf_char(b->out, (char)b->held);
}

/* A code of Huffman's: its highest first. */
static void put_code(struct bits *b, uint32_t code, unsigned n)
{
    while (n--)
        put_bits(b, code >> n & 1, 1);
}

static void begin_block(struct bits *b)
{
    put_bits(b, 0, 1); /* not the last one */
    put_bits(b, 1, 2); /* fixed codes */
}

static void end_block(struct bits *b)
{
    put_code(b, 0, 7);
}

/* A stored block, of which the bytes follow; it begins a byte. */
static void put_stored(struct bits *b, bool last, size_t n)
{
    put_bits(b, last, 1);
    put_bits(b, 0, 2);
    if (b->n)
        put_bits(b, 0, 8 - b->n);
    put_u16(b->out, (unsigned)n);
    put_u16(b->out, (unsigned)~n & 0xffff);
}

static void fill(struct bits *b, unsigned blocks)
{
    while (blocks--) {
        begin_block(b);
        end_block(b);
    }
}

static void put_L(struct ml_buf *out, size_t units)
{
    struct bits b = { out, 0, 0 };

    fill(&b, 4);
    put_stored(&b, false, units * UNIT);
}

/* The three lengths that there are: 40, 50 and 90 bytes. */
static void put_R(struct ml_buf *out, size_t units)
{
    static const struct {
        unsigned bytes;
        unsigned length, length_bits, length_from, extra_bits;
        unsigned distance, distance_from, distance_bits;
    } codes[] = {
        { 40, 273 - 256, 7, 35, 3, 10, 33, 4 },
        { 50, 274 - 256, 7, 43, 3, 11, 49, 4 },
        { 90, 278 - 256, 7, 83, 4, 12, 65, 5 },
    };
    struct bits b = { out, 0, 0 };

    for (size_t i = 0; i < ML_COUNT(codes); i++) {
        if (codes[i].bytes != units * UNIT)
            continue;
        begin_block(&b);
        put_code(&b, codes[i].length, codes[i].length_bits);
        put_bits(&b, codes[i].bytes - codes[i].length_from, codes[i].extra_bits);
        put_code(&b, codes[i].distance, 5);
        put_bits(&b, codes[i].bytes - codes[i].distance_from, codes[i].distance_bits);
        end_block(&b);
    }
    fill(&b, 1);
    put_stored(&b, units == SUFFIX + 1, 0);
}

static void add_units(struct ml_buf *out, ml_str text)
{
    if (text.n % UNIT)
        abort();
    ml_buf_str(out, text);
}

/* With that checksum, right or not. */
static void put_quine(struct ml_buf *out, uint32_t crc, unsigned dos_time)
{
    struct header h = { .name = ML_STR("itself.zip"),
                        .crc = crc,
                        .packed_bytes = (QUINE_UNITS - PREFIX - SUFFIX) * UNIT,
                        .bytes = QUINE_UNITS * UNIT,
                        .dos_time = dos_time };
    struct ml_buf prefix = { 0 }, suffix = { 0 };

    put_local(&prefix, &h);
    put_entry(&suffix, &h);
    put_end(&suffix, 1, suffix.n, h.bytes - SUFFIX * UNIT, ML_STR("me"));
    ml_str p = ml_buf_view(&prefix), s = ml_buf_view(&suffix);
    add_units(out, p);
    put_L(out, PREFIX + 1);
    add_units(out, p);
    put_L(out, PREFIX + 1);
    put_R(out, PREFIX + 1);
    put_L(out, 1);
    put_R(out, PREFIX + 1);
    put_L(out, 1);
    put_L(out, 1);
    put_L(out, 4);
    put_R(out, PREFIX + 1);
    put_L(out, 1);
    put_L(out, 1);
    put_L(out, 4);
    put_R(out, 4);
    put_L(out, 4);
    for (int i = 0; i < 2; i++) {
        put_R(out, 4);
        put_L(out, 4);
    }
    put_R(out, 4);
    put_L(out, 4);
    for (int i = 0; i < 2; i++) {
        put_R(out, 4);
        put_L(out, 0);
        put_L(out, 0);
        put_L(out, SUFFIX + 1);
    }
    put_R(out, SUFFIX + 1);
    add_units(out, s);
    put_R(out, SUFFIX + 1);
    add_units(out, s);
    ml_buf_reset(&prefix);
    ml_buf_reset(&suffix);
}

static uint32_t crc_of_quine(uint32_t crc, unsigned dos_time)
{
    struct ml_buf quine = { 0 };

    put_quine(&quine, crc, dos_time);
    uint32_t is = (uint32_t)crc32(0, (const Bytef *)quine.p, (uInt)quine.n);
    ml_buf_reset(&quine);
    return is;
}

/*
 * The checksum that makes itself come true. crc(x) = crc(0) ^ A x, where A is linear
 * over bits; so (A ^ 1) x = crc(0): 32 equations, one a row, whose right side is
 * bit 32.
 */
static bool solve_crc(unsigned dos_time, uint32_t *ret)
{
    uint64_t rows[32] = { 0 };
    uint32_t none = crc_of_quine(0, dos_time);

    for (unsigned bit = 0; bit < 32; bit++) {
        uint32_t column = crc_of_quine(1u << bit, dos_time) ^ none ^ 1u << bit;
        for (unsigned i = 0; i < 32; i++)
            rows[i] |= (uint64_t)(column >> i & 1) << bit;
    }
    *ret = 0;
    for (unsigned i = 0; i < 32; i++)
        rows[i] |= (uint64_t)(none >> i & 1) << 32;
    for (unsigned bit = 0; bit < 32; bit++) {
        unsigned pivot = bit;
        while (pivot < 32 && !(rows[pivot] >> bit & 1))
            pivot++;
        if (pivot == 32)
            return false;
        uint64_t row = rows[pivot];
        rows[pivot] = rows[bit];
        rows[bit] = row;
        for (unsigned i = 0; i < 32; i++)
            if (i != bit && rows[i] >> bit & 1)
                rows[i] ^= row;
    }
    for (unsigned bit = 0; bit < 32; bit++)
        *ret |= (uint32_t)(rows[bit] >> 32 & 1) << bit;
    return true;
}

void make_quine(struct ml_buf *out)
{
    uint32_t crc;
    unsigned dos_time = ZIP_DOS_TIME;

    while (!solve_crc(dos_time, &crc)) /* not each time of day has one */
        dos_time++;
    put_quine(out, crc, dos_time);
    if (out->n != QUINE_UNITS * UNIT)
        abort();
}

/* ---- members that share their bytes ---- */

/* What is packed, from some member on. */
struct shared {
    struct ml_buf packed, text;
};

/* Puts another member in front; and before its header, unless it is the first, what
 * makes of both the bytes of the next in front: a stored block that holds the header,
 * and a line before it, lest it be taken for an archive. */
static void share(struct shared *s, struct header *h, bool is_first)
{
    static const ml_str line = { "a line of a log\r\n", 17 };
    struct ml_buf local = { 0 }, packed = { 0 }, text = { 0 };
    struct bits b = { &packed, 0, 0 };

    h->crc = (uint32_t)crc32(0, (const Bytef *)s->text.p, (uInt)s->text.n);
    h->packed_bytes = (uint32_t)s->packed.n;
    h->bytes = (uint32_t)s->text.n;
    h->dos_time = ZIP_DOS_TIME;
    put_local(&local, h);
    h->at = (uint32_t)(s->packed.n + local.n); /* before the end, for now */
    if (!is_first) {
        ml_buf_str(&text, line);
        put_stored(&b, false, line.n + local.n);
    }
    ml_buf_str(&text, ml_buf_view(&local));
    ml_buf_str(&packed, ml_buf_view(&text));
    ml_buf_str(&text, ml_buf_view(&s->text));
    ml_buf_str(&packed, ml_buf_view(&s->packed));
    ml_buf_reset(&local);
    ml_buf_reset(&s->packed);
    ml_buf_reset(&s->text);
    *s = (struct shared){ packed, text };
}

void make_overlapping(struct ml_buf *out, unsigned n, size_t each)
{
    enum { NAME_BYTES = 32 };
    struct shared s = { .packed = { 0 } };
    struct header *all = calloc(n, sizeof(*all));
    char *names = calloc(n, NAME_BYTES);

    if (!all || !names || !n)
        abort();
    memset(ml_buf_reserve(&s.text, each), '\n', each);
    s.text.n = each;
    make_deflate(&s.packed, ml_buf_view(&s.text));
    for (unsigned i = n; i-- > 0;) { /* a header has to be there to be shared */
        char *name = names + i * NAME_BYTES;
        snprintf(name, NAME_BYTES, "Temp/CBEngine%u.errlog", i);
        all[i].name = ml_str_of(name);
        share(&s, &all[i], i == 0);
    }
    ml_buf_str(out, ml_buf_view(&s.packed));
    for (unsigned i = 0; i < n; i++) {
        all[i].at = (uint32_t)s.packed.n - all[i].at;
        put_entry(out, &all[i]);
    }
    put_end(out, n, out->n - s.packed.n, s.packed.n, ML_STR_NONE);
    ml_buf_reset(&s.packed);
    ml_buf_reset(&s.text);
    free(all);
    free(names);
}
