/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/time.h"
#include "record/evtx.h"
#include "support/evtxmake.h"
#include "support/make_text.h"

/*
 * An event as Windows writes one: the values of System are always at the same places of
 * the outer template, whatever source it is, and what the event says is a value of type
 * BinXml, in a template of its own.
 */

#define XMLNS "http://schemas.microsoft.com/win/2004/08/events/event"

/* Values of the outer template. */
enum slot {
    S_LEVEL,
    S_OPCODE,
    S_TASK,
    S_EVENT,
    S_QUALIFIERS,
    S_KEYWORDS,
    S_TIME,
    S_ACTIVITY,
    S_PROCESS,
    S_THREAD,
    S_RECORD,
    S_VERSION,
    S_USER,
    S_RELATED,
    S_PROVIDER,
    S_GUID,
    S_CHANNEL,
    S_BODY, /* of a manifest's event */
    S_NSLOTS,
    S_BODY_CLASSIC = 19, /* 14 to 18 are not used */
    S_NSLOTS_CLASSIC,
};

struct writing {
    const struct evtx_event *event;
    enum evtx_style style;
    uint64_t record, created;
    size_t ndata;
};

/* --- Values
 * ------------------------------------------------------------------------------ */

uint64_t evtx_filetime(const char *iso)
{
    struct ml_time t;

    if (!ml_time_parse_iso(ml_str_of(iso), &t)) {
        fprintf(stderr, "not a time: %s\n", iso);
        abort();
    }
    return (uint64_t)(t.us + INT64_C(11644473600000000)) * 10;
}

void evtx_guid(struct ml_buf *out, const char *text)
{
    unsigned a, b, c, d[8];
    char bytes[16];

    if (sscanf(text, "{%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x}", &a, &b, &c, &d[0],
               &d[1], &d[2], &d[3], &d[4], &d[5], &d[6], &d[7]) != 11)
        abort();
    evtx_put32(bytes, a);
    evtx_put16(bytes + 4, b);
    evtx_put16(bytes + 6, c);
    for (int i = 0; i < 8; i++)
        bytes[8 + i] = (char)d[i];
    ml_buf_add(out, bytes, 16);
}

void evtx_sid(struct ml_buf *out, const char *text)
{
    unsigned long authority, part;
    char head[8] = { 1 }, number[4];
    int n = 0;

    if (sscanf(text, "S-1-%lu%n", &authority, &n) != 1)
        abort();
    for (int i = 0; i < 4; i++)
        head[7 - i] = (char)(authority >> 8 * i);
    size_t at = out->n;
    ml_buf_add(out, head, 8);
    for (text += n; sscanf(text, "-%lu%n", &part, &n) == 1; text += n) {
        evtx_put32(number, (uint32_t)part);
        ml_buf_add(out, number, 4);
        out->p[at + 1]++;
    }
}

static unsigned number_bytes(unsigned type)
{
    switch (type) {
    case ML_EVTX_INT8:
    case ML_EVTX_UINT8:
        return 1;
    case ML_EVTX_INT16:
    case ML_EVTX_UINT16:
        return 2;
    case ML_EVTX_INT64:
    case ML_EVTX_UINT64:
    case ML_EVTX_DOUBLE:
    case ML_EVTX_SIZE:
    case ML_EVTX_FILETIME:
    case ML_EVTX_HEX64:
        return 8;
    default:
        return 4;
    }
}

struct evtx_arg evtx_arg_of(const struct evtx_datum *d, struct ml_buf *keep)
{
    size_t at = keep->n;
    char number[8];
    unsigned type = d->type ? d->type : ML_EVTX_STRING;
    bool is_time = d->text && type == ML_EVTX_FILETIME;

    if (d->null)
        return (struct evtx_arg){ .type = ML_EVTX_NULL };
    if (d->bytes.p)
        return (struct evtx_arg){ .type = type, .bytes = d->bytes };
    evtx_put64(number, is_time ? evtx_filetime(d->text) : d->number);
    if (d->text && type == ML_EVTX_GUID)
        evtx_guid(keep, d->text);
    else if (d->text && type == ML_EVTX_SID)
        evtx_sid(keep, d->text);
    else if (d->text && type == ML_EVTX_ANSI)
        ml_buf_text(keep, d->text);
    else if (!is_time && (d->text || type == ML_EVTX_STRING))
        make_utf16(keep, false, ml_str_of(d->text));
    else
        ml_buf_add(keep, number, number_bytes(type));
    return (struct evtx_arg){ .type = type, .bytes = { keep->p + at, keep->n - at } };
}

