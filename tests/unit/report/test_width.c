/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "report/pen.h"
#include "report/utf8.h"
#include "report/width.h"
#include "base/ban.h"

static const struct {
    const char *shows;
    uint32_t cp;
    unsigned columns;
} widths[] = {
    { "ASCII", 'a', 1 },
    { "Latin with accent", 0xe9, 1 },
    { "ambiguous counts as narrow", 0x2026, 1 },
    { "combining acute", 0x301, 0 },
    { "combining of kana", 0x3099, 0 },
    { "zero-width joiner", 0x200d, 0 },
    { "variation selector", 0xfe0f, 0 },
    { "first Hangul jamo", 0x1100, 2 },
    { "Hangul vowel joins its syllable", 0x1161, 0 },
    { "hiragana", 0x3042, 2 },
    { "katakana", 0x30ab, 2 },
    { "half-width katakana", 0xff76, 1 },
    { "ideograph", 0x65e5, 2 },
    { "ideographic full stop", 0x3002, 2 },
    { "full-width Latin", 0xff21, 2 },
    { "wave dash", 0x301c, 2 },
    { "full-width tilde", 0xff5e, 2 },
    { "emoji", 0x1f600, 2 },
    { "ideograph of the second plane", 0x20bb7, 2 },
    { "replacement character", 0xfffd, 1 },
    { "last code point", 0x10ffff, 1 },
};

START_TEST(width_follows_unicode)
{
    ck_assert_msg(ml_width_of(widths[_i].cp) == widths[_i].columns, "%s",
                  widths[_i].shows);
}
END_TEST

#define BAD 0xfffd

