/* SPDX-License-Identifier: MIT */
#include "catalogue/read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include "base/buf.h"
#include "catalogue/names.h"
#include "catalogue/pack.h"
#include "catalogue/xml.h"
#include "base/ban.h"

enum { FILE_MAX_BYTES = 16 * 1024 * 1024, FILES_MAX = 10000 };

/* Entries of one folder before they join the catalogue. */
struct folder {
    struct ml_xml x;
    const char *dir;
    xmlRelaxNG *schema;
    struct ml_signature *signatures;
    struct ml_cause *causes;
    struct ml_artefact *artefacts;
    struct ml_oscode *oscodes;
    struct ml_event_message *messages;
    struct ml_bystander *bystanders;
    size_t nsignatures, cap_signatures, ncauses, cap_causes, nartefacts, cap_artefacts;
    size_t noscodes, cap_oscodes, nmessages, cap_messages;
    size_t nbystanders, cap_bystanders;
};

struct ml_catalogue *ml_catalogue_new(void)
{
    struct ml_catalogue *c = calloc(1, sizeof(*c));
    if (!c)
        ml_oom();
    ml_arena_init(&c->arena);
    return c;
}

/* ---- one file ---- */

/* Keeps the first complaint: later ones mostly follow from it. */
struct complaint {
    char text[160];
    uint32_t line;
    bool any;
};

static void complain(struct complaint *first, const char *message, int line)
{
    if (first->any)
        return;
    first->any = true;
    first->line = line > 0 ? (uint32_t)line : 0;
    snprintf(first->text, sizeof(first->text), "%s", message ? message : "not valid");
    size_t n = strlen(first->text);
    while (n && (first->text[n - 1] == '\n' || first->text[n - 1] == ' '))
        first->text[--n] = '\0';
}

#if LIBXML_VERSION >= 21200
#define XML_ERROR_ARG const xmlError
#else
#define XML_ERROR_ARG xmlError
#endif

static void on_schema_error(void *ctx, XML_ERROR_ARG *e)
{
    complain(ctx, e->message, e->line);
}

static enum ml_rc slurp(const char *path, struct ml_buf *out, struct ml_err *err)
{
    enum ml_rc rc = ML_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return ml_err_sys(err, ML_FAIL, errno, "cannot open");
    int failed = ml_buf_read(out, fd, FILE_MAX_BYTES);
    if (failed)
        rc = ml_err_sys(err, ML_FAIL, failed, "cannot read");
    else if (out->n > FILE_MAX_BYTES)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_LIMIT, "is larger than %d bytes",
                        FILE_MAX_BYTES);
    close(fd);
    return rc;
}

