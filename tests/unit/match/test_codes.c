/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "match/codes.h"
#include "match/paths.h"

#define JA_ERROR "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc" /* "error" in katakana */
#define JA_CODE "\xe3\x82\xb3\xe3\x83\xbc\xe3\x83\x89"  /* "code" */
#define WIDE_OPEN "\xef\xbc\x88"
#define WIDE_CLOSE "\xef\xbc\x89"
#define WIDE_COLON "\xef\xbc\x9a"
#define WIDE_STOP "\xe3\x80\x82"

/* What a record's message yields, its paths hidden, as "34513 0x80070005". */
static const char *codes_of(ml_str message)
{
    static struct ml_buf out, hidden;
    struct ml_code_hit hits[16];

    if (ml_paths_hide(message, &hidden))
        message = ml_buf_view(&hidden);
    size_t n = ml_codes_find(message, hits, ML_COUNT(hits));
    out.n = 0;
    for (size_t i = 0; i < n; i++)
        ml_buf_printf(&out, hits[i].code >= 0x80000000u ? "%s0x%08x" : "%s%u",
                      i ? " " : "", hits[i].code);
    ml_buf_char(&out, 0);
    return out.p;
}

static const struct {
    const char *message, *codes;
} accepted[] = {
    { "(ID: 34513)", "34513" },
    { "(ID:34513)", "34513" },
    { "(Id: 34513)", "34513" },
    { "(id : 34513)", "34513" },
    { "ID: 34513", "34513" },
    { "ID 34513", "34513" },
    { "ID = 34513", "34513" },
    { "ID\t34513", "34513" },
    { "Invalid vault credentials provided. (ID: 34513)", "34513" },
    { "failed. ID: 34513.", "34513" },
    { WIDE_OPEN "ID: 34513" WIDE_CLOSE, "34513" },
    { WIDE_OPEN "ID" WIDE_COLON "34513" WIDE_CLOSE, "34513" },
    { WIDE_OPEN "ID" WIDE_COLON " 34513" WIDE_CLOSE WIDE_STOP, "34513" },
    { "ID\xe3\x80\x80" "34513", "34513" },
    { "ID [34513]", "34513" },
    { "ID (34513)", "34513" },
    { "ID: '34513'", "34513" },
    { "ID: \"34513\"", "34513" },
    { "ID: \xe2\x80\x9c" "34513\xe2\x80\x9d", "34513" },
    { "ID: 0x86D1", "34513" },
    { "ID: 0x086D1", "34513" },
    { "ID: 0x000086d1", "34513" },
    { "Error 34506.", "34506" },
    { "error 34506", "34506" },
    { "ERROR: 34506", "34506" },
    { "error = 34506", "34506" },
    { "Error: [34506]", "34506" },
    { "Error code 34506", "34506" },
    { "Error code: 34506", "34506" },
    { "error code = 0x86CA", "34506" },
    { "ErrorCode 34506", "34506" },
    { "ErrorCode: 34506", "34506" },
    { "ErrorCode=34506", "34506" },
    { "{ErrorCode = 34506}", "34506" },
    { "{ErrorCode = \"34506\"}", "34506" },
    { "DetailedErrorCode: 34506", "34506" },
    { "DetailedErrorCode = 0x80070005", "0x80070005" },
    { "Error ID: 34506", "34506" },
    { "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc ID: 34506", "34506" },
    { "\xe5\xa4\xb1\xe6\x95\x97\xe3\x81\x97\xe3\x81\xbe\xe3\x81\x97\xe3\x81\x9f ID: 34506", "34506" },
    { "\xe5\xa4\xb1\xe6\x95\x97\xe3\x81\x97\xe3\x81\xbe\xe3\x81\x97\xe3\x81\x9f\xe3\x80\x82" "ID: 34506", "34506" },
    { "error code ID: 34506", "34506" },
    { JA_ERROR " 34506" WIDE_STOP, "34506" },
    { JA_ERROR ": 34506", "34506" },
    { JA_ERROR WIDE_COLON "34506", "34506" },
    { JA_ERROR " " JA_CODE ": 34506", "34506" },
    { JA_ERROR JA_CODE WIDE_COLON "0x86CA", "34506" },
    { JA_ERROR " ID: 34506", "34506" },
    { JA_ERROR "\xe3\x80\x90" "34506\xe3\x80\x91", "34506" },
    { JA_ERROR " \xe3\x80\x8c" "34506\xe3\x80\x8d", "34506" },
    { "[0x1FC07].", "130055" },
    { "internal service error [0x1FC07]", "130055" },
    { "internal service error [0x1fc07].", "130055" },
    { "internal service error (0x1FC07)", "130055" },
    { "internal service error (0x1FC07) ", "130055" },
    { WIDE_OPEN "0x1FC07" WIDE_CLOSE WIDE_STOP, "130055" },
    { "\xe3\x80\x90" "0x1FC07\xe3\x80\x91", "130055" },
    { "\xef\xbc\xbb" "0x1FC07\xef\xbc\xbd", "130055" },
    { "Error in communication [0x186DE] with the service. (ID: 100066)", "100066" },
    { "communication failed [0x186DE]. (ID: 100066)", "100062 100066" },
    { "Hr: = [0x8000ffff] BackupRead failed", "0x8000ffff" },
    { "Hr: [0x8000ffff]", "0x8000ffff" },
    { "hr = 0x800423f2", "0x800423f2" },
    { "hr=0x800423f2", "0x800423f2" },
    { "HRESULT: 0x80070005", "0x80070005" },
    { "plan.xlsx,0x80070570", "0x80070570" },
    { "0x80070570,plan.xlsx", "0x80070570" },
    { "error 1,34513", "" },
    { "HRESULT 0x80070005", "0x80070005" },
    { "Exception from HRESULT: 0x80070005 (E_ACCESSDENIED)", "0x80070005" },
    { "access denied (0x80070005)", "0x80070005" },
    { "access denied (0x80070005) on the volume", "0x80070005" },
    { "failed with 0x80070005", "0x80070005" },
    { "failed with 0x80070005.", "0x80070005" },
    { "0x80070005", "0x80070005" },
    { "0xC0000005 at start", "0xc0000005" },
    { "-2147024891", "0x80070005" },
    { "failed: -2147024891.", "0x80070005" },
    { "(-2147024891)", "0x80070005" },
    { "returned -2147467259, twice", "0x80004005" },
    { "exit -1073741819", "0xc0000005" },
    { "HRESULT = -1994657279", "0x891bf201" },
    { "TCP error code 10061: No connection", "10061" },
    { "hr: 34513", "34513" },
    { "Error 34506 and error 34513", "34506 34513" },
    { "Error 34506, (ID: 34513)", "34506 34513" },
    { "ID: 524287", "524287" },
    { "ID: 1", "1" },
};

