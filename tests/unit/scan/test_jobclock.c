/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scan/jobclock.h"

#define GUID "F3E32129-DC79-4A28-9ACC-3F30CB5810B6"
#define N(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Minutes of 20 November: two records of a job, and the job in the history. */
static const struct {
    const char *shows;
    int first, last, start, end;
    int minutes; /* 0: nothing is learned */
} cases[] = {
    { "the same clock", 600, 610, 599, 611, 0 },
    { "Japan", 600, 610, 60, 70, 540 },
    { "west of Greenwich", 300, 310, 600, 611, -300 },
    { "India", 600, 610, 270, 281, 330 },
    { "over midnight", 30, 40, 30 + 1440 - 540 - 1440, 45 - 540, 540 },
    { "no zone is so far", 600, 610, 600 - 25, 610 - 25, 0 },
    { "a record some minutes before a long job is the same clock", 597, 598, 600, 700, 0 },
    { "a long job leaves several", 600, 601, 0, 100, 0 },
};

static void add_record(struct ml_member_scan *log, int minute)
{
    struct ml_minute entry = { .minute = minute, .has_job = true, .n = 1 };
    struct ml_minutes *to = &log->accum.accs[0].minutes;

    ck_assert(ml_guid_parse(ML_STR(GUID), entry.job));
    entry.first = entry.last = ml_yearless_of(11, 20, minute * ML_MINUTE_US);
    to->slots[to->n++] = entry;
}

static struct ml_time at(int minute)
{
    struct ml_civil c = { .year = 2026, .month = 11, .day = 20 };
    return (struct ml_time){ ml_civil_to_us(&c) + minute * ML_MINUTE_US, ML_CLOCK_BARE };
}

START_TEST(the_zone_is_what_puts_the_records_into_the_job)
{
    struct ml_minute slots[2];
    struct ml_acc acc = { .minutes = { .slots = slots, .cap = 2 } };
    struct ml_raw_job row = { .row = { .job = ML_STR(GUID),
                                       .start = at(cases[_i].start),
                                       .end = at(cases[_i].end) },
                              .line = 4 };
    struct ml_member_scan log = { .errlog = true }, history = { .rows = &row, .nrows = 1 };
    struct ml_member_scan *scans[] = { &log, &history };
    int years[] = { 2026, 2000 }, minutes = 0, year = 0;
    size_t scan = 0;
    uint64_t line = 0;

    memset(slots, 0, sizeof(slots));
    log.accum.accs = &acc;
    log.accum.naccs = 1;
    add_record(&log, cases[_i].first);
    add_record(&log, cases[_i].last);
    struct ml_jobclock *clock = ml_jobclock_new(scans, 2);
    bool same, found = ml_jobclock_offset(clock, scans, years, 2, &minutes, &scan, &line, &same);
    ck_assert_msg(found == (cases[_i].minutes != 0), "%s: %d", cases[_i].shows, minutes);
    if (found) {
        ck_assert_msg(minutes == cases[_i].minutes, "%s: %d", cases[_i].shows, minutes);
        ck_assert_uint_eq(scan, 1);
        ck_assert_uint_eq(line, 4);
    }
    ck_assert_msg(ml_jobclock_year(clock, &log, &year), "%s", cases[_i].shows);
    ck_assert_int_eq(year, 2026);
    ml_jobclock_free(clock);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobclock");
    TCase *tcase = tcase_create("jobclock");
    SRunner *runner = srunner_create(suite);

    tcase_add_loop_test(tcase, the_zone_is_what_puts_the_records_into_the_job, 0,
                        N(cases));
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
