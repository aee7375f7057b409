/* SPDX-License-Identifier: MIT */
#include "report/html.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <openssl/evp.h>

#include "report/fleetpage.h"
#include "report/fleetxml.h"
#include "report/xml.h"
#include "base/ban.h"

/*
 * The files are handed to libxslt under names of our own: a folder may be called
 * what a URI cannot say, and the names are all that the stylesheet may read.
 */
#define VIRTUAL_DIR "/marslog-report-templates/"
static const char texts_name[] = VIRTUAL_DIR "texts.xml";

enum {
    TEMPLATE_MAX_BYTES = 16 * 1024 * 1024,
    SHA256_BYTES = 32,
    BASE64_BYTES = 4 * ((SHA256_BYTES + 2) / 3) + 1,
};

/* What a kind of page is made of. */
struct kind {
    const char *xsl;
    const char *styles[3]; /* one behind the other; ends with NULL */
    const char *script;    /* or NULL */
};
static const struct kind report_kind = { "report.xsl", { "style.css" }, NULL };
static const struct kind fleet_kind = { "fleet.xsl",
                                        { "style.css", "fleet.css" },
                                        "fleet.js" };
static const struct kind sheet_kinds[] = {
    [ML_SHEET_CSV] = { "findings.csv.xsl", { NULL }, NULL },
    [ML_SHEET_JUNIT] = { "junit.xsl", { NULL }, NULL },
};

struct ml_templates {
    const struct kind *kind;
    xsltStylesheet *stylesheet;
    xmlDoc *texts;
    struct ml_buf style, script; /* NUL-terminated */
    struct ml_buf policy;        /* the same */
    uint32_t part;               /* of a board that comes in parts, from 1 */
    xsltSecurityPrefs *security;
};

/* ---- reading the files ---- */

static enum ml_rc read_all(int fd, struct ml_buf *into, struct ml_err *err)
{
    int failed = ml_buf_read(into, fd, TEMPLATE_MAX_BYTES);

    if (failed)
        return ml_err_sys(err, ML_FAIL, failed, "cannot read");
    if (into->n > TEMPLATE_MAX_BYTES)
        return ml_err_set(err, ML_FAIL, ML_ERR_LIMIT, "too large for a template");
    return ML_OK;
}

static enum ml_rc read_file(const char *dir, const char *name, struct ml_buf *into,
                            struct ml_err *err)
{
    struct ml_buf path = { 0 };
    enum ml_rc rc;

    ml_buf_printf(&path, "%s/%s", dir, name);
    ml_buf_char(&path, '\0');
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        rc = ml_err_sys(err, ML_FAIL, errno, "cannot open");
    else
        rc = read_all(fd, into, err);
    if (fd >= 0)
        close(fd);
    if (rc != ML_OK)
        ml_err_at(err, path.p, 0);
    ml_buf_reset(&path);
    return rc;
}

/* libxml2 and libxslt print to standard error unless told where to, a message in
 * several pieces: where first, then what. */
struct complaint {
    char text[200];
    size_t n;
};

static void complain(void *to, const char *fmt, ...) ML_PRINTF(2, 3);
static void complain(void *to, const char *fmt, ...)
{
    struct complaint *complaint = to;
    size_t room = sizeof(complaint->text) - complaint->n;
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(complaint->text + complaint->n, room, fmt, ap);
    va_end(ap);
    if (n > 0)
        complaint->n += (size_t)n < room ? (size_t)n : room - 1;
}

/* As one line; err names the stylesheet. */
static enum ml_rc blame(const struct ml_templates *templates,
                        const struct complaint *complaint, const char *otherwise,
                        struct ml_err *err)
{
    char line[sizeof(complaint->text)];
    ml_str text = ml_str_trim((ml_str){ complaint->text, complaint->n });

    memcpy(line, text.p, text.n);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)line[i] < 0x20)
            line[i] = ' ';
    if (text.n)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "%.*s", (int)text.n, line);
    else
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "%s", otherwise);
    ml_err_at(err, templates->kind->xsl, 0);
    return ML_FAIL;
}

