/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/str.h"

/* Characters that a test cannot see the end of: the bytes behind are not the string's. */
static ml_str part(const char *text, size_t n)
{
    return (ml_str){ text, n };
}

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    uint64_t value;
} u64_cases[] = {
    { "one digit", ML_STR("7"), true, 7 },
    { "leading zeros", ML_STR("0007"), true, 7 },
    { "largest value", ML_STR("18446744073709551615"), true, UINT64_MAX },
    { "one above it", ML_STR("18446744073709551616"), false, 0 },
    { "ten times it", ML_STR("184467440737095516150"), false, 0 },
    { "empty", ML_STR(""), false, 0 },
    { "no string", ML_STR_NONE, false, 0 },
    { "trailing space", ML_STR("7 "), false, 0 },
    { "sign", ML_STR("-7"), false, 0 },
    { "plus", ML_STR("+7"), false, 0 },
    { "a NUL inside", ML_STR("7\0" "7"), false, 0 },
};

START_TEST(to_u64_reads_whole_strings_only)
{
    uint64_t got = 99;
    bool ok = ml_str_to_u64(u64_cases[_i].in, &got);

    ck_assert_msg(ok == u64_cases[_i].ok, "%s", u64_cases[_i].shows);
    ck_assert_uint_eq(got, ok ? u64_cases[_i].value : 99);
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    int64_t value;
} i64_cases[] = {
    { "plain", ML_STR("42"), true, 42 },
    { "minus", ML_STR("-42"), true, -42 },
    { "plus", ML_STR("+42"), true, 42 },
    { "largest", ML_STR("9223372036854775807"), true, INT64_MAX },
    { "smallest", ML_STR("-9223372036854775808"), true, INT64_MIN },
    { "one below it", ML_STR("-9223372036854775809"), false, 0 },
    { "one above the largest", ML_STR("9223372036854775808"), false, 0 },
    { "sign alone", ML_STR("-"), false, 0 },
    { "two signs", ML_STR("--1"), false, 0 },
    { "empty", ML_STR(""), false, 0 },
};

START_TEST(to_i64_takes_one_sign)
{
    int64_t got = 99;
    bool ok = ml_str_to_i64(i64_cases[_i].in, &got);

    ck_assert_msg(ok == i64_cases[_i].ok, "%s", i64_cases[_i].shows);
    ck_assert_int_eq(got, ok ? i64_cases[_i].value : 99);
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    uint64_t value;
} hex_cases[] = {
    { "upper case", ML_STR("1FC07"), true, 130055 },
    { "lower case", ML_STR("1fc07"), true, 130055 },
    { "sixteen digits", ML_STR("ffffffffffffffff"), true, UINT64_MAX },
    { "seventeen", ML_STR("0ffffffffffffffff"), false, 0 },
    { "prefix is not part of it", ML_STR("0x1F"), false, 0 },
    { "empty", ML_STR(""), false, 0 },
    { "letter behind f", ML_STR("1g"), false, 0 },
};

START_TEST(hex_to_u64_reads_whole_strings_only)
{
    uint64_t got = 99;
    bool ok = ml_str_hex_to_u64(hex_cases[_i].in, &got);

    ck_assert_msg(ok == hex_cases[_i].ok, "%s", hex_cases[_i].shows);
    ck_assert_uint_eq(got, ok ? hex_cases[_i].value : 99);
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    bool ok;
    double value;
} double_cases[] = {
    { "whole", ML_STR("12"), true, 12 },
    { "fraction", ML_STR("12.5"), true, 12.5 },
    { "negative fraction", ML_STR("-00.5"), true, -0.5 },
    { "plus", ML_STR("+1.25"), true, 1.25 },
    { "nothing before the dot", ML_STR(".5"), true, 0.5 },
    { "two dots", ML_STR("1.2.3"), false, 0 },
    { "dot alone", ML_STR("."), false, 0 },
    { "comma", ML_STR("1,5"), false, 0 },
    { "exponent", ML_STR("1e5"), false, 0 },
    { "empty", ML_STR(""), false, 0 },
};

START_TEST(to_double_knows_digits_and_one_dot)
{
    double got = 99;
    bool ok = ml_str_to_double(double_cases[_i].in, &got);

    ck_assert_msg(ok == double_cases[_i].ok, "%s", double_cases[_i].shows);
    ck_assert_double_eq_tol(got, ok ? double_cases[_i].value : 99, 1e-9);
}
END_TEST

