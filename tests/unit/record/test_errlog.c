/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/errlog.h"
#include "support/make_text.h"

#define GUID "F3E32129-DC79-4A28-9ACC-3F30CB5810B6"
#define THIS "[000000001A12E3F0]"

/* Records; what "file", "job", ... are is what the columns say. */
static const struct {
    const char *shows;
    ml_str record;
    const char *process, *thread, *file, *line, *job;
    enum ml_level level;
    const char *message;
} records[] = {
    { "ten columns",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\tbackupasync.cpp(1279)\t" THIS "\t" GUID
             "\tNORMAL\tBackup Progress: Prebackup started."),
      "0AB0", "0974", "backupasync.cpp", "1279", GUID, ML_LEVEL_NORMAL,
      "Backup Progress: Prebackup started." },
    { "eleven columns, no machine id",
      ML_STR("0AB0\t0974\t08/04\t13:16:29.206\t18\tmtffile.cpp(1372)\t[0000000053582120]\t"
             "1FCFF8B4-CCE2-42E6-8883-7AEB9A1C5CB6\t\tWARNING\tFailed: Hr: = [0x8000ffff] "
             "BackupRead failed on file(D:\\Genesis_VAN\\1Public\\Loan Agreement Oct "
             "02.DOC)"),
      "0AB0", "0974", "mtffile.cpp", "1372", "1FCFF8B4-CCE2-42E6-8883-7AEB9A1C5CB6",
      ML_LEVEL_WARNING,
      "Failed: Hr: = [0x8000ffff] BackupRead failed on "
      "file(D:\\Genesis_VAN\\1Public\\Loan Agreement Oct 02.DOC)" },
    { "eleven columns with a machine id",
      ML_STR("1\t2\t06/07\t01:23:25.640\t71\ta.cs(5)\t\t\t4d0b4a3e-0000-4000-8000-"
             "000000000000\tFATAL\tlost"),
      "1", "2", "a.cs", "5", "", ML_LEVEL_FATAL, "lost" },
    { "empty columns of a managed record",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t70\tJWTTokenValidator.cs(53)\t\t\t\tWARNING\t"
             "Cached Token Expired | Params: {ErrorCode = IdTok"),
      "0AB0", "0974", "JWTTokenValidator.cs", "53", "", ML_LEVEL_WARNING,
      "Cached Token Expired | Params: {ErrorCode = IdTok" },
    { "TABs inside the message stay",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp(1)\t" THIS "\t" GUID
             "\tVERBOSE\ta\tb\tNORMAL\tc"),
      "0AB0", "0974", "a.cpp", "1", GUID, ML_LEVEL_VERBOSE, "a\tb\tNORMAL\tc" },
    { "a level nobody knows, ten columns",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp(1)\t" THIS "\t" GUID
             "\tCRITICAL\tstill a record"),
      "0AB0", "0974", "a.cpp", "1", GUID, ML_LEVEL_NONE, "still a record" },
    { "a level nobody knows, eleven columns",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp(1)\t" THIS "\t" GUID
             "\t\tCRITICAL\tstill a record"),
      "0AB0", "0974", "a.cpp", "1", GUID, ML_LEVEL_NONE, "still a record" },
    { "an empty message",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp(1)\t\t\t\tFATAL\t"), "0AB0", "0974",
      "a.cpp", "1", "", ML_LEVEL_FATAL, "" },
    { "continuation lines belong to the message",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cs(1)\t\t\t\tFATAL\tlost\r\n"
             "   at System.A()\r\n---> System.B\r\n"),
      "0AB0", "0974", "a.cs", "1", "", ML_LEVEL_FATAL,
      "lost\r\n   at System.A()\r\n---> System.B" },
    { "a record cut in its message",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cs(1)\t\t\t\tFATAL\tlo"), "0AB0", "0974",
      "a.cs", "1", "", ML_LEVEL_FATAL, "lo" },
    { "a record cut in its source",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\tback"), "0AB0", "0974", "", "", "",
      ML_LEVEL_NONE, "back" },
    { "a record cut behind its time", ML_STR("0AB0\t0974\t06/07\t01:23:25.640"), "0AB0",
      "0974", "", "", "", ML_LEVEL_NONE, "" },
    { "blanks for TABs, no this",
      ML_STR("44B4 3968 10/21 21:02:21.611 69 AzureServiceManagementHelper.cs(320) "
             "0517B3DB-347D-45A8-9DAB-FD7D1EA7D134 FATAL GetImportJobStatus:: Import job with "
             "name 'ImportJobName' is not found"),
      "44B4", "3968", "AzureServiceManagementHelper.cs", "320",
      "0517B3DB-347D-45A8-9DAB-FD7D1EA7D134", ML_LEVEL_FATAL,
      "GetImportJobStatus:: Import job with name 'ImportJobName' is not found" },
    { "blanks for TABs, with this",
      ML_STR("44B4 3968 10/21 21:02:21.611 71 backupasync.cpp(1184) [000000001B73B830] "
             "0517B3DB-347D-45A8-9DAB-FD7D1EA7D134 WARNING Failed: Hr: = [0x80780054] "
             "Offline Backup Progress: Failed"),
      "44B4", "3968", "backupasync.cpp", "1184", "0517B3DB-347D-45A8-9DAB-FD7D1EA7D134",
      ML_LEVEL_WARNING, "Failed: Hr: = [0x80780054] Offline Backup Progress: Failed" },
    { "blanks for TABs, no task",
      ML_STR("0990 17D8 11/05 13:02:42.416 31 vsssnapshotrequestor.cpp(585) "
             "[00000000003970D0] NORMAL CVssSnapshotRequestor:: ProviderId:[{2F900F90-00E9-"
             "440E-873A-96CA5EB079E5}], h/w provider:[65536]"),
      "0990", "17D8", "vsssnapshotrequestor.cpp", "585", "", ML_LEVEL_NORMAL,
      "CVssSnapshotRequestor:: ProviderId:[{2F900F90-00E9-440E-873A-96CA5EB079E5}], h/w "
      "provider:[65536]" },
    { "a page without process and thread",
      ML_STR("06/07\t01:23:25.640\t71\tbackupasync.cpp(1279)\t" THIS "\t" GUID
             "\tNORMAL\tBackup Progress: Prebackup started."),
      "", "", "backupasync.cpp", "1279", GUID, ML_LEVEL_NORMAL,
      "Backup Progress: Prebackup started." },
    { "a source without line",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp\t\t\tFATAL\tm"), "0AB0", "0974",
      "a.cpp", "", "", ML_LEVEL_FATAL, "m" },
    { "a task that is no GUID is none",
      ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71\ta.cpp(1)\t\tF3E32129\tFATAL\tm"), "0AB0",
      "0974", "a.cpp", "1", "", ML_LEVEL_FATAL, "m" },
};

