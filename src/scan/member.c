/* SPDX-License-Identifier: MIT */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scan/member.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "input/charset.h"
#include "input/decode.h"
#include "input/sniff.h"
#include "record/eventcsv.h"
#include "scan/clocks.h"
#include "scan/evtxmember.h"
#include "base/ban.h"

enum {
    READ_BYTES = 256 * 1024,
    HEAD_BYTES = 64 * 1024, /* of text, to tell what a file is */
};

void ml_scan_context_init(struct ml_scan_context *c,
                          const struct ml_catalogue *catalogue,
                          const struct ml_matcher *matcher,
                          const struct ml_limits *limits, struct ml_pool *pool)
{
    unsigned n = ml_pool_size(pool);

    *c = (struct ml_scan_context){ .catalogue = catalogue,
                                   .matcher = matcher,
                                   .limits = limits,
                                   .pool = pool,
                                   .blocks_max = 3 * n };
    c->scratch = calloc(n, sizeof(*c->scratch));
    c->events = calloc(n, sizeof(*c->events));
    if (!c->scratch || !c->events)
        ml_oom();
    for (unsigned i = 0; i < n; i++)
        c->scratch[i] = ml_match_scratch_new(matcher);
    pthread_mutex_init(&c->lock, NULL);
}

static void block_free(struct ml_block *b)
{
    ml_buf_reset(&b->text);
    ml_buf_reset(&b->masked);
    ml_buf_reset(&b->templates);
    ml_buf_reset(&b->shown);
    free(b->ids);
    free(b->unknown);
    free(b->anchors);
    free(b->hits);
    free(b);
}

void ml_scan_context_reset(struct ml_scan_context *c)
{
    for (unsigned i = 0; i < ml_pool_size(c->pool); i++) {
        ml_match_scratch_free(c->scratch[i]);
        ml_event_scratch_free(c->events[i]);
    }
    free(c->scratch);
    free(c->events);
    while (c->spare) {
        struct ml_block *next = c->spare->next;
        block_free(c->spare);
        c->spare = next;
    }
    pthread_mutex_destroy(&c->lock);
}

static struct ml_block *block_try(struct ml_scan_context *c)
{
    pthread_mutex_lock(&c->lock);
    struct ml_block *b = c->spare;
    if (b) {
        c->spare = b->next;
    } else if (c->nblocks < c->blocks_max) {
        c->nblocks++;
        b = calloc(1, sizeof(*b));
        if (!b)
            ml_oom();
    }
    pthread_mutex_unlock(&c->lock);
    return b;
}

struct ml_block *ml_block_take(struct ml_scan_context *c, unsigned worker)
{
    struct ml_block *b;

    while ((b = block_try(c)) == NULL)
        ml_pool_help(c->pool, worker);
    b->text.n = 0;
    b->nanchors = 0;
    b->nhits = 0;
    b->evtx = false;
    b->next = NULL;
    return b;
}

void ml_block_give(struct ml_scan_context *c, struct ml_block *b)
{
    pthread_mutex_lock(&c->lock);
    b->next = c->spare;
    c->spare = b;
    pthread_mutex_unlock(&c->lock);
}

struct ml_member_scan *ml_member_scan_new(const struct ml_scan_context *c,
                                          const struct ml_walk_member *member)
{
    struct ml_member_scan *scan = calloc(1, sizeof(*scan));

    if (!scan)
        ml_oom();
    ml_arena_init(&scan->arena);
    ml_accum_init(&scan->accum, c->catalogue);
    ml_unknowns_init(&scan->unknowns);
    ml_eventlog_init(&scan->log);
    pthread_mutex_init(&scan->lock, NULL);
    memcpy(scan->order, member->order, member->norder * sizeof(*member->order));
    scan->norder = member->norder;
    scan->on_disk = member->on_disk;
    if (c->window) {
        scan->window = c->window;
        scan->clock = ml_clocks_at(c->clocks, member->order, member->norder);
    }
    scan->path = ml_arena_dup(&scan->arena, member->path);
    scan->m.address = ml_arena_dup(&scan->arena, member->address);
    scan->m.name = ml_arena_dup(&scan->arena, member->name);
    scan->m.role = ML_STR("text");
    scan->m.mtime = member->mtime;
    return scan;
}

