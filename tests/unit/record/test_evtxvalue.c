/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/evtx.h"
#include "record/evtxreader.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct {
    const char *shows;
    unsigned type;
    const char *bytes;
    size_t n;
    const char *text;
} values[] = {
    { "none", ML_EVTX_NULL, BYTES(""), "" },
    { "none that has bytes", ML_EVTX_NULL, BYTES("\1\0"), "" },
    { "text", ML_EVTX_STRING, BYTES("a\0b\0"), "ab" },
    { "text with its NUL", ML_EVTX_STRING, BYTES("a\0b\0\0\0"), "ab" },
    { "text up to its first NUL", ML_EVTX_STRING, BYTES("a\0\0\0b\0"), "a" },
    { "text that is a NUL", ML_EVTX_STRING, BYTES("\0\0"), "" },
    { "Japanese", ML_EVTX_STRING, BYTES("\xa8\x30\xe9\x30\xfc\x30"),
      "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc" },
    { "a pair of surrogates", ML_EVTX_STRING, BYTES("\x3d\xd8\x00\xde"),
      "\xf0\x9f\x98\x80" },
    { "the first half alone", ML_EVTX_STRING, BYTES("\x3d\xd8\x61\0"),
      "\xef\xbf\xbd\x61" },
    { "the second half alone", ML_EVTX_STRING, BYTES("\x00\xde\x61\0"),
      "\xef\xbf\xbd\x61" },
    { "half a character at the end", ML_EVTX_STRING, BYTES("a\0b"), "a" },
    { "long text", ML_EVTX_STRING,
      BYTES("0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0000\0001\0002\0003\0004"
            "\0005\0"
            "6\0007\0008\0009\000\xa8\x30\xe9\0"),
      "01234567890123456789\xe3\x82\xa8\xc3\xa9" },
    { "text of one byte a character", ML_EVTX_ANSI, BYTES("ab\0c"), "ab" },
    { "bytes of an unknown code page", ML_EVTX_ANSI, BYTES("a\xe9"), "a\xef\xbf\xbd" },
    { "int8", ML_EVTX_INT8, BYTES("\x80"), "-128" },
    { "uint8", ML_EVTX_UINT8, BYTES("\xff"), "255" },
    { "int16", ML_EVTX_INT16, BYTES("\0\x80"), "-32768" },
    { "uint16", ML_EVTX_UINT16, BYTES("\0\x80"), "32768" },
    { "int32", ML_EVTX_INT32, BYTES("\xff\xff\xff\xff"), "-1" },
    { "uint32", ML_EVTX_UINT32, BYTES("\xff\xff\xff\xff"), "4294967295" },
    { "int64", ML_EVTX_INT64, BYTES("\0\0\0\0\0\0\0\x80"), "-9223372036854775808" },
    { "uint64", ML_EVTX_UINT64, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"),
      "18446744073709551615" },
    { "a number in fewer bytes", ML_EVTX_UINT32, BYTES("\1\2"), "513" },
    { "a number in more bytes", ML_EVTX_UINT64, BYTES("\1\0\0\0\0\0\0\0\xff"), "1" },
    { "a number without bytes", ML_EVTX_UINT32, BYTES(""), "" },
    { "float", ML_EVTX_FLOAT, BYTES("\0\0\xc0\x3f"), "1.500000" },
    { "double", ML_EVTX_DOUBLE, BYTES("\0\0\0\0\0\0\xf8\xbf"), "-1.500000" },
    { "infinity", ML_EVTX_DOUBLE, BYTES("\0\0\0\0\0\0\xf0\x7f"), "1.#INF" },
    { "no number", ML_EVTX_FLOAT, BYTES("\0\0\xc0\xff"), "-1.#IND" },
    { "a float of another size", ML_EVTX_FLOAT, BYTES("\1\2\3"), "010203" },
    { "true", ML_EVTX_BOOL, BYTES("\1\0\0\0"), "true" },
    { "false", ML_EVTX_BOOL, BYTES("\0\0\0\0"), "false" },
    { "true in other bits", ML_EVTX_BOOL, BYTES("\0\0\1\0"), "true" },
    { "true in a byte", ML_EVTX_BOOL, BYTES("\1"), "true" },
    { "bytes", ML_EVTX_BINARY, BYTES("\x01\xfe\x0a"), "01FE0A" },
    { "GUID", ML_EVTX_GUID,
      BYTES("\xb7\xa8\x8c\xa6\x4f\x00\xb6\xd7\xa6\x98\x07\xe2\xde\x0f\x1f\x5d"),
      "{A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}" },
    { "a GUID that is cut", ML_EVTX_GUID, BYTES("\1\2\3"), "010203" },
    { "size of 4 bytes", ML_EVTX_SIZE, BYTES("\0\x10\0\0"), "0x1000" },
    { "size of 8 bytes", ML_EVTX_SIZE, BYTES("\0\x10\0\0\0\0\0\x80"),
      "0x8000000000001000" },
    { "FILETIME", ML_EVTX_FILETIME, BYTES("\xb0\x2b\x11\x99\x32\xfb\xd2\x01"),
      "2017-07-12T17:16:28.2141616Z" },
    { "the first FILETIME", ML_EVTX_FILETIME, BYTES("\0\0\0\0\0\0\0\0"),
      "1601-01-01T00:00:00.0000000Z" },
    { "a FILETIME that is cut", ML_EVTX_FILETIME, BYTES("\1\0\0\0"), "01000000" },
    { "SYSTEMTIME", ML_EVTX_SYSTEMTIME,
      BYTES("\xe1\x07\x07\0\3\0\x0c\0\x11\0\x10\0\x1c\0\xd6\0"),
      "2017-07-12T17:16:28.214Z" },
    { "SID", ML_EVTX_SID, BYTES("\1\1\0\0\0\0\0\5\x12\0\0\0"), "S-1-5-18" },
    { "SID of an account", ML_EVTX_SID,
      BYTES("\1\5\0\0\0\0\0\5\x15\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\xff\xff\xff\xff"),
      "S-1-5-21-1-2-3-4294967295" },
    { "SID whose count goes beyond", ML_EVTX_SID, BYTES("\1\xff\0\0\0\0\0\5\x12\0\0\0"),
      "S-1-5-18" },
    { "SID that is cut", ML_EVTX_SID, BYTES("\1\1\0"), "010100" },
    { "hexadecimal", ML_EVTX_HEX32, BYTES("\x05\x00\x07\x80"), "0x80070005" },
    { "hexadecimal of 8 bytes", ML_EVTX_HEX64, BYTES("\0\0\0\0\0\0\x80\0"),
      "0x80000000000000" },
    { "a type that nobody knows", 0x7f, BYTES("\1\2"), "0102" },
    { "text that is converted", ML_EVTX_UTF8, BYTES("ab"), "ab" },
};

