/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "../../support/result_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/xml.h"
#include "support/scratch.h"
#include "base/ban.h"

static struct ml_buf xml_of(enum fixture which, enum ml_lang lang, enum ml_xml_use use)
{
    struct ml_result *result = fixture_new(which, lang);
    struct ml_buf out = { 0 };

    ck_assert_int_eq(ml_report_xml(result, use, ml_write_buf, &out, NULL), ML_OK);
    fixture_free(result);
    return out;
}

static xmlDoc *parsed(const struct ml_buf *bytes)
{
    xmlDoc *doc =
        xmlReadMemory(bytes->p, (int)bytes->n, "report.xml", NULL, XML_PARSE_NONET);
    ck_assert_ptr_nonnull(doc);
    return doc;
}

static xmlRelaxNG *schema;

static void load_schema(void)
{
    xmlRelaxNGParserCtxt *parser =
        xmlRelaxNGNewParserCtxt(source_path("report_templates/report.rng"));
    ck_assert_ptr_nonnull(parser);
    schema = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    ck_assert_ptr_nonnull(schema);
}

static void free_schema(void)
{
    xmlRelaxNGFree(schema);
    xmlCleanupParser();
}

START_TEST(every_report_validates)
{
    enum fixture which = (enum fixture)(_i % FIXTURE_N);
    enum ml_lang lang = _i / FIXTURE_N % 2 ? ML_JA : ML_EN;
    enum ml_xml_use use = _i < 2 * FIXTURE_N ? ML_XML_FOR_TOOLS : ML_XML_FOR_PEOPLE;
    struct ml_buf bytes = xml_of(which, lang, use);
    xmlDoc *doc = parsed(&bytes);
    xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(schema);

    ck_assert_msg(xmlRelaxNGValidateDoc(valid, doc) == 0, "%s", fixture_name(which));
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(doc);
    ml_buf_reset(&bytes);
}
END_TEST

START_TEST(same_result_gives_the_same_bytes)
{
    struct ml_buf one = xml_of((enum fixture)_i, ML_EN, ML_XML_FOR_TOOLS);
    struct ml_buf two = xml_of((enum fixture)_i, ML_EN, ML_XML_FOR_TOOLS);

    ck_assert(ml_str_eq(ml_buf_view(&one), ml_buf_view(&two)));
    ml_buf_reset(&one);
    ml_buf_reset(&two);
}
END_TEST

/* XPath with the prefix r, as a string; release with xmlFree(). */
static xmlChar *value_of(xmlDoc *doc, const char *expression)
{
    xmlXPathContext *context = xmlXPathNewContext(doc);

    xmlXPathRegisterNs(context, (const xmlChar *)"r",
                       (const xmlChar *)"urn:marslog:report:1");
    xmlXPathObject *object =
        xmlXPathEvalExpression((const xmlChar *)expression, context);
    ck_assert_msg(object, "%s", expression);
    xmlChar *value = xmlXPathCastToString(object);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return value;
}

#define FINDING "/r:report/r:server/r:finding"

static const struct {
    const char *shows, *expression, *expected;
} values[] = {
    { "report", "concat(/r:report/@version, /r:report/@lang)", "1en" },
    { "observations are no known problems", "string(/r:report/r:catalogue/@signatures)",
      "4" },
    { "code", "string(" FINDING "[1]/@code)", "34513" },
    { "hex as the agent writes it", "string(" FINDING "[1]/@hex)", "0x086D1" },
    { "hex of an HRESULT", "string(" FINDING "[4]/@hex)", "0x80070005" },
    { "no code, no attribute", "count(" FINDING "[2]/@code | " FINDING "[2]/@hex)",
      "0" },
    { "no time, no attribute", "count(" FINDING "[4]/@first | " FINDING "[4]/@last)",
      "0" },
    { "stamp without a zone", "string(" FINDING "[1]/@first)",
      "2026-11-20T01:02:03.456" },
    { "stamp in UTC", "string(/r:report/@as-of)", "2026-11-22T00:00:00.456Z" },
    { "bucket without a fraction", "string(" FINDING "[1]/r:bucket[1]/@from)",
      "2026-11-20T01:00:00" },
    { "context follows its evidence",
      "string(" FINDING "[1]/r:evidence[2]/following-sibling::r:context[1]/@address)",
      "FS01.zip!Temp/CBEngineCurr.errlog:518" },
    { "a code beside a record is decoded",
      "concat(" FINDING "[1]/r:evidence[1]/r:oscode/@value, ' ', " FINDING
      "[1]/r:evidence[1]/r:oscode/@family, ' ', " FINDING
      "[1]/r:evidence[1]/r:oscode/@symbol, ' ', " FINDING
      "[1]/r:evidence[1]/r:oscode)",
      "0x80070005 win32 ERROR_ACCESS_DENIED access denied" },
    { "the record stands before it", "string(" FINDING "[1]/r:evidence[1]/text()[1])",
      "Invalid vault credentials provided. The file is either corrupted or does not "
      "have the latest credentials associated with recovery service. (ID: 34513)" },
    { "first five and last five", "count(" FINDING "[1]/r:evidence)", "10" },
    { "level", "string(" FINDING "[1]/r:evidence[1]/@level)", "FATAL" },
    { "explains", "string(//r:cause[1]/@explains)", "mars-34513 mars-100050" },
    { "weight", "string(//r:cause[1]/r:for/@weight)", "conclusive" },
    { "missing", "string(//r:cause[@verdict = 'undetermined']/r:missing[1]/@artefact)",
      "proxy-configuration" },
    { "coverage adds up",
      "//r:coverage/@bytes-read + //r:coverage/@bytes-skipped = "
      "//r:coverage/@bytes-present",
      "true" },
    { "files add up", "sum(//r:file/@bytes) = //r:coverage/@bytes-present", "true" },
    { "encoding only of text", "count(//r:file[@state = 'skipped']/@encoding)", "0" },
    { "assumed year", "string(//r:file[5]/@year)", "assumed" },
    { "same bytes", "string(//r:file[5]/@same-as)",
      "FS01.zip!Temp/CBEngineCurr.errlog" },
    { "pattern at its limit", "string(//r:bundle/r:limited/@signature)", "http-407" },
    { "every fact value", "count(//r:case/r:fact-value)", "4" },
    { "occurrences", "string(//r:case/r:occurrences/@file)",
      "FS01.zip!Temp/CBEngineCurr.errlog" },
    { "moments", "sum(//r:occurrences/r:m/@n) = //r:occurrences/@count", "true" },
    { "an untimed moment", "count(//r:m[1]/@first)", "0" },
    { "artefacts met", "string(//r:case/r:artefact/@state)", "read" },
};

