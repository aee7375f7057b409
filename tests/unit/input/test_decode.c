/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "input/charset.h"
#include "input/decode.h"
#include "support/make_text.h"

#define JA_ERROR "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc" /* "error" in katakana */
#define JA_TABLE "\xe8\xa1\xa8"             /* in CP932 0x95 0x5C: ends like a backslash */

/* Feed `bytes` in pieces of `piece` bytes, as a stream that is copied. */
static void decode_pieces(struct ml_buf *out, struct ml_buf *encoding, ml_str bytes,
                          size_t piece)
{
    struct ml_decoder d = { 0 };

    for (size_t at = 0; at < bytes.n; at += piece) {
        ml_str part = ml_str_sub(bytes, at, piece);
        char *copy = malloc(part.n); /* so that a read beyond it is seen */
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, part.p, part.n);
        ml_decode_add(&d, copy, part.n, false, out);
        free(copy);
    }
    ml_decode_add(&d, "", 0, true, out);
    ml_decode_encoding(&d, encoding);
    ml_decode_reset(&d);
}

/* The same, read into the text's own buffer, with a new buffer now and then. */
static void decode_in_place(struct ml_buf *out, struct ml_buf *encoding, ml_str bytes,
                            size_t piece)
{
    struct ml_decoder d = { 0 };
    struct ml_buf block = { 0 };
    size_t at = 0, n;

    do {
        ml_str part = ml_str_sub(bytes, at, piece);
        char *to = ml_decode_room(&d, &block, part.n + 1);
        n = part.n;
        if (n)
            memcpy(to, part.p, n);
        ml_decode_took(&d, &block, n, n == 0);
        at += n;
        if (block.n > 100) {
            struct ml_buf next = { 0 };
            ml_buf_add(out, block.p, block.n);
            ml_buf_add(&next, block.p + block.n, d.ntail);
            next.n = 0;
            ml_buf_reset(&block);
            block = next;
        }
    } while (n);
    ml_buf_add(out, block.p, block.n);
    ml_decode_encoding(&d, encoding);
    ml_buf_reset(&block);
    ml_decode_reset(&d);
}

static const size_t pieces[] = { 1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 61, 64, 100, 1000,
                                 4096, 65535, 65536, 65537, 262144, 1 << 30 };

/* However the bytes come, the same text comes out. */
static void check_decodes(const char *shows, ml_str bytes, ml_str text,
                          const char *encoding)
{
    for (size_t i = 0; i < 2 * ML_COUNT(pieces); i++) {
        struct ml_buf out = { 0 }, said = { 0 };
        size_t piece = pieces[i / 2];
        if (bytes.n / piece > 4000)
            continue;
        if (i % 2)
            decode_in_place(&out, &said, bytes, piece);
        else
            decode_pieces(&out, &said, bytes, piece);
        ml_buf_char(&said, 0);
        ck_assert_msg(ml_str_eq(ml_buf_view(&out), text),
                      "%s: in pieces of %zu%s gave %zu bytes for %zu: \"%.*s\"", shows,
                      piece, i % 2 ? ", in place" : "", out.n, text.n,
                      (int)(out.n < 300 ? out.n : 300), out.p ? out.p : "");
        ck_assert(ml_utf8_valid(ml_buf_view(&out)));
        ck_assert_msg(!encoding || strcmp(said.p, encoding) == 0,
                      "%s: in pieces of %zu%s was called %s", shows, piece,
                      i % 2 ? ", in place" : "", said.p);
        ml_buf_reset(&out);
        ml_buf_reset(&said);
    }
}

