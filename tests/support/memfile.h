/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MEMFILE_H
#define ML_SUPPORT_MEMFILE_H

#include "base/str.h"

/** Bytes under a path that can be opened, with nothing on disk. */
struct memfile {
    int fd;
    char path[32];
};

/** Aborts the program when the bytes cannot be kept. */
void memfile_open(struct memfile *ret, ml_str bytes);
void memfile_close(struct memfile *file);

#endif
