/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "input/name.h"
#include "support/make_text.h"

static const struct {
    const char *shows;
    ml_str raw, name;
} decode_cases[] = {
    { "ASCII", ML_STR("Temp/CBEngineCurr.errlog"), ML_STR("Temp/CBEngineCurr.errlog") },
    { "backslashes of old Compress-Archive", ML_STR("Temp\\a.log"), ML_STR("Temp/a.log") },
    { "UTF-8", ML_STR("\xe8\xa1\xa8.txt"), ML_STR("\xe8\xa1\xa8.txt") },
    { "CP932", ML_STR("\x83\x8d\x83\x4f.txt"), ML_STR("\xe3\x83\xad\xe3\x82\xb0.txt") },
    { "CP932 with a second byte 5C", ML_STR("a\\\x95\x5c\\b.txt"),
      ML_STR("a/\xe8\xa1\xa8/b.txt") },
    { "CP437 where CP932 has no such pair", ML_STR("caf\x82"), ML_STR("caf\xc3\xa9") },
    { "nothing", ML_STR(""), ML_STR("") },
    { "control characters stay for the address", ML_STR("a\nb"), ML_STR("a\nb") },
};

START_TEST(names_come_from_their_code_page)
{
    struct ml_buf out = { 0 };

    ml_buf_text(&out, "\\");
    ml_name_decode(&out, decode_cases[_i].raw);
    ck_assert_msg(out.p[0] == '\\', "what was there before is not touched");
    ck_assert_msg(ml_str_eq(ml_str_from(ml_buf_view(&out), 1), decode_cases[_i].name), "%s",
                  decode_cases[_i].shows);
    ml_buf_reset(&out);
}
END_TEST

static const struct {
    const char *shows;
    ml_str name;
    bool keep_tail;
    ml_str encoded;
} encode_cases[] = {
    { "plain", ML_STR("a b/c.log"), false, ML_STR("a b/c.log") },
    { "mark of an archive", ML_STR("a!b"), false, ML_STR("a%21b") },
    { "mark of a record", ML_STR("a#1"), false, ML_STR("a%231") },
    { "mark of encoding", ML_STR("100%.log"), false, ML_STR("100%25.log") },
    { "what looks encoded", ML_STR("a%21"), false, ML_STR("a%2521") },
    { "line ends and escape", ML_STR("a\n\r\x1b[1m\x7f"), false,
      ML_STR("a%0A%0D%1B[1m%7F") },
    { "no character", ML_STR("a\xef\xbf\xbe" "b"), false, ML_STR("a%EF%BF%BEb") },
    { "C1 control", ML_STR("a\xc2\x9b" "b"), false, ML_STR("a%C2%9Bb") },
    { "no-break space is none", ML_STR("a\xc2\xa0" "b"), false, ML_STR("a\xc2\xa0" "b") },
    { "bytes that are no UTF-8", ML_STR("a\xff\xe3\x82"), false, ML_STR("a%FF%E3%82") },
    { "UTF-8", ML_STR("\xe8\xa1\xa8"), false, ML_STR("\xe8\xa1\xa8") },
    { "digits behind a colon at the end", ML_STR("a:12"), false, ML_STR("a%3A12") },
    { "digits behind a colon inside", ML_STR("a:12.log"), false, ML_STR("a:12.log") },
    { "a colon at the end", ML_STR("a:"), false, ML_STR("a:") },
    { "the last of two", ML_STR("a:1:2"), false, ML_STR("a:1%3A2") },
    { "a name that looks like a second one", ML_STR("a~2"), false, ML_STR("a%7E2") },
    { "short names of Windows", ML_STR("PROGRA~1"), false, ML_STR("PROGRA%7E1") },
    { "the same inside", ML_STR("PROGRA~1/a"), false, ML_STR("PROGRA~1/a") },
    { "the same on disk", ML_STR("PROGRA~1"), true, ML_STR("PROGRA~1") },
    { "a colon on disk", ML_STR("a:12"), true, ML_STR("a%3A12") },
    { "a NUL", ML_STR("a\0b"), false, ML_STR("a%00b") },
    { "digits alone", ML_STR("12"), false, ML_STR("12") },
    { "a colon and digits alone", ML_STR(":12"), false, ML_STR("%3A12") },
    { "nothing", ML_STR(""), false, ML_STR("") },
};

START_TEST(a_name_in_an_address_has_one_reading)
{
    struct ml_buf out = { 0 }, back = { 0 };

    ml_name_encode(&out, encode_cases[_i].name, encode_cases[_i].keep_tail);
    ck_assert_msg(ml_str_eq(ml_buf_view(&out), encode_cases[_i].encoded), "%s: %.*s",
                  encode_cases[_i].shows, (int)out.n, out.p ? out.p : "");
    ml_name_unencode(&back, ml_buf_view(&out));
    ck_assert_msg(ml_str_eq(ml_buf_view(&back), encode_cases[_i].name), "%s",
                  encode_cases[_i].shows);
    ml_buf_reset(&out);
    ml_buf_reset(&back);
}
END_TEST

