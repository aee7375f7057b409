/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <openssl/evp.h>

#include "../../support/result_fixture.h"
#include "base/attr.h"
#include "base/buf.h"
#include "report/html.h"
#include "support/scratch.h"
#include "base/ban.h"

static struct ml_templates *templates;

static void open_templates(void)
{
    struct ml_err err = { 0 };
    ck_assert_msg(ml_report_open_templates(&templates, source_path("report_templates"),
                                           &err) == ML_OK,
                  "%s: %s", err.where, err.text);
}

static void close_templates(void)
{
    templates = ml_report_close_templates(templates);
}

/* NUL-terminated. */
static struct ml_buf page_of(enum fixture which, enum ml_lang lang)
{
    struct ml_result *result = fixture_new(which, lang);
    struct ml_buf out = { 0 };
    struct ml_err err = { 0 };

    ck_assert_msg(ml_report_html(templates, result, ml_write_buf, &out, &err) == ML_OK,
                  "%s: %s", err.where, err.text);
    ml_buf_char(&out, '\0');
    fixture_free(result);
    return out;
}

/* ---- what may stand in a page ---- */

static const char *const elements[] = {
    "html",  "head",    "meta", "title",  "style",      "body",  "a",       "header",
    "main",  "section", "div",  "footer", "h1",         "h2",    "h3",      "h4",
    "h5",    "p",       "span", "strong", "code",       "br",    "ul",      "ol",
    "li",    "dl",      "dt",   "dd",     "details",    "table", "summary", "thead",
    "tbody", "tr",      "th",   "td",     "figcaption", "svg",   "figure",  "line",
    "rect",  "circle",  "path", "text",
};

static const char *const attributes[] = {
    "lang",       "dir",         "http-equiv", "content", "name",
    "class",      "id",          "href",       "rel",     "aria-labelledby",
    "aria-label", "aria-hidden", "role",       "scope",   "open",
    "width",      "height",      "viewbox",    "viewBox", "x",
    "y",          "x1",          "x2",         "y1",      "y2",
    "rx",         "cx",          "cy",         "r",       "d",
};

static bool is_one_of(const char *const *list, size_t n, const xmlChar *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], (const char *)name) == 0)
            return true;
    return false;
}

static void check_attributes(xmlNode *node)
{
    for (xmlAttr *a = node->properties; a; a = a->next) {
        ck_assert_msg(is_one_of(attributes, ML_COUNT(attributes), a->name), "%s",
                      (const char *)a->name);
        if (strcmp((const char *)a->name, "href") != 0)
            continue;
        xmlChar *to = xmlNodeGetContent((xmlNode *)a);
        ck_assert_msg(to[0] == '#' || strncmp((const char *)to, "https://", 8) == 0,
                      "%s", (const char *)to);
        xmlFree(to);
    }
}

static void check_tree(xmlNode *node)
{
    for (; node; node = node->next) {
        ck_assert_int_ne(node->type, XML_COMMENT_NODE);
        if (node->type != XML_ELEMENT_NODE)
            continue;
        ck_assert_msg(is_one_of(elements, ML_COUNT(elements), node->name), "<%s>",
                      (const char *)node->name);
        check_attributes(node);
        check_tree(node->children);
    }
}

