/* SPDX-License-Identifier: MIT */
#include "support/evtxlines.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/time.h"
#include "record/evtx.h"
#include "support/evtxmake.h"

static const struct {
    const char *word;
    unsigned number;
} types[] = {
    { "uint8", ML_EVTX_UINT8 },   { "uint16", ML_EVTX_UINT16 },
    { "uint32", ML_EVTX_UINT32 }, { "int32", ML_EVTX_INT32 },
    { "uint64", ML_EVTX_UINT64 }, { "hex32", ML_EVTX_HEX32 },
    { "hex64", ML_EVTX_HEX64 },   { "bool", ML_EVTX_BOOL },
    { "filetime", ML_EVTX_FILETIME }, { "guid", ML_EVTX_GUID },
    { "sid", ML_EVTX_SID },       { "null", 0 },
}, levels[] = {
    { "Critical", 1 }, { "Error", 2 }, { "Warning", 3 }, { "Information", 4 }, { "Verbose", 5 },
}, styles[] = {
    { "manifest", EVTX_MANIFEST }, { "classic", EVTX_CLASSIC },
    { "elements", EVTX_ELEMENTS }, { "plain", EVTX_PLAIN },
};

#define LOOK_UP(table, text, ret)                                                      \
    look_up((table), ML_COUNT(table), sizeof((table)[0]), (text), (ret))

/* The rows begin alike: a word, a number. */
static bool look_up(const void *table, size_t n, size_t row_bytes, ml_str text,
                    unsigned *ret)
{
    for (size_t i = 0; i < n; i++) {
        const struct {
            const char *word;
            unsigned number;
        } *row = (const void *)((const char *)table + i * row_bytes);
        if (ml_str_eq(ml_str_of(row->word), text)) {
            *ret = row->number;
            return true;
        }
    }
    return false;
}

/* Decimal, or hexadecimal behind 0x. */
static bool number_of(ml_str text, uint64_t *ret)
{
    int64_t n;

    if (ml_str_starts(text, ML_STR("0x")))
        return ml_str_hex_to_u64(ml_str_from(text, 2), ret);
    if (ml_str_to_u64(text, ret))
        return true;
    if (!ml_str_to_i64(text, &n))
        return false;
    *ret = (uint64_t)n;
    return true;
}

static const char *text_of(struct ml_arena *arena, ml_str s)
{
    return ml_arena_printf(arena, "%.*s", ML_STR_ARG(s)).p;
}

static bool bytes_of(struct ml_arena *arena, ml_str hex, ml_str *ret)
{
    char *bytes = ml_arena_alloc(arena, hex.n / 2 + 1);
    uint64_t byte;

    for (size_t i = 0; i + 1 < hex.n; i += 2) {
        if (!ml_str_hex_to_u64(ml_str_sub(hex, i, 2), &byte))
            return false;
        bytes[i / 2] = (char)byte;
    }
    *ret = (ml_str){ bytes, hex.n / 2 };
    return true;
}

/* @name=text */
static bool set_field(struct ml_arena *arena, struct evtx_event *e, ml_str name,
                      ml_str text)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = { { "activity", &e->activity },
                  { "user", &e->user },
                  { "guid", &e->guid },
                  { "source", &e->source },
                  { "userdata", &e->user_data } };
    uint64_t n = 0;
    unsigned style;

    for (size_t i = 0; i < ML_COUNT(texts); i++)
        if (ml_str_eq(ml_str_of(texts[i].name), name)) {
            *texts[i].text = text_of(arena, text);
            return true;
        }
    if (ml_str_eq(name, ML_STR("binary")))
        return bytes_of(arena, text, &e->binary);
    if (ml_str_eq(name, ML_STR("style"))) {
        if (!LOOK_UP(styles, text, &style))
            return false;
        e->style = (enum evtx_style)style;
        return true;
    }
    if (ml_str_eq(name, ML_STR("written"))) {
        e->written = evtx_filetime(text_of(arena, text));
        return true;
    }
    if (!number_of(text, &n))
        return false;
    if (ml_str_eq(name, ML_STR("qualifiers")))
        e->qualifiers = (uint32_t)n;
    else if (ml_str_eq(name, ML_STR("version")))
        e->version = (unsigned)n;
    else if (ml_str_eq(name, ML_STR("task")))
        e->task = (unsigned)n;
    else if (ml_str_eq(name, ML_STR("opcode")))
        e->opcode = (unsigned)n;
    else if (ml_str_eq(name, ML_STR("keywords")))
        e->keywords = n;
    else if (ml_str_eq(name, ML_STR("process")))
        e->process = (uint32_t)n;
    else if (ml_str_eq(name, ML_STR("thread")))
        e->thread = (uint32_t)n;
    else
        return false;
    return true;
}

