/* SPDX-License-Identifier: MIT */
#include "support/evtxmake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/time.h"
#include "record/evtx.h"
#include "support/make_text.h"

enum {
    CHUNK = ML_EVTX_CHUNK_BYTES,
    FIRST = ML_EVTX_RECORDS_AT,
    HEADER = ML_EVTX_HEADER_BYTES,
    NAMES_AT = 128, /* the chunk's table of names: 64 buckets, */
    NAMES = 64,
    TEMPLATES_AT = 384, /* of templates: 32 */
    TEMPLATES = 32,
    RECORD_HEAD = 24,
    OPEN_MAX = 256,
};

/* A chunk that is being filled. A record that does not fit is taken back by putting the
 * copy back that was made before it; the bytes behind `n` do not matter then. */
struct chunk {
    uint32_t n;            /* bytes */
    uint32_t names[NAMES]; /* as in the header: the newest of a bucket */
    uint32_t templates[TEMPLATES];
    uint64_t first_record, last_record; /* 0: none yet */
    uint32_t last_at;
    bool is_full; /* something did not fit */
};

struct open_element {
    uint32_t size_at;  /* where its size stands */
    uint32_t attrs_at; /* that of its attributes; 0: it has none */
};

struct evtx_log {
    struct ml_buf chunks; /* finished */
    unsigned char bytes[CHUNK];
    struct chunk now;
    bool begun;                      /* there is a chunk: begun and not yet finished */
    uint64_t last_record, last_time; /* id and FILETIME of the record before */
    struct open_element open[OPEN_MAX];
    unsigned nopen;
    uint32_t defining[8]; /* templates whose definition is being written */
    unsigned ndefining;
};

/* --- Little endian -----------------------------------------------------------------
 */

static void put(void *at, uint64_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        ((unsigned char *)at)[i] = (unsigned char)(v >> 8 * i);
}

void evtx_put16(void *at, unsigned v)
{
    put(at, v, 2);
}

void evtx_put32(void *at, uint32_t v)
{
    put(at, v, 4);
}

void evtx_put64(void *at, uint64_t v)
{
    put(at, v, 8);
}