START_TEST(what_is_written_as_a_code_is_one)
{
    const char *got = codes_of(ml_str_of(accepted[_i].message));
    ck_assert_msg(strcmp(got, accepted[_i].codes) == 0, "\"%s\" gave \"%s\"",
                  accepted[_i].message, got);
}
END_TEST

/* Each with several numbers for N (decimal) and H (hexadecimal without 0x). */
static const char *const refused[] = {
    /* an identifier of something else: of an address, of a Japanese noun */
    "https://contoso.example.com/q?id=N", "q?a=b&id=N",
    "\xe3\x83\x97\xe3\x83\xad\xe3\x82\xbb\xe3\x82\xb9 ID N", "\xe3\x82\xb3\xe3\x83\xb3\xe3\x83\x86\xe3\x83\x8a\xe3\x83\xbc ID: N", "\xe7\x95\xaa\xe5\x8f\xb7 ID: N",
    /* sizes, counts, times */
    "N", "N bytes", "Size: N", "size = N bytes", "length N", "length: 0xH", "wrote N bytes",
    "N of N items", "N%", "took (N) ms", "took N ms", "took [N] ms", "elapsed: N",
    "count = N", "Total: N", "N files", "N.", "(N)", "[N]", "[N].", "(N).", "<N>", "{N}",
    "= N", ": N", "= [N]", "speed N KB/s", "retry N", "timeout N", "free: N MB",
    /* offsets, addresses, handles, lines */
    "offset N", "offset [0xH]", "offset [0xH].", "at offset 0xH", "line N", "line: N",
    "a.cpp(N)", "backupasync.cpp(N): done", "in a.cs:line N", "handle 0xH", "handle (0xH).",
    "address 0xH", "address [0xH].", "pointer [0xH]", "at 0xH", "at (0xH).", "block N",
    "block id N", "block id [0xH].", "sector [0xH].", "cluster (0xH).", "CRC 0xH",
    "CRC [0xH].", "crc: [0xH].", "flags 0xH", "flags [0xH].", "mask (0xH).", "key [0xH].",
    "index (0xH).", "value [0xH].", "bytes [0xH].", "range [0xH].", "[0xH] was read",
    "[0xH], then", "(0xH) and", "0xH", "0xH.", "the 0xH page", "= 0xH", "= [0xH].",
    ": (0xH)", "code: (0xH)", "version (0xH).", "type [0xH].", "tag [0xH].",
    /* ids of other things */
    "Ds Id [N]", "Ds Id N", "Ds Id: N", "process ID N", "process ID: N", "Process Id = N",
    "thread ID: N", "thread id (N)", "PID N", "PID: N", "pid=N", "tid: N", "event id N",
    "Event ID: N", "job id: N", "disk id N", "VolumeId: N", "KeyId N", "id_N", "idN",
    "grid N", "valid N", "paid: N", "a-id: N", "DataSourceId=N", "=ID: N", "GUID N",
    "user id: [N]", "session ID=N", "request id N", "id.N", "file id N", "Task ID 'N'",
    /* ports, addresses, versions, dates, names */
    "port N", "port: N", "port [0xH].", "127.0.0.1:N", "localhost:N", "http://a:N/b",
    "10.0.N.1", "version N", "2.0.N.0", "v N", "build N", "KBN", "KB N", "N-01-02",
    "2026-N", "N/11/20", "11/N", "01:N", "N:02:03", "error/N", "error N/2", "error N-3",
    "error N.5", "errorN", "error_N", "error#N", "error #N", "error-N", "error N:5",
    "error 1,N", "error N,5", "error +N", "errors N", "errors: N", "no error; N",
    "error. N", "error, N", "error on N", "error after N ms", "error at N", "erroneous N",
    "F3E32129-N-4A28-9ACC-3F30CB5810B6", "{N-DC79-4A28-9ACC-3F30CB5810B6}",
    "CBEngineN.errlog", "N.msg", "log_N.txt", "D:\\mail\\Ticket (ID: N).msg",
    "failed on file(D:\\a\\Ticket (ID: N).msg)", "file(D:\\Error N\\a.doc)",
    "'C:\\a b\\Error N.txt' is in use", "\"Error code N.docx\" is in use",
    "\\\\srv\\share\\ID: N\\a.txt", "C:/data/(ID: N).zip done", "\\\\?\\D:\\ID: N.doc",
    "code N", "code: N", "exit code N", "exit code: N", "status code N", "return code = N",
    "codes N", "decode N", "result N", "status N", "status: N", "HTTP N", "hrs N", "hrs: N",
    "chr: N", "thr = N", "24hr N", "JA_CODE: N",
    /* signs, ranges, too large, cut */
    "ID: -N", "error -N", "ID: N0000000", "ID: Nx", "ID: 0xHg", "ID: xH",
    "error code: 1b7afbe0", "error code: HfN", "ID: 0", "error 0x0", "ID:", "error", "(ID: )",
    "ID: 0x", "N-N", "--N", "#N", "$N", "N00", "0N", "hr", "hr = success", "error code:",
    "1.N", "-N", "x-2147024891", "1-2147024891", "-21470248911", "2147024891",
    "offset 0x80070005", "CRC [0x80070005].", "address 0x80070005", "thread 0x80070005",
    "0x800700051", "0x8007000", "a0x80070005", "0x80070005a", "0x80070005-1",
    "offset -2147024891", "-1000000000 free", "-3000000000 free",
};

