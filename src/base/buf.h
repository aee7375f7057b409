/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_BUF_H
#define ML_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"

/*
 * Growable bytes, and growable arrays of anything. Neither can fail but for want
 * of memory (base/err.h: ml_oom()).
 */

/** Zero-initialise; release with ml_buf_reset(). */
struct ml_buf {
    char *p;
    size_t n, cap;
};

void ml_buf_reset(struct ml_buf *buf); /* releases; usable again */
void ml_buf_text(struct ml_buf *buf, const char *text);
void ml_buf_char(struct ml_buf *buf, char c);
void ml_buf_printf(struct ml_buf *buf, const char *fmt, ...) ML_PRINTF(2, 3);
/** Room for n more bytes at buf->p + buf->n; the caller adds to buf->n. */
char *ml_buf_reserve(struct ml_buf *buf, size_t n);

/** Append what a descriptor gives up to its end, no more than a piece above
 * `max_bytes`. Returns 0, or the errno of a read that failed. */
int ml_buf_read(struct ml_buf *buf, int fd, size_t max_bytes);

static inline void ml_buf_add(struct ml_buf *buf, const void *bytes, size_t n)
{
    if (n == 0)
        return;
    char *to = n <= buf->cap - buf->n ? buf->p + buf->n : ml_buf_reserve(buf, n);
    memcpy(to, bytes, n);
    buf->n += n;
}

static inline void ml_buf_str(struct ml_buf *buf, ml_str s)
{
    ml_buf_add(buf, s.p, s.n);
}

static inline ml_str ml_buf_view(const struct ml_buf *buf)
{
    return (ml_str){ buf->p, buf->n };
}

/** Make room for one more element; returns the (moved) array. */
void *ml_grow(void *array, size_t n, size_t *cap, size_t element_bytes);

/**
 * Append to an array kept as three members `x`, `nx`, `cap_x`:
 *
 *     ML_PUSH(list->item, list->nitem, list->cap_item, value);
 */
#define ML_PUSH(array, n, cap, value)                                                   \
    do {                                                                               \
        if ((n) == (cap)) /* mostly there is room */                                   \
            (array) = ml_grow((array), (n), &(cap), sizeof(*(array)));                 \
        (array)[(n)++] = (value);                                                      \
    } while (0)

#endif