/* --- What the event says
 * ------------------------------------------------------------------ */

static bool is_end(const struct evtx_datum *d)
{
    return !d->name && !d->text && !d->type && !d->bytes.p && !d->null && !d->number;
}

static size_t count_data(const struct evtx_event *e)
{
    size_t n = 0;

    while (n < EVTX_DATA_MAX && !is_end(&e->data[n]))
        n++;
    return n;
}

static void data_head(struct evtx_log *log, const char *name, int dependency,
                      unsigned flags)
{
    evtx_open(log, "Data", dependency, flags | (name ? EVTX_ATTRIBUTES : 0));
    if (name) {
        evtx_attribute(log, "Name", false);
        evtx_text(log, name);
    }
    evtx_close_start(log);
}

static unsigned type_of(const struct evtx_datum *d)
{
    return d->type ? d->type : ML_EVTX_STRING;
}

/* A value that may be none is optional: its element goes with it. */
static void data_value(struct evtx_log *log, const struct writing *w, size_t i)
{
    const struct evtx_datum *d = &w->event->data[i];

    if (d->null)
        evtx_optional(log, (unsigned)i, type_of(d));
    else
        evtx_value(log, (unsigned)i, type_of(d));
}

static void manifest_data(struct evtx_log *log, const struct writing *w)
{
    evtx_open(log, "EventData", -1, 0);
    evtx_close_start(log);
    for (size_t i = 0; i < w->ndata; i++) {
        data_head(log, w->event->data[i].name, -1, 0);
        data_value(log, w, i);
        evtx_close(log);
    }
    evtx_close(log);
}

/* Elements by path: those that two paths have in common are opened once. */
static void user_data(struct evtx_log *log, const struct writing *w)
{
    char open[8][64];
    unsigned nopen = 0;

    evtx_open(log, w->event->user_data, -1, 0);
    evtx_close_start(log);
    for (size_t i = 0; i < w->ndata; i++) {
        ml_str rest = ml_str_of(w->event->data[i].name), part;
        unsigned depth = 0;
        while (ml_str_cut(rest, '/', &part, &rest)) {
            char name[64];
            snprintf(name, sizeof(name), "%.*s", ML_STR_ARG(part));
            if (depth < nopen && strcmp(open[depth], name) != 0)
                for (; nopen > depth; nopen--)
                    evtx_close(log);
            if (depth == nopen && depth < ML_COUNT(open)) {
                snprintf(open[nopen++], sizeof(open[0]), "%s", name);
                evtx_open(log, name, -1, 0);
                evtx_close_start(log);
            }
            depth++;
        }
        for (; nopen > depth; nopen--)
            evtx_close(log);
        char leaf[64];
        snprintf(leaf, sizeof(leaf), "%.*s", ML_STR_ARG(part));
        evtx_open(log, leaf, -1, 0);
        evtx_close_start(log);
        data_value(log, w, i);
        evtx_close(log);
    }
    for (; nopen; nopen--)
        evtx_close(log);
    evtx_close(log);
}

/* One template for all events of the same shape. */
static void shape_of(const struct writing *w, struct ml_buf *key)
{
    ml_buf_printf(key, "%s|", w->event->user_data ? w->event->user_data : "EventData");
    for (size_t i = 0; i < w->ndata; i++) {
        const char *name = w->event->data[i].name;
        ml_buf_printf(key, "%s:%u%s|", name ? name : "", type_of(&w->event->data[i]),
                      w->event->data[i].null ? "?" : "");
    }
    ml_buf_char(key, 0);
}

static void manifest_body(struct evtx_log *log, const void *ctx)
{
    const struct writing *w = ctx;
    struct evtx_arg args[EVTX_DATA_MAX];
    struct ml_buf key = { 0 }, keep = { 0 };

    ml_buf_reserve(&keep, 1 << 17); /* so that it does not move */
    shape_of(w, &key);
    if (evtx_template(log, key.p)) {
        evtx_fragment(log);
        if (w->event->user_data)
            user_data(log, w);
        else
            manifest_data(log, w);
        evtx_end(log);
        evtx_template_end(log);
    }
    for (size_t i = 0; i < w->ndata; i++)
        args[i] = evtx_arg_of(&w->event->data[i], &keep);
    evtx_args(log, args, w->ndata);
    evtx_end(log);
    ml_buf_reset(&key);
    ml_buf_reset(&keep);
}

