/* SPDX-License-Identifier: MIT */
#include "support/make_cab.h"

#include "support/make_zip.h"

enum { BLOCK_BYTES = 32768, HEADER_BYTES = 36, FOLDER_BYTES = 8 };
enum { ATTR_ARCHIVE = 0x20, ATTR_NAME_IS_UTF = 0x80, MSZIP = 1 };

static void put_files(struct ml_buf *out, const struct cab_file *files, size_t n,
                      struct ml_buf *all)
{
    for (size_t i = 0; i < n; i++) {
        put_u32(out, (uint32_t)files[i].bytes.n);
        put_u32(out, (uint32_t)all->n); /* where it begins in the folder */
        put_u16(out, 0);                /* folder */
        put_u16(out, files[i].dos_date ? files[i].dos_date : ZIP_DOS_DATE);
        put_u16(out, files[i].dos_date ? files[i].dos_time : ZIP_DOS_TIME);
        put_u16(out, ATTR_ARCHIVE | (files[i].utf8 ? ATTR_NAME_IS_UTF : 0));
        ml_buf_str(out, files[i].name);
        ml_buf_char(out, 0);
        ml_buf_str(all, files[i].bytes);
    }
}

static unsigned put_blocks(struct ml_buf *out, ml_str all)
{
    unsigned n = 0;

    for (size_t at = 0; at < all.n; at += BLOCK_BYTES, n++) {
        ml_str piece = ml_str_sub(all, at, BLOCK_BYTES);
        struct ml_buf data = { 0 };
        ml_buf_text(&data, "CK");
        make_deflate(&data, piece);
        put_u32(out, 0); /* no checksum */
        put_u16(out, (unsigned)data.n);
        put_u16(out, (unsigned)piece.n);
        ml_buf_str(out, ml_buf_view(&data));
        ml_buf_reset(&data);
    }
    return n;
}

void make_cab(struct ml_buf *out, const struct cab_file *files, size_t n)
{
    struct ml_buf list = { 0 }, all = { 0 }, blocks = { 0 };

    put_files(&list, files, n, &all);
    unsigned nblocks = put_blocks(&blocks, ml_buf_view(&all));
    uint32_t first_file = HEADER_BYTES + FOLDER_BYTES;
    uint32_t first_block = first_file + (uint32_t)list.n;

    ml_buf_text(out, "MSCF");
    put_u32(out, 0);
    put_u32(out, first_block + (uint32_t)blocks.n); /* of the whole cabinet */
    put_u32(out, 0);
    put_u32(out, first_file);
    put_u32(out, 0);
    put_u16(out, 0x0103); /* version 1.3 */
    put_u16(out, 1);      /* folders */
    put_u16(out, (unsigned)n);
    put_u16(out, 0); /* flags */
    put_u16(out, 0); /* set */
    put_u16(out, 0); /* number in the set */
    put_u32(out, first_block);
    put_u16(out, nblocks);
    put_u16(out, MSZIP);
    ml_buf_str(out, ml_buf_view(&list));
    ml_buf_str(out, ml_buf_view(&blocks));
    ml_buf_reset(&list);
    ml_buf_reset(&all);
    ml_buf_reset(&blocks);
}
