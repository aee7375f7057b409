/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/time.h"

static const struct {
    const char *shows;
    struct ml_civil civil;
    bool valid;
    int64_t days; /* since 1970-01-01 */
} day_cases[] = {
    { "the epoch", { 1970, 1, 1, 0, 0, 0, 0 }, true, 0 },
    { "the day before", { 1969, 12, 31, 0, 0, 0, 0 }, true, -1 },
    { "a leap day", { 2024, 2, 29, 0, 0, 0, 0 }, true, 19782 },
    { "leap day of a century by 400", { 2000, 2, 29, 0, 0, 0, 0 }, true, 11016 },
    { "first of March behind it", { 2000, 3, 1, 0, 0, 0, 0 }, true, 11017 },
    { "the earliest", { 1, 1, 1, 0, 0, 0, 0 }, true, -719162 },
    { "the latest", { 9999, 12, 31, 0, 0, 0, 0 }, true, 2932896 },
    { "a day that its month lacks", { 2026, 4, 31, 0, 0, 0, 0 }, false, 0 },
    { "29 February of no leap year", { 2026, 2, 29, 0, 0, 0, 0 }, false, 0 },
    { "29 February of a century", { 2100, 2, 29, 0, 0, 0, 0 }, false, 0 },
    { "month 13", { 2026, 13, 1, 0, 0, 0, 0 }, false, 0 },
    { "month 0", { 2026, 0, 1, 0, 0, 0, 0 }, false, 0 },
    { "day 0", { 2026, 1, 0, 0, 0, 0, 0 }, false, 0 },
    { "year 0", { 0, 1, 1, 0, 0, 0, 0 }, false, 0 },
    { "year 10000", { 10000, 1, 1, 0, 0, 0, 0 }, false, 0 },
    { "hour 24", { 2026, 1, 1, 24, 0, 0, 0 }, false, 0 },
    { "minute 60", { 2026, 1, 1, 0, 60, 0, 0 }, false, 0 },
    { "leap second", { 2026, 1, 1, 0, 0, 60, 0 }, false, 0 },
    { "a million microseconds", { 2026, 1, 1, 0, 0, 0, 1000000 }, false, 0 },
    { "negative", { 2026, 1, 1, -1, 0, 0, 0 }, false, 0 },
};

START_TEST(a_civil_day_has_one_place_on_the_line)
{
    const struct ml_civil *c = &day_cases[_i].civil;

    ck_assert_msg(ml_civil_valid(c) == day_cases[_i].valid, "%s", day_cases[_i].shows);
    if (!day_cases[_i].valid)
        return;
    ck_assert_int_eq(ml_civil_to_us(c), day_cases[_i].days * ML_DAY_US);
    struct ml_civil back = ml_civil_of(ml_civil_to_us(c) + ML_DAY_US - 1);
    ck_assert_int_eq(back.year, c->year);
    ck_assert_int_eq(back.month, c->month);
    ck_assert_int_eq(back.day, c->day);
    ck_assert_int_eq(back.hour, 23);
    ck_assert_int_eq(back.us, 999999);
}
END_TEST

START_TEST(every_day_of_eight_centuries_comes_back)
{
    for (int64_t day = -146097; day < 146097; day++) {
        struct ml_civil c = ml_civil_of(day * ML_DAY_US);
        ck_assert(ml_civil_valid(&c));
        ck_assert_int_eq(ml_civil_to_us(&c), day * ML_DAY_US);
    }
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    enum ml_clock clock;
    const char *iso;
} iso_cases[] = {
    { "bare", ML_STR("2026-11-20T01:02:03.456"), true, ML_CLOCK_BARE,
      "2026-11-20T01:02:03.456" },
    { "UTC", ML_STR("2026-11-20T01:02:03.456Z"), true, ML_CLOCK_UTC,
      "2026-11-20T01:02:03.456Z" },
    { "east", ML_STR("2026-11-20T01:02:03+09:00"), true, ML_CLOCK_UTC,
      "2026-11-19T16:02:03.000Z" },
    { "west, half an hour, no colon", ML_STR("2026-11-20T01:02:03-0330"), true,
      ML_CLOCK_UTC, "2026-11-20T04:32:03.000Z" },
    { "blank for T", ML_STR("2026-11-20 01:02:03"), true, ML_CLOCK_BARE,
      "2026-11-20T01:02:03.000" },
    { "date alone", ML_STR("2026-11-20"), true, ML_CLOCK_BARE, "2026-11-20T00:00:00.000" },
    { "no seconds", ML_STR("2026-11-20T01:02"), true, ML_CLOCK_BARE,
      "2026-11-20T01:02:00.000" },
    { "seven digits of fraction", ML_STR("2026-11-20T01:02:03.1234567Z"), true,
      ML_CLOCK_UTC, "2026-11-20T01:02:03.123Z" },
    { "twenty digits of fraction", ML_STR("2026-11-20T01:02:03.99999999999999999999"),
      true, ML_CLOCK_BARE, "2026-11-20T01:02:03.999" },
    { "before the epoch", ML_STR("1969-12-31T23:59:59.5"), true, ML_CLOCK_BARE,
      "1969-12-31T23:59:59.500" },
    { "no such day", ML_STR("2026-02-30"), false, 0, NULL },
    { "one digit", ML_STR("2026-1-20"), false, 0, NULL },
    { "rest", ML_STR("2026-11-20T01:02:03x"), false, 0, NULL },
    { "T and nothing", ML_STR("2026-11-20T"), false, 0, NULL },
    { "offset beyond any zone", ML_STR("2026-11-20T01:02:03+15:00"), false, 0, NULL },
    { "offset without sign", ML_STR("2026-11-20T01:02:03 09:00"), false, 0, NULL },
    { "empty", ML_STR(""), false, 0, NULL },
};