struct ml_member_scan *ml_member_scan_free(struct ml_member_scan *scan)
{
    if (scan) {
        ml_accum_reset(&scan->accum);
        ml_unknowns_reset(&scan->unknowns);
        ml_eventlog_reset(&scan->log);
        ml_record_ids_reset(&scan->ids);
        free(scan->facts);
        free(scan->artefacts);
        free(scan->rows);
        pthread_mutex_destroy(&scan->lock);
        ml_arena_reset(&scan->arena);
        free(scan);
    }
    return NULL;
}

/* Add up what is done, in order. Called with the member's lock held. */
static void add_up(struct ml_scan_context *c, struct ml_member_scan *scan)
{
    while (scan->done && scan->done->sequence == scan->next_sequence) {
        struct ml_block *b = scan->done;
        scan->done = b->next;
        if (b->evtx)
            ml_evtx_add_up(scan, b);
        ml_accum_add(&scan->accum, c->catalogue, b->hits, b->nhits);
        ml_unknowns_add(&scan->unknowns, &b->templates, b->unknown, b->nunknown);
        scan->next_sequence++;
        ml_block_give(c, b);
        atomic_fetch_sub(&scan->pending, 1);
    }
}

struct match_task {
    struct ml_scan_context *context;
    struct ml_block *block;
};

static void match_now(struct ml_scan_context *c, struct ml_block *b, unsigned worker)
{
    struct ml_member_scan *scan = b->member;

    if (b->evtx) {
        if (!c->events[worker])
            c->events[worker] = ml_event_scratch_new();
        ml_evtx_block_match(b, c->catalogue, c->matcher, c->scratch[worker],
                            c->events[worker]);
    } else {
        ml_block_match(b, c->matcher, c->scratch[worker]);
    }
    pthread_mutex_lock(&scan->lock);
    struct ml_block **at = &scan->done;
    while (*at && (*at)->sequence < b->sequence)
        at = &(*at)->next;
    b->next = *at;
    *at = b;
    add_up(c, scan);
    pthread_mutex_unlock(&scan->lock);
}

static void match_task(void *arg, unsigned worker)
{
    struct match_task task = *(struct match_task *)arg;
    free(arg);
    match_now(task.context, task.block, worker);
}

void ml_block_submit(struct ml_scan_context *c, struct ml_block *b, unsigned worker)
{
    atomic_fetch_add(&b->member->pending, 1);
    if (!ml_pool_has_idle(c->pool)) {
        match_now(c, b, worker);
        return;
    }
    struct match_task *task = malloc(sizeof(*task));
    if (!task)
        ml_oom();
    *task = (struct match_task){ c, b };
    ml_pool_push(c->pool, match_task, task, true);
}

void ml_member_finish(struct ml_scan_context *c, unsigned worker,
                      struct ml_member_scan *scan)
{
    while (atomic_load(&scan->pending))
        if (!ml_pool_help(c->pool, worker))
            sched_yield();
    ml_accum_close(&scan->accum);
}

/* The text of one member on its way into blocks. */
struct reader {
    struct ml_scan_context *context;
    struct ml_member_scan *scan;
    struct ml_stream *stream;
    unsigned worker;
    struct ml_decoder decoder;
    XXH3_state_t *hash;
    struct ml_block *block;
    uint64_t line;         /* next line's number */
    uint64_t sequence;
    bool told;             /* what the file is is known */
    bool binary;
    bool wants_facts;
    bool facts_cut;
    bool line_cut;         /* a line was longer than the limit */
    struct ml_buf whole;   /* text for the fact readers */
    struct ml_err err;
};

