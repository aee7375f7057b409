/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/ban.h"

void ml_buf_reset(struct ml_buf *buf)
{
    free(buf->p);
    *buf = (struct ml_buf){ 0 };
}

char *ml_buf_reserve(struct ml_buf *buf, size_t n)
{
    if (n > SIZE_MAX / 2 - buf->n)
        ml_oom();
    if (buf->n + n > buf->cap) {
        size_t cap = buf->cap ? buf->cap : 256;
        while (cap < buf->n + n)
            cap *= 2;
        buf->p = realloc(buf->p, cap);
        if (!buf->p)
            ml_oom();
        buf->cap = cap;
    }
    return buf->p + buf->n;
}

void ml_buf_text(struct ml_buf *buf, const char *text)
{
    ml_buf_add(buf, text, strlen(text));
}

void ml_buf_char(struct ml_buf *buf, char c)
{
    ml_buf_add(buf, &c, 1);
}

void ml_buf_printf(struct ml_buf *buf, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n > 0) {
        vsnprintf(ml_buf_reserve(buf, (size_t)n + 1), (size_t)n + 1, fmt, again);
        buf->n += (size_t)n;
    }
    va_end(again);
}

int ml_buf_read(struct ml_buf *buf, int fd, size_t max_bytes)
{
    enum { PIECE = 64 * 1024 };
    ssize_t n;

    do {
        n = read(fd, ml_buf_reserve(buf, PIECE), PIECE);
        if (n > 0)
            buf->n += (size_t)n;
    } while ((n > 0 && buf->n <= max_bytes) || (n < 0 && errno == EINTR));
    return n < 0 ? errno : 0;
}

void *ml_grow(void *array, size_t n, size_t *cap, size_t element_bytes)
{
    if (n < *cap)
        return array;
    size_t want = *cap ? *cap * 2 : 8;
    if (want > SIZE_MAX / 2 / element_bytes)
        ml_oom();
    array = realloc(array, want * element_bytes);
    if (!array)
        ml_oom();
    *cap = want;
    return array;
}
