/* SPDX-License-Identifier: MIT */
#include "fleet/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buf.h"
#include "case/canonical.h"
#include "report/casereader.h"
#include "base/ban.h"

/* A bundle that came; the same one in two reports is one. */
struct arrival {
    struct ml_analysed bundle;
    struct ml_time came;
    uint32_t again, report;
};

struct importer {
    struct ml_import *import;
    struct ml_analysis *analysis;
    const struct ml_batch_options *options;
    struct ml_store *store;
    struct arrival *list;
    size_t n, cap;
    uint32_t report;
    enum ml_rc rc;
    struct ml_err *err;
};

/* Where the store keeps it: paths of other machines are no paths here, and one may come
 * with several contents. */
static ml_str key_of(struct importer *im, const struct ml_case *c)
{
    return ml_arena_printf(&im->analysis->arena, "%.*s#%.*s#%u", ML_STR_ARG(c->path),
                           ML_STR_ARG(c->sha256), c->again);
}

static void take_case(void *ctx, struct ml_case *c)
{
    struct importer *im = ctx;
    struct arrival a = { .bundle = { .key = key_of(im, c) },
                         .came = c->modified,
                         .again = c->again,
                         .report = im->report };

    if (ml_time_known(c->collected)) /* then it is no part of the case */
        c->modified = ML_NO_TIME;
    if (im->rc == ML_OK)
        im->rc = ml_analysed_put(&a.bundle, im->analysis, im->store, c,
                                 im->options->scan.catalogue, im->err);
    if (im->rc == ML_OK)
        ML_PUSH(im->list, im->n, im->cap, a);
    ml_case_free(c);
}

static int by_case(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    int c = ml_str_cmp(x->bundle.brief.claims.path, y->bundle.brief.claims.path);

    if (c == 0)
        c = ml_str_cmp(x->bundle.brief.sha256, y->bundle.brief.sha256);
    if (c == 0)
        c = (x->again > y->again) - (x->again < y->again);
    return c ? c : (x->report > y->report) - (x->report < y->report);
}

static bool is_same(const struct arrival *x, const struct arrival *y)
{
    return ml_str_eq(x->bundle.key, y->bundle.key);
}

/* As a plan and an analysis of this machine would look. */
static void fill(struct importer *im)
{
    struct ml_plan *plan = &im->import->plan;
    struct ml_analysis *analysis = im->analysis;

    if (im->n)
        qsort(im->list, im->n, sizeof(*im->list), by_case);
    plan->bundles = calloc(im->n + 1, sizeof(*plan->bundles));
    if (!plan->bundles)
        ml_oom();
    analysis->bundles =
        ml_arena_array(&analysis->arena, im->n, sizeof(*analysis->bundles));
    for (size_t i = 0; i < im->n; i++) {
        if (i && is_same(&im->list[i], &im->list[i - 1]))
            continue;
        struct ml_analysed *b = &analysis->bundles[analysis->n++];
        struct ml_plan_bundle *planned = &plan->bundles[plan->n++];
        *b = im->list[i].bundle;
        *planned = (struct ml_plan_bundle){
            .path = b->brief.claims.path,
            .bytes = b->brief.bytes,
            .modified = im->list[i].came,
            .dates = XXH3_64bits(b->key.p, b->key.n),
        };
        b->planned = planned;
    }
}

static bool fits(struct importer *im, const struct ml_saved *saved)
{
    struct ml_import *to = im->import;

    if (!saved->has_servers)
        return true;
    if (!to->nreports) {
        to->since = saved->since;
        to->until = saved->until;
    }
    return ml_time_eq(to->since, saved->since) && ml_time_eq(to->until, saved->until);
}

static void read_report(struct importer *im, struct ml_cases_reader *reader,
                        const char *path, ml_import_failed *failed, void *ctx)
{
    struct ml_saved saved = { .nforeign = 0 };
    struct ml_err err = { 0 };
    size_t before = im->n;

    if (ml_cases_read(reader, path, &saved, &err) != ML_OK) {
        im->n = before;
        im->import->nfailed++;
        failed(ctx, &err);
    } else if (!fits(im, &saved)) {
        im->rc = ml_err_set(im->err, ML_FAIL, ML_ERR_USAGE,
                            "was made with another --since or --until than the reports "
                            "before");
        ml_err_at(im->err, path, 0);
    } else {
        im->import->nreports++;
        im->import->nother +=
            !ml_str_eq(saved.digest, im->options->scan.catalogue->digest);
        im->import->nforeign += (uint32_t)saved.nforeign;
    }
    ml_saved_reset(&saved);
    im->report++;
}

/* Bundles of several servers of which not all reports are there. */
static void tell_lacking(struct importer *im, const struct ml_cases_reader *reader,
                         ml_import_failed *failed, void *ctx)
{
    ml_str path;

    for (size_t i = 0; (path = ml_cases_lacking(reader, i)).n; i++) {
        struct ml_err err = { 0 };
        ml_err_set(&err, ML_FAIL, ML_ERR_FORMAT,
                   "%.*s is of several servers, and the reports of some are missing; it "
                   "was left out",
                   ML_STR_ARG(path));
        im->import->nfailed++;
        failed(ctx, &err);
    }
}

enum ml_rc ml_import_reports(struct ml_import *ret, struct ml_analysis *analysis,
                             const struct ml_batch_options *options,
                             struct ml_store *store, ml_import_failed *failed,
                             void *ctx, struct ml_err *err)
{
    struct importer im = { .import = ret,
                           .analysis = analysis,
                           .options = options,
                           .store = store,
                           .err = err };
    struct ml_schema *schema;
    char path[4200];

    *ret = (struct ml_import){ .nreports = 0 };
    *analysis = (struct ml_analysis){ .n = 0 };
    ml_arena_init(&ret->plan.arena);
    ml_arena_init(&analysis->arena);
    analysis->settings = ml_analysis_settings(options, &analysis->arena);
    snprintf(path, sizeof(path), "%s/report.rng", options->templates);
    im.rc = ml_schema_open(&schema, path, err);
    if (im.rc != ML_OK)
        return im.rc;
    struct ml_cases_reader *reader =
        ml_cases_open(schema, options->scan.catalogue, take_case, &im);
    for (const char *const *p = options->paths; *p && im.rc == ML_OK; p++)
        read_report(&im, reader, *p, failed, ctx);
    if (im.rc == ML_OK)
        tell_lacking(&im, reader, failed, ctx);
    ml_cases_close(reader);
    ml_schema_close(schema);
    if (im.rc == ML_OK && !ret->nreports)
        im.rc = ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "no report could be read");
    fill(&im);
    free(im.list);
    return im.rc;
}

void ml_import_reset(struct ml_import *import)
{
    ml_plan_reset(&import->plan);
}