static xmlDoc *parse(const struct ml_buf *bytes, const char *path, struct ml_err *err)
{
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (!ctxt)
        ml_oom();
    xmlDoc *doc = xmlCtxtReadMemory(ctxt, bytes->p, (int)bytes->n, path, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR |
                                        XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    if (!doc) {
        struct complaint first = { .any = false };
        complain(&first, ctxt->lastError.message, ctxt->lastError.line);
        ml_err_set(err, ML_FAIL, ML_ERR_RULE, "is not well-formed XML: %s", first.text);
        ml_err_at(err, path, first.line);
    } else if (doc->intSubset) {
        ml_err_set(err, ML_FAIL, ML_ERR_RULE,
                   "has a DOCTYPE, which catalogue files must not have: remove it");
        ml_err_at(err, path, 1);
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(ctxt);
    return doc;
}

static enum ml_rc validate(xmlRelaxNG *schema, xmlDoc *doc, const char *path,
                           struct ml_err *err)
{
    struct complaint first = { .any = false };
    xmlRelaxNGValidCtxt *ctxt = xmlRelaxNGNewValidCtxt(schema);

    if (!ctxt)
        ml_oom();
    xmlRelaxNGSetValidStructuredErrors(ctxt, (xmlStructuredErrorFunc)on_schema_error,
                                       &first);
    int rc = xmlRelaxNGValidateDoc(ctxt, doc);
    xmlRelaxNGFreeValidCtxt(ctxt);
    if (rc == 0)
        return ML_OK;
    ml_err_set(err, ML_FAIL, ML_ERR_RULE,
               "does not follow the catalogue's schema: %s (see patterns/README.md)",
               first.any ? first.text : "not valid");
    ml_err_at(err, path, first.line);
    return ML_FAIL;
}

static enum ml_rc read_entry(struct folder *f, const xmlNode *node)
{
    enum ml_rc rc = ML_OK;
    if (ml_node_is(node, "signature") || ml_node_is(node, "observation")) {
        struct ml_signature s;
        rc = ml_entry_signature(&f->x, node, &s);
        if (rc == ML_OK)
            ML_PUSH(f->signatures, f->nsignatures, f->cap_signatures, s);
    } else if (ml_node_is(node, "cause")) {
        struct ml_cause c;
        rc = ml_entry_cause(&f->x, node, &c);
        if (rc == ML_OK)
            ML_PUSH(f->causes, f->ncauses, f->cap_causes, c);
    } else if (ml_node_is(node, "artefact")) {
        struct ml_artefact a;
        rc = ml_entry_artefact(&f->x, node, &a);
        if (rc == ML_OK)
            ML_PUSH(f->artefacts, f->nartefacts, f->cap_artefacts, a);
    } else if (ml_node_is(node, "oscode")) {
        struct ml_oscode o;
        rc = ml_entry_oscode(&f->x, node, &o);
        if (rc == ML_OK)
            ML_PUSH(f->oscodes, f->noscodes, f->cap_oscodes, o);
    } else if (ml_node_is(node, "message")) {
        struct ml_event_message m;
        rc = ml_entry_message(&f->x, node, &m);
        if (rc == ML_OK)
            ML_PUSH(f->messages, f->nmessages, f->cap_messages, m);
    } else if (ml_node_is(node, "bystander")) {
        struct ml_bystander b;
        rc = ml_entry_bystander(&f->x, node, &b);
        if (rc == ML_OK)
            ML_PUSH(f->bystanders, f->nbystanders, f->cap_bystanders, b);
    }
    return rc;
}

static enum ml_rc read_file(struct folder *f, const char *name)
{
    struct ml_buf bytes = { 0 };
    xmlDoc *doc = NULL;

    f->x.file = ml_arena_printf(f->x.arena, "%s/%s", f->dir, name);
    enum ml_rc rc = slurp(f->x.file.p, &bytes, f->x.err);
    if (rc != ML_OK) {
        ml_err_at(f->x.err, f->x.file.p, 0);
        goto out;
    }
    rc = ML_FAIL;
    doc = parse(&bytes, f->x.file.p, f->x.err);
    if (!doc || validate(f->schema, doc, f->x.file.p, f->x.err) != ML_OK)
        goto out;
    rc = ML_OK;
    for (xmlNode *node = xmlDocGetRootElement(doc)->children; node && rc == ML_OK;
         node = node->next)
        rc = read_entry(f, node);
out:
    xmlFreeDoc(doc);
    ml_buf_reset(&bytes);
    return rc;
}

/* ---- the folder ---- */

static int is_xml(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           ml_str_ends_nocase(ml_str_of(entry->d_name), ML_STR(".xml"));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum ml_rc read_files(struct folder *f)
{
    struct dirent **names = NULL;
    int n = scandir(f->dir, &names, is_xml, by_name);
    enum ml_rc rc = ML_OK;

    if (n < 0)
        rc = ml_err_sys(f->x.err, ML_FAIL, errno, "cannot read the folder");
    else if (n == 0)
        rc = ml_err_set(f->x.err, ML_FAIL, ML_ERR_RULE,
                        "holds no .xml file: give the folder of the catalogue files");
    else if (n > FILES_MAX)
        rc = ml_err_set(f->x.err, ML_FAIL, ML_ERR_LIMIT, "holds more than %d files",
                        FILES_MAX);
    if (rc != ML_OK)
        ml_err_at(f->x.err, f->dir, 0);
    for (int i = 0; i < n; i++) {
        if (rc == ML_OK)
            rc = read_file(f, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return rc;
}

static enum ml_rc open_schema(const char *path, xmlRelaxNG **ret, struct ml_err *err)
{
    struct complaint first = { .any = false };
    xmlRelaxNGParserCtxt *ctxt = xmlRelaxNGNewParserCtxt(path);

    if (!ctxt)
        ml_oom();
    xmlRelaxNGSetParserStructuredErrors(ctxt, (xmlStructuredErrorFunc)on_schema_error,
                                        &first);
    xmlRelaxNG *schema = access(path, R_OK) == 0 ? xmlRelaxNGParse(ctxt) : NULL;
    xmlRelaxNGFreeParserCtxt(ctxt);
    if (!schema) {
        ml_err_set(err, ML_FAIL, ML_ERR_IO, "cannot read the catalogue's schema%s%s",
                   first.any ? ": " : "", first.any ? first.text : "");
        ml_err_at(err, path, first.line);
        return ML_FAIL;
    }
    *ret = schema;
    return ML_OK;
}

/* ---- laying one over the other ---- */

/* All kinds of entry begin with their id. */
static int by_id(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

static ml_str id_at(const void *array, size_t i, size_t size)
{
    return *(const ml_str *)((const char *)array + i * size);
}

/*
 * Both sorted arrays as one sorted array in the arena; of two entries with one id the
 * new one stays. The old array is left behind in the arena: overlays are few.
 */
static void *overlay(struct ml_arena *arena, const void *old, size_t nold,
                     const void *new, size_t nnew, size_t size, uint32_t *ret_n)
{
    char *out = ml_arena_array(arena, nold + nnew, size);
    size_t i = 0, j = 0, n = 0;

    while (i < nold || j < nnew) {
        int c = i == nold   ? 1
                : j == nnew ? -1
                            : ml_str_cmp(id_at(old, i, size), id_at(new, j, size));
        const char *from =
            c < 0 ? (const char *)old + i * size : (const char *)new + j *size;
        memcpy(out + n++ * size, from, size);
        i += c <= 0;
        j += c >= 0;
    }
    *ret_n = (uint32_t)n;
    return out;
}

/* Where an entry stands; the later of two places is the one to be told of. */
struct place {
    ml_str file;
    uint32_t line;
};

static enum ml_rc twice(struct ml_err *err, ml_str id, struct place a, struct place b)
{
    int c = ml_str_cmp(a.file, b.file);
    bool a_later = c > 0 || (c == 0 && a.line > b.line);
    struct place first = a_later ? b : a, later = a_later ? a : b;

    ml_err_set(err, ML_FAIL, ML_ERR_RULE,
               "%.*s is defined already in %.*s, line %u: rename or remove one",
               ML_STR_ARG(id), ML_STR_ARG(first.file), first.line);
    ml_err_at(err, later.file.p, later.line);
    return ML_FAIL;
}

static void sort(void *array, size_t n, size_t size)
{
    if (n > 1)
        qsort(array, n, size, by_id);
}

static enum ml_rc refuse_duplicates(const struct folder *f, struct ml_err *err)
{
    for (size_t i = 1; i < f->nsignatures; i++) {
        const struct ml_signature *s = &f->signatures[i - 1];
        if (ml_str_eq(s[0].id, s[1].id))
            return twice(err, s[0].id, (struct place){ s[0].file, s[0].line },
                         (struct place){ s[1].file, s[1].line });
    }
    for (size_t i = 1; i < f->ncauses; i++) {
        const struct ml_cause *c = &f->causes[i - 1];
        if (ml_str_eq(c[0].id, c[1].id))
            return twice(err, c[0].id, (struct place){ c[0].file, c[0].line },
                         (struct place){ c[1].file, c[1].line });
    }
    for (size_t i = 1; i < f->nartefacts; i++) {
        const struct ml_artefact *a = &f->artefacts[i - 1];
        if (ml_str_eq(a[0].id, a[1].id))
            return twice(err, a[0].id, (struct place){ a[0].file, a[0].line },
                         (struct place){ a[1].file, a[1].line });
    }
    for (size_t i = 1; i < f->noscodes; i++) {
        const struct ml_oscode *o = &f->oscodes[i - 1];
        if (ml_str_eq(o[0].id, o[1].id))
            return twice(err, o[0].id, (struct place){ o[0].file, o[0].line },
                         (struct place){ o[1].file, o[1].line });
    }
    for (size_t i = 1; i < f->nmessages; i++) {
        const struct ml_event_message *m = &f->messages[i - 1];
        if (ml_str_eq(m[0].id, m[1].id))
            return twice(err, m[0].id, (struct place){ m[0].file, m[0].line },
                         (struct place){ m[1].file, m[1].line });
    }
    for (size_t i = 1; i < f->nbystanders; i++) {
        const struct ml_bystander *b = &f->bystanders[i - 1];
        if (ml_str_eq(b[0].id, b[1].id))
            return twice(err, b[0].id, (struct place){ b[0].file, b[0].line },
                         (struct place){ b[1].file, b[1].line });
    }
    return ML_OK;
}

static void lay_over(struct ml_catalogue *c, const struct folder *f)
{
    c->signatures = overlay(&c->arena, c->signatures, c->nsignatures, f->signatures,
                            f->nsignatures, sizeof(*c->signatures), &c->nsignatures);
    c->causes = overlay(&c->arena, c->causes, c->ncauses, f->causes, f->ncauses,
                        sizeof(*c->causes), &c->ncauses);
    c->artefacts = overlay(&c->arena, c->artefacts, c->nartefacts, f->artefacts,
                           f->nartefacts, sizeof(*c->artefacts), &c->nartefacts);
    c->oscodes = overlay(&c->arena, c->oscodes, c->noscodes, f->oscodes, f->noscodes,
                         sizeof(*c->oscodes), &c->noscodes);
    c->messages = overlay(&c->arena, c->messages, c->nmessages, f->messages,
                          f->nmessages, sizeof(*c->messages), &c->nmessages);
    c->bystanders = overlay(&c->arena, c->bystanders, c->nbystanders, f->bystanders,
                            f->nbystanders, sizeof(*c->bystanders), &c->nbystanders);
    if (f->x.newest_year > c->newest_year)
        c->newest_year = f->x.newest_year;
    c->digest = ml_catalogue_digest(c, &c->arena);
}

/* ---- references ---- */

/* What is wrong with a reference, as a sentence's rest; NULL when nothing is. */
static const char *dangles(const struct ml_catalogue *c, const struct ml_ref *ref)
{
    const struct ml_signature *s = ml_catalogue_signature(c, ref->id);

    switch (ref->kind) {
    case ML_REF_SIGNATURE:
        return s ? NULL
                 : "is no signature or observation: define it or correct the name";
    case ML_REF_EXPLAINED:
        return !s               ? "is no signature: define it or correct the name"
               : s->observation ? "is an observation, and those are never explained"
                                : NULL;
    case ML_REF_ARTEFACT:
        return ml_catalogue_artefact(c, ref->id)
                   ? NULL
                   : "is no artefact: define it or correct the name";
    case ML_REF_CAUSE:
        return ml_catalogue_cause(c, ref->id)
                   ? NULL
                   : "is no cause: define it or correct the name";
    case ML_REF_FACT:
        return ml_fact_known(ref->id) || ml_catalogue_yields(c, ref->id)
                   ? NULL
                   : "is a fact that nothing gives: see the list in patterns/README.md";
    }
    return NULL;
}

static enum ml_rc check_refs(const struct ml_catalogue *c, const struct ml_xml *x,
                             struct ml_err *err)
{
    for (size_t i = 0; i < x->nrefs; i++) {
        const char *why = dangles(c, &x->refs[i]);
        if (why) {
            ml_err_set(err, ML_FAIL, ML_ERR_RULE, "\"%.*s\" %s",
                       ML_STR_ARG(x->refs[i].id), why);
            ml_err_at(err, x->refs[i].file.p, x->refs[i].line);
            return ML_FAIL;
        }
    }
    return ML_OK;
}

static void folder_reset(struct folder *f)
{
    xmlRelaxNGFree(f->schema);
    free(f->signatures);
    free(f->causes);
    free(f->artefacts);
    free(f->oscodes);
    free(f->messages);
    free(f->bystanders);
    free(f->x.refs);
}

enum ml_rc ml_catalogue_read_dir(struct ml_catalogue *c, const char *dir,
                                 const char *schema, struct ml_err *err)
{
    struct folder f = { .x = { .arena = &c->arena, .err = err }, .dir = dir };
    struct ml_catalogue merged;
    enum ml_rc rc = open_schema(schema, &f.schema, err);

    if (rc == ML_OK)
        rc = read_files(&f);
    if (rc == ML_OK) {
        sort(f.signatures, f.nsignatures, sizeof(*f.signatures));
        sort(f.causes, f.ncauses, sizeof(*f.causes));
        sort(f.artefacts, f.nartefacts, sizeof(*f.artefacts));
        sort(f.oscodes, f.noscodes, sizeof(*f.oscodes));
        sort(f.messages, f.nmessages, sizeof(*f.messages));
        sort(f.bystanders, f.nbystanders, sizeof(*f.bystanders));
        rc = refuse_duplicates(&f, err);
    }
    merged = *c; /* shares the arena: what is not kept is only left behind in it */
    if (rc == ML_OK) {
        lay_over(&merged, &f);
        rc = check_refs(&merged, &f.x, err);
    }
    if (rc == ML_OK) {
        *c = merged;
    } else {
        c->arena = merged.arena;
    }
    folder_reset(&f);
    return rc;
}
