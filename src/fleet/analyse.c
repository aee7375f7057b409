/* SPDX-License-Identifier: MIT */
#include "fleet/analyse.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "case/codec.h"
#include "fleet/bundle.h"
#include "fleet/stop.h"
#include "scan/digest.h"
#include "config.h"
#include "base/ban.h"

/* Briefs stay in memory, and grow when they are read: a bundle of some thousand servers
 * is none that anybody sends. */
enum { BRIEF_MAX_BYTES = 256 * 1024, DIGEST_MAX_BYTES = 128 };

struct analyser {
    const struct ml_batch_options *options;
    struct ml_analysis *analysis;
    struct ml_store *store;
    struct ml_crew *crew;
    bool is_compiled;     /* the matcher: workers may not do so */
    struct errand *again; /* those whose bytes turned out to be others */
    uint32_t done;
    uint64_t bytes;
    enum ml_rc rc;
    struct ml_err *err;
};

/* One bundle on its way through a worker. */
struct errand {
    struct analyser *a;
    struct ml_analysed *bundle;
    const char *reads[2];
    int64_t read_ns, began_us;
    ml_str expected; /* digest that it had; empty: to be analysed */
    bool was_passing; /* it was analysed, and not whole; it may be now */
    struct errand *next;
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- what a case depends on, but its bundle ---- */

static void add_text(EVP_MD_CTX *md, ml_str text)
{
    char length[32];

    snprintf(length, sizeof(length), "%zu:", text.n);
    EVP_DigestUpdate(md, length, strlen(length));
    EVP_DigestUpdate(md, text.p ? text.p : "", text.n);
}

static void add_number(EVP_MD_CTX *md, int64_t n)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)n);
    add_text(md, ml_str_of(text));
}

ml_str ml_analysis_settings(const struct ml_batch_options *o, struct ml_arena *arena)
{
    const struct ml_scan_options *scan = &o->scan;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char sum[EVP_MAX_MD_SIZE];
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    unsigned n = 0;

    if (!md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL))
        ml_oom();
    add_text(md, ML_STR(PACKAGE_VERSION));
    add_text(md, scan->catalogue->digest);
    for (int i = 0; i < ML_NLIMITS; i++)
        add_number(md, (int64_t)scan->limits.max[i]);
    add_number(md, scan->has_utc_offset ? scan->utc_offset_minutes : INT32_MAX);
    add_number(md, ml_time_known(scan->since) ? scan->since.us : INT64_MIN);
    add_number(md, ml_time_known(scan->until) ? scan->until.us : INT64_MIN);
    add_number(md, o->by_folder);
    add_number(md, o->lang);
    for (const char *const *p = scan->passphrases; p && *p; p++)
        add_text(md, ml_str_of(*p));
    EVP_DigestFinal_ex(md, sum, &n);
    EVP_MD_CTX_free(md);
    for (unsigned i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", sum[i]);
    return ml_arena_dup(arena, ml_str_of(hex));
}

/* ---- in the worker ---- */

static void say_digest(void *ctx, struct ml_worker *self)
{
    struct errand *e = ctx;
    struct ml_arena arena;
    uint64_t bytes;

    ml_arena_init(&arena);
    struct ml_digest *digest =
        ml_digest_start(e->bundle->planned->path.p, ml_worker_usage(self));
    ml_worker_say(self, ml_digest_finish(digest, &arena, &bytes));
}

/* What the plan knows of a bundle, and the bundle itself does not. When it came also
 * tells of a bundle that says it was made later than now; of a shard, since who merges
 * has no other way to know. */
static void add_planned(struct ml_case *c, const struct ml_plan_bundle *planned,
                        const struct ml_batch_options *options)
{
    bool is_ahead =
        options->shards > 0 && c->collected.us > options->as_of.us + ML_DAY_US;

    if (!ml_time_known(c->collected) || is_ahead) {
        c->modified = planned->modified;
        c->modified.us -= c->modified.us % 1000; /* as times are written */
    }
    if (c->state == ML_UNREADABLE && !c->bytes)
        c->bytes = planned->bytes; /* its worker did not come so far */
}