/* <Data>all of them, as an array</Data><Binary>..</Binary> */
static void classic_body(struct evtx_log *log, const void *ctx)
{
    const struct writing *w = ctx;
    struct ml_buf array = { 0 };
    char zero[4] = { 0 };

    evtx_fragment(log);
    if (evtx_template(log, "classic")) {
        evtx_fragment(log);
        evtx_open(log, "EventData", -1, 0);
        evtx_close_start(log);
        data_head(log, NULL, 0, 0);
        evtx_optional(log, 0, ML_EVTX_STRING | ML_EVTX_ARRAY);
        evtx_close(log);
        evtx_open(log, "Binary", 2, 0);
        evtx_close_start(log);
        evtx_optional(log, 2, ML_EVTX_BINARY);
        evtx_close(log);
        evtx_close(log);
        evtx_end(log);
        evtx_template_end(log);
    }
    for (size_t i = 0; i < w->ndata; i++) {
        make_utf16(&array, false, ml_str_of(w->event->data[i].text));
        ml_buf_add(&array, zero, 2);
    }
    evtx_args(log,
              (struct evtx_arg[]){
                  { .type = w->ndata ? ML_EVTX_STRING | ML_EVTX_ARRAY : ML_EVTX_NULL,
                    .bytes = ml_buf_view(&array) },
                  { .type = ML_EVTX_UINT32, .bytes = { zero, 4 } },
                  { .type = w->event->binary.n ? ML_EVTX_BINARY : ML_EVTX_NULL,
                    .bytes = w->event->binary } },
              3);
    evtx_end(log);
    ml_buf_reset(&array);
}

static void elements(struct evtx_log *log, const struct writing *w, unsigned flags)
{
    evtx_open(log, w->event->user_data ? w->event->user_data : "EventData", -1, flags);
    evtx_close_start(log);
    for (size_t i = 0; i < w->ndata; i++) {
        data_head(log, w->event->data[i].name, -1, flags);
        if (w->event->data[i].text)
            evtx_text(log, w->event->data[i].text);
        evtx_close(log);
    }
    evtx_close(log);
}

/* As the last, but an element that stands in the value: without a fragment, and without
 * room for a dependency. */
static void elements_body(struct evtx_log *log, const void *ctx)
{
    elements(log, ctx, EVTX_NO_DEPENDENCY);
}

/* --- System
 * ------------------------------------------------------------------------------- */

static void slot(struct evtx_log *log, const char *name, int at, unsigned type)
{
    evtx_open(log, name, at, 0);
    evtx_close_start(log);
    evtx_optional(log, (unsigned)at, type);
    evtx_close(log);
}

static void constant(struct evtx_log *log, const char *name, const char *text)
{
    if (!text)
        return;
    evtx_open(log, name, -1, 0);
    evtx_close_start(log);
    evtx_text(log, text);
    evtx_close(log);
}

static void provider(struct evtx_log *log, const struct writing *w)
{
    const struct evtx_event *e = w->event;

    evtx_open(log, "Provider", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "Name", w->style == EVTX_MANIFEST || e->guid || e->source);
    if (w->style == EVTX_MANIFEST) {
        evtx_optional(log, S_PROVIDER, ML_EVTX_STRING);
        evtx_attribute(log, "Guid", e->source != NULL);
        evtx_optional(log, S_GUID, ML_EVTX_GUID);
    } else {
        evtx_text(log, e->provider ? e->provider : "");
        if (e->guid) {
            evtx_attribute(log, "Guid", e->source != NULL);
            evtx_text(log, e->guid);
        }
    }
    if (e->source) {
        evtx_attribute(log, "EventSourceName", false);
        evtx_text(log, e->source);
    }
    evtx_close_empty(log);
}

