/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/row.h"
#include "facts/stamp.h"
#include "facts/text.h"

#include "base/ban.h"

/* Forms of values: what is read, and above all what is not. */

static const struct {
    const char *shows;
    const char *in, *expect; /* ISO; NULL: no stamp */
} stamp_cases[] = {
    { "month first beside AM and PM", "11/20/2026 10:00:00 AM",
      "2026-11-20T10:00:00.000" },
    { "noon and midnight", "4/2/2026  12:05 AM", "2026-04-02T00:05:00.000" },
    { "afternoon", "4/2/2026 2:19:05 PM.", "2026-04-02T14:19:05.000" },
    { "the year first", "2026/04/22  14:19    <DIR>", "2026-04-22T14:19:00.000" },
    { "dashes, the year first", "2026-04-22 14:19", "2026-04-22T14:19:00.000" },
    { "points, the day first", "02.04.2026 14:19", "2026-04-02T14:19:00.000" },
    { "the day is told by its size", "22/04/2026 14:19", "2026-04-22T14:19:00.000" },
    { "the month is told by the day's size", "04/22/2026 14:19",
      "2026-04-22T14:19:00.000" },
    { "day and month the same", "04/04/2026 14:19", "2026-04-04T14:19:00.000" },
    { "could be read both ways", "01/02/2026 14:19", NULL },
    { "a date alone", "2026/04/22", "2026-04-22T00:00:00.000" },
    { "Japanese signs",
      "2026\xe5\xb9\xb4"
      "4\xe6\x9c\x88"
      "22\xe6\x97\xa5 14:19:05",
      "2026-04-22T14:19:05.000" },
    { "Japanese afternoon before the time", "2026/04/22 \xe5\x8d\x88\xe5\xbe\x8c 02:19",
      "2026-04-22T14:19:00.000" },
    { "ISO with a zone", "2026-04-22T14:19:05+09:00", "2026-04-22T05:19:05.000Z" },
    { "ISO without", "2026-04-22T14:19:05.25", "2026-04-22T14:19:05.250" },
    { "no such day", "2026/02/30 14:19", NULL },
    { "no such hour", "13/13/2026 14:19", NULL },
    { "thirteen in the afternoon", "4/22/2026 13:19 PM", "2026-04-22T00:00:00.000" },
    { "two-digit years", "04/22/26 14:19", NULL },
    { "marks that differ", "2026/04-22 14:19", NULL },
    { "digits in excess", "20261/04/22", NULL },
    { "cut", "2026/04/", NULL },
    { "a version", "10.0.17763", NULL },
    { "a number", "20261120", NULL },
    { "nothing", "", NULL },
};

START_TEST(stamps_are_told_by_shape)
{
    struct ml_arena arena;
    struct ml_time time;
    size_t n = 0;
    bool ok = ml_stamp_take(ml_str_of(stamp_cases[_i].in), &time, &n);

    ml_arena_init(&arena);
    ck_assert_msg(ok == (stamp_cases[_i].expect != NULL), "%s", stamp_cases[_i].shows);
    if (ok) {
        ml_str iso = ml_time_iso(&arena, time);
        ck_assert_msg(ml_str_eq(iso, ml_str_of(stamp_cases[_i].expect)), "%s: %.*s",
                      stamp_cases[_i].shows, ML_STR_ARG(iso));
    }
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *shows;
    const char *in, *expect;
} proxy_cases[] = {
    { "host and port", "proxy.contoso.local:8080", "proxy.contoso.local:8080" },
    { "a scheme", "http://proxy:3128/", "proxy:3128" },
    { "the https part of a list", "http=a:80;https=b:443", "b:443" },
    { "a list in the other order", "https=b:443 http=a:80", "b:443" },
    { "the http part alone", "http=a:80;ftp=c:21", "a:80" },
    { "one that is for all", "ftp=c:21;d:8080", "d:8080" },
    { "neither of them", "ftp=c:21;socks=d:1080", NULL },
    { "no port", "proxy", NULL },
    { "no number", "proxy:http", NULL },
    { "port 0", "proxy:0", NULL },
    { "port too large", "proxy:65536", NULL },
    { "a sentence", "(none)", NULL },
    { "a time", "10:00:00", NULL },
    { "no host", ":8080", NULL },
    { "nothing", "", NULL },
};

START_TEST(proxies_are_host_and_port)
{
    ml_str got;
    bool ok = ml_form_proxy(ml_str_of(proxy_cases[_i].in), &got);

    ck_assert_msg(ok == (proxy_cases[_i].expect != NULL), "%s", proxy_cases[_i].shows);
    if (ok)
        ck_assert_msg(ml_str_eq(got, ml_str_of(proxy_cases[_i].expect)), "%s",
                      proxy_cases[_i].shows);
}
END_TEST