/* A copy of the exact size, so that a sanitizer sees a read behind it. */
static struct ml_evtx_value copy_of(unsigned type, const char *bytes, size_t n)
{
    unsigned char *copy = malloc(n ? n : 1);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, n);
    return (struct ml_evtx_value){ (uint16_t)type, copy, (uint32_t)n };
}

START_TEST(a_value_is_printed_as_windows_does)
{
    struct ml_evtx_value v = copy_of(values[_i].type, values[_i].bytes, values[_i].n);
    struct ml_buf out = { 0 };

    ml_buf_text(&out, "<");
    ml_evtx_value_text(&v, &out);
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p + 1, values[_i].text);
    ml_buf_reset(&out);
    free((void *)(uintptr_t)v.p);
}
END_TEST

START_TEST(any_bytes_are_printed_as_any_type)
{
    static const char bytes[] =
        "\xff\xd8\0\0\xff\xff\xff\xff\x7f\0\0\0\0\0\0\0\0\x80\x3d";
    struct ml_buf out = { 0 };

    for (unsigned type = 0; type < 0x102; type++)
        for (size_t n = 0; n < sizeof(bytes); n++) {
            struct ml_evtx_value v = copy_of(type, bytes, n);
            uint64_t number;
            if (type == ML_EVTX_UTF8) /* ours: valid always */
                v.type = ML_EVTX_STRING;
            out.n = 0;
            ml_evtx_value_text(&v, &out);
            (void)ml_evtx_value_number(&v, &number);
            free((void *)(uintptr_t)v.p);
        }
    ml_buf_reset(&out);
}
END_TEST

static const struct {
    const char *shows;
    unsigned type;
    const char *bytes;
    size_t n;
    bool is;
    uint64_t number;
} numbers[] = {
    { "uint16", ML_EVTX_UINT16, BYTES("\x88\x1b"), true, 7048 },
    { "negative", ML_EVTX_INT8, BYTES("\xff"), true, UINT64_MAX },
    { "hexadecimal", ML_EVTX_HEX32, BYTES("\5\0\7\x80"), true, 0x80070005 },
    { "decimal text", ML_EVTX_STRING, BYTES("1\0002\0"), true, 12 },
    { "hexadecimal text", ML_EVTX_STRING, BYTES("0\0x\0f\0"), true, 15 },
    { "text with its NUL", ML_EVTX_STRING, BYTES("7\0\0\0"), true, 7 },
    { "converted text", ML_EVTX_UTF8, BYTES("8193"), true, 8193 },
    { "a word", ML_EVTX_STRING, BYTES("a\0"), false, 0 },
    { "nothing", ML_EVTX_UINT32, BYTES(""), false, 0 },
    { "none", ML_EVTX_NULL, BYTES(""), false, 0 },
    { "text of digits without end", ML_EVTX_STRING,
      BYTES("1\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0"
            "1\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0001\0"),
      false, 0 },
};

