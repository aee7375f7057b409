/* SPDX-License-Identifier: MIT */
#include "record/mta.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "record/eventtext.h"
#include "base/ban.h"

/*
 * A header, a table of sections with names in UTF-16, and each section a chain of pages
 * of up to 100 records:
 *
 *     EVT  record id -> number of a message
 *     MSG  the messages
 *     PUB  providers; not read
 */

enum {
    HEADER_BYTES = 24,
    SECTION_BYTES = 20, /* and its name behind them */
    SECTIONS_MAX = 64,
    PAGE_RECORDS = 100,
    PAGE_MARKS_BYTES = 64, /* ffffffff, 14 numbers, ffffffff */
    PAGE_OFFSETS_AT = 88,  /* number of the page, where the next is, where this is */
    PAGE_BYTES = PAGE_OFFSETS_AT + 8 * PAGE_RECORDS,
    EVENT_BYTES = 16,
    RECORD_LEAST = 16, /* its offset, number and size */
};

struct message {
    uint32_t number;
    uint32_t n;
    size_t at; /* in the texts */
};

struct event {
    uint64_t record;
    uint32_t message; /* its number */
};

struct ml_mta {
    struct message *messages; /* sorted by number */
    size_t nmessages, cap_messages;
    struct event *events; /* sorted by record */
    size_t nevents, cap_events;
    struct ml_buf texts;
    bool damaged;
};

static bool is_mta(ml_str bytes)
{
    return bytes.n >= HEADER_BYTES && memcmp(bytes.p, "MTAFile", 8) == 0;
}

static const unsigned char *at(ml_str bytes, size_t offset)
{
    return (const unsigned char *)bytes.p + offset;
}

static void take_message(struct ml_mta *m, uint32_t number, ml_str payload)
{
    if (payload.n < 4 || ml_u32(at(payload, 0)) > payload.n - 4) {
        m->damaged = true;
        return;
    }
    struct ml_evtx_value text = { ML_EVTX_STRING, at(payload, 4),
                                  ml_u32(at(payload, 0)) };
    size_t from = m->texts.n;
    ml_evtx_value_text(&text, &m->texts);
    struct message message = { number, (uint32_t)(m->texts.n - from), from };
    ML_PUSH(m->messages, m->nmessages, m->cap_messages, message);
}

static void take_event(struct ml_mta *m, uint32_t number, ml_str payload)
{
    (void)number;
    if (payload.n < EVENT_BYTES) {
        m->damaged = true;
        return;
    }
    struct event event = { ml_u64(at(payload, 0)), ml_u32(at(payload, 8)) };
    ML_PUSH(m->events, m->nevents, m->cap_events, event);
}

typedef void taker(struct ml_mta *m, uint32_t number, ml_str payload);

/* A record of a page; false when it does not lie inside the section. */
static bool take_record(struct ml_mta *m, ml_str section, uint64_t offset, taker *take)
{
    if (offset > section.n || section.n - offset < 8)
        return false;
    const unsigned char *p = at(section, (size_t)offset);
    uint32_t n = ml_u32(p + 4);
    if (n > section.n - offset - 8)
        return false;
    take(m, ml_u32(p), ml_str_sub(section, (size_t)offset + 8, n));
    return true;
}

/* The pages of a section. What they give together is bounded too: no more records and
 * text than there is room for, however often one is named. */
static void take_pages(struct ml_mta *m, ml_str section, taker *take)
{
    uint64_t offset = 0, npages = section.n / PAGE_BYTES;
    size_t most_text = m->texts.n + 2 * section.n, most = section.n / RECORD_LEAST;

    for (; npages; npages--) {
        if (offset > section.n || section.n - offset < PAGE_BYTES)
            break;
        const unsigned char *p = at(section, (size_t)offset);
        if (ml_u32(p) != UINT32_MAX || ml_u32(p + PAGE_MARKS_BYTES - 4) != UINT32_MAX)
            break;
        for (unsigned i = 0; i < PAGE_RECORDS; i++) {
            uint64_t record = ml_u64(p + PAGE_OFFSETS_AT + 8 * (size_t)i);
            if (record && (most-- == 0 || m->texts.n > most_text)) {
                m->damaged = true;
                return;
            }
            if (record && !take_record(m, section, record, take))
                m->damaged = true;
        }
        uint64_t next = ml_u64(p + PAGE_MARKS_BYTES + 8);
        if (next == ml_u64(p + PAGE_MARKS_BYTES + 16))
            return; /* the last one names itself */
        offset = next;
    }
    if (section.n && at(section, 0)[0]) /* all zeros: it is empty */
        m->damaged = true;
}

/* The name of a section is in UTF-16; those looked for are ASCII. */
static bool is_named(ml_str name, const char *ascii)
{
    size_t n = strlen(ascii);

    for (size_t i = 0; i < n && 2 * i + 1 < name.n; i++)
        if (name.p[2 * i] != ascii[i] || name.p[2 * i + 1] != 0)
            return false;
    return name.n == 2 * n;
}

static ml_str find_section(struct ml_mta *m, ml_str bytes, const char *wanted)
{
    size_t offset = HEADER_BYTES;
    uint32_t nsections = ml_u32(at(bytes, 20));

    for (uint32_t i = 0; i < nsections && i < SECTIONS_MAX; i++) {
        if (bytes.n - offset < SECTION_BYTES)
            break;
        const unsigned char *p = at(bytes, offset);
        uint64_t from = ml_u64(p), n = ml_u64(p + 8);
        uint32_t name_n = ml_u32(p + 16);
        offset += SECTION_BYTES;
        if (name_n > bytes.n - offset)
            break;
        ml_str name = ml_str_sub(bytes, offset, name_n);
        offset += name_n;
        if (!is_named(name, wanted))
            continue;
        if (from > bytes.n || n > bytes.n - from)
            m->damaged = true; /* cut: what there is */
        return from > bytes.n ? ML_STR_NONE
                              : ml_str_sub(bytes, (size_t)from,
                                           n < bytes.n - from ? (size_t)n
                                                              : bytes.n - (size_t)from);
    }
    m->damaged = true;
    return ML_STR_NONE;
}

