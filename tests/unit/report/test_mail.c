/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../support/result_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/note.h"
#include "report/request.h"
#include "report/utf8.h"
#include "report/width.h"
#include "base/ban.h"

typedef void writer(const struct ml_result *result, struct ml_buf *out);

/* What a writer makes of a fixture, NUL-terminated; release with free(). */
static char *written(writer *write, enum fixture which, enum ml_lang lang)
{
    struct ml_result *result = fixture_new(which, lang);
    struct ml_buf out = { 0 };

    write(result, &out);
    ml_buf_char(&out, '\0');
    ck_assert_uint_eq(strlen(out.p) + 1, out.n);
    fixture_free(result);
    return out.p;
}

static unsigned times(const char *text, const char *what)
{
    unsigned n = 0;
    for (; (text = strstr(text, what)) != NULL; text++)
        n++;
    return n;
}

static const struct {
    writer *write;
    enum fixture which;
    enum ml_lang lang;
    const char *holds[6], *lacks[6];
    const char *shows;
} cases[] = {
    { ml_report_request,
      FIXTURE_PROBLEMS,
      ML_EN,
      { "Hello,", "Server FS01\n1. ", "netsh winhttp show proxy",
        "2. Listing of the Temp", "send it once more" },
      { "407", "errlog", "encrypted", "3. ", "nothing more" },
      "each artefact once, and nothing of the logs" },
    { ml_report_request,
      FIXTURE_CLEAN,
      ML_EN,
      { "we need nothing more" },
      { "1. ", "Server", "zip file" },
      "nothing is missing" },
    { ml_report_request,
      FIXTURE_INCOMPLETE,
      ML_EN,
      { "Not all of it could be read" },
      { "we need nothing more", "1. " },
      "what could not be read is not called enough" },
    { ml_report_request,
      FIXTURE_NO_LOGS,
      ML_EN,
      { "Not all of it could be read" },
      { "we need nothing more" },
      "no log is not called enough" },
    { ml_report_request,
      FIXTURE_EMPTY,
      ML_EN,
      { "Not all of it could be read" },
      { "we need nothing more" },
      "no server at all" },
    { ml_report_request,
      FIXTURE_FLEET,
      ML_EN,
      { "Server CLEAN01: nothing more at present.", "Server HALF: not all",
        "Server FS01\n" },
      { NULL },
      "each server by its name" },
    { ml_report_request,
      FIXTURE_PROBLEMS,
      ML_JA,
      { "\u304a\u4e16\u8a71\u306b\u306a\u3063\u3066", "FS01", "1. ",
        "netsh winhttp show proxy" },
      { "Hello", "Thank", "Kind" },
      "in Japanese" },
    { ml_report_note,
      FIXTURE_PROBLEMS,
      ML_EN,
      { "# FS01: problems found\n", "- **mars-34513** (34513, 0x086D1) error: ",
        "  - 12 times, 2026-11-20 01:02:03 to ",
        "`FS01.zip!Temp/CBEngineCurr.errlog:482`", "**confirmed**: A configured proxy",
        "\\*.backup.windowsazure.com" },
      { "<", "\n\n\n" },
      "findings, causes, actions" },
    { ml_report_note,
      FIXTURE_PROBLEMS,
      ML_EN,
      { "## What could not be read", "read in part: `the archive is cut short`",
        "## What to ask for\n\n- Proxy configuration\n", "present, but unreadable",
        "marslog ", "sha256:0123456789ab" },
      { "3456789abcdef0123" },
      "what is missing, what was not read, the catalogue" },
    { ml_report_note,
      FIXTURE_MANY,
      ML_EN,
      { "and 994 more" },
      { NULL },
      "long lists are cut" },
    { ml_report_note,
      FIXTURE_CLEAN,
      ML_EN,
      { "no known problem found" },
      { "## Causes" },
      "nothing found" },
    { ml_report_note, FIXTURE_NO_LOGS, ML_EN, { "no log" }, { "## " }, "no log" },
    { ml_report_note,
      FIXTURE_EMPTY,
      ML_EN,
      { "Nothing was analysed" },
      { "#" },
      "empty" },
    { ml_report_note,
      FIXTURE_INTERRUPTED,
      ML_EN,
      { "Interrupted" },
      { NULL },
      "interrupted" },
    { ml_report_note,
      FIXTURE_PROBLEMS,
      ML_JA,
      { "# FS01: \u554f\u984c\u304c", "**\u78ba\u5b9a**" },
      { "What to do", "confirmed" },
      "in Japanese" },
};