static void same(const char *shows, const char *what, ml_str got, const char *expected)
{
    ck_assert_msg(ml_str_eq(got, ml_str_of(expected)), "%s: %s is \"%.*s\"", shows, what,
                  ML_STR_ARG(got));
}

START_TEST(a_record_is_taken_apart)
{
    const char *shows = records[_i].shows;
    struct ml_record r;

    ck_assert_msg(ml_errlog_parse(records[_i].record, &r), "%s", shows);
    same(shows, "process", r.process, records[_i].process);
    same(shows, "thread", r.thread, records[_i].thread);
    same(shows, "file", r.source_file, records[_i].file);
    same(shows, "line", r.source_line, records[_i].line);
    same(shows, "job", r.job, records[_i].job);
    same(shows, "message", r.message, records[_i].message);
    ck_assert_msg(r.level == records[_i].level, "%s: level %d", shows, r.level);
}
END_TEST

/* Every cut of a record gives a record or nothing, and reads nothing behind it. */
START_TEST(a_record_cut_anywhere_does_no_harm)
{
    ml_str whole = records[_i].record;

    for (size_t n = 0; n <= whole.n; n++) {
        char *copy = malloc(n + 1);
        struct ml_record r;
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, whole.p, n);
        ml_str cut = { copy, n };
        ml_yearless stamp;
        ck_assert(ml_errlog_parse(cut, &r) == ml_errlog_starts(cut, &stamp));
        free(copy);
    }
}
END_TEST

