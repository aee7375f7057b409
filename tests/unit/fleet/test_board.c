/* SPDX-License-Identifier: MIT */
/* What of a board counts as what. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "fleet/board.h"
#include "base/ban.h"

static const struct {
    const char *shows;
    enum ml_standing standing;
    enum ml_brought_by by;
    bool is_muted;
    enum ml_severity severity;
    struct ml_board_tally tally;
} counted[] = {
    { "new", ML_NEW, ML_BY_RECORDS, false, ML_ERROR, { .new_ = 1 } },
    { "new by the catalogue is not new",
      ML_NEW,
      ML_BY_CATALOGUE,
      false,
      ML_ERROR,
      { .by_catalogue = 1 } },
    { "nor by the program",
      ML_NEW,
      ML_BY_PROGRAM,
      false,
      ML_ERROR,
      { .by_program = 1 } },
    { "muted", ML_NEW, ML_BY_RECORDS, true, ML_ERROR, { .muted = 1 } },
    { "resolved", ML_RESOLVED, ML_BY_RECORDS, false, ML_WARNING, { .resolved = 1 } },
    { "not seen is not resolved",
      ML_NOT_SEEN,
      ML_BY_RECORDS,
      false,
      ML_ERROR,
      { .not_seen = 1 } },
    { "information is not told", ML_NEW, ML_BY_RECORDS, false, ML_INFO, { .new_ = 0 } },
};

START_TEST(each_is_counted_once)
{
    struct ml_board_mute mute = { .count = 1 };
    struct ml_board_finding finding = { .severity = counted[_i].severity,
                                        .standing = counted[_i].standing,
                                        .by = counted[_i].by,
                                        .mute = counted[_i].is_muted ? &mute : NULL };
    struct ml_board_server server = { .findings = &finding, .nfindings = 1 };
    struct ml_board_tally tally = { 0 };

    ml_board_tally_add(&tally, &server);
    ck_assert_msg(memcmp(&tally, &counted[_i].tally, sizeof(tally)) == 0, "%s",
                  counted[_i].shows);
}
END_TEST

START_TEST(a_cause_tells_when_it_is_or_was_likely)
{
    struct ml_board_cause cause = { .verdict = ML_UNDETERMINED };

    ck_assert(!ml_board_cause_tells(&cause));
    cause.before = ML_CONFIRMED;
    ck_assert(!ml_board_cause_tells(&cause));
    cause.has_before = true;
    ck_assert(ml_board_cause_tells(&cause));
    cause.has_before = false;
    cause.verdict = ML_LIKELY;
    ck_assert(ml_board_cause_tells(&cause));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("board");
    TCase *tc = tcase_create("counts");

    tcase_add_loop_test(tc, each_is_counted_once, 0, ML_COUNT(counted));
    tcase_add_test(tc, a_cause_tells_when_it_is_or_was_likely);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
