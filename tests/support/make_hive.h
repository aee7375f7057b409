/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_HIVE_H
#define ML_SUPPORT_MAKE_HIVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Registry hives, built from rows. */

/** One value: `text` as REG_SZ, `bytes` as REG_BINARY, else `number` as REG_DWORD.
 * `name` NULL: the key alone. Keys on the way are made. */
struct hive_row {
    const char *key, *name;
    const char *text;
    ml_str bytes;
    uint32_t number;
    int type; /* 0: by what is given; else the REG_ number, with `bytes` */
};

/** The bytes of a hive with these rows. */
void make_hive(struct ml_buf *out, const struct hive_row *rows, size_t n);

/** The same from lines of text, for samples and seeds:
 *
 *     [Key\Below]
 *     Name=dword:1
 *     Name="text"
 *     Name=hex:00,ff
 */
void make_hive_text(struct ml_buf *out, ml_str text);

#endif
