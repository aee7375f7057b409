/* SPDX-License-Identifier: MIT */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scan/tapped.h"

#include "base/err.h"
#include "base/ban.h"

static ssize_t tapped_read(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    struct ml_tapped *t = ctx;
    ssize_t n = ml_stream_read(t->from, buf, cap, err);

    if (n > 0) {
        t->bytes += (uint64_t)n;
        XXH3_128bits_update(t->hash, buf, (size_t)n);
    }
    return n;
}

void ml_tapped_start(struct ml_tapped *t, struct ml_stream *from)
{
    *t = (struct ml_tapped){ .stream = { .ctx = t, .read = tapped_read },
                             .from = from,
                             .hash = XXH3_createState() };
    if (!t->hash)
        ml_oom();
    XXH3_128bits_reset(t->hash);
}

void ml_tapped_finish(struct ml_tapped *t, struct ml_member *member)
{
    XXH128_hash_t digest = XXH3_128bits_digest(t->hash);

    member->bytes_read = t->bytes;
    member->digest[0] = digest.low64;
    member->digest[1] = digest.high64;
    XXH3_freeState(t->hash);
}
