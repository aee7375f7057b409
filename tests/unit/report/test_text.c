/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../support/result_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/text.h"
#include "report/texts.h"
#include "report/utf8.h"
#include "report/width.h"
#include "base/ban.h"

/* The summary as one NUL-terminated string; release with free(). */
static char *summary(enum fixture which, enum ml_lang lang, unsigned columns,
                     bool colour)
{
    struct ml_result *result = fixture_new(which, lang);
    struct ml_text_options options = { .columns = columns, .colour = colour };
    struct ml_buf out = { 0 };

    ml_report_text(result, &options, &out);
    ml_buf_char(&out, '\0');
    ck_assert_uint_eq(strlen(out.p) + 1, out.n); /* no NUL in between */
    fixture_free(result);
    return out.p;
}

static unsigned lines_of(const char *text)
{
    unsigned n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* Addresses and web links may pass the edge; they stand alone on their line. */
static bool may_overflow(ml_str line)
{
    line = ml_str_trim(line);
    return ml_str_starts(line, ML_STR("FS01.zip")) ||
           ml_str_starts(line, ML_STR("https://"));
}

static const unsigned column_cases[] = { 20, 24, 40, 80, 133 };

START_TEST(lines_keep_to_the_columns)
{
    enum fixture which = (enum fixture)(_i % FIXTURE_N);
    enum ml_lang lang = _i < FIXTURE_N ? ML_EN : ML_JA;

    for (size_t c = 0; c < ML_COUNT(column_cases); c++) {
        char *text = summary(which, lang, column_cases[c], false);
        ml_str rest = ml_str_of(text), line;
        while (ml_str_line(&rest, &line))
            ck_assert_msg(ml_width(line) <= column_cases[c] || may_overflow(line),
                          "%s at %u: \"%.*s\"", fixture_name(which), column_cases[c],
                          ML_STR_ARG(line));
        free(text);
    }
}
END_TEST

/* Steps over the sequences that the pen itself writes: ESC [ digits ; digits m */
static const char *skip_own_colour(const char *p)
{
    const char *end = p + 1;

    ck_assert_msg(*end == '[', "an escape that is not ours");
    end += 1 + strspn(end + 1, "0123456789;");
    ck_assert_msg(*end == 'm', "an escape that is not ours");
    return end;
}

START_TEST(nothing_of_the_input_reaches_the_terminal_raw)
{
    for (int colour = 0; colour < 2; colour++) {
        char *text = summary(FIXTURE_HOSTILE, ML_EN, _i ? 80 : 0, colour);
        for (const char *p = text; *p; p++)
            if (*p == '\x1b' && colour)
                p = skip_own_colour(p);
            else
                ck_assert_msg((unsigned char)*p >= 0x20 || *p == '\n', "0x%02x",
                              (unsigned)*p);
        ml_str rest = ml_str_of(text);
        while (rest.n) {
            uint32_t cp = ml_utf8_take(&rest);
            ck_assert(!ml_utf8_is_deceptive(cp));
            ck_assert(cp < 0x7f || cp > 0x9f);
        }
        ck_assert_ptr_nonnull(strstr(text, "\\x1b["));
        free(text);
    }
}
END_TEST

START_TEST(colour_changes_no_text)
{
    char *plain = summary(FIXTURE_PROBLEMS, ML_JA, 60, false);
    char *coloured = summary(FIXTURE_PROBLEMS, ML_JA, 60, true);
    char *to = coloured;

    ck_assert_ptr_nonnull(strchr(coloured, '\x1b'));
    for (const char *p = coloured; *p; p++)
        if (*p == '\x1b')
            p = skip_own_colour(p);
        else
            *to++ = *p;
    *to = '\0';
    ck_assert_str_eq(plain, coloured);
    free(plain);
    free(coloured);
}
END_TEST

START_TEST(same_result_gives_the_same_bytes)
{
    char *one = summary((enum fixture)_i, ML_EN, 80, true);
    char *two = summary((enum fixture)_i, ML_EN, 80, true);

    ck_assert_str_eq(one, two);
    free(one);
    free(two);
}
END_TEST

static const struct {
    enum fixture which;
    enum ml_lang lang;
    const char *holds[6], *lacks[3];
    unsigned lines_max;
} says[] = {
    { FIXTURE_SIMPLE,
      ML_EN,
      { "FS01: problems found", "mars-34513 (0x086D1)", "2 times, 2026-11-20 01:02:03",
        "[confirmed] A configured proxy", "1. Change the settings", "errlog:482\n" },
      { "could not be read", "[undetermined]", NULL },
      28 },
    { FIXTURE_PROBLEMS,
      ML_EN,
      { "As of 2026-11-22 00:00:00 UTC", "[likely]", "1 unlikely, 1 ruled out",
        "What to ask for", "the archive is cut short", "and 1 more" },
      { NULL },
      50 },
    { FIXTURE_PROBLEMS,
      ML_JA,
      { "\u554f\u984c\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f", "12 \u56de",
        "\u5bfe\u51e6\u65b9\u6cd5" },
      { "What", "problems", "confirmed" },
      50 },
    { FIXTURE_CLEAN,
      ML_EN,
      { "CLEAN01: no known problem found\n" },
      { "Causes", "What" },
      4 },
    { FIXTURE_INCOMPLETE,
      ML_EN,
      { "not all could be read", "read in part" },
      { NULL },
      14 },
    { FIXTURE_NO_LOGS, ML_EN, { "EMPTY: no log" }, { NULL }, 4 },
    { FIXTURE_EMPTY, ML_EN, { "Nothing was analysed." }, { NULL }, 2 },
    { FIXTURE_INTERRUPTED,
      ML_EN,
      { "Interrupted: this is what was found" },
      { NULL },
      50 },
    { FIXTURE_MANY, ML_EN, { "and 997 more (see the report)" }, { NULL }, 53 },
    { FIXTURE_SERVERS,
      ML_EN,
      { "SERVER-00: problems found",
        "20 servers: 7 with problems, 7 clean, 6 incomplete", "and 7 more" },
      { NULL },
      40 },
};

START_TEST(summary_says)
{
    char *text = summary(says[_i].which, says[_i].lang, 80, false);

    for (size_t k = 0; k < ML_COUNT(says[_i].holds) && says[_i].holds[k]; k++)
        ck_assert_msg(strstr(text, says[_i].holds[k]), "no \"%s\" in:\n%s",
                      says[_i].holds[k], text);
    for (size_t k = 0; k < ML_COUNT(says[_i].lacks) && says[_i].lacks[k]; k++)
        ck_assert_msg(!strstr(text, says[_i].lacks[k]), "\"%s\" in:\n%s",
                      says[_i].lacks[k], text);
    ck_assert_msg(lines_of(text) <= says[_i].lines_max, "%u lines:\n%s", lines_of(text),
                  text);
    free(text);
}
END_TEST

static unsigned placeholders(ml_str text)
{
    unsigned set = 0;
    for (size_t i = 0; i + 2 < text.n; i++)
        if (text.p[i] == '{' && text.p[i + 2] == '}')
            set |= 1u << (text.p[i + 1] - '0');
    return set;
}

START_TEST(every_label_is_in_both_languages)
{
    ml_str en = ml_text_get((enum ml_text_id)_i, ML_EN);
    ml_str ja = ml_text_get((enum ml_text_id)_i, ML_JA);

    ck_assert_uint_gt(en.n, 0);
    ck_assert_uint_gt(ja.n, 0);
    ck_assert_uint_eq(placeholders(en), placeholders(ja));
    if (_i != ML_T_COLON)
        ck_assert_msg(ml_width(ja) != ja.n, "not Japanese: %.*s", ML_STR_ARG(ja));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/text");
    TCase *tc = tcase_create("text");

    tcase_add_loop_test(tc, lines_keep_to_the_columns, 0, 2 * FIXTURE_N);
    tcase_add_loop_test(tc, nothing_of_the_input_reaches_the_terminal_raw, 0, 2);
    tcase_add_test(tc, colour_changes_no_text);
    tcase_add_loop_test(tc, same_result_gives_the_same_bytes, 0, FIXTURE_N);
    tcase_add_loop_test(tc, summary_says, 0, ML_COUNT(says));
    tcase_add_loop_test(tc, every_label_is_in_both_languages, 0, ML_NTEXTS);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