static const struct {
    const char *shows;
    ml_str bytes, text;
    const char *encoding;
} byte_cases[] = {
    { "nothing", ML_STR(""), ML_STR(""), "utf-8" },
    { "one letter", ML_STR("a"), ML_STR("a"), "utf-8" },
    { "ASCII", ML_STR("a b\r\nc\r\n"), ML_STR("a b\r\nc\r\n"), "utf-8" },
    { "UTF-8", ML_STR("\xc3\xa4\n" JA_ERROR "\n"), ML_STR("\xc3\xa4\n" JA_ERROR "\n"),
      "utf-8" },
    { "UTF-8 with its mark", ML_STR("\xef\xbb\xbfx\n"), ML_STR("x\n"), "utf-8" },
    { "a mark alone", ML_STR("\xef\xbb\xbf"), ML_STR(""), "utf-8" },
    { "UTF-16LE mark alone", ML_STR("\xff\xfe"), ML_STR(""), "utf-16le" },
    { "UTF-16BE mark alone", ML_STR("\xfe\xff"), ML_STR(""), "utf-16be" },
    { "UTF-16LE", ML_STR("\xff\xfe" "a\0\r\0\n\0b\0"), ML_STR("a\r\nb"), "utf-16le" },
    { "UTF-16BE", ML_STR("\xfe\xff\0a\0\r\0\n\0b"), ML_STR("a\r\nb"), "utf-16be" },
    { "UTF-16LE without a mark", ML_STR("a\0b\0\r\0\n\0c\0\r\0\n\0"), ML_STR("ab\r\nc\r\n"),
      "utf-16le" },
    { "UTF-16BE without a mark", ML_STR("\0a\0b\0\r\0\n"), ML_STR("ab\r\n"), "utf-16be" },
    { "U+010A holds a line feed's byte and is none",
      ML_STR("\xff\xfe\x0a\x01" "b\0\r\0\n\0"), ML_STR("\xc4\x8a" "b\r\n"), "utf-16le" },
    { "U+0A0D and U+0D0A are letters", ML_STR("\xff\xfe" "a\0\x0d\x0a\x0a\x0d\n\0"),
      ML_STR("a\xe0\xa8\x8d\xe0\xb4\x8a\n"), "utf-16le" },
    { "surrogates", ML_STR("\xff\xfe\x3d\xd8\x00\xde\n\0"), ML_STR("\xf0\x9f\x98\x80\n"),
      "utf-16le" },
    { "half a pair", ML_STR("\xff\xfe\x3d\xd8" "a\0\n\0"), ML_STR("\xef\xbf\xbd" "a\n"),
      "utf-16le" },
    { "the other half", ML_STR("\xff\xfe\x00\xde" "a\0\n\0"), ML_STR("\xef\xbf\xbd" "a\n"),
      "utf-16le" },
    { "half a pair at the end", ML_STR("\xff\xfe" "a\0\x3d\xd8"), ML_STR("a\xef\xbf\xbd"),
      "utf-16le" },
    { "an odd byte at the end", ML_STR("\xff\xfe" "a\0b"), ML_STR("a\xef\xbf\xbd"),
      "utf-16le" },
    { "lone CR, NEL, U+2028 are text", ML_STR("a\rb\xc2\x85" "c\xe2\x80\xa8" "d\n"),
      ML_STR("a\rb\xc2\x85" "c\xe2\x80\xa8" "d\n"), "utf-8" },
    { "lone CR in UTF-16", ML_STR("\xff\xfe" "a\0\r\0b\0\r\0\n\0"), ML_STR("a\rb\r\n"),
      "utf-16le" },
    { "CP932", ML_STR("\x83\x47\x83\x89\x81\x5b\r\n"), ML_STR(JA_ERROR "\r\n"), "cp932" },
    { "CP932 with a second byte 5C", ML_STR("C:\\\x95\x5c\x8e\xa6\r\n"),
      ML_STR("C:\\" JA_TABLE "\xe7\xa4\xba\r\n"), "cp932" },
    { "CP1252", ML_STR("caf\xe9 \x80\r\n"), ML_STR("caf\xc3\xa9 \xe2\x82\xac\r\n"),
      "cp1252" },
    { "bytes that CP1252 does not use", ML_STR("caf\xe9 \x81\n"),
      ML_STR("caf\xc3\xa9 \xef\xbf\xbd\n"), "cp1252" },
    { "a damaged place in UTF-8",
      ML_STR("\xc3\xa4\xc3\xb6\xff\xc3\xbc\n"),
      ML_STR("\xc3\xa4\xc3\xb6\xef\xbf\xbd\xc3\xbc\n"), "utf-8" },
    { "UTF-8 and CP932 lines", ML_STR(JA_ERROR "\n\x83\x47\x83\x89\x81\x5b\n"),
      ML_STR(JA_ERROR "\n" JA_ERROR "\n"), "utf-8+cp932" },
    { "a UTF-8 character cut at the end", ML_STR("ab\n\xe3\x82"),
      ML_STR("ab\n\xc3\xa3\xe2\x80\x9a"), "cp1252" },
    { "NULs behind the last line", ML_STR("a\n\0\0\0\0\0\0\0"), ML_STR("a\n"), "utf-8" },
    { "NULs between lines", ML_STR("a\r\n\0\0\0\0\0\0\0b\r\n"), ML_STR("a\r\nb\r\n"),
      "utf-8" },
    { "a few NULs", ML_STR("a\r\n\0\0b\r\nc\r\n"), ML_STR("a\r\nb\r\nc\r\n"), "utf-8" },
    { "NULs inside a line", ML_STR("record cut\0\0\0\0\0\0\0next\r\n"),
      ML_STR("record cutnext\r\n"), "utf-8" },
    { "NULs and nothing else", ML_STR("\0\0\0\0\0\0\0\0\0"), ML_STR(""), "utf-8" },
    { "a Japanese UTF-16 file without a mark",
      ML_STR("\xa8\x30\xe9\x30\xfc\x30\r\0\n\0a\0\r\0\n\0"), ML_STR(JA_ERROR "\r\na\r\n"),
      "utf-16le" },
};

