/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/eventtext.h"

#define TEXT(name, text, ...)                                                          \
    {                                                                                  \
        ML_STR(name),                                                                  \
            { ML_EVTX_UTF8, (const unsigned char *)(text), sizeof(text) - 1 },         \
            __VA_ARGS__                                                                \
    }
#define NONE(name)                                                                     \
    {                                                                                  \
        ML_STR(name), { 0 }, false                                                     \
    }

static const struct {
    const char *shows;
    struct ml_evtx_data data[5];
    size_t ndata;
    const char *sentence, *text;
} texts[] = {
    { "no data, no sentence", { TEXT("", "", 0) }, 0, "", "" },
    { "no data, a sentence", { TEXT("", "", 0) }, 0, "It stopped.", "It stopped." },
    { "named and nameless values, one after the other",
      { TEXT("param1", "VSS", 0), TEXT("", "stopped", 0) },
      2,
      "",
      "param1: VSS; stopped" },
    { "values go into their places",
      { TEXT("a", "VSS", 0), TEXT("b", "stopped", 0) },
      2,
      "The %1 service: %2.",
      "The VSS service: stopped." },
    { "in any order, and more than once",
      { TEXT("a", "x", 0), TEXT("b", "y", 0) },
      2,
      "%2 %1 %2",
      "y x y" },
    { "what no place names is behind the sentence",
      { TEXT("a", "x", 0), TEXT("b", "y", 0), TEXT("", "z", 0) },
      3,
      "It is %2",
      "It is y; a: x; z" },
    { "a place without a value is empty",
      { TEXT("a", "x", 0) },
      1,
      "%1 and %2.",
      "x and ." },
    { "two digits", { TEXT("a", "x", 0) }, 1, "%1%10%11", "x" },
    { "a format", { TEXT("a", "5", 0) }, 1, "%1!d! times", "5 times" },
    { "a format without end", { TEXT("a", "5", 0) }, 1, "%1! times", "5! times" },
    { "a percent sign", { TEXT("a", "5", 0) }, 1, "%1%% full", "5% full" },
    { "a place in a value is no place",
      { TEXT("a", "%2", 0), TEXT("b", "y", 0) },
      2,
      "%1 %2",
      "%2 y" },
    { "a message of that machine is told by its number",
      { TEXT("a", "%%1053", 0) },
      1,
      "error %1",
      "error 1053" },
    { "what is aside is not counted",
      { TEXT("E@a", "x", true), TEXT("a", "1", 0), TEXT("Binary", "00", true),
        TEXT("b", "2", 0) },
      4,
      "%1 %2",
      "1 2" },
    { "it is shown where there is nothing else",
      { TEXT("Binary", "00FF", true) },
      1,
      "",
      "Binary: 00FF" },
    { "a value that is none keeps its place",
      { NONE("a"), TEXT("b", "y", 0) },
      2,
      "%1|%2",
      "|y" },
    { "and is not shown", { NONE("a"), TEXT("b", "y", 0) }, 2, "", "b: y" },
    { "an empty value is not shown",
      { TEXT("a", "x", 0), TEXT("b", "", 0), TEXT("c", "z", 0) },
      3,
      "",
      "a: x; c: z" },
    { "line ends and TABs are blanks",
      { TEXT("", "\r\none\r\n\ttwo\r\n", 0) },
      1,
      "<%1>",
      "<one two>" },
    { "and other controls", { TEXT("", "a\x1b[2Jb\x7f", 0) }, 1, "", "a [2Jb" },
    { "in a name too", { TEXT("a\nb", "x", 0) }, 1, "", "a b: x" },
    { "controls in a long value",
      { TEXT("", "0123456789012345678901234567890123456789\n\n\nx", 0) },
      1,
      "",
      "0123456789012345678901234567890123456789 x" },
    { "a percent sign at the end", { TEXT("a", "x", 0) }, 1, "%1 %", "x " },
};

START_TEST(the_text_of_an_event)
{
    struct ml_evtx_event e = { .data = texts[_i].data, .ndata = texts[_i].ndata };
    struct ml_buf out = { 0 };

    ml_buf_text(&out, "before ");
    ml_event_text(&e, ml_str_of(texts[_i].sentence), &out);
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p + 7, texts[_i].text);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(many_values_are_all_there)
{
    struct ml_evtx_data data[100];
    struct ml_buf out = { 0 };
    struct ml_evtx_event e = { .data = data, .ndata = ML_COUNT(data) };

    for (size_t i = 0; i < ML_COUNT(data); i++)
        data[i] = (struct ml_evtx_data)TEXT("", "v", 0);
    ml_event_text(&e, ML_STR("%1%99"), &out);
    /* "v" for each place, "; v" for each that no place names */
    ck_assert_uint_ge(out.n, 2 + 3 * 98);
    ck_assert_uint_le(out.n, 2 + 3 * 99);
    ml_buf_reset(&out);
}
END_TEST

/* A number keeps its name, which says what it is; a name of anything else is no help. */
START_TEST(names_of_numbers_are_searched_only)
{
    static const unsigned char four[4] = { 5, 0, 0, 0 };
    struct ml_evtx_data data[] = {
        TEXT("User", "FS01", 0),
        TEXT("Status", "0x80070005", 0),
        TEXT("Text", " -214", 0),
        { ML_STR("Port"), { ML_EVTX_UINT32, four, sizeof(four) }, false },
        TEXT("", "plain", 0),
    };
    struct ml_evtx_event e = { .data = data, .ndata = ML_COUNT(data) };
    struct ml_buf out = { 0 };

    ml_event_search_text(&e, ML_STR(""), &out);
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p, "FS01; Status: 0x80070005; Text:  -214; Port: 5; plain");
    ml_buf_reset(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eventtext");
    TCase *tc = tcase_create("eventtext");

    tcase_add_loop_test(tc, the_text_of_an_event, 0, (int)ML_COUNT(texts));
    tcase_add_test(tc, many_values_are_all_there);
    tcase_add_test(tc, names_of_numbers_are_searched_only);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
