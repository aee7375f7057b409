/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/pool.h"
#include "input/charset.h"
#include "input/walk.h"
#include "support/memfile.h"

static void check_member(const struct ml_walk_member *m)
{
    FUZZ_HOLDS(ml_utf8_valid(m->address) && m->norder <= ML_ORDER_MAX);
    for (size_t i = 0; i < m->address.n; i++)
        FUZZ_HOLDS((unsigned char)m->address.p[i] >= 0x20 && m->address.p[i] != 0x7f);
}

static void leaf(void *ctx, unsigned worker, const struct ml_walk_member *m,
                 struct ml_stream *stream)
{
    struct ml_err err;
    char piece[4096];
    (void)ctx;
    (void)worker;

    check_member(m);
    while (ml_stream_read(stream, piece, sizeof(piece), &err) > 0)
        ;
}

static void refused(void *ctx, unsigned worker, const struct ml_walk_member *m,
                    enum ml_read_state state, const char *reason, uint64_t bytes)
{
    (void)ctx;
    (void)worker;
    (void)bytes;
    check_member(m);
    FUZZ_HOLDS(reason && *reason && state != ML_READ);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const passphrases[] = { "secret", NULL };
    struct ml_walk_usage usage = { 0 };
    struct ml_limits limits;
    struct ml_visitor visitor = { .leaf = leaf, .refused = refused };
    struct memfile file;

    memfile_open(&file, (ml_str){ (const char *)data, size });
    ml_limits_default(&limits);
    limits.max[ML_LIMIT_ENTRIES] = 200;
    limits.max[ML_LIMIT_TOTAL_BYTES] = 4 << 20;
    limits.max[ML_LIMIT_SPOOL_BYTES] = 1 << 20;
    limits.max[ML_LIMIT_DEPTH] = 4;
    struct ml_pool *pool = ml_pool_new(1);
    struct ml_walk_options opts = { .limits = &limits,
                                    .passphrases = size % 2 ? passphrases : NULL,
                                    .pool = pool,
                                    .usage = &usage };
    enum ml_rc rc = ml_walk(file.path, ML_STR("b"), &opts, &visitor, NULL);
    FUZZ_HOLDS(rc == ML_OK);
    /* One read may pass the limit, none behind it. */
    FUZZ_HOLDS(atomic_load(&usage.produced_bytes) <= (4 << 20) + (1 << 20));
    ml_pool_free(pool);
    memfile_close(&file);
    return 0;
}