/* Both libraries: an expression that is wrong is libxml2's to complain of. */
static void listen(struct complaint *complaint)
{
    xmlSetGenericErrorFunc(complaint, complaint ? complain : NULL);
    xsltSetGenericErrorFunc(complaint, complaint ? complain : NULL);
}

/*
 * `dict` may be NULL. Stylesheets that use each other share one: libxslt compares the
 * names of parameters and modes by their place in it.
 */
static xmlDoc *parse(const struct ml_buf *bytes, const char *name, xmlDict *dict,
                     struct ml_err *err)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();

    if (!parser)
        ml_oom();
    if (dict) {
        xmlDictFree(parser->dict);
        parser->dict = dict;
        xmlDictReference(dict);
    }
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes->p, (int)bytes->n, name, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR |
                                        XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    const xmlError *last = xmlCtxtGetLastError(parser);
    if (!doc && last && last->message)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "line %d: %.*s", last->line,
                   (int)strcspn(last->message, "\n"), last->message);
    else if (!doc)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "not well-formed");
    xmlFreeParserCtxt(parser);
    return doc;
}

static enum ml_rc load_xml(const char *dir, const char *file, const char *name,
                           xmlDict *dict, xmlDoc **ret, struct ml_err *err)
{
    struct ml_buf bytes = { 0 };
    enum ml_rc rc = read_file(dir, file, &bytes, err);

    if (rc == ML_OK) {
        xmlDoc *doc = parse(&bytes, name, dict, err);
        rc = doc ? ML_OK : ML_FAIL;
        if (doc)
            *ret = doc;
        else
            ml_err_at(err, file, 0);
    }
    ml_buf_reset(&bytes);
    return rc;
}

/* Whose includes are being loaded: libxslt's loader has no argument of ours. */
static _Thread_local const char *including_from;

/* `<xsl:include href="jobs.xsl"/>`: a file beside the stylesheet, and nothing else. */
static xmlDoc *load_included(const xmlChar *uri, xmlDict *dict, int options, void *ctx,
                             xsltLoadType type)
{
    const char *name = (const char *)uri;
    struct ml_err ignored = { 0 };
    xmlDoc *doc = NULL;
    (void)options;
    (void)ctx;

    if (type != XSLT_LOAD_STYLESHEET || !including_from ||
        strncmp(name, VIRTUAL_DIR, strlen(VIRTUAL_DIR)) != 0 ||
        strchr(name + strlen(VIRTUAL_DIR), '/') ||
        load_xml(including_from, name + strlen(VIRTUAL_DIR), name, dict, &doc,
                 &ignored) != ML_OK)
        return NULL;
    return doc;
}

static enum ml_rc load_stylesheet(struct ml_templates *templates, const char *dir,
                                  struct ml_err *err)
{
    struct complaint complaint = { .n = 0 };
    const char *xsl = templates->kind->xsl;
    char name[128];
    xmlDoc *doc = NULL;

    snprintf(name, sizeof(name), VIRTUAL_DIR "%s", xsl);
    enum ml_rc rc = load_xml(dir, xsl, name, NULL, &doc, err);

    if (rc != ML_OK)
        return rc;
    listen(&complaint);
    including_from = dir;
    xsltSetLoaderFunc(load_included);
    templates->stylesheet = xsltParseStylesheetDoc(doc); /* owns doc from here */
    xsltSetLoaderFunc(NULL);
    including_from = NULL;
    listen(NULL);
    if (templates->stylesheet && !templates->stylesheet->errors)
        return ML_OK;
    if (!templates->stylesheet)
        xmlFreeDoc(doc);
    return blame(templates, &complaint, "not a stylesheet", err);
}

/* ---- what the stylesheet may do ---- */

static int may_read(xsltSecurityPrefs *security, xsltTransformContext *context,
                    const char *path)
{
    (void)security;
    (void)context;
    return path && strcmp(path, texts_name) == 0;
}

