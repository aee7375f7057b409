/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../support/result_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/diff.h"
#include "report/xml.h"
#include "support/memfile.h"
#include "support/scratch.h"
#include "base/ban.h"

static struct ml_time day(int n)
{
    return (struct ml_time){ n * ML_DAY_US, ML_CLOCK_BARE };
}

/* ---- what would have shown a finding ---- */

/* One server with one finding on day 10, in an errlog; and what the new run read. */
static const struct {
    const char *kind; /* of the new file; NULL: none */
    bool is_partial, bundle_is_partial, is_interrupted, has_window, has_server;
    int last; /* day of its newest record */
    uint64_t records;
    enum ml_change expected;
    enum ml_unseen unseen;
    const char *shows;
} seen_cases[] = {
    { "cbengine-errlog", .has_server = true, .last = 12, .records = 5,
      .expected = ML_CHANGE_GONE, .shows = "a later log without it" },
    { "cbengine-errlog", .has_server = true, .last = 10, .records = 5,
      .expected = ML_CHANGE_GONE, .shows = "a log to the same moment" },
    { NULL, .has_server = true, .expected = ML_CHANGE_NOT_SEEN,
      .unseen = ML_UNSEEN_NO_FILE, .shows = "no file at all" },
    { "msinfo", .has_server = true, .last = 12, .records = 5,
      .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_NO_FILE,
      .shows = "a file of another kind" },
    { "cbengine-errlog", .has_server = true, .last = 12, .records = 0,
      .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_NO_FILE,
      .shows = "a log without a record" },
    { "cbengine-errlog", .has_server = true, .is_partial = true, .last = 12,
      .records = 5, .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_PARTIAL,
      .shows = "a log that is cut" },
    { "cbengine-errlog", .has_server = true, .bundle_is_partial = true, .last = 12,
      .records = 5, .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_PARTIAL,
      .shows = "a bundle that is cut" },
    { "cbengine-errlog", .has_server = true, .last = 9, .records = 5,
      .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_EARLIER,
      .shows = "a log that ends earlier" },
    { "cbengine-errlog", .has_server = true, .is_interrupted = true, .last = 12,
      .records = 5, .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_INTERRUPTED,
      .shows = "a run that was stopped" },
    { "cbengine-errlog", .has_server = true, .has_window = true, .last = 12,
      .records = 5, .expected = ML_CHANGE_NOT_SEEN, .unseen = ML_UNSEEN_WINDOW,
      .shows = "records of other days" },
    { "cbengine-errlog", .last = 12, .records = 5, .expected = ML_CHANGE_NOT_SEEN,
      .unseen = ML_UNSEEN_NO_SERVER, .shows = "no such server" },
};

START_TEST(gone_is_not_unseen)
{
    ml_str kind = ML_STR("cbengine-errlog");
    struct ml_old_finding f = { .signature = ML_STR("mars-34513"),
                                .count = 3,
                                .last = day(10),
                                .kinds = &kind,
                                .nkinds = 1 };
    struct ml_old_file log = {
        .address = ML_STR("a"), .kind = kind, .records = 9, .last = day(11)
    };
    struct ml_old_server old = { .name = ML_STR("FS01"),
                                 .findings = &f,
                                 .nfindings = 1,
                                 .files = &log,
                                 .nfiles = 1 };
    struct ml_old_file now_log = { .address = ML_STR("b"),
                                   .kind = ml_str_of(seen_cases[_i].kind),
                                   .is_partial = seen_cases[_i].is_partial,
                                   .records = seen_cases[_i].records,
                                   .last = day(seen_cases[_i].last) };
    struct ml_old_server now = { .name = ML_STR("FS01"),
                                 .files = &now_log,
                                 .nfiles = seen_cases[_i].kind != NULL,
                                 .is_partial = seen_cases[_i].bundle_is_partial };
    struct ml_old_report before = { .servers = &old, .nservers = 1 };
    struct ml_old_report after = { .servers = &now,
                                   .nservers = seen_cases[_i].has_server,
                                   .is_interrupted = seen_cases[_i].is_interrupted };
    struct ml_diff diff;

    if (seen_cases[_i].has_window)
        now.since = day(1);
    ml_diff_make(&diff, &before, &after);
    ck_assert_uint_eq(diff.nservers, 1);
    ck_assert_uint_eq(diff.servers[0].nfindings, 1);
    ck_assert_msg(diff.servers[0].findings[0].change == seen_cases[_i].expected, "%s",
                  seen_cases[_i].shows);
    ck_assert_msg(diff.servers[0].findings[0].unseen == seen_cases[_i].unseen, "%s: %s",
                  seen_cases[_i].shows,
                  ml_unseen_name(diff.servers[0].findings[0].unseen));
    ck_assert(ml_diff_differs(&diff));
    ml_diff_reset(&diff);
}
END_TEST

