/* SPDX-License-Identifier: MIT */
#include "fleet/judge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/attr.h"
#include "base/buf.h"
#include "fleet/judging.h"
#include "fleet/naming.h"
#include "fleet/stop.h"
#include "config.h"
#include "base/ban.h"

struct judge {
    const struct ml_batch_options *options;
    const struct ml_analysis *analysis;
    struct ml_judgement *judgement;
    const struct ml_claims *claims; /* by bundle of the analysis */
    uint64_t templates_hash;
    struct ml_judging judging;
};

/* A clock that runs ahead by more than zones explain. */
static bool is_ahead(const struct judge *j, struct ml_time t)
{
    return ml_time_known(t) && t.us > j->options->as_of.us + ML_DAY_US;
}

/* When a bundle was made, as far as anything tells. Where that is yet to come its
 * server's clock is wrong: then it was when its file came. */
static struct ml_time time_of(const struct judge *j, const struct ml_analysed *b)
{
    struct ml_time t =
        ml_time_known(b->brief.collected) ? b->brief.collected : b->brief.modified;
    struct ml_time came = b->planned->modified;

    return is_ahead(j, t) && ml_time_known(came) && !is_ahead(j, came) ? came : t;
}

/* ---- what a server is judged by ---- */

static const struct ml_analysed *bundle_of(const struct judge *j,
                                           const struct ml_owner *o, uint32_t part)
{
    return &j->analysis->bundles[o->parts[part].bundle];
}

static bool is_read(const struct ml_analysed *b)
{
    return b->brief.state != ML_UNREADABLE;
}

/* Newest time of those that could be read, or of all. */
static struct ml_time newest_of(const struct judge *j, const struct ml_owner *o,
                                bool only_read)
{
    struct ml_time newest = ML_NO_TIME;

    for (uint32_t i = 0; i < o->nparts; i++) {
        const struct ml_analysed *b = bundle_of(j, o, i);
        struct ml_time t = time_of(j, b);
        if ((!only_read || is_read(b)) && ml_time_known(t) &&
            (!ml_time_known(newest) || t.us > newest.us))
            newest = t;
    }
    return newest;
}

static bool is_of(const struct judge *j, const struct ml_analysed *b,
                  struct ml_time newest)
{
    struct ml_time t = time_of(j, b);
    return !ml_time_known(t) || !ml_time_known(newest) ||
           t.us >= newest.us - ML_COLLECTION_HOURS * ML_HOUR_US;
}

/* The newest collection that could be read, and what came later and could not be. */
static void choose_bundles(const struct judge *j, struct ml_judged *s)
{
    bool all = j->options->shards > 0; /* the others may be in another shard */
    const struct ml_owner *o = s->owner;
    struct ml_time newest = newest_of(j, o, false), newest_read = newest_of(j, o, true);
    bool any_read = false;

    s->data = ml_time_known(newest_read) ? newest_read : newest;
    s->bundles = ml_arena_array(&j->judgement->arena, o->nparts, sizeof(*s->bundles));
    for (uint32_t i = 0; i < o->nparts; i++) {
        const struct ml_analysed *b = bundle_of(j, o, i);
        if (!all && !is_of(j, b, is_read(b) ? newest_read : newest))
            continue;
        s->bundles[s->nbundles++] = i;
        s->is_partly |= b->brief.is_partial;
        any_read |= is_read(b) && is_of(j, b, newest);
    }
    s->is_unreadable = !any_read;
}