START_TEST(bytes_become_text_however_they_are_cut)
{
    check_decodes(byte_cases[_i].shows, byte_cases[_i].bytes, byte_cases[_i].text,
                  byte_cases[_i].encoding);
}
END_TEST

/* A psSDP file: a heading by Out-File, then what a console tool appended, and so on. */
struct stretch {
    const char *charset;
    ml_str text;
};

#define JA_LINE                                                                        \
    "\xe7\x8f\xbe\xe5\x9c\xa8\xe3\x81\xae WinHTTP \xe3\x83\x97\xe3\x83\xad\xe3\x82"    \
    "\xad\xe3\x82\xb7\xe8\xa8\xad\xe5\xae\x9a\r\n"

static const struct {
    const char *shows;
    struct stretch parts[6];
    const char *encoding;
} mixed_cases[] = {
    { "the second stretch at an even offset",
      { { "UTF-16LE", ML_STR("-----\r\n") },
        { "CP932", ML_STR(JA_LINE "  proxy:8080\r\n") },
        { "UTF-16LE", ML_STR("=====\r\nend\r\n") } },
      "utf-16le+cp932" },
    { "the third stretch at an odd offset",
      { { "UTF-16LE", ML_STR("-----\r\n") },
        { "CP932", ML_STR(JA_LINE " proxy:8080\r\n") },
        { "UTF-16LE", ML_STR("=====\r\nend\r\n") } },
      "utf-16le+cp932" },
    { "Japanese in UTF-16 where it begins again",
      { { "UTF-16LE", ML_STR("netsh\r\n") },
        { "CP932", ML_STR(JA_LINE "x\r\n") },
        { "UTF-16LE", ML_STR(JA_LINE "end\r\n") } },
      "utf-16le+cp932" },
    { "the same at an odd offset",
      { { "UTF-16LE", ML_STR("netsh\r\n") },
        { "CP932", ML_STR(JA_LINE "xy\r\n") },
        { "UTF-16LE", ML_STR(JA_LINE "end\r\n") } },
      "utf-16le+cp932" },
    { "five stretches",
      { { "UTF-16LE", ML_STR("a\r\n") },
        { "CP932", ML_STR("b\r\n" JA_LINE) },
        { "UTF-16LE", ML_STR("c\r\n") },
        { "CP932", ML_STR("odd\r\n") },
        { "UTF-16LE", ML_STR("d\r\n") } },
      "utf-16le+cp932" },
    { "an ASCII heading, then UTF-16",
      { { "CP932", ML_STR("heading\r\n") }, { "UTF-16LE", ML_STR("body\r\nmore\r\n") } },
      "utf-8+utf-16le" },
    { "an empty line begins the 8-bit stretch",
      { { "UTF-16LE", ML_STR("head\r\n") },
        { "CP1252", ML_STR("\r\nbody caf\xc3\xa9 \xe2\x82\xac\r\n") },
        { "UTF-16LE", ML_STR("tail\r\n") } },
      "utf-16le+cp1252" },
    { "an empty line begins the UTF-16 stretch",
      { { "UTF-16LE", ML_STR("head\r\n") },
        { "CP932", ML_STR("body\r\n") },
        { "UTF-16LE", ML_STR("\r\ntail\r\n") } },
      "utf-16le+utf-8" },
};

