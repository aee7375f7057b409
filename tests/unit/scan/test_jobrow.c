/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "scan/jobrow.h"

#define GUID "f3e32129-dc79-4a28-9acc-3f30cb5810b6"
#define N(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *shows, *line;
    enum ml_job_table table;
} headings[] = {
    { "MARS", "JobType      Start (UTC Time)   JobId   DetailedErrorCode   ErrorCode    ErrorParameterInfo", ML_JOBS_MARS },
    { "DPM", "JobType   Start (UTC Time)  DPM/CBENGINE TaskID   DetailedErrorCode   ErrorCode", ML_JOBS_DPM },
    { "another table", "StartTime EndTime JobType JobState", ML_JOBS_NONE },
    { "a sentence", "The DetailedErrorCode and ErrorCode of a job", ML_JOBS_NONE },
};

START_TEST(a_heading_tells_the_table)
{
    ck_assert_msg(ml_jobrow_heading(ml_str_of(headings[_i].line)) == headings[_i].table,
                  "%s", headings[_i].shows);
}
END_TEST

static const struct {
    const char *shows;
    enum ml_job_table table;
    const char *row;
    bool ok, dated;
    uint32_t code;
} rows[] = {
    { "a failed job", ML_JOBS_MARS, "Backup  2026/11/20 1:00:00  2026/11/20 1:02:13  Failed  0.00  D:\\  " GUID "   186C2   100034     ", true, true, 100034 },
    { "American dates", ML_JOBS_MARS, "Backup  11/19/2026 9:00:12 PM  11/19/2026 9:00:41 PM  Failed  0.00  E:\\  " GUID "  186D2  100050", true, true, 100050 },
    { "no error", ML_JOBS_MARS, "Backup  2026/11/20 1:00:00  2026/11/20 1:02:13  Completed  1.00  D:\\  " GUID "   0   0", true, true, 0 },
    { "DPM prints hexadecimal", ML_JOBS_DPM, "CloudBackup  2026/11/20 1:00:00  x  Failed  0.00  FS01  D:\\  " GUID "  -2137454322   186c2", true, true, 100034 },
    { "the same digits mean another number", ML_JOBS_DPM, "CloudBackup  2026/11/20 1:00:00  x  Failed  0.00  FS01  D:\\  " GUID "  -2137454322   100034", true, true, 0 },
    { "a number in the name is none", ML_JOBS_MARS, "Backup  2026/11/20 1:00:00  x  Completed  1.00  D:\\100034  " GUID, true, true, 0 },
    { "a date that reads both ways", ML_JOBS_MARS, "Backup  03/04/2026 1:00:00  03/04/2026 1:02:13  Failed  0.00  D:\\  " GUID "   186C2   100034", true, false, 100034 },
    { "a line without GUID", ML_JOBS_MARS, "----------   --------", false, false, 0 },
};

START_TEST(a_row_gives_its_code)
{
    struct ml_job_row r = { 0 };
    bool ok = ml_jobrow_parse(rows[_i].table, ml_str_of(rows[_i].row), &r);

    ck_assert_msg(ok == rows[_i].ok, "%s", rows[_i].shows);
    ck_assert_msg(r.code == rows[_i].code, "%s: %u", rows[_i].shows, r.code);
    ck_assert_msg(ml_time_known(r.start) == rows[_i].dated, "%s", rows[_i].shows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobrow");
    TCase *tcase = tcase_create("jobrow");
    SRunner *runner = srunner_create(suite);

    tcase_add_loop_test(tcase, a_heading_tells_the_table, 0, N(headings));
    tcase_add_loop_test(tcase, a_row_gives_its_code, 0, N(rows));
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