START_TEST(says_what_it_should)
{
    char *text = written(cases[_i].write, cases[_i].which, cases[_i].lang);

    for (size_t i = 0; i < 6 && cases[_i].holds[i]; i++)
        ck_assert_msg(strstr(text, cases[_i].holds[i]), "%s: no \"%s\" in:\n%s",
                      cases[_i].shows, cases[_i].holds[i], text);
    for (size_t i = 0; i < 6 && cases[_i].lacks[i]; i++)
        ck_assert_msg(!strstr(text, cases[_i].lacks[i]), "%s: \"%s\" in:\n%s",
                      cases[_i].shows, cases[_i].lacks[i], text);
    free(text);
}
END_TEST

START_TEST(request_asks_for_each_artefact_once)
{
    char *text = written(ml_report_request, FIXTURE_PROBLEMS, ML_EN);

    ck_assert_uint_eq(times(text, "Proxy configuration"), 1);
    ck_assert_uint_eq(times(text, "Listing of the Temp folder"), 1);
    free(text);
}
END_TEST

/* A word of a command that is longer than a line stays whole. */
START_TEST(request_keeps_to_its_columns)
{
    enum fixture which = (enum fixture)(_i % FIXTURE_N);
    char *text = written(ml_report_request, which, _i < FIXTURE_N ? ML_EN : ML_JA);
    ml_str rest = ml_str_of(text), line;

    while (ml_str_line(&rest, &line))
        ck_assert_msg(ml_width(line) <= ML_REQUEST_COLUMNS ||
                          !ml_str_has(ml_str_trim(line), ML_STR(" ")),
                      "\"%.*s\"", ML_STR_ARG(line));
    ck_assert_ptr_null(strstr(text, "\n\n\n"));
    free(text);
}
END_TEST

START_TEST(hostile_text_is_harmless)
{
    writer *const writers[] = { ml_report_request, ml_report_note };
    char *text = written(writers[_i], FIXTURE_HOSTILE, ML_EN);
    ml_str rest = ml_str_of(text);

    while (rest.n) {
        uint32_t cp = ml_utf8_take(&rest);
        ck_assert(cp == '\n' || !ml_utf8_is_control(cp));
        ck_assert(!ml_utf8_is_deceptive(cp));
    }
    free(text);
}
END_TEST

/* Outside of code, no angle bracket and no bracket stands without a backslash. */
static void check_line(ml_str line)
{
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '\\') {
            i++;
            continue;
        }
        if (line.p[i] == '`') {
            size_t fence = 0, run = 0;
            while (i + fence < line.n && line.p[i + fence] == '`')
                fence++;
            i += fence;
            for (; i < line.n && run < fence; i++)
                run = line.p[i] == '`' ? run + 1 : 0;
            ck_assert_msg(run == fence, "code does not end: %.*s", ML_STR_ARG(line));
            ck_assert(i == line.n || line.p[i] != '`');
            i--;
            continue;
        }
        ck_assert_msg(!strchr("<>[]|", line.p[i]), "%c in %.*s", line.p[i],
                      ML_STR_ARG(line));
    }
}

START_TEST(note_has_no_markup_of_the_input)
{
    char *text = written(ml_report_note, (enum fixture)_i, ML_EN);
    ml_str rest = ml_str_of(text), line;

    while (ml_str_line(&rest, &line))
        check_line(line);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/mail");
    TCase *tc = tcase_create("mail");

    tcase_add_loop_test(tc, says_what_it_should, 0, ML_COUNT(cases));
    tcase_add_test(tc, request_asks_for_each_artefact_once);
    tcase_add_loop_test(tc, request_keeps_to_its_columns, 0, 2 * FIXTURE_N);
    tcase_add_loop_test(tc, hostile_text_is_harmless, 0, 2);
    tcase_add_loop_test(tc, note_has_no_markup_of_the_input, 0, FIXTURE_N);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