/* ---- verdicts ---- */

static const struct {
    enum ml_verdict old, now;
    enum ml_change expected;
} verdict_cases[] = {
    { ML_CONFIRMED, ML_RULED_OUT, ML_CHANGE_BETTER },
    { ML_LIKELY, ML_UNLIKELY, ML_CHANGE_BETTER },
    { ML_UNDETERMINED, ML_UNLIKELY, ML_CHANGE_BETTER },
    { ML_UNLIKELY, ML_RULED_OUT, ML_CHANGE_BETTER },
    { ML_UNDETERMINED, ML_CONFIRMED, ML_CHANGE_WORSE },
    { ML_LIKELY, ML_CONFIRMED, ML_CHANGE_WORSE },
    { ML_RULED_OUT, ML_UNLIKELY, ML_CHANGE_WORSE },
    { ML_RULED_OUT, ML_UNDETERMINED, ML_CHANGE_OPEN },
    { ML_CONFIRMED, ML_UNDETERMINED, ML_CHANGE_OPEN },
    { ML_CONFIRMED, ML_LIKELY, ML_CHANGE_OPEN },
};

START_TEST(verdicts_have_a_direction)
{
    struct ml_old_cause was = { .id = ML_STR("x"), .verdict = verdict_cases[_i].old };
    struct ml_old_cause is = { .id = ML_STR("x"), .verdict = verdict_cases[_i].now };
    struct ml_old_server old = { .causes = &was, .ncauses = 1 };
    struct ml_old_server now = { .causes = &is, .ncauses = 1 };
    struct ml_old_report before = { .servers = &old, .nservers = 1 };
    struct ml_old_report after = { .servers = &now, .nservers = 1 };
    struct ml_diff diff;

    ml_diff_make(&diff, &before, &after);
    ck_assert_uint_eq(diff.nservers, 1);
    ck_assert_uint_eq(diff.servers[0].ncauses, 1);
    ck_assert_int_eq(diff.servers[0].causes[0].change, verdict_cases[_i].expected);
    ml_diff_reset(&diff);
}
END_TEST

/* ---- what is written is read ---- */

static void read_fixture(enum fixture which, struct ml_old_report *ret)
{
    struct memfile file;
    struct ml_result *result = fixture_new(which, ML_EN);
    struct ml_buf out = { 0 };
    struct ml_err err = { 0 };

    ck_assert_int_eq(ml_report_xml(result, ML_XML_FOR_TOOLS, ml_write_buf, &out, &err),
                     ML_OK);
    memfile_open(&file, ml_buf_view(&out));
    enum ml_rc rc = ml_old_report_read(
        ret, file.path, source_path("report_templates/report.rng"), &err);
    memfile_close(&file);
    ck_assert_msg(rc == ML_OK, "%s: %s", fixture_name(which), err.text);
    ml_buf_reset(&out);
    fixture_free(result);
}

START_TEST(reports_are_read)
{
    struct ml_old_report one = { 0 }, two = { 0 };
    struct ml_diff diff;

    read_fixture((enum fixture)_i, &one);
    read_fixture((enum fixture)_i, &two);
    ml_diff_make(&diff, &one, &two);
    ck_assert_uint_eq(diff.nservers, 0);
    ck_assert(!ml_diff_differs(&diff));
    ml_diff_reset(&diff);
    ml_old_report_reset(&one);
    ml_old_report_reset(&two);
}
END_TEST

START_TEST(text_is_harmless)
{
    struct ml_old_report one = { 0 }, two = { 0 };
    struct ml_text_options options = { .columns = 80 };
    struct ml_buf out = { 0 };
    struct ml_diff diff;

    read_fixture(FIXTURE_HOSTILE, &one);
    read_fixture(FIXTURE_FLEET, &two);
    ml_diff_make(&diff, &one, &two);
    ml_diff_text(&diff, _i ? ML_JA : ML_EN, &options, &out);
    ck_assert_uint_eq(diff.nservers, 5);
    for (size_t i = 0; i < out.n; i++)
        ck_assert((unsigned char)out.p[i] >= 0x20 || out.p[i] == '\n');
    ml_buf_reset(&out);
    ml_diff_reset(&diff);
    ml_old_report_reset(&one);
    ml_old_report_reset(&two);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/diff");
    TCase *tc = tcase_create("diff");

    tcase_add_loop_test(tc, gone_is_not_unseen, 0, ML_COUNT(seen_cases));
    tcase_add_loop_test(tc, verdicts_have_a_direction, 0, ML_COUNT(verdict_cases));
    tcase_add_loop_test(tc, reports_are_read, 0, FIXTURE_N);
    tcase_add_loop_test(tc, text_is_harmless, 0, 2);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