static xsltSecurityPrefs *forbid_all_else(void)
{
    xsltSecurityPrefs *security = xsltNewSecurityPrefs();

    if (!security)
        ml_oom();
    xsltSetSecurityPrefs(security, XSLT_SECPREF_READ_FILE, may_read);
    xsltSetSecurityPrefs(security, XSLT_SECPREF_WRITE_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(security, XSLT_SECPREF_CREATE_DIRECTORY, xsltSecurityForbid);
    xsltSetSecurityPrefs(security, XSLT_SECPREF_READ_NETWORK, xsltSecurityForbid);
    xsltSetSecurityPrefs(security, XSLT_SECPREF_WRITE_NETWORK, xsltSecurityForbid);
    return security;
}

static void add_hash(struct ml_buf *policy, const char *what, const struct ml_buf *of)
{
    unsigned char digest[SHA256_BYTES], base64[BASE64_BYTES];

    if (!EVP_Digest(of->p, of->n, digest, NULL, EVP_sha256(), NULL))
        ml_oom();
    EVP_EncodeBlock(base64, digest, sizeof(digest));
    ml_buf_printf(policy, "%s 'sha256-%s'; ", what, (const char *)base64);
}

/* The page may use this style and this script, by the hash of their bytes, and load
 * nothing. */
static void set_policy(struct ml_templates *templates)
{
    struct ml_buf *policy = &templates->policy;

    ml_buf_text(policy, "default-src 'none'; ");
    add_hash(policy, "style-src", &templates->style);
    if (templates->kind->script)
        add_hash(policy, "script-src", &templates->script);
    ml_buf_text(policy, "base-uri 'none'; form-action 'none'");
    ml_buf_char(policy, '\0');
}

/* ---- life cycle ---- */

static enum ml_rc read_plain_files(struct ml_templates *templates, const char *dir,
                                   struct ml_err *err)
{
    const struct kind *kind = templates->kind;
    enum ml_rc rc = ML_OK;

    for (size_t i = 0; rc == ML_OK && kind->styles[i]; i++)
        rc = read_file(dir, kind->styles[i], &templates->style, err);
    if (rc == ML_OK && kind->script)
        rc = read_file(dir, kind->script, &templates->script, err);
    return rc;
}

static enum ml_rc open_templates(struct ml_templates **ret, const struct kind *kind,
                                 const char *dir, struct ml_err *err)
{
    struct ml_templates *templates = calloc(1, sizeof(*templates));

    if (!templates)
        ml_oom();
    templates->kind = kind;
    templates->part = 1;
    enum ml_rc rc = read_plain_files(templates, dir, err);
    if (rc == ML_OK)
        rc = load_xml(dir, "texts.xml", texts_name, NULL, &templates->texts, err);
    if (rc == ML_OK)
        rc = load_stylesheet(templates, dir, err);
    if (rc != ML_OK) {
        ml_report_close_templates(templates);
        return rc;
    }
    set_policy(templates);
    ml_buf_char(&templates->style, '\0');
    ml_buf_char(&templates->script, '\0');
    templates->security = forbid_all_else();
    *ret = templates;
    return ML_OK;
}

enum ml_rc ml_report_open_templates(struct ml_templates **ret, const char *dir,
                                    struct ml_err *err)
{
    return open_templates(ret, &report_kind, dir, err);
}

enum ml_rc ml_fleet_open_templates(struct ml_templates **ret, const char *dir,
                                   struct ml_err *err)
{
    return open_templates(ret, &fleet_kind, dir, err);
}

enum ml_rc ml_sheet_open(struct ml_templates **ret, enum ml_sheet sheet,
                         const char *dir, struct ml_err *err)
{
    return open_templates(ret, &sheet_kinds[sheet], dir, err);
}

struct ml_templates *ml_report_close_templates(struct ml_templates *templates)
{
    if (!templates)
        return NULL;
    if (templates->stylesheet)
        xsltFreeStylesheet(templates->stylesheet);
    if (templates->texts)
        xmlFreeDoc(templates->texts);
    if (templates->security)
        xsltFreeSecurityPrefs(templates->security);
    ml_buf_reset(&templates->style);
    ml_buf_reset(&templates->script);
    ml_buf_reset(&templates->policy);
    free(templates);
    return NULL;
}

/* ---- the transformation ---- */

static const xmlChar *xchar(const char *text)
{
    return (const xmlChar *)text;
}

/* Everything that the stylesheet gets; false for want of memory. */
static bool prepare(xsltTransformContext *context, struct ml_templates *templates)
{
    xsltDocument *texts = xsltNewDocument(context, templates->texts);
    char part[24];

    if (!texts)
        return false;
    texts->main = 1; /* the context does not release a main document: it stays ours */
    snprintf(part, sizeof(part), "%u", (unsigned)templates->part);
    return xsltSetCtxtSecurityPrefs(templates->security, context) == 0 &&
           xsltQuoteOneUserParam(context, xchar("part"), xchar(part)) == 0 &&
           xsltQuoteOneUserParam(context, xchar("style"), xchar(templates->style.p)) ==
               0 &&
           xsltQuoteOneUserParam(context, xchar("policy"),
                                 xchar(templates->policy.p)) == 0 &&
           (!templates->kind->script ||
            xsltQuoteOneUserParam(context, xchar("script"),
                                  xchar(templates->script.p)) == 0);
}

static enum ml_rc transform(struct ml_templates *templates, xmlDoc *tree, xmlDoc **ret,
                            struct ml_err *err)
{
    struct complaint complaint = { .n = 0 };
    xsltTransformContext *context =
        xsltNewTransformContext(templates->stylesheet, tree);

    if (!context)
        ml_oom();
    xsltSetTransformErrorFunc(context, &complaint, complain);
    listen(&complaint);
    if (!prepare(context, templates))
        ml_oom();
    xmlDoc *page =
        xsltApplyStylesheetUser(templates->stylesheet, tree, NULL, NULL, NULL, context);
    bool is_sound = page && context->state == XSLT_STATE_OK;
    xsltFreeTransformContext(context);
    listen(NULL);
    if (is_sound) {
        *ret = page;
        return ML_OK;
    }
    if (page)
        xmlFreeDoc(page);
    return blame(templates, &complaint, "the stylesheet failed", err);
}

struct sink {
    ml_write_fn write;
    void *to;
    int failed;
};

static int on_write(void *context, const char *bytes, int n)
{
    struct sink *sink = context;

    if (!sink->failed && n > 0)
        sink->failed = sink->write(sink->to, bytes, (size_t)n);
    return n;
}

static enum ml_rc save(struct ml_templates *templates, xmlDoc *page, struct sink *sink,
                       struct ml_err *err)
{
    xmlOutputBuffer *out = xmlOutputBufferCreateIO(on_write, NULL, sink, NULL);

    if (!out)
        ml_oom();
    int written = xsltSaveResultTo(out, page, templates->stylesheet);
    if (xmlOutputBufferClose(out) < 0 || written < 0)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "the page cannot be written out");
    if (sink->failed)
        return ml_err_sys(err, ML_FAIL, sink->failed, "cannot write the report");
    return ML_OK;
}

