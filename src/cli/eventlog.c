/* SPDX-License-Identifier: MIT */
#include "cli/eventlog.h"

#include <stdlib.h>

#include "base/time.h"
#include "cli/eventfilter.h"
#include "record/eventtext.h"
#include "record/evtxfile.h"
#include "record/evtxids.h"
#include "base/ban.h"

enum { TROUBLES_MAX = 20 }; /* chunks that are named; the others are counted */

struct ml_event_log {
    struct ml_evtx_file *file;
    struct ml_evtx_reader *reader;
    struct ml_evtx_ids *ids, *slack_ids;
    struct ml_evtx_chunk chunk;
    bool carve, in_chunk, ended;
    struct ml_buf troubles;
    uint32_t ntroubles;
    unsigned faults;   /* of all chunks */
    struct ml_err err; /* when the stream could not be read on */
};

struct ml_event_log *ml_event_log_open(struct ml_stream *stream, bool carve)
{
    struct ml_event_log *log = calloc(1, sizeof(*log));

    if (!log)
        ml_oom();
    log->file = ml_evtx_file_open(stream);
    log->reader = ml_evtx_reader_new();
    log->ids = ml_evtx_ids_new();
    log->slack_ids = ml_evtx_ids_new();
    log->carve = carve;
    return log;
}

struct ml_event_log *ml_event_log_close(struct ml_event_log *log)
{
    if (log) {
        ml_evtx_file_close(log->file);
        ml_evtx_reader_free(log->reader);
        ml_evtx_ids_free(log->ids);
        ml_evtx_ids_free(log->slack_ids);
        ml_buf_reset(&log->troubles);
        free(log);
    }
    return NULL;
}

static void end_chunk(struct ml_event_log *log)
{
    unsigned faults = ml_evtx_chunk_faults(log->reader);

    log->in_chunk = false;
    log->faults |= faults;
    if (!faults || log->ntroubles++ >= TROUBLES_MAX)
        return;
    ml_buf_printf(&log->troubles,
                  "chunk %llu: ", (unsigned long long)log->chunk.number);
    ml_evtx_chunk_say(faults, &log->troubles);
    ml_buf_char(&log->troubles, '\n');
}

static bool next_chunk(struct ml_event_log *log)
{
    if (log->ended)
        return false;
    enum ml_rc rc = ml_evtx_file_next(log->file, &log->chunk, &log->err);
    log->ended = rc != ML_OK;
    if (rc != ML_OK)
        return false;
    log->in_chunk =
        ml_evtx_chunk_open(log->reader, log->chunk.p, log->chunk.n, log->carve);
    return true;
}

bool ml_event_log_next(struct ml_event_log *log, struct ml_evtx_event *ret,
                       struct ml_event_place *ret_place)
{
    for (;;) {
        if (!log->in_chunk) {
            if (!next_chunk(log))
                return false;
        } else if (ml_evtx_next(log->reader, ret)) {
            ret_place->slack = ml_evtx_in_slack(log->reader);
            ret_place->nth = ml_evtx_ids_add(
                ret_place->slack ? log->slack_ids : log->ids, ret->record);
            return true;
        } else {
            end_chunk(log);
        }
    }
}

void ml_event_log_xml(struct ml_event_log *log, const struct ml_evtx_event *event,
                      struct ml_buf *out)
{
    ml_evtx_xml(log->reader, event, out);
}

bool ml_event_log_troubles(const struct ml_event_log *log, struct ml_buf *out)
{
    unsigned faults = ml_evtx_file_faults(log->file);

    bool damaged = log->ntroubles &&
                   !ml_evtx_file_was_open(log->file, log->ntroubles, log->faults);
    if (damaged)
        ml_buf_str(out, ml_buf_view(&log->troubles));
    if (log->ntroubles > TROUBLES_MAX)
        ml_buf_printf(out, "%u more chunks are damaged\n",
                      log->ntroubles - TROUBLES_MAX);
    if (faults) {
        ml_evtx_file_say(faults, out);
        ml_buf_char(out, '\n');
    }
    if (log->err.kind)
        ml_buf_printf(out, "%s\n", log->err.text);
    return damaged || faults || log->err.kind;
}

void ml_event_add_record(struct ml_buf *out, uint64_t record,
                         struct ml_event_place place)
{
    ml_buf_printf(out, "%llu", (unsigned long long)record);
    if (place.slack)
        ml_buf_printf(out, "~s%u", place.nth);
    else if (place.nth > 1)
        ml_buf_printf(out, "~%u", place.nth);
}

