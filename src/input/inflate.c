/* SPDX-License-Identifier: MIT */
#include "input/inflate.h"

#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ban.h"

#ifdef HAVE_ISAL

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

enum { SOURCE_BYTES = 128 * 1024 };

struct ml_inflate {
    struct inflate_state state;
    int fd;
    uint64_t at, left; /* compressed bytes not read yet */
    uint64_t made, size;
    uint32_t crc, crc_said;
    bool damaged;
    uint8_t source[SOURCE_BYTES];
};

struct ml_inflate *ml_inflate_open(int fd, const struct ml_zipmember *member,
                                   uint64_t data_offset)
{
    struct ml_inflate *in = malloc(sizeof(*in));

    if (!in)
        ml_oom();
    isal_inflate_init(&in->state);
    in->fd = fd;
    in->at = data_offset;
    in->left = member->data_bytes;
    in->made = 0;
    in->size = member->size_bytes;
    in->crc = 0;
    in->crc_said = member->crc;
    in->damaged = false;
    return in;
}

static ssize_t damaged(struct ml_inflate *in, struct ml_err *err, const char *what)
{
    in->damaged = true;
    ml_err_set(err, ML_SKIP, ML_ERR_FORMAT, "%s", what);
    return -1;
}

static bool refill(struct ml_inflate *in)
{
    size_t want = in->left < SOURCE_BYTES ? (size_t)in->left : SOURCE_BYTES;
    ssize_t n;

    do
        n = pread(in->fd, in->source, want, (off_t)in->at);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return false;
    in->at += (uint64_t)n;
    in->left -= (uint64_t)n;
    in->state.next_in = in->source;
    in->state.avail_in = (uint32_t)n;
    return true;
}

ssize_t ml_inflate_read(struct ml_inflate *in, void *buf, size_t cap, struct ml_err *err)
{
    if (in->damaged)
        return damaged(in, err, "ZIP decompression failed");
    in->state.next_out = buf;
    in->state.avail_out = (uint32_t)cap;
    while (in->state.avail_out == cap) {
        if (in->state.block_state == ISAL_BLOCK_FINISH)
            break;
        if (in->state.avail_in == 0 && in->left && !refill(in))
            return damaged(in, err, "Truncated ZIP file body");
        uint32_t before_in = in->state.avail_in, before_out = in->state.avail_out;
        if (isal_inflate(&in->state) != ISAL_DECOMP_OK)
            return damaged(in, err, "ZIP decompression failed");
        if (in->state.avail_in == before_in && in->state.avail_out == before_out &&
            in->left == 0 && in->state.block_state != ISAL_BLOCK_FINISH)
            return damaged(in, err, "Truncated ZIP file body");
    }
    size_t n = cap - in->state.avail_out;
    in->crc = crc32_gzip_refl(in->crc, buf, n);
    in->made += n;
    if (n == 0 && (in->crc != in->crc_said || in->made != in->size))
        return damaged(in, err, "ZIP bad CRC");
    return (ssize_t)n;
}

struct ml_inflate *ml_inflate_close(struct ml_inflate *in)
{
    free(in);
    return NULL;
}

#else

struct ml_inflate *ml_inflate_open(int fd, const struct ml_zipmember *member,
                                   uint64_t data_offset)
{
    (void)fd;
    (void)member;
    (void)data_offset;
    return NULL;
}

ssize_t ml_inflate_read(struct ml_inflate *in, void *buf, size_t cap, struct ml_err *err)
{
    (void)in;
    (void)buf;
    (void)cap;
    (void)err;
    return -1;
}

struct ml_inflate *ml_inflate_close(struct ml_inflate *in)
{
    return in;
}

#endif