static void system_of(struct evtx_log *log, const struct writing *w)
{
    const struct evtx_event *e = w->event;

    evtx_open(log, "System", -1, 0);
    evtx_close_start(log);
    provider(log, w);
    evtx_open(log, "EventID", S_EVENT, EVTX_ATTRIBUTES);
    evtx_attribute(log, "Qualifiers", false);
    evtx_optional(log, S_QUALIFIERS, ML_EVTX_UINT16);
    evtx_close_start(log);
    evtx_optional(log, S_EVENT, ML_EVTX_UINT16);
    evtx_close(log);
    slot(log, "Version", S_VERSION, ML_EVTX_UINT8);
    slot(log, "Level", S_LEVEL, ML_EVTX_UINT8);
    slot(log, "Task", S_TASK, ML_EVTX_UINT16);
    slot(log, "Opcode", S_OPCODE, ML_EVTX_UINT8);
    slot(log, "Keywords", S_KEYWORDS, ML_EVTX_HEX64);
    evtx_open(log, "TimeCreated", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "SystemTime", false);
    evtx_optional(log, S_TIME, ML_EVTX_FILETIME);
    evtx_close_empty(log);
    slot(log, "EventRecordID", S_RECORD, ML_EVTX_UINT64);
    evtx_open(log, "Correlation", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "ActivityID", true);
    evtx_optional(log, S_ACTIVITY, ML_EVTX_GUID);
    evtx_attribute(log, "RelatedActivityID", false);
    evtx_optional(log, S_RELATED, ML_EVTX_GUID);
    evtx_close_empty(log);
    evtx_open(log, "Execution", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "ProcessID", true);
    evtx_optional(log, S_PROCESS, ML_EVTX_UINT32);
    evtx_attribute(log, "ThreadID", false);
    evtx_optional(log, S_THREAD, ML_EVTX_UINT32);
    evtx_close_empty(log);
    if (w->style == EVTX_MANIFEST)
        slot(log, "Channel", S_CHANNEL, ML_EVTX_STRING);
    else
        constant(log, "Channel", e->channel);
    constant(log, "Computer", e->computer);
    evtx_open(log, "Security", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "UserID", false);
    evtx_optional(log, S_USER, ML_EVTX_SID);
    evtx_close_empty(log);
    evtx_close(log);
}

static void event_template(struct evtx_log *log, const struct writing *w)
{
    int body = w->style == EVTX_MANIFEST ? S_BODY : S_BODY_CLASSIC;

    evtx_fragment(log);
    evtx_open(log, "Event", body, EVTX_ATTRIBUTES);
    evtx_attribute(log, "xmlns", false);
    evtx_text(log, XMLNS);
    evtx_close_start(log);
    system_of(log, w);
    if (w->event->user_data) {
        evtx_open(log, "UserData", body, 0);
        evtx_close_start(log);
    }
    evtx_optional(log, (unsigned)body, ML_EVTX_BINXML);
    if (w->event->user_data)
        evtx_close(log);
    evtx_close(log);
    evtx_end(log);
}

/* What is constant in an event's template. */
static void outer_key(const struct writing *w, struct ml_buf *key)
{
    const struct evtx_event *e = w->event;

    if (w->style == EVTX_MANIFEST)
        ml_buf_printf(key, "manifest|%s|", e->source ? e->source : "");
    else
        ml_buf_printf(key, "source|%s|%s|%s|%s|", e->provider ? e->provider : "",
                      e->guid ? e->guid : "", e->source ? e->source : "",
                      e->channel ? e->channel : "");
    ml_buf_printf(key, "%s|%d", e->computer ? e->computer : "", e->user_data != NULL);
    ml_buf_char(key, 0);
}

static struct evtx_arg number_of(uint64_t v, unsigned type, struct ml_buf *keep)
{
    return evtx_arg_of(&(struct evtx_datum){ .type = type, .number = v }, keep);
}

static struct evtx_arg text_of(const char *text, unsigned type, struct ml_buf *keep)
{
    return evtx_arg_of(
        &(struct evtx_datum){ .type = type, .text = text, .null = !text }, keep);
}

static size_t system_args(const struct writing *w, struct evtx_arg *a,
                          struct ml_buf *keep)
{
    const struct evtx_event *e = w->event;
    bool manifest = w->style == EVTX_MANIFEST;

    a[S_LEVEL] = number_of(e->level, ML_EVTX_UINT8, keep);
    a[S_OPCODE] = number_of(e->opcode, ML_EVTX_UINT8, keep);
    a[S_TASK] = number_of(e->task, ML_EVTX_UINT16, keep);
    a[S_EVENT] = number_of(e->event, ML_EVTX_UINT16, keep);
    if (e->qualifiers || !manifest)
        a[S_QUALIFIERS] = number_of(e->qualifiers, ML_EVTX_UINT16, keep);
    a[S_KEYWORDS] = number_of(e->keywords, ML_EVTX_HEX64, keep);
    a[S_TIME] = number_of(w->created, ML_EVTX_FILETIME, keep);
    a[S_ACTIVITY] = text_of(e->activity, ML_EVTX_GUID, keep);
    a[S_PROCESS] = number_of(e->process, ML_EVTX_UINT32, keep);
    a[S_THREAD] = number_of(e->thread, ML_EVTX_UINT32, keep);
    a[S_RECORD] = number_of(w->record, ML_EVTX_UINT64, keep);
    a[S_VERSION] = number_of(e->version, ML_EVTX_UINT8, keep);
    a[S_USER] = text_of(e->user, ML_EVTX_SID, keep);
    a[S_RELATED] = text_of(e->related, ML_EVTX_GUID, keep);
    if (!manifest)
        return S_NSLOTS_CLASSIC;
    a[S_PROVIDER] = text_of(e->provider, ML_EVTX_STRING, keep);
    a[S_GUID] = text_of(e->guid, ML_EVTX_GUID, keep);
    a[S_CHANNEL] = text_of(e->channel, ML_EVTX_STRING, keep);
    return S_NSLOTS;
}

