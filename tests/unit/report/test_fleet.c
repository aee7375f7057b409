/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <openssl/evp.h>

#include "../../support/board_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/fleetlink.h"
#include "report/fleetpage.h"
#include "report/fleettext.h"
#include "report/fleetxml.h"
#include "report/html.h"
#include "report/json.h"
#include "report/utf8.h"
#include "report/width.h"
#include "scan/rules.h"
#include "support/scratch.h"
#include "base/ban.h"

static struct ml_rules rules;
static struct ml_templates *templates;

static void setup(void)
{
    struct ml_err err = { 0 };
    bool is_compiled;

    ck_assert_msg(ml_rules_open(&rules, "data/catalogue.rules", "data/catalogue.rng",
                                NULL, &is_compiled, &err) == ML_OK,
                  "%s: %s", err.where, err.text);
    ck_assert_msg(ml_fleet_open_templates(&templates, source_path("report_templates"),
                                          &err) == ML_OK,
                  "%s: %s", err.where, err.text);
}

static void teardown(void)
{
    templates = ml_report_close_templates(templates);
    ml_rules_close(&rules);
}

static struct ml_board *board_of(enum board_fixture which, uint32_t nservers,
                                 enum ml_lang lang)
{
    struct board_options options = { which, nservers, 1, lang };
    return board_fixture_new(rules.catalogue, &options);
}

static struct ml_buf xml_of(const struct ml_board *board)
{
    struct ml_buf out = { 0 };

    ck_assert_int_eq(ml_fleet_xml(board, ml_write_buf, &out, NULL), ML_OK);
    return out;
}

/* NUL-terminated. */
static struct ml_buf page_of(const struct ml_board *board, uint32_t page)
{
    struct ml_buf out = { 0 };
    struct ml_err err = { 0 };

    ck_assert_msg(ml_fleet_html(templates, board, page, ml_write_buf, &out, &err) ==
                      ML_OK,
                  "%s: %s", err.where, err.text);
    ml_buf_char(&out, '\0');
    return out;
}

/* What most tests are done on. */
static const struct {
    enum board_fixture which;
    uint32_t nservers;
} boards[] = {
    { BOARD_FLEET, 0 },    { BOARD_FLEET, 1 },  { BOARD_FLEET, 60 },
    { BOARD_HOSTILE, 60 }, { BOARD_FIRST, 20 }, { BOARD_CALM, 20 },
};