/* The tree that `xml` holds through the stylesheet. Releases xml. */
static enum ml_rc make_page(struct ml_templates *templates, struct ml_buf *xml,
                            xmlDoc **ret, struct ml_err *err)
{
    xmlDoc *tree = parse(xml, "report.xml", NULL, err);

    ml_buf_reset(xml);
    if (!tree)
        return ML_FAIL;
    enum ml_rc rc = transform(templates, tree, ret, err);
    xmlFreeDoc(tree);
    return rc;
}

static enum ml_rc write_page(struct ml_templates *templates, struct ml_buf *xml,
                             ml_write_fn write, void *to, struct ml_err *err)
{
    struct sink sink = { write, to, 0 };
    xmlDoc *page = NULL;
    enum ml_rc rc = make_page(templates, xml, &page, err);

    if (rc == ML_OK) {
        rc = save(templates, page, &sink, err);
        xmlFreeDoc(page);
    }
    return rc;
}

enum ml_rc ml_report_html(struct ml_templates *templates,
                          const struct ml_result *result, ml_write_fn write, void *to,
                          struct ml_err *err)
{
    struct ml_buf xml = { 0 };
    enum ml_rc rc = ml_report_xml(result, ML_XML_FOR_PEOPLE, ml_write_buf, &xml, err);

