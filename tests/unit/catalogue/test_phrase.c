/* SPDX-License-Identifier: MIT */
/* What counts as the same message, case by case. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <check.h>
#include <pcre2.h>
#include <stdlib.h>

#include "base/attr.h"
#include "catalogue/literal.h"
#include "catalogue/phrase.h"

static bool finds(ml_str regex, ml_str text)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *re = pcre2_compile((PCRE2_SPTR)regex.p, regex.n,
                                   PCRE2_CASELESS | PCRE2_UTF, &code, &at, NULL);
    ck_assert_msg(re != NULL, "%.*s: error at %zu", ML_STR_ARG(regex), (size_t)at);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(re, NULL);
    int rc = pcre2_match(re, (PCRE2_SPTR)text.p, text.n, 0, 0, data, NULL);
    pcre2_match_data_free(data);
    pcre2_code_free(re);
    return rc > 0;
}

#define INVALID                                                                        \
    "Invalid vault credentials provided. The file is either corrupted or does not "    \
    "have the latest credentials associated with recovery service."
#define CONNECT                                                                        \
    "The Microsoft Azure Backup Agent was unable to connect to the Microsoft Azure "   \
    "Backup."
#define FULLWIDTH_BLANK "\xe3\x80\x80"
/* "error 34506. the passphrase ... is not configured", shortened */
#define JA_STOP "\xe3\x80\x82"
#define JA_ERROR "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc"
#define JA_SERVICE "\xe3\x82\xb5\xe3\x83\xbc\xe3\x83\x93\xe3\x82\xb9\xe3\x81\xae"
#define JA_KEY "\xe6\x9a\x97\xe5\x8f\xb7\xe5\x8c\x96\xe3\x82\xad\xe3\x83\xbc"
#define JA_TO "\xe3\x81\xab"
#define JA_NOT_CONNECTED                                                               \
    "\xe6\x8e\xa5\xe7\xb6\x9a\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x9b\xe3\x82" \
    "\x93"
#define JA_HA "\xe3\x81\xaf"

static const struct {
    const char *shows;
    const char *text;
    const char *record;
    bool same;
} text_cases[] = {
    { "the text itself", INVALID, INVALID, true },
    { "upper and lower case", "Proxy Authentication", "PROXY authentication", true },
    { "runs of blanks", "unable to connect", "unable   to\tconnect", true },
    { "a full-width blank", "unable to connect",
      "unable" FULLWIDTH_BLANK "to" FULLWIDTH_BLANK FULLWIDTH_BLANK "connect", true },
    { "words are not run together", "unable to connect", "unable toconnect", false },
    { "no blank behind a sentence", "provided. The file", "provided.The file", true },
    { "the full stop is not needed", "It failed again.", "it failed again", true },
    { "does not for doesn't", "It doesn't have it", "it does not have it", true },
    { "doesn't for does not", "It does not have it", "it doesn\xe2\x80\x99t have it",
      true },
    { "no negation is another text", "It does not have it", "it does have it", false },
    { "quotes of any kind", "error 'Invalid input'",
      "error \xe2\x80\x9cInvalid input\xe2\x80\x9d", true },
    { "Japanese quotes", "error \"Invalid input\"",
      "error \xe3\x80\x8cInvalid input\xe3\x80\x8d", true },
    { "full-width brackets", "(407) Proxy",
      "\xef\xbc\x88"
      "407\xef\xbc\x89 Proxy",
      true },
    { "full-width colon", "error: (407)", "error\xef\xbc\x9a (407)", true },
    { "the two wave dashes", "5 \xef\xbd\x9e 10", "5 \xe3\x80\x9c 10", true },
    { "another product name", CONNECT,
      "The Windows Azure Backup Agent was unable to connect to Microsoft Azure Backup",
      true },
    { "the newest product name", CONNECT,
      "Microsoft Azure Recovery Services Agent was unable to connect to Microsoft "
      "Azure "
      "Backup.",
      true },
    { "a singular in the product name", CONNECT,
      "The Microsoft Azure Recovery Service Agent was unable to connect to Microsoft "
      "Azure Backup",
      true },
    { "no product name at all", CONNECT,
      "Error: was unable to connect to Microsoft Azure Backup", true },
    { "the service's name is needed", CONNECT,
      "The Microsoft Azure Backup Agent was unable to connect to the proxy", false },
    { "no blank beside Japanese letters", JA_ERROR " 34506" JA_STOP " " JA_KEY,
      JA_ERROR "34506" JA_STOP JA_KEY, true },
    { "a blank beside Japanese letters", JA_ERROR "34506" JA_STOP JA_KEY,
      JA_ERROR " 34506" JA_STOP " " JA_KEY, true },
    { "a product name in Japanese",
      "Microsoft Azure Recovery Services Agent " JA_HA
      " Microsoft Azure Backup " JA_TO JA_NOT_CONNECTED,
      "Windows Azure Backup Agent " JA_HA
      "Microsoft Azure Backup" JA_TO JA_NOT_CONNECTED,
      true },
    { "no product name in Japanese",
      "Microsoft Azure Recovery Services Agent " JA_HA
      " Microsoft Azure Backup " JA_TO JA_NOT_CONNECTED,
      JA_ERROR " " JA_HA " Microsoft Azure Backup " JA_TO JA_NOT_CONNECTED, true },
    { "a parameter in pointed brackets", "Unable to read <File> of the vault",
      "Unable to read C:\\a b.txt of the vault", true },
    { "a parameter of nothing", "Unable to read <File> of the vault",
      "Unable to read of the vault", true },
    { "a parameter between percent and semicolon", "more than %Count; failures",
      "more than 1000 failures", true },
    { "dots as a parameter", "first part ... last part", "first part and last part",
      true },
    { "a gap has an end", "first <X> last",
      "first "
      "01234567890123456789012345678901234567890123456789012345678901234567890123456789"
      "01"
      "01234567890123456789012345678901234567890123456789012345678901234567890123456789"
      "01"
      "0123456789012345678901234567890123456789012345678901234567890123456789 last",
      false },
    { "a long beginning is enough",
      "The current operation failed due to an internal service error [<Tag>]. Retry.",
      "The current operation failed due to an internal service error", true },
    { "a short beginning is not", "Unable to read <File> of the vault",
      "Unable to read the manual", false },
    { "letters are counted, not bytes", JA_KEY JA_KEY JA_KEY " <X> " JA_NOT_CONNECTED,
      JA_KEY JA_KEY JA_KEY, false },
    { "not inside another word", "read the file", "reread the file", false },
    { "not with a longer last word", "read the file", "read the filename", false },
    { "signs of regular expressions", "a+b? [c] {2} $5 ^", "a+b? [c] {2} $5 ^", true },
};

