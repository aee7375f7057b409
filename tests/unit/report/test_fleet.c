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

#include "base/attr.h"
#include "base/buf.h"
#include "report/fleettext.h"
#include "report/fleetxml.h"
#include "report/html.h"
#include "report/json.h"
#include "report/utf8.h"
#include "report/width.h"
#include "support/board_pages.h"
#include "support/scratch.h"
#include "base/ban.h"

static struct ml_buf xml_of(const struct ml_board *board)
{
    struct ml_buf out = { 0 };

    ck_assert_int_eq(ml_fleet_xml(board, ml_write_buf, &out, NULL), ML_OK);
    return out;
}

/* ---- XML ---- */

static xmlDoc *parsed(const struct ml_buf *bytes)
{
    xmlDoc *doc = xmlReadMemory(bytes->p, (int)bytes->n, "fleet.xml", NULL,
                                XML_PARSE_NONET | XML_PARSE_HUGE);
    ck_assert_ptr_nonnull(doc);
    return doc;
}

static void check_valid(const struct ml_buf *bytes)
{
    xmlRelaxNGParserCtxt *parser =
        xmlRelaxNGNewParserCtxt(source_path("report_templates/report.rng"));
    xmlRelaxNG *schema = xmlRelaxNGParse(parser);
    xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(schema);
    xmlDoc *doc = parsed(bytes);

    ck_assert_int_eq(xmlRelaxNGValidateDoc(valid, doc), 0);
    xmlFreeDoc(doc);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}

START_TEST(every_report_validates)
{
    struct ml_board *board = board_at(_i);
    struct ml_buf xml = xml_of(board);

    check_valid(&xml);
    ml_buf_reset(&xml);
    board_fixture_free(board);
}
END_TEST

START_TEST(same_board_gives_the_same_bytes)
{
    struct ml_board *board = board_at(_i);
    struct ml_buf one = xml_of(board), two = xml_of(board);

    ck_assert(ml_str_eq(ml_buf_view(&one), ml_buf_view(&two)));
    ml_buf_reset(&one);
    ml_buf_reset(&two);
    one = board_page(board, 0);
    two = board_page(board, 0);
    ck_assert(ml_str_eq(ml_buf_view(&one), ml_buf_view(&two)));
    ml_buf_reset(&one);
    ml_buf_reset(&two);
    board_fixture_free(board);
}
END_TEST

static double number_of(xmlDoc *doc, const char *expression)
{
    xmlXPathContext *context = xmlXPathNewContext(doc);

    xmlXPathRegisterNs(context, (const xmlChar *)"r",
                       (const xmlChar *)"urn:marslog:report:1");
    xmlXPathObject *object =
        xmlXPathEvalExpression((const xmlChar *)expression, context);
    ck_assert_msg(object, "%s", expression);
    double value = xmlXPathCastToNumber(object);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return value;
}

#define TELLS                                                                          \
    "[not(@muted)][@severity != 'info' or @verdict = 'confirmed' or "                  \
    "@verdict = 'likely' or @before = 'confirmed' or @before = 'likely']"

static const char *const agree[] = {
    "/r:report/r:fleet/@servers = count(/r:report/r:server)",
    "/r:report/r:fleet/@problems = count(/r:report/r:server[@state = 'problems'])",
    "/r:report/r:fleet/@stale = count(/r:report/r:server[@stale])",
    "/r:report/r:fleet/@new = "
    "count(/r:report/r:server/*[@state = 'new'][not(@by)]" TELLS ")",
    "/r:report/r:fleet/@by-catalogue = "
    "count(/r:report/r:server/*[@state = 'new'][@by = 'catalogue']" TELLS ")",
    "/r:report/r:fleet/@not-seen = "
    "count(/r:report/r:server/*[@state = 'not-seen']" TELLS ")",
    "count(//r:*[@state = 'not-seen'][not(@why)]) = 0",
    "count(//r:*[@state != 'not-seen'][@why]) = 0",
    "/r:report/r:fleet/@unreadable = count(//r:bundle[@state = 'unreadable'])",
    "/r:report/r:fleet/@new = /r:report/r:fleet/r:night[last()]/@new",
};

