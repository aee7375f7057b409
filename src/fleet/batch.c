/* SPDX-License-Identifier: MIT */
#include "fleet/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fleet/analyse.h"
#include "fleet/history.h"
#include "fleet/import.h"
#include "fleet/judge.h"
#include "fleet/lock.h"
#include "fleet/night.h"
#include "fleet/sandbox.h"
#include "fleet/shelf.h"
#include "fleet/stop.h"
#include "report/fleetpage.h"
#include "report/fleetxml.h"
#include "report/html.h"
#include "base/ban.h"

/* All that a run has open. */
struct run {
    const struct ml_batch_options *options;
    struct ml_batch_result *result;
    char store_path[4200], lock_path[ML_LOCK_NAME_BYTES];
    int lock;
    struct ml_history *history;
    struct ml_store *store;
    struct ml_shelf shelf;
    struct ml_plan plan;
    struct ml_import import;
    struct ml_analysis analysis;
    struct ml_judgement judgement;
    struct ml_batch_options merging; /* with the times of the reports */
    ml_import_failed *failed;
    void *failed_ctx;
    struct ml_err *err;
};

/* ---- opening ---- */

static enum ml_batch_end take_lock(struct run *r)
{
    if (ml_lock_take(&r->lock, r->options->history, r->err) == ML_OK &&
        ml_lock_folder(r->shelf.dir, r->options->out, r->err) == ML_OK)
        return ML_BATCH_DONE;
    return r->err->kind == ML_ERR_USAGE ? ML_BATCH_REFUSED : ML_BATCH_FAILED;
}

/* Whether what went wrong is the caller's to mend rather than the disk's. */
static enum ml_batch_end end_of(const struct ml_err *err)
{
    return err->kind == ML_ERR_FORMAT || err->kind == ML_ERR_UNSUPPORTED ||
                   err->kind == ML_ERR_USAGE
               ? ML_BATCH_WRONG
               : ML_BATCH_FAILED;
}

/* Before hours of work; the night reads them again, as they are then. */
static enum ml_rc check_mutes(const struct run *r)
{
    struct ml_mutes mutes;
    struct ml_arena arena;

    ml_arena_init(&arena);
    enum ml_rc rc = ml_mutes_read(&mutes, r->options->mutes, &arena, r->err);
    ml_arena_reset(&arena);
    return rc;
}

static enum ml_rc open_all(struct run *r)
{
    enum ml_rc rc = ml_history_open(&r->history, r->options->history, r->err);

    return rc == ML_OK ? ml_store_open(&r->store, r->store_path, r->err) : rc;
}

/* ---- the last step ---- */

/* Put the files of a committed run in place. */
static enum ml_rc place_pending(struct run *r)
{
    struct ml_arena arena;
    ml_str *files;
    uint32_t n;

    ml_arena_init(&arena);
    enum ml_rc rc = ml_history_pending(r->history, &files, &n, &arena, r->err);
    for (uint32_t i = 0; i < n && rc == ML_OK; i++) {
        rc = ml_shelf_place(&r->shelf, files[i].p, r->err);
        if (rc == ML_OK && ml_str_ends_nocase(files[i], ML_STR(".html")))
            rc = ml_store_placed(r->store, ml_str_sub(files[i], 0, files[i].n - 5),
                                 r->err);
    }
    ml_arena_reset(&arena);
    if (rc == ML_OK && n)
        rc = ml_store_commit(r->store, r->err);
    return rc == ML_OK && n ? ml_history_done(r->history, r->err) : rc;
}

struct page {
    const struct ml_board *board;
    struct ml_templates *templates; /* NULL: the XML */
    uint32_t number;
};

static enum ml_rc write_page(const struct page *page, FILE *out, struct ml_err *err)
{
    if (!page->templates)
        return ml_fleet_xml(page->board, ml_write_file, out, err);
    return ml_fleet_html(page->templates, page->board, page->number, ml_write_file, out,
                         err);
}

static enum ml_rc put_page(struct run *r, const char *name, const struct page *page)
{
    int fd = ml_shelf_begin(&r->shelf, name, r->err);
    FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;

    if (!out)
        return ML_FAIL;
    enum ml_rc rc = write_page(page, out, r->err);
    if (rc == ML_OK && (fflush(out) != 0 || (fsync(fd) != 0 && errno != EINVAL)))
        rc = ml_err_sys(r->err, ML_FAIL, errno, "cannot write the report");
    if (fclose(out) != 0 && rc == ML_OK)
        rc = ml_err_sys(r->err, ML_FAIL, errno, "cannot write the report");
    if (rc == ML_OK)
        rc = ml_shelf_finish(&r->shelf, name, r->err);
    if (rc == ML_OK)
        rc = ml_history_put_pending(r->history, ml_str_of(name), r->err);
    else if (!r->err->where[0])
        ml_err_at(r->err, r->options->out, 0);
    return rc;
}