START_TEST(a_message_is_known_however_it_is_written)
{
    struct ml_arena arena;
    ml_arena_init(&arena);
    struct ml_phrase p = ml_phrase_of_text(&arena, ml_str_of(text_cases[_i].text));
    ml_str record = ml_str_of(text_cases[_i].record);

    ck_assert_msg(finds(p.regex, record) == text_cases[_i].same, "%s: %.*s",
                  text_cases[_i].shows, ML_STR_ARG(p.regex));
    if (text_cases[_i].same && p.literal.n)
        ck_assert_msg(ml_str_has_nocase(record, p.literal), "%s: fragment %.*s",
                      text_cases[_i].shows, ML_STR_ARG(p.literal));
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *shows;
    const char *text;
    const char *literal;
} literal_cases[] = {
    { "the longest word that is not everywhere", INVALID, "credentials" },
    { "product names are no fragment", CONNECT, "connect" },
    { "a variable part is none", "<FileName> vanished", "vanished" },
    { "a common word when there is nothing else", "operation failed", "operation" },
    { "Japanese without case", JA_SERVICE JA_KEY, NULL },
    { "nothing fixed", "...", "" },
};

START_TEST(the_fragment_is_the_rarest_fixed_part)
{
    struct ml_arena arena;
    ml_arena_init(&arena);
    struct ml_phrase p = ml_phrase_of_text(&arena, ml_str_of(literal_cases[_i].text));

    if (literal_cases[_i].literal)
        ck_assert_msg(ml_str_eq(p.literal, ml_str_of(literal_cases[_i].literal)),
                      "%s: %.*s", literal_cases[_i].shows, ML_STR_ARG(p.literal));
    else
        ck_assert_msg(p.literal.n >= 6 && ml_literal_ok(p.literal), "%s",
                      literal_cases[_i].shows);
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *shows;
    const char *regex;
    const char *literal;
} regex_cases[] = {
    { "a plain run", "Backup\\s+Progress", "progress" },
    { "an escaped sign is fixed", "cbengine\\.exe", "cbengine.exe" },
    { "alternatives on the top level", "abcdef|ghijkl", "" },
    { "alternatives in a group", "(?:abcdef|ghijkl) mnopqr", "mnopqr" },
    { "an optional letter", "abcdefs? xyz", "abcdef" },
    { "an optional group", "(?:abcdefghi)? xyzxyz", "xyzxyz" },
    { "a repeated letter stays", "vault+ab", "vault" },
    { "a count may be none", "abcdef{0,2}gh", "abcde" },
    { "a class is unknown", "[abc]defghi", "defghi" },
    { "a class with a bracket", "[]a|(]defghi", "defghi" },
    { "a look-behind is no part", "(?<!xyzxyzxyz)defghi", "defghi" },
    { "escapes for classes", "\\bdefghi\\d+", "defghi" },
    { "a code point", "\\x{3000}defghi", "defghi" },
    { "flags that change the syntax", "(?x) def ghi", "" },
    { "quoted runs are left alone", "\\Qa|b\\E", "" },
    { "verbs are left alone", "(*UTF)defghi", "" },
    { "a back reference is left alone", "(a)\\1defghi", "" },
    { "a bracket that never opened", "defghi)", "" },
    { "a group that never ends", "defghi(", "" },
    { "a trailing backslash", "defghi\\", "" },
    { "lower case", "DefGhi", "defghi" },
    { "a blank parts fragments", "abc defghi", "defghi" },
};

