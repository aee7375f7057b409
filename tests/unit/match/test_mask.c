/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "match/mask.h"

#define N(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct {
    const char *message, *expected;
} cases[] = {
    { "Failed: Hr: = [0x80070070] writing D:\\Scratch\\a b\\12.vhd",
      "Failed: Hr: = [0x80070070] writing <path>" },
    { "job F3E32129-DC79-4A28-9ACC-3F30CB5810B6 took 1234 ms", "job <guid> took <n> ms" },
    { "{f3e32129-dc79-4a28-9acc-3f30cb5810b6} is gone", "{<guid>} is gone" },
    { "connect to 10.20.30.40:443 failed", "connect to <address> failed" },
    { "agent 2.0.9249.0 started", "agent <n>.<n>.<n>.<n> started" },
    { "this [000000001A12E3F0] and 0x1F", "this [<hex>] and <hex>" },
    { "HRESULT 0xC03A0001", "HRESULT 0xC03A0001" },
    { "error code: 1b7afbe0", "error code: <hex>" },
    { "deadbeef and facade", "deadbeef and facade" },
    { "Disk0 of x64", "Disk<n> of x<n>" },
    { "two   blanks\tand a tab", "two blanks and a tab" },
    { "first line 1\n   at Some.Method() line 42", "first line <n>" },
    { "", "" },
    { "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e 123", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e <n>" },
};

START_TEST(what_changes_is_masked)
{
    struct ml_buf scratch = { 0 }, out = { 0 };

    ml_mask(ml_str_of(cases[_i].message), &scratch, &out);
    ck_assert_msg(ml_str_eq(ml_buf_view(&out), ml_str_of(cases[_i].expected)),
                  "%s -> %.*s", cases[_i].message, (int)out.n, out.p);
    ml_buf_reset(&scratch);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(a_template_is_bounded)
{
    struct ml_buf scratch = { 0 }, out = { 0 }, message = { 0 };

    for (int i = 0; i < 10000; i++)
        ml_buf_text(&message, "word ");
    ml_mask(ml_buf_view(&message), &scratch, &out);
    ck_assert_uint_le(out.n, ML_MASK_MAX_BYTES + 16);
    ml_buf_reset(&scratch);
    ml_buf_reset(&out);
    ml_buf_reset(&message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mask");
    TCase *tcase = tcase_create("mask");
    SRunner *runner = srunner_create(suite);

    tcase_add_loop_test(tcase, what_changes_is_masked, 0, N(cases));
    tcase_add_test(tcase, a_template_is_bounded);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
