/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "input/charset.h"
#include "support/make_text.h"

static const struct {
    const char *shows;
    ml_str in;
    size_t length;
} utf8_cases[] = {
    { "nothing", ML_STR(""), 0 },
    { "ASCII", ML_STR("ab"), 1 },
    { "NUL", ML_STR("\0"), 1 },
    { "smallest of two", ML_STR("\xc2\x80"), 2 },
    { "largest of two", ML_STR("\xdf\xbf"), 2 },
    { "smallest of three", ML_STR("\xe0\xa0\x80"), 3 },
    { "last before the surrogates", ML_STR("\xed\x9f\xbf"), 3 },
    { "first behind them", ML_STR("\xee\x80\x80"), 3 },
    { "largest of three", ML_STR("\xef\xbf\xbf"), 3 },
    { "smallest of four", ML_STR("\xf0\x90\x80\x80"), 4 },
    { "largest of all", ML_STR("\xf4\x8f\xbf\xbf"), 4 },
    { "above it", ML_STR("\xf4\x90\x80\x80"), 0 },
    { "a slash in two bytes", ML_STR("\xc0\xaf"), 0 },
    { "overlong with C1", ML_STR("\xc1\xbf"), 0 },
    { "overlong in three", ML_STR("\xe0\x9f\xbf"), 0 },
    { "overlong in four", ML_STR("\xf0\x8f\xbf\xbf"), 0 },
    { "a surrogate", ML_STR("\xed\xa0\x80"), 0 },
    { "a continuation alone", ML_STR("\x80"), 0 },
    { "cut", ML_STR("\xe3\x82"), 0 },
    { "broken", ML_STR("\xe3\x82" "a"), 0 },
    { "five bytes", ML_STR("\xf8\x88\x80\x80\x80"), 0 },
};

START_TEST(a_character_has_one_length)
{
    ml_str in = utf8_cases[_i].in;
    struct ml_buf text = { 0 };

    ck_assert_msg(ml_utf8_length(in) == utf8_cases[_i].length, "%s", utf8_cases[_i].shows);
    for (size_t before = 0; before < 20; before++) { /* at every place of a word */
        text.n = 0;
        make_run(&text, 'a', before);
        ml_buf_str(&text, in);
        size_t span = ml_utf8_span(ml_buf_view(&text));
        bool valid = utf8_cases[_i].length || in.n == 0;
        ck_assert_msg(valid ? span == text.n : span == before, "%s", utf8_cases[_i].shows);
    }
    ml_buf_reset(&text);
}
END_TEST

START_TEST(a_code_point_is_written_as_it_is_read)
{
    static const unsigned points[] = { 0, 0x7f, 0x80, 0x7ff, 0x800, 0xfffd, 0xffff,
                                       0x10000, 0x1f600, 0x10ffff };
    struct ml_buf out = { 0 };

    for (size_t i = 0; i < ML_COUNT(points); i++) {
        out.n = 0;
        ml_utf8_add(&out, points[i]);
        ck_assert_uint_eq(ml_utf8_length(ml_buf_view(&out)), out.n);
    }
    ml_buf_reset(&out);
}
END_TEST

START_TEST(a_cut_never_splits_a_character)
{
    ml_str s = ML_STR("a\xe3\x82\xa8\xf0\x9f\x98\x80");

    ck_assert_uint_eq(ml_utf8_cut(s, 0), 0);
    ck_assert_uint_eq(ml_utf8_cut(s, 1), 1);
    ck_assert_uint_eq(ml_utf8_cut(s, 2), 1);
    ck_assert_uint_eq(ml_utf8_cut(s, 3), 1);
    ck_assert_uint_eq(ml_utf8_cut(s, 4), 4);
    ck_assert_uint_eq(ml_utf8_cut(s, 7), 4);
    ck_assert_uint_eq(ml_utf8_cut(s, 8), 8);
    ck_assert_uint_eq(ml_utf8_cut(s, 99), 8);
}
END_TEST