static const struct {
    const char *shows;
    ml_str line;
    bool starts;
} heads[] = {
    { "plain", ML_STR("0AB0\t0974\t06/07\t01:23:25.640\t71"), true },
    { "one digit", ML_STR("1\t2\t06/07\t01:23:25.640\t"), true },
    { "eight digits", ML_STR("0000AB0F\t00000974\t06/07\t01:23:25.640\t"), true },
    { "nine digits", ML_STR("00000AB0F\t00000974\t06/07\t01:23:25.640\t"), false },
    { "lower case", ML_STR("0ab0\t0974\t06/07\t01:23:25.640\t"), true },
    { "29 February", ML_STR("0AB0\t0974\t02/29\t01:23:25.640\t"), true },
    { "no hexadecimal", ML_STR("0xAB\t0974\t06/07\t01:23:25.640\t"), false },
    { "no thread", ML_STR("0AB0\t06/07\t01:23:25.640\t"), false },
    { "month 13", ML_STR("0AB0\t0974\t13/07\t01:23:25.640\t"), false },
    { "month 0", ML_STR("0AB0\t0974\t00/07\t01:23:25.640\t"), false },
    { "day 32", ML_STR("0AB0\t0974\t06/32\t01:23:25.640\t"), false },
    { "hour 24", ML_STR("0AB0\t0974\t06/07\t24:23:25.640\t"), false },
    { "minute 60", ML_STR("0AB0\t0974\t06/07\t01:60:25.640\t"), false },
    { "second 60", ML_STR("0AB0\t0974\t06/07\t01:23:60.640\t"), false },
    { "two digits of fraction", ML_STR("0AB0\t0974\t06/07\t01:23:25.64\t"), false },
    { "a stack trace", ML_STR("   at System.ServiceModel.Channels.A()"), false },
    { "an inner exception", ML_STR("---> System.Net.Sockets.SocketException"), false },
    { "a header", ML_STR("PID\tTID\tDate\tTime\tCode\tSource"), false },
    { "a date alone", ML_STR("06/07\t01:23:25.640\t"), true },
    { "a fraction of digits", ML_STR("12/34 text"), false },
    { "a spreadsheet's", ML_STR("0900  9-May 4:00:45 PM csvapi.cpp(400) WARNING"), false },
    { "nothing", ML_STR(""), false },
    { "no line at all", ML_STR_NONE, false },
    { "hex and nothing", ML_STR("0AB0\t"), false },
    { "hex twice and nothing", ML_STR("0AB0\t0974\t"), false },
    { "hex twice at the end", ML_STR("0AB0\t0974"), false },
};

START_TEST(a_line_begins_a_record_by_its_head)
{
    ml_yearless stamp;

    ck_assert_msg(ml_errlog_starts(heads[_i].line, &stamp) == heads[_i].starts, "%s",
                  heads[_i].shows);
}
END_TEST

static ml_yearless at(int month, int day, int hour)
{
    return ml_yearless_of(month, day, hour * ML_HOUR_US);
}

START_TEST(stamps_are_ordered_within_a_year)
{
    ml_yearless last = -1;

    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 31; day++) {
            ml_yearless now = at(month, day, 0);
            int64_t us;
            ck_assert_int_gt(now, last);
            struct ml_civil c = { 2024, month, day, 0, 0, 0, 0 };
            ck_assert(ml_yearless_to_us(now, 2024, &us) == ml_civil_valid(&c));
            if (ml_civil_valid(&c))
                ck_assert_int_eq(us, ml_civil_to_us(&c));
            last = now;
        }
    ck_assert_int_lt(last, ML_YEARLESS_YEAR_US);
}
END_TEST

START_TEST(a_year_turns_at_new_year)
{
    ml_yearless now = at(12, 31, 23);
    int64_t us;

    now = ml_yearless_after(now, at(1, 1, 0));
    ck_assert_int_eq(now, at(1, 1, 0) + ML_YEARLESS_YEAR_US);
    ck_assert(ml_yearless_to_us(now, 2025, &us));
    ck_assert_int_eq(ml_civil_of(us).year, 2026);
    now = ml_yearless_after(now, at(12, 31, 23)); /* one that came late */
    ck_assert_int_eq(now, at(12, 31, 23));
    now = ml_yearless_after(now, at(1, 1, 1));
    ck_assert_int_eq(now, at(1, 1, 1) + ML_YEARLESS_YEAR_US);
    for (int year = 2; year < 5; year++) {
        now = ml_yearless_after(now, at(7, 1, 0));
        now = ml_yearless_after(now, at(12, 30, 0));
        now = ml_yearless_after(now, at(1, 2, 0));
        ck_assert_int_eq(now, at(1, 2, 0) + year * ML_YEARLESS_YEAR_US);
    }
}
END_TEST

START_TEST(a_record_out_of_order_turns_no_year)
{
    ml_yearless now = at(6, 7, 12);

    now = ml_yearless_after(now, at(6, 7, 11));
    ck_assert_int_eq(now, at(6, 7, 11));
    now = ml_yearless_after(now, at(6, 6, 0));
    ck_assert_int_eq(now, at(6, 6, 0));
    now = ml_yearless_after(now, at(6, 8, 0));
    ck_assert_int_eq(now, at(6, 8, 0));
}
END_TEST

