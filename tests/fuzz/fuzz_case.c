/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "case/codec.h"
#include "diagnose/diagnose.h"
#include "report/text.h"
#include "support/make_case.h"

/* What a worker says: a case that is taken is the same when it is put again, and is
 * judged and shown like any other. */

static struct ml_catalogue *the_catalogue(void)
{
    static struct ml_catalogue *catalogue;

    if (!catalogue) {
        catalogue = make_catalogue();
        catalogue->digest = ML_STR("sha256:0f");
    }
    return catalogue;
}

static void show(struct ml_case *c, const struct ml_catalogue *catalogue)
{
    struct ml_text_options options = { .columns = 80 };
    struct ml_buf text = { 0 };
    struct ml_result *result = ml_diagnose(&c, 1, catalogue, ML_EN);

    ml_report_text(result, &options, &text);
    FUZZ_HOLDS(text.n > 0);
    ml_buf_reset(&text);
    ml_result_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ml_catalogue *catalogue = the_catalogue();
    struct ml_buf once = { 0 }, again = { 0 };
    struct ml_case *c, *back;

    if (ml_case_decode(&c, (ml_str){ (const char *)data, size }, catalogue, NULL) != ML_OK)
        return 0;
    FUZZ_HOLDS(c->arena.used_bytes <= ML_CASE_FLOOR_BYTES + (ML_CASE_GROWTH + 64) * size);
    ml_case_encode(c, catalogue, &once);
    FUZZ_HOLDS(ml_case_decode(&back, ml_buf_view(&once), catalogue, NULL) == ML_OK);
    ml_case_encode(back, catalogue, &again);
    FUZZ_HOLDS(ml_str_eq(ml_buf_view(&once), ml_buf_view(&again)));
    show(c, catalogue);
    ml_buf_reset(&once);
    ml_buf_reset(&again);
    ml_case_free(back);
    ml_case_free(c);
    return 0;
}
