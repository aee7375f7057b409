/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_MTA_H
#define ML_SUPPORT_MAKE_MTA_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Messages that stand beside an event log (LocaleMetaData/NAME_1033.MTA), by code.
 */

struct mta_row {
    uint64_t record;
    const char *message; /* ASCII */
};

enum {
    MTA_HEADER_BYTES = 24 + 2 * 26, /* of what mta_make() writes: then comes EVT */
    MTA_NEXT_AT = 72,               /* in a page: where the next one is, and this one */
    MTA_SELF_AT = 80,
};

/** Append the file, with `per_page` records a page, up to 100. */
void mta_make(struct ml_buf *out, const struct mta_row *rows, size_t n,
              unsigned per_page);

/** Change a number of 8 bytes. */
void mta_put64(struct ml_buf *file, size_t at, uint64_t value);

#endif
