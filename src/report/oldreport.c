/* SPDX-License-Identifier: MIT */
#include "report/oldreport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/kind.h"
#include "report/words.h"
#include "report/xmlvalue.h"
#include "base/ban.h"

struct reading {
    struct ml_old_report *report;
    struct ml_xmlin *in;
    char parent[40]; /* the element of depth 2 */
    ml_str *inputs; /* of the server at hand */
    size_t ninputs, cap_inputs;
    bool lacks_digest;
};

/* ---- values ---- */

static struct ml_arena *arena_of(struct reading *r)
{
    return &r->report->arena;
}

static ml_str attr(struct reading *r, const char *name)
{
    return ml_arena_dup(arena_of(r), ml_xmlin_attr(r->in, name));
}

static uint64_t attr_u64(struct reading *r, const char *name)
{
    uint64_t n = 0;

    if (!ml_str_to_u64(attr(r, name), &n))
        return 0;
    return n;
}

static struct ml_time attr_time(struct reading *r, const char *name)
{
    struct ml_time t = ML_NO_TIME;

    return ml_time_parse_iso(attr(r, name), &t) ? t : ML_NO_TIME;
}

static ml_str content(struct reading *r)
{
    return ml_arena_dup(arena_of(r), ml_xmlin_text(r->in));
}

/* ---- elements ---- */

static struct ml_old_server *server_at_hand(struct reading *r)
{
    return r->report->nservers ? &r->report->servers[r->report->nservers - 1] : NULL;
}

static void read_server(struct reading *r)
{
    struct ml_old_report *report = r->report;
    struct ml_old_server s = { .name = attr(r, "name"),
                               .group = attr(r, "group"),
                               .agent_version = attr(r, "agent-version"),
                               .state =
                                   ml_state_of_word(attr(r, "state"), ML_INCOMPLETE) };

    ML_PUSH(report->servers, report->nservers, report->cap_servers, s);
    r->ninputs = 0;
    r->lacks_digest = false;
}

static void read_bundle(struct reading *r, struct ml_old_server *s)
{
    ml_str digest = attr(r, "sha256");

    s->is_partial |= !ml_xmlval_is(r->in, "state", "read");
    r->lacks_digest |= digest.n == 0;
    ML_PUSH(r->inputs, r->ninputs, r->cap_inputs, digest);
}

static void read_finding(struct reading *r, struct ml_old_server *s)
{
    struct ml_old_finding f = { .signature = attr(r, "signature"),
                                .survived_by = attr(r, "survived-by"),
                                .severity =
                                    ml_severity_of_word(attr(r, "severity"), ML_ERROR),
                                .count = attr_u64(r, "count"),
                                .first = attr_time(r, "first"),
                                .last = attr_time(r, "last") };
    ML_PUSH(s->findings, s->nfindings, s->cap_findings, f);
}

static void read_cause(struct reading *r, struct ml_old_server *s)
{
    struct ml_old_cause c = { .id = attr(r, "id"),
                              .explains = attr(r, "explains"),
                              .verdict = ml_verdict_of_word(attr(r, "verdict"),
                                                            ML_UNDETERMINED) };
    ML_PUSH(s->causes, s->ncauses, s->cap_causes, c);
}

static void read_file(struct reading *r, struct ml_old_server *s)
{
    struct ml_old_file f = { .address = attr(r, "address"),
                             .is_partial = ml_xmlval_is(r->in, "state", "partial"),
                             .records = attr_u64(r, "records"),
                             .last = attr_time(r, "last") };

    if (ml_xmlval_is(r->in, "state", "skipped"))
        return;
    f.kind = ml_file_kind(arena_of(r), attr(r, "role"), f.address);
    ML_PUSH(s->files, s->nfiles, s->cap_files, f);
}

static int by_address(const void *a, const void *b)
{
    const struct ml_old_file *x = a, *y = b;
    return ml_str_cmp(x->address, y->address);
}

static int by_kind(const void *a, const void *b)
{
    const struct ml_old_file *x = a, *y = b;
    int order = ml_str_cmp(x->kind, y->kind);
    return order ? order : ml_str_cmp(x->address, y->address);
}

static void add_kind(struct ml_old_finding *f, ml_str kind)
{
    for (size_t i = 0; i < f->nkinds; i++)
        if (ml_str_eq(f->kinds[i], kind))
            return;
    ML_PUSH(f->kinds, f->nkinds, f->cap_kinds, kind);
}

/* A file that holds it; `address` may go on behind the file's own. */
static void add_place(struct ml_old_server *s, ml_str signature, ml_str address)
{
    struct ml_old_file key = { .address = address };
    size_t i = 0;

    while (i < s->nfindings && !ml_str_eq(s->findings[i].signature, signature))
        i++;
    if (i == s->nfindings)
        return; /* an observation */
    const struct ml_old_file *file =
        s->nfiles ? bsearch(&key, s->files, s->nfiles, sizeof(key), by_address) : NULL;
    for (size_t n = address.n; !file && s->nfiles && n > 0; n--)
        if (address.p[n - 1] == ':' || address.p[n - 1] == '#') {
            key.address = ml_str_sub(address, 0, n - 1);
            file = bsearch(&key, s->files, s->nfiles, sizeof(key), by_address);
        }
    if (file)
        add_kind(&s->findings[i], file->kind);
}

