/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include "report/diff.h"
#include "support/memfile.h"
#include "support/scratch.h"

/* A report that is read differs in nothing from itself. */
static void compare(const struct ml_old_report *report)
{
    struct ml_text_options options = { .columns = 80 };
    struct ml_buf text = { 0 };
    struct ml_diff diff;
    struct ml_err err;

    ml_diff_make(&diff, report, report);
    FUZZ_HOLDS(!ml_diff_differs(&diff));
    ml_diff_text(&diff, ML_EN, &options, &text);
    text.n = 0;
    FUZZ_HOLDS(ml_diff_xml(&diff, ml_write_buf, &text, &err) == ML_OK);
    ml_buf_reset(&text);
    ml_diff_reset(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_old_report report = { 0 };
    struct ml_err err = { 0 };
    struct memfile file;

    memfile_open(&file, (ml_str){ (const char *)data, size });
    if (ml_old_report_read(&report, file.path,
                           source_path("report_templates/report.rng"), &err) == ML_OK)
        compare(&report);
    ml_old_report_reset(&report);
    memfile_close(&file);
    return 0;
}
