/* SPDX-License-Identifier: MIT */
#include "scan/block.h"

#include <string.h>

#include "base/limits.h"
#include "match/mask.h"
#include "record/errlog.h"
#include "record/eventcsv.h"
#include "scan/member.h"
#include "base/ban.h"

uint64_t ml_count_lines(const char *text, size_t n)
{
    uint64_t lines = 0;
    size_t i = 0;

    for (; i + 128 <= n; i += 128) { /* a shape that compilers vectorise */
        unsigned char some = 0;
        for (size_t k = 0; k < 128; k++)
            some += text[i + k] == '\n';
        lines += some;
    }
    for (; i < n; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Where the block is being read: lines are counted once, on the way. */
struct cursor {
    const struct ml_block *block;
    size_t counted; /* lines before this offset are in `line` */
    uint64_t line;
};

static uint64_t line_at(struct cursor *c, size_t offset)
{
    c->line += ml_count_lines(c->block->text.p + c->counted, offset - c->counted);
    c->counted = offset;
    return c->line;
}

static size_t line_start(const struct ml_block *b, size_t offset)
{
    const char *lf = offset ? memrchr(b->text.p, '\n', offset) : NULL;
    return lf ? (size_t)(lf - b->text.p) + 1 : 0;
}

/* Behind the LF, or the end of the block. */
static size_t line_end(const struct ml_block *b, size_t offset)
{
    const char *lf = memchr(b->text.p + offset, '\n', b->text.n - offset);
    return lf ? (size_t)(lf - b->text.p) + 1 : b->text.n;
}

static ml_str span(const struct ml_block *b, size_t start, size_t end)
{
    ml_str s = { b->text.p + start, end - start };
    while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
        s.n--;
    return s;
}

/* A record and where it lies. */
struct extent {
    size_t start, end;
    bool dated;
    ml_yearless stamp; /* with its turn */
};

static ml_yearless anchored(const struct ml_block *b, size_t offset, ml_yearless stamp)
{
    size_t i = b->nanchors;
    while (i > 0 && b->anchors[i - 1].offset > offset)
        i--;
    return i ? ml_yearless_after(b->anchors[i - 1].stamp, stamp) : stamp;
}

/* The record around an offset: in an errlog, back to the line with a head and on to the
 * next one. What stands before the first head is a record a line, and so is what goes on
 * behind a record cut at the limit. Nothing before `floor` is looked at again. */
static struct extent record_around(const struct ml_block *b, size_t offset, size_t floor)
{
    struct extent e = { .start = line_start(b, offset) };
    size_t own = e.start;
    ml_yearless stamp;

    e.end = line_end(b, offset);
    if (!b->errlog)
        return e;
    for (;;) {
        if (ml_errlog_starts(span(b, e.start, line_end(b, e.start)), &stamp)) {
            e.dated = true;
            e.stamp = anchored(b, e.start, stamp);
            break;
        }
        if (e.start <= floor || own - e.start > ML_RECORD_MAX_BYTES) {
            e.start = own; /* no head in reach */
            return e;
        }
        e.start = line_start(b, e.start - 1);
    }
    while (e.end < b->text.n && e.end - e.start < ML_RECORD_MAX_BYTES &&
           !ml_errlog_starts(ml_str_sub((ml_str){ b->text.p, b->text.n }, e.end, 64),
                             &stamp))
        e.end = line_end(b, e.end);
    return e;
}

ml_yearless ml_event_stamp(struct ml_time time)
{
    struct ml_civil c = ml_civil_of(time.us);
    int64_t of_day = (time.us % ML_DAY_US + ML_DAY_US) % ML_DAY_US;

    return ml_yearless_of(c.month, c.day, of_day) +
           (c.year - ML_EVENT_BASE_YEAR) * ML_YEARLESS_YEAR_US;
}

/* What a record is to the matcher, and what it is as evidence. */
static void describe(const struct ml_block *b, struct extent *e,
                     struct ml_match_input *in, struct ml_hit *hit)
{
    ml_str text = span(b, e->start, e->end);
    struct ml_record r;
    struct ml_event_row row;
    struct ml_job_row job;

    *in = (struct ml_match_input){ .message = text, .role = b->role };
    if (e->dated && ml_errlog_parse(text, &r)) {
        in->message = r.message;
        in->source_file = r.source_file;
        in->level = r.level;
        hit->has_job = ml_guid_parse(r.job, hit->job);
    } else if (b->events && ml_eventcsv_parse(text, &row)) {
        in->message = row.message;
        in->level = row.level;
        in->is_event = true;
        in->event = row.event;
        in->provider = row.provider;
        e->dated = true;
        e->stamp = ml_event_stamp(row.time);
    } else if (b->jobs && ml_jobrow_parse(b->jobs, text, &job)) {
        in->code = job.code;
        e->dated = ml_time_known(job.start);
        e->stamp = e->dated ? ml_event_stamp(job.start) : 0;
        hit->has_job = ml_guid_parse(job.job, hit->job);
    }
    hit->dated = e->dated;
    hit->stamp = e->stamp;
    hit->level = in->level;
    hit->text = in->message;
}

static void add_context(const struct ml_block *b, const struct extent *e,
                        struct ml_hit *hit)
{
    if (e->start > 0)
        hit->before = span(b, line_start(b, e->start - 1), e->start);
    if (e->end < b->text.n)
        hit->after = span(b, e->end, line_end(b, e->end));
}

/* Whether a record tells of an error, whatever the catalogue knows of it. */
static bool is_grave(const struct ml_match_input *in)
{
    return in->level == ML_LEVEL_FATAL || in->level == ML_LEVEL_WARNING ||
           ml_str_has(in->message, ML_STR("Failed: Hr:"));
}

static void note_unknown(struct ml_block *b, struct cursor *c, const struct extent *e,
                         const struct ml_match_input *in, const struct ml_hit *hit)
{
    struct ml_unknown_hit unknown = { .at = (uint32_t)b->templates.n,
                                      .dated = hit->dated,
                                      .stamp = hit->stamp,
                                      .level = in->level,
                                      .text = in->message };

    ml_mask(in->message, &b->masked, &b->templates);
    unknown.n = (uint32_t)(b->templates.n - unknown.at);
    unknown.line = line_at(c, e->start);
    ML_PUSH(b->unknown, b->nunknown, b->cap_unknown, unknown);
}

static void match_extent(struct ml_block *b, struct cursor *c, struct extent *e,
                         const struct ml_matcher *matcher,
                         struct ml_match_scratch *scratch,
                         const struct ml_candidate *candidates, size_t n)
{
    const struct ml_match *matches;
    struct ml_match_input in;
    struct ml_hit hit = { 0 };

    describe(b, e, &in, &hit);
    size_t nmatches = ml_match_record(matcher, scratch, &in, candidates, n, &matches);
    hit.outside = ml_window_lacks(b->member, hit.dated, hit.stamp);
    if (b->errlog && e->dated && !hit.outside && is_grave(&in) && !ml_match_names_problem(matcher, matches, nmatches))
        note_unknown(b, c, e, &in, &hit);
    if (nmatches == 0)
        return;
    hit.line = line_at(c, e->start);
    hit.nlines = ml_count_lines(b->text.p + e->start, e->end - e->start);
    add_context(b, e, &hit);
    for (size_t i = 0; i < nmatches; i++) {
        hit.signature = matches[i].signature;
        hit.captured = matches[i].captured;
        if (hit.outside && !hit.captured.n)
            continue;
        ML_PUSH(b->hits, b->nhits, b->cap_hits, hit);
    }
}

void ml_block_match(struct ml_block *b, const struct ml_matcher *matcher,
                    struct ml_match_scratch *scratch)
{
    const struct ml_candidate *found;
    size_t n = ml_match_pass(matcher, scratch, b->text.p, b->text.n, &found);
    struct cursor cursor = { b, 0, b->first_line };
    bool all = ml_matcher_tries_all(matcher) || b->events || b->jobs;
    size_t at = 0;

    b->nhits = 0;
    b->nunknown = 0;
    b->templates.n = 0;
    for (size_t i = 0; all ? at < b->text.n : i < n;) {
        struct extent e = record_around(b, all ? at : found[i].offset, at);
        if (all && e.start < at) /* the tail of a record cut at the limit */
            e.start = at;
        size_t first = i;
        while (i < n && found[i].offset < e.end)
            i++;
        match_extent(b, &cursor, &e, matcher, scratch, found + first, i - first);
        at = e.end;
    }
}