static enum ml_rc put_fleet(struct run *r, const struct ml_board *board)
{
    struct page page = { .board = board };
    char name[ML_FLEET_NAME_BYTES];
    enum ml_rc rc = put_page(r, "fleet.xml", &page);

    if (rc == ML_OK)
        rc = ml_fleet_open_templates(&page.templates, r->options->templates, r->err);
    for (; page.number < ml_fleet_pages(board) && rc == ML_OK; page.number++) {
        ml_fleet_page_name(name, page.number);
        rc = put_page(r, name, &page);
    }
    ml_report_close_templates(page.templates);
    return rc;
}

static enum ml_rc put_server_pages(struct run *r)
{
    enum ml_rc rc = ML_OK;
    char name[ML_JUDGED_PAGE_BYTES];

    for (uint32_t i = 0; i < r->judgement.n; i++) {
        const struct ml_judged *s = &r->judgement.servers[i];
        for (int k = 0; k < ML_JUDGED_PAGES && rc == ML_OK && s->is_fresh; k++) {
            ml_judged_page(name, s, k);
            rc = ml_history_put_pending(r->history, ml_str_of(name), r->err);
        }
    }
    return rc;
}

/* Many files at once are quicker brought to the disk together. */
static bool has_fresh(const struct run *r)
{
    for (uint32_t i = 0; i < r->judgement.n; i++)
        if (r->judgement.servers[i].is_fresh)
            return true;
    return false;
}

/* Everything inside the history's transaction; then the reports appear. */
static enum ml_rc finish(struct run *r)
{
    const struct ml_batch_options *o = r->options;
    enum ml_rc rc = ml_night_make(&r->result->board, o, &r->analysis, &r->judgement,
                                  r->history, r->err);

    if (rc == ML_OK)
        rc = put_server_pages(r);
    if (rc == ML_OK)
        rc = put_fleet(r, r->result->board);
    if (rc == ML_OK && o->keep_days)
        rc = ml_history_forget(r->history, o->as_of, o->keep_days, r->err);
    if (rc == ML_OK && has_fresh(r))
        ml_shelf_sync(&r->shelf);
    if (rc == ML_OK)
        rc = ml_history_commit(r->history, r->result->board, r->err);
    if (rc != ML_OK) {
        ml_history_rollback(r->history);
        return rc;
    }
    rc = place_pending(r);
    if (rc == ML_OK) {
        ml_shelf_sweep(&r->shelf, ml_fleet_pages(r->result->board));
        rc = ml_store_sweep(r->store, r->err);
    }
    return rc;
}

/* ---- all ---- */

static void note_plan(const struct ml_plan *plan, const struct ml_batch_options *o)
{
    char text[200];

    snprintf(text, sizeof(text), "%u bundles, %.0f MB; workers confined by %s", plan->n,
             (double)plan->bytes / 1e6, ml_sandbox_offers());
    if (o->watch.note)
        o->watch.note(o->watch.ctx, text);
}

enum ml_rc ml_batch_plan(struct ml_plan *ret, const struct ml_batch_options *o,
                         const char *const *except, struct ml_err *err)
{
    struct ml_plan_options options = { .paths = o->paths,
                                       .list = o->list,
                                       .except = except,
                                       .by_folder = o->by_folder,
                                       .now = o->as_of,
                                       .settle_seconds = o->settle_seconds,
                                       .shard = o->shard,
                                       .shards = o->shards };
    enum ml_rc rc = ml_plan_make(ret, &options, err);
    if (rc == ML_OK)
        note_plan(ret, o);
    return rc;
}

static enum ml_rc make_plan(struct run *r)
{
    const char *const except[] = { r->options->out, r->options->history, r->store_path,
                                   r->lock_path, NULL };
    return ml_batch_plan(&r->plan, r->options, except, r->err);
}

/* From the cases on. */
static enum ml_batch_end judge_and_finish(struct run *r)
{
    struct ml_past *pasts = NULL;
    uint32_t npasts = 0;

    enum ml_rc rc =
        ml_history_servers(r->history, &pasts, &npasts, &r->analysis.arena, r->err);
    if (rc == ML_OK) {
        ml_night_claim(&r->analysis, r->history, pasts, npasts);
        rc = ml_judge_all(&r->judgement, r->options, &r->analysis, r->store, &r->shelf,
                          pasts, npasts, r->err);
    }