static struct ml_board *board_at(int i)
{
    size_t n = ML_COUNT(boards);
    return board_of(boards[i % n].which, boards[i % n].nservers,
                    (size_t)i < n ? ML_EN : ML_JA);
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
    one = page_of(board, 0);
    two = page_of(board, 0);
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

/* ---- what is counted ---- */

static const struct {
    const char *shows;
    enum ml_standing standing;
    enum ml_brought_by by;
    bool is_muted;
    enum ml_severity severity;
    struct ml_board_tally tally;
} counted[] = {
    { "new", ML_NEW, ML_BY_RECORDS, false, ML_ERROR, { .new_ = 1 } },
    { "new by the catalogue is not new",
      ML_NEW,
      ML_BY_CATALOGUE,
      false,
      ML_ERROR,
      { .by_catalogue = 1 } },
    { "nor by the program",
      ML_NEW,
      ML_BY_PROGRAM,
      false,
      ML_ERROR,
      { .by_program = 1 } },
    { "muted", ML_NEW, ML_BY_RECORDS, true, ML_ERROR, { .muted = 1 } },
    { "resolved", ML_RESOLVED, ML_BY_RECORDS, false, ML_WARNING, { .resolved = 1 } },
    { "not seen is not resolved",
      ML_NOT_SEEN,
      ML_BY_RECORDS,
      false,
      ML_ERROR,
      { .not_seen = 1 } },
    { "information is not told", ML_NEW, ML_BY_RECORDS, false, ML_INFO, { .new_ = 0 } },
};

START_TEST(each_is_counted_once)
{
    struct ml_board_mute mute = { .count = 1 };
    struct ml_board_finding finding = { .severity = counted[_i].severity,
                                        .standing = counted[_i].standing,
                                        .by = counted[_i].by,
                                        .mute = counted[_i].is_muted ? &mute : NULL };
    struct ml_board_server server = { .findings = &finding, .nfindings = 1 };
    struct ml_board_tally tally = { 0 };

    ml_board_tally_add(&tally, &server);
    ck_assert_msg(memcmp(&tally, &counted[_i].tally, sizeof(tally)) == 0, "%s",
                  counted[_i].shows);
}
END_TEST

START_TEST(a_cause_tells_when_it_is_or_was_likely)
{
    struct ml_board_cause cause = { .verdict = ML_UNDETERMINED };

    ck_assert(!ml_board_cause_tells(&cause));
    cause.before = ML_CONFIRMED;
    ck_assert(!ml_board_cause_tells(&cause));
    cause.has_before = true;
    ck_assert(ml_board_cause_tells(&cause));
    cause.has_before = false;
    cause.verdict = ML_LIKELY;
    ck_assert(ml_board_cause_tells(&cause));
}
END_TEST

/* ---- links ---- */

static const struct {
    const char *page, *href;
} hrefs[] = {
    { "servers/FS01.html", "servers/FS01.html" },
    { "servers/a%20b.html", "servers/a%20b.html" },
    { "servers/a b?c#d.html", "servers/a%20b%3Fc%23d.html" },
    { "100%.html", "100%25.html" },
    { "javascript:alert(1)", "javascript%3Aalert%281%29" },
    { "//evil.example/x", "evil.example/x" },
    { "\"'><a>", "%22%27%3E%3Ca%3E" },
    { "\xe6\x9d\xb1.html", "%E6%9D%B1.html" },
};

START_TEST(href)
{
    struct ml_buf out = { 0 };

    ml_fleet_href(&out, ml_str_of(hrefs[_i].page));
    ml_buf_char(&out, '\0');
    ck_assert_str_eq(out.p, hrefs[_i].href);
    ml_buf_reset(&out);
}
END_TEST

/* ---- the page ---- */

static const char *const elements[] = {
    "html",    "head",   "meta",  "title",   "style",  "script",  "body",
    "a",       "header", "main",  "section", "div",    "footer",  "h1",
    "h2",      "p",      "span",  "b",       "i",      "strong",  "code",
    "ul",      "li",     "dl",    "dt",      "dd",     "details", "table",
    "summary", "thead",  "tbody", "tr",      "th",     "td",      "figcaption",
    "svg",     "figure", "rect",  "circle",  "path",   "g",       "nav",
    "form",    "label",  "input", "select",  "option", "button",  "output",
};

static const char *const attributes[] = {
    "lang",
    "dir",
    "http-equiv",
    "content",
    "name",
    "class",
    "id",
    "href",
    "role",
    "scope",
    "width",
    "height",
    "x",
    "y",
    "r",
    "d",
    "title",
    "hidden",
    "type",
    "value",
    "placeholder",
    "colspan",
    "cx",
    "cy",
    "viewbox",
    "viewBox",
    "tabindex",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "aria-current",
    "preserveaspectratio",
    "preserveAspectRatio",
    "data-v",
    "data-text",
    "autocomplete",
    "spellcheck",
};

static bool is_one_of(const char *const *list, size_t n, const xmlChar *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], (const char *)name) == 0)
            return true;
    return false;
}

/* A link goes to a file below the page, or a place on it. */
static void check_link(const char *to)
{
    if (to[0] == '#')
        return;
    ck_assert_msg(to[0] && to[0] != '/' && !strpbrk(to, ":?#\\ "), "%s", to);
}

static void check_node(xmlNode *node, unsigned *scripts)
{
    for (; node; node = node->next) {
        ck_assert_int_ne(node->type, XML_COMMENT_NODE);
        if (node->type != XML_ELEMENT_NODE)
            continue;
        ck_assert_msg(is_one_of(elements, ML_COUNT(elements), node->name), "<%s>",
                      (const char *)node->name);
        *scripts += strcmp((const char *)node->name, "script") == 0;
        for (xmlAttr *a = node->properties; a; a = a->next) {
            ck_assert_msg(is_one_of(attributes, ML_COUNT(attributes), a->name), "%s",
                          (const char *)a->name);
            xmlChar *value = xmlNodeGetContent((xmlNode *)a);
            if (strcmp((const char *)a->name, "href") == 0)
                check_link((const char *)value);
            xmlFree(value);
        }
        check_node(node->children, scripts);
    }
}

