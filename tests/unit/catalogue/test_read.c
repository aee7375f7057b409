/* SPDX-License-Identifier: MIT */
/* Catalogue files: what is taken, what is refused, and where the fault is said to be.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "catalogue/check.h"
#include "catalogue/read.h"
#include "support/scratch.h"

#define OPEN "<catalogue xmlns=\"urn:marslog:catalogue:1\">\n"
#define CLOSE "</catalogue>\n"
#define TITLE "<title lang=\"en\">t</title><title lang=\"ja\">t</title>"
#define EXAMPLES                                                                       \
    "<source date=\"2020-02-03\">doc</source><example match=\"yes\">(ID: 34513)"       \
    "</example><example match=\"no\">x</example>"
#define SIGNATURE(id, middle)                                                          \
    "<signature id=\"" id "\" severity=\"error\">" TITLE middle EXAMPLES               \
    "</signature>\n"
#define MESSAGE(provider, id, en, ja)                                                  \
    "<message provider=\"" provider "\" id=\"" id "\"><text lang=\"en\">" en "</text>"    \
    ja "<source>doc</source></message>\n"
#define ACTION "<action lang=\"en\">do it</action><source>doc</source>"
#define CAUSE(explains, rules)                                                         \
    "<cause id=\"c\">" TITLE "<explains>" explains "</explains>\n" rules ACTION        \
    "</cause>\n"
#define RULE(condition)                                                                \
    "<for weight=\"supporting\"><text lang=\"en\">r</text>\n" condition "</for>\n"

static char dir[64], path[96];

#define SCHEMA source_path("patterns/catalogue.rng")

static void setup(void)
{
    snprintf(dir, sizeof(dir), "catalogue-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/a.xml", dir);
}

static void teardown(void)
{
    unlink(path);
    rmdir(dir);
}

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static enum ml_rc read_into(struct ml_catalogue *c, const char *text,
                            struct ml_err *err)
{
    write_file(text);
    return ml_catalogue_read_dir(c, dir, SCHEMA, err);
}

static const struct {
    const char *shows;
    const char *text;
    const char *said; /* part of the message; NULL: no fault */
    uint32_t line;
} cases[] = {
    { "the smallest catalogue", OPEN CLOSE, NULL, 0 },
    { "a signature", OPEN SIGNATURE("a", "<code>34513</code>") CLOSE, NULL, 0 },
    { "not well-formed", OPEN "<signature", "not well-formed", 2 },
    { "another namespace", "<catalogue/>", "schema", 1 },
    { "a word that the schema does not know", OPEN "\n<problem/>" CLOSE, "schema", 3 },
    { "a DOCTYPE",
      "<!DOCTYPE catalogue [<!ENTITY e SYSTEM \"/etc/passwd\">]>\n" OPEN CLOSE,
      "DOCTYPE", 1 },
    { "no example that must not match",
      OPEN "<signature id=\"a\" severity=\"error\">" TITLE
           "<code>1</code><source>d</source><example match=\"yes\">x</example>"
           "</signature>" CLOSE,
      "has no <example match=\"no\">", 2 },
    { "a code that is none", OPEN SIGNATURE("a", "\n<code>0x80000</code>") CLOSE,
      "is no code", 3 },
    { "a fragment in capitals",
      OPEN SIGNATURE("a", "\n<regex literal=\"ABC\">abc</regex>") CLOSE, "literal", 3 },
    { "a fragment of several words",
      OPEN SIGNATURE("a", "<regex literal=\"some words\">some words</regex>") CLOSE,
      NULL, 0 },
    { "an id twice",
      OPEN SIGNATURE("a", "<code>1</code>") SIGNATURE("a", "<code>1</code>") CLOSE,
      "defined already", 3 },
    { "an artefact twice",
      OPEN "<artefact id=\"a\">" TITLE "<ask lang=\"en\">x</ask></artefact>\n"
           "<artefact id=\"a\">" TITLE "<ask lang=\"en\">x</ask></artefact>" CLOSE,
      "defined already", 3 },
    { "a code of Windows",
      OPEN "<oscode family=\"win32\" hex=\"0x80070005\" number=\"5\">"
           "<meaning lang=\"en\">x</meaning></oscode>" CLOSE,
      NULL, 0 },
    { "one number in two families",
      OPEN "<oscode family=\"vds\" hex=\"0x80042401\">"
           "<meaning lang=\"en\">x</meaning></oscode>"
           "<oscode family=\"vss\" hex=\"0x80042401\">"
           "<meaning lang=\"en\">x</meaning></oscode>" CLOSE,
      NULL, 0 },
    { "a code of Windows twice",
      OPEN "<oscode family=\"http\" number=\"407\" hex=\"0x80190197\">"
           "<meaning lang=\"en\">x</meaning></oscode>\n"
           "<oscode family=\"http\" hex=\"0x80190197\" number=\"407\">"
           "<meaning lang=\"en\">x</meaning></oscode>" CLOSE,
      "defined already", 3 },
    { "a number that is not in the HRESULT",
      OPEN "<oscode family=\"win32\" hex=\"0x80070005\" number=\"6\">"
           "<meaning lang=\"en\">x</meaning></oscode>" CLOSE,
      "is not in 0x80070005", 2 },
    { "a code without number",
      OPEN "<oscode family=\"win32\"><meaning lang=\"en\">x</meaning></oscode>" CLOSE,
      "schema", 2 },
    { "what an event says", OPEN MESSAGE("VSS", "8193", "a %1, %% and %12", "") CLOSE,
      NULL, 0 },
    { "one id of two providers",
      OPEN MESSAGE("VSS", "13", "x", "") MESSAGE("disk", "13", "x", "") CLOSE, NULL, 0 },
    { "an event that says two things",
      OPEN MESSAGE("Microsoft-Windows-Ntfs", "55", "x", "") MESSAGE("NTFS", "55", "y", "")
          CLOSE,
      "defined already", 3 },
    { "a bystander twice",
      OPEN "<bystander provider=\"Microsoft-Windows-GroupPolicy\"><source>d</source></bystander>\n"
           "<bystander provider=\"grouppolicy\"><source>d</source></bystander>" CLOSE,
      "defined already", 3 },
    { "an event of any id says nothing", OPEN MESSAGE("VSS", "", "x", "") CLOSE,
      "schema", 2 },
    { "a signature of one log",
      OPEN SIGNATURE("a", "<event provider=\"Backup\" id=\"5\" channel=\"Application\"/>")
          CLOSE,
      NULL, 0 },
    { "a cause", OPEN SIGNATURE("a", "<code>1</code>") CAUSE("a", "") CLOSE, NULL, 0 },
    { "it explains what is not there",
      OPEN SIGNATURE("a", "<code>1</code>") CAUSE("b", "") CLOSE,
      "\"b\" is no signature", 3 },
    { "a condition on a signature that is not there",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<all><signature name=\"gone\"/></all>")) CLOSE,
      "\"gone\" is no signature", 5 },
    { "a condition on a fact that nothing gives",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<fact name=\"no.such\" op=\"known\"/>")) CLOSE,
      "\"no.such\" is a fact that nothing gives", 5 },
    { "a fact of a family",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<fact name=\"service.vss.state\" op=\"known\"/>")) CLOSE,
      NULL, 0 },
    { "not every name is of the family",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<fact name=\"service.a.b.state\" op=\"known\"/>")) CLOSE,
      "nothing gives", 5 },
    { "a fact that a signature of the same folder yields",
      OPEN "<observation id=\"a\" yields=\"my.fact\">" TITLE "<code>1</code>" EXAMPLES
           "</observation>" SIGNATURE("b", "<code>1</code>")
               CAUSE("b", RULE("<fact name=\"my.fact\" op=\"known\"/>")) CLOSE,
      NULL, 0 },
    { "an artefact that is not there",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<artefact name=\"x\" state=\"read\"/>")) CLOSE,
      "\"x\" is no artefact", 5 },
    { "an observation cannot be explained",
      OPEN "<observation id=\"a\">" TITLE "<code>1</code>" EXAMPLES
           "</observation>\n" CAUSE("a", "") CLOSE,
      "observation", 3 },
    { "a number that is none",
      OPEN SIGNATURE("a", "<code>1</code>") CAUSE(
          "a", RULE("<fact name=\"temp.files\" op=\"gt\" value=\"many\"/>")) CLOSE,
      "takes a number", 5 },
    { "a comparison without its second fact",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<fact name=\"scratch.location\" op=\"same-path\"/>")) CLOSE,
      "second fact", 5 },
    { "a span that is none",
      OPEN SIGNATURE("a", "<code>1</code>")
          CAUSE("a", RULE("<fact name=\"credential.file-time\" op=\"older\" "
                          "value=\"two days\"/>")) CLOSE,
      "takes a span", 5 },
};