static const struct {
    const char *shows;
    const char *in;
    bool ok;
    uint64_t value;
} bytes_cases[] = {
    { "exact bytes in brackets", "40.12 GB (43,081,234,432 bytes)", true, 43081234432 },
    { "exact bytes with points", "40,12 GB (43.081.234.432 Bytes)", true, 43081234432 },
    { "percent in brackets", "1.5 GB (1%)", true, 1610612736 },
    { "megabytes", "300 MB", true, 314572800 },
    { "bare bytes", "512", true, 512 },
    { "grouped bare bytes", "1,024 B", true, 1024 },
    { "an unknown unit", "12 apples", false, 0 },
    { "negative", "-1 GB", false, 0 },
    { "too large to be true", "99999999 TB", false, 0 },
    { "groups of two", "1,23,456", false, 0 },
    { "words", "UNBOUNDED", false, 0 },
    { "nothing", "", false, 0 },
    { "an open bracket", "(", false, 0 },
};

START_TEST(bytes_have_units)
{
    uint64_t got = 99;
    bool ok = ml_form_bytes(ml_str_of(bytes_cases[_i].in), &got);

    ck_assert_msg(ok == bytes_cases[_i].ok, "%s", bytes_cases[_i].shows);
    if (ok)
        ck_assert_msg(got == bytes_cases[_i].value, "%s: %llu", bytes_cases[_i].shows,
                      (unsigned long long)got);
}
END_TEST

static const struct {
    const char *shows;
    const char *in;
    bool version, host, path, guid;
} form_cases[] = {
    { "an agent's version", "2.0.9249.0", true, true, false, false },
    { "one number is no version", "9249", false, true, false, false },
    { "five numbers are none", "1.2.3.4.5", false, true, false, false },
    { "an empty part", "2..1", false, true, false, false },
    { "a path", "C:\\Scratch", false, false, true, false },
    { "a network path", "\\\\srv\\share", false, false, true, false },
    { "a drive alone", "C:", false, false, false, false },
    { "a relative path", "Scratch\\x", false, false, false, false },
    { "a GUID", "0a1b2c3d-1234-4321-abcd-0123456789ab", false, true, false, true },
    { "in braces", "{0a1b2c3d-1234-4321-abcd-0123456789ab}", false, false, false,
      true },
    { "half in braces", "{0a1b2c3d-1234-4321-abcd-0123456789ab", false, false, false,
      false },
    { "an error text", "Get-ChildItem : not found", false, false, false, false },
    { "nothing", "", false, false, false, false },
};

START_TEST(forms_are_whole_strings)
{
    ml_str in = ml_str_of(form_cases[_i].in), guid;

    ck_assert_msg(ml_form_version(in) == form_cases[_i].version, "%s",
                  form_cases[_i].shows);
    ck_assert_msg(ml_form_host(in) == form_cases[_i].host, "%s", form_cases[_i].shows);
    ck_assert_msg(ml_form_path(in) == form_cases[_i].path, "%s", form_cases[_i].shows);
    ck_assert_msg(ml_form_guid(in, &guid) == form_cases[_i].guid, "%s",
                  form_cases[_i].shows);
}
END_TEST

static const struct {
    const char *shows;
    const char *in;
    const char *label, *value; /* NULL: none */
} label_cases[] = {
    { "padded with dots", "Hostname.......: FS01", "Hostname", "FS01" },
    { "padded with blanks", "State    : Ready ", "State", "Ready" },
    { "a wide colon",
      "a\xef\xbc\x9a\xe3\x80\x80"
      "b",
      "a", "b" },
    { "cut at the first colon", "a: b: c", "a", "b: c" },
    { "an empty value", "a:", "a", "" },
    { "no label", ": a", NULL, NULL },
    { "no colon", "a", NULL, NULL },
};

START_TEST(labels_end_at_the_first_colon)
{
    ml_str label, value;
    bool ok = ml_text_label(ml_str_of(label_cases[_i].in), &label, &value);

    ck_assert_msg(ok == (label_cases[_i].label != NULL), "%s", label_cases[_i].shows);
    if (!ok)
        return;
    ck_assert_msg(ml_str_eq(label, ml_str_of(label_cases[_i].label)), "%s",
                  label_cases[_i].shows);
    ck_assert_msg(ml_str_eq(value, ml_str_of(label_cases[_i].value)), "%s",
                  label_cases[_i].shows);
}
END_TEST