START_TEST(what_only_looks_like_a_code_is_none)
{
    static const struct {
        const char *decimal, *hex;
    } numbers[] = { { "34513", "86D1" }, { "130055", "1FC07" }, { "407", "197" } };

    for (size_t k = 0; k < ML_COUNT(numbers); k++) {
        struct ml_buf line = { 0 };
        for (const char *p = refused[_i]; *p; p++) {
            bool name = p[0] == 'N' && strncmp(p, "No", 2) != 0;
            bool hex = p[0] == 'H' && strncmp(p, "HTTP", 4) != 0;
            if (strncmp(p, "JA_CODE", 7) == 0) {
                ml_buf_text(&line, JA_CODE);
                p += 6;
            } else if (name) {
                ml_buf_text(&line, numbers[k].decimal);
            } else if (hex) {
                ml_buf_text(&line, numbers[k].hex);
            } else {
                ml_buf_char(&line, *p);
            }
        }
        ml_buf_char(&line, 0);
        const char *got = codes_of(ml_str_of(line.p));
        ck_assert_msg(*got == 0, "\"%s\" gave \"%s\"", line.p, got);
        ml_buf_reset(&line);
    }
}
END_TEST

START_TEST(codes_come_in_order_and_no_more_than_asked)
{
    struct ml_code_hit hits[3] = { 0 };
    ml_str text = ML_STR("error 1 error 2 error 3 error 4");

    ck_assert_uint_eq(ml_codes_find(text, hits, 2), 2);
    ck_assert_uint_eq(hits[0].code, 1);
    ck_assert_uint_eq(hits[0].start, 6);
    ck_assert_uint_eq(hits[0].end, 7);
    ck_assert_uint_eq(hits[1].code, 2);
    ck_assert_uint_eq(hits[2].code, 0);
    ck_assert_uint_eq(ml_codes_find(ML_STR_NONE, hits, 3), 0);
}
END_TEST

