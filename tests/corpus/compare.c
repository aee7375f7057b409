/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "record/evtx.h"
#include "record/evtxfile.h"

/*
 * Compares what is read of an event log with what libevtx reads of it, record by
 * record: their number, id, time, provider, event id, and every piece of data by name
 * and value, in order.
 *
 *     compare [-s] FILE.evtx EXPORT.xml RECOVERED.xml [EVENTS.xml]
 *
 * EXPORT.xml is what `evtxexport -f xml` writes, RECOVERED.xml the same with `-m
 * recovered`, EVENTS.xml what `marslog events --xml` writes. The fields that the reader
 * gives are compared with the first, and so is the last. With -s evtxexport stopped
 * before the end. A difference that is libevtx's own has a name and is counted; any
 * other is shown and fails.
 */

struct pair {
    ml_str name, value;
    bool is_none; /* a value that there is not */
};

struct record {
    uint64_t id;
    ml_str time, provider, event;
    struct pair *data;
    size_t ndata, cap_data;
    bool bad_chunk, behind_end; /* where it stands */
    bool damaged;
};

struct records {
    struct record *record;
    size_t nrecord, cap_record;
};

/* Differences that have a name; README.md of this folder tells of each. */
enum known {
    SAME = 0,
    TIME_DIGITS,
    HEX_DIGITS,
    LINE_ENDS_ONLY,
    INT64_NEGATIVE,
    CONTROLS,
    NONE_KEPT,
    RECOVERED,
    BAD_CHUNK,
    BEHIND_END,
    DAMAGED,
    STOPPED,
    DIFFERENT,
    NKNOWN,
};

static const char *const known_names[NKNOWN] = {
    [TIME_DIGITS] = "time-digits",
    [HEX_DIGITS] = "hex-digits",
    [LINE_ENDS_ONLY] = "line-ends-only",
    [INT64_NEGATIVE] = "int64-negative",
    [CONTROLS] = "control-characters",
    [NONE_KEPT] = "none-kept",
    [RECOVERED] = "recovered",
    [BAD_CHUNK] = "bad-chunk",
    [BEHIND_END] = "behind-end",
    [DAMAGED] = "damaged-record",
    [STOPPED] = "libevtx-stopped",
    [DIFFERENT] = "DIFFERENT",
};

static unsigned long counts[NKNOWN];
static struct ml_arena arena;
static unsigned long nshown;

static void show(const char *fmt, ...) ML_PRINTF(1, 2);

static void show(const char *fmt, ...)
{
    va_list args;

    if (nshown++ >= 20)
        return;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
}

/* What XML cannot hold, evtxexport writes as it is. */
static void make_valid(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r')
            p[i] = '\x7f';
}

/* Line ends as a reader of XML sees them; a CR may have been written as a character
 * reference. */