static int by_number(const void *a, const void *b)
{
    const struct message *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_record(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    return (x->record > y->record) - (x->record < y->record);
}

struct ml_mta *ml_mta_new(ml_str bytes, struct ml_err *err)
{
    if (!is_mta(bytes)) {
        ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "format not known");
        return NULL;
    }
    if (ml_u32(at(bytes, 8)) != 1 || ml_u32(at(bytes, 12)) != 1) {
        ml_err_set(err, ML_FAIL, ML_ERR_UNSUPPORTED, "format not known");
        return NULL;
    }
    struct ml_mta *m = calloc(1, sizeof(*m));
    if (!m)
        ml_oom();
    take_pages(m, find_section(m, bytes, "MSG"), take_message);
    take_pages(m, find_section(m, bytes, "EVT"), take_event);
    if (m->nmessages)
        qsort(m->messages, m->nmessages, sizeof(*m->messages), by_number);
    if (m->nevents)
        qsort(m->events, m->nevents, sizeof(*m->events), by_record);
    return m;
}

struct ml_mta *ml_mta_free(struct ml_mta *m)
{
    if (m) {
        free(m->messages);
        free(m->events);
        ml_buf_reset(&m->texts);
        free(m);
    }
    return NULL;
}

size_t ml_mta_count(const struct ml_mta *mta)
{
    return mta->nevents;
}

bool ml_mta_damaged(const struct ml_mta *mta)
{
    return mta->damaged;
}

uint64_t ml_mta_bytes(const struct ml_mta *mta)
{
    return mta->texts.cap + mta->cap_messages * sizeof(*mta->messages) +
           mta->cap_events * sizeof(*mta->events);
}

int ml_mta_compare(const struct ml_mta *a, const struct ml_mta *b)
{
    if (a->nevents != b->nevents)
        return a->nevents > b->nevents ? 1 : -1;
    return ml_str_cmp(ml_buf_view(&a->texts), ml_buf_view(&b->texts));
}

ml_str ml_mta_message(const struct ml_mta *m, uint64_t record)
{
    struct event event = { .record = record };
    const struct event *e =
        m->nevents ? bsearch(&event, m->events, m->nevents, sizeof(event), by_record)
                   : NULL;
    if (!e || !m->nmessages)
        return ML_STR_NONE;
    struct message message = { .number = e->message };
    const struct message *found =
        bsearch(&message, m->messages, m->nmessages, sizeof(message), by_number);
    return found ? ml_str_sub(ml_buf_view(&m->texts), found->at, found->n)
                 : ML_STR_NONE;
}

static bool has_places(ml_str message)
{
    for (size_t i = 0; i + 1 < message.n; i++)
        if (message.p[i] == '%' && message.p[i + 1] >= '1' && message.p[i + 1] <= '9')
            return true;
    return false;
}

static void add_char(struct ml_buf *out, char c)
{
    bool control = (unsigned char)c < 0x20 || c == 0x7f;

    if (!control || (out->n && out->p[out->n - 1] != ' '))
        ml_buf_char(out, control ? ' ' : c);
}

/* One line, and what FormatMessage makes of %n and the like; places stay. */
static void add_sentence(struct ml_buf *out, ml_str message)
{
    for (size_t i = 0; i < message.n; i++) {
        char c = message.p[i];
        if (c != '%' || i + 1 == message.n) {
            add_char(out, c);
            continue;
        }
        char d = message.p[++i];
        if (d == '0')
            continue; /* no line end behind the message */
        if (d == '%' || ml_is_digit(d))
            ml_buf_char(out, c);
        add_char(out, d == 'n' || d == 'r' || d == 't' || d == 'b' ? '\n' : d);
    }
}

bool ml_mta_text(const struct ml_mta *mta, const struct ml_evtx_event *event,
                 struct ml_buf *out)
{
    ml_str message = ml_str_trim(ml_mta_message(mta, event->record));
    struct ml_buf sentence = { 0 };

    if (!message.n)
        return false;
    if (has_places(message)) {
        add_sentence(&sentence, message);
        ml_event_text(event, ml_str_trim(ml_buf_view(&sentence)), out);
        ml_buf_reset(&sentence);
    } else {
        struct ml_evtx_value text = { ML_EVTX_UTF8, (const unsigned char *)message.p,
                                      (uint32_t)message.n };
        ml_event_value(&text, out);
    }
    return true;
}

bool ml_mta_name(ml_str file, ml_str *ret_log, unsigned *ret_language)
{
    ml_str ending = ML_STR(".mta");
    uint64_t language;

    if (!ml_str_ends_nocase(file, ending))
        return false;
    ml_str stem = ml_str_sub(file, 0, file.n - ending.n);
    size_t digits = stem.n;
    while (digits && ml_is_digit(stem.p[digits - 1]))
        digits--;
    if (digits == stem.n || digits < 2 || stem.p[digits - 1] != '_' ||
        !ml_str_to_u64(ml_str_from(stem, digits), &language) || language > 0xffff)
        return false;
    *ret_log = ml_str_sub(stem, 0, digits - 1);
    *ret_language = (unsigned)language;
    return true;
}