static void sort_files(struct ml_old_server *s,
                       int (*order)(const void *a, const void *b))
{
    if (s->nfiles > 1)
        qsort(s->files, s->nfiles, sizeof(*s->files), order);
}

static int by_text(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

static void end_server(struct reading *r, struct ml_old_server *s)
{
    struct ml_buf all = { 0 };

    for (size_t i = 0; i < s->nfindings; i++) /* a report may come without its case */
        if (!s->findings[i].nkinds)
            add_place(s, s->findings[i].signature, s->findings[i].address);
    sort_files(s, by_kind);
    if (r->ninputs > 1)
        qsort(r->inputs, r->ninputs, sizeof(*r->inputs), by_text);
    for (size_t i = 0; i < r->ninputs && !r->lacks_digest; i++)
        ml_buf_printf(&all, "%.*s ", ML_STR_ARG(r->inputs[i]));
    s->inputs = ml_arena_dup(arena_of(r), ml_buf_view(&all));
    ml_buf_reset(&all);
}

static void read_in_server(struct reading *r, ml_str element)
{
    struct ml_old_server *s = server_at_hand(r);

    if (!s)
        return;
    if (ml_str_eq(element, ML_STR("bundle"))) {
        read_bundle(r, s);
    } else if (ml_str_eq(element, ML_STR("finding"))) {
        read_finding(r, s);
    } else if (ml_str_eq(element, ML_STR("cause"))) {
        read_cause(r, s);
    } else if (ml_str_eq(element, ML_STR("coverage"))) {
        s->since = attr_time(r, "since");
        s->until = attr_time(r, "until");
    }
}

static void read_deep(struct reading *r, ml_str parent, ml_str element)
{
    struct ml_old_server *s = server_at_hand(r);
    bool in_finding = ml_str_eq(parent, ML_STR("finding"));

    if (!s)
        return;
    if (in_finding && s->nfindings) {
        struct ml_old_finding *f = &s->findings[s->nfindings - 1];
        if (ml_str_eq(element, ML_STR("title")))
            f->title = content(r);
        else if (ml_str_eq(element, ML_STR("evidence")) && !f->address.n)
            f->address = attr(r, "address");
    } else if (ml_str_eq(parent, ML_STR("cause")) && s->ncauses) {
        if (ml_str_eq(element, ML_STR("title")))
            s->causes[s->ncauses - 1].title = content(r);
    } else if (ml_str_eq(element, ML_STR("file"))) {
        read_file(r, s);
    } else if (ml_str_eq(element, ML_STR("occurrences"))) {
        add_place(s, attr(r, "signature"), attr(r, "file"));
    }
}

static void on_start(void *ctx, struct ml_xmlin *in, int depth, ml_str element)
{
    struct reading *r = ctx;

    r->in = in;
    if (depth == 2)
        snprintf(r->parent, sizeof(r->parent), "%.*s", ML_STR_ARG(element));
    if (depth == 0)
        r->report->is_interrupted = ml_xmlval_is(r->in, "interrupted", "yes");
    else if (depth == 1 && ml_str_eq(element, ML_STR("generator")))
        r->report->version = attr(r, "version");
    else if (depth == 1 && ml_str_eq(element, ML_STR("catalogue")))
        r->report->digest = attr(r, "digest");
    else if (depth == 1 && ml_str_eq(element, ML_STR("server")))
        read_server(r);
    else if (depth == 2)
        read_in_server(r, element);
    else if (depth == 3)
        read_deep(r, ml_str_of(r->parent), element);
}

static void on_end(void *ctx, struct ml_xmlin *in, int depth, ml_str element)
{
    struct reading *r = ctx;
    struct ml_old_server *s = server_at_hand(r);

    (void)in;
    if (s && depth == 2 && ml_str_eq(element, ML_STR("coverage")))
        sort_files(s, by_address);
    if (s && depth == 1 && ml_str_eq(element, ML_STR("server")))
        end_server(r, s);
}

enum ml_rc ml_old_report_read(struct ml_old_report *ret, const char *path,
                              const char *schema_path, struct ml_err *err)
{
    struct reading r = { .report = ret };
    struct ml_xmlin_visitor visitor = { &r, on_start, on_end };
    struct ml_schema *schema = NULL;

    ret->path = ml_arena_dup(&ret->arena, ml_str_of(path));
    enum ml_rc rc = ml_schema_open(&schema, schema_path, err);
    if (rc == ML_OK)
        rc = ml_xmlin_read(path, schema, &visitor, err);
    ml_schema_close(schema);
    free(r.inputs);
    return rc;
}

void ml_old_report_reset(struct ml_old_report *report)
{
    for (size_t i = 0; i < report->nservers; i++) {
        struct ml_old_server *s = &report->servers[i];
        for (size_t f = 0; f < s->nfindings; f++)
            free(s->findings[f].kinds);
        free(s->findings);
        free(s->causes);
        free(s->files);
    }
    free(report->servers);
    ml_arena_reset(&report->arena);
    *report = (struct ml_old_report){ .nservers = 0 };
}