START_TEST(any_name_comes_back_from_its_address)
{
    static const char bits[] = "!#%:~129aA/\\ \n\x1b\x7f\xc2\x9b\xe3\x82\xa8\xff";
    uint64_t seed = 7;

    for (int round = 0; round < 20000; round++) {
        struct ml_buf name = { 0 }, address = { 0 }, back = { 0 };
        struct ml_address a;
        unsigned n = 1 + make_number(&seed, 8);
        for (unsigned i = 0; i < n; i++)
            ml_buf_char(&name, bits[make_number(&seed, sizeof(bits) - 1)]);
        ml_buf_text(&address, "b.zip!");
        ml_name_encode(&address, ml_buf_view(&name), false);
        size_t file = address.n;
        ml_buf_text(&address, ":77");
        ck_assert(ml_address_parse(ml_buf_view(&address), &a));
        ck_assert_uint_eq(a.line, 77);
        ck_assert_uint_eq(a.file.n, file);
        ck_assert(ml_str_eq(a.path, ML_STR("b.zip")));
        ml_name_unencode(&back, ml_str_from(a.file, 6));
        ck_assert(ml_str_eq(ml_buf_view(&back), ml_buf_view(&name)));
        /* Without a line it has none. */
        ck_assert(ml_address_parse(ml_str_sub(ml_buf_view(&address), 0, file), &a));
        ck_assert_uint_eq(a.line, 0);
        ck_assert_uint_eq(a.record.n, 0);
        ml_buf_reset(&name);
        ml_buf_reset(&address);
        ml_buf_reset(&back);
    }
}
END_TEST

START_TEST(percent_signs_that_encode_nothing_stay)
{
    struct ml_buf out = { 0 };

    ml_name_unencode(&out, ML_STR("%,%2,%zz,%41,%"));
    ck_assert(ml_str_eq(ml_buf_view(&out), ML_STR("%,%2,%zz,A,%")));
    ml_buf_reset(&out);
}
END_TEST

static const struct {
    const char *shows;
    ml_str address;
    bool ok;
    ml_str file, path;
    uint64_t line;
    ml_str record;
} address_cases[] = {
    { "a line", ML_STR("b.zip!d.cab!L/C.errlog:48213"), true, ML_STR("b.zip!d.cab!L/C.errlog"),
      ML_STR("b.zip"), 48213, ML_STR("") },
    { "a record", ML_STR("b.zip!C.evtx#1042"), true, ML_STR("b.zip!C.evtx"), ML_STR("b.zip"),
      0, ML_STR("1042") },
    { "a second record", ML_STR("C.evtx#1042~2"), true, ML_STR("C.evtx"), ML_STR("C.evtx"), 0,
      ML_STR("1042~2") },
    { "a registry value", ML_STR("b!S.HIV#ControlSet001\\Control\\Value"), true,
      ML_STR("b!S.HIV"), ML_STR("b"), 0, ML_STR("ControlSet001\\Control\\Value") },
    { "neither", ML_STR("/a/b.log"), true, ML_STR("/a/b.log"), ML_STR("/a/b.log"), 0,
      ML_STR("") },
    { "line 0", ML_STR("a.log:0"), false, ML_STR(""), ML_STR(""), 0, ML_STR("") },
    { "a line beyond any", ML_STR("a.log:99999999999999999999"), false, ML_STR(""),
      ML_STR(""), 0, ML_STR("") },
    { "nothing", ML_STR(""), false, ML_STR(""), ML_STR(""), 0, ML_STR("") },
    { "no file", ML_STR(":12"), false, ML_STR(""), ML_STR(""), 0, ML_STR("") },
    { "no path", ML_STR("!a:12"), false, ML_STR(""), ML_STR(""), 0, ML_STR("") },
};

START_TEST(addresses_are_taken_apart)
{
    struct ml_address a;
    bool ok = ml_address_parse(address_cases[_i].address, &a);

    ck_assert_msg(ok == address_cases[_i].ok, "%s", address_cases[_i].shows);
    if (!ok)
        return;
    ck_assert_msg(ml_str_eq(a.file, address_cases[_i].file), "%s", address_cases[_i].shows);
    ck_assert_msg(ml_str_eq(a.path, address_cases[_i].path), "%s", address_cases[_i].shows);
    ck_assert_uint_eq(a.line, address_cases[_i].line);
    ck_assert(ml_str_eq(a.record, address_cases[_i].record));
}
END_TEST

START_TEST(names_are_counted_among_many)
{
    struct ml_names names = { 0 };
    char name[32];

    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < 5000; i++) {
            int n = snprintf(name, sizeof(name), "member-%u", i);
            ck_assert_uint_eq(ml_names_count(&names, (ml_str){ name, (size_t)n }), round);
        }
    ck_assert_uint_eq(ml_names_count(&names, ML_STR("")), 0);
    ck_assert_uint_eq(ml_names_count(&names, ML_STR("")), 1);
    ml_names_reset(&names);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("name");
    TCase *tc = tcase_create("name");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, names_come_from_their_code_page, 0, (int)ML_COUNT(decode_cases));
    tcase_add_loop_test(tc, a_name_in_an_address_has_one_reading, 0,
                        (int)ML_COUNT(encode_cases));
    tcase_add_test(tc, any_name_comes_back_from_its_address);
    tcase_add_test(tc, percent_signs_that_encode_nothing_stay);
    tcase_add_loop_test(tc, addresses_are_taken_apart, 0, (int)ML_COUNT(address_cases));
    tcase_add_test(tc, names_are_counted_among_many);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