static const struct {
    const char *shows;
    ml_str in;
    uint32_t out[8];
} utf8_cases[] = {
    { "one to four bytes",
      { "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10 },
      { 'a', 0xe9, 0x20ac, 0x1f600 } },
    { "NUL is a character", { "\0a", 2 }, { 0, 'a' } },
    { "lone continuation", { "\x80z", 2 }, { BAD, 'z' } },
    { "overlong", { "\xc0\xaf", 2 }, { BAD, BAD } },
    { "surrogate", { "\xed\xa0\x80", 3 }, { BAD, BAD, BAD } },
    { "cut short", { "\xe6\x97", 2 }, { BAD, BAD } },
    { "above the last", { "\xf4\x90\x80\x80", 4 }, { BAD, BAD, BAD, BAD } },
    { "never a first byte", { "\xff\xfe", 2 }, { BAD, BAD } },
    { "goes on behind damage", { "\xe6(\xc3\xa9", 4 }, { BAD, '(', 0xe9 } },
};

START_TEST(invalid_bytes_are_taken_one_by_one)
{
    ml_str rest = utf8_cases[_i].in;
    size_t n = 0;

    while (rest.n) {
        ck_assert_uint_lt(n, ML_COUNT(utf8_cases[_i].out));
        ck_assert_msg(ml_utf8_take(&rest) == utf8_cases[_i].out[n++], "%s",
                      utf8_cases[_i].shows);
    }
    ck_assert_msg(n == 8 || !utf8_cases[_i].out[n], "%s", utf8_cases[_i].shows);
}
END_TEST

START_TEST(what_is_put_is_taken_again)
{
    struct ml_buf buf = { 0 };

    for (uint32_t cp = 0; cp < 0x110000; cp += cp < 0x3000 ? 1 : 97) {
        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        buf.n = 0;
        ml_utf8_put(&buf, cp);
        ml_str rest = ml_buf_view(&buf);
        ck_assert_uint_eq(ml_utf8_take(&rest), cp);
        ck_assert_uint_eq(rest.n, 0);
    }
    ml_buf_reset(&buf);
}
END_TEST

#define NIHONGO "\u65e5\u672c\u8a9e"

static const struct {
    const char *shows;
    unsigned columns, first, indent;
    ml_str text;
    const char *expected;
} pen_cases[] = {
    { "words go to the next line", 8, 0, 2, ML_STR("one two three"),
      "one two\n  three" },
    { "a line filled to the edge", 7, 0, 0, ML_STR("one two"), "one two" },
    { "the first line has its own indent", 10, 1, 3, ML_STR("aaa bbb ccc"),
      " aaa bbb\n   ccc" },
    { "no limit", 0, 0, 0, ML_STR("one two three four five"),
      "one two three four five" },
    { "blanks are one", 20, 0, 0, ML_STR("  a \t\r\n b  "), "a b" },
    { "a long word is cut at the edge", 4, 0, 0, ML_STR("abcdefghij"),
      "abcd\nefgh\nij" },
    { "a web link is not", 12, 0, 0, ML_STR("see https://example.com/abcdef now"),
      "see\nhttps://example.com/abcdef\nnow" },
    { "CJK breaks between characters", 4, 0, 0, ML_STR(NIHONGO),
      "\u65e5\u672c\n\u8a9e" },
    { "a wide character does not hang over the edge", 5, 0, 0, ML_STR(NIHONGO),
      "\u65e5\u672c\n\u8a9e" },
    { "a full stop does not begin a line", 6, 0, 0, ML_STR(NIHONGO "\u3002"),
      "\u65e5\u672c\n\u8a9e\u3002" },
    { "a bracket does not end one", 4, 0, 0, ML_STR("\u65e5\uff08\u672c"),
      "\u65e5\n\uff08\u672c" },
    { "Latin beside CJK may part", 6, 0, 0, ML_STR("ab\u65e5\u672c"),
      "ab\u65e5\u672c" },
    { "and does where it must", 5, 0, 0, ML_STR("ab\u65e5\u672c"), "ab\u65e5\n\u672c" },
    { "a mark stays with its letter", 2, 0, 0, ML_STR("aae\u0301z"), "aa\ne\u0301z" },
    { "an escape is not cut", 6, 0, 0, ML_STR("abc\x1b[0m"), "abc\n\\x1b[0\nm" },
    { "bidi controls are written out", 40, 0, 0, ML_STR("x\u202ey"), "x\\u{202e}y" },
    { "C1 controls too", 40, 0, 0, ML_STR("x\xc2\x9by"), "x\\x9by" },
    { "damage shows", 40, 0, 0, ML_STR("x\xff"), "x\xef\xbf\xbd" },
};

START_TEST(pen_wraps)
{
    struct ml_buf out = { 0 };
    struct ml_pen pen = { .out = &out,
                          .columns = pen_cases[_i].columns,
                          .first = pen_cases[_i].first,
                          .indent = pen_cases[_i].indent };

    ml_pen_text(&pen, ML_RED, pen_cases[_i].text); /* without colour: no effect */
    ml_buf_char(&out, '\0');
    ck_assert_msg(strcmp(out.p, pen_cases[_i].expected) == 0, "%s: got \"%s\"",
                  pen_cases[_i].shows, out.p);
    ml_pen_reset(&pen);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(solid_text_stays_whole)
{
    struct ml_buf out = { 0 };
    struct ml_pen pen = { .out = &out, .columns = 10, .indent = 2 };

    ml_pen_text(&pen, ML_PLAIN, ML_STR("at "));
    ml_pen_solid(&pen, ML_PLAIN, ML_STR("a.zip!Program Files/log:12"));
    ml_buf_char(&out, '\0');
    ck_assert_str_eq(out.p, "at\n  a.zip!Program Files/log:12");
    ml_pen_reset(&pen);
    ml_buf_reset(&out);
}
END_TEST

static const struct {
    const char *in;
    size_t columns;
    const char *expected;
} shorten_cases[] = {
    { "short", 5, "short" },
    { "longer", 5, "long\xe2\x80\xa6" },
    { NIHONGO, 6, NIHONGO },
    { NIHONGO, 5, "\u65e5\u672c\xe2\x80\xa6" },
    { NIHONGO, 4, "\u65e5\xe2\x80\xa6" },
};

START_TEST(shortening_counts_columns)
{
    struct ml_buf scratch = { 0 };
    ml_str got = ml_pen_shorten(&scratch, ml_str_of(shorten_cases[_i].in),
                                shorten_cases[_i].columns);

    ck_assert_msg(ml_str_eq(got, ml_str_of(shorten_cases[_i].expected)), "got \"%.*s\"",
                  ML_STR_ARG(got));
    ck_assert_uint_le(ml_width(got), shorten_cases[_i].columns);
    ml_buf_reset(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/width");
    TCase *tc = tcase_create("width");

    tcase_add_loop_test(tc, width_follows_unicode, 0, ML_COUNT(widths));
    tcase_add_loop_test(tc, invalid_bytes_are_taken_one_by_one, 0,
                        ML_COUNT(utf8_cases));
    tcase_add_test(tc, what_is_put_is_taken_again);
    tcase_add_loop_test(tc, pen_wraps, 0, ML_COUNT(pen_cases));
    tcase_add_test(tc, solid_text_stays_whole);
    tcase_add_loop_test(tc, shortening_counts_columns, 0, ML_COUNT(shorten_cases));
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