/* Of a bundle of which nothing is known but why. */
static struct ml_case *failed_case(const struct ml_plan_bundle *planned,
                                   const struct ml_batch_options *options,
                                   const char *reason)
{
    struct ml_case *c = ml_scan_unread(planned->path.p, &options->scan, reason);

    add_planned(c, planned, options);
    return c;
}

static void set_folder(struct ml_case *c, ml_str folder)
{
    for (uint32_t i = 0; i < c->nmembers; i++)
        c->members[i].folder = folder;
}

static void put_brief(struct ml_buf *out, const struct ml_case *c,
                      struct ml_arena *arena)
{
    struct ml_wire wire = { .out = out };
    struct ml_brief brief;

    ml_brief_of(&brief, c, arena);
    ml_brief_code(&wire, &brief);
}

/* The brief with its length in front, then the case. */
static void say_case(void *ctx, struct ml_worker *self)
{
    struct errand *e = ctx;
    const struct ml_batch_options *options = e->a->options;
    struct ml_scan_options scan = options->scan;
    struct ml_buf brief = { 0 }, bytes = { 0 }, front = { 0 };
    struct ml_wire head = { .out = &front };
    struct ml_arena arena;

    ml_arena_init(&arena);
    scan.jobs = 1;
    struct ml_case *c =
        ml_scan_bundle(e->bundle->planned->path.p, &scan, ml_worker_usage(self));
    if (options->by_folder)
        set_folder(c, e->bundle->planned->folder);
    add_planned(c, e->bundle->planned, options);
    put_brief(&brief, c, &arena);
    if (brief.n > BRIEF_MAX_BYTES)
        ml_bundle_refuse(c, "limit: too many servers");
    ml_bundle_encode(c, scan.catalogue, ML_BUNDLE_CASE_BYTES, &bytes);
    brief.n = 0;
    put_brief(&brief, c, &arena); /* of what the case is now */
    ml_str text = ml_buf_view(&brief);
    ml_wire_bytes(&head, &text);
    ml_worker_say(self, ml_buf_view(&front));
    ml_worker_say(self, ml_buf_view(&bytes));
}

/* ---- in the parent ---- */

static bool take_brief(struct ml_brief *ret, ml_str bytes, struct ml_arena *arena)
{
    struct ml_wire wire = { .in = bytes, .arena = arena };

    ml_brief_code(&wire, ret);
    return !wire.is_bad && !wire.in.n;
}

static const char *word(const struct ml_analysed *b)
{
    enum ml_read_state read = ml_brief_read(&b->brief);

    if (b->found == ML_FOUND_ARRIVING)
        return "arriving";
    if (read != ML_READ)
        return read == ML_UNREADABLE ? "unreadable" : "partial";
    return b->found == ML_FOUND_UNCHANGED ? "unchanged" : "read";
}

static void tell_progress(struct analyser *a)
{
    struct ml_batch_progress progress = {
        .done = a->done,
        .n = a->analysis->n,
        .done_bytes = a->analysis->done_bytes,
        .bytes = a->bytes,
        .produced_bytes = ml_crew_tally(a->crew).produced_bytes,
    };
    if (a->options->watch.progress)
        a->options->watch.progress(a->options->watch.ctx, &progress);
}

static void on_tick(void *ctx, struct ml_crew *crew)
{
    (void)crew;
    tell_progress(ctx);
}

static void finish_bundle(struct analyser *a, struct ml_analysed *b)
{
    struct ml_batch_line line = { .path = b->planned->path,
                                  .reason = b->brief.reason,
                                  .state = word(b),
                                  .bytes = b->planned->bytes,
                                  .took_us = b->took_us };

    a->done++;
    a->analysis->done_bytes += b->planned->bytes;
    if (a->options->watch.line)
        a->options->watch.line(a->options->watch.ctx, &line);
    if (a->options->fail_fast && b->found != ML_FOUND_ARRIVING &&
        b->brief.state == ML_UNREADABLE)
        ml_stop_ask();
}

