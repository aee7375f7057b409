/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_ARCHIVE_H
#define ML_SUPPORT_MAKE_ARCHIVE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The formats that libarchive writes. */

enum make_format { MAKE_TAR, MAKE_PAX, MAKE_7Z, MAKE_ZIP_AES, MAKE_ZIP_CRYPT };
enum make_filter { MAKE_PLAIN, MAKE_GZIP, MAKE_BZIP2, MAKE_XZ, MAKE_ZSTD };

struct make_entry {
    ml_str name, bytes;
    const char *link;      /* a symbolic link to there */
    const char *hard_link; /* or a hard one */
    int64_t mtime;         /* 0: 2026-11-20T01:02:03Z */
};

/** `passphrase`: for the encrypted kinds; else NULL. */
void make_archive(struct ml_buf *out, enum make_format format, enum make_filter filter,
                  const char *passphrase, const struct make_entry *entries, size_t n);

/** One file, compressed as it is. */
void make_packed(struct ml_buf *out, enum make_filter filter, ml_str bytes);

#endif