START_TEST(counts_of_the_fleet_are_those_of_its_servers)
{
    struct ml_board *board = board_of(BOARD_FLEET, 400, ML_EN);
    struct ml_buf xml = xml_of(board);
    xmlDoc *doc = parsed(&xml);

    ck_assert(number_of(doc, "string(/r:report/r:fleet/@new)") > 10);
    for (size_t i = 0; i < ML_COUNT(agree); i++)
        ck_assert_msg(number_of(doc, agree[i]) == 1, "%s", agree[i]);
    xmlFreeDoc(doc);
    ml_buf_reset(&xml);
    board_fixture_free(board);
}
END_TEST

/* ---- what can fail ---- */

static int on_full_disk(void *to, const char *bytes, size_t n)
{
    size_t *room = to;
    (void)bytes;

    if (n > *room)
        return ENOSPC;
    *room -= n;
    return 0;
}

enum { WRITE_XML, WRITE_PAGE, WRITE_CSV, WRITE_JUNIT, WRITE_JSON, NWRITES };

static enum ml_rc write_one(int which, const struct ml_board *board, size_t room,
                            struct ml_err *err)
{
    struct ml_templates *sheet = NULL;
    enum ml_rc rc;

    if (which == WRITE_XML)
        return ml_fleet_xml(board, on_full_disk, &room, err);
    if (which == WRITE_PAGE)
        return ml_fleet_html(board_pages_templates(), board, 0, on_full_disk, &room,
                             err);
    if (which == WRITE_JSON)
        return ml_json_of_board(board, on_full_disk, &room, err);
    ck_assert(ml_sheet_open(&sheet, which == WRITE_CSV ? ML_SHEET_CSV : ML_SHEET_JUNIT,
                            source_path("report_templates"), NULL) == ML_OK);
    rc = ml_sheet_of_board(sheet, board, on_full_disk, &room, err);
    ml_report_close_templates(sheet);
    return rc;
}

START_TEST(a_full_disk_is_told)
{
    struct ml_board *board = board_of(BOARD_FLEET, 60, ML_EN);
    static const size_t rooms[] = { 0, 1000 };

    for (size_t i = 0; i < ML_COUNT(rooms); i++) {
        struct ml_err err = { 0 };
        ck_assert_int_eq(write_one(_i, board, rooms[i], &err), ML_FAIL);
        ck_assert_int_eq(err.kind, ML_ERR_IO);
        ck_assert_int_eq(err.sys_errno, ENOSPC);
    }
    ck_assert_int_eq(write_one(_i, board, SIZE_MAX, NULL), ML_OK);
    board_fixture_free(board);
}
END_TEST

START_TEST(templates_that_are_not_there_are_named)
{
    struct ml_templates *none = NULL;
    struct ml_err err = { 0 };

    ck_assert_int_eq(ml_fleet_open_templates(&none, "no-such-folder", &err), ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.where, "style.css"));
    ck_assert_int_eq(ml_sheet_open(&none, ML_SHEET_CSV, "no-such-folder", &err),
                     ML_FAIL);
    ck_assert_ptr_nonnull(strstr(err.where, "texts.xml"));
    ck_assert_ptr_null(none);
}
END_TEST

/* ---- in parts ---- */

START_TEST(a_sheet_in_parts_is_one_file)
{
    struct ml_board *board = board_of(BOARD_FLEET, 1001, ML_EN);
    struct ml_buf out = { 0 };
    struct ml_templates *sheet = NULL;

    ck_assert(ml_sheet_open(&sheet, ML_SHEET_JUNIT, source_path("report_templates"),
                            NULL) == ML_OK);
    ck_assert(ml_sheet_of_board(sheet, board, ml_write_buf, &out, NULL) == ML_OK);
    ml_report_close_templates(sheet);
    xmlDoc *doc = parsed(&out);
    ck_assert(number_of(doc, "count(/testsuites/testsuite)") == 1001);
    xmlFreeDoc(doc);
    out.n = 0;
    ck_assert(ml_sheet_open(&sheet, ML_SHEET_CSV, source_path("report_templates"),
                            NULL) == ML_OK);
    ck_assert(ml_sheet_of_board(sheet, board, ml_write_buf, &out, NULL) == ML_OK);
    ml_report_close_templates(sheet);
    ml_buf_char(&out, '\0');
    ck_assert_uint_eq(occurrences(out.p, "server,group"), 1);
    ml_buf_reset(&out);
    board_fixture_free(board);
}
END_TEST