/* There is no case: what the fleet has to know of the bundle all the same. */
static void fail_bundle(struct analyser *a, struct ml_analysed *b, const char *reason)
{
    struct ml_case *c = failed_case(b->planned, a->options, reason);
    struct ml_buf bytes = { 0 };
    struct ml_wire wire = { .out = &bytes };
    struct ml_brief of;

    ml_brief_of(&of, c, &a->analysis->arena);
    ml_brief_code(&wire, &of); /* a copy that outlives the case */
    if (!take_brief(&b->brief, ml_buf_view(&bytes), &a->analysis->arena))
        ml_oom();
    b->found = ML_FOUND_FAILED;
    ml_buf_reset(&bytes);
    ml_case_free(c);
    finish_bundle(a, b);
}

/* Summaries are kept under the digests of their bundles: the same bundle may say more
 * now than when they were made. */
static void forget_summaries(struct analyser *a, const struct errand *e, ml_str bytes)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_str was = ml_store_case(a->store, e->bundle->planned->path, &arena);
    if (a->rc == ML_OK && !ml_str_eq(was, bytes))
        a->rc = ml_store_drop_servers(a->store, a->err);
    ml_arena_reset(&arena);
}

static void keep(struct analyser *a, const struct errand *e, ml_str brief, ml_str bytes)
{
    const struct ml_plan_bundle *planned = e->bundle->planned;
    struct ml_stored stored = { .print = planned->print,
                                .dates = planned->dates,
                                .read_ns = e->read_ns,
                                .sha256 = e->bundle->brief.sha256,
                                .settings = a->analysis->settings,
                                .brief = brief };

    if (e->was_passing)
        forget_summaries(a, e, bytes);
    if (a->rc == ML_OK)
        a->rc = ml_store_put(a->store, planned->path, &stored, bytes, a->err);
}

static void done_case(void *ctx, enum ml_worker_end how, ml_str said,
                      const char *reason)
{
    struct errand *e = ctx;
    struct analyser *a = e->a;
    struct ml_analysed *b = e->bundle;
    struct ml_wire wire = { .in = said, .arena = &a->analysis->arena };
    ml_str brief = ML_STR_NONE;

    b->took_us = ml_walk_now_us() - e->began_us;
    if (ml_stop_asked()) {
        b->found = ML_FOUND_SKIPPED;
        return;
    }
    if (how == ML_WORKER_DONE)
        ml_wire_bytes(&wire, &brief);
    if (how != ML_WORKER_DONE) {
        fail_bundle(a, b, reason);
    } else if (wire.is_bad || brief.n > BRIEF_MAX_BYTES ||
               !take_brief(&b->brief, brief, &a->analysis->arena)) {
        fail_bundle(a, b, "the worker said what is no case");
    } else if (!ml_plan_still(b->planned)) {
        b->found = ML_FOUND_ARRIVING; /* it changed while it was read */
        finish_bundle(a, b);
    } else {
        b->found = ML_FOUND_ANALYSED;
        keep(a, e, brief, wire.in);
        finish_bundle(a, b);
    }
}

static void done_digest(void *ctx, enum ml_worker_end how, ml_str said,
                        const char *reason)
{
    struct errand *e = ctx;
    struct analyser *a = e->a;
    const struct ml_plan_bundle *planned = e->bundle->planned;
    (void)reason;

    if (ml_stop_asked()) {
        e->bundle->found = ML_FOUND_SKIPPED;
    } else if (how != ML_WORKER_DONE || !ml_str_eq(said, e->expected)) {
        e->next = a->again;
        a->again = e;
    } else {
        e->bundle->found = ML_FOUND_UNCHANGED;
        e->bundle->took_us = ml_walk_now_us() - e->began_us;
        if (a->rc == ML_OK)
            a->rc = ml_store_touch(a->store, planned->path, &planned->print, e->read_ns,
                                   a->err);
        finish_bundle(a, e->bundle);
    }
}

