/* SPDX-License-Identifier: MIT */
#include "record/evtxfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/bytes.h"
#include "base/ban.h"

/*
 * A window of bytes slides over the stream. It always reaches a little beyond the chunk
 * at its beginning, so that it can be seen whether the next one stands where it should.
 */
enum {
    BEYOND_BYTES = 512, /* a chunk's header */
    WINDOW_BYTES = 4 * ML_EVTX_CHUNK_BYTES,
    MAGIC_BYTES = 8,
};

static const char file_magic[MAGIC_BYTES] = "ElfFile";
static const char chunk_magic[MAGIC_BYTES] = "ElfChnk";

struct ml_evtx_file {
    struct ml_stream *stream;
    struct ml_evtx_header header;
    bool has_header, ended, failed;
    struct ml_err err; /* when it failed */
    unsigned faults;
    uint64_t nread_bytes, number, nchunks; /* nchunks: that begin as one does */
    uint64_t nodd;  /* behind the last of these: neither chunk nor zeros nor records */
    size_t at, end; /* of what is left in the window */
    unsigned char window[WINDOW_BYTES];
};

static size_t left(const struct ml_evtx_file *f)
{
    return f->end - f->at;
}

static const unsigned char *here(const struct ml_evtx_file *f)
{
    return f->window + f->at;
}

/* Have `want` bytes in the window, or all that are left. */
static void fill(struct ml_evtx_file *f, size_t want)
{
    if (left(f) >= want)
        return;
    memmove(f->window, here(f), left(f));
    f->end = left(f);
    f->at = 0;
    while (!f->ended && f->end < want) {
        ssize_t n = ml_stream_read(f->stream, f->window + f->end, WINDOW_BYTES - f->end,
                                   &f->err);
        f->failed = n < 0;
        f->ended = n <= 0;
        if (n > 0) {
            f->end += (size_t)n;
            f->nread_bytes += (uint64_t)n;
        }
    }
}

static bool has_magic(const unsigned char *p, size_t n)
{
    return n >= MAGIC_BYTES && memcmp(p, chunk_magic, MAGIC_BYTES) == 0;
}

/* Whether a chunk begins here, and not a text that quotes its first bytes: the length
 * of its header is fixed, and the places in it lie inside. */
static bool is_chunk(const unsigned char *p, size_t n)
{
    return n >= ML_EVTX_RECORDS_AT && has_magic(p, n) && ml_u32(p + 40) == 128 &&
           ml_u32(p + 44) <= ML_EVTX_CHUNK_BYTES &&
           ml_u32(p + 48) <= ML_EVTX_CHUNK_BYTES;
}

/* How far it is to the next chunk within `n` bytes, not the one here; n when there is
 * none. `have` may reach further than n. */
static size_t next_chunk(const unsigned char *p, size_t n, size_t have)
{
    for (size_t i = 1; i < n;) {
        const unsigned char *e = memchr(p + i, 'E', n - i);
        if (!e)
            break;
        i = (size_t)(e - p);
        if (is_chunk(e, have - i))
            return i;
        i++;
    }
    return n;
}

