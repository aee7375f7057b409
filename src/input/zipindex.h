/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_ZIPINDEX_H
#define ML_INPUT_ZIPINDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Where the deflated bytes of a zip's members lie, from its central directory.
 *
 * libarchive walks the zip and says what is in it; its inflate is what a scan would
 * wait for. A member that this index knows beyond doubt is inflated by ISA-L instead,
 * twice as fast (inflate.h). Whatever is unusual is not in the index.
 */

struct ml_zipindex;

/** One member. */
struct ml_zipmember {
    uint64_t data_bytes;  /* compressed */
    uint64_t size_bytes;  /* decompressed, as declared */
    uint64_t local_bytes; /* offset of its local header */
    uint32_t crc;
    uint32_t name_at, name_bytes;
    bool plain; /* deflated, not encrypted, of less than 4 GB */
};

/** Read the central directory of the zip open at `fd`; NULL when it has none that is
 * plain and sane. Never an error: libarchive has the last word. */
struct ml_zipindex *ml_zipindex_open(int fd);
struct ml_zipindex *ml_zipindex_close(struct ml_zipindex *index);

/**
 * The member called `name`, the `repeat`-th of that name in the file; false when there
 * is none, or it is not of the plain kind. *ret_data is the offset of its bytes.
 */
bool ml_zipindex_find(const struct ml_zipindex *index, ml_str name, unsigned repeat,
                      uint64_t size_bytes, struct ml_zipmember *ret,
                      uint64_t *ret_data);

#endif
