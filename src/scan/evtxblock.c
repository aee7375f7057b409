/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "match/mask.h"
#include "record/eventtext.h"
#include "scan/block.h"
#include "scan/member.h"
#include "base/ban.h"

/* A record of the chunk, what of it is needed once its text was searched. */
struct row {
    size_t start, end; /* its text */
    uint32_t event;
    enum ml_level level;
    bool dated;
    int64_t us;
    ml_str provider, channel;
};

struct piece {
    struct ml_block *block;
    const struct ml_catalogue *catalogue;
    const struct ml_matcher *matcher;
    struct ml_match_scratch *scratch;
    struct ml_evtx_reader *reader;
    struct ml_buf text; /* of the chunk's records, a line each */
    struct row *rows;
    size_t nrows, cap_rows;
    uint64_t first_line; /* of the chunk's records */
};

static enum ml_level level_of(uint8_t level)
{
    static const enum ml_level levels[] = {
        ML_LEVEL_INFORMATION,   ML_LEVEL_CRITICAL,    ML_LEVEL_ERROR,
        ML_LEVEL_EVENT_WARNING, ML_LEVEL_INFORMATION, ML_LEVEL_EVENT_VERBOSE
    };

    return level < sizeof(levels) / sizeof(levels[0]) ? levels[level] : ML_LEVEL_NONE;
}

static void add_row(struct piece *p, const struct ml_evtx_event *e)
{
    const struct ml_event_message *m =
        ml_catalogue_message(p->catalogue, e->provider, e->event);
    struct row row = { .start = p->text.n,
                       .event = e->event,
                       .level = level_of(e->level),
                       .provider = e->provider,
                       .channel = e->channel };

    row.dated = ml_event_time(e, &row.us);
    ml_event_text(e, m ? ml_text_in(&m->text, ML_EN) : ML_STR_NONE, &p->text);
    row.end = p->text.n;
    ml_buf_char(&p->text, '\n');
    ML_PUSH(p->rows, p->nrows, p->cap_rows, row);
    ML_PUSH(p->block->ids, p->block->nids, p->block->cap_ids, e->record);
    ml_eventlog_add(&p->block->log, e);
}

static ml_str text_of(const struct piece *p, const struct row *row)
{
    return (ml_str){ p->text.p + row->start, row->end - row->start };
}

/* The buffer of what is shown may move: an offset stands for the pointer until the
 * block is done. */
static ml_str later(size_t from, size_t n)
{
    return (ml_str){ (const char *)(uintptr_t)from, n };
}

/* Keep what a report shows of a record: "VSS 8193: ...". */
static ml_str show(struct piece *p, const struct row *row)
{
    struct ml_buf *shown = &p->block->shown;
    size_t from = shown->n;

    if (row->provider.n)
        ml_buf_printf(shown, "%.*s %u: ", ML_STR_ARG(row->provider), row->event);
    ml_buf_str(shown, text_of(p, row));
    return later(from, shown->n - from);
}

static void resolve(const struct ml_buf *shown, ml_str *text)
{
    if (text->n)
        text->p = shown->p + (uintptr_t)text->p;
}

/* Errors of the agent's own log, and of the backup of Windows, that nothing names. */
static bool is_of_backup(const struct row *row)
{
    static const ml_str providers[] = { ML_STR("CloudBackup"),
                                        ML_STR("Microsoft-Windows-Backup") };

    if (row->level != ML_LEVEL_CRITICAL && row->level != ML_LEVEL_ERROR)
        return false;
    for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
        if (ml_str_eq_nocase(row->provider, providers[i]))
            return true;
    return false;
}

static bool is_named(const struct ml_matcher *matcher, const struct ml_match *matches,
                     size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!ml_matcher_is_observation(matcher, matches[i].signature))
            return true;
    return false;
}

static void note_unknown(struct piece *p, const struct row *row,
                         const struct ml_hit *hit)
{
    struct ml_block *b = p->block;
    struct ml_unknown_hit unknown = { .at = (uint32_t)b->templates.n,
                                      .line = hit->line,
                                      .dated = hit->dated,
                                      .stamp = hit->stamp,
                                      .level = row->level,
                                      .text = show(p, row) };

    ml_buf_printf(&b->templates, "%.*s %u: ", ML_STR_ARG(row->provider), row->event);
    ml_mask(text_of(p, row), &b->masked, &b->templates);
    unknown.n = (uint32_t)(b->templates.n - unknown.at);
    ML_PUSH(b->unknown, b->nunknown, b->cap_unknown, unknown);
}

