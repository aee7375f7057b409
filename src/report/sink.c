/* SPDX-License-Identifier: MIT */
#include "report/sink.h"

#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/ban.h"

int ml_write_buf(void *to, const char *bytes, size_t n)
{
    ml_buf_add(to, bytes, n);
    return 0;
}

int ml_write_file(void *to, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, to) == n ? 0 : errno ? errno : EIO;
}
