/* SPDX-License-Identifier: MIT */
#include "support/memfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void memfile_open(struct memfile *ret, ml_str bytes)
{
    ret->fd = memfd_create("test", MFD_CLOEXEC);
    if (ret->fd < 0 || write(ret->fd, bytes.p, bytes.n) != (ssize_t)bytes.n)
        abort();
    snprintf(ret->path, sizeof(ret->path), "/proc/self/fd/%d", ret->fd);
}

void memfile_close(struct memfile *file)
{
    close(file->fd);
}