START_TEST(sub_is_clipped_to_the_string)
{
    ml_str s = ML_STR("abcdef");

    ck_assert(ml_str_eq(ml_str_sub(s, 2, 3), ML_STR("cde")));
    ck_assert(ml_str_eq(ml_str_sub(s, 4, 99), ML_STR("ef")));
    ck_assert(ml_str_eq(ml_str_sub(s, 4, SIZE_MAX), ML_STR("ef")));
    ck_assert_uint_eq(ml_str_sub(s, 7, 1).n, 0);
    ck_assert_uint_eq(ml_str_sub(s, SIZE_MAX, 1).n, 0);
    ck_assert_uint_eq(ml_str_sub(ML_STR_NONE, 0, 5).n, 0);
    ck_assert_uint_eq(ml_str_from(ML_STR_NONE, 5).n, 0);
    ck_assert_uint_eq(ml_str_of(NULL).n, 0);
}
END_TEST

START_TEST(comparing_orders_a_prefix_first)
{
    ck_assert_int_lt(ml_str_cmp(ML_STR("ab"), ML_STR("abc")), 0);
    ck_assert_int_gt(ml_str_cmp(ML_STR("b"), ML_STR("abc")), 0);
    ck_assert_int_eq(ml_str_cmp(ML_STR("abc"), ML_STR("abc")), 0);
    ck_assert_int_eq(ml_str_cmp(ML_STR_NONE, ML_STR("")), 0);
    ck_assert_int_gt(ml_str_cmp(ML_STR("\xff"), ML_STR("a")), 0);
}
END_TEST

START_TEST(case_is_folded_in_ascii_only)
{
    ck_assert(ml_str_eq_nocase(ML_STR("Scratch"), ML_STR("sCRATCH")));
    ck_assert(!ml_str_eq_nocase(ML_STR("@"), ML_STR("`")));
    ck_assert(!ml_str_eq_nocase(ML_STR("["), ML_STR("{")));
    ck_assert(!ml_str_eq_nocase(ML_STR("\xc3\x84"), ML_STR("\xc3\xa4")));
    ck_assert(ml_str_starts_nocase(ML_STR("CBEngine0"), ML_STR("cbengine")));
    ck_assert(!ml_str_starts_nocase(ML_STR("CB"), ML_STR("cbengine")));
    ck_assert(ml_str_ends_nocase(ML_STR("a.ERRLOG"), ML_STR(".errlog")));
    ck_assert(!ml_str_ends_nocase(ML_STR("log"), ML_STR(".errlog")));
    ck_assert(ml_str_starts(ML_STR("abc"), ML_STR("")));
    ck_assert(ml_str_starts(ML_STR_NONE, ML_STR_NONE));
}
END_TEST

static const struct {
    const char *shows;
    ml_str hay, needle;
    size_t at, at_nocase;
} find_cases[] = {
    { "in the middle", ML_STR("a KEK b"), ML_STR("KEK"), 2, 2 },
    { "other case", ML_STR("a kek b"), ML_STR("KEK"), ML_NPOS, 2 },
    { "at the end", ML_STR("xKEK"), ML_STR("KEK"), 1, 1 },
    { "longer than the text", ML_STR("KE"), ML_STR("KEK"), ML_NPOS, ML_NPOS },
    { "nothing is everywhere", ML_STR("KEK"), ML_STR(""), 0, 0 },
    { "nothing in nothing", ML_STR_NONE, ML_STR_NONE, 0, 0 },
    { "something in nothing", ML_STR_NONE, ML_STR("a"), ML_NPOS, ML_NPOS },
    { "behind a NUL", ML_STR("a\0KEK"), ML_STR("KEK"), 2, 2 },
    { "after a false start", ML_STR("KEKEKX"), ML_STR("KEKX"), 2, 2 },
};

START_TEST(find_gives_the_first_place)
{
    const char *shows = find_cases[_i].shows;
    size_t at = ml_str_find(find_cases[_i].hay, find_cases[_i].needle);
    size_t nocase = ml_str_find_nocase(find_cases[_i].hay, find_cases[_i].needle);

    ck_assert_msg(at == find_cases[_i].at, "%s", shows);
    ck_assert_msg(nocase == find_cases[_i].at_nocase, "%s, without case", shows);
    ck_assert_msg(ml_str_has(find_cases[_i].hay, find_cases[_i].needle) ==
                      (at != ML_NPOS), "%s", shows);
}
END_TEST

START_TEST(cut_takes_the_first_separator)
{
    ml_str head, tail;

    ck_assert(ml_str_cut(ML_STR("a=b=c"), '=', &head, &tail));
    ck_assert(ml_str_eq(head, ML_STR("a")));
    ck_assert(ml_str_eq(tail, ML_STR("b=c")));
    ck_assert(!ml_str_cut(ML_STR("abc"), '=', &head, &tail));
    ck_assert(ml_str_eq(head, ML_STR("abc")));
    ck_assert_uint_eq(tail.n, 0);
    ck_assert(ml_str_cut(ML_STR("abc="), '=', &head, &tail));
    ck_assert_uint_eq(tail.n, 0);
    ck_assert(!ml_str_cut(ML_STR_NONE, '=', &head, &tail));
}
END_TEST