static const struct {
    const char *shows;
    const char *in, *name; /* NULL: no row */
    enum ml_row_style style;
    bool folder;
} row_cases[] = {
    { "dir, a file", "2026/04/22  14:19             1,234 a b.tmp", "a b.tmp",
      ML_ROW_DIR, false },
    { "dir, a folder", "04/22/2026  02:19 PM    <DIR>          VHDs", "VHDs",
      ML_ROW_DIR, true },
    { "dir, a junction", "2026/04/22  14:19    <JUNCTION>     x [C:\\y]", "x [C:\\y]",
      ML_ROW_DIR, true },
    { "dir, French blanks in the size",
      "22/04/2026  14:19         1\xe2\x80\xaf"
      "234 a",
      "a", ML_ROW_DIR, false },
    { "dir, the line of totals", "               1 File(s)          1,234 bytes", NULL,
      ML_ROW_DIR, false },
    { "dir, cut before the name", "2026/04/22  14:19             1,234", NULL,
      ML_ROW_DIR, false },
    { "a table, a file", "-a----        4/22/2026   2:19 PM           1234 a b.log",
      "a b.log", ML_ROW_TABLE, false },
    { "a table, a folder", "d-----        2026/04/22     14:19                Scratch",
      "Scratch", ML_ROW_TABLE, true },
    { "a table, the heading", "Mode                LastWriteTime         Length Name",
      NULL, ML_ROW_TABLE, false },
    { "a table, its rule", "----                -------------         ------ ----",
      NULL, ML_ROW_TABLE, false },
};

START_TEST(rows_are_told_by_shape)
{
    struct ml_row row;
    bool ok = ml_row_read(ml_str_of(row_cases[_i].in), row_cases[_i].style, &row);

    ck_assert_msg(ok == (row_cases[_i].name != NULL), "%s", row_cases[_i].shows);
    if (!ok)
        return;
    ck_assert_msg(ml_str_eq(row.name, ml_str_of(row_cases[_i].name)), "%s",
                  row_cases[_i].shows);
    ck_assert_msg(row.folder == row_cases[_i].folder, "%s", row_cases[_i].shows);
}
END_TEST

START_TEST(long_lines_are_cut_between_characters)
{
    struct ml_buf text = { 0 };

    /* the limit falls into the middle of U+3042 */
    for (int i = 0; i < ML_FACT_LINE_BYTES; i++)
        ml_buf_text(&text, "\xe3\x81\x82");
    ml_buf_text(&text, "\nnext\n");
    struct ml_lines lines = ml_lines_of(ml_buf_view(&text));
    ck_assert(ml_lines_next(&lines));
    ck_assert_uint_le(lines.line.n, ML_FACT_LINE_BYTES);
    ck_assert_uint_eq(lines.line.n % 3, 0);
    ck_assert(ml_lines_next(&lines));
    ck_assert(ml_str_eq(lines.line, ML_STR("next")));
    ck_assert_uint_eq(lines.number, 2);
    ck_assert(!ml_lines_next(&lines));
    ml_buf_reset(&text);
}
END_TEST

START_TEST(cells_of_csv_hold_commas_in_quotes)
{
    static const char *const expect[] = { "a", "b,c", "", "d \"\"e\"\"", "" };
    ml_str rest = ML_STR("a,\"b,c\",,\"d \"\"e\"\"\","), cell;

    for (size_t i = 0; i < ML_COUNT(expect); i++) {
        ck_assert(ml_text_csv_cell(&rest, &cell));
        ck_assert(ml_str_eq(cell, ml_str_of(expect[i])));
    }
    ck_assert(!ml_text_csv_cell(&rest, &cell) || cell.n == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forms");
    TCase *tcase = tcase_create("forms");

    tcase_add_loop_test(tcase, stamps_are_told_by_shape, 0, ML_COUNT(stamp_cases));
    tcase_add_loop_test(tcase, proxies_are_host_and_port, 0, ML_COUNT(proxy_cases));
    tcase_add_loop_test(tcase, bytes_have_units, 0, ML_COUNT(bytes_cases));
    tcase_add_loop_test(tcase, forms_are_whole_strings, 0, ML_COUNT(form_cases));
    tcase_add_loop_test(tcase, labels_end_at_the_first_colon, 0, ML_COUNT(label_cases));
    tcase_add_loop_test(tcase, rows_are_told_by_shape, 0, ML_COUNT(row_cases));
    tcase_add_test(tcase, long_lines_are_cut_between_characters);
    tcase_add_test(tcase, cells_of_csv_hold_commas_in_quotes);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