static ml_str with_lf(ml_str s)
{
    char *to = ml_arena_alloc(&arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        to[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
    }
    make_valid(to, n);
    return (ml_str){ to, n };
}

/* --- What is read of the file --------------------------------------------------------
 */

static ssize_t read_fd(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    (void)err;
    return read(*(int *)ctx, buf, cap);
}

static ml_str value_text(const struct ml_evtx_value *v)
{
    struct ml_buf text = { 0 };

    ml_evtx_value_text(v, &text);
    ml_str ret = ml_arena_dup(&arena, ml_buf_view(&text));
    ml_buf_reset(&text);
    return ret;
}

static void add_event(struct records *list, const struct ml_evtx_event *e,
                      const struct ml_evtx_chunk *chunk, unsigned faults)
{
    size_t at = (size_t)((const unsigned char *)e->bytes.p - chunk->p);
    struct ml_evtx_value time = { ML_EVTX_FILETIME, (const unsigned char *)&e->created,
                                  8 };
    struct record r = { .id = e->record,
                        .provider = ml_arena_dup(&arena, e->provider),
                        .event = ml_arena_printf(&arena, "%u", e->event),
                        .damaged = e->damaged,
                        .bad_chunk = faults & ML_EVTX_BAD_MAGIC,
                        .behind_end = at >= ml_u32(chunk->p + 48) };

    r.time = value_text(&time);
    for (size_t i = 0; i < e->ndata; i++) {
        struct pair p = { ml_arena_dup(&arena, e->data[i].name),
                          with_lf(value_text(&e->data[i].value)),
                          e->data[i].value.type == ML_EVTX_NULL };
        ML_PUSH(r.data, r.ndata, r.cap_data, p);
    }
    ML_PUSH(list->record, list->nrecord, list->cap_record, r);
}

static void take_event(ml_str text, struct records *list);

/* The events of a file, as fields and as XML. */
static void read_log(const char *path, struct records *fields, struct records *xml)
{
    int fd = open(path, O_RDONLY);
    struct ml_stream stream = { .ctx = &fd, .read = read_fd };
    struct ml_evtx_reader *reader = ml_evtx_reader_new();
    struct ml_evtx_event event;
    struct ml_evtx_chunk chunk;
    struct ml_buf text = { 0 };
    struct ml_err err;

    if (fd < 0) {
        perror(path);
        exit(2);
    }
    struct ml_evtx_file *file = ml_evtx_file_open(&stream);
    while (ml_evtx_file_next(file, &chunk, &err) == ML_OK)
        if (ml_evtx_chunk_open(reader, chunk.p, chunk.n, false))
            while (ml_evtx_next(reader, &event)) {
                add_event(fields, &event, &chunk, ml_evtx_chunk_faults(reader));
                text.n = 0;
                ml_evtx_xml(reader, &event, &text);
                take_event(ml_buf_view(&text), xml);
            }
    ml_buf_reset(&text);
    ml_evtx_file_close(file);
    ml_evtx_reader_free(reader);
    close(fd);
}

/* --- What stands in XML
 * ---------------------------------------------------------------- */

static ml_str of_xml(const xmlChar *text)
{
    return ml_arena_dup(&arena, ml_str_of((const char *)text));
}

static ml_str content(const xmlNode *n)
{
    xmlChar *text = xmlNodeGetContent(n);
    ml_str ret = with_lf(of_xml(text));

    xmlFree(text);
    return ret;
}

static ml_str attribute(const xmlNode *n, const char *name)
{
    xmlChar *text = xmlGetNoNsProp(n, (const xmlChar *)name);
    ml_str ret = of_xml(text);

    xmlFree(text);
    return ret;
}

static bool is(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static void take_system(const xmlNode *system, struct record *r)
{
    for (const xmlNode *n = system->children; n; n = n->next) {
        uint64_t id;
        if (is(n, "Provider"))
            r->provider = attribute(n, "Name");
        else if (is(n, "EventID"))
            r->event = content(n);
        else if (is(n, "TimeCreated"))
            r->time = attribute(n, "SystemTime");
        else if (is(n, "EventRecordID") && ml_str_to_u64(content(n), &id))
            r->id = id;
    }
}

static bool has_elements(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE)
            return true;
    return false;
}

static void take_attributes(const xmlNode *n, struct record *r, bool is_section)
{
    struct pair p = { .is_none = false };

    for (const xmlAttr *a = n->properties; a; a = a->next) {
        if (!is_section && strcmp((const char *)a->name, "Name") == 0)
            continue;
        p.name = ml_arena_printf(&arena, "%s@%s", (const char *)n->name,
                                 (const char *)a->name);
        p.value = attribute(n, (const char *)a->name);
        ML_PUSH(r->data, r->ndata, r->cap_data, p);
    }
}

/* Each attribute and each element without elements, in order. */
static void take_data(const xmlNode *n, struct record *r)
{
    struct pair p = { .name = attribute(n, "Name") };

    take_attributes(n, r, false);
    if (has_elements(n)) {
        for (const xmlNode *c = n->children; c; c = c->next)
            if (c->type == XML_ELEMENT_NODE)
                take_data(c, r);
        return;
    }
    if (!p.name.n && !is(n, "Data"))
        p.name = of_xml(n->name);
    p.value = content(n);
    ML_PUSH(r->data, r->ndata, r->cap_data, p);
}

static void take_event(ml_str text, struct records *list)
{
    struct record r = { 0 };
    xmlDoc *doc =
        xmlReadMemory(text.p, (int)text.n, NULL, "UTF-8",
                      XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                          XML_PARSE_NONET | XML_PARSE_HUGE);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        if (is(n, "System")) {
            take_system(n, &r);
            continue;
        }
        take_attributes(n, &r, true);
        for (const xmlNode *c = n->children; c; c = c->next)
            if (c->type == XML_ELEMENT_NODE)
                take_data(c, &r);
    }
    ML_PUSH(list->record, list->nrecord, list->cap_record, r);
    xmlFreeDoc(doc);
}

