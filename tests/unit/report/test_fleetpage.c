/* SPDX-License-Identifier: MIT */
/* The page of a fleet: what is in it, what it links to, how large it is. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <openssl/evp.h>

#include "base/attr.h"
#include "base/buf.h"
#include "report/fleetlink.h"
#include "report/fleetpage.h"
#include "report/html.h"
#include "report/utf8.h"
#include "support/board_pages.h"
#include "support/scratch.h"
#include "base/ban.h"

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
    struct ml_buf page = board_page(board, 0);

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
    struct ml_buf page = board_page(board, 0);

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
    struct ml_buf page = board_page(board, 0);

    for (size_t k = 0; k < ML_COUNT(says[_i].holds) && says[_i].holds[k]; k++)
        ck_assert_msg(strstr(page.p, says[_i].holds[k]), "no \"%s\"",
                      says[_i].holds[k]);
    for (size_t k = 0; k < ML_COUNT(says[_i].lacks) && says[_i].lacks[k]; k++)
        ck_assert_msg(!strstr(page.p, says[_i].lacks[k]), "\"%s\"", says[_i].lacks[k]);
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

START_TEST(a_thousand_servers_are_one_page_below_three_megabytes)
{
    struct ml_board *board = board_of(BOARD_FLEET, 1000, ML_JA);
    struct ml_buf page = board_page(board, 0);

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
    struct ml_buf page = board_page(board, 0);
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"fleet-20.html\""));
    ck_assert_ptr_nonnull(strstr(page.p, "id=\"news\""));
    ck_assert_msg(page.n < 3000000, "%zu bytes", page.n);
    ml_buf_reset(&page);
    page = board_page(board, 19);
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
    struct ml_buf page = board_page(board, 0);
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"contoso/TWIN.html\">TWIN</a>"
                                         "<span class=\"group\">contoso</span>"));
    ck_assert_ptr_nonnull(strstr(page.p, "href=\"fabrikam/TWIN.html\">TWIN</a>"
                                         "<span class=\"group\">fabrikam</span>"));
    ml_buf_reset(&page);
    board_fixture_free(board);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fleetpage");
    TCase *tc = tcase_create("page");
    int twice = 2 * BOARDS;

    tcase_add_unchecked_fixture(tc, board_pages_setup, board_pages_teardown);
    tcase_add_loop_test(tc, href, 0, ML_COUNT(hrefs));
    tcase_add_loop_test(tc, page_holds_only_what_the_stylesheet_makes, 0, twice);
    tcase_add_test(tc, policy_names_the_style_and_the_script_that_are_there);
    tcase_add_loop_test(tc, page_says, 0, ML_COUNT(says));
    tcase_add_test(tc, a_thousand_servers_are_one_page_below_three_megabytes);
    tcase_add_test(tc, twenty_thousand_servers_are_twenty_pages);
    tcase_add_test(tc, servers_of_one_name_in_two_groups_are_both_there);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
