/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/buf.h"
#include "case/canonical.h"
#include "diagnose/diagnose.h"
#include "report/casereader.h"
#include "report/xml.h"
#include "support/make_reader.h"
#include "support/memfile.h"

static struct ml_catalogue *catalogue;
static struct ml_schema *schema;

struct taken {
    struct ml_case **cases;
    size_t n, cap;
};

static void take(void *ctx, struct ml_case *c)
{
    struct taken *t = ctx;

    ML_PUSH(t->cases, t->n, t->cap, c);
}

static void drop(struct taken *t)
{
    for (size_t i = 0; i < t->n; i++)
        ml_case_free(t->cases[i]);
    free(t->cases);
    *t = (struct taken){ .n = 0 };
}

static bool read_report(const void *bytes, size_t n, struct taken *taken)
{
    struct ml_saved saved = { .nforeign = 0 };
    struct ml_err err = { 0 };
    struct memfile file;

    memfile_open(&file, (ml_str){ bytes, n });
    struct ml_cases_reader *reader = ml_cases_open(schema, catalogue, take, taken);
    bool ok = ml_cases_read(reader, file.path, &saved, &err) == ML_OK &&
              ml_cases_lacking(reader, 0).n == 0;
    ml_cases_close(reader);
    memfile_close(&file);
    ml_saved_reset(&saved);
    return ok;
}

static void write_report(struct taken *taken, struct ml_buf *xml)
{
    struct ml_err err = { 0 };

    ml_cases_sort(taken->cases, taken->n);
    struct ml_result *r =
        ml_diagnose(taken->cases, (uint32_t)taken->n, catalogue, ML_EN);
    FUZZ_HOLDS(ml_report_xml(r, ML_XML_FOR_TOOLS, ml_write_buf, xml, &err) == ML_OK);
    ml_result_free(r);
}

/* What was read can be written, and then read and written again as it is. */
static void write_twice(struct taken *taken)
{
    struct ml_buf once = { 0 }, twice = { 0 };
    struct taken again = { .n = 0 };

    write_report(taken, &once);
    FUZZ_HOLDS(read_report(once.p, once.n, &again));
    write_report(&again, &twice);
    FUZZ_HOLDS(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
    drop(&again);
    ml_buf_reset(&once);
    ml_buf_reset(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct taken taken = { .n = 0 };

    if (!catalogue)
        make_reader(&catalogue, &schema);
    if (read_report(data, size, &taken))
        write_twice(&taken);
    drop(&taken);
    return 0;
}