static const struct {
    const char *shows;
    ml_str in;
    size_t nlines;
    ml_str first, last;
} line_cases[] = {
    { "LF", ML_STR("a\nb\n"), 2, ML_STR("a"), ML_STR("b") },
    { "CRLF", ML_STR("a\r\nb\r\n"), 2, ML_STR("a"), ML_STR("b") },
    { "no end at the last", ML_STR("a\nb"), 2, ML_STR("a"), ML_STR("b") },
    { "an empty line counts", ML_STR("\n\n"), 2, ML_STR(""), ML_STR("") },
    { "a lone CR is text", ML_STR("a\rb\nc"), 2, ML_STR("a\rb"), ML_STR("c") },
    { "two CRs: one belongs to the end", ML_STR("a\r\r\n"), 1, ML_STR("a\r"),
      ML_STR("a\r") },
    { "nothing", ML_STR(""), 0, ML_STR(""), ML_STR("") },
};

START_TEST(lines_end_in_lf_or_crlf)
{
    ml_str rest = line_cases[_i].in, line, first = ML_STR_NONE;
    size_t n = 0;

    while (ml_str_line(&rest, &line))
        if (n++ == 0)
            first = line;
    ck_assert_msg(n == line_cases[_i].nlines, "%s", line_cases[_i].shows);
    if (n) {
        ck_assert_msg(ml_str_eq(first, line_cases[_i].first), "%s", line_cases[_i].shows);
        ck_assert_msg(ml_str_eq(line, line_cases[_i].last), "%s", line_cases[_i].shows);
    }
}
END_TEST

START_TEST(trim_takes_blanks_of_both_sides)
{
    ck_assert(ml_str_eq(ml_str_trim(ML_STR(" \t a b \r\n")), ML_STR("a b")));
    ck_assert_uint_eq(ml_str_trim(ML_STR(" \r\n\t ")).n, 0);
    ck_assert_uint_eq(ml_str_trim(ML_STR_NONE).n, 0);
    ck_assert(ml_str_eq(ml_str_trim(part("a  b", 2)), ML_STR("a")));
}
END_TEST

START_TEST(basename_knows_both_slashes)
{
    ck_assert(ml_str_eq(ml_str_basename(ML_STR("a/b\\c.log")), ML_STR("c.log")));
    ck_assert(ml_str_eq(ml_str_basename(ML_STR("c.log")), ML_STR("c.log")));
    ck_assert_uint_eq(ml_str_basename(ML_STR("a/")).n, 0);
    ck_assert_uint_eq(ml_str_basename(ML_STR_NONE).n, 0);
}
END_TEST

START_TEST(parts_of_utf8_are_letters_of_a_word)
{
    ck_assert(ml_is_word('a') && ml_is_word('Z') && ml_is_word('0') && ml_is_word('_'));
    ck_assert(ml_is_word('\xe3'));
    ck_assert(!ml_is_word(' ') && !ml_is_word('-') && !ml_is_word(0) && !ml_is_word('@'));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("str");
    TCase *tc = tcase_create("str");

    tcase_add_loop_test(tc, to_u64_reads_whole_strings_only, 0, (int)ML_COUNT(u64_cases));
    tcase_add_loop_test(tc, to_i64_takes_one_sign, 0, (int)ML_COUNT(i64_cases));
    tcase_add_loop_test(tc, hex_to_u64_reads_whole_strings_only, 0,
                        (int)ML_COUNT(hex_cases));
    tcase_add_loop_test(tc, to_double_knows_digits_and_one_dot, 0,
                        (int)ML_COUNT(double_cases));
    tcase_add_loop_test(tc, find_gives_the_first_place, 0, (int)ML_COUNT(find_cases));
    tcase_add_loop_test(tc, lines_end_in_lf_or_crlf, 0, (int)ML_COUNT(line_cases));
    tcase_add_test(tc, sub_is_clipped_to_the_string);
    tcase_add_test(tc, comparing_orders_a_prefix_first);
    tcase_add_test(tc, case_is_folded_in_ascii_only);
    tcase_add_test(tc, cut_takes_the_first_separator);
    tcase_add_test(tc, trim_takes_blanks_of_both_sides);
    tcase_add_test(tc, basename_knows_both_slashes);
    tcase_add_test(tc, parts_of_utf8_are_letters_of_a_word);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