/* ---- the terminal ---- */

static void check_width(ml_str line, size_t columns)
{
    size_t width = 0;
    ml_str first = ml_str_trim(line);

    for (ml_str rest = line; rest.n;) {
        uint32_t cp = ml_utf8_take(&rest);
        ck_assert_msg(!ml_utf8_is_control(cp) && !ml_utf8_is_deceptive(cp), "%.*s",
                      ML_STR_ARG(line));
        width += (size_t)ml_width_of(cp);
    }
    /* A path is of use in one piece only. */
    ck_assert_msg(width <= columns || ml_str_find_char(first, ' ') == ML_NPOS,
                  "%zu: %.*s", width, ML_STR_ARG(line));
}

START_TEST(lines_keep_to_the_terminal)
{
    struct ml_text_options options = { .columns = 80 };
    struct ml_board *board = board_at(_i);
    struct ml_buf out = { 0 };
    ml_str line;

    ml_fleet_text(board, &options, &out);
    for (ml_str rest = ml_buf_view(&out); ml_str_line(&rest, &line);)
        check_width(line, options.columns);
    ml_buf_reset(&out);
    board_fixture_free(board);
}
END_TEST

static const struct {
    enum board_fixture which;
    uint32_t nservers;
    const char *holds[5];
} tells[] = {
    { BOARD_FLEET,
      400,
      { "New tonight: ", "Resolved: ", "Not seen, and so not known to be gone: ",
        "Mutes that have expired: 1", "400 servers: " } },
    { BOARD_CALM, 20, { "Tonight: no problem, old or new", "20 servers: 0 with" } },
    { BOARD_FIRST, 20, { "The first run" } },
};

START_TEST(terminal_tells)
{
    struct ml_text_options options = { .columns = 80 };
    struct ml_board *board = board_of(tells[_i].which, tells[_i].nservers, ML_EN);
    struct ml_buf out = { 0 };

    ml_fleet_text(board, &options, &out);
    ml_buf_char(&out, '\0');
    for (size_t k = 0; k < ML_COUNT(tells[_i].holds) && tells[_i].holds[k]; k++)
        ck_assert_msg(strstr(out.p, tells[_i].holds[k]), "no \"%s\" in\n%s",
                      tells[_i].holds[k], out.p);
    ml_buf_reset(&out);
    board_fixture_free(board);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fleet");
    TCase *tc = tcase_create("xml");
    int twice = 2 * BOARDS;

    tcase_add_unchecked_fixture(tc, board_pages_setup, board_pages_teardown);
    tcase_add_loop_test(tc, every_report_validates, 0, twice);
    tcase_add_loop_test(tc, same_board_gives_the_same_bytes, 0, BOARDS);
    tcase_add_test(tc, counts_of_the_fleet_are_those_of_its_servers);
    suite_add_tcase(suite, tc);

    tc = tcase_create("failures");
    tcase_add_unchecked_fixture(tc, board_pages_setup, board_pages_teardown);
    tcase_add_loop_test(tc, a_full_disk_is_told, 0, NWRITES);
    tcase_add_test(tc, templates_that_are_not_there_are_named);
    tcase_add_test(tc, a_sheet_in_parts_is_one_file);
    suite_add_tcase(suite, tc);

    tc = tcase_create("text");
    tcase_add_unchecked_fixture(tc, board_pages_setup, board_pages_teardown);
    tcase_add_loop_test(tc, lines_keep_to_the_terminal, 0, twice);
    tcase_add_loop_test(tc, terminal_tells, 0, ML_COUNT(tells));
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
