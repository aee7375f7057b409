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
    { "the table of newer collectors", "StartTime  EndTime  JobType JobState  Name", ML_JOBS_PLAIN },
    { "another table", "StartTime EndTime JobType", ML_JOBS_NONE },
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

static const struct {
    const char *shows;
    enum ml_job_table table;
    const char *row, *kind, *state, *source, *start, *end;
    enum ml_job_outcome outcome;
} columns[] = {
    { "MARS", ML_JOBS_MARS, "Backup       2026/11/20 1:00:00       2026/11/20 1:02:13       Failed                               0.00   D:\\My  data                             " GUID "   186C2   100034", "Backup", "Failed", "D:\\My  data", "2026-11-20T01:00:00.000", "2026-11-20T01:02:13.000", ML_JOB_FAILED },
    { "no data source", ML_JOBS_MARS, "Recovery   2026/11/20 1:00:00   2026/11/20 1:02:13   Completed   12.50   ---   " GUID "   0   0", "Recovery", "Completed", "", "2026-11-20T01:00:00.000", "2026-11-20T01:02:13.000", ML_JOB_SUCCEEDED },
    { "a blank state", ML_JOBS_MARS, "Backup   2026/11/20 1:00:00   2026/11/20 1:02:13                0.00   D:\\   " GUID "   0   0", "Backup", "", "D:\\", "2026-11-20T01:00:00.000", "2026-11-20T01:02:13.000", ML_JOB_UNKNOWN },
    { "DPM", ML_JOBS_DPM, "CloudBackup   2026/11/20 1:00:00       2026/11/20 1:02:13       Failed                    0.00   FS01.contoso.local                     D:\\                                    " GUID "         -2137454322         82e1", "CloudBackup", "Failed", "D:\\", "2026-11-20T01:00:00.000", "2026-11-20T01:02:13.000", ML_JOB_FAILED },
    { "the plain table", ML_JOBS_PLAIN, "11/19/2026 9:00:12 PM 11/19/2026 9:00:41 PM Backup Completed  C:\\       10.5 a " GUID, "Backup", "Completed", "C:\\", "2026-11-19T21:00:12.000", "2026-11-19T21:00:41.000", ML_JOB_SUCCEEDED },
    { "running", ML_JOBS_MARS, "Backup   2026/11/20 1:00:00   x   InProgress   0.00   D:\\   " GUID "   0   0", "Backup", "InProgress", "D:\\", "2026-11-20T01:00:00.000", "", ML_JOB_UNFINISHED },
};

static void same(const char *shows, struct ml_arena *arena, struct ml_time t,
                 const char *expected)
{
    ml_str text = ml_time_iso(arena, t);
    ck_assert_msg(ml_str_eq(text, ml_str_of(expected)), "%s: %.*s", shows,
                  ML_STR_ARG(text));
}

START_TEST(a_row_gives_its_columns)
{
    struct ml_arena arena;
    struct ml_job_row r = { 0 };
    const char *shows = columns[_i].shows;

    ml_arena_init(&arena);
    ck_assert(ml_jobrow_parse(columns[_i].table, ml_str_of(columns[_i].row), &r));
    ck_assert_msg(ml_str_eq(r.kind, ml_str_of(columns[_i].kind)), "%s", shows);
    ck_assert_msg(ml_str_eq(r.state, ml_str_of(columns[_i].state)), "%s: %.*s", shows, ML_STR_ARG(r.state));
    ck_assert_msg(ml_str_eq(r.source, ml_str_of(columns[_i].source)), "%s: %.*s", shows, ML_STR_ARG(r.source));
    same(shows, &arena, r.start, columns[_i].start);
    same(shows, &arena, r.end, columns[_i].end);
    ck_assert_msg(ml_jobrow_outcome(r.state) == columns[_i].outcome, "%s", shows);
    ml_arena_reset(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobrow");
    TCase *tcase = tcase_create("jobrow");
    SRunner *runner = srunner_create(suite);

    tcase_add_loop_test(tcase, a_heading_tells_the_table, 0, N(headings));
    tcase_add_loop_test(tcase, a_row_gives_its_code, 0, N(rows));
    tcase_add_loop_test(tcase, a_row_gives_its_columns, 0, N(columns));
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
