/* SPDX-License-Identifier: MIT */
#ifndef ML_TESTS_SUPPORT_CAB_H
#define ML_TESTS_SUPPORT_CAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/** One file for a cabinet; the bytes are the caller's. */
struct cab_file {
    const char *name; /* UTF-8; '/' becomes '\' */
    const char *bytes;
    size_t nbytes;
    int64_t mtime_s; /* written as DOS time, in UTC */
};

/**
 * Append a cabinet of one folder, MSZIP, without checksums.
 *
 * Source: Microsoft Cabinet Format, sections CFHEADER, CFFOLDER, CFFILE, CFDATA.
 */
void cab_write(const struct cab_file *files, size_t nfiles, struct ml_buf *out);

#endif
