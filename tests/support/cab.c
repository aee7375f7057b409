/* SPDX-License-Identifier: MIT */
#include "support/cab.h"

#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "base/time.h"
#include "base/ban.h"

/* libarchive reads cabinets and writes none. */

enum {
    HEADER_BYTES = 36,
    FOLDER_BYTES = 8,
    BLOCK_BYTES = 32768, /* decompressed bytes of one CFDATA */
    MSZIP = 1,
    ATTR_ARCHIVE = 0x20,
    ATTR_NAME_IS_UTF = 0x80,
};

static void put_u16(struct ml_buf *b, unsigned v)
{
    ml_buf_char(b, (char)(v & 0xff));
    ml_buf_char(b, (char)(v >> 8 & 0xff));
}

static void put_u32(struct ml_buf *b, size_t v)
{
    put_u16(b, (unsigned)(v & 0xffff));
    put_u16(b, (unsigned)(v >> 16 & 0xffff));
}

/* One block: raw deflate behind the letters CK. */
static void put_block(struct ml_buf *out, const char *bytes, size_t n)
{
    unsigned char packed[BLOCK_BYTES + 1024];
    z_stream z = { 0 };

    if (deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        ml_oom();
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = sizeof(packed);
    deflate(&z, Z_FINISH);
    size_t npacked = sizeof(packed) - z.avail_out;
    deflateEnd(&z);
    put_u32(out, 0); /* no checksum */
    put_u16(out, (unsigned)(npacked + 2));
    put_u16(out, (unsigned)n);
    ml_buf_text(out, "CK");
    ml_buf_add(out, packed, npacked);
}

static void put_entry(struct ml_buf *out, const struct cab_file *f, size_t offset)
{
    struct ml_civil c = ml_civil_of(f->mtime_s * 1000000);
    unsigned attributes = ATTR_ARCHIVE;

    for (const char *p = f->name; *p; p++)
        if (*p & 0x80)
            attributes |= ATTR_NAME_IS_UTF;
    put_u32(out, f->nbytes);
    put_u32(out, offset);
    put_u16(out, 0); /* index of the folder */
    put_u16(out, (unsigned)((c.year - 1980) << 9 | c.month << 5 | c.day));
    put_u16(out, (unsigned)(c.hour << 11 | c.minute << 5 | c.second / 2));
    put_u16(out, attributes);
    for (const char *p = f->name; *p; p++)
        ml_buf_char(out, *p == '/' ? '\\' : *p);
    ml_buf_char(out, 0);
}

void cab_write(const struct cab_file *files, size_t nfiles, struct ml_buf *out)
{
    struct ml_buf entries = { 0 }, content = { 0 }, data = { 0 };
    unsigned nblocks = 0;

    for (size_t i = 0; i < nfiles; i++) {
        put_entry(&entries, &files[i], content.n);
        ml_buf_add(&content, files[i].bytes, files[i].nbytes);
    }
    for (size_t at = 0; at < content.n; at += BLOCK_BYTES, nblocks++) {
        size_t left = content.n - at;
        put_block(&data, content.p + at, left < BLOCK_BYTES ? left : BLOCK_BYTES);
    }
    size_t entries_at = HEADER_BYTES + FOLDER_BYTES;
    size_t data_at = entries_at + entries.n;
    ml_buf_text(out, "MSCF");
    put_u32(out, 0);
    put_u32(out, data_at + data.n);
    put_u32(out, 0);
    put_u32(out, entries_at);
    put_u32(out, 0);
    put_u16(out, 0x0103); /* version 1.3 */
    put_u16(out, 1);      /* folders */
    put_u16(out, (unsigned)nfiles);
    put_u16(out, 0); /* flags */
    put_u16(out, 0); /* set id */
    put_u16(out, 0); /* cabinet in the set */
    put_u32(out, data_at);
    put_u16(out, nblocks);
    put_u16(out, MSZIP);
    ml_buf_str(out, ml_buf_view(&entries));
    ml_buf_str(out, ml_buf_view(&data));
    ml_buf_reset(&entries);
    ml_buf_reset(&content);
    ml_buf_reset(&data);
}