static bool is_name(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ml_is_word(s.p[i]) && s.p[i] != '.' && s.p[i] != '/')
            return false;
    return true;
}

static bool set_value(struct ml_arena *arena, struct evtx_datum *d, ml_str text)
{
    if (d->type == ML_EVTX_BOOL && ml_str_eq(text, ML_STR("true")))
        d->number = 1;
    else if (!d->type || d->type == ML_EVTX_FILETIME || d->type == ML_EVTX_GUID ||
             d->type == ML_EVTX_SID)
        d->text = text_of(arena, text);
    else if (d->type != ML_EVTX_BOOL || !ml_str_eq(text, ML_STR("false")))
        return number_of(text, &d->number);
    return true;
}

static bool add_field(struct ml_arena *arena, struct evtx_event *e, size_t *ndata,
                      ml_str field)
{
    struct evtx_datum d = { 0 };
    ml_str name, type, text;
    bool has_type;

    if (!ml_str_cut(field, '=', &name, &text)) {
        name = ML_STR_NONE;
        text = field;
    }
    if (name.n && name.p[0] == '@')
        return set_field(arena, e, ml_str_from(name, 1), text);
    has_type = ml_str_cut(name, ':', &name, &type);
    if (has_type && LOOK_UP(types, type, &d.type))
        d.null = d.type == 0;
    else if (has_type || !is_name(name)) { /* it only looks like one */
        name = ML_STR_NONE;
        text = field;
    }
    if (*ndata == EVTX_DATA_MAX)
        return false;
    if (name.n)
        d.name = text_of(arena, name);
    e->data[*ndata] = d;
    return set_value(arena, &e->data[(*ndata)++], text);
}

enum { COLUMNS = 7 };

static bool add_line(struct evtx_log *log, struct ml_arena *arena, ml_str line)
{
    ml_str column[COLUMNS], rest = line;
    struct evtx_event e = { 0 };
    size_t ndata = 0;
    uint64_t n = 0;
    unsigned level;
    bool more = true;
    struct ml_time t;

    for (int i = 0; i < COLUMNS; i++) {
        if (!more)
            return false;
        more = ml_str_cut(rest, '\t', &column[i], &rest);
    }
    if (column[0].n && !number_of(column[0], &e.record))
        return false;
    if (!ml_time_parse_iso(column[1], &t) || !number_of(column[4], &n))
        return false;
    e.time = text_of(arena, column[1]);
    e.event = (uint32_t)n;
    if (number_of(column[2], &n))
        e.level = (unsigned)n;
    else if (LOOK_UP(levels, column[2], &level))
        e.level = level;
    else
        return false;
    e.provider = text_of(arena, column[3]);
    e.channel = text_of(arena, column[5]);
    e.computer = text_of(arena, column[6]);
    while (more) {
        ml_str field;
        more = ml_str_cut(rest, '\t', &field, &rest);
        if (!add_field(arena, &e, &ndata, field))
            return false;
    }
    evtx_add(log, &e);
    return true;
}

bool evtx_from_lines(struct ml_buf *out, ml_str text, unsigned *ret_line)
{
    struct evtx_log *log = evtx_new();
    struct ml_arena arena;
    unsigned n = 0;
    bool ok = true;
    ml_str line;

    ml_arena_init(&arena);
    while (ok && ml_str_line(&text, &line)) {
        n++;
        if (!line.n || line.p[0] == '#')
            continue;
        if (ml_str_eq(line, ML_STR("%chunk")))
            evtx_next_chunk(log);
        else
            ok = add_line(log, &arena, line);
    }
    evtx_finish(log, out);
    ml_arena_reset(&arena);
    *ret_line = n;
    return ok;
}