/* Read more text into the block; false at the end of the stream. */
static bool fill(struct reader *r)
{
    struct ml_buf *text = &r->block->text;
    char *to = ml_decode_room(&r->decoder, text, READ_BYTES);
    ssize_t n = ml_stream_read(r->stream, to, READ_BYTES, &r->err);

    if (n > 0) {
        r->scan->m.bytes_read += (uint64_t)n;
        XXH3_128bits_update(r->hash, to, (size_t)n);
    }
    ml_decode_took(&r->decoder, text, n > 0 ? (size_t)n : 0, n <= 0);
    return n > 0;
}

static const struct {
    ml_str name; /* how the file's name begins */
    ml_str role;
} errlog_roles[] = {
    { ML_STR("CBEngine"), ML_STR("cbengine-errlog") },
    { ML_STR("CBUI"), ML_STR("cbengine-errlog") },
    { ML_STR("GatewayProvider"), ML_STR("cbengine-errlog") },
    { ML_STR("OBInstaller"), ML_STR("install-log") },
    { ML_STR("Obmanagedlog"), ML_STR("install-log") },
    { ML_STR("MSDPM"), ML_STR("dpm-errlog") },
    { ML_STR("DPM"), ML_STR("dpm-errlog") },
    { ML_STR("LAAgent"), ML_STR("dpm-errlog") },
};

ml_str ml_errlog_role(ml_str name)
{
    for (size_t i = 0; i < ML_COUNT(errlog_roles); i++)
        if (ml_str_starts_nocase(name, errlog_roles[i].name))
            return errlog_roles[i].role;
    return ML_STR("cbengine-errlog");
}

/* Told by the first block: an errlog has records, an event export its heading. */
static void tell(struct reader *r)
{
    ml_str text = ml_buf_view(&r->block->text), rest = text, line;
    ml_yearless stamp;
    struct ml_member_scan *scan = r->scan;
    struct ml_event_row row;

    r->told = true;
    if (ml_sniff_binary(ml_str_sub(text, 0, HEAD_BYTES))) {
        r->binary = true;
        return;
    }
    while (!scan->errlog && ml_str_line(&rest, &line))
        scan->errlog = ml_errlog_starts(line, &stamp);
    if (scan->errlog) {
        scan->m.role = ml_errlog_role(scan->m.name);
        return;
    }
    rest = text;
    if (ml_str_line(&rest, &line) && ml_eventcsv_heading(line)) {
        scan->events = true;
        scan->m.role = ML_STR("event-csv");
    }
    rest = text;
    for (int i = 0; !scan->events && i < 10 && ml_str_line(&rest, &line); i++)
        scan->event_text = scan->events = ml_eventtext_parse(line, &row);
    if (scan->event_text)
        scan->m.role = ML_STR("event-text");
    /* Signatures may ask for it before the facts are read. */
    if (ml_str_starts_nocase(scan->m.name, ML_STR("LastBackupFailedFiles")))
        scan->m.role = ML_STR("failed-files-list");
    enum { HEADING_LINES = 40 };
    rest = text;
    for (int i = 0; !scan->events && !scan->jobs && i < HEADING_LINES &&
                    ml_str_line(&rest, &line); i++)
        scan->jobs = ml_jobrow_heading(line);
    if (!scan->jobs && !scan->events)
        scan->jobs = ml_jobrow_headless(scan->m.name);
    struct ml_fact_text head = { scan->m.name, scan->path,
                                 ml_str_sub(text, 0, ml_utf8_cut(text, HEAD_BYTES)) };
    r->wants_facts = ml_facts_wanted(&head);
}

