/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_CAB_H
#define ML_SUPPORT_MAKE_CAB_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * A cabinet, MSZIP, one folder: header, folder, files, then blocks of 32 KiB that hold
 * the files' bytes one after the other.
 */

struct cab_file {
    ml_str name, bytes;
    bool utf8; /* the name is flagged as UTF-8; else it is in the machine's code page */
    unsigned dos_date, dos_time; /* 0: 2026-11-20 01:02:04 */
};

void make_cab(struct ml_buf *out, const struct cab_file *files, size_t n);

#endif