/* The events of a file, each a document of its own, whatever stands between. */
static void read_xml(const char *path, struct records *list)
{
    static const ml_str begin = { "<Event ", 7 }, end = { "</Event>", 8 };
    struct ml_buf all = { 0 };
    FILE *in = fopen(path, "rb");
    size_t n;

    if (!in) {
        perror(path);
        exit(2);
    }
    while ((n = fread(ml_buf_reserve(&all, 1 << 20), 1, 1 << 20, in)) > 0)
        all.n += n;
    fclose(in);
    make_valid(all.p, all.n);
    for (ml_str rest = ml_buf_view(&all); rest.n;) {
        size_t from = ml_str_find(rest, begin);
        if (from == ML_NPOS)
            break;
        rest = ml_str_from(rest, from);
        size_t to = ml_str_find(rest, end);
        if (to == ML_NPOS)
            break;
        take_event(ml_str_sub(rest, 0, to + end.n), list);
        rest = ml_str_from(rest, to + end.n);
    }
    ml_buf_reset(&all);
}

/* --- Differences
 * ------------------------------------------------------------------------- */

/* 2017-07-12T17:16:28.2141616Z and ...28.214161600Z */
static bool same_time(ml_str a, ml_str b)
{
    ml_str ha, fa, hb, fb;

    if (a.n < 20 || b.n < 20 || a.p[10] != 'T' || !ml_str_cut(a, '.', &ha, &fa) ||
        !ml_str_cut(b, '.', &hb, &fb) || !ml_str_eq(ha, hb))
        return false;
    for (size_t i = 0; i < fa.n || i < fb.n; i++) {
        char ca = i < fa.n && fa.p[i] != 'Z' ? fa.p[i] : '0';
        char cb = i < fb.n && fb.p[i] != 'Z' ? fb.p[i] : '0';
        if (ca != cb)
            return false;
    }
    return true;
}

/* 0x3e7 and 0x00000000000003e7 */
static bool same_hex(ml_str a, ml_str b)
{
    uint64_t na, nb;

    return ml_str_starts(a, ML_STR("0x")) && ml_str_starts(b, ML_STR("0x")) &&
           ml_str_hex_to_u64(ml_str_from(a, 2), &na) &&
           ml_str_hex_to_u64(ml_str_from(b, 2), &nb) && na == nb;
}

/* -1 and -9223372036854775807: the sign was dropped instead of complemented. */
static bool same_negative(ml_str a, ml_str b)
{
    int64_t na, nb;

    return ml_str_to_i64(a, &na) && ml_str_to_i64(b, &nb) && na < 0 &&
           (uint64_t)nb == -((uint64_t)na & INT64_MAX);
}

/* U+FFFD for what XML cannot hold, which make_valid() has made DEL of in the other. */
static bool same_controls(ml_str a, ml_str b)
{
    size_t i = 0, k = 0;

    while (i < a.n && k < b.n) {
        if (b.p[k] == '\x7f' && a.n - i >= 3 && memcmp(a.p + i, "\xef\xbf\xbd", 3) == 0)
            i += 2;
        else if (a.p[i] != b.p[k])
            return false;
        i++;
        k++;
    }
    return i == a.n && k == b.n;
}

static bool is_line_ends(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\n')
            return false;
    return s.n > 0;
}

static enum known compare_text(ml_str ours, ml_str theirs)
{
    if (ml_str_eq(ours, theirs))
        return SAME;
    if (same_time(ours, theirs))
        return TIME_DIGITS;
    if (same_hex(ours, theirs))
        return HEX_DIGITS;
    if (is_line_ends(ours) && theirs.n == 0)
        return LINE_ENDS_ONLY;
    if (same_negative(ours, theirs))
        return INT64_NEGATIVE;
    if (same_controls(ours, theirs))
        return CONTROLS;
    return DIFFERENT;
}

static void check(const struct record *a, const char *what, ml_str name, ml_str ours,
                  ml_str theirs)
{
    enum known k = compare_text(ours, theirs);

    if (k == SAME)
        return;
    counts[k]++;
    if (k == DIFFERENT)
        show("#   record %llu, %s %.*s: \"%.*s\", libevtx \"%.*s\"\n",
             (unsigned long long)a->id, what, ML_STR_ARG(name), ML_STR_ARG(ours),
             ML_STR_ARG(theirs));
}

static void compare_data(const struct record *a, const struct record *b)
{
    size_t i = 0, k = 0;

    for (; i < a->ndata; i++) {
        const struct pair *p = &a->data[i];
        size_t left = a->ndata - i;
        if (p->is_none && b->ndata - k < left) {
            counts[NONE_KEPT]++;
            continue;
        }
        if (k == b->ndata)
            break;
        check(a, "name", ML_STR_NONE, p->name, b->data[k].name);
        check(a, "data", p->name, p->value, b->data[k].value);
        k++;
    }
    if (i == a->ndata && k == b->ndata)
        return;
    counts[DIFFERENT]++;
    show("#   record %llu: %zu data, libevtx %zu\n", (unsigned long long)a->id,
         a->ndata, b->ndata);
}