static void note_stamp(struct ml_member_scan *scan, ml_yearless stamp)
{
    int turn;

    if (!scan->dated) {
        scan->first = scan->newest = stamp;
        scan->dated = true;
    }
    scan->last = stamp;
    if (stamp < scan->first)
        scan->first = stamp;
    if (stamp > scan->newest)
        scan->newest = stamp;
    if (ml_yearless_leap_day(stamp, &turn) && turn >= -32 && turn < 32)
        scan->leap_turns |= UINT64_C(1) << (turn + 32);
}

/* Where the last record of the text begins, so that the next block gets it whole; the
 * end when it begins too far back. */
static size_t last_record(const struct reader *r, size_t end)
{
    const char *p = r->block->text.p;
    size_t at = end;
    ml_yearless stamp;

    while (at > 0 && end - at < ML_RECORD_MAX_BYTES) {
        const char *lf = at > 1 ? memrchr(p, '\n', at - 1) : NULL;
        at = lf ? (size_t)(lf - p) + 1 : 0;
        if (ml_errlog_starts((ml_str){ p + at, end - at }, &stamp))
            return at ? at : end;
    }
    return end;
}

/* How much of the text is whole records: the rest goes to the next block. */
static size_t cut_point(struct reader *r)
{
    const struct ml_buf *text = &r->block->text;
    const char *lf = text->n ? memrchr(text->p, '\n', text->n) : NULL;

    if (!lf)
        return 0;
    size_t end = (size_t)(lf - text->p) + 1;
    return r->scan->errlog ? last_record(r, end) : end;
}

/* Walk the records of an errlog block: how many, when, and where a year turns. */
static void survey_records(struct reader *r)
{
    struct ml_block *b = r->block;
    struct ml_member_scan *scan = r->scan;
    ml_str rest = ml_buf_view(&b->text);
    size_t at = 0;

    if (scan->dated) {
        struct ml_anchor anchor = { 0, scan->last };
        ML_PUSH(b->anchors, b->nanchors, b->cap_anchors, anchor);
    }
    while (at < rest.n) {
        const char *lf = memchr(rest.p + at, '\n', rest.n - at);
        size_t next = lf ? (size_t)(lf - rest.p) + 1 : rest.n;
        ml_yearless stamp;
        if (ml_errlog_starts((ml_str){ rest.p + at, next - at }, &stamp)) {
            ml_yearless dated = scan->dated ? ml_yearless_after(scan->last, stamp)
                                            : stamp;
            ml_yearless guess = b->nanchors
                                    ? ml_yearless_after(b->anchors[b->nanchors - 1].stamp,
                                                        stamp)
                                    : stamp;
            if (guess != dated || b->nanchors == 0) {
                struct ml_anchor anchor = { at, dated };
                ML_PUSH(b->anchors, b->nanchors, b->cap_anchors, anchor);
            }
            note_stamp(scan, dated);
            scan->m.records++;
            scan->m.records_outside += ml_window_lacks(scan, true, dated);
        }
        r->line += lf != NULL; /* else it goes on in the next block */
        at = next;
    }
}

static void survey_events(struct reader *r)
{
    ml_str rest = ml_buf_view(&r->block->text), line;
    struct ml_event_row row;

    r->line += ml_count_lines(rest.p, rest.n);
    while (ml_str_line(&rest, &line)) {
        if (!ml_eventcsv_parse(line, &row))
            continue;
        ml_yearless stamp = ml_event_stamp(row.time);
        note_stamp(r->scan, stamp);
        r->scan->m.records++;
        r->scan->m.records_outside += ml_window_lacks(r->scan, true, stamp);
    }
}

/* A limit below the size of a block does not cut lines, but is told. */
static void check_lines(struct reader *r)
{
    uint64_t max = r->context->limits->max[ML_LIMIT_LINE_BYTES];
    ml_str rest = ml_buf_view(&r->block->text), line;

    if (max >= ML_BLOCK_BYTES || r->line_cut)
        return;
    while (!r->line_cut && ml_str_line(&rest, &line))
        r->line_cut = line.n > max;
}