static void templated(struct evtx_log *log, const struct writing *w)
{
    struct evtx_arg args[S_NSLOTS_CLASSIC] = { { 0 } };
    struct ml_buf key = { 0 }, keep = { 0 };
    bool manifest = w->style == EVTX_MANIFEST;

    ml_buf_reserve(&keep, 1 << 17);
    size_t n = system_args(w, args, &keep);
    if (w->ndata || w->event->binary.n || w->event->user_data)
        args[manifest ? S_BODY : S_BODY_CLASSIC] =
            (struct evtx_arg){ .type = ML_EVTX_BINXML,
                               .body = w->event->user_data || manifest ? manifest_body
                                       : w->style == EVTX_ELEMENTS     ? elements_body
                                                                       : classic_body,
                               .ctx = w };
    outer_key(w, &key);
    if (evtx_template(log, key.p)) {
        event_template(log, w);
        evtx_template_end(log);
    }
    evtx_args(log, args, n);
    ml_buf_reset(&key);
    ml_buf_reset(&keep);
}

/* Everything as text, in elements. */
static void plain(struct evtx_log *log, const struct writing *w)
{
    const struct evtx_event *e = w->event;
    char number[40];
    struct ml_civil t =
        ml_civil_of((int64_t)(w->created / 10) - INT64_C(11644473600000000));

    evtx_open(log, "Event", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "xmlns", false);
    evtx_text(log, XMLNS);
    evtx_close_start(log);
    evtx_open(log, "System", -1, 0);
    evtx_close_start(log);
    provider(log, w);
    snprintf(number, sizeof(number), "%u", e->event);
    constant(log, "EventID", number);
    snprintf(number, sizeof(number), "%u", e->level);
    constant(log, "Level", number);
    evtx_open(log, "TimeCreated", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "SystemTime", false);
    snprintf(number, sizeof(number), "%04d-%02u-%02uT%02u:%02u:%02u.%06uZ", t.year,
             (unsigned)t.month % 100, (unsigned)t.day % 100, (unsigned)t.hour % 100,
             (unsigned)t.minute % 100, (unsigned)t.second % 100,
             (unsigned)t.us % 1000000);
    evtx_text(log, number);
    evtx_close_empty(log);
    snprintf(number, sizeof(number), "%llu", (unsigned long long)w->record);
    constant(log, "EventRecordID", number);
    constant(log, "Channel", e->channel);
    constant(log, "Computer", e->computer);
    evtx_close(log);
    elements(log, w, 0);
    evtx_close(log);
}

static void write_event(struct evtx_log *log, const void *ctx)
{
    const struct writing *w = ctx;

    evtx_fragment(log);
    if (w->style == EVTX_PLAIN)
        plain(log, w);
    else
        templated(log, w);
    evtx_end(log);
}

static enum evtx_style style_of(const struct evtx_event *e)
{
    if (e->style != EVTX_AUTO)
        return e->style;
    for (const struct evtx_datum *d = e->data; d < e->data + EVTX_DATA_MAX; d++)
        if (d->name || d->type || d->null)
            return EVTX_MANIFEST;
    return e->user_data ? EVTX_MANIFEST : EVTX_CLASSIC;
}

void evtx_add(struct evtx_log *log, const struct evtx_event *event)
{
    struct writing w = { .event = event,
                         .style = style_of(event),
                         .record =
                             event->record ? event->record : evtx_next_record(log),
                         .created = event->created ? event->created
                                    : event->time  ? evtx_filetime(event->time)
                                                   : evtx_next_time(log),
                         .ndata = count_data(event) };

    evtx_record(log, w.record, event->written ? event->written : w.created, write_event,
                &w);
}