START_TEST(page_holds_only_what_the_stylesheet_makes)
{
    enum fixture which = (enum fixture)(_i % FIXTURE_N);
    struct ml_buf page = page_of(which, _i < FIXTURE_N ? ML_EN : ML_JA);
    xmlDoc *doc =
        htmlReadMemory(page.p, (int)page.n - 1, "page.html", "UTF-8",
                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

    ck_assert_ptr_nonnull(doc);
    check_tree(xmlDocGetRootElement(doc));
    ck_assert_ptr_null(strstr(page.p, "<script"));
    for (size_t i = 0; i + 1 < page.n; i++)
        ck_assert((unsigned char)page.p[i] >= 0x20 || strchr("\t\n\r", page.p[i]));
    xmlFreeDoc(doc);
    ml_buf_reset(&page);
}
END_TEST

START_TEST(hostile_text_is_shown_as_text)
{
    struct ml_buf page = page_of(FIXTURE_HOSTILE, ML_EN);

    ck_assert_ptr_nonnull(strstr(page.p, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    ck_assert_ptr_nonnull(strstr(page.p, "\\x1b[31mred"));
    ck_assert_ptr_null(strstr(page.p, "\xe2\x80\xae"));
    ck_assert_ptr_null(strstr(page.p, "\xc2\x9b"));
    ml_buf_reset(&page);
}
END_TEST

START_TEST(policy_names_the_style_that_is_there)
{
    struct ml_buf page = page_of(FIXTURE_SIMPLE, ML_EN);
    unsigned char digest[32], base64[64];
    char wanted[128];

    const char *style = strstr(page.p, "<style>");
    ck_assert_ptr_nonnull(style);
    style += strlen("<style>");
    const char *end = strstr(style, "</style>");
    ck_assert_ptr_nonnull(end);
    ck_assert_ptr_null(strstr(end + 1, "<style"));
    ck_assert(
        EVP_Digest(style, (size_t)(end - style), digest, NULL, EVP_sha256(), NULL));
    EVP_EncodeBlock(base64, digest, sizeof(digest));
    snprintf(wanted, sizeof(wanted), "default-src 'none'; style-src 'sha256-%s'; ",
             (const char *)base64);
    ck_assert_ptr_nonnull(strstr(page.p, wanted));
    ck_assert_ptr_null(strstr(page.p, "unsafe-inline"));
    ml_buf_reset(&page);
}
END_TEST

START_TEST(same_result_gives_the_same_bytes)
{
    struct ml_buf one = page_of((enum fixture)_i, ML_JA);
    struct ml_buf two = page_of((enum fixture)_i, ML_JA);

    ck_assert(ml_str_eq(ml_buf_view(&one), ml_buf_view(&two)));
    ml_buf_reset(&one);
    ml_buf_reset(&two);
}
END_TEST

static const struct {
    enum fixture which;
    enum ml_lang lang;
    const char *holds[5];
} says[] = {
    { FIXTURE_SIMPLE,
      ML_EN,
      { "<html lang=\"en\" dir=\"ltr\">", "problems found", "mars-34513", "0x086D1",
        "FS01.zip!Temp/CBEngineCurr.errlog:482" } },
    { FIXTURE_SIMPLE,
      ML_JA,
      { "<html lang=\"ja\" dir=\"ltr\">",
        "\u554f\u984c\u304c\u898b\u3064\u304b\u308a\u307e\u3057\u305f" } },
    { FIXTURE_PROBLEMS,
      ML_EN,
      { "href=\"https://support.microsoft.com/help/4022913\"",
        "href=\"#s1-cause-proxy-blocks\"", "id=\"s1-cause-proxy-blocks\"",
        "2026-11-22 00:00:00 UTC", "2 more records between" } },
    { FIXTURE_CLEAN, ML_EN, { "no known problem found" } },
    { FIXTURE_NO_LOGS, ML_EN, { "no log found" } },
    { FIXTURE_INTERRUPTED, ML_EN, { "was interrupted" } },
    { FIXTURE_EMPTY, ML_EN, { "Nothing was analysed." } },
    { FIXTURE_FLEET, ML_EN, { "4 servers", "href=\"#s3\"", "id=\"s3\"" } },
};

START_TEST(page_says)
{
    struct ml_buf page = page_of(says[_i].which, says[_i].lang);

    for (size_t k = 0; k < ML_COUNT(says[_i].holds) && says[_i].holds[k]; k++)
        ck_assert_msg(strstr(page.p, says[_i].holds[k]), "no \"%s\"",
                      says[_i].holds[k]);
    ml_buf_reset(&page);
}
END_TEST

/* ---- the labels ---- */

static xmlNode *child(xmlNode *parent, const xmlChar *name)
{
    for (xmlNode *n = parent->children; n; n = n->next)
        if (n->type == XML_ELEMENT_NODE && (!name || xmlStrEqual(n->name, name)))
            return n;
    return NULL;
}

static unsigned placeholders(const xmlChar *text)
{
    unsigned set = 0;
    for (; text[0]; text++)
        if (text[0] == '{' && text[1] && text[2] == '}')
            set |= 1u << (text[1] - '0');
    return set;
}

/* Every label of one language is in the other, not empty, with the same values. */
static void check_labels(xmlNode *from, xmlNode *in)
{
    for (xmlNode *n = from->children; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        xmlNode *same = child(in, n->name);
        ck_assert_msg(same, "%s", (const char *)n->name);
        if (child(n, NULL)) { /* a group */
            check_labels(n, same);
            continue;
        }
        xmlChar *a = xmlNodeGetContent(n), *b = xmlNodeGetContent(same);
        ck_assert_msg(a[0] && b[0], "%s", (const char *)n->name);
        ck_assert_msg(placeholders(a) == placeholders(b), "%s", (const char *)n->name);
        xmlFree(a);
        xmlFree(b);
    }
}

START_TEST(every_label_is_in_both_languages)
{
    char path[4200];
    snprintf(path, sizeof(path), "%s/texts.xml", source_path("report_templates"));
    xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOBLANKS);

    ck_assert_ptr_nonnull(doc);
    xmlNode *en = child(xmlDocGetRootElement(doc), NULL);
    xmlNode *ja = en ? en->next : NULL;
    ck_assert_ptr_nonnull(ja);
    check_labels(en, ja);
    check_labels(ja, en);
    xmlFreeDoc(doc);
}
END_TEST

/* ---- other people's templates ---- */

static void put_file(const char *dir, const char *name, const char *text)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

/* A folder of templates in the build folder, named so that its name has to be
 * taken as a path and not as a URI. */
static void make_dir(char dir[static 64], const char *stylesheet)
{
    snprintf(dir, 64, "templates %%41#%ld", (long)getpid());
    ck_assert_int_eq(mkdir(dir, 0700), 0);
    put_file(dir, "style.css", "p{}");
    put_file(dir, "texts.xml", "<texts><hello>labels</hello></texts>");
    put_file(dir, "report.xsl", stylesheet);
}

static void remove_dir(const char *dir)
{
    static const char *const files[] = { "style.css", "texts.xml", "report.xsl" };
    char path[256];

    for (size_t i = 0; i < ML_COUNT(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(dir), 0); /* nothing else was written there */
}

#define XSL(body)                                                                      \
    "<xsl:stylesheet version='1.1' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"  \
    "<xsl:output method='html'/><xsl:template match='/'>" body                         \
    "</xsl:template></xsl:stylesheet>"

static const struct {
    const char *shows, *stylesheet;
    bool opens, works;
    const char *holds; /* of the page when it works */
} foreign[] = {
    { "labels beside it",
      XSL("<p><xsl:value-of select=\"document('texts.xml')\"/></p>"), true, true,
      "labels" },
    { "no other file", XSL("<p><xsl:copy-of select=\"document('/etc/passwd')\"/></p>"),
      true, false, NULL },
    { "not even beside it",
      XSL("<p><xsl:copy-of select=\"document('style.css')\"/></p>"), true, false,
      NULL },
    { "no network",
      XSL("<p><xsl:copy-of select=\"document('http://127.0.0.1/')\"/></p>"), true,
      false, NULL },
    { "no writing", XSL("<xsl:document href='written.html'><p/></xsl:document>"), true,
      false, NULL },
    { "an unknown function", XSL("<p><xsl:value-of select='nothing-such()'/></p>"),
      true, false, NULL },
    { "a message that stops", XSL("<xsl:message terminate='yes'>no</xsl:message>"),
      true, false, NULL },
    { "not well-formed", "<xsl:stylesheet", false, false, NULL },
    { "not a stylesheet", "<p/>", false, false, NULL },
    { "a wrong expression", XSL("<p><xsl:value-of select='1 +'/></p>"), false, false,
      NULL },
};

START_TEST(stylesheets_may_read_their_labels_only)
{
    struct ml_templates *own = NULL;
    struct ml_err err = { 0 };
    char dir[64];

    make_dir(dir, foreign[_i].stylesheet);
    enum ml_rc rc = ml_report_open_templates(&own, dir, &err);
    ck_assert_msg((rc == ML_OK) == foreign[_i].opens, "%s: %s", foreign[_i].shows,
                  err.text);
    if (rc == ML_OK) {
        struct ml_result *result = fixture_new(FIXTURE_CLEAN, ML_EN);
        struct ml_buf out = { 0 };
        rc = ml_report_html(own, result, ml_write_buf, &out, &err);
        ck_assert_msg((rc == ML_OK) == foreign[_i].works, "%s", foreign[_i].shows);
        ck_assert(!foreign[_i].holds ||
                  ml_str_has(ml_buf_view(&out), ml_str_of(foreign[_i].holds)));
        ml_buf_reset(&out);
        fixture_free(result);
    }
    if (!foreign[_i].works) {
        ck_assert_msg(err.kind == ML_ERR_FORMAT && err.text[0], "%s",
                      foreign[_i].shows);
        ck_assert_str_eq(err.where, "report.xsl");
        ck_assert_ptr_null(strchr(err.text, '\n'));
    }
    ml_report_close_templates(own);
    remove_dir(dir);
    ck_assert_int_ne(access("written.html", F_OK), 0);
}
END_TEST

START_TEST(absent_templates_are_an_io_failure)
{
    struct ml_templates *none = NULL;
    struct ml_err err = { 0 };

    ck_assert_int_eq(ml_report_open_templates(&none, "no/such/folder", &err), ML_FAIL);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(err.kind, ML_ERR_IO);
    ck_assert_int_eq(err.sys_errno, ENOENT);
    ck_assert_ptr_null(ml_report_close_templates(NULL));
}
END_TEST

static int refuse(void *to, const char *bytes, size_t n)
{
    (void)to;
    (void)bytes;
    (void)n;
    return EPIPE;
}

START_TEST(failed_write_is_an_io_failure)
{
    struct ml_result *result = fixture_new(FIXTURE_SIMPLE, ML_EN);
    struct ml_err err = { 0 };

    ck_assert_int_eq(ml_report_html(templates, result, refuse, NULL, &err), ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_IO);
    ck_assert_int_eq(err.sys_errno, EPIPE);
    fixture_free(result);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report/html");
    TCase *tc = tcase_create("html");

    tcase_add_checked_fixture(tc, open_templates, close_templates);
    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, page_holds_only_what_the_stylesheet_makes, 0,
                        2 * FIXTURE_N);
    tcase_add_test(tc, hostile_text_is_shown_as_text);
    tcase_add_test(tc, policy_names_the_style_that_is_there);
    tcase_add_loop_test(tc, same_result_gives_the_same_bytes, 0, FIXTURE_N);
    tcase_add_loop_test(tc, page_says, 0, ML_COUNT(says));
    tcase_add_test(tc, every_label_is_in_both_languages);
    tcase_add_loop_test(tc, stylesheets_may_read_their_labels_only, 0,
                        ML_COUNT(foreign));
    tcase_add_test(tc, absent_templates_are_an_io_failure);
    tcase_add_test(tc, failed_write_is_an_io_failure);
    suite_add_tcase(suite, tc);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
