/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_STREAM_H
#define ML_INPUT_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * The bytes of one member, wherever they come from. Bytes looked at for sniffing are
 * put back in front.
 */

struct ml_stream {
    void *ctx;
    /* 1..cap bytes, 0 at the end, -1 with *err: nothing more can be had. */
    ssize_t (*read)(void *ctx, void *buf, size_t cap, struct ml_err *err);
    const char *head; /* looked at, not yet taken */
    size_t nhead;
};

static inline ssize_t ml_stream_read(struct ml_stream *s, void *buf, size_t cap,
                                     struct ml_err *err)
{
    if (s->nhead) {
        size_t n = s->nhead < cap ? s->nhead : cap;
        memcpy(buf, s->head, n);
        s->head += n;
        s->nhead -= n;
        return (ssize_t)n;
    }
    return s->read(s->ctx, buf, cap, err);
}

#endif