START_TEST(a_fault_is_named_with_its_line)
{
    struct ml_catalogue *c = ml_catalogue_new();
    struct ml_err err = { 0 };
    enum ml_rc rc = read_into(c, cases[_i].text, &err);

    if (!cases[_i].said) {
        ck_assert_msg(rc == ML_OK, "%s: %s", cases[_i].shows, err.text);
        ck_assert(ml_str_starts(c->digest, ML_STR("sha256:")) && c->digest.n == 71);
    } else {
        ck_assert_msg(rc == ML_FAIL && err.kind == ML_ERR_RULE, "%s", cases[_i].shows);
        ck_assert_msg(strstr(err.text, cases[_i].said) != NULL, "%s: %s",
                      cases[_i].shows, err.text);
        ck_assert_msg(err.line == cases[_i].line, "%s: line %u", cases[_i].shows,
                      err.line);
        ck_assert_str_eq(err.where, path);
        ck_assert_uint_eq(c->nsignatures + c->ncauses, 0);
    }
    ml_catalogue_free(c);
}
END_TEST

START_TEST(a_second_folder_adds_and_overrides_by_id)
{
    struct ml_catalogue *c = ml_catalogue_new();
    ck_assert(read_into(c,
                        OPEN SIGNATURE("a", "<code>1</code>")
                            SIGNATURE("b", "<code>2</code>") CLOSE,
                        NULL) == ML_OK);
    ml_str before = c->digest;
    ck_assert_int_eq(c->newest_year, 2020);
    ck_assert(read_into(c,
                        OPEN SIGNATURE("c", "<code>3</code>")
                            SIGNATURE("a", "<code>4</code>") CAUSE("b", "") CLOSE,
                        NULL) == ML_OK);
    ck_assert_uint_eq(c->nsignatures, 3);
    ck_assert_uint_eq(ml_catalogue_signature(c, ML_STR("a"))->code, 4);
    ck_assert_uint_eq(ml_catalogue_signature(c, ML_STR("b"))->code, 2);
    ck_assert_uint_eq(ml_catalogue_signature(c, ML_STR("c"))->code, 3);
    ck_assert(!ml_str_eq(before, c->digest));
    ml_catalogue_free(c);
}
END_TEST