static void give(struct errand *e)
{
    struct analyser *a = e->a;
    struct ml_errand errand = { .ctx = e,
                                .work = e->expected.n ? say_digest : say_case,
                                .done = e->expected.n ? done_digest : done_case,
                                .reads = e->reads,
                                .max_said = e->expected.n ? DIGEST_MAX_BYTES
                                                          : ML_BUNDLE_SAID_BYTES,
                                .needs_spools = !e->expected.n };

    if (!e->expected.n && !a->is_compiled)
        ml_matcher_compile(a->options->scan.matcher);
    a->is_compiled |= !e->expected.n;
    e->reads[0] = e->bundle->planned->path.p;
    e->read_ns = now_ns();
    e->began_us = ml_walk_now_us();
    ml_crew_give(a->crew, &errand);
}

/* Whether the file system shows that nothing was written since it was read: times have
 * grains, and a write within the last one may not show. */
static bool is_untouched(const struct ml_plan_bundle *planned,
                         const struct ml_stored *stored)
{
    static const int64_t grain_ns = 2000000000;

    return planned->print.low == stored->print.low &&
           planned->print.high == stored->print.high &&
           planned->newest_ns + grain_ns < stored->read_ns;
}

/* Whether the case holds times of the file system: as a source of the year, or for want
 * of another date. */
static bool has_file_times(const struct ml_brief *brief)
{
    return brief->on_disk || !ml_time_known(brief->collected);
}

static void look_up(struct analyser *a, struct ml_analysed *b)
{
    const struct ml_plan_bundle *planned = b->planned;
    const struct ml_batch_options *o = a->options;
    struct errand *e = ml_arena_alloc(&a->analysis->arena, sizeof(*e));
    struct ml_stored stored;

    *e = (struct errand){ .a = a, .bundle = b };
    if (planned->sys_errno) {
        fail_bundle(a, b, strerror(planned->sys_errno));
        return;
    }
    if (planned->unfit) {
        fail_bundle(a, b, planned->unfit);
        return;
    }
    bool known = !o->fresh &&
                 ml_store_find(a->store, planned->path, &stored, &a->analysis->arena) &&
                 ml_str_eq(stored.settings, a->analysis->settings) && stored.sha256.n &&
                 take_brief(&b->brief, stored.brief, &a->analysis->arena) &&
                 (!has_file_times(&b->brief) || stored.dates == planned->dates);
    e->was_passing = known && b->brief.is_passing;
    known = known && !e->was_passing;
    if (known && !o->verify && is_untouched(planned, &stored)) {
        b->found = ML_FOUND_UNCHANGED;
        finish_bundle(a, b);
        return;
    }
    if (planned->is_arriving) {
        b->found = ML_FOUND_ARRIVING;
        finish_bundle(a, b);
        return;
    }
    if (known && b->brief.bytes == planned->bytes)
        e->expected = stored.sha256;
    give(e);
}

static void look_up_all(struct analyser *a)
{
    for (uint32_t i = 0; i < a->analysis->n; i++) {
        if (ml_stop_asked() || a->rc != ML_OK) {
            a->analysis->bundles[i].found = ML_FOUND_SKIPPED;
            continue;
        }
        look_up(a, &a->analysis->bundles[i]);
    }
    ml_crew_finish(a->crew);
    while (a->again && a->rc == ML_OK) {
        struct errand *e = a->again;
        a->again = e->next;
        e->expected = ML_STR_NONE;
        give(e);
    }
    ml_crew_finish(a->crew);
}