START_TEST(xml_says)
{
    struct ml_buf bytes = xml_of(FIXTURE_PROBLEMS, ML_EN, ML_XML_FOR_TOOLS);
    xmlDoc *doc = parsed(&bytes);
    xmlChar *value = value_of(doc, values[_i].expression);

    ck_assert_msg(strcmp((const char *)value, values[_i].expected) == 0, "%s: %s",
                  values[_i].shows, (const char *)value);
    xmlFree(value);
    xmlFreeDoc(doc);
    ml_buf_reset(&bytes);
}
END_TEST

START_TEST(what_xml_cannot_hold_is_replaced)
{
    struct ml_buf bytes = xml_of(FIXTURE_HOSTILE, ML_EN, ML_XML_FOR_TOOLS);
    xmlDoc *doc = parsed(&bytes);
    xmlChar *text = value_of(doc, "string(//r:for[1])");

    ck_assert_ptr_nonnull(
        strstr((const char *)text, "<script>alert(1)</script>]]><!--"));
    ck_assert_ptr_nonnull(strstr((const char *)text, "\xef\xbf\xbd[31mred"));
    ck_assert_ptr_nonnull(strstr((const char *)text, "\xe2\x80\xaegnp.exe"));
    xmlFree(text);
    text = value_of(doc, "count(//*[local-name() = 'script'] | //comment())");
    ck_assert_str_eq((const char *)text, "0");
    xmlFree(text);
    xmlFreeDoc(doc);
    for (size_t i = 0; i < bytes.n; i++)
        ck_assert((unsigned char)bytes.p[i] >= 0x20 || strchr("\t\n\r", bytes.p[i]));
    ml_buf_reset(&bytes);
}
END_TEST

START_TEST(people_see_what_hides)
{
    struct ml_buf bytes = xml_of(FIXTURE_HOSTILE, ML_EN, ML_XML_FOR_PEOPLE);
    ml_str xml = ml_buf_view(&bytes);

    ck_assert(ml_str_has(xml, ML_STR("\\x1b[31mred")));
    ck_assert(ml_str_has(xml, ML_STR("\\u{202e}gnp.exe")));
    ck_assert(!ml_str_has(xml, ML_STR("\xe2\x80\xae")));
    ck_assert(!ml_str_has(xml, ML_STR("<case>")));
    ml_buf_reset(&bytes);
}
END_TEST

static int fail_after(void *to, const char *bytes, size_t n)
{
    size_t *left = to;

    (void)bytes;
    if (n > *left)
        return ENOSPC;
    *left -= n;
    return 0;
}

START_TEST(failed_write_is_an_io_failure)
{
    static const size_t rooms[] = { 0, 100, 9000 };
    struct ml_result *result = fixture_new(FIXTURE_PROBLEMS, ML_EN);
    size_t left = rooms[_i];
    struct ml_err err = { 0 };

    ck_assert_int_eq(ml_report_xml(result, ML_XML_FOR_TOOLS, fail_after, &left, &err),
                     ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_IO);
    ck_assert_int_eq(err.sys_errno, ENOSPC);
    fixture_free(result);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/xml");
    TCase *tc = tcase_create("xml");

    tcase_add_unchecked_fixture(tc, load_schema, free_schema);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, every_report_validates, 0, 4 * FIXTURE_N);
    tcase_add_loop_test(tc, same_result_gives_the_same_bytes, 0, FIXTURE_N);
    tcase_add_loop_test(tc, xml_says, 0, ML_COUNT(values));
    tcase_add_test(tc, what_xml_cannot_hold_is_replaced);
    tcase_add_test(tc, people_see_what_hides);
    tcase_add_loop_test(tc, failed_write_is_an_io_failure, 0, 3);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
