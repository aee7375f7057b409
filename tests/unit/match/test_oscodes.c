/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "match/oscodes.h"
#include "support/make_case.h"

static struct ml_catalogue *catalogue;

static void setup(void)
{
    catalogue = make_catalogue();
}

static void teardown(void)
{
    catalogue = ml_catalogue_free(catalogue);
}

/* The ids found, with '#' where the record gives the number of the family. */
static const char *found_in(const char *message)
{
    static struct ml_buf out;
    struct ml_oscode_hit hits[8];
    size_t n = ml_oscodes_find(catalogue, ml_str_of(message), hits, ML_COUNT(hits));

    out.n = 0;
    for (size_t i = 0; i < n; i++)
        ml_buf_printf(&out, "%s%s%.*s", i ? " " : "", hits[i].is_hresult ? "" : "#",
                      ML_STR_ARG(hits[i].oscode->id));
    ml_buf_char(&out, 0);
    return out.p;
}

static const struct {
    const char *message, *ids;
} cases[] = {
    /* HRESULTs in every form */
    { "Failed: Hr: = [0x8000ffff] BackupRead failed", "com-8000ffff" },
    { "hr = 0x800423f2", "vss-800423f2" },
    { "HRESULT: 0x80070005", "win32-80070005" },
    { "failed with -2147024891", "win32-80070005" },
    { "HRESULT: 0x8007274C", "winsock-8007274c" },
    { "HRESULT: 0x80072EE7", "winhttp-80072ee7" },
    { "HRESULT: 0x80190197", "http-80190197" },
    { "hr = 0x80042306, then hr = 0x80070005", "vss-80042306 win32-80070005" },
    { "hr = 0x80070005 and again hr = 0x80070005", "win32-80070005" },
    { "hr = 0x8007fff0", "" },
    /* numbers of Windows, where a word says so */
    { "Win32 error 5", "#win32-80070005" },
    { "Win32 error code: 112", "#win32-80070070" },
    { "Win32 error 0x70", "#win32-80070070" },
    { "Win32Exception (121): The semaphore timeout period has expired",
      "#win32-80070079" },
    { "GetLastError() = 32", "#win32-80070020" },
    { "LastError: 1722", "#win32-800706ba" },
    { "System error 53 has occurred.", "#win32-80070035" },
    { "Win32 error 10061", "#winsock-8007274d" },
    { "Win32 \xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc 5", "#win32-80070005" },
    { "TCP error code 10061: No connection could be made 127.0.0.1:6049",
      "#winsock-8007274d" },
    { "socket error 10054", "#winsock-80072746" },
    { "WinHTTP error 12029", "#winhttp-80072efd" },
    /* HTTP */
    { "(407) Proxy Authentication Required", "#http-80190197" },
    { "The remote server returned an error: (403) Forbidden.", "#http-80190193" },
    { "The remote server returned an error: (503) Server Unavailable.",
      "#http-801901f7" },
    { "HTTP status 429", "#http-801901ad" },
    { "HTTP/1.1 502 Bad Gateway", "#http-801901f6" },
    { "StatusCode: 500", "#http-801901f4" },
    /* names */
    { "AADSTS50013: Assertion failed", "#aadsts-50013" },
    { "result VSS_E_PROVIDER_VETO", "vss-80042306" },
    /* one number, two families: the record tells, or both are told */
    { "hr = 0x80042401", "vds-80042401 vss-80042401" },
    { "VDS: hr = 0x80042401", "vds-80042401" },
    { "The virtual disk could not be attached, hr = 0x80042402", "vds-80042402" },
    { "VSS writer failed, hr = 0x80042409", "vss-80042409" },
    { "shadow copy on a virtual disk: hr = 0x80042409", "vds-80042409 vss-80042409" },
    { "VSS asked for hr = 0x80042405", "vds-80042405" },
    /* what only looks like one */
    { "", "" },
    { "error code 5", "" },
    { "error 34513", "" },
    { "took (407) ms", "" },
    { "read 503 files", "" },
    { "Win32 service 5 started", "" },
    { "TCP port 10061", "" },
    { "TCP error code 5", "" },
    { "https://host:443/a/404", "" },
    { "http://10.0.0.5/500", "" },
    { "file(D:\\hr = 0x80070005\\Win32 error 5.txt)", "" },
    { "open D:\\ERROR_ACCESS_DENIED\\a.txt now", "" },
    { "Win32 error 5.1", "" },
    { "error_access_denied_count", "" },
    { "AADSTS500131: another", "" },
};

START_TEST(codes_are_told_by_what_stands_beside_them)
{
    ck_assert_msg(ml_str_eq(ml_str_of(found_in(cases[_i].message)),
                            ml_str_of(cases[_i].ids)),
                  "%s: %s, not %s", cases[_i].message, found_in(cases[_i].message),
                  cases[_i].ids);
}
END_TEST

START_TEST(no_more_than_asked_for)
{
    struct ml_oscode_hit hit[1];

    ck_assert_uint_eq(ml_oscodes_find(catalogue, ML_STR("hr = 0x80042401"), hit, 1), 1);
    ck_assert_uint_eq(ml_oscodes_find(catalogue, ML_STR("hr = 0x80042401"), hit, 0), 0);
}
END_TEST

START_TEST(every_hresult_and_symbol_is_found)
{
    for (uint32_t i = 0; i < catalogue->noscodes; i++) {
        const struct ml_oscode *o = &catalogue->oscodes[i];
        struct ml_oscode_hit hits[8];
        char text[160];
        bool found = o->value && !(o->value & 0x80000000u); /* success: no error code */
        snprintf(text, sizeof(text), "hr = 0x%08x", o->value);
        size_t n = ml_oscodes_find(catalogue, ml_str_of(text), hits, ML_COUNT(hits));
        for (size_t k = 0; k < n; k++)
            found |= hits[k].oscode == o;
        ck_assert_msg(found || !o->value, "%s", text);
        snprintf(text, sizeof(text), "result %.*s", ML_STR_ARG(o->symbol));
        n = ml_oscodes_find(catalogue, ml_str_of(text), hits, ML_COUNT(hits));
        ck_assert_msg(!o->symbol.n || (n == 1 && hits[0].oscode == o), "%s", text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oscodes");
    TCase *tc = tcase_create("oscodes");

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, codes_are_told_by_what_stands_beside_them, 0,
                        ML_COUNT(cases));
    tcase_add_test(tc, no_more_than_asked_for);
    tcase_add_test(tc, every_hresult_and_symbol_is_found);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
