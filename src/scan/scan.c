/* SPDX-License-Identifier: MIT */
#include "scan/scan.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "input/name.h"
#include "input/spool.h"
#include "scan/casebuild.h"
#include "scan/digest.h"
#include "scan/evtxmember.h"
#include "scan/hivemember.h"
#include "scan/member.h"
#include "scan/mtamember.h"
#include "base/ban.h"

struct collector {
    struct ml_scan_context context;
    pthread_mutex_t lock;
    struct ml_member_scan **scans;
    size_t nscans, cap_scans;
    const struct ml_window *window; /* of the second walk */
    const struct ml_clocks *clocks;
    struct ml_mta_store *messages; /* found beside event logs */
    bool has_messages;             /* by an earlier walk */
};

static void collect(struct collector *c, struct ml_member_scan *scan)
{
    pthread_mutex_lock(&c->lock);
    ML_PUSH(c->scans, c->nscans, c->cap_scans, scan);
    pthread_mutex_unlock(&c->lock);
}

/* The first walk finds messages, before or behind their logs; the next one uses them. */
static void read_messages(struct collector *c, struct ml_member_scan *scan,
                          struct ml_stream *stream)
{
    struct ml_mta *mta = ml_mta_member_read(&c->context, scan, stream);

    if (c->has_messages) {
        ml_mta_free(mta);
        return;
    }
    pthread_mutex_lock(&c->lock);
    ml_mta_store_put(c->messages, scan->path, mta);
    pthread_mutex_unlock(&c->lock);
}

static void on_leaf(void *ctx, unsigned worker, const struct ml_walk_member *member,
                    struct ml_stream *stream)
{
    struct collector *c = ctx;
    struct ml_member_scan *scan = ml_member_scan_new(&c->context, member);

    if (member->kind == ML_FILE_HIVE)
        ml_hive_member_read(&c->context, scan, stream);
    else if (member->kind == ML_FILE_EVTX)
        ml_evtx_member_read(&c->context, worker, scan, stream);
    else if (ml_mta_store_wants(member->path))
        read_messages(c, scan, stream);
    else
        ml_member_read(&c->context, worker, scan, stream);
    if (scan->m.state == ML_PARTIAL && member->size_known &&
        member->size_bytes > scan->m.bytes_read &&
        member->size_bytes < c->context.limits->max[ML_LIMIT_MEMBER_BYTES])
        scan->m.bytes_skipped = member->size_bytes - scan->m.bytes_read;
    collect(c, scan);
}

static void on_refused(void *ctx, unsigned worker, const struct ml_walk_member *member,
                       enum ml_read_state state, const char *reason, uint64_t bytes)
{
    struct collector *c = ctx;
    struct ml_member_scan *scan = ml_member_scan_new(&c->context, member);
    (void)worker;

    scan->m.role = ML_STR("other");
    scan->m.state = state;
    scan->m.reason = ml_arena_dup(&scan->arena, ml_str_of(reason));
    scan->m.bytes_skipped = bytes;
    collect(c, scan);
}

/* A limit on the whole walk shows in the coverage as a line of its own. */
static void add_limit(struct collector *c, ml_str address, int limit)
{
    uint32_t last = UINT32_MAX;
    struct ml_walk_member m = { .address = address,
                                .name = ml_str_basename(address),
                                .path = address,
                                .order = &last,
                                .norder = 1 };
    char reason[128];

    snprintf(reason, sizeof(reason), "limit: %s", ml_limit_defs[limit - 1].said);
    on_refused(c, 0, &m, ML_PARTIAL, reason, 0);
}

static void walk_bundle(struct ml_case *c, const char *path,
                        const struct ml_scan_options *opts, unsigned jobs,
                        struct ml_walk_usage *usage, struct collector *collector,
                        struct ml_digest *digest)
{
    struct ml_pool *pool = ml_pool_new(jobs);
    struct ml_visitor visitor = { .ctx = collector,
                                  .leaf = on_leaf,
                                  .refused = on_refused };
    struct ml_walk_options walk = { .limits = &opts->limits,
                                    .passphrases = opts->passphrases,
                                    .pool = pool,
                                    .usage = usage,
                                    .tap_ctx = digest,
                                    .tap = digest ? ml_digest_feed : NULL };
    struct ml_err err = { 0 };
    uint64_t seconds = opts->limits.max[ML_LIMIT_SECONDS];

