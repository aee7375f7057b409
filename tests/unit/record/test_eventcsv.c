/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "catalogue/names.h"
#include "record/eventcsv.h"

#define HEADING                                                                        \
    "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,"     \
    "Description"

START_TEST(a_heading_tells_that_rows_follow)
{
    ck_assert(ml_eventcsv_heading(ML_STR(HEADING)));
    ck_assert(ml_eventcsv_heading(ML_STR(HEADING "\r\n")));
    ck_assert(!ml_eventcsv_heading(ML_STR("Date,Time,Name,Value")));
    ck_assert(!ml_eventcsv_heading(ML_STR("")));
}
END_TEST

static const struct {
    const char *shows;
    ml_str row;
    const char *time, *level, *computer, *provider;
    unsigned event;
    const char *message;
} rows[] = {
    { "English",
      ML_STR("11/20/2026,01:02:03 AM,Error,FS01,8193,VSS,None,N/A,\"text hr = 0x80042302 \""),
      "2026-11-20T01:02:03.000", "Error", "FS01", "VSS", 8193, "text hr = 0x80042302 " },
    { "Japanese level",
      ML_STR("11/20/2026,01:02:03 PM,\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc,FS01,8193,VSS,"
             "\xe3\x81\xaa\xe3\x81\x97,N/A,\"x\""),
      "2026-11-20T13:02:03.000", "Error", "FS01", "VSS", 8193, "x" },
    { "midnight", ML_STR("11/20/2026,12:00:00 AM,Warning,FS01,1,S,,,\"x\""),
      "2026-11-20T00:00:00.000", "Warning", "FS01", "S", 1, "x" },
    { "noon", ML_STR("11/20/2026,12:00:00 pm,Warning,FS01,1,S,,,\"x\""),
      "2026-11-20T12:00:00.000", "Warning", "FS01", "S", 1, "x" },
    { "commas and quotes in the description",
      ML_STR("11/20/2026,01:02:03 AM,Error,FS01,1,S,T,U,\"a, b 'c', \"\"d\"\"\""),
      "2026-11-20T01:02:03.000", "Error", "FS01", "S", 1, "a, b 'c', \"\"d\"\"" },
    { "a comma in the category",
      ML_STR("11/20/2026,01:02:03 AM,Error,FS01,1,Source,A, B,U,\"text\""),
      "2026-11-20T01:02:03.000", "Error", "FS01", "Source", 1, "text" },
    { "an empty description", ML_STR("11/20/2026,01:02:03 AM,Error,FS01,1,S,T,U,\"\""),
      "2026-11-20T01:02:03.000", "Error", "FS01", "S", 1, "" },
    { "the older variant with two more columns",
      ML_STR("11/20/2026,01:02:03 AM,20261120010203.000000+540,Error,FS01,8193,VSS,None,"
             "N/A,S-1-5-18,\"text\""),
      "2026-11-20T01:02:03.000", "Error", "FS01", "VSS", 8193, "text" },
    { "the text export: fixed columns",
      ML_STR("11/20/2026 01:02:03 AM   Error         FS01             8193   VSS"
             "                                None              N/A"
             "                              text hr = 0x80042302"),
      "2026-11-20T01:02:03.000", "Error", "FS01", "VSS", 8193,
      "VSS                                None              N/A"
      "                              text hr = 0x80042302" },
    { "the text export, Japanese",
      ML_STR("11/20/2026 01:02:03 PM   \xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc           "
             "FS01             25     volsnap  x"),
      "2026-11-20T13:02:03.000", "Error", "FS01", "volsnap", 25, "volsnap  x" },
    { "a level that is no known word",
      ML_STR("11/20/2026,01:02:03 AM,Fehler,FS01,8193,VSS,None,N/A,\"x\""),
      "2026-11-20T01:02:03.000", "", "FS01", "VSS", 8193, "x" },
    { "a day before 1970", ML_STR("12/31/1969,11:59:59 PM,Error,FS01,1,S,T,U,\"x\""),
      "1969-12-31T23:59:59.000", "Error", "FS01", "S", 1, "x" },
};

