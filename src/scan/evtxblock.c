/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "match/mask.h"
#include "record/eventtext.h"
#include "scan/block.h"
#include "scan/eventlog.h"
#include "scan/member.h"
#include "base/ban.h"

/* What is known of an event by its provider and number: a log has few kinds of events.
 */
struct kind {
    char provider[64]; /* longer names are looked up each time */
    uint32_t provider_n, event;
    bool known, wanted, of_backup;
    ml_str sentence;
};

enum { KINDS = 512 };

/* A record of the chunk, what of it is needed once its text was searched. */
struct row {
    size_t start, end; /* its text */
    uint32_t event;
    enum ml_level level;
    bool dated;
    int64_t us;
    ml_str provider, channel;
    ml_str bytes;           /* of the record */
    bool wanted, of_backup; /* see struct kind */
    bool is_shown;          /* its text is what is shown of it, nothing was left out */
};

/* Hits of one signature in a chunk: how many, and how many were seen again. */
struct met {
    uint16_t all, seen;
};

struct ml_event_scratch {
    struct ml_evtx_reader *reader;
    struct ml_buf text; /* of the chunk's records, a line each */
    struct row *rows;
    size_t nrows, cap_rows;
    struct kind kinds[KINDS];
    /* The hits of the chunk: of which row each is, and how often each signature was
     * met. */
    uint32_t *hit_rows;
    size_t nhit_rows, cap_hit_rows;
    struct met *met; /* by signature */
    size_t nmet;
};

struct ml_event_scratch *ml_event_scratch_new(void)
{
    struct ml_event_scratch *s = calloc(1, sizeof(*s));

    if (!s)
        ml_oom();
    s->reader = ml_evtx_reader_new();
    return s;
}

struct ml_event_scratch *ml_event_scratch_free(struct ml_event_scratch *s)
{
    if (s) {
        ml_evtx_reader_free(s->reader);
        ml_buf_reset(&s->text);
        free(s->rows);
        free(s->hit_rows);
        free(s->met);
        free(s);
    }
    return NULL;
}