bool ml_event_wanted_parse(ml_str record, struct ml_event_wanted *ret)
{
    struct ml_event_wanted w = { .place.nth = 1 };
    ml_str id, nth;
    uint64_t number;

    if (ml_str_cut(record, '~', &id, &nth)) {
        w.place.slack = ml_str_starts(nth, ML_STR("s"));
        if (!ml_str_to_u64(ml_str_from(nth, w.place.slack), &number) || number == 0 ||
            number > UINT32_MAX)
            return false;
        w.place.nth = (uint32_t)number;
    }
    if (!ml_str_to_u64(id, &w.record))
        return false;
    *ret = w;
    return true;
}

static bool is_plain(ml_str text)
{
    unsigned char any = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        any |= c < 0x20 || c == 0x7f || c == 0xc2;
    }
    return !any;
}

void ml_event_add_safe(struct ml_buf *out, ml_str text)
{
    if (is_plain(text)) {
        ml_buf_str(out, text);
        return;
    }
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        unsigned char d = i + 1 < text.n ? (unsigned char)text.p[i + 1] : 0;
        if (c == '\t' || c == '\n' || (c == '\r' && d != '\n')) {
            ml_buf_char(out, ' ');
        } else if (c == '\r') {
            continue; /* the LF behind it is the blank */
        } else if (c < 0x20 || c == 0x7f) {
            ml_buf_printf(out, "\\x%02x", c);
        } else if (c == 0xc2 && d >= 0x80 && d < 0xa0) {
            ml_buf_printf(out, "\\x%02x", d); /* C1 control */
            i++;
        } else {
            ml_buf_char(out, (char)c);
        }
    }
}

static void add_digits(struct ml_buf *out, unsigned value, unsigned n)
{
    char *p = ml_buf_reserve(out, n);

    out->n += n;
    for (; n; value /= 10)
        p[--n] = (char)('0' + value % 10);
}

/* As ml_time_iso(), without printf: a log has millions. */
static void add_time(struct ml_buf *out, const struct ml_evtx_event *event)
{
    int64_t us;

    if (!ml_event_us(event, &us))
        return;
    struct ml_civil c = ml_civil_of(us);
    const struct {
        int value;
        unsigned n;
        char behind;
    } parts[] = { { c.year, 4, '-' },     { c.month, 2, '-' },  { c.day, 2, 'T' },
                  { c.hour, 2, ':' },     { c.minute, 2, ':' }, { c.second, 2, '.' },
                  { c.us / 1000, 3, 'Z' } };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        add_digits(out, (unsigned)parts[i].value, parts[i].n);
        ml_buf_char(out, parts[i].behind);
    }
}

static void add_level(struct ml_buf *out, uint8_t level)
{
    ml_str word = ml_evtx_level(level);

    if (word.n)
        ml_buf_str(out, word);
    else
        ml_buf_printf(out, "%u", level);
}

static void add_sentence(struct ml_buf *out, const struct ml_event_speech *speech,
                         const struct ml_evtx_event *event)
{
    const struct ml_event_message *m =
        speech->catalogue
            ? ml_catalogue_message(speech->catalogue, event->provider, event->event)
            : NULL;

    if (speech->mta && (speech->mta_first || !m) &&
        ml_mta_text(speech->mta, event, out))
        return;
    ml_event_text(event, m ? ml_text_in(&m->text, speech->lang) : ML_STR_NONE, out);
}

/* What the machine itself made of the event is better than any sentence of ours. */
static void add_message(struct ml_buf *out, const struct ml_event_speech *speech,
                        const struct ml_evtx_event *event)
{
    size_t from = out->n;

    if (event->message.n) {
        ml_event_add_safe(out, ml_str_trim(event->message));
        return;
    }
    add_sentence(out, speech, event);
    ml_str text = ml_str_from(ml_buf_view(out), from);
    if (is_plain(text)) /* as nearly always */
        return;
    struct ml_buf copy = { 0 };
    ml_buf_str(&copy, text);
    out->n = from;
    ml_event_add_safe(out, ml_buf_view(&copy));
    ml_buf_reset(&copy);
}

void ml_event_add_line(struct ml_buf *out, const struct ml_event_speech *speech,
                       const struct ml_evtx_event *event)
{
    ml_buf_printf(out, "%llu\t", (unsigned long long)event->record);
    add_time(out, event);
    ml_buf_char(out, '\t');
    add_level(out, event->level);
    ml_buf_char(out, '\t');
    ml_event_add_safe(out, event->provider);
    ml_buf_printf(out, "\t%u\t", event->event);
    ml_event_add_safe(out, event->channel);
    ml_buf_char(out, '\t');
    ml_event_add_safe(out, event->computer);
    ml_buf_char(out, '\t');
    add_message(out, speech, event);
}