START_TEST(a_row_is_an_event)
{
    struct ml_event_row r;
    struct ml_arena arena;

    ck_assert_msg(ml_eventcsv_parse(rows[_i].row, &r), "%s", rows[_i].shows);
    ml_arena_init(&arena);
    ck_assert_str_eq(ml_time_iso(&arena, r.time).p, rows[_i].time);
    ml_arena_reset(&arena);
    ck_assert_str_eq(ml_level_name(r.level), rows[_i].level);
    ck_assert_msg(ml_str_eq(r.computer, ml_str_of(rows[_i].computer)), "%s", rows[_i].shows);
    ck_assert_msg(ml_str_eq(r.provider, ml_str_of(rows[_i].provider)), "%s", rows[_i].shows);
    ck_assert_uint_eq(r.event, rows[_i].event);
    ck_assert_msg(ml_str_eq(r.message, ml_str_of(rows[_i].message)), "%s: \"%.*s\"",
                  rows[_i].shows, ML_STR_ARG(r.message));
}
END_TEST

static const struct {
    const char *shows;
    ml_str row;
} no_rows[] = {
    { "the heading", ML_STR(HEADING) },
    { "a trailer", ML_STR(",,,,,,[Info],,[Export operation started at '2026/11/20 9:00:00']") },
    { "nothing", ML_STR("") },
    { "too few columns", ML_STR("11/20/2026,01:02:03 AM,Error,FS01") },
    { "no such day", ML_STR("02/30/2026,01:02:03 AM,Error,FS01,1,S,T,U,\"x\"") },
    { "hour 13", ML_STR("11/20/2026,13:02:03 AM,Error,FS01,1,S,T,U,\"x\"") },
    { "hour 0", ML_STR("11/20/2026,00:02:03 AM,Error,FS01,1,S,T,U,\"x\"") },
    { "no half of the day", ML_STR("11/20/2026,01:02:03,Error,FS01,1,S,T,U,\"x\"") },
    { "second 60", ML_STR("11/20/2026,01:02:60 AM,Error,FS01,1,S,T,U,\"x\"") },
    { "an event that is no number", ML_STR("11/20/2026,01:02:03 AM,Error,FS01,x,S,T,U,\"x\"") },
    { "an event beyond 32 bits",
      ML_STR("11/20/2026,01:02:03 AM,Error,FS01,4294967296,S,T,U,\"x\"") },
    { "year first", ML_STR("2026/11/20,01:02:03 AM,Error,FS01,1,S,T,U,\"x\"") },
};

START_TEST(what_is_no_event_is_no_row)
{
    struct ml_event_row r = { .event = 99 };

    ck_assert_msg(!ml_eventcsv_parse(no_rows[_i].row, &r), "%s", no_rows[_i].shows);
    ck_assert_uint_eq(r.event, 99);
}
END_TEST

START_TEST(a_row_cut_anywhere_does_no_harm)
{
    ml_str whole = rows[_i].row;

    for (size_t n = 0; n <= whole.n; n++) {
        char *copy = malloc(n + 1);
        struct ml_event_row r;
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, whole.p, n);
        if (ml_eventcsv_parse((ml_str){ copy, n }, &r))
            ck_assert(r.message.n <= n);
        free(copy);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eventcsv");
    TCase *tc = tcase_create("eventcsv");

    tcase_add_test(tc, a_heading_tells_that_rows_follow);
    tcase_add_loop_test(tc, a_row_is_an_event, 0, (int)ML_COUNT(rows));
    tcase_add_loop_test(tc, what_is_no_event_is_no_row, 0, (int)ML_COUNT(no_rows));
    tcase_add_loop_test(tc, a_row_cut_anywhere_does_no_harm, 0, (int)ML_COUNT(rows));
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