static void compare_record(const struct record *a, const struct record *b)
{
    check(a, "time", ML_STR_NONE, a->time, b->time);
    check(a, "provider", ML_STR_NONE, a->provider, b->provider);
    check(a, "event", ML_STR_NONE, a->event, b->event);
    compare_data(a, b);
}

/* Where `id` stands next; the end when it does not. */
static size_t find(const struct records *list, size_t from, uint64_t id)
{
    while (from < list->nrecord && list->record[from].id != id)
        from++;
    return from;
}

/* A record that libevtx does not list. */
static void only_ours(const struct record *a, const struct records *recovered,
                      bool stopped)
{
    for (size_t i = 0; (i = find(recovered, i, a->id)) < recovered->nrecord; i++)
        if (same_time(a->time, recovered->record[i].time)) {
            counts[RECOVERED]++;
            compare_record(a, &recovered->record[i]);
            return;
        }
    enum known k = a->bad_chunk    ? BAD_CHUNK
                   : a->behind_end ? BEHIND_END
                   : a->damaged    ? DAMAGED
                   : stopped       ? STOPPED
                                   : DIFFERENT;
    counts[k]++;
    if (k == DIFFERENT)
        show("#   libevtx does not list record %llu\n", (unsigned long long)a->id);
}

static unsigned long compare(const struct records *ours, const struct records *theirs,
                             const struct records *recovered, bool stopped)
{
    size_t i = 0, compared = 0;

    for (size_t k = 0; k < theirs->nrecord; k++) {
        const struct record *b = &theirs->record[k];
        size_t at = find(ours, i, b->id);
        if (at == ours->nrecord) {
            counts[DIFFERENT]++;
            show("#   record %llu of libevtx's is missing\n",
                 (unsigned long long)b->id);
            continue;
        }
        for (; i < at; i++)
            only_ours(&ours->record[i], recovered, false);
        compare_record(&ours->record[at], b);
        compared++;
        i = at + 1;
    }
    for (; i < ours->nrecord; i++)
        only_ours(&ours->record[i], recovered, stopped);
    return compared;
}

static bool report(const char *file, const char *what, unsigned long n)
{
    bool ok = counts[DIFFERENT] == 0;

    printf("%s %s: %s: %lu records", ok ? "ok" : "FAIL", file, what, n);
    for (int k = SAME + 1; k < NKNOWN; k++)
        if (counts[k])
            printf(", %s %lu", known_names[k], counts[k]);
    printf("\n");
    memset(counts, 0, sizeof(counts));
    nshown = 0;
    return ok;
}

/* XML does not tell where in the file an event stands; it is in the same order. */
static void take_places(struct records *events, const struct records *fields)
{
    for (size_t i = 0; i < events->nrecord && i < fields->nrecord; i++) {
        events->record[i].bad_chunk = fields->record[i].bad_chunk;
        events->record[i].behind_end = fields->record[i].behind_end;
        events->record[i].damaged = fields->record[i].damaged;
    }
}

static void release(struct records *list)
{
    for (size_t i = 0; i < list->nrecord; i++)
        free(list->record[i].data);
    free(list->record);
}

int main(int argc, char **argv)
{
    struct records fields = { 0 }, xml = { 0 }, events = { 0 };
    struct records export = { 0 }, recovered = { 0 };
    bool stopped = argc > 1 && strcmp(argv[1], "-s") == 0, ok;

    argv += stopped;
    argc -= stopped;
    if (argc < 4) {
        fprintf(stderr, "usage: compare [-s] FILE.evtx EXPORT.xml RECOVERED.xml "
                        "[EVENTS.xml]\n");
        return 2;
    }
    ml_arena_init(&arena);
    read_log(argv[1], &fields, &xml);
    take_places(&xml, &fields);
    read_xml(argv[2], &export);
    read_xml(argv[3], &recovered);
    ok = report(argv[1], "fields", compare(&fields, &export, &recovered, stopped));
    ok &= report(argv[1], "xml", compare(&xml, &export, &recovered, stopped));
    if (argc > 4) {
        read_xml(argv[4], &events);
        take_places(&events, &fields);
        ok &= report(argv[1], "events", compare(&events, &export, &recovered, stopped));
    }
    release(&fields);
    release(&xml);
    release(&export);
    release(&recovered);
    release(&events);
    ml_arena_reset(&arena);
    return ok ? 0 : 1;
}
