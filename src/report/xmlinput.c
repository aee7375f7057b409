/* SPDX-License-Identifier: MIT */
#include "report/xmlinput.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/relaxng.h>
#include <libxml/xmlreader.h>

#include "base/ban.h"

/* Keeps the first complaint: later ones mostly follow from it. */
struct complaint {
    char text[160];
    uint32_t line;
    bool any;
};

struct ml_schema {
    xmlRelaxNG *rng;
};

struct ml_xmlin {
    int fd;
    uint64_t n_bytes; /* counted as they come */
    int failed;       /* errno */
    bool is_too_large;
    xmlTextReader *reader;
    struct complaint complaint;
    xmlChar *value; /* handed out last */
};

static int on_read(void *context, char *buffer, int room)
{
    struct ml_xmlin *in = context;
    ssize_t n;

    do
        n = read(in->fd, buffer, (size_t)room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        in->failed = errno;
    else
        in->n_bytes += (uint64_t)n;
    if (in->n_bytes > (uint64_t)ML_REPORT_MAX_MIB * 1024 * 1024)
        in->is_too_large = true;
    return in->is_too_large ? -1 : (int)n;
}

static void complain(struct complaint *first, const char *message, int line)
{
    if (first->any || !message)
        return;
    first->any = true;
    first->line = line > 0 ? (uint32_t)line : 0;
    snprintf(first->text, sizeof(first->text), "%.*s", (int)strcspn(message, "\n"),
             message);
}

#if LIBXML_VERSION >= 21200
#define XML_ERROR_ARG const xmlError
#else
#define XML_ERROR_ARG xmlError
#endif

static void on_error(void *context, XML_ERROR_ARG *e)
{
    complain(context, e->message, e->line);
}

/* ---- for visitors ---- */

static ml_str hand_out(struct ml_xmlin *in, xmlChar *value)
{
    xmlFree(in->value);
    in->value = value;
    return ml_str_of((const char *)value);
}

ml_str ml_xmlin_attr(struct ml_xmlin *in, const char *name)
{
    return hand_out(in, xmlTextReaderGetAttribute(in->reader, (const xmlChar *)name));
}

ml_str ml_xmlin_text(struct ml_xmlin *in)
{
    return hand_out(in, xmlTextReaderReadString(in->reader));
}

void ml_xmlin_refuse(struct ml_xmlin *in, const char *why)
{
    complain(&in->complaint, why, xmlTextReaderGetParserLineNumber(in->reader));
}

/* ---- the file ---- */

/* Whether it is what scan and merge write. */
static enum ml_rc check_kind(int depth, ml_str name, struct ml_err *err)
{
    if (depth == 0 && !ml_str_eq(name, ML_STR("report")))
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "is no report as scan writes it with --xml: its root is <%.40s>",
                          name.p);
    /* What it lists may be gone or not seen, and it holds no cases. */
    if (depth == 1 && ml_str_eq(name, ML_STR("fleet")))
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "is the report of a fleet, not of a scan");
    return ML_OK;
}

static void visit(struct ml_xmlin *in, const struct ml_xmlin_visitor *visitor, int type,
                  int depth)
{
    ml_str name = ml_str_of((const char *)xmlTextReaderConstLocalName(in->reader));

    if (type == XML_READER_TYPE_ELEMENT)
        visitor->start(visitor->ctx, in, depth, name);
    if (type == XML_READER_TYPE_END_ELEMENT || xmlTextReaderIsEmptyElement(in->reader))
        visitor->end(visitor->ctx, in, depth, name);
}

static enum ml_rc read_nodes(struct ml_xmlin *in,
                             const struct ml_xmlin_visitor *visitor, struct ml_err *err)
{
    int rc;

    while ((rc = xmlTextReaderRead(in->reader)) == 1) {
        int type = xmlTextReaderNodeType(in->reader);
        int depth = xmlTextReaderDepth(in->reader);
        if (type == XML_READER_TYPE_DOCUMENT_TYPE)
            return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                              "has a DOCTYPE, which no report has");
        ml_str name = ml_str_of((const char *)xmlTextReaderConstLocalName(in->reader));
        if (type == XML_READER_TYPE_ELEMENT && check_kind(depth, name, err) != ML_OK)
            return ML_FAIL;
        if (in->complaint.any)
            break;
        if (type == XML_READER_TYPE_ELEMENT || type == XML_READER_TYPE_END_ELEMENT)
            visit(in, visitor, type, depth);
        if (in->complaint.any)
            break;
    }
    if (rc == 0 && !in->complaint.any && xmlTextReaderIsValid(in->reader) == 1)
        return ML_OK;
    return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "is no valid report: %s",
                      in->complaint.any ? in->complaint.text
                                        : "it does not follow report.rng");
}

enum ml_rc ml_schema_open(struct ml_schema **ret, const char *path, struct ml_err *err)
{
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(path);
    xmlRelaxNG *rng = NULL;
    struct complaint ignored = { .any = false };

    if (parser) {
        xmlRelaxNGSetParserStructuredErrors(parser, (xmlStructuredErrorFunc)on_error,
                                            &ignored);
        rng = xmlRelaxNGParse(parser);
    }
    xmlRelaxNGFreeParserCtxt(parser);
    if (!rng) {
        ml_err_set(err, ML_FAIL, ML_ERR_IO, "cannot read the schema of reports");
        ml_err_at(err, path, 0);
        return ML_FAIL;
    }
    *ret = malloc(sizeof(**ret));
    if (!*ret)
        ml_oom();
    (*ret)->rng = rng;
    return ML_OK;
}

struct ml_schema *ml_schema_close(struct ml_schema *schema)
{
    if (schema)
        xmlRelaxNGFree(schema->rng);
    free(schema);
    return NULL;
}

static enum ml_rc read_open(struct ml_xmlin *in, const char *path,
                            const struct ml_schema *schema,
                            const struct ml_xmlin_visitor *visitor, struct ml_err *err)
{
    in->reader = xmlReaderForIO(on_read, NULL, in, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR |
                                    XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    if (!in->reader)
        ml_oom();
    xmlTextReaderSetStructuredErrorHandler(in->reader, (xmlStructuredErrorFunc)on_error,
                                           &in->complaint);
    xmlTextReaderRelaxNGSetSchema(in->reader, schema->rng);
    enum ml_rc rc = read_nodes(in, visitor, err);
    if (in->failed)
        rc = ml_err_sys(err, ML_FAIL, in->failed, "cannot read");
    else if (in->is_too_large)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_LIMIT, "is larger than %d MiB",
                        ML_REPORT_MAX_MIB);
    if (rc != ML_OK)
        ml_err_at(err, path, in->failed ? 0 : in->complaint.line);
    xmlFreeTextReader(in->reader);
    xmlFree(in->value);
    return rc;
}

enum ml_rc ml_xmlin_read(const char *path, const struct ml_schema *schema,
                         const struct ml_xmlin_visitor *visitor, struct ml_err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct ml_xmlin in = { .fd = is_stdin ? STDIN_FILENO
                                          : open(path, O_RDONLY | O_CLOEXEC) };

    if (in.fd < 0) {
        enum ml_rc rc = ml_err_sys(err, ML_FAIL, errno, "cannot open");
        ml_err_at(err, path, 0);
        return rc;
    }
    enum ml_rc rc = read_open(&in, path, schema, visitor, err);
    if (!is_stdin)
        close(in.fd);
    return rc;
}
