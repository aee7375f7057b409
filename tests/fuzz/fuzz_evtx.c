/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/buf.h"
#include "input/charset.h"
#include "record/eventtext.h"
#include "record/evtx.h"
#include "record/evtxfile.h"

/* The first byte chooses: 1 look into the slack; 2 a whole file, from a stream that
 * gives as many bytes at once as the rest of it says; else a chunk. */

static struct ml_evtx_reader *reader;
static struct ml_buf out;

static void check_text(ml_str s)
{
    FUZZ_HOLDS((s.p || !s.n) && ml_utf8_valid(s));
}

/* One line, whatever is in it. */
static void check_line(ml_str s)
{
    check_text(s);
    for (size_t i = 0; i < s.n; i++)
        FUZZ_HOLDS((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f);
}

static void check_value(const struct ml_evtx_value *v)
{
    uint64_t number;

    out.n = 0;
    ml_evtx_value_text(v, &out);
    if (v->type != ML_EVTX_STRING) /* any character may stand in those */
        check_text(ml_buf_view(&out));
    (void)ml_evtx_value_number(v, &number);
    out.n = 0;
    ml_event_value(v, &out);
    check_line(ml_buf_view(&out));
}

static void check_xml(const struct ml_evtx_event *e)
{
    out.n = 0;
    ml_evtx_xml(reader, e, &out);
    check_text(ml_buf_view(&out));
    xmlDoc *doc = xmlReadMemory(out.p, (int)out.n, NULL, NULL,
                                XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                    XML_PARSE_NONET | XML_PARSE_HUGE);
    FUZZ_HOLDS(doc);
    xmlFreeDoc(doc);
}

static void check_event(const struct ml_evtx_event *e)
{
    check_text(e->provider);
    check_text(e->source);
    check_text(e->channel);
    check_text(e->computer);
    check_text(e->message);
    check_value(&e->provider_guid);
    check_value(&e->activity);
    check_value(&e->user);
    for (size_t i = 0; i < e->ndata; i++) {
        check_text(e->data[i].name);
        check_value(&e->data[i].value);
    }
    out.n = 0;
    ml_event_text(e, ML_STR(""), &out);
    check_line(ml_buf_view(&out));
    out.n = 0;
    ml_event_text(e, ML_STR("%1 100 %% %2!x! %99"), &out);
    check_line(ml_buf_view(&out));
    check_xml(e);
}

static void read_chunk(const void *p, size_t n, bool slack)
{
    struct ml_evtx_event e;
    unsigned records = 0;

    if (!ml_evtx_chunk_open(reader, p, n, slack))
        return;
    while (ml_evtx_next(reader, &e)) {
        FUZZ_HOLDS(++records <= ML_EVTX_CHUNK_BYTES / 28);
        check_event(&e);
    }
    (void)ml_evtx_in_slack(reader);
    out.n = 0;
    ml_evtx_chunk_say(ml_evtx_chunk_faults(reader), &out);
}

struct pieces {
    const uint8_t *p;
    size_t n, at_once;
};

static ssize_t read_piece(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    struct pieces *left = ctx;
    size_t n = left->n < left->at_once ? left->n : left->at_once;

    (void)err;
    n = n < cap ? n : cap;
    if (n)
        memcpy(buf, left->p, n);
    left->p += n;
    left->n -= n;
    return (ssize_t)n;
}

static void read_file(const uint8_t *data, size_t size, unsigned how)
{
    struct pieces pieces = { data, size, 1 + (size_t)how * how };
    struct ml_stream stream = { .ctx = &pieces, .read = read_piece };
    struct ml_evtx_file *file = ml_evtx_file_open(&stream);
    struct ml_evtx_chunk chunk;
    struct ml_err err;

    while (ml_evtx_file_next(file, &chunk, &err) == ML_OK) {
        FUZZ_HOLDS(chunk.n <= ML_EVTX_CHUNK_BYTES && chunk.at_bytes + chunk.n <= size);
        read_chunk(chunk.p, chunk.n, false);
    }
    out.n = 0;
    ml_evtx_file_say(ml_evtx_file_faults(file), &out);
    FUZZ_HOLDS(ml_evtx_file_bytes(file) <= size);
    ml_evtx_file_close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_evtx_header header;

    if (size < 1)
        return 0;
    reader = ml_evtx_reader_new();
    (void)ml_evtx_header_parse((ml_str){ (const char *)data + 1, size - 1 }, &header);
    if (data[0] & 2)
        read_file(data + 1, size - 1, data[0] >> 2);
    else
        read_chunk(data + 1, size - 1, data[0] & 1);
    reader = ml_evtx_reader_free(reader);
    ml_buf_reset(&out);
    return 0;
}