START_TEST(stretches_of_two_encodings_are_told_apart)
{
    struct ml_buf bytes = { 0 }, text = { 0 };

    ml_buf_add(&bytes, "\xff\xfe", strcmp(mixed_cases[_i].parts[0].charset, "UTF-16LE") == 0
                                       ? 2 : 0);
    for (size_t i = 0; mixed_cases[_i].parts[i].charset; i++) {
        make_text(&bytes, mixed_cases[_i].parts[i].charset, mixed_cases[_i].parts[i].text);
        ml_buf_str(&text, mixed_cases[_i].parts[i].text);
    }
    check_decodes(mixed_cases[_i].shows, ml_buf_view(&bytes), ml_buf_view(&text),
                  mixed_cases[_i].encoding);
    ml_buf_reset(&bytes);
    ml_buf_reset(&text);
}
END_TEST

static size_t count_lines(ml_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

START_TEST(a_text_cut_anywhere_keeps_its_lines)
{
    struct ml_buf bytes = { 0 };

    make_utf16(&bytes, true, ML_STR("head\r\n" JA_LINE));
    make_text(&bytes, "CP932", ML_STR(JA_LINE "proxy\r\n"));
    make_utf16(&bytes, false, ML_STR("end " JA_ERROR "\r\n\xf0\x9f\x98\x80\r\n"));
    struct ml_buf whole = { 0 }, said = { 0 };
    decode_pieces(&whole, &said, ml_buf_view(&bytes), bytes.n);
    for (size_t cut = 0; cut <= bytes.n; cut++) {
        struct ml_buf out = { 0 };
        decode_pieces(&out, &said, ml_str_sub(ml_buf_view(&bytes), 0, cut), 1000);
        ck_assert(ml_utf8_valid(ml_buf_view(&out)));
        /* All whole lines but the last are those of the whole text. */
        size_t lines = count_lines(ml_buf_view(&out)), same = 0;
        for (size_t i = 0; i < out.n && i < whole.n && out.p[i] == whole.p[i]; i++)
            same += out.p[i] == '\n';
        ck_assert_msg(same + 1 >= lines, "cut at %zu: %zu of %zu lines", cut, same, lines);
        ml_buf_reset(&out);
    }
    ml_buf_reset(&whole);
    ml_buf_reset(&said);
    ml_buf_reset(&bytes);
}
END_TEST

START_TEST(lines_longer_than_the_look_ahead_come_out_whole)
{
    static const struct {
        const char *shows;
        ml_str unit, text;
        const char *encoding;
    } cases[] = {
        { "ASCII", ML_STR("abcdefg "), ML_STR("abcdefg "), "utf-8" },
        { "one word", ML_STR("abcdefg"), ML_STR("abcdefg"), "utf-8" },
        { "UTF-8", ML_STR("\xe3\x82\xa8"), ML_STR("\xe3\x82\xa8"), "utf-8" },
        { "CP932", ML_STR("\x83\x47\x83\x89 "), ML_STR("\xe3\x82\xa8\xe3\x83\xa9 "), "cp932" },
        { "CP932, one word", ML_STR("\x83\x47\x83\x89"), ML_STR("\xe3\x82\xa8\xe3\x83\xa9"),
          "cp932" },
        { "CP1252", ML_STR("caf\xe9 \xfc\x80 "), ML_STR("caf\xc3\xa9 \xc3\xbc\xe2\x82\xac "),
          "cp1252" },
    };
    for (size_t c = 0; c < ML_COUNT(cases); c++) {
        struct ml_buf bytes = { 0 }, text = { 0 };
        for (size_t i = 0; i < 30011; i++) {
            ml_buf_str(&bytes, cases[c].unit);
            ml_buf_str(&text, cases[c].text);
        }
        ml_buf_text(&bytes, "\r\nend\r\n");
        ml_buf_text(&text, "\r\nend\r\n");
        check_decodes(cases[c].shows, ml_buf_view(&bytes), ml_buf_view(&text),
                      cases[c].encoding);
        ml_buf_reset(&bytes);
        ml_buf_reset(&text);
    }
}
END_TEST

START_TEST(a_megabyte_of_padding_leaves_nothing)
{
    struct ml_buf bytes = { 0 };

    ml_buf_text(&bytes, "first\r\n");
    make_run(&bytes, 0, 1000003);
    ml_buf_text(&bytes, "last\r\n");
    check_decodes("padding", ml_buf_view(&bytes), ML_STR("first\r\nlast\r\n"), "utf-8");
    bytes.n = 0;
    ml_buf_text(&bytes, "cut");
    make_run(&bytes, 0, 200001);
    ml_buf_text(&bytes, "next\r\n");
    check_decodes("in a line", ml_buf_view(&bytes), ML_STR("cutnext\r\n"), "utf-8");
    ml_buf_reset(&bytes);
}
END_TEST

/* Noise made of what decides: line ends, NULs, marks, lead bytes. */
static void add_noise(struct ml_buf *bytes, uint64_t *seed)
{
    static const ml_str bits[] = {
        ML_STR("a"), ML_STR("F\0"), ML_STR("\r\n"), ML_STR("\n"), ML_STR("\r\0\n\0"),
        ML_STR("\0"), ML_STR("\0\0\0\0"), ML_STR("\xff\xfe"), ML_STR("\xfe\xff"),
        ML_STR("\x83\x47"), ML_STR("\x95\x5c"), ML_STR("\xe3\x82\xa8"), ML_STR("\xe9"),
        ML_STR("\x0a\x01"), ML_STR("\x00\x0a"), ML_STR("\xd8\x3d"), ML_STR("\x3d\xd8"),
        ML_STR("text of some length \r\n"), ML_STR("\xef\xbb\xbf"), ML_STR("\x80"),
    };
    unsigned n = make_number(seed, 40);

    for (unsigned i = 0; i < n; i++)
        ml_buf_str(bytes, bits[make_number(seed, ML_COUNT(bits))]);
}

START_TEST(noise_gives_valid_text_however_it_is_cut)
{
    uint64_t seed = 20261120;

    for (int round = 0; round < 500; round++) {
        struct ml_buf bytes = { 0 }, text = { 0 }, said = { 0 };
        add_noise(&bytes, &seed);
        decode_pieces(&text, &said, ml_buf_view(&bytes), bytes.n ? bytes.n : 1);
        ml_buf_char(&said, 0);
        ck_assert(ml_utf8_valid(ml_buf_view(&text)));
        char shows[32];
        snprintf(shows, sizeof(shows), "round %d", round);
        check_decodes(shows, ml_buf_view(&bytes), ml_buf_view(&text), said.p);
        ml_buf_reset(&bytes);
        ml_buf_reset(&text);
        ml_buf_reset(&said);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode");
    TCase *tc = tcase_create("decode");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, bytes_become_text_however_they_are_cut, 0,
                        (int)ML_COUNT(byte_cases));
    tcase_add_loop_test(tc, stretches_of_two_encodings_are_told_apart, 0,
                        (int)ML_COUNT(mixed_cases));
    tcase_add_test(tc, a_text_cut_anywhere_keeps_its_lines);
    tcase_add_test(tc, lines_longer_than_the_look_ahead_come_out_whole);
    tcase_add_test(tc, a_megabyte_of_padding_leaves_nothing);
    tcase_add_test(tc, noise_gives_valid_text_however_it_is_cut);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