static int by_text(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

static void hash_text(XXH3_state_t *state, ml_str text)
{
    uint64_t n = text.n;

    XXH3_128bits_update(state, &n, sizeof(n));
    XXH3_128bits_update(state, text.p ? text.p : "", text.n);
}

static ml_str hex_of(struct ml_arena *arena, XXH3_state_t *state)
{
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    return ml_arena_printf(arena, "%016llx%016llx", (unsigned long long)hash.high64,
                           (unsigned long long)hash.low64);
}

static void hash_time(XXH3_state_t *state, struct ml_time t)
{
    int64_t us = ml_time_known(t) ? t.us : 0;
    uint64_t clock = t.clock;

    XXH3_128bits_update(state, &us, sizeof(us));
    XXH3_128bits_update(state, &clock, sizeof(clock));
}

static void hash_bundle(XXH3_state_t *state, const struct ml_analysed *b)
{
    hash_text(state, b->brief.claims.path);
    hash_text(state, b->brief.sha256.n ? b->brief.sha256 : b->brief.reason);
    hash_time(state, b->brief.collected);
    hash_time(state, b->brief.modified);
    if (b->brief.on_disk || !ml_time_known(b->brief.collected))
        XXH3_128bits_update(state, &b->planned->dates, sizeof(b->planned->dates));
}

/* What was sent is known by what could be read of it, wherever it lies and however
 * often it is there; other bounds of time make it another collection. */
static ml_str sent_of(const struct judge *j, const struct ml_judged *s)
{
    XXH3_state_t *state = XXH3_createState();
    ml_str *digests = calloc(s->nbundles + (size_t)1, sizeof(*digests));
    uint32_t n = 0;

    if (!state || !digests)
        ml_oom();
    for (uint32_t i = 0; i < s->nbundles; i++) {
        const struct ml_analysed *b = bundle_of(j, s->owner, s->bundles[i]);
        if (is_read(b))
            digests[n++] = b->brief.sha256;
    }
    if (n)
        qsort(digests, n, sizeof(*digests), by_text);
    XXH3_128bits_reset(state);
    hash_time(state, j->options->scan.since);
    hash_time(state, j->options->scan.until);
    for (uint32_t i = 0; i < n; i++)
        if (!i || !ml_str_eq(digests[i], digests[i - 1]))
            hash_text(state, digests[i]);
    ml_str sent = hex_of(&j->judgement->arena, state);
    XXH3_freeState(state);
    free(digests);
    return sent;
}

/* Which collection it is, and all that its summary and pages depend on. */
static ml_str make_keys(const struct judge *j, struct ml_judged *s)
{
    struct ml_arena *arena = &j->judgement->arena;
    XXH3_state_t *state = XXH3_createState();

    if (!state)
        ml_oom();
    s->sent = sent_of(j, s);
    XXH3_128bits_reset(state);
    for (uint32_t i = 0; i < s->nbundles; i++) {
        const struct ml_owner_part *part = &s->owner->parts[s->bundles[i]];
        hash_bundle(state, bundle_of(j, s->owner, s->bundles[i]));
        XXH3_128bits_update(state, part->claims, part->nclaims * sizeof(*part->claims));
    }
    hash_text(state, s->folder);
    hash_text(state, s->name);
    hash_text(state, j->analysis->settings);
    XXH3_128bits_update(state, &j->templates_hash, sizeof(j->templates_hash));
    ml_str key = hex_of(arena, state);
    XXH3_freeState(state);
    return key;
}

/* ---- those of which nothing changed ---- */

static bool is_on_shelf(const struct judge *j, const struct ml_judged *s,
                        const struct ml_stored_server *stored)
{
    char name[ML_JUDGED_PAGE_BYTES];

    for (int i = 0; i < j->judging.npages; i++) {
        ml_judged_page(name, s, i);
        if (stored->is_placed ? !ml_shelf_has(j->judging.shelf, name)
                              : !ml_shelf_waits(j->judging.shelf, name))
            return false;
    }
    return true;
}

static void judge(struct judge *j, struct ml_judged *s)
{
    struct ml_stored_server stored;

    choose_bundles(j, s);
    ml_str key = make_keys(j, s);
    if (!j->options->fresh &&
        ml_store_find_server(j->judging.store, s->page, &stored,
                             &j->judgement->arena) &&
        ml_str_eq(stored.key, key) && is_on_shelf(j, s, &stored) &&
        (s->summary = ml_summary_take(stored.summary, &j->judgement->arena))) {
        s->is_fresh = !stored.is_placed;
        j->judging.done++;
        return;
    }
    ml_judging_add(&j->judging, s, key);
}

/* ---- all ---- */

static uint64_t hash_files(const char *folder)
{
    static const char *const names[] = { "report.xsl", "jobs.xsl", "style.css",
                                         "texts.xml" };
    XXH3_state_t *state = XXH3_createState();
    char path[4200], bytes[16384];

    if (!state)
        ml_oom();
    XXH3_64bits_reset(state);
    for (size_t i = 0; i < ML_COUNT(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        for (ssize_t n; fd >= 0 && (n = read(fd, bytes, sizeof(bytes))) > 0;)
            XXH3_64bits_update(state, bytes, (size_t)n);
        if (fd >= 0)
            close(fd);
    }
    uint64_t hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return hash;
}

static int by_name(const void *a, const void *b)
{
    const struct ml_judged *x = a, *y = b;
    int c = ml_str_cmp(x->folder, y->folder);
    return c ? c : ml_str_cmp(x->name, y->name);
}

static void name_servers(struct ml_judgement *ret, const struct ml_owner *owners,
                         const struct ml_past *pasts, uint32_t npasts)
{
    const ml_str *names = ml_naming_of(&ret->arena, owners, ret->n, pasts, npasts);

    for (uint32_t i = 0; i < ret->n; i++)
        ret->servers[i] = (struct ml_judged){
            .folder = owners[i].folder,
            .name = names[i],
            .owner = &owners[i],
            .page = ml_shelf_page(&ret->arena, owners[i].folder, names[i]),
        };
    if (ret->n)
        qsort(ret->servers, ret->n, sizeof(*ret->servers), by_name);
}

static const struct ml_claims *claims_of(const struct ml_analysis *analysis,
                                         struct ml_arena *arena)
{
    struct ml_claims *claims = ml_arena_array(arena, analysis->n, sizeof(*claims));

    for (uint32_t i = 0; i < analysis->n; i++) /* of none where it is not looked at */
        if (analysis->bundles[i].found != ML_FOUND_ARRIVING &&
            analysis->bundles[i].found != ML_FOUND_SKIPPED)
            claims[i] = analysis->bundles[i].brief.claims;
    return claims;
}

static enum ml_rc judge_each(struct judge *j)
{
    ml_judging_begin(&j->judging);
    for (uint32_t i = 0; i < j->judgement->n && j->judging.rc == ML_OK; i++) {
        if (ml_stop_asked())
            break;
        judge(j, &j->judgement->servers[i]);
    }
    return ml_judging_end(&j->judging);
}

enum ml_rc ml_judge_all(struct ml_judgement *ret,
                        const struct ml_batch_options *options,
                        const struct ml_analysis *analysis, struct ml_store *store,
                        const struct ml_shelf *shelf, const struct ml_past *pasts,
                        uint32_t npasts, struct ml_err *err)
{
    struct judge j = { .options = options,
                       .analysis = analysis,
                       .judgement = ret,
                       .templates_hash = hash_files(options->templates),
                       .judging = { .options = options,
                                    .analysis = analysis,
                                    .judgement = ret,
                                    .store = store,
                                    .shelf = shelf,
                                    .npages = options->shards ? 1 : ML_JUDGED_PAGES,
                                    .err = err } };

    *ret = (struct ml_judgement){ .n = 0 };
    ml_arena_init(&ret->arena);
    j.claims = claims_of(analysis, &ret->arena);
    struct ml_owner *owners =
        ml_group_claims(&ret->arena, j.claims, analysis->n, &ret->n);
    ret->servers = ml_arena_array(&ret->arena, ret->n, sizeof(*ret->servers));
    name_servers(ret, owners, pasts, npasts);
    enum ml_rc rc = judge_each(&j);
    if (rc == ML_OK)
        rc = ml_store_commit(store, err);
    return rc;
}
