/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "input/sniff.h"
#include "support/make_archive.h"
#include "support/make_text.h"

static const struct {
    const char *shows;
    ml_str head, name;
    enum ml_file_kind kind;
} cases[] = {
    { "zip", ML_STR("PK\x03\x04rest"), ML_STR("a.zip_"), ML_FILE_ZIP },
    { "an empty zip", ML_STR("PK\x05\x06"), ML_STR("a"), ML_FILE_ZIP },
    { "zip named as text", ML_STR("PK\x03\x04rest"), ML_STR("a.zip.txt"), ML_FILE_ZIP },
    { "text named zip", ML_STR("hello"), ML_STR("a.zip"), ML_FILE_TEXT },
    { "7z", ML_STR("7z\xbc\xaf\x27\x1c"), ML_STR("a"), ML_FILE_7Z },
    { "cab", ML_STR("MSCF\0\0\0\0"), ML_STR("a"), ML_FILE_CAB },
    { "cab cut in its mark", ML_STR("MSCF"), ML_STR("a"), ML_FILE_TEXT },
    { "gzip", ML_STR("\x1f\x8b\x08\0"), ML_STR("a"), ML_FILE_GZIP },
    { "xz", ML_STR("\xfd" "7zXZ\0"), ML_STR("a"), ML_FILE_XZ },
    { "zstd", ML_STR("\x28\xb5\x2f\xfd"), ML_STR("a"), ML_FILE_ZSTD },
    { "bzip2", ML_STR("BZh91AY&SYxx"), ML_STR("a"), ML_FILE_BZIP2 },
    { "text that begins like bzip2", ML_STR("BZh9 said hello"), ML_STR("a"), ML_FILE_TEXT },
    { "rar is refused", ML_STR("Rar!\x1a\x07\x01"), ML_STR("a"), ML_FILE_REFUSE },
    { "an event log", ML_STR("ElfFile\0"), ML_STR("a.evtx"), ML_FILE_EVTX },
    { "an event log, renamed", ML_STR("ElfFile\0"), ML_STR("a.bin"), ML_FILE_EVTX },
    { "an event log without its header", ML_STR("ElfChnk\0"), ML_STR("a"), ML_FILE_EVTX },
    { "an event log with a damaged header", ML_STR("ElfF\0\0\0"), ML_STR("A.EVTX"),
      ML_FILE_EVTX },
    { "text that is called an event log", ML_STR("time,id"), ML_STR("a.evtx"),
      ML_FILE_TEXT },
    { "a memory dump", ML_STR("MDMP"), ML_STR("a"), ML_FILE_SKIP },
    { "an ending that is of no use", ML_STR("any"), ML_STR("TRACE.ETL"), ML_FILE_SKIP },
    { "an LRZI header is text", ML_STR("LRZI\0\6\0\0\0\0\0\0"), ML_STR("a"), ML_FILE_TEXT },
    { "uuencoded text is text", ML_STR("begin 644 a.txt\n"), ML_STR("a"), ML_FILE_TEXT },
    { "mtree text is text", ML_STR("#mtree\n"), ML_STR("a"), ML_FILE_TEXT },
    { "WARC text is text", ML_STR("WARC/1.0\r\n"), ML_STR("a"), ML_FILE_TEXT },
    { "cpio is no format of ours", ML_STR("070701"), ML_STR("a"), ML_FILE_TEXT },
    { "nothing", ML_STR(""), ML_STR(""), ML_FILE_TEXT },
};

START_TEST(the_first_bytes_tell_the_kind)
{
    const char *reason = NULL;
    enum ml_file_kind kind = ml_sniff(cases[_i].head, cases[_i].name, &reason);

    ck_assert_msg(kind == cases[_i].kind, "%s: %d", cases[_i].shows, kind);
    if (kind == ML_FILE_SKIP || kind == ML_FILE_REFUSE)
        ck_assert_msg(reason && *reason, "%s", cases[_i].shows);
}
END_TEST

START_TEST(a_tar_is_told_with_and_without_its_mark)
{
    struct ml_buf tar = { 0 };
    const char *reason;

    make_archive(&tar, MAKE_TAR, MAKE_PLAIN, NULL,
                 &(struct make_entry){ .name = ML_STR("a"), .bytes = ML_STR("x") }, 1);
    ck_assert_int_eq(ml_sniff(ml_str_sub(ml_buf_view(&tar), 0, 512), ML_STR("a"), &reason),
                     ML_FILE_TAR);
    /* The format before ustar: no mark, the checksum counts it in. */
    unsigned sum = 0;
    memset(tar.p + 257, 0, 8);
    memset(tar.p + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += (unsigned char)tar.p[i];
    snprintf(tar.p + 148, 8, "%06o", sum);
    ck_assert_int_eq(ml_sniff(ml_str_sub(ml_buf_view(&tar), 0, 512), ML_STR("a"), &reason),
                     ML_FILE_TAR);
    tar.p[0] ^= 1;
    ck_assert_int_eq(ml_sniff(ml_str_sub(ml_buf_view(&tar), 0, 512), ML_STR("a"), &reason),
                     ML_FILE_TEXT);
    ml_buf_reset(&tar);
}
END_TEST

START_TEST(binary_is_told_from_text)
{
    struct ml_buf text = { 0 };

    ck_assert(!ml_sniff_binary(ML_STR("")));
    ck_assert(!ml_sniff_binary(ML_STR("a\tb\r\n")));
    ck_assert(!ml_sniff_binary(ML_STR("\xe3\x82\xa8\xe3\x83\xa9")));
    ck_assert(!ml_sniff_binary(ML_STR("\x1b[1mbold\x1b[0m\n")));
    make_run(&text, 1, 100);
    ck_assert(ml_sniff_binary(ml_buf_view(&text)));
    make_run(&text, 'a', 1000);
    ck_assert(!ml_sniff_binary(ml_buf_view(&text)));
    ml_buf_reset(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sniff");
    TCase *tc = tcase_create("sniff");

    tcase_add_loop_test(tc, the_first_bytes_tell_the_kind, 0, (int)ML_COUNT(cases));
    tcase_add_test(tc, a_tar_is_told_with_and_without_its_mark);
    tcase_add_test(tc, binary_is_told_from_text);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
