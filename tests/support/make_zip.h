/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_ZIP_H
#define ML_SUPPORT_MAKE_ZIP_H

#include "base/buf.h"
#include "base/str.h"

/*
 * A zip archive field by field, also such as no tool would write.
 *
 *     local header + bytes [+ descriptor] ... central directory, end record
 */

enum {
    ZIP_DEFLATE = 1,    /* else stored */
    ZIP_DESCRIPTOR = 2, /* sizes behind the bytes, as when written to a pipe */
    ZIP_UTF8 = 4,       /* name is said to be UTF-8 */
    ZIP_BAD_CRC = 8,
    ZIP_SYMLINK = 16, /* made on Unix; the bytes are the target */
    ZIP_FOLDER = 32,
};

struct zip_entry {
    ml_str name, bytes;
    unsigned flags;
    unsigned dos_date, dos_time; /* 0: 2026-11-20 01:02:04 */
};

enum { ZIP_DOS_DATE = (2026 - 1980) << 9 | 11 << 5 | 20, ZIP_DOS_TIME = 1 << 11 | 2 << 5 | 2 };

void make_zip(struct ml_buf *out, const struct zip_entry *entries, size_t n);

/** The same without central directory and end record: the collector was stopped. */
void make_zip_unfinished(struct ml_buf *out, const struct zip_entry *entries, size_t n);

/** Raw deflate of bytes, as zip and MSZIP hold it. */
void make_deflate(struct ml_buf *out, ml_str bytes);

void put_u16(struct ml_buf *out, unsigned v); /* little endian */
void put_u32(struct ml_buf *out, uint32_t v);

#endif
