/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include "input/charset.h"
#include "record/mta.h"

/* The first byte is the record whose message is asked for. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_evtx_data datum = { .value = { ML_EVTX_UINT32, data + 1, 4 } };
    struct ml_buf out = { 0 };

    if (size < 5)
        return 0;
    struct ml_mta *m = ml_mta_new((ml_str){ (const char *)data + 1, size - 1 }, NULL);
    if (!m)
        return 0;
    FUZZ_HOLDS(ml_mta_count(m) <= size / 16);
    FUZZ_HOLDS(ml_mta_bytes(m) <= 16 * size + 4096);
    FUZZ_HOLDS(ml_mta_compare(m, m) == 0);
    struct ml_evtx_event event = { .record = data[0], .data = &datum, .ndata = 1 };
    (void)ml_mta_text(m, &event, &out);
    FUZZ_HOLDS(ml_utf8_valid(ml_buf_view(&out)));
    FUZZ_HOLDS(ml_str_find_char(ml_buf_view(&out), '\n') == ML_NPOS);
    ml_buf_reset(&out);
    ml_mta_free(m);
    return 0;
}