static void keep_row(struct ml_member_scan *scan, struct ml_job_row row, uint64_t line)
{
    enum { ROWS_MAX = 100000 }; /* a history of 15 days has some hundreds */

    if (scan->nrows == ROWS_MAX)
        return;
    row.kind = ml_arena_dup(&scan->arena, row.kind);
    row.state = ml_arena_dup(&scan->arena, row.state);
    row.source = ml_arena_dup(&scan->arena, row.source);
    row.job = ml_arena_dup(&scan->arena, row.job);
    struct ml_raw_job raw = { row, line };
    ML_PUSH(scan->rows, scan->nrows, scan->cap_rows, raw);
}

static void survey_jobs(struct reader *r)
{
    ml_str rest = ml_buf_view(&r->block->text), line;
    uint64_t number = r->block->first_line;
    struct ml_job_row row;

    for (; ml_str_line(&rest, &line); number++) {
        if (!ml_jobrow_parse(r->scan->jobs, line, &row))
            continue;
        keep_row(r->scan, row, number);
        r->scan->m.records_outside += ml_window_lacks_job(r->scan, &row);
        if (ml_time_known(row.start))
            note_stamp(r->scan, ml_event_stamp(row.start));
    }
}

static void survey_lines(struct reader *r)
{
    const struct ml_buf *text = &r->block->text;
    uint64_t lines = ml_count_lines(text->p, text->n);

    r->line += lines;
    if (text->n && text->p[text->n - 1] != '\n')
        lines++;
    r->scan->m.records += lines;
}

/* Hand over the first `n` bytes of the block; the rest begins the next one. */
static void emit(struct reader *r, size_t n, bool last)
{
    struct ml_block *b = r->block, *next = NULL;

    if (!last) {
        next = ml_block_take(r->context, r->worker);
        ml_buf_add(&next->text, b->text.p + n, b->text.n - n + r->decoder.ntail);
        next->text.n -= r->decoder.ntail; /* not decoded yet */
    }
    b->text.n = n;
    b->first_line = r->line;
    b->errlog = r->scan->errlog;
    b->events = r->scan->events;
    b->jobs = r->scan->jobs;
    b->role = r->scan->m.role;
    b->member = r->scan;
    b->sequence = r->sequence++;
    check_lines(r);
    if (b->errlog)
        survey_records(r);
    else if (b->events)
        survey_events(r);
    else
        survey_lines(r);
    if (b->jobs)
        survey_jobs(r);
    if (r->wants_facts) {
        size_t room = r->context->limits->max[ML_LIMIT_TEXT_BYTES] - r->whole.n;
        ml_str text = ml_buf_view(&b->text);
        r->facts_cut |= text.n > room;
        ml_buf_add(&r->whole, text.p, ml_utf8_cut(text, room));
    }
    if (n)
        ml_block_submit(r->context, b, r->worker);
    else
        ml_block_give(r->context, b);
    r->block = next;
}

/* A line that does not end within the limit becomes several. */
static size_t overlong(struct reader *r)
{
    size_t max = r->context->limits->max[ML_LIMIT_LINE_BYTES];
    const struct ml_buf *text = &r->block->text;

    if (text->n < max || text->n < ML_BLOCK_BYTES)
        return 0;
    r->line_cut = true;
    return text->n;
}

static void read_blocks(struct reader *r)
{
    bool more = true;

    while (more) {
        while (r->block->text.n < ML_BLOCK_BYTES && (more = fill(r)))
            if (r->binary)
                r->block->text.n = 0; /* counted and hashed, not looked at */
        if (!r->told && r->block->text.n)
            tell(r);
        if (r->binary) {
            r->block->text.n = 0;
            continue;
        }
        if (!more)
            break;
        size_t n = cut_point(r);
        if (!n)
            n = overlong(r);
        if (n)
            emit(r, n, false);
        else if (r->block->text.n >= ML_BLOCK_BYTES)
            more = fill(r); /* one long line: let it grow to its limit */
    }
    emit(r, r->block->text.n, true);
}