    r->result->is_interrupted = ml_stop_asked();
    if (rc == ML_OK && r->result->is_interrupted)
        return ML_BATCH_DONE;
    if (rc == ML_OK)
        rc = finish(r);
    return rc == ML_OK ? ML_BATCH_DONE : ML_BATCH_FAILED;
}

static enum ml_batch_end analyse(struct run *r)
{
    enum ml_rc rc = make_plan(r);

    if (rc != ML_OK)
        return ML_BATCH_WRONG;
    rc = ml_analyse(&r->analysis, r->options, &r->plan, r->store, r->err);
    if (rc != ML_OK)
        return ML_BATCH_FAILED;
    for (uint32_t i = 0; i < r->analysis.n; i++)
        r->result->nunchanged += r->analysis.bundles[i].found == ML_FOUND_UNCHANGED;
    r->result->is_interrupted = ml_stop_asked();
    return r->result->is_interrupted ? ML_BATCH_DONE : judge_and_finish(r);
}

/* Reports in the place of bundles. */
static enum ml_batch_end import(struct run *r)
{
    struct ml_batch_options *o = &r->merging;

    *o = *r->options;
    if (ml_import_reports(&r->import, &r->analysis, r->options, r->store, r->failed,
                          r->failed_ctx, r->err) != ML_OK)
        return end_of(r->err);
    r->result->nfailed = r->import.nfailed;
    r->result->nother = r->import.nother;
    o->scan.since = r->import.since;
    o->scan.until = r->import.until;
    r->options = o;
    return judge_and_finish(r);
}

static void close_all(struct run *r)
{
    ml_store_close(r->store);
    ml_history_close(r->history);
    ml_shelf_close(&r->shelf);
    if (r->lock >= 0)
        close(r->lock);
}

/* Open all, finish what a run that was cut off left, and do the steps. */
static enum ml_batch_end run_steps(struct run *r,
                                   const struct ml_batch_options *options,
                                   enum ml_batch_end (*steps)(struct run *))
{
    snprintf(r->store_path, sizeof(r->store_path), "%s-cases", options->history);
    ml_lock_name(r->lock_path, options->history);
    if (ml_shelf_open(&r->shelf, options->out, true, r->err) != ML_OK)
        return ML_BATCH_FAILED;
    enum ml_batch_end end = take_lock(r);
    if (end == ML_BATCH_DONE && check_mutes(r) != ML_OK)
        end = ML_BATCH_WRONG;
    if (end == ML_BATCH_DONE && open_all(r) != ML_OK)
        end = end_of(r->err);
    if (end == ML_BATCH_DONE && place_pending(r) != ML_OK)
        end = ML_BATCH_FAILED;
    if (end == ML_BATCH_DONE)
        end = steps(r);
    close_all(r);
    return end;
}

/* The board points into what the run made; it outlives the run in the result. */
struct ml_batch_memory {
    struct run run;
};

static struct run *new_run(struct ml_batch_result *ret,
                           const struct ml_batch_options *options, struct ml_err *err)
{
    struct ml_batch_memory *memory = calloc(1, sizeof(*memory));

    if (!memory)
        ml_oom();
    *ret = (struct ml_batch_result){ .memory = memory };
    memory->run = (struct run){ .options = options,
                                .result = ret,
                                .lock = -1,
                                .shelf = { .dir = -1 },
                                .err = err };
    return &memory->run;
}

enum ml_batch_end ml_batch_run(struct ml_batch_result *ret,
                               const struct ml_batch_options *options,
                               struct ml_err *err)
{
    return run_steps(new_run(ret, options, err), options, analyse);
}

enum ml_batch_end ml_batch_merge(struct ml_batch_result *ret,
                                 const struct ml_batch_options *options,
                                 void (*failed)(void *ctx, const struct ml_err *err),
                                 void *ctx, struct ml_err *err)
{
    struct run *r = new_run(ret, options, err);

    r->failed = failed;
    r->failed_ctx = ctx;
    return run_steps(r, options, import);
}

void ml_batch_result_reset(struct ml_batch_result *result)
{
    if (result->memory) {
        ml_judgement_reset(&result->memory->run.judgement);
        ml_analysis_reset(&result->memory->run.analysis);
        ml_plan_reset(&result->memory->run.plan);
        ml_import_reset(&result->memory->run.import);
        free(result->memory);
    }
    result->board = ml_board_free(result->board);
    result->memory = NULL;
}
