/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "input/charset.h"
#include "match/paths.h"
#include "support/make_text.h"

/* What is hidden shows as '*'. */
static const struct {
    const char *shows, *message, *hidden;
} cases[] = {
    { "a path to its ending", "open D:\\a\\b.doc failed", "open ********** failed" },
    { "blanks and brackets in a name", "open D:\\a b\\Report (1).doc failed",
      "open ********************* failed" },
    { "a file call to its bracket", "failed on file(D:\\a (ID: 1).msg) again",
      "failed on file(****************) again" },
    { "brackets inside balance", "file(D:\\a (b)\\c) x", "file(**********) x" },
    { "a call that is cut", "file(D:\\a\\b", "file(******" },
    { "a share", "copy \\\\srv\\share\\a.txt now", "copy ***************** now" },
    { "slashes forward", "copy C:/a/b.txt now", "copy ********** now" },
    { "a quoted path", "open 'C:\\a b\\c d' failed", "open '**********' failed" },
    { "a quoted name with an ending", "open \"Error 5.docx\" failed",
      "open \"************\" failed" },
    { "a quoted word is none", "the \"error\" 5", "the \"error\" 5" },
    { "what follows a path is text", "D:\\a failed: error 5", "**** failed: error 5" },
    { "the message behind a colon", "D:\\a.txt: error 5", "********: error 5" },
    { "two paths", "D:\\a.txt D:\\b.txt", "******** ********" },
    { "a bracketed path", "location [E:\\a [b] c] specified.",
      "location [**********] specified." },
    { "a bracket that is cut", "location [E:\\a b", "location [**** b" },
    { "a sentence ends the path", "see D:\\a. Error 5", "see ****. Error 5" },
};

START_TEST(names_are_hidden_and_offsets_stay)
{
    struct ml_buf out = { 0 };
    ml_str message = ml_str_of(cases[_i].message);
    bool hid = ml_paths_hide(message, &out);

    if (!hid)
        ml_buf_str(&out, message);
    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] == 1)
            out.p[i] = '*';
    ml_buf_char(&out, 0);
    ck_assert_msg(strcmp(out.p, cases[_i].hidden) == 0, "%s: \"%s\"", cases[_i].shows, out.p);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(nothing_to_hide_leaves_the_message_alone)
{
    struct ml_buf out = { 0 };

    ck_assert(!ml_paths_hide(ML_STR(""), &out));
    ck_assert(!ml_paths_hide(ML_STR_NONE, &out));
    ck_assert(!ml_paths_hide(ML_STR("plain text, error 5"), &out));
    ck_assert_ptr_null(out.p);
}
END_TEST

START_TEST(a_name_too_long_to_hide_is_cut_between_characters)
{
    for (size_t shift = 0; shift < 6; shift++) {
        struct ml_buf message = { 0 }, out = { 0 };
        ml_buf_text(&message, "D:\\");
        make_run(&message, 'a', shift);
        for (int i = 0; i < 600; i++)
            ml_buf_text(&message, "\xe3\x82\xa8");
        ck_assert(ml_paths_hide(ml_buf_view(&message), &out));
        ck_assert(ml_utf8_valid(ml_buf_view(&out)));
        ml_buf_reset(&message);
        ml_buf_reset(&out);
    }
}
END_TEST

START_TEST(long_hostile_messages_take_no_time)
{
    static const char *const units[] = { "file(", "'", "\"a", "D:\\", "[D:\\", "\\\\a", "(",
                                         ".a.b", "'a.b", "D:/ ", "file()" };
    for (size_t u = 0; u < ML_COUNT(units); u++) {
        struct ml_buf message = { 0 }, out = { 0 };
        while (message.n < 256 * 1024)
            ml_buf_text(&message, units[u]);
        ml_paths_hide(ml_buf_view(&message), &out);
        ml_buf_reset(&message);
        ml_buf_reset(&out);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paths");
    TCase *tc = tcase_create("paths");

    tcase_set_timeout(tc, 30);
    tcase_add_loop_test(tc, names_are_hidden_and_offsets_stay, 0, (int)ML_COUNT(cases));
    tcase_add_test(tc, nothing_to_hide_leaves_the_message_alone);
    tcase_add_test(tc, a_name_too_long_to_hide_is_cut_between_characters);
    tcase_add_test(tc, long_hostile_messages_take_no_time);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