static void check_page(const struct ml_buf *page)
{
    unsigned scripts = 0;
    xmlDoc *doc =
        htmlReadMemory(page->p, (int)page->n - 1, "fleet.html", "UTF-8",
                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

    ck_assert_ptr_nonnull(doc);
    check_node(xmlDocGetRootElement(doc), &scripts);
    ck_assert_uint_eq(scripts, 1);
    for (ml_str rest = { page->p, page->n - 1 }; rest.n;) {
        uint32_t cp = ml_utf8_take(&rest);
        ck_assert_msg(cp == '\n' || cp == '\t' ||
                          (!ml_utf8_is_control(cp) && !ml_utf8_is_deceptive(cp)),
                      "U+%04X", (unsigned)cp);
    }
    xmlFreeDoc(doc);
}

START_TEST(page_holds_only_what_the_stylesheet_makes)
{
    struct ml_board *board = board_at(_i);
    struct ml_buf page = page_of(board, 0);

    check_page(&page);
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

static void check_hash(const char *page, const char *tag, const char *directive)
{
    unsigned char digest[32], base64[64];
    char begin[32], end[32], wanted[128];

    snprintf(begin, sizeof(begin), "<%s>", tag);
    snprintf(end, sizeof(end), "</%s>", tag);
    const char *from = strstr(page, begin);
    ck_assert_ptr_nonnull(from);
    from += strlen(begin);
    const char *to = strstr(from, end);
    ck_assert_ptr_nonnull(to);
    ck_assert_ptr_null(strstr(to + 1, begin));
    ck_assert(EVP_Digest(from, (size_t)(to - from), digest, NULL, EVP_sha256(), NULL));
    EVP_EncodeBlock(base64, digest, sizeof(digest));
    snprintf(wanted, sizeof(wanted), "%s 'sha256-%s'; ", directive,
             (const char *)base64);
    ck_assert_msg(strstr(page, wanted), "%s", wanted);
}

START_TEST(policy_names_the_style_and_the_script_that_are_there)
{
    struct ml_board *board = board_of(BOARD_HOSTILE, 20, ML_EN);
    struct ml_buf page = page_of(board, 0);

    ck_assert_ptr_nonnull(strstr(page.p, "content=\"default-src 'none'; "));
    check_hash(page.p, "style", "style-src");
    check_hash(page.p, "script", "script-src");
    ck_assert_ptr_null(strstr(page.p, "unsafe-inline"));
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

static const struct {
    enum board_fixture which;
    uint32_t nservers;
    enum ml_lang lang;
    const char *holds[6], *lacks[3];
} says[] = {
    { BOARD_FLEET,
      60,
      ML_EN,
      { "id=\"news\"", "id=\"resolved\"", "id=\"trend\"", "id=\"mutes\"",
        "The catalogue is another one", "uploads/contoso/FS17_20261122.zip" },
      { "This is the first run" } },
    { BOARD_FIRST,
      20,
      ML_EN,
      { "This is the first run" },
      { "id=\"trend\"", "id=\"mutes\"", "id=\"resolved\"" } },
    { BOARD_CALM,
      20,
      ML_EN,
      { "Nothing new tonight" },
      { "id=\"unread\"", "id=\"spread\"", "id=\"unknown\"" } },
    { BOARD_CALM,
      20,
      ML_JA,
      { "<html lang=\"ja\"",
        "\u65b0\u3057\u3044\u554f\u984c\u306f\u3042\u308a\u307e\u305b\u3093" } },
    { BOARD_FLEET, 0, ML_EN, { "No server in this run" } },
    { BOARD_HOSTILE,
      60,
      ML_EN,
      { "&lt;script&gt;alert(1)&lt;/script&gt;", "\\u{202e}", "\\x1b" },
      { "<script>alert", "<img", "javascript:alert(5)\"" } },
};

START_TEST(page_says)
{
    struct ml_board *board = board_of(says[_i].which, says[_i].nservers, says[_i].lang);
    struct ml_buf page = page_of(board, 0);

    for (size_t k = 0; k < ML_COUNT(says[_i].holds) && says[_i].holds[k]; k++)
        ck_assert_msg(strstr(page.p, says[_i].holds[k]), "no \"%s\"",
                      says[_i].holds[k]);
    for (size_t k = 0; k < ML_COUNT(says[_i].lacks) && says[_i].lacks[k]; k++)
        ck_assert_msg(!strstr(page.p, says[_i].lacks[k]), "\"%s\"", says[_i].lacks[k]);
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

static unsigned occurrences(const char *hay, const char *needle)
{
    unsigned n = 0;
    for (; (hay = strstr(hay, needle)); hay++)
        n++;
    return n;
}

START_TEST(a_thousand_servers_are_one_page_below_three_megabytes)
{
    struct ml_board *board = board_of(BOARD_FLEET, 1000, ML_JA);
    struct ml_buf page = page_of(board, 0);

    ck_assert_uint_eq(ml_fleet_pages(board), 1);
    ck_assert_msg(page.n < 3000000, "%zu bytes", page.n);
    const char *grid = strstr(page.p, "<table class=\"grid");
    ck_assert_ptr_nonnull(grid);
    page.p[strstr(grid, "</table>") - page.p] = '\0';
    ck_assert_uint_eq(occurrences(grid, "<th scope=\"row\">"), 1000);
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

START_TEST(twenty_thousand_servers_are_twenty_pages)
{
    struct ml_board *board = board_of(BOARD_FLEET, 20000, ML_EN);
    char name[ML_FLEET_NAME_BYTES];

    ck_assert_uint_eq(ml_fleet_pages(board), 20);
    ml_fleet_page_name(name, 0);
    ck_assert_str_eq(name, "fleet.html");
    ml_fleet_page_name(name, 19);
    ck_assert_str_eq(name, "fleet-20.html");
    struct ml_buf page = page_of(board, 0);
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"fleet-20.html\""));
    ck_assert_ptr_nonnull(strstr(page.p, "id=\"news\""));
    ck_assert_msg(page.n < 3000000, "%zu bytes", page.n);
    ml_buf_reset(&page);
    page = page_of(board, 19);
    ck_assert_ptr_nonnull(strstr(page.p, "19,001"));
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"fleet.html\""));
    ck_assert_ptr_null(strstr(page.p, "id=\"news\""));
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

START_TEST(servers_of_one_name_in_two_groups_are_both_there)
{
    struct ml_board *board = board_of(BOARD_FLEET, 2, ML_EN);

    for (uint32_t i = 0; i < 2; i++) {
        board->servers[i].name = ML_STR("TWIN");
        board->servers[i].folder = i ? ML_STR("contoso") : ML_STR("fabrikam");
        board->servers[i].page =
            i ? ML_STR("contoso/TWIN.html") : ML_STR("fabrikam/TWIN.html");
    }
    struct ml_buf page = page_of(board, 0);
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"contoso/TWIN.html\">TWIN</a>"
                                         "<span class=\"group\">contoso</span>"));
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"fabrikam/TWIN.html\">TWIN</a>"
                                         "<span class=\"group\">fabrikam</span>"));
    ml_buf_reset(&page);
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
        return ml_fleet_html(templates, board, 0, on_full_disk, &room, err);
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
    int twice = 2 * ML_COUNT(boards);

    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, every_report_validates, 0, twice);
    tcase_add_loop_test(tc, same_board_gives_the_same_bytes, 0, ML_COUNT(boards));
    tcase_add_test(tc, counts_of_the_fleet_are_those_of_its_servers);
    tcase_add_loop_test(tc, each_is_counted_once, 0, ML_COUNT(counted));
    tcase_add_test(tc, a_cause_tells_when_it_is_or_was_likely);
    suite_add_tcase(suite, tc);

    tc = tcase_create("page");
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, href, 0, ML_COUNT(hrefs));
    tcase_add_loop_test(tc, page_holds_only_what_the_stylesheet_makes, 0, twice);
    tcase_add_test(tc, policy_names_the_style_and_the_script_that_are_there);
    tcase_add_loop_test(tc, page_says, 0, ML_COUNT(says));
    tcase_add_test(tc, a_thousand_servers_are_one_page_below_three_megabytes);
    tcase_add_test(tc, twenty_thousand_servers_are_twenty_pages);
    tcase_add_test(tc, servers_of_one_name_in_two_groups_are_both_there);
    suite_add_tcase(suite, tc);

    tc = tcase_create("failures");
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_full_disk_is_told, 0, NWRITES);
    tcase_add_test(tc, templates_that_are_not_there_are_named);
    tcase_add_test(tc, a_sheet_in_parts_is_one_file);
    suite_add_tcase(suite, tc);

    tc = tcase_create("text");
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, lines_keep_to_the_terminal, 0, twice);
    tcase_add_loop_test(tc, terminal_tells, 0, ML_COUNT(tells));
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