void ml_member_add_fact(struct ml_member_scan *scan, const char *name, ml_str value,
                        struct ml_time time, uint64_t line, ml_str record)
{
    struct ml_raw_fact fact = { ml_arena_dup(&scan->arena, ml_str_of(name)),
                                ml_arena_dup(&scan->arena, value), time, line,
                                ml_arena_dup(&scan->arena, record) };
    ML_PUSH(scan->facts, scan->nfacts, scan->cap_facts, fact);
}

void ml_member_add_artefact(struct ml_member_scan *scan, const char *id,
                            enum ml_artefact_state state, struct ml_time time,
                            uint64_t line, ml_str record)
{
    struct ml_raw_artefact seen = { ml_arena_dup(&scan->arena, ml_str_of(id)), state,
                                    time, line, ml_arena_dup(&scan->arena, record) };
    ML_PUSH(scan->artefacts, scan->nartefacts, scan->cap_artefacts, seen);
}

static void sink_fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                      uint64_t line)
{
    ml_member_add_fact(ctx, name, value, time, line, ML_STR_NONE);
}

static void sink_artefact(void *ctx, const char *id, enum ml_artefact_state state,
                          struct ml_time time, uint64_t line)
{
    ml_member_add_artefact(ctx, id, state, time, line, ML_STR_NONE);
}

static void read_facts(struct reader *r)
{
    struct ml_member_scan *scan = r->scan;
    struct ml_fact_sink sink = { scan, sink_fact, sink_artefact };
    struct ml_fact_text text = { scan->m.name, scan->path, ml_buf_view(&r->whole) };

    if (!r->wants_facts)
        return;
    ml_str role = ml_facts_read(&text, &sink);
    if (role.n && !scan->events)
        scan->m.role = ml_arena_dup(&scan->arena, role);
}

static void set_state(struct reader *r)
{
    struct ml_member_scan *scan = r->scan;
    struct ml_buf encoding = { 0 };

    if (r->binary) {
        scan->m.state = ML_SKIPPED;
        scan->m.reason = ML_STR("not text");
        scan->m.bytes_skipped = scan->m.bytes_read;
        scan->m.bytes_read = 0;
        return;
    }
    ml_decode_encoding(&r->decoder, &encoding);
    scan->m.encoding = ml_arena_dup(&scan->arena, ml_buf_view(&encoding));
    ml_buf_reset(&encoding);
    const char *why = r->err.kind     ? r->err.text
                      : r->line_cut  ? ml_limit_defs[ML_LIMIT_LINE_BYTES].said
                      : r->facts_cut ? ml_limit_defs[ML_LIMIT_TEXT_BYTES].said
                                     : NULL;
    if (!why)
        return;
    scan->m.state = ML_PARTIAL;
    scan->m.reason = r->err.kind ? ml_arena_dup(&scan->arena, ml_str_of(why))
                                 : ml_arena_printf(&scan->arena, "limit: %s", why);
}

void ml_member_read(struct ml_scan_context *c, unsigned worker,
                    struct ml_member_scan *scan, struct ml_stream *stream)
{
    struct reader r = { .context = c,
                        .scan = scan,
                        .stream = stream,
                        .worker = worker,
                        .line = 1 };

    r.hash = XXH3_createState();
    if (!r.hash)
        ml_oom();
    XXH3_128bits_reset(r.hash);
    r.block = ml_block_take(c, worker);
    read_blocks(&r);
    ml_member_finish(c, worker, scan);
    read_facts(&r);
    set_state(&r);
    XXH128_hash_t digest = XXH3_128bits_digest(r.hash);
    scan->m.digest[0] = digest.low64;
    scan->m.digest[1] = digest.high64;
    XXH3_freeState(r.hash);
    ml_buf_reset(&r.whole);
    ml_decode_reset(&r.decoder);
}