/* Clocks that are wrong by weeks are what some of these logs are about. */
START_TEST(a_clock_set_back_turns_no_year)
{
    ml_yearless now = at(6, 28, 0);

    now = ml_yearless_after(now, at(6, 7, 0));
    ck_assert_int_eq(now, at(6, 7, 0));
    now = ml_yearless_after(now, at(5, 10, 0));
    ck_assert_int_eq(now, at(5, 10, 0));
    now = ml_yearless_after(at(1, 10, 0), at(12, 20, 0)); /* over New Year */
    ck_assert_int_eq(now, at(12, 20, 0) - ML_YEARLESS_YEAR_US);
    now = ml_yearless_after(now, at(1, 11, 0));
    ck_assert_int_eq(now, at(1, 11, 0));
}
END_TEST

START_TEST(months_without_a_record_turn_a_year)
{
    ck_assert_int_eq(ml_yearless_after(at(6, 7, 0), at(3, 10, 0)),
                     at(3, 10, 0) + ML_YEARLESS_YEAR_US);
    ck_assert_int_eq(ml_yearless_after(at(1, 5, 0), at(9, 1, 0)), at(9, 1, 0));
    ck_assert_int_eq(ml_yearless_after(at(11, 5, 0), at(3, 1, 0)),
                     at(3, 1, 0) + ML_YEARLESS_YEAR_US);
    ck_assert_int_eq(ml_yearless_after(at(12, 20, 0), at(5, 3, 0)),
                     at(5, 3, 0) + ML_YEARLESS_YEAR_US);
}
END_TEST

START_TEST(leap_days_are_known_by_their_turn)
{
    int turn;
    int64_t us;

    ck_assert(ml_yearless_leap_day(at(2, 29, 5), &turn));
    ck_assert_int_eq(turn, 0);
    ck_assert(ml_yearless_leap_day(at(2, 29, 5) - ML_YEARLESS_YEAR_US, &turn));
    ck_assert_int_eq(turn, -1);
    ck_assert(!ml_yearless_leap_day(at(2, 28, 23), &turn));
    ck_assert(!ml_yearless_leap_day(at(3, 1, 0), &turn));
    ck_assert(ml_yearless_to_us(at(2, 29, 0), 2024, &us));
    ck_assert(!ml_yearless_to_us(at(2, 29, 0), 2026, &us));
    ck_assert(ml_yearless_to_us(at(2, 29, 0) - 2 * ML_YEARLESS_YEAR_US, 2026, &us));
    ck_assert_int_eq(ml_civil_of(us).year, 2024);
}
END_TEST

START_TEST(guids_are_read_in_any_case_and_written_in_upper)
{
    static const ml_str wrong[] = { ML_STR(""), ML_STR("F3E32129"),
                                    ML_STR("{F3E32129-DC79-4A28-9ACC-3F30CB5810B6}"),
                                    ML_STR("F3E32129-DC79-4A28-9ACC-3F30CB5810BG"),
                                    ML_STR("F3E32129DDC79-4A28-9ACC-3F30CB5810B6"),
                                    ML_STR("F3E32129-DC79-4A28-9ACC-3F30CB5810B") };
    uint8_t guid[16];
    char text[36];

    ck_assert(ml_guid_parse(ML_STR("f3e32129-dc79-4a28-9acc-3f30cb5810b6"), guid));
    ck_assert_uint_eq(guid[0], 0xf3);
    ck_assert_uint_eq(guid[15], 0xb6);
    ml_guid_write(guid, text);
    ck_assert(memcmp(text, GUID, 36) == 0);
    for (size_t i = 0; i < ML_COUNT(wrong); i++)
        ck_assert(!ml_guid_parse(wrong[i], guid));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("errlog");
    TCase *tc = tcase_create("errlog");

    tcase_add_loop_test(tc, a_record_is_taken_apart, 0, (int)ML_COUNT(records));
    tcase_add_loop_test(tc, a_record_cut_anywhere_does_no_harm, 0, (int)ML_COUNT(records));
    tcase_add_loop_test(tc, a_line_begins_a_record_by_its_head, 0, (int)ML_COUNT(heads));
    tcase_add_test(tc, stamps_are_ordered_within_a_year);
    tcase_add_test(tc, a_year_turns_at_new_year);
    tcase_add_test(tc, a_record_out_of_order_turns_no_year);
    tcase_add_test(tc, a_clock_set_back_turns_no_year);
    tcase_add_test(tc, months_without_a_record_turn_a_year);
    tcase_add_test(tc, leap_days_are_known_by_their_turn);
    tcase_add_test(tc, guids_are_read_in_any_case_and_written_in_upper);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