static const struct {
    const char *shows;
    ml_str text;
    bool ok;
    uint32_t code;
} alone[] = {
    { "decimal", ML_STR("34513"), true, 34513 },
    { "hexadecimal", ML_STR("0x86D1"), true, 34513 },
    { "leading zero", ML_STR("0x086d1"), true, 34513 },
    { "signed HRESULT", ML_STR("-2147024891"), true, 0x80070005 },
    { "unsigned HRESULT", ML_STR("2147942405"), true, 0x80070005 },
    { "HRESULT", ML_STR("0x80070005"), true, 0x80070005 },
    { "blanks around it", ML_STR(" 34513 \n"), true, 34513 },
    { "blanks and a sign", ML_STR(" -2147024891"), true, 0x80070005 },
    { "zero", ML_STR("0"), true, 0 },
    { "beyond 32 bits", ML_STR("4294967296"), false, 0 },
    { "negative and no HRESULT", ML_STR("-5"), false, 0 },
    { "a sign alone", ML_STR("-"), false, 0 },
    { "0x alone", ML_STR("0x"), false, 0 },
    { "text", ML_STR("mars-34513"), false, 0 },
    { "text behind", ML_STR("34513 failed"), false, 0 },
    { "nothing", ML_STR(""), false, 0 },
};

START_TEST(one_number_alone_is_read)
{
    uint32_t code = 99;
    bool ok = ml_code_parse(alone[_i].text, &code);

    ck_assert_msg(ok == alone[_i].ok, "%s", alone[_i].shows);
    if (ok)
        ck_assert_msg(code == alone[_i].code, "%s: %u", alone[_i].shows, code);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");
    TCase *tc = tcase_create("codes");

    tcase_add_loop_test(tc, what_is_written_as_a_code_is_one, 0, (int)ML_COUNT(accepted));
    tcase_add_loop_test(tc, what_only_looks_like_a_code_is_none, 0, (int)ML_COUNT(refused));
    tcase_add_test(tc, codes_come_in_order_and_no_more_than_asked);
    tcase_add_loop_test(tc, one_number_alone_is_read, 0, (int)ML_COUNT(alone));
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
