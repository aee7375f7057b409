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

#include "report/xml.h"
#include "base/ban.h"

/*
 * The files are handed to libxslt under names of our own: a folder may be called
 * what a URI cannot say, and the names are all that the stylesheet may read.
 */
#define VIRTUAL_DIR "/marslog-report-templates/"
static const char xsl_name[] = VIRTUAL_DIR "report.xsl";
static const char texts_name[] = VIRTUAL_DIR "texts.xml";

enum {
    TEMPLATE_MAX_BYTES = 16 * 1024 * 1024,
    SHA256_BYTES = 32,
    BASE64_BYTES = 4 * ((SHA256_BYTES + 2) / 3) + 1,
};

struct ml_templates {
    xsltStylesheet *stylesheet;
    xmlDoc *texts;
    struct ml_buf style; /* NUL-terminated */
    char policy[160];
    xsltSecurityPrefs *security;
};

/* ---- reading the files ---- */

static enum ml_rc read_all(int fd, struct ml_buf *into, struct ml_err *err)
{
    enum { PIECE = 64 * 1024 };

    for (;;) {
        ssize_t n = read(fd, ml_buf_reserve(into, PIECE), PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ml_err_sys(err, ML_FAIL, errno, "cannot read");
        if (n == 0)
            return ML_OK;
        into->n += (size_t)n;
        if (into->n > TEMPLATE_MAX_BYTES)
            return ml_err_set(err, ML_FAIL, ML_ERR_LIMIT, "too large for a template");
    }
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
static enum ml_rc blame(const struct complaint *complaint, const char *otherwise,
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
    ml_err_at(err, "report.xsl", 0);
    return ML_FAIL;
}

/* Both libraries: an expression that is wrong is libxml2's to complain of. */
static void listen(struct complaint *complaint)
{
    xmlSetGenericErrorFunc(complaint, complaint ? complain : NULL);
    xsltSetGenericErrorFunc(complaint, complaint ? complain : NULL);
}

static xmlDoc *parse(const struct ml_buf *bytes, const char *name, struct ml_err *err)
{
    xmlDoc *doc = xmlReadMemory(bytes->p, (int)bytes->n, name, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR |
                                    XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    const xmlError *last = xmlGetLastError();

    if (!doc && last && last->message)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "line %d: %.*s", last->line,
                   (int)strcspn(last->message, "\n"), last->message);
    else if (!doc)
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "not well-formed");
    return doc;
}

static enum ml_rc load_xml(const char *dir, const char *file, const char *name,
                           xmlDoc **ret, struct ml_err *err)
{
    struct ml_buf bytes = { 0 };
    enum ml_rc rc = read_file(dir, file, &bytes, err);

    if (rc == ML_OK) {
        xmlDoc *doc = parse(&bytes, name, err);
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
    (void)dict;
    (void)options;
    (void)ctx;

    if (type != XSLT_LOAD_STYLESHEET || !including_from ||
        strncmp(name, VIRTUAL_DIR, strlen(VIRTUAL_DIR)) != 0 ||
        strchr(name + strlen(VIRTUAL_DIR), '/') ||
        load_xml(including_from, name + strlen(VIRTUAL_DIR), name, &doc, &ignored) !=
            ML_OK)
        return NULL;
    return doc;
}

static enum ml_rc load_stylesheet(struct ml_templates *templates, const char *dir,
                                  struct ml_err *err)
{
    struct complaint complaint = { .n = 0 };
    xmlDoc *doc = NULL;
    enum ml_rc rc = load_xml(dir, "report.xsl", xsl_name, &doc, err);

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
    return blame(&complaint, "not a stylesheet", err);
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

/* The page may use this style, by the hash of its bytes, and load nothing. */
static void set_policy(struct ml_templates *templates)
{
    unsigned char digest[SHA256_BYTES], base64[BASE64_BYTES];

    if (!EVP_Digest(templates->style.p, templates->style.n, digest, NULL, EVP_sha256(),
                    NULL))
        ml_oom();
    EVP_EncodeBlock(base64, digest, sizeof(digest));
    snprintf(templates->policy, sizeof(templates->policy),
             "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
             "form-action 'none'",
             (const char *)base64);
}

/* ---- life cycle ---- */

enum ml_rc ml_report_open_templates(struct ml_templates **ret, const char *dir,
                                    struct ml_err *err)
{
    struct ml_templates *templates = calloc(1, sizeof(*templates));
    enum ml_rc rc;

    if (!templates)
        ml_oom();
    rc = read_file(dir, "style.css", &templates->style, err);
    if (rc == ML_OK)
        rc = load_xml(dir, "texts.xml", texts_name, &templates->texts, err);
    if (rc == ML_OK)
        rc = load_stylesheet(templates, dir, err);
    if (rc != ML_OK) {
        ml_report_close_templates(templates);
        return rc;
    }
    set_policy(templates);
    ml_buf_char(&templates->style, '\0');
    templates->security = forbid_all_else();
    *ret = templates;
    return ML_OK;
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
    free(templates);
    return NULL;
}

/* ---- the transformation ---- */

static enum ml_rc tree_of(const struct ml_result *result, xmlDoc **ret,
                          struct ml_err *err)
{
    struct ml_buf xml = { 0 };
    enum ml_rc rc = ml_report_xml(result, ML_XML_FOR_PEOPLE, ml_write_buf, &xml, err);

    if (rc == ML_OK) {
        xmlDoc *doc = parse(&xml, "report.xml", err);
        rc = doc ? ML_OK : ML_FAIL;
        if (doc)
            *ret = doc;
    }
    ml_buf_reset(&xml);
    return rc;
}

static const xmlChar *xchar(const char *text)
{
    return (const xmlChar *)text;
}

/* Everything that the stylesheet gets; false for want of memory. */
static bool prepare(xsltTransformContext *context, struct ml_templates *templates)
{
    xmlDoc *texts = xmlCopyDoc(templates->texts, 1); /* the context's from here */

    if (!texts)
        return false;
    if (!xsltNewDocument(context, texts)) {
        xmlFreeDoc(texts);
        return false;
    }
    return xsltSetCtxtSecurityPrefs(templates->security, context) == 0 &&
           xsltQuoteOneUserParam(context, xchar("style"), xchar(templates->style.p)) ==
               0 &&
           xsltQuoteOneUserParam(context, xchar("policy"), xchar(templates->policy)) ==
               0;
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
    return blame(&complaint, "the stylesheet failed", err);
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

enum ml_rc ml_report_html(struct ml_templates *templates,
                          const struct ml_result *result, ml_write_fn write, void *to,
                          struct ml_err *err)
{
    struct sink sink = { write, to, 0 };
    xmlDoc *tree = NULL, *page = NULL;
    enum ml_rc rc = tree_of(result, &tree, err);

    if (rc != ML_OK)
        return rc;
    rc = transform(templates, tree, &page, err);
    if (rc == ML_OK) {
        rc = save(templates, page, &sink, err);
        xmlFreeDoc(page);
    }
    xmlFreeDoc(tree);
    return rc;
}
