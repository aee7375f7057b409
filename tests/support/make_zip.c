/* SPDX-License-Identifier: MIT */
#include "support/make_zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/attr.h"

void put_u16(struct ml_buf *out, unsigned v)
{
    ml_buf_char(out, (char)v);
    ml_buf_char(out, (char)(v >> 8));
}

void put_u32(struct ml_buf *out, uint32_t v)
{
    put_u16(out, v & 0xffff);
    put_u16(out, v >> 16);
}

void make_deflate(struct ml_buf *out, ml_str bytes)
{
    z_stream z = { 0 };

    if (deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    size_t cap = deflateBound(&z, bytes.n) + 16;
    z.next_in = (Bytef *)(uintptr_t)bytes.p;
    z.avail_in = (uInt)bytes.n;
    z.next_out = (Bytef *)ml_buf_reserve(out, cap);
    z.avail_out = (uInt)cap;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    out->n += z.total_out;
    deflateEnd(&z);
}

/* What local and central header have in common. */
struct packed {
    const struct zip_entry *entry;
    uint32_t crc, stored_bytes, at;
};

static void put_common(struct ml_buf *out, const struct packed *p, bool local)
{
    const struct zip_entry *e = p->entry;
    bool later = local && (e->flags & ZIP_DESCRIPTOR);

    put_u16(out, 20); /* version needed */
    put_u16(out, ((e->flags & ZIP_DESCRIPTOR) ? 8u : 0) |
                     ((e->flags & ZIP_UTF8) ? 0x800u : 0));
    put_u16(out, (e->flags & ZIP_DEFLATE) ? 8 : 0);
    put_u16(out, e->dos_date ? e->dos_time : ZIP_DOS_TIME);
    put_u16(out, e->dos_date ? e->dos_date : ZIP_DOS_DATE);
    put_u32(out, later ? 0 : p->crc);
    put_u32(out, later ? 0 : p->stored_bytes);
    put_u32(out, later ? 0 : (uint32_t)e->bytes.n);
    put_u16(out, (unsigned)e->name.n);
    put_u16(out, 0); /* extra */
}

static void put_local(struct ml_buf *out, struct packed *p)
{
    const struct zip_entry *e = p->entry;
    struct ml_buf data = { 0 };

    p->at = (uint32_t)out->n;
    p->crc = (uint32_t)crc32(0, (const Bytef *)(e->bytes.n ? e->bytes.p : ""),
                             (uInt)e->bytes.n);
    if (e->flags & ZIP_BAD_CRC)
        p->crc ^= 1;
    if (e->flags & ZIP_DEFLATE)
        make_deflate(&data, e->bytes);
    else
        ml_buf_str(&data, e->bytes);
    p->stored_bytes = (uint32_t)data.n;
    put_u32(out, 0x04034b50);
    put_common(out, p, true);
    ml_buf_str(out, e->name);
    ml_buf_str(out, ml_buf_view(&data));
    if (e->flags & ZIP_DESCRIPTOR) {
        put_u32(out, 0x08074b50);
        put_u32(out, p->crc);
        put_u32(out, p->stored_bytes);
        put_u32(out, (uint32_t)e->bytes.n);
    }
    ml_buf_reset(&data);
}

static void put_central(struct ml_buf *out, const struct packed *p)
{
    unsigned flags = p->entry->flags;
    uint32_t mode = (flags & ZIP_SYMLINK) ? 0120777u : (flags & ZIP_FOLDER) ? 040755u : 0;

    put_u32(out, 0x02014b50);
    put_u16(out, mode ? 0x0314 : 20); /* made by: Unix, or DOS */
    put_common(out, p, false);
    put_u16(out, 0); /* comment */
    put_u16(out, 0); /* disk */
    put_u16(out, 0); /* internal attributes */
    put_u32(out, mode << 16 | ((flags & ZIP_FOLDER) ? 0x10 : 0));
    put_u32(out, p->at);
    ml_buf_str(out, p->entry->name);
}

static struct packed *put_locals(struct ml_buf *out, const struct zip_entry *entries,
                                 size_t n)
{
    struct packed *all = calloc(n + 1, sizeof(*all));

    if (!all)
        abort();
    for (size_t i = 0; i < n; i++) {
        all[i].entry = &entries[i];
        put_local(out, &all[i]);
    }
    return all;
}

void make_zip_unfinished(struct ml_buf *out, const struct zip_entry *entries, size_t n)
{
    free(put_locals(out, entries, n));
}

void make_zip(struct ml_buf *out, const struct zip_entry *entries, size_t n)
{
    struct ml_buf zip = { 0 }; /* offsets count from the archive's start */
    struct packed *all = put_locals(&zip, entries, n);
    uint32_t at = (uint32_t)zip.n;

    for (size_t i = 0; i < n; i++)
        put_central(&zip, &all[i]);
    uint32_t central = (uint32_t)zip.n - at;
    put_u32(&zip, 0x06054b50);
    put_u16(&zip, 0);
    put_u16(&zip, 0);
    put_u16(&zip, (unsigned)n);
    put_u16(&zip, (unsigned)n);
    put_u32(&zip, central);
    put_u32(&zip, at);
    put_u16(&zip, 0);
    ml_buf_str(out, ml_buf_view(&zip));
    ml_buf_reset(&zip);
    free(all);
}