START_TEST(a_raw_pattern_gives_only_what_every_match_has)
{
    struct ml_arena arena;
    ml_arena_init(&arena);
    ml_str got = ml_literal_of_regex(&arena, ml_str_of(regex_cases[_i].regex));
    ck_assert_msg(ml_str_eq(got, ml_str_of(regex_cases[_i].literal)), "%s: %.*s",
                  regex_cases[_i].shows, ML_STR_ARG(got));
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(a_path_is_known_with_either_slash)
{
    struct ml_arena arena;
    ml_arena_init(&arena);
    struct ml_phrase p = ml_phrase_of_path(&arena, ML_STR("C:\\Windows\\Temp"));

    ck_assert(finds(p.regex, ML_STR("in c:/windows//temp/x.tmp")));
    ck_assert(finds(p.regex, ML_STR("C:\\Windows\\Temp")));
    ck_assert(!finds(p.regex, ML_STR("C:\\WindowsTemp")));
    ck_assert(ml_str_eq(p.literal, ML_STR("windows")));
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(a_symbol_is_a_word_of_its_own)
{
    struct ml_arena arena;
    ml_arena_init(&arena);
    struct ml_phrase p = ml_phrase_of_symbol(&arena, ML_STR("SalLowDiskSpace"));

    ck_assert(finds(p.regex, ML_STR("{ErrorCode = SalLowDiskSpace}")));
    ck_assert(!finds(p.regex, ML_STR("{ErrorCode = SalLowDiskSpaceWarning}")));
    ck_assert(ml_str_eq(p.literal, ML_STR("sallowdiskspace")));
    ml_arena_reset(&arena);
}
END_TEST

/* A message cut at any byte gives a pattern that compiles and finds itself. */
START_TEST(a_message_cut_anywhere_is_a_pattern)
{
    static const char text[] = "\"" JA_ERROR " (ID: <X>) ... the Azure Backup doesn't "
                               "[%Y;] " JA_STOP "\xef\xbd\x9e";
    struct ml_arena arena;
    ml_arena_init(&arena);
    for (size_t n = 0; n < sizeof(text); n++) {
        if (((unsigned char)text[n] & 0xc0) == 0x80)
            continue; /* all text is valid UTF-8 */
        struct ml_phrase p = ml_phrase_of_text(&arena, (ml_str){ text, n });
        ck_assert(finds(p.regex, (ml_str){ text, n }));
    }
    ml_arena_reset(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("phrase");
    TCase *t = tcase_create("phrase");

    tcase_add_loop_test(t, a_message_is_known_however_it_is_written, 0,
                        ML_COUNT(text_cases));
    tcase_add_loop_test(t, the_fragment_is_the_rarest_fixed_part, 0,
                        ML_COUNT(literal_cases));
    tcase_add_loop_test(t, a_raw_pattern_gives_only_what_every_match_has, 0,
                        ML_COUNT(regex_cases));
    tcase_add_test(t, a_path_is_known_with_either_slash);
    tcase_add_test(t, a_symbol_is_a_word_of_its_own);
    tcase_add_test(t, a_message_cut_anywhere_is_a_pattern);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
