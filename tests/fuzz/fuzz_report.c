/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/diff.h"

static const char *schema_path(void)
{
    static char path[4096];
    const char *srcdir = getenv("srcdir");

    snprintf(path, sizeof(path), "%s/report_templates/report.rng", srcdir ? srcdir : ".");
    return path;
}

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
    char path[64];
    int fd = memfd_create("report", MFD_CLOEXEC);

    FUZZ_HOLDS(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (ml_old_report_read(&report, path, schema_path(), &err) == ML_OK)
        compare(&report);
    ml_old_report_reset(&report);
    close(fd);
    return 0;
}
