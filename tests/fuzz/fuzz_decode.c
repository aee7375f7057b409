/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "input/charset.h"
#include "input/decode.h"
#include "input/sniff.h"

static void decode(struct ml_buf *out, struct ml_buf *encoding, const uint8_t *data,
                   size_t size, size_t piece)
{
    struct ml_decoder d = { 0 };

    for (size_t at = 0; at < size; at += piece)
        ml_decode_add(&d, (const char *)data + at, size - at < piece ? size - at : piece,
                      false, out);
    ml_decode_add(&d, "", 0, true, out);
    ml_decode_encoding(&d, encoding);
    ml_decode_reset(&d);
}

static void decode_in_place(struct ml_buf *out, struct ml_buf *encoding,
                            const uint8_t *data, size_t size, size_t piece)
{
    struct ml_decoder d = { 0 };
    size_t at = 0, n;

    do {
        n = size - at < piece ? size - at : piece;
        char *to = ml_decode_room(&d, out, n + 1);
        if (n)
            memcpy(to, data + at, n);
        ml_decode_took(&d, out, n, n == 0);
        at += n;
    } while (n);
    ml_decode_encoding(&d, encoding);
    ml_decode_reset(&d);
}

static bool same(const struct ml_buf *a, const struct ml_buf *b)
{
    return ml_str_eq(ml_buf_view(a), ml_buf_view(b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_buf whole = { 0 }, whole_said = { 0 };

    if (size < 1)
        return 0;
    size_t odd = data[0] % 61u + 1;
    data++;
    size--;
    decode(&whole, &whole_said, data, size, size + 1);
    FUZZ_HOLDS(ml_utf8_valid(ml_buf_view(&whole)));
    for (int i = 0; i < 4; i++) {
        struct ml_buf out = { 0 }, said = { 0 };
        if (i < 2)
            decode(&out, &said, data, size, i ? odd : 1);
        else
            decode_in_place(&out, &said, data, size, i == 2 ? odd : size + 1);
        FUZZ_HOLDS(same(&out, &whole) && same(&said, &whole_said));
        ml_buf_reset(&out);
        ml_buf_reset(&said);
    }
    ml_sniff_binary(ml_buf_view(&whole));
    ml_buf_reset(&whole);
    ml_buf_reset(&whole_said);
    return 0;
}