static void match_row(struct piece *p, size_t i, const struct ml_candidate *candidates,
                      size_t n)
{
    struct ml_block *b = p->block;
    const struct row *row = &p->rows[i];
    const struct ml_match *matches;
    struct ml_match_input in = { .message = text_of(p, row),
                                 .level = row->level,
                                 .role = b->role,
                                 .is_event = true,
                                 .event = row->event,
                                 .provider = row->provider,
                                 .channel = row->channel };
    struct ml_hit hit = {
        .line = p->first_line + i, .nlines = 1, .dated = row->dated, .level = row->level
    };

    if (row->dated)
        hit.stamp = ml_event_stamp((struct ml_time){ row->us, ML_CLOCK_UTC });
    size_t found =
        ml_match_record(p->matcher, p->scratch, &in, candidates, n, &matches);
    hit.outside = ml_window_lacks(b->member, hit.dated, hit.stamp);
    if (!hit.outside && is_of_backup(row) && !is_named(p->matcher, matches, found))
        note_unknown(p, row, &hit);
    if (!found)
        return;
    hit.text = show(p, row);
    if (i > 0)
        hit.before = show(p, row - 1);
    if (i + 1 < p->nrows)
        hit.after = show(p, row + 1);
    for (size_t k = 0; k < found; k++) {
        hit.signature = matches[k].signature;
        hit.captured = ML_STR_NONE;
        if (matches[k].captured.n) {
            size_t from = b->shown.n;
            ml_buf_str(&b->shown, matches[k].captured);
            hit.captured = later(from, matches[k].captured.n);
        }
        if (hit.outside && !hit.captured.n)
            continue;
        ML_PUSH(b->hits, b->nhits, b->cap_hits, hit);
    }
}

/* The rows whose text the pass brought up, and those that are asked for by their id. */
static void match_rows(struct piece *p)
{
    const struct ml_candidate *found;
    size_t n = ml_match_pass(p->matcher, p->scratch, p->text.p, p->text.n, &found),
           at = 0;
    bool all = ml_matcher_tries_all(p->matcher);

    for (size_t i = 0; i < p->nrows; i++) {
        const struct row *row = &p->rows[i];
        size_t first = at;
        while (at < n && found[at].offset < row->end + 1)
            at++;
        if (all || at > first || is_of_backup(row) ||
            ml_matcher_wants_event(p->matcher, row->event, row->provider))
            match_row(p, i, found + first, at - first);
    }
}

static void count_outside(struct piece *p)
{
    struct ml_member_scan *scan = p->block->member;

    for (size_t i = 0; scan->window && i < p->nrows; i++) {
        const struct row *row = &p->rows[i];
        struct ml_time t = { row->us, ML_CLOCK_UTC };
        p->block->noutside +=
            row->dated && ml_window_lacks(scan, true, ml_event_stamp(t));
    }
}

static void read_chunk(struct piece *p, struct ml_block_chunk *chunk)
{
    struct ml_evtx_event e;

    p->text.n = 0;
    p->nrows = 0;
    p->first_line = p->block->nids + 1;
    if (!ml_evtx_chunk_open(p->reader, p->block->text.p + chunk->offset, chunk->n,
                            false))
        return;
    while (ml_evtx_next(p->reader, &e))
        add_row(p, &e);
    chunk->faults = ml_evtx_chunk_faults(p->reader);
    match_rows(p);
    count_outside(p);
}

void ml_evtx_block_match(struct ml_block *b, const struct ml_catalogue *catalogue,
                         const struct ml_matcher *matcher,
                         struct ml_match_scratch *scratch,
                         struct ml_evtx_reader *reader)
{
    struct piece p = { .block = b,
                       .catalogue = catalogue,
                       .matcher = matcher,
                       .scratch = scratch,
                       .reader = reader };

    b->nhits = b->nunknown = 0;
    b->templates.n = b->shown.n = 0;
    b->nids = 0;
    b->noutside = 0;
    ml_eventlog_init(&b->log);
    for (unsigned i = 0; i < b->nchunks; i++)
        read_chunk(&p, &b->chunks[i]);
    for (size_t i = 0; i < b->nhits; i++) {
        resolve(&b->shown, &b->hits[i].text);
        resolve(&b->shown, &b->hits[i].before);
        resolve(&b->shown, &b->hits[i].after);
        resolve(&b->shown, &b->hits[i].captured);
    }
    for (size_t i = 0; i < b->nunknown; i++)
        resolve(&b->shown, &b->unknown[i].text);
    ml_buf_reset(&p.text);
    free(p.rows);
}