struct piece {
    struct ml_block *block;
    const struct ml_catalogue *catalogue;
    const struct ml_matcher *matcher;
    struct ml_match_scratch *scratch;
    struct ml_event_scratch *events;
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

/* Errors of the agent's own log, and of the backup of Windows, are told of also when
 * nothing names them. */
static bool is_of_backup(ml_str provider)
{
    return ml_str_eq_nocase(provider, ML_STR("CloudBackup")) ||
           ml_str_eq_nocase(provider, ML_STR("Microsoft-Windows-Backup"));
}

static bool is_kind(const struct kind *kind, const struct ml_evtx_event *e)
{
    return kind->known && kind->event == e->event &&
           kind->provider_n == e->provider.n &&
           memcmp(kind->provider, e->provider.p, e->provider.n) == 0;
}

static const struct kind *kind_of(struct piece *p, const struct ml_evtx_event *e)
{
    size_t slot = (e->provider.n * 31 + e->event) % KINDS;
    struct kind *kind = &p->events->kinds[slot];

    if (is_kind(kind, e))
        return kind;
    const struct ml_event_message *m =
        ml_catalogue_message(p->catalogue, e->provider, e->event);
    *kind = (struct kind){
        .event = e->event,
        .provider_n = (uint32_t)e->provider.n,
        .known = e->provider.n && e->provider.n <= sizeof(kind->provider),
        .wanted = ml_matcher_wants_event(p->matcher, e->event, e->provider),
        .of_backup = is_of_backup(e->provider),
        .sentence = m ? ml_text_in(&m->text, ML_EN) : ML_STR_NONE,
    };
    if (kind->known)
        memcpy(kind->provider, e->provider.p, e->provider.n);
    return kind;
}

/* The message that Windows wrote beside the log; it comes first when it is English, or
 * when there is no sentence. */
static bool add_message(const struct piece *p, const struct ml_evtx_event *e,
                        ml_str sentence, struct ml_buf *out)
{
    const struct ml_member_scan *scan = p->block->member;

    return scan->mta && (scan->mta_first || !sentence.n) &&
           ml_mta_text(scan->mta, e, out);
}

static void add_row(struct piece *p, const struct ml_evtx_event *e)
{
    const struct kind *kind = kind_of(p, e);
    struct row row = { .start = p->events->text.n,
                       .event = e->event,
                       .level = level_of(e->level),
                       .provider = e->provider,
                       .channel = e->channel,
                       .bytes = e->bytes,
                       .wanted = kind->wanted };

    row.of_backup = kind->of_backup &&
                    (row.level == ML_LEVEL_CRITICAL || row.level == ML_LEVEL_ERROR);
    row.dated = ml_event_time(e, &row.us);
    row.is_shown = add_message(p, e, kind->sentence, &p->events->text) ||
                   ml_event_search_text(e, kind->sentence, &p->events->text);
    row.end = p->events->text.n;
    ml_buf_char(&p->events->text, '\n');
    ML_PUSH(p->events->rows, p->events->nrows, p->events->cap_rows, row);
    ML_PUSH(p->block->ids, p->block->nids, p->block->cap_ids, e->record);
    ml_eventlog_add(&p->block->log, e);
}

static ml_str text_of(const struct piece *p, const struct row *row)
{
    return (ml_str){ p->events->text.p + row->start, row->end - row->start };
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
    struct ml_evtx_event e;

    if (row->provider.n)
        ml_buf_printf(shown, "%.*s %u: ", ML_STR_ARG(row->provider), row->event);
    if (row->is_shown) {
        ml_buf_str(shown, text_of(p, row));
    } else {
        ml_evtx_again(p->events->reader, row->bytes, &e);
        ml_event_text(&e, kind_of(p, &e)->sentence, shown);
    }
    return later(from, shown->n - from);
}

static void resolve(const struct ml_buf *shown, ml_str *text)
{
    if (text->n)
        text->p = shown->p + (uintptr_t)text->p;
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

static void note_hit(struct ml_event_scratch *s, uint32_t signature, uint32_t row)
{
    s->met[signature].all++;
    ML_PUSH(s->hit_rows, s->nhit_rows, s->cap_hit_rows, row);
}

static void match_row(struct piece *p, size_t i, const struct ml_candidate *candidates,
                      size_t n)
{
    struct ml_block *b = p->block;
    const struct row *row = &p->events->rows[i];
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
    if (!hit.outside && row->of_backup &&
        !ml_match_names_problem(p->matcher, matches, found))
        note_unknown(p, row, &hit);
    if (!found)
        return;
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
        note_hit(p->events, hit.signature, (uint32_t)i);
    }
}

/* The rows whose text the pass brought up, and those that are asked for by their id. */
static void match_rows(struct piece *p)
{
    const struct ml_candidate *found;
    size_t n = ml_match_pass(p->matcher, p->scratch, p->events->text.p,
                             p->events->text.n, &found),
           at = 0;
    bool all = ml_matcher_tries_all(p->matcher);

    for (size_t i = 0; i < p->events->nrows; i++) {
        const struct row *row = &p->events->rows[i];
        size_t first = at;
        while (at < n && found[at].offset < row->end + 1)
            at++;
        if (ml_event_is_forwarded(row->channel))
            continue;
        if (all || at > first || row->wanted || row->of_backup)
            match_row(p, i, found + first, at - first);
    }
}

/*
 * Give the hits of the chunk, those from `first` on, their texts: of each signature the
 * first and last few, since no more than those are kept.
 */
static void show_hits(struct piece *p, size_t first)
{
    struct ml_event_scratch *s = p->events;
    struct ml_hit *hits = p->block->hits + first;
    struct ml_hit shown = { 0 };
    size_t of = SIZE_MAX;

    for (size_t i = 0; i < s->nhit_rows; i++) {
        size_t row = s->hit_rows[i];
        struct met *met = &s->met[hits[i].signature];
        unsigned before = met->seen++, behind = met->all - met->seen;
        if (before >= ML_SHOWN && behind >= ML_SHOWN)
            continue;
        if (row != of) {
            shown.text = show(p, &s->rows[row]);
            shown.before = row ? show(p, &s->rows[row - 1]) : ML_STR_NONE;
            shown.after = row + 1 < s->nrows ? show(p, &s->rows[row + 1]) : ML_STR_NONE;
            of = row;
        }
        hits[i].text = shown.text;
        hits[i].before = shown.before;
        hits[i].after = shown.after;
    }
    for (size_t i = 0; i < s->nhit_rows; i++)
        s->met[hits[i].signature] = (struct met){ 0, 0 };
    s->nhit_rows = 0;
}

static void count_outside(struct piece *p)
{
    struct ml_member_scan *scan = p->block->member;

    for (size_t i = 0; scan->window && i < p->events->nrows; i++) {
        const struct row *row = &p->events->rows[i];
        struct ml_time t = { row->us, ML_CLOCK_UTC };
        p->block->noutside +=
            row->dated && ml_window_lacks(scan, true, ml_event_stamp(t));
    }
}

static void read_chunk(struct piece *p, struct ml_block_chunk *chunk)
{
    struct ml_evtx_event e;

    p->events->text.n = 0;
    p->events->nrows = 0;
    p->first_line = p->block->nids + 1;
    if (!ml_evtx_chunk_open(p->events->reader, p->block->text.p + chunk->offset,
                            chunk->n, false))
        return;
    while (ml_evtx_next(p->events->reader, &e))
        add_row(p, &e);
    chunk->faults = ml_evtx_chunk_faults(p->events->reader);
    size_t first = p->block->nhits;
    match_rows(p);
    show_hits(p, first);
    count_outside(p);
}

void ml_evtx_block_match(struct ml_block *b, const struct ml_catalogue *catalogue,
                         const struct ml_matcher *matcher,
                         struct ml_match_scratch *scratch,
                         struct ml_event_scratch *events)
{
    struct piece p = { .block = b,
                       .catalogue = catalogue,
                       .matcher = matcher,
                       .scratch = scratch,
                       .events = events };

    if (events->nmet < catalogue->nsignatures) {
        free(events->met);
        events->nmet = catalogue->nsignatures;
        events->met = calloc(events->nmet, sizeof(*events->met));
        if (!events->met)
            ml_oom();
    }
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
}