    if (seconds)
        walk.deadline_us = ml_walk_now_us() + (int64_t)seconds * ML_SECOND_US;
    ml_scan_context_init(&collector->context, opts->catalogue, opts->matcher,
                         &opts->limits, pool);
    collector->context.window = collector->window;
    collector->context.clocks = collector->clocks;
    collector->context.messages = collector->has_messages ? collector->messages : NULL;
    collector->context.program = opts->program;
    if (ml_walk(path, c->path, &walk, &visitor, &err) != ML_OK) {
        c->state = ML_UNREADABLE;
        c->reason = ml_arena_dup(&c->arena, ml_str_of(err.text));
    }
    ml_scan_context_reset(&collector->context);
    ml_pool_free(pool);
}

static void drop_scans(struct collector *c)
{
    for (size_t i = 0; i < c->nscans; i++)
        ml_member_scan_free(c->scans[i]);
    c->nscans = 0;
}

static void usage_clear(struct ml_walk_usage *usage)
{
    atomic_store(&usage->stopping, false);
    atomic_store(&usage->produced_bytes, 0);
    atomic_store(&usage->stored_bytes, 0);
    atomic_store(&usage->entries, 0);
    atomic_store(&usage->limit, 0);
}

/* Which members a limit on the whole bundle cuts off depends on the threads: once more
 * with one, so that the same input gives the same report. */
static bool must_repeat(const struct ml_scan_options *opts,
                        const struct ml_walk_usage *usage, const char *path)
{
    int limit = atomic_load(&usage->limit);
    return limit && limit - 1 != ML_LIMIT_SECONDS && opts->jobs > 1 &&
           !atomic_load(&usage->interrupted) && strcmp(path, "-") != 0;
}

static ssize_t read_input(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    (void)ctx;
    ssize_t n;

    do
        n = read(STDIN_FILENO, buf, cap);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        (void)ml_err_sys(err, ML_FAIL, errno, "cannot read");
    return n;
}

/* What is read twice must not come from a pipe: standard input becomes a file. Where that
 * fails the walk says why it has nothing. */
static void keep_input(const struct ml_scan_options *opts)
{
    struct ml_stream input = { .read = read_input };
    struct ml_err err = { 0 };
    struct stat st;
    int fd;

    if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode))
        return;
    if (ml_spool(&input, opts->limits.max[ML_LIMIT_TOTAL_BYTES], &fd, &err) != ML_OK)
        return;
    lseek(fd, 0, SEEK_SET);
    dup2(fd, STDIN_FILENO); /* and fd stays: nobody else is to take it */
}

/* The walk, and once more where a limit made it depend on the threads. */
static void walk_all(struct ml_case *c, const char *path,
                     const struct ml_scan_options *opts, struct ml_walk_usage *usage,
                     struct collector *collector, struct ml_digest *digest)
{
    usage_clear(usage);
    walk_bundle(c, path, opts, opts->jobs, usage, collector, digest);
    if (must_repeat(opts, usage, path)) {
        drop_scans(collector);
        usage_clear(usage);
        walk_bundle(c, path, opts, 1, usage, collector, NULL);
    }
    if (atomic_load(&usage->limit))
        add_limit(collector, c->path, atomic_load(&usage->limit));
}

/* Whether messages were found for one of the logs that were read. */
static bool found_messages(const struct collector *c)
{
    bool right;

    for (size_t i = 0; i < c->nscans; i++)
        if (c->scans[i]->evtx &&
            ml_mta_store_find(c->messages, c->scans[i]->path, &right))
            return true;
    return false;
}

static struct ml_case *case_new(const char *path, const struct ml_scan_options *opts)
{
    struct ml_case *c = calloc(1, sizeof(*c));
    struct ml_buf address = { 0 };