    if (rc == ML_OK)
        return write_page(templates, &xml, write, to, err);
    ml_buf_reset(&xml);
    return rc;
}

enum ml_rc ml_fleet_html(struct ml_templates *templates, const struct ml_board *board,
                         uint32_t page, ml_write_fn write, void *to, struct ml_err *err)
{
    struct ml_buf xml = { 0 };
    enum ml_rc rc = ml_fleet_page_xml(board, page, ml_write_buf, &xml, err);

    if (rc == ML_OK)
        return write_page(templates, &xml, write, to, err);
    ml_buf_reset(&xml);
    return rc;
}

/* ---- forms for other systems ---- */

enum ml_rc ml_sheet_of_result(struct ml_templates *templates,
                              const struct ml_result *result, ml_write_fn write,
                              void *to, struct ml_err *err)
{
    return ml_report_html(templates, result, write, to, err);
}

/* What stands in the root element of a part; the root itself around the first to last.
 */
static enum ml_rc save_inside(xmlDoc *page, bool is_first, bool is_last,
                              struct sink *sink, struct ml_err *err)
{
    xmlOutputBuffer *out = xmlOutputBufferCreateIO(on_write, NULL, sink, NULL);
    xmlNode *root = xmlDocGetRootElement(page);
    const char *name = root ? (const char *)root->name : "";

    if (!out)
        ml_oom();
    if (is_first) {
        xmlOutputBufferWriteString(out,
                                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
        xmlOutputBufferWriteString(out, name);
        xmlOutputBufferWriteString(out, ">\n");
    }
    for (xmlNode *node = root ? root->children : NULL; node; node = node->next) {
        xmlOutputBufferWriteString(out, "  ");
        xmlNodeDumpOutput(out, page, node, 1, 1, "UTF-8");
        xmlOutputBufferWriteString(out, "\n");
    }
    if (is_last) {
        xmlOutputBufferWriteString(out, "</");
        xmlOutputBufferWriteString(out, name);
        xmlOutputBufferWriteString(out, ">\n");
    }
    if (xmlOutputBufferClose(out) < 0)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "it cannot be written out");
    if (sink->failed)
        return ml_err_sys(err, ML_FAIL, sink->failed, "cannot write the report");
    return ML_OK;
}

static enum ml_rc write_part(struct ml_templates *templates,
                             const struct ml_board *board, uint32_t from,
                             struct sink *sink, struct ml_err *err)
{
    bool is_text = xmlStrEqual(templates->stylesheet->method, xchar("text"));
    bool is_last = board->nservers - from <= ML_FLEET_PAGE_SERVERS;
    uint32_t until = is_last ? board->nservers : from + ML_FLEET_PAGE_SERVERS;
    struct ml_buf xml = { 0 };
    xmlDoc *page = NULL;
    enum ml_rc rc = ml_fleet_xml_part(board, from, until, ml_write_buf, &xml, err);

    if (rc == ML_OK)
        rc = make_page(templates, &xml, &page, err);
    ml_buf_reset(&xml);
    if (rc != ML_OK)
        return rc;
    rc = is_text ? save(templates, page, sink, err)
                 : save_inside(page, from == 0, is_last, sink, err);
    xmlFreeDoc(page);
    return rc;
}

enum ml_rc ml_sheet_of_board(struct ml_templates *templates,
                             const struct ml_board *board, ml_write_fn write, void *to,
                             struct ml_err *err)
{
    struct sink sink = { write, to, 0 };
    enum ml_rc rc = ML_OK;

    for (uint32_t page = 0; rc == ML_OK && page < ml_fleet_pages(board); page++) {
        templates->part = page + 1;
        rc = write_part(templates, board, page * ML_FLEET_PAGE_SERVERS, &sink, err);
    }
    templates->part = 1;
    return rc;
}