START_TEST(iso_is_read_and_written)
{
    struct ml_time t = { 99, ML_CLOCK_UNKNOWN };
    struct ml_arena arena;
    bool ok = ml_time_parse_iso(iso_cases[_i].in, &t);

    ck_assert_msg(ok == iso_cases[_i].ok, "%s", iso_cases[_i].shows);
    if (!ok) {
        ck_assert_int_eq(t.us, 99); /* untouched */
        return;
    }
    ck_assert_int_eq(t.clock, iso_cases[_i].clock);
    ml_arena_init(&arena);
    ck_assert_str_eq(ml_time_iso(&arena, t).p, iso_cases[_i].iso);
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(an_unknown_time_is_written_as_nothing)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ck_assert_uint_eq(ml_time_iso(&arena, ML_NO_TIME).n, 0);
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    int minutes;
} offset_cases[] = {
    { "east", ML_STR("+09:00"), true, 540 },
    { "west", ML_STR("-03:30"), true, -210 },
    { "no colon", ML_STR("+0545"), true, 345 },
    { "hours alone", ML_STR("+9"), false, 0 },
    { "two digits of hours", ML_STR("+09"), true, 540 },
    { "Z", ML_STR("Z"), true, 0 },
    { "furthest", ML_STR("+14:00"), true, 840 },
    { "too far", ML_STR("+15:00"), false, 0 },
    { "no such minute", ML_STR("+01:60"), false, 0 },
    { "no sign", ML_STR("09:00"), false, 0 },
    { "rest", ML_STR("+09:00 "), false, 0 },
    { "empty", ML_STR(""), false, 0 },
};

START_TEST(offsets_have_a_sign_and_two_digits)
{
    int minutes = 99;
    bool ok = ml_time_parse_offset(offset_cases[_i].in, &minutes);

    ck_assert_msg(ok == offset_cases[_i].ok, "%s", offset_cases[_i].shows);
    ck_assert_int_eq(minutes, ok ? offset_cases[_i].minutes : 99);
}
END_TEST

#define H ML_HOUR_US
static const struct {
    const char *shows;
    struct ml_time a, b;
    int64_t span_us;
    enum ml_truth truth;
} within_cases[] = {
    { "same moment", { 0, ML_CLOCK_UTC }, { 0, ML_CLOCK_UTC }, 0, ML_TRUE },
    { "the end belongs to it", { 0, ML_CLOCK_BARE }, { H, ML_CLOCK_BARE }, H, ML_TRUE },
    { "both ways", { H, ML_CLOCK_BARE }, { 0, ML_CLOCK_BARE }, H, ML_TRUE },
    { "one microsecond past", { 0, ML_CLOCK_BARE }, { H + 1, ML_CLOCK_BARE }, H, ML_FALSE },
    { "one time unknown", { 0, ML_CLOCK_UNKNOWN }, { 0, ML_CLOCK_UTC }, H, ML_UNSURE },
    { "zones may differ", { 0, ML_CLOCK_BARE }, { 0, ML_CLOCK_UTC }, H, ML_UNSURE },
    { "zones cannot differ that much", { 0, ML_CLOCK_BARE }, { 0, ML_CLOCK_UTC }, 14 * H,
      ML_TRUE },
    { "too far apart for any zone", { 0, ML_CLOCK_BARE }, { 16 * H, ML_CLOCK_UTC }, H,
      ML_FALSE },
    { "just not too far", { 0, ML_CLOCK_BARE }, { 15 * H, ML_CLOCK_UTC }, H, ML_UNSURE },
};

START_TEST(within_says_unsure_where_zones_matter)
{
    ck_assert_msg(ml_time_within(within_cases[_i].a, within_cases[_i].b,
                                 within_cases[_i].span_us) == within_cases[_i].truth,
                  "%s", within_cases[_i].shows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("time");
    TCase *tc = tcase_create("time");

    tcase_add_loop_test(tc, a_civil_day_has_one_place_on_the_line, 0,
                        (int)ML_COUNT(day_cases));
    tcase_add_test(tc, every_day_of_eight_centuries_comes_back);
    tcase_add_loop_test(tc, iso_is_read_and_written, 0, (int)ML_COUNT(iso_cases));
    tcase_add_test(tc, an_unknown_time_is_written_as_nothing);
    tcase_add_loop_test(tc, offsets_have_a_sign_and_two_digits, 0,
                        (int)ML_COUNT(offset_cases));
    tcase_add_loop_test(tc, within_says_unsure_where_zones_matter, 0,
                        (int)ML_COUNT(within_cases));
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