    if (!c)
        ml_oom();
    ml_arena_init(&c->arena);
    ml_name_encode(&address, ml_str_of(path), true);
    c->path = ml_arena_dup(&c->arena, ml_buf_view(&address));
    ml_buf_reset(&address);
    c->bounded = ml_time_known(opts->until);
    return c;
}

static struct ml_dating dating_of(const struct ml_scan_options *opts)
{
    return (struct ml_dating){ .assumed_year = opts->catalogue->newest_year,
                               .has_offset = opts->has_utc_offset,
                               .offset_minutes = opts->utc_offset_minutes };
}

struct ml_case *ml_scan_unread(const char *path, const struct ml_scan_options *opts,
                               const char *reason)
{
    struct ml_case *c = case_new(path, opts);
    struct ml_dating dating = dating_of(opts);
    struct ml_clocks clocks = { .n = 0 };

    c->state = ML_UNREADABLE;
    c->reason = ml_arena_dup(&c->arena, ml_str_of(reason));
    ml_case_build(c, opts->catalogue, opts->matcher, NULL, 0, &dating, &clocks);
    c->state = ML_UNREADABLE;
    return c;
}

static bool is_ended(const struct ml_walk_usage *usage)
{
    return atomic_load(&usage->stopping) || atomic_load(&usage->interrupted);
}

struct ml_case *ml_scan_bundle(const char *path, const struct ml_scan_options *opts,
                               struct ml_walk_usage *usage)
{
    struct ml_case *c = case_new(path, opts);
    struct collector collector = { 0 };
    struct ml_window window = { opts->since, opts->until };
    struct ml_clocks clocks = { .n = 0 };

    pthread_mutex_init(&collector.lock, NULL);
    bool bounded = ml_time_known(window.since) || ml_time_known(window.until);
    if (bounded && strcmp(path, "-") == 0)
        keep_input(opts);
    struct ml_digest *digest = opts->digest ? ml_digest_start(path, usage) : NULL;
    collector.messages =
        ml_mta_store_new(ML_MTA_ENGLISH, 2 * opts->limits.max[ML_LIMIT_TEXT_BYTES]);
    walk_all(c, path, opts, usage, &collector, digest);
    collector.has_messages = found_messages(&collector);
    if (collector.has_messages && !bounded && strcmp(path, "-") != 0 &&
        !is_ended(usage)) {
        drop_scans(&collector);
        walk_all(c, path, opts, usage, &collector, NULL);
    }
    struct ml_dating dating = dating_of(opts);
    enum ml_read_state state = c->state;
    ml_case_clocks(c, opts->catalogue, collector.scans, collector.nscans, &dating, &clocks);
    if (bounded && !is_ended(usage)) {
        drop_scans(&collector);
        collector.window = &window;
        collector.clocks = &clocks;
        if (strcmp(path, "-") == 0)
            lseek(STDIN_FILENO, 0, SEEK_SET);
        walk_all(c, path, opts, usage, &collector, NULL);
        ml_scans_sort(collector.scans, collector.nscans);
        if (collector.nscans != clocks.n) { /* the input changed under us */
            ml_clocks_reset(&clocks);
            ml_case_clocks(c, opts->catalogue, collector.scans, collector.nscans, &dating, &clocks);
        }
    }
    ml_case_build(c, opts->catalogue, opts->matcher, collector.scans, collector.nscans,
                  &dating, &clocks);
    ml_clocks_reset(&clocks);
    if (state == ML_UNREADABLE)
        c->state = state;
    if (digest)
        c->sha256 = ml_digest_finish(digest, &c->arena, &c->bytes);
    if (!digest || (!c->sha256.n && c->bytes < atomic_load(&usage->stored_bytes)))
        c->bytes = atomic_load(&usage->stored_bytes);
    drop_scans(&collector);
    free(collector.scans);
    ml_mta_store_free(collector.messages);
    pthread_mutex_destroy(&collector.lock);
    return c;
}
