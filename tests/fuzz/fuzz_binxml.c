/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include "record/binxml.h"

/* The first byte says whether elements have dependencies; the rest is a chunk that is
 * all tokens. */

static unsigned long left; /* tokens and values to be taken yet: definitions refer on */

static void take(struct ml_binxml x, unsigned depth);

static void take_values(const struct ml_binxml *x, uint32_t offset)
{
    struct ml_binxml_values values;
    uint32_t end;

    (void)ml_binxml_values(x, offset, &values, &end);
    FUZZ_HOLDS(end <= x->end && values.n <= x->chunk_n / 4);
    if (!values.n)
        return;
    left -= values.n < left ? values.n : left; /* they cost as much */
    const unsigned char *behind = values.descriptors + (size_t)4 * values.n;
    FUZZ_HOLDS(values.descriptors >= x->chunk && behind <= x->chunk + x->end);
    FUZZ_HOLDS(values.at <= end);
}

static void take_definition(const struct ml_binxml *x, uint32_t offset, unsigned depth)
{
    struct ml_binxml inner;

    if (depth == 4 || !ml_binxml_definition(x, offset, &inner))
        return;
    FUZZ_HOLDS(inner.at <= inner.end && inner.end <= x->chunk_n);
    take(inner, depth + 1);
}

static void take(struct ml_binxml x, unsigned depth)
{
    struct ml_binxml_token t;
    struct ml_evtx_value name;

    for (uint32_t before = x.at; left && ml_binxml_next(&x, &t); before = x.at) {
        FUZZ_HOLDS(x.at > before && x.at <= x.end && t.kind <= ML_BX_FRAGMENT);
        left--;
        if (t.value.n)
            FUZZ_HOLDS(t.value.p >= x.chunk &&
                       t.value.p + t.value.n <= x.chunk + x.end);
        if (ml_binxml_name(&x, t.name, &name))
            FUZZ_HOLDS(name.p >= x.chunk && name.p + name.n <= x.chunk + x.chunk_n);
        if (t.kind != ML_BX_TEMPLATE)
            continue;
        take_values(&x, t.values);
        take_definition(&x, t.definition, depth);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > ML_EVTX_CHUNK_BYTES)
        return 0;
    left = 50000;
    take((struct ml_binxml){ data + 1, (uint32_t)size - 1, 0, (uint32_t)size - 1,
                             data[0] & 1 },
         0);
    return 0;
}