static bool is_zero(const unsigned char *p, size_t n)
{
    return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

/*
 * Step over the file header. The length that it states is believed when a chunk stands
 * there; else it is what it is in every log.
 */
static void skip_header(struct ml_evtx_file *f)
{
    size_t length = ML_EVTX_HEADER_BYTES, stated;

    fill(f, ML_EVTX_CHUNK_BYTES + BEYOND_BYTES);
    f->has_header =
        left(f) >= MAGIC_BYTES && memcmp(here(f), file_magic, MAGIC_BYTES) == 0 &&
        ml_evtx_header_parse((ml_str){ (const char *)here(f), left(f) }, &f->header);
    if (!f->has_header) {
        f->faults |= ML_EVTX_FILE_NO_HEADER;
        if (is_chunk(here(f), left(f)) || left(f) < length ||
            !is_chunk(here(f) + length, left(f) - length))
            return; /* begins at a chunk, or nobody knows where */
    } else {
        if (!f->header.checksum_ok)
            f->faults |= ML_EVTX_FILE_BAD_HEADER;
        stated = f->header.header_bytes;
        if (stated != length && stated >= 128 && stated < left(f) &&
            is_chunk(here(f) + stated, left(f) - stated))
            length = stated;
        if (left(f) < length) {
            length = left(f);
            f->faults |= ML_EVTX_FILE_CUT;
        }
    }
    f->at += length;
}

struct ml_evtx_file *ml_evtx_file_open(struct ml_stream *stream)
{
    struct ml_evtx_file *f = malloc(sizeof(*f));

    if (!f)
        ml_oom();
    memset(f, 0, offsetof(struct ml_evtx_file, window));
    f->stream = stream;
    skip_header(f);
    return f;
}

struct ml_evtx_file *ml_evtx_file_close(struct ml_evtx_file *file)
{
    free(file);
    return NULL;
}

const struct ml_evtx_header *ml_evtx_file_header(const struct ml_evtx_file *file)
{
    return file->has_header ? &file->header : NULL;
}

/*
 * How long the chunk here is. The rest of the window tells: behind a chunk comes
 * another, or unused space, or the end. Where it is neither, or this is no chunk, bytes
 * may have been lost, and the next chunk begins earlier.
 */
static size_t extent(struct ml_evtx_file *f)
{
    size_t n = left(f) < ML_EVTX_CHUNK_BYTES ? left(f) : ML_EVTX_CHUNK_BYTES;
    size_t rest = left(f) - n;
    const unsigned char *behind = here(f) + n;
    bool fits =
        has_magic(here(f), n) && n == ML_EVTX_CHUNK_BYTES &&
        (rest < MAGIC_BYTES || has_magic(behind, rest) || is_zero(behind, MAGIC_BYTES));

    if (fits)
        return n;
    size_t earlier = next_chunk(here(f), n, left(f));
    if (earlier < n)
        f->faults |= ML_EVTX_FILE_SHIFTED;
    else if (n < ML_EVTX_CHUNK_BYTES)
        f->faults |= ML_EVTX_FILE_CUT;
    return earlier;
}

/* Whether a record's mark stands anywhere: else there is nothing to look for. */
static bool has_record(const unsigned char *p, size_t n)
{
    return memmem(p, n, "**\0\0", 4) != NULL;
}

/* What can be said only at the end. A log that was open, or is larger than its number
 * of chunks can count, may well hold more than it states, but not fewer. */
static enum ml_rc finish(struct ml_evtx_file *f, struct ml_err *err)
{
    if (f->has_header && f->number < f->header.nchunks)
        f->faults |= ML_EVTX_FILE_CUT;
    /* Space that a log reserved may hold what the disk held before. */
    if (f->nodd && f->has_header && f->number - f->nodd < f->header.nchunks)
        f->faults |= ML_EVTX_FILE_LOST;
    if (!f->has_header && f->nchunks == 0)
        f->faults |= ML_EVTX_FILE_NO_CHUNK;
    if (!f->failed)
        return ML_END;
    f->faults |= ML_EVTX_FILE_CUT;
    if (err)
        *err = f->err;
    return ML_FAIL;
}

enum ml_rc ml_evtx_file_next(struct ml_evtx_file *file, struct ml_evtx_chunk *ret,
                             struct ml_err *err)
{
    struct ml_evtx_file *f = file;

    for (;;) {
        fill(f, ML_EVTX_CHUNK_BYTES + BEYOND_BYTES);
        if (left(f) == 0)
            return finish(f, err);
        size_t zeros = left(f) < ML_EVTX_CHUNK_BYTES ? left(f) : ML_EVTX_CHUNK_BYTES;
        if (is_zero(here(f), zeros)) { /* not used yet; a short rest is no damage */
            f->at += zeros;
            f->number++;
            continue;
        }
        struct ml_evtx_chunk chunk = { .p = here(f),
                                       .number = f->number++,
                                       .at_bytes = f->nread_bytes - left(f) };
        bool is_one = is_chunk(here(f), left(f));
        chunk.n = (uint32_t)extent(f);
        f->at += chunk.n;
        if (!is_one && !has_magic(chunk.p, chunk.n) && !has_record(chunk.p, chunk.n)) {
            f->nodd++;
            continue;
        }
        if (f->nodd)
            f->faults |= ML_EVTX_FILE_LOST;
        f->nodd = 0;
        f->nchunks += is_one;
        *ret = chunk;
        return ML_OK;
    }
}

unsigned ml_evtx_file_faults(const struct ml_evtx_file *file)
{
    return file->faults;
}

uint64_t ml_evtx_file_bytes(const struct ml_evtx_file *file)
{
    return file->nread_bytes - left(file);
}

struct saying {
    unsigned bit;
    const char *text;
};

static void say(const struct saying *list, size_t n, unsigned faults,
                struct ml_buf *out)
{
    const char *between = "";

    for (size_t i = 0; i < n; i++)
        if (faults & list[i].bit) {
            ml_buf_text(out, between);
            ml_buf_text(out, list[i].text);
            between = ", ";
        }
}

void ml_evtx_file_say(unsigned faults, struct ml_buf *out)
{
    static const struct saying list[] = {
        { ML_EVTX_FILE_NO_CHUNK, "it is no event log" },
        { ML_EVTX_FILE_NO_HEADER, "the header of the log is missing" },
        { ML_EVTX_FILE_BAD_HEADER, "the checksum of the log's header is wrong" },
        { ML_EVTX_FILE_SHIFTED, "bytes are missing before a chunk" },
        { ML_EVTX_FILE_LOST, "a chunk was overwritten" },
        { ML_EVTX_FILE_CUT, "the log ends before its end" },
    };

    say(list, ML_COUNT(list), faults, out);
}

void ml_evtx_chunk_say(unsigned faults, struct ml_buf *out)
{
    static const struct saying list[] = {
        { ML_EVTX_BAD_MAGIC, "it does not begin as a chunk does" },
        { ML_EVTX_BAD_HEADER, "the checksum of its header is wrong" },
        { ML_EVTX_BAD_RECORDS, "the checksum of its records is wrong" },
        { ML_EVTX_BAD_RECORD, "a record is damaged" },
        { ML_EVTX_CUT, "it ends before its end" },
        { ML_EVTX_LIMIT, "reading it on would be too much work" },
    };

    say(list, ML_COUNT(list), faults, out);
}

bool ml_evtx_file_was_open(const struct ml_evtx_file *file, uint64_t faulty,
                           unsigned faults)
{
    const struct ml_evtx_header *header = ml_evtx_file_header(file);
    unsigned sums = ML_EVTX_BAD_HEADER | ML_EVTX_BAD_RECORDS;

    return header && header->dirty && faulty == 1 && !(faults & ~sums);
}