static const struct {
    const char *shows;
    enum ml_charset charset;
    ml_str in;
    bool ok;
    ml_str text;
} convert_cases[] = {
    { "CP932", ML_CHARSET_CP932, ML_STR("\x83\x47"), true, ML_STR("\xe3\x82\xa8") },
    { "a wave dash of Windows", ML_CHARSET_CP932, ML_STR("\x81\x60"), true,
      ML_STR("\xef\xbd\x9e") },
    { "half-width katakana", ML_CHARSET_CP932, ML_STR("\xb1"), true, ML_STR("\xef\xbd\xb1") },
    { "a number in a circle", ML_CHARSET_CP932, ML_STR("\x87\x40"), true,
      ML_STR("\xe2\x91\xa0") },
    { "a lead byte alone", ML_CHARSET_CP932, ML_STR("ab\x83"), false, ML_STR("") },
    { "no such pair", ML_CHARSET_CP932, ML_STR("ab\x81\xad"), false, ML_STR("") },
    { "nothing", ML_CHARSET_CP932, ML_STR(""), true, ML_STR("") },
    { "CP1252", ML_CHARSET_CP1252, ML_STR("\x80\xe9"), true, ML_STR("\xe2\x82\xac\xc3\xa9") },
    { "unused bytes of CP1252", ML_CHARSET_CP1252, ML_STR("\x81\x8d\x8f\x90\x9d"), true,
      ML_STR("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd") },
    { "CP437", ML_CHARSET_CP437, ML_STR("\x81\xe1\xff"), true,
      ML_STR("\xc3\xbc\xc3\x9f\xc2\xa0") },
};

START_TEST(windows_code_pages_become_utf8)
{
    struct ml_buf out = { 0 };

    ml_buf_text(&out, "<");
    bool ok = ml_charset_add(&out, convert_cases[_i].charset, convert_cases[_i].in);
    ck_assert_msg(ok == convert_cases[_i].ok, "%s", convert_cases[_i].shows);
    ck_assert_msg(ml_str_eq(ml_str_from(ml_buf_view(&out), 1), convert_cases[_i].text),
                  "%s", convert_cases[_i].shows);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(every_byte_of_the_tables_is_that_of_iconv)
{
    static const char *const names[] = { [ML_CHARSET_CP1252] = "CP1252",
                                         [ML_CHARSET_CP437] = "CP437" };
    for (int set = ML_CHARSET_CP1252; set <= ML_CHARSET_CP437; set++)
        for (int c = 1; c < 256; c++) {
            struct ml_buf text = { 0 }, back = { 0 };
            char byte = (char)c;
            ml_charset_add(&text, (enum ml_charset)set, (ml_str){ &byte, 1 });
            if (!ml_str_eq(ml_buf_view(&text), ML_STR("\xef\xbf\xbd"))) {
                make_text(&back, names[set], ml_buf_view(&text));
                ck_assert_uint_eq(back.n, 1);
                ck_assert_int_eq(back.p[0], byte);
            }
            ml_buf_reset(&text);
            ml_buf_reset(&back);
        }
}
END_TEST

static const struct {
    const char *shows;
    ml_str line;
    enum ml_cp932_guess guess;
} guess_cases[] = {
    { "kana", ML_STR("\x83\x47\x83\x89\x81\x5b"), ML_CP932_YES },
    { "everyday kanji", ML_STR("\x8c\xbb\x8d\xdd\x82\xcc"), ML_CP932_YES },
    { "ASCII alone", ML_STR("abc"), ML_CP932_YES },
    { "French", ML_STR("caf\xe9 ferm\xe9"), ML_CP932_NO },
    { "accents before letters look like rare kanji", ML_STR("d\xe9" "finir"), ML_CP932_MAYBE },
    { "a lead byte at the end", ML_STR("abc\x83"), ML_CP932_NO },
    { "half-width katakana alone", ML_STR("\xb1\xb2\xb3"), ML_CP932_MAYBE },
    { "a byte that leads nothing", ML_STR("\xfd\x41"), ML_CP932_NO },
};

START_TEST(a_line_is_guessed_by_its_characters)
{
    ck_assert_msg(ml_cp932_guess(guess_cases[_i].line) == guess_cases[_i].guess, "%s",
                  guess_cases[_i].shows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("charset");
    TCase *tc = tcase_create("charset");

    tcase_add_loop_test(tc, a_character_has_one_length, 0, (int)ML_COUNT(utf8_cases));
    tcase_add_test(tc, a_code_point_is_written_as_it_is_read);
    tcase_add_test(tc, a_cut_never_splits_a_character);
    tcase_add_loop_test(tc, windows_code_pages_become_utf8, 0,
                        (int)ML_COUNT(convert_cases));
    tcase_add_test(tc, every_byte_of_the_tables_is_that_of_iconv);
    tcase_add_loop_test(tc, a_line_is_guessed_by_its_characters, 0,
                        (int)ML_COUNT(guess_cases));
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