START_TEST(a_folder_with_a_fault_changes_nothing)
{
    struct ml_catalogue *c = ml_catalogue_new();
    ck_assert(read_into(c, OPEN SIGNATURE("a", "<code>1</code>") CLOSE, NULL) == ML_OK);
    ml_str before = c->digest;
    ck_assert(read_into(c,
                        OPEN SIGNATURE("a", "<code>2</code>") CAUSE("gone", "") CLOSE,
                        NULL) == ML_FAIL);
    ck_assert(ml_str_eq(before, c->digest));
    ck_assert_uint_eq(ml_catalogue_signature(c, ML_STR("a"))->code, 1);
    ml_catalogue_free(c);
}
END_TEST

START_TEST(where_an_entry_stands_does_not_change_the_digest)
{
    struct ml_catalogue *a = ml_catalogue_new(), *b = ml_catalogue_new();
    ck_assert(read_into(a, OPEN SIGNATURE("a", "<code>1</code>") CLOSE, NULL) == ML_OK);
    ck_assert(read_into(b, OPEN "\n\n" SIGNATURE("a", "<code>1</code>") CLOSE, NULL) ==
              ML_OK);
    ck_assert(ml_str_eq(a->digest, b->digest));
    ml_catalogue_free(a);
    ml_catalogue_free(b);
}
END_TEST

START_TEST(an_empty_folder_and_a_missing_one_are_refused)
{
    struct ml_catalogue *c = ml_catalogue_new();
    struct ml_err err = { 0 };
    ck_assert(ml_catalogue_read_dir(c, dir, SCHEMA, &err) == ML_FAIL);
    ck_assert(err.kind == ML_ERR_RULE);
    ck_assert(ml_catalogue_read_dir(c, "no-such-folder", SCHEMA, &err) == ML_FAIL);
    ck_assert(err.kind == ML_ERR_IO);
    ck_assert(ml_catalogue_read_dir(c, dir, "no-such.rng", &err) == ML_FAIL);
    ck_assert(err.kind == ML_ERR_IO);
    ck_assert_str_eq(err.where, "no-such.rng");
    ml_catalogue_free(c);
}
END_TEST

static void count_complaint(void *ctx, ml_str file, uint32_t line, const char *text)
{
    (void)file;
    (void)line;
    snprintf(ctx, 400, "%s", text);
}

static bool refuse_regex(void *ctx, ml_str regex, char *why, size_t cap)
{
    (void)ctx;
    (void)regex;
    snprintf(why, cap, "of no use");
    return false;
}