START_TEST(a_value_is_a_number)
{
    struct ml_evtx_value v =
        copy_of(numbers[_i].type, numbers[_i].bytes, numbers[_i].n);
    uint64_t n = 0;

    ck_assert_int_eq(ml_evtx_value_number(&v, &n), numbers[_i].is);
    if (numbers[_i].is)
        ck_assert_uint_eq(n, numbers[_i].number);
    free((void *)(uintptr_t)v.p);
}
END_TEST

static const struct {
    const char *shows;
    unsigned type;
    const char *bytes;
    size_t n;
    const char *items; /* apart by '|' */
} arrays[] = {
    { "texts", ML_EVTX_STRING, BYTES("a\0\0\0b\0c\0\0\0"), "a|bc" },
    { "an empty one between", ML_EVTX_STRING, BYTES("a\0\0\0\0\0b\0\0\0"), "a||b" },
    { "the last without a NUL", ML_EVTX_STRING, BYTES("a\0\0\0b\0"), "a|b" },
    { "half a character at the end", ML_EVTX_STRING, BYTES("a\0\0\0b"), "a|" },
    { "texts of one byte a character", ML_EVTX_ANSI, BYTES("a\0b\0"), "a|b" },
    { "uint8", ML_EVTX_UINT8, BYTES("\1\2\3"), "1|2|3" },
    { "int16", ML_EVTX_INT16, BYTES("\1\0\xff\xff"), "1|-1" },
    { "uint32 that is cut", ML_EVTX_UINT32, BYTES("\1\0\0\0\2\0"), "1|2" },
    { "hexadecimal", ML_EVTX_HEX64, BYTES("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"),
      "0x1|0x2" },
    { "bool", ML_EVTX_BOOL, BYTES("\1\0\0\0\0\0\0\0"), "true|false" },
    { "SIDs", ML_EVTX_SID,
      BYTES("\1\1\0\0\0\0\0\5\x12\0\0\0\1\1\0\0\0\0\0\5\x13\0\0\0"),
      "S-1-5-18|S-1-5-19" },
    { "a type without a size", ML_EVTX_BINARY, BYTES("\1\2"), "0102" },
};

START_TEST(an_array_is_taken_apart)
{
    struct ml_evtx_value v = copy_of(arrays[_i].type, arrays[_i].bytes, arrays[_i].n);
    const unsigned char *p = v.p;
    uint32_t n = v.n;
    struct ml_evtx_value item;
    struct ml_buf out = { 0 };

    for (unsigned i = 0; ml_evtx_item(v.type, &p, &n, &item); i++) {
        ck_assert_uint_lt(i, 16);
        if (i)
            ml_buf_char(&out, '|');
        ml_evtx_value_text(&item, &out);
    }
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p, arrays[_i].items);
    ck_assert_uint_eq(n, 0);
    ml_buf_reset(&out);
    free((void *)(uintptr_t)v.p);
}
END_TEST

START_TEST(each_step_through_an_array_takes_something)
{
    static const char zeros[64];

    for (unsigned type = 0; type < 0x80; type++) {
        const unsigned char *p = (const unsigned char *)zeros;
        uint32_t n = sizeof(zeros);
        struct ml_evtx_value item;
        unsigned steps = 0;
        while (ml_evtx_item(type, &p, &n, &item))
            ck_assert_uint_le(++steps, sizeof(zeros));
    }
}
END_TEST

START_TEST(levels_have_the_words_of_windows)
{
    static const char *const words[] = { "Information", "Critical",    "Error",
                                         "Warning",     "Information", "Verbose" };

    for (unsigned i = 0; i < ML_COUNT(words); i++)
        ck_assert(ml_str_eq(ml_evtx_level((uint8_t)i), ml_str_of(words[i])));
    for (unsigned i = ML_COUNT(words); i < 256; i++)
        ck_assert_uint_eq(ml_evtx_level((uint8_t)i).n, 0);
}
END_TEST

START_TEST(a_filetime_counts_from_1601)
{
    ck_assert_int_eq(ml_evtx_us(UINT64_C(116444736000000000)), 0);
    ck_assert_int_eq(ml_evtx_us(UINT64_C(116444736000000015)), 1);
    ck_assert_int_lt(ml_evtx_us(0), 0);
    (void)ml_evtx_us(UINT64_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evtxvalue");
    TCase *tc = tcase_create("evtxvalue");

    tcase_add_loop_test(tc, a_value_is_printed_as_windows_does, 0,
                        (int)ML_COUNT(values));
    tcase_add_test(tc, any_bytes_are_printed_as_any_type);
    tcase_add_loop_test(tc, a_value_is_a_number, 0, (int)ML_COUNT(numbers));
    tcase_add_loop_test(tc, an_array_is_taken_apart, 0, (int)ML_COUNT(arrays));
    tcase_add_test(tc, each_step_through_an_array_takes_something);
    tcase_add_test(tc, levels_have_the_words_of_windows);
    tcase_add_test(tc, a_filetime_counts_from_1601);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