uint32_t evtx_get32(const void *at)
{
    const unsigned char *p = at;
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* --- Checksums ---------------------------------------------------------------------
 */

static uint32_t crc(uint32_t before, const void *p, size_t n)
{
    return (uint32_t)crc32(before, p, (unsigned)n);
}

void evtx_seal_header(struct ml_buf *file)
{
    evtx_put32(file->p + EVTX_AT_SUM, crc(0, file->p, 120));
}

void evtx_seal_chunk(unsigned char *chunk)
{
    uint32_t free_at = evtx_get32(chunk + 48);

    if (free_at >= FIRST && free_at <= CHUNK)
        evtx_put32(chunk + 52, crc(0, chunk + FIRST, free_at - FIRST));
    evtx_put32(chunk + 124, crc(crc(0, chunk, 120), chunk + 128, FIRST - 128));
}

/* --- Chunks and the file -------------------------------------------------------------
 */

struct evtx_log *evtx_new(void)
{
    struct evtx_log *log = calloc(1, sizeof(*log));

    if (!log)
        abort();
    log->last_time = evtx_filetime("2026-11-20T00:00:00Z");
    return log;
}

uint64_t evtx_next_record(const struct evtx_log *log)
{
    return log->last_record + 1;
}

uint64_t evtx_next_time(const struct evtx_log *log)
{
    return log->last_time + 10000000;
}

uint64_t evtx_size(const struct evtx_log *log)
{
    return HEADER + log->chunks.n + (log->begun ? CHUNK : 0);
}

static void begin_chunk(struct evtx_log *log)
{
    log->now = (struct chunk){ .n = FIRST };
    log->begun = true;
}

static void end_chunk(struct evtx_log *log)
{
    unsigned char *b = log->bytes;
    const struct chunk *c = &log->now;

    if (!log->begun)
        return;
    log->begun = false;
    memset(b, 0, FIRST);
    memset(b + c->n, 0, CHUNK - c->n);
    memcpy(b, "ElfChnk", 7);
    evtx_put64(b + 8, c->first_record);
    evtx_put64(b + 16, c->last_record);
    evtx_put64(b + 24, c->first_record);
    evtx_put64(b + 32, c->last_record);
    evtx_put32(b + 40, 128);
    evtx_put32(b + 44, c->last_at);
    evtx_put32(b + 48, c->n);
    for (unsigned i = 0; i < NAMES; i++)
        evtx_put32(b + NAMES_AT + 4 * i, c->names[i]);
    for (unsigned i = 0; i < TEMPLATES; i++)
        evtx_put32(b + TEMPLATES_AT + 4 * i, c->templates[i]);
    evtx_seal_chunk(b);
    ml_buf_add(&log->chunks, b, CHUNK);
}

void evtx_next_chunk(struct evtx_log *log)
{
    end_chunk(log);
}

void evtx_zero_chunk(struct evtx_log *log)
{
    end_chunk(log);
    make_run(&log->chunks, 0, CHUNK);
}

void evtx_finish(struct evtx_log *log, struct ml_buf *out)
{
    size_t at = out->n;

    end_chunk(log);
    size_t n = log->chunks.n / CHUNK;
    make_run(out, 0, HEADER);
    char *h = out->p + at;
    memcpy(h, "ElfFile", 7);
    evtx_put64(h + EVTX_AT_LAST_CHUNK, n ? n - 1 : 0);
    evtx_put64(h + EVTX_AT_NEXT_RECORD, log->last_record + 1);
    evtx_put32(h + 32, 128);
    evtx_put16(h + 36, 1); /* version 3.1 */
    evtx_put16(h + 38, 3);
    evtx_put16(h + 40, HEADER);
    evtx_put16(h + EVTX_AT_NCHUNKS, (unsigned)n);
    evtx_put32(h + EVTX_AT_SUM, crc(0, h, 120));
    ml_buf_str(out, ml_buf_view(&log->chunks));
    ml_buf_reset(&log->chunks);
    free(log);
}

/* --- Bytes of a record ---------------------------------------------------------------
 */

void evtx_bytes(struct evtx_log *log, ml_str bytes)
{
    if (bytes.n > CHUNK - log->now.n) {
        log->now.is_full = true;
        return;
    }
    if (bytes.n)
        memcpy(log->bytes + log->now.n, bytes.p, bytes.n);
    log->now.n += (uint32_t)bytes.n;
}

static void add(struct evtx_log *log, uint64_t v, unsigned n)
{
    char bytes[8];

    put(bytes, v, n);
    evtx_bytes(log, (ml_str){ bytes, n });
}

void evtx_u8(struct evtx_log *log, unsigned v)
{
    add(log, v, 1);
}

void evtx_u16(struct evtx_log *log, unsigned v)
{
    add(log, v, 2);
}

void evtx_u32(struct evtx_log *log, uint32_t v)
{
    add(log, v, 4);
}

void evtx_u64(struct evtx_log *log, uint64_t v)
{
    add(log, v, 8);
}

uint32_t evtx_at(const struct evtx_log *log)
{
    return log->now.n;
}

void evtx_patch(struct evtx_log *log, uint32_t at, uint32_t v)
{
    if (!log->now.is_full)
        evtx_put32(log->bytes + at, v);
}

static bool try_record(struct evtx_log *log, uint64_t record, uint64_t filetime,
                       evtx_body *body, const void *ctx)
{
    if (!log->begun)
        begin_chunk(log);
    struct chunk before = log->now;
    uint32_t at = before.n;

    evtx_bytes(log, ML_STR("**\0\0"));
    evtx_u32(log, 0);
    evtx_u64(log, record);
    evtx_u64(log, filetime);
    body(log, ctx);
    log->nopen = log->ndefining = 0;
    while ((evtx_at(log) + 4) % 8 && !log->now.is_full)
        evtx_u8(log, 0);
    uint32_t size = evtx_at(log) + 4 - at;
    evtx_u32(log, size);
    evtx_patch(log, at + 4, size);
    if (log->now.is_full) {
        log->now = before;
        return false;
    }
    log->now.last_at = at;
    log->now.last_record = record;
    if (at == FIRST)
        log->now.first_record = record;
    log->last_record = record;
    log->last_time = filetime;
    return true;
}

void evtx_record(struct evtx_log *log, uint64_t record, uint64_t filetime,
                 evtx_body *body, const void *ctx)
{
    if (try_record(log, record, filetime, body, ctx))
        return;
    end_chunk(log);
    if (!try_record(log, record, filetime, body, ctx)) {
        fprintf(stderr, "record %llu does not fit into a chunk\n",
                (unsigned long long)record);
        abort();
    }
}

/* --- Names
 * ----------------------------------------------------------------------------- */

static unsigned hash_of(ml_str utf16)
{
    uint32_t h = 0;

    for (size_t i = 0; i + 1 < utf16.n; i += 2)
        h = h * 65599 +
            ((unsigned char)utf16.p[i] | (unsigned)(unsigned char)utf16.p[i + 1] << 8);
    return h & 0xffff;
}

/* Where a name stands already; 0: nowhere. */
static uint32_t name_at(const struct evtx_log *log, ml_str utf16, unsigned hash)
{
    for (uint32_t at = log->now.names[hash % NAMES]; at;
         at = evtx_get32(log->bytes + at)) {
        const unsigned char *b = log->bytes + at;
        if ((b[6] | (size_t)b[7] << 8) * 2 == utf16.n &&
            memcmp(b + 8, utf16.p, utf16.n) == 0)
            return at;
    }
    return 0;
}

/* The offset of a name, behind which the name stands when it is new. */
static void put_name(struct evtx_log *log, const char *name)
{
    struct ml_buf text = { 0 };

    make_utf16(&text, false, ml_str_of(name));
    unsigned hash = hash_of(ml_buf_view(&text));
    uint32_t at = log->now.is_full ? 0 : name_at(log, ml_buf_view(&text), hash);
    if (at) {
        evtx_u32(log, at);
    } else {
        at = evtx_at(log) + 4;
        evtx_u32(log, at);
        evtx_u32(log, log->now.names[hash % NAMES]);
        evtx_u16(log, hash);
        evtx_u16(log, (unsigned)text.n / 2);
        evtx_bytes(log, ml_buf_view(&text));
        evtx_u16(log, 0);
        log->now.names[hash % NAMES] = at;
    }
    ml_buf_reset(&text);
}

/* --- Tokens
 * ------------------------------------------------------------------------------ */

void evtx_fragment(struct evtx_log *log)
{
    evtx_bytes(log, ML_STR("\x0f\1\1\0"));
}

void evtx_end(struct evtx_log *log)
{
    evtx_u8(log, 0);
}

void evtx_open(struct evtx_log *log, const char *name, int dependency, unsigned flags)
{
    struct open_element *e = &log->open[log->nopen++];

    if (log->nopen == OPEN_MAX)
        abort();
    evtx_u8(log, flags & EVTX_ATTRIBUTES ? 0x41 : 0x01);
    if (!(flags & EVTX_NO_DEPENDENCY))
        evtx_u16(log, (unsigned)dependency);
    e->size_at = evtx_at(log);
    evtx_u32(log, 0);
    put_name(log, name);
    e->attrs_at = 0;
    if (flags & EVTX_ATTRIBUTES) {
        e->attrs_at = evtx_at(log);
        evtx_u32(log, 0);
    }
}

static struct open_element *innermost(struct evtx_log *log)
{
    if (!log->nopen)
        abort();
    return &log->open[log->nopen - 1];
}

static void end_attributes(struct evtx_log *log)
{
    struct open_element *e = innermost(log);

    if (e->attrs_at)
        evtx_patch(log, e->attrs_at, evtx_at(log) - e->attrs_at - 4);
}

static void end_element(struct evtx_log *log)
{
    struct open_element *e = innermost(log);

    evtx_patch(log, e->size_at, evtx_at(log) - e->size_at - 4);
    log->nopen--;
}

void evtx_close_start(struct evtx_log *log)
{
    end_attributes(log);
    evtx_u8(log, 2);
}

void evtx_close_empty(struct evtx_log *log)
{
    end_attributes(log);
    evtx_u8(log, 3);
    end_element(log);
}

void evtx_close(struct evtx_log *log)
{
    evtx_u8(log, 4);
    end_element(log);
}

void evtx_attribute(struct evtx_log *log, const char *name, bool more)
{
    evtx_u8(log, more ? 0x46 : 0x06);
    put_name(log, name);
}

/* The number of characters and the characters. */
static void put_counted(struct evtx_log *log, const char *utf8)
{
    struct ml_buf text = { 0 };

    make_utf16(&text, false, ml_str_of(utf8));
    evtx_u16(log, (unsigned)text.n / 2);
    evtx_bytes(log, ml_buf_view(&text));
    ml_buf_reset(&text);
}

void evtx_text(struct evtx_log *log, const char *utf8)
{
    evtx_u8(log, 5);
    evtx_u8(log, ML_EVTX_STRING);
    put_counted(log, utf8);
}

void evtx_cdata(struct evtx_log *log, const char *utf8)
{
    evtx_u8(log, 7);
    put_counted(log, utf8);
}

void evtx_char(struct evtx_log *log, unsigned c)
{
    evtx_u8(log, 8);
    evtx_u16(log, c);
}

void evtx_entity(struct evtx_log *log, const char *name)
{
    evtx_u8(log, 9);
    put_name(log, name);
}

void evtx_pi(struct evtx_log *log, const char *target, const char *utf8)
{
    evtx_u8(log, 0x0a);
    put_name(log, target);
    evtx_u8(log, 0x0b);
    put_counted(log, utf8);
}

static void substitution(struct evtx_log *log, unsigned token, unsigned index,
                         unsigned type)
{
    evtx_u8(log, token);
    evtx_u16(log, index);
    evtx_u8(log, type);
}

void evtx_value(struct evtx_log *log, unsigned index, unsigned type)
{
    substitution(log, 0x0d, index, type);
}

void evtx_optional(struct evtx_log *log, unsigned index, unsigned type)
{
    substitution(log, 0x0e, index, type);
}

/* --- Templates
 * ----------------------------------------------------------------------------- */

/* A GUID for a key: the same for the same key, in any log. */
static void guid_of_key(const char *key, unsigned char *guid)
{
    uint64_t a = UINT64_C(14695981039346656037), b = UINT64_C(1099511628211);

    for (; *key; key++) {
        a = (a ^ (unsigned char)*key) * UINT64_C(1099511628211);
        b = (b + a) * UINT64_C(6364136223846793005) + 1;
    }
    evtx_put64(guid, a);
    evtx_put64(guid + 8, b);
}

uint32_t evtx_template_at(const struct evtx_log *log, const char *key)
{
    unsigned char guid[16];

    guid_of_key(key, guid);
    uint32_t at = log->now.templates[evtx_get32(guid) % TEMPLATES];
    while (at && memcmp(log->bytes + at + 4, guid, 16) != 0)
        at = evtx_get32(log->bytes + at);
    return at;
}

bool evtx_template(struct evtx_log *log, const char *key)
{
    unsigned char guid[16];
    uint32_t at = log->now.is_full ? 0 : evtx_template_at(log, key);

    guid_of_key(key, guid);
    evtx_u8(log, 0x0c);
    evtx_u8(log, 1);
    evtx_u32(log, evtx_get32(guid));
    evtx_u32(log, at ? at : evtx_at(log) + 4);
    if (at)
        return false;
    uint32_t *bucket = &log->now.templates[evtx_get32(guid) % TEMPLATES];
    at = evtx_at(log);
    evtx_u32(log, *bucket);
    *bucket = at;
    evtx_bytes(log, (ml_str){ (char *)guid, 16 });
    log->defining[log->ndefining++] = evtx_at(log);
    evtx_u32(log, 0);
    return true;
}

void evtx_template_end(struct evtx_log *log)
{
    uint32_t at = log->defining[--log->ndefining];
    evtx_patch(log, at, evtx_at(log) - at - 4);
}

void evtx_args(struct evtx_log *log, const struct evtx_arg *args, size_t n)
{
    uint32_t heads = evtx_at(log) + 4;

    evtx_u32(log, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        evtx_u16(log, (unsigned)args[i].bytes.n);
        evtx_u8(log, args[i].type);
        evtx_u8(log, 0);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t from = evtx_at(log);
        evtx_bytes(log, args[i].bytes);
        if (!args[i].body)
            continue;
        args[i].body(log, args[i].ctx);
        if (!log->now.is_full)
            evtx_put16(log->bytes + heads + 4 * i, evtx_at(log) - from);
    }
}

/* --- A file that is finished
 * ------------------------------------------------------------------ */

size_t evtx_nchunks(const struct ml_buf *file)
{
    return file->n < HEADER ? 0 : (file->n - HEADER + CHUNK - 1) / CHUNK;
}

unsigned char *evtx_chunk(struct ml_buf *file, size_t i)
{
    return (unsigned char *)file->p + HEADER + i * CHUNK;
}

uint32_t evtx_record_at(struct ml_buf *file, size_t i, unsigned k)
{
    const unsigned char *b = evtx_chunk(file, i);
    uint32_t at = FIRST, end = evtx_get32(b + 48);

    while (k-- && at + RECORD_HEAD < end)
        at += evtx_get32(b + at + 4);
    return at + RECORD_HEAD < end ? at : 0;
}

void evtx_rotate(struct ml_buf *file, size_t n)
{
    struct ml_buf head = { 0 };
    size_t bytes = n * CHUNK;

    ml_buf_add(&head, file->p + HEADER, bytes);
    memmove(file->p + HEADER, file->p + HEADER + bytes, file->n - HEADER - bytes);
    memcpy(file->p + file->n - bytes, head.p, bytes);
    ml_buf_reset(&head);
}
