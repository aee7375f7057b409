/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "report/axis.h"
#include "base/ban.h"

static struct ml_time on(const char *iso)
{
    struct ml_time t = ML_NO_TIME;
    ck_assert(ml_time_parse_iso(ml_str_of(iso), &t));
    return t;
}

/* One finding with one bucket at each end. */
static const struct {
    const char *shows, *first, *last;
    int64_t bucket_us;
    const char *label; /* of the first tick */
} spans[] = {
    { "one minute is widened", "2026-11-20T01:02:00", "2026-11-20T01:02:00",
      ML_MINUTE_US, "00:45" },
    { "a few hours", "2026-11-20T01:02:00", "2026-11-20T06:30:00", ML_MINUTE_US,
      "02:00" },
    { "over midnight", "2026-11-20T22:00:00", "2026-11-22T06:00:00", ML_HOUR_US,
      "11-21 00:00" },
    { "weeks", "2026-11-01T00:00:00", "2026-11-25T00:00:00", ML_DAY_US, "11-05" },
    { "over New Year", "2026-12-20T00:00:00", "2027-05-20T00:00:00", ML_DAY_US,
      "2027-01" },
    { "years", "2019-05-01T00:00:00", "2026-11-20T00:00:00", 30 * ML_DAY_US,
      "2020-01" },
    { "centuries: a clock gone wrong", "0001-01-01T00:00:00", "9999-01-01T00:00:00",
      ML_DAY_US, NULL },
    { "before 1970", "1601-01-01T00:00:00", "1601-01-03T00:00:00", ML_HOUR_US,
      "01-01 00:00" },
};

START_TEST(ticks_and_bars_lie_on_the_axis)
{
    struct ml_bucket buckets[] = { { on(spans[_i].first), 1 },
                                   { on(spans[_i].last), 100 } };
    struct ml_finding finding = { .buckets = buckets,
                                  .nbuckets = 2,
                                  .bucket_us = spans[_i].bucket_us };
    struct ml_server server = { .findings = &finding, .nfindings = 1 };
    struct ml_axis_tick tick[ML_AXIS_TICKS_MAX];
    struct ml_axis axis;

    ck_assert(ml_axis_of(&server, &axis));
    ck_assert_int_ge(axis.to_us - axis.from_us, ML_HOUR_US);
    unsigned n = ml_axis_ticks(&axis, tick);
    ck_assert_uint_le(n, ML_AXIS_TICKS_MAX);
    for (unsigned i = 0; i < n; i++) {
        ck_assert_uint_le(tick[i].x, ML_AXIS_MILLE);
        ck_assert(!i || tick[i].x > tick[i - 1].x);
    }
    if (spans[_i].label)
        ck_assert_msg(n && strcmp(tick[0].label, spans[_i].label) == 0, "%s: %s",
                      spans[_i].shows, n ? tick[0].label : "no tick");
    struct ml_axis_bar low = ml_axis_bar(&axis, &finding, &buckets[0]);
    struct ml_axis_bar high = ml_axis_bar(&axis, &finding, &buckets[1]);
    ck_assert_uint_ge(low.width, 1);
    ck_assert_uint_le(high.x + high.width, ML_AXIS_MILLE);
    ck_assert_uint_lt(low.height, high.height);
    ck_assert_uint_eq(high.height, ML_AXIS_MILLE);
}
END_TEST

START_TEST(without_times_there_is_no_axis)
{
    struct ml_finding finding = { .count = 3 };
    struct ml_server server = { .findings = &finding, .nfindings = 1 };
    struct ml_axis axis;

    ck_assert(!ml_axis_of(&server, &axis));
}
END_TEST

START_TEST(clocks_that_differ_are_told)
{
    struct ml_bucket buckets[] = { { on("2026-11-20T01:00:00"), 1 },
                                   { on("2026-11-20T02:00:00Z"), 1 } };
    struct ml_finding finding = { .buckets = buckets,
                                  .nbuckets = 2,
                                  .bucket_us = ML_HOUR_US };
    struct ml_server server = { .findings = &finding, .nfindings = 1 };
    struct ml_axis axis;

    ck_assert(ml_axis_of(&server, &axis));
    ck_assert_int_eq(axis.clock, ML_CLOCK_UNKNOWN);
    buckets[0].from.clock = ML_CLOCK_UTC;
    ck_assert(ml_axis_of(&server, &axis));
    ck_assert_int_eq(axis.clock, ML_CLOCK_UTC);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/axis");
    TCase *tc = tcase_create("axis");

    tcase_add_loop_test(tc, ticks_and_bars_lie_on_the_axis, 0, ML_COUNT(spans));
    tcase_add_test(tc, without_times_there_is_no_axis);
    tcase_add_test(tc, clocks_that_differ_are_told);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
