/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "hive/child.h"
#include "hive/hive.h"
#include "input/charset.h"
#include "support/memfile.h"

/* The first byte chooses: a hive, read in this process, or what a process said. */

static void hive(void *ctx, enum ml_hive_kind kind, ml_str control_set)
{
    (void)ctx;
    FUZZ_HOLDS(kind < ML_HIVE_NKINDS && ml_utf8_valid(control_set));
}

static void key(void *ctx, ml_str path, bool absent)
{
    struct ml_buf record = { 0 };
    (void)ctx;
    (void)absent;

    ml_hive_record(&record, path, NULL);
    FUZZ_HOLDS(ml_utf8_valid(ml_buf_view(&record)));
    ml_buf_reset(&record);
}

static void value(void *ctx, ml_str name, uint32_t type, ml_str data)
{
    (void)ctx;
    (void)type;
    FUZZ_HOLDS(ml_utf8_valid(name) && (data.p || !data.n));
}

static void listen_to(ml_str said)
{
    struct ml_hive_sink sink = { NULL, hive, key, value };
    struct ml_err err;
    enum ml_rc rc = ml_hive_listen(said, &sink, &err);
    FUZZ_HOLDS(rc == ML_OK || rc == ML_SKIP);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_buf said = { 0 };
    struct memfile file;

    if (size < 1)
        return 0;
    if (data[0] & 1) {
        listen_to((ml_str){ (const char *)data + 1, size - 1 });
        return 0;
    }
    memfile_open(&file, (ml_str){ (const char *)data + 1, size - 1 });
    ml_hive_tell(file.path, ML_STR_NONE, &said);
    memfile_close(&file);
    listen_to(ml_buf_view(&said));
    ml_buf_reset(&said);
    return 0;
}
