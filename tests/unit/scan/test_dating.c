/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "scan/dating.h"

static ml_yearless at(int month, int day)
{
    return ml_yearless_of(month, day, 12 * ML_HOUR_US);
}

static struct ml_time day(const char *iso)
{
    struct ml_time t = ML_NO_TIME;
    if (iso)
        ck_assert(ml_time_parse_iso(ml_str_of(iso), &t));
    return t;
}

#define YEAR ML_YEARLESS_YEAR_US
static const struct {
    const char *shows, *name, *mtime, *bundle, *newest;
    bool on_disk;
    int month, day, turn; /* of the newest record */
    int year;             /* of turn 0 */
    bool assumed;
} cases[] = {
    { "the archive's time", "a.errlog", "2025-06-10", NULL, NULL, false, 6, 7, 0, 2025, false },
    { "a record later in the year is the year before", "a.errlog", "2025-06-10", NULL, NULL,
      false, 11, 7, 0, 2024, false },
    { "one day later is allowed", "a.errlog", "2025-06-10", NULL, NULL, false, 6, 10, 0, 2025,
      false },
    { "after New Year, from before", "a.errlog", "2026-01-01", NULL, NULL, false, 12, 31, 0,
      2025, false },
    { "the newest record in turn 1", "a.errlog", "2026-01-05", NULL, NULL, false, 1, 2, 1, 2025,
      false },
    { "the archive's time before the bundle's name", "a.errlog", "2025-06-10", "2027-01-01Z",
      NULL, false, 6, 7, 0, 2025, false },
    { "a date in the file's name before both", "a.errlog.2023-06-10_01-02-03.Crash",
      "2025-06-10", "2027-01-01Z", NULL, false, 6, 7, 0, 2023, false },
    { "on disk the bundle's name counts first", "a.errlog", "2025-06-10", "2024-06-10Z", NULL,
      true, 6, 7, 0, 2024, false },
    { "then what other artefacts state", "a.errlog", "2025-06-10", NULL, "2023-06-10", true, 6,
      7, 0, 2023, false },
    { "then its time on disk", "a.errlog", "2025-06-10", NULL, NULL, true, 6, 7, 0, 2025, false },
    { "nothing at all: assumed", "a.errlog", NULL, NULL, NULL, false, 6, 7, 0, 2026, true },
    { "assumed, over New Year", "a.errlog", NULL, NULL, NULL, false, 1, 2, 1, 2025, true },
};

START_TEST(the_year_comes_from_the_best_source)
{
    struct ml_dating d = { .bundle_name = day(cases[_i].bundle),
                           .newest = day(cases[_i].newest),
                           .assumed_year = 2026 };
    struct ml_member_scan scan = { .on_disk = cases[_i].on_disk, .dated = true };
    bool assumed;

    scan.m.name = ml_str_of(cases[_i].name);
    scan.m.mtime = day(cases[_i].mtime);
    scan.newest = at(cases[_i].month, cases[_i].day) + cases[_i].turn * YEAR;
    int year = ml_dating_year(&d, &scan, &assumed);
    ck_assert_msg(year == cases[_i].year, "%s: %d", cases[_i].shows, year);
    ck_assert_msg(assumed == cases[_i].assumed, "%s", cases[_i].shows);
}
END_TEST

START_TEST(a_leap_day_restricts_the_year)
{
    struct ml_dating d = { .assumed_year = 2026 };
    struct ml_member_scan scan = { .dated = true };
    bool assumed;

    scan.m.mtime = day("2026-06-10");
    scan.newest = at(3, 1);
    scan.leap_turns = UINT64_C(1) << 32;
    ck_assert_int_eq(ml_dating_year(&d, &scan, &assumed), 2024);
    scan.newest = at(3, 1) + YEAR; /* the leap day in the year before the newest */
    ck_assert_int_eq(ml_dating_year(&d, &scan, &assumed), 2024);
    scan.m.mtime = ML_NO_TIME;
    ck_assert_int_eq(ml_dating_year(&d, &scan, &assumed), 2024);
    ck_assert(assumed);
}
END_TEST

START_TEST(events_carry_their_year)
{
    struct ml_dating d = { .assumed_year = 2026 };
    struct ml_member_scan scan = { .dated = true, .events = true };
    bool assumed;

    ck_assert_int_eq(ml_dating_year(&d, &scan, &assumed), ML_EVENT_BASE_YEAR);
    ck_assert(!assumed);
    struct ml_time t = day("2026-11-20T01:02:03"), old = day("1969-12-31T23:59:59");
    ck_assert_int_eq(ml_dating_time(&d, ml_event_stamp(t), ML_EVENT_BASE_YEAR).us, t.us);
    ck_assert_int_eq(ml_dating_time(&d, ml_event_stamp(old), ML_EVENT_BASE_YEAR).us, old.us);
}
END_TEST

START_TEST(a_known_zone_makes_utc)
{
    struct ml_dating d = { .has_offset = true, .offset_minutes = 540 };
    struct ml_time t = ml_dating_time(&d, at(11, 20), 2026);

    ck_assert_int_eq(t.clock, ML_CLOCK_UTC);
    ck_assert_int_eq(t.us, day("2026-11-20T03:00:00Z").us);
    t = ml_dating_zone(&d, day("2026-11-20T03:00:00Z")); /* is UTC already */
    ck_assert_int_eq(t.us, day("2026-11-20T03:00:00Z").us);
    d.has_offset = false;
    t = ml_dating_time(&d, at(11, 20), 2026);
    ck_assert_int_eq(t.clock, ML_CLOCK_BARE);
    ck_assert(!ml_time_known(ml_dating_time(&d, at(2, 29), 2026)));
    ck_assert(!ml_time_known(ml_dating_zone(&d, ML_NO_TIME)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dating");
    TCase *tc = tcase_create("dating");

    tcase_add_loop_test(tc, the_year_comes_from_the_best_source, 0, (int)ML_COUNT(cases));
    tcase_add_test(tc, a_leap_day_restricts_the_year);
    tcase_add_test(tc, events_carry_their_year);
    tcase_add_test(tc, a_known_zone_makes_utc);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