enum ml_rc ml_analyse(struct ml_analysis *ret, const struct ml_batch_options *options,
                      const struct ml_plan *plan, struct ml_store *store,
                      struct ml_err *err)
{
    struct ml_crew_options crew = { .places = options->scan.jobs,
                                    .memory_bytes = options->memory_bytes };
    struct ml_scan_options one = options->scan;
    struct analyser a = { .options = options,
                          .analysis = ret,
                          .store = store,
                          .bytes = plan->bytes,
                          .err = err };

    *ret = (struct ml_analysis){ .n = plan->n };
    ml_arena_init(&ret->arena);
    ret->bundles = ml_arena_array(&ret->arena, plan->n, sizeof(*ret->bundles));
    for (uint32_t i = 0; i < plan->n; i++) {
        ret->bundles[i].planned = &plan->bundles[i];
        ret->bundles[i].key = plan->bundles[i].path;
    }
    ret->settings = ml_analysis_settings(options, &ret->arena);
    one.jobs = 1;
    ml_bundle_crew(&crew, &one);
    crew.tick_ctx = &a;
    crew.tick = on_tick;
    a.crew = ml_crew_new(&crew);
    ml_stop_watch(a.crew);
    look_up_all(&a);
    ml_stop_watch(NULL);
    ml_crew_free(a.crew);
    if (a.rc == ML_OK)
        a.rc = ml_store_commit(store, err);
    return a.rc;
}

enum ml_rc ml_analysed_put(struct ml_analysed *bundle, struct ml_analysis *analysis,
                           struct ml_store *store, const struct ml_case *c,
                           const struct ml_catalogue *catalogue, struct ml_err *err)
{
    struct ml_buf brief = { 0 }, bytes = { 0 };
    struct ml_wire wire = { .out = &brief };
    struct ml_stored stored = { .settings = analysis->settings };
    struct ml_brief of;

    ml_brief_of(&of, c, &analysis->arena);
    ml_brief_code(&wire, &of);
    ml_case_encode(c, catalogue, &bytes);
    if (!take_brief(&bundle->brief, ml_buf_view(&brief), &analysis->arena))
        ml_oom();
    stored.sha256 = bundle->brief.sha256;
    stored.brief = ml_buf_view(&brief);
    enum ml_rc rc = ml_store_put(store, bundle->key, &stored, ml_buf_view(&bytes), err);
    ml_buf_reset(&brief);
    ml_buf_reset(&bytes);
    return rc;
}

void ml_analysis_reset(struct ml_analysis *analysis)
{
    ml_arena_reset(&analysis->arena);
    *analysis = (struct ml_analysis){ .n = 0 };
}

struct ml_case *ml_analysed_case(const struct ml_analysed *bundle,
                                 const struct ml_batch_options *options, ml_str stored)
{
    struct ml_case *c = NULL;

    if (bundle->found == ML_FOUND_FAILED) {
        char reason[512];
        snprintf(reason, sizeof(reason), "%.*s", ML_STR_ARG(bundle->brief.reason));
        return failed_case(bundle->planned, options, reason);
    }
    if (ml_case_decode(&c, stored, options->scan.catalogue, NULL) != ML_OK)
        return NULL;
    return c;
}

struct ml_bundle_counts ml_analysis_count(const struct ml_analysis *analysis)
{
    struct ml_bundle_counts counts = { .bundles = 0 };

    for (uint32_t i = 0; i < analysis->n; i++) {
        const struct ml_analysed *b = &analysis->bundles[i];
        enum ml_read_state read = ml_brief_read(&b->brief);
        bool is_arriving = b->found == ML_FOUND_ARRIVING;
        counts.arriving += is_arriving;
        counts.bundles += !is_arriving;
        counts.read += !is_arriving && read == ML_READ;
        counts.partial += !is_arriving && read == ML_PARTIAL;
        counts.unreadable += !is_arriving && read == ML_UNREADABLE;
    }
    return counts;
}