START_TEST(the_check_names_what_files_cannot_hold)
{
    struct ml_catalogue *c = ml_catalogue_new();
    char last[400] = "";
    struct ml_catalogue_check check = { .ctx = last, .complain = count_complaint };

    ck_assert(read_into(c,
                        OPEN SIGNATURE("mars-7", "<regex>abcdef</regex><code>7</code>")
                            CAUSE("mars-7", "") CLOSE,
                        NULL) == ML_OK);
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 0);
    check.strict = true;
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 1);
    ck_assert_ptr_nonnull(strstr(last, "no Japanese text"));
    check.strict = false;
    check.regex_ok = refuse_regex;
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 1);
    ck_assert_ptr_nonnull(strstr(last, "of no use"));
    check.regex_ok = NULL;
    c->signatures[0].nexamples = 0;
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 2);
    c->signatures[0].code = 8;
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 3);
    c->causes[0].explains[0] = ML_STR("gone");
    ck_assert_uint_eq(ml_catalogue_check(c, &check), 4);
    ck_assert_ptr_nonnull(strstr(last, "\"gone\""));
    ml_catalogue_free(c);
}
END_TEST

static const struct {
    const char *shows, *en, *ja;
    const char *said; /* NULL: nothing */
} sentences[] = {
    { "all that may stand there", "%1 and %99, 5 %%", "%99, %1", NULL },
    { "the order is that of the language", "%1 %2", "%2 %1", NULL },
    { "one is missing", "%1 %2", "%1", "do not name the same values" },
    { "one too many", "%1", "%1 %64", "do not name the same values" },
    { "no number", "100 % of it", "%1", "followed by" },
    { "at the end", "%1 %", "%1", "followed by" },
    { "nought", "%0", "x", "followed by" },
    { "three digits", "%100", "x", "followed by" },
};

START_TEST(a_sentence_names_the_same_values_in_both_languages)
{
    struct ml_catalogue *c = ml_catalogue_new();
    char last[400] = "", text[600];
    struct ml_catalogue_check check = { .ctx = last, .complain = count_complaint };

    snprintf(text, sizeof(text),
             OPEN MESSAGE("VSS", "8193", "%s", "<text lang=\"ja\">%s</text>") CLOSE,
             sentences[_i].en, sentences[_i].ja);
    ck_assert(read_into(c, text, NULL) == ML_OK);
    size_t n = ml_catalogue_check(c, &check);
    ck_assert_msg((n > 0) == (sentences[_i].said != NULL), "%s: %s", sentences[_i].shows,
                  last);
    if (sentences[_i].said && n == 1)
        ck_assert_msg(strstr(last, sentences[_i].said) != NULL, "%s", last);
    ml_catalogue_free(c);
}
END_TEST

START_TEST(a_sentence_is_found_by_provider_and_id)
{
    struct ml_catalogue *c = ml_catalogue_new();

    ck_assert(read_into(c,
                        OPEN MESSAGE("disk", "7", "a", "")
                            MESSAGE("Microsoft-Windows-Ntfs", "55", "b", "")
                                MESSAGE("NtfsX", "55", "c", "")
                                    MESSAGE("VSS", "0", "d", "")
                                        MESSAGE("vss", "8193", "e", "") CLOSE,
                        NULL) == ML_OK);
    ck_assert_uint_eq(c->nmessages, 5);
    ck_assert(ml_catalogue_message(c, ML_STR("Disk"), 7)->text.in[ML_EN].p[0] == 'a');
    ck_assert(ml_catalogue_message(c, ML_STR("NTFS"), 55)->text.in[ML_EN].p[0] == 'b');
    ck_assert(ml_catalogue_message(c, ML_STR("microsoft-windows-ntfsx"), 55)
                  ->text.in[ML_EN].p[0] == 'c');
    ck_assert(ml_catalogue_message(c, ML_STR("VSS"), 0)->text.in[ML_EN].p[0] == 'd');
    ck_assert(ml_catalogue_message(c, ML_STR("VSS"), 8193)->text.in[ML_EN].p[0] == 'e');
    ck_assert_ptr_null(ml_catalogue_message(c, ML_STR("VSS"), 8194));
    ck_assert_ptr_null(ml_catalogue_message(c, ML_STR("Ntf"), 55));
    ck_assert_ptr_null(ml_catalogue_message(c, ML_STR(""), 55));
    ml_catalogue_free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("read");
    TCase *t = tcase_create("read");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, a_fault_is_named_with_its_line, 0, ML_COUNT(cases));
    tcase_add_test(t, a_second_folder_adds_and_overrides_by_id);
    tcase_add_test(t, a_folder_with_a_fault_changes_nothing);
    tcase_add_test(t, where_an_entry_stands_does_not_change_the_digest);
    tcase_add_test(t, an_empty_folder_and_a_missing_one_are_refused);
    tcase_add_test(t, the_check_names_what_files_cannot_hold);
    tcase_add_loop_test(t, a_sentence_names_the_same_values_in_both_languages, 0,
                        ML_COUNT(sentences));
    tcase_add_test(t, a_sentence_is_found_by_provider_and_id);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
