/* SPDX-License-Identifier: MIT */
#include "record/evtx.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "input/crc32.h"
#include "base/bytes.h"
#include "record/evtxreader.h"
#include "base/ban.h"

enum {
    HEADER_SUMMED = 120, /* bytes that the checksum of a header is of */
    RECORD_HEAD = 24,
    RECORD_LEAST = RECORD_HEAD + 4, /* the size stands again behind it */
    FLAG_DIRTY = 1,
    FLAG_FULL = 2,
    FLAG_NO_CRC = 4, /* of the file and of a chunk */
    CONSTANTS_BYTES = 1024 * 1024,
    SCRATCH_BYTES = 256 * 1024,
    WORK_MAX = 1000 * 1000, /* a chunk of real events costs some ten thousand */
};

static const char record_mark[4] = { '*', '*', 0, 0 };

bool ml_evtx_header_parse(ml_str bytes, struct ml_evtx_header *ret)
{
    const unsigned char *p = (const unsigned char *)bytes.p;

    *ret = (struct ml_evtx_header){ .header_bytes = ML_EVTX_HEADER_BYTES };
    if (bytes.n < 128 || memcmp(p, "ElfFile\0", 8) != 0)
        return false;
    ret->first_chunk = ml_u64(p + 8);
    ret->last_chunk = ml_u64(p + 16);
    ret->next_record = ml_u64(p + 24);
    ret->minor = ml_u16(p + 36);
    ret->major = ml_u16(p + 38);
    if (ml_u16(p + 40) >= 128)
        ret->header_bytes = ml_u16(p + 40);
    ret->nchunks = ml_u16(p + 42);
    ret->dirty = ml_u32(p + 120) & FLAG_DIRTY;
    ret->full = ml_u32(p + 120) & FLAG_FULL;
    ret->checksum_ok = (ml_u32(p + 120) & FLAG_NO_CRC) ||
                       ml_crc32(0, p, HEADER_SUMMED) == ml_u32(p + 124);
    return true;
}

static void pool_init(struct ml_evtx_pool *pool, size_t cap)
{
    pool->p = malloc(cap);
    if (!pool->p)
        ml_oom();
    pool->cap = cap;
}

struct ml_evtx_reader *ml_evtx_reader_new(void)
{
    struct ml_evtx_reader *r = calloc(1, sizeof(*r));

    if (!r)
        ml_oom();
    pool_init(&r->constants, CONSTANTS_BYTES);
    pool_init(&r->scratch, SCRATCH_BYTES);
    return r;
}

struct ml_evtx_reader *ml_evtx_reader_free(struct ml_evtx_reader *r)
{
    if (r) {
        ml_evtx_programs_free(r);
        free(r->constants.p);
        free(r->scratch.p);
        free(r->values);
        free(r->data);
        free(r);
    }
    return NULL;
}

static bool all_zero(const unsigned char *p, size_t n)
{
    return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

/* Look at the head of the chunk: where its records end, and whether it is whole. */
static void check_header(struct ml_evtx_reader *r)
{
    const unsigned char *p = r->chunk;
    uint32_t end = ml_u32(p + 48), flags = ml_u32(p + 120);

    r->limit = r->chunk_n;
    if (memcmp(p, "ElfChnk\0", 8) != 0) {
        r->faults |= ML_EVTX_BAD_MAGIC;
        return;
    }
    uint32_t crc = ml_crc32(0, p, HEADER_SUMMED);
    crc = ml_crc32(crc, p + 128, ML_EVTX_RECORDS_AT - 128);
    if (crc != ml_u32(p + 124) && !(flags & FLAG_NO_CRC))
        r->faults |= ML_EVTX_BAD_HEADER;
    if (end < ML_EVTX_RECORDS_AT || end > ML_EVTX_CHUNK_BYTES)
        r->faults |= ML_EVTX_BAD_HEADER;
    else if (end <= r->chunk_n)
        r->limit = end;
    else
        return; /* cut: its records cannot be summed up */
    if (!(r->faults & ML_EVTX_BAD_HEADER) && !(flags & FLAG_NO_CRC) &&
        ml_crc32(0, p + ML_EVTX_RECORDS_AT, r->limit - ML_EVTX_RECORDS_AT) !=
            ml_u32(p + 52))
        r->faults |= ML_EVTX_BAD_RECORDS;
}

bool ml_evtx_chunk_open(struct ml_evtx_reader *r, const void *bytes, size_t n,
                        bool slack)
{
    r->chunk = bytes;
    r->chunk_n = n < ML_EVTX_CHUNK_BYTES ? (uint32_t)n : ML_EVTX_CHUNK_BYTES;
    r->at = ML_EVTX_RECORDS_AT;
    r->slack = slack;
    r->in_slack = false;
    r->nrecords = 0;
    r->last_record = 0;
    r->faults = 0;
    r->work_left = WORK_MAX;
    ml_evtx_programs_clear(r);
    if (all_zero(r->chunk, r->chunk_n)) {
        r->at = r->limit = r->chunk_n;
        return false;
    }
    if (r->chunk_n < ML_EVTX_CHUNK_BYTES)
        r->faults |= ML_EVTX_CUT;
    if (r->chunk_n < ML_EVTX_RECORDS_AT) {
        r->at = r->limit = r->chunk_n;
        return true;
    }
    check_header(r);
    return true;
}

/* The size of the record at `at`, whose mark is there; 0 when it is none. */
static uint32_t record_bytes(const struct ml_evtx_reader *r, uint32_t at)
{
    uint32_t size, room = r->chunk_n - at;

    if (room < RECORD_LEAST)
        return 0;
    size = ml_u32(r->chunk + at + 4);
    return size >= RECORD_LEAST && size <= room ? size : 0;
}

/* The next place with the mark of a record, or the end of the chunk. */
static uint32_t next_mark(const struct ml_evtx_reader *r, uint32_t from)
{
    const unsigned char *p = from < r->chunk_n
                                 ? memmem(r->chunk + from, r->chunk_n - from,
                                          record_mark, sizeof(record_mark))
                                 : NULL;

    return p ? (uint32_t)(p - r->chunk) : r->chunk_n;
}

static bool is_marked(const struct ml_evtx_reader *r, uint32_t at)
{
    return at + sizeof(record_mark) <= r->chunk_n &&
           memcmp(r->chunk + at, record_mark, sizeof(record_mark)) == 0;
}

/* Whether a record that lies behind the end that the header states belongs to the log:
 * it does when it goes on counting, since then the header was not yet written again.
 * Else it was left there by an older use of the chunk. */
static bool goes_on(const struct ml_evtx_reader *r, uint32_t at)
{
    return r->nrecords && record_bytes(r, at) &&
           ml_u64(r->chunk + at + 8) == r->last_record + 1;
}

/* Move to the next record: false when there is none. */
static bool find_record(struct ml_evtx_reader *r)
{
    for (;;) {
        if (!r->in_slack && r->at >= r->limit) {
            bool more = is_marked(r, r->at) && goes_on(r, r->at);
            if (!more && !r->slack)
                return false;
            r->in_slack = !more;
        }
        uint32_t mark = is_marked(r, r->at) ? r->at : next_mark(r, r->at);
        if (mark != r->at && !r->in_slack) {
            uint32_t upto = mark < r->limit ? mark : r->limit;
            /* A free space that the header counts among the records is seen in copies.
             */
            if (!all_zero(r->chunk + r->at, upto - r->at))
                r->faults |= ML_EVTX_BAD_RECORD;
        }
        bool passed = mark > r->limit && r->at < r->limit && mark != r->at;
        r->at = mark;
        if (mark >= r->chunk_n)
            return false;
        if (passed && !r->in_slack)
            continue; /* is it one of the log's own? */
        if (record_bytes(r, mark))
            return true;
        if (!r->in_slack)
            r->faults |= r->faults & ML_EVTX_CUT ? 0 : ML_EVTX_BAD_RECORD;
        r->at = next_mark(r, mark + 1);
        if (r->at >= r->chunk_n)
            return false;
    }
}

/* Take the record at [at, at + size) apart. */
static void read_record(struct ml_evtx_reader *r, uint32_t at, uint32_t size,
                        struct ml_evtx_event *ret)
{
    const unsigned char *p = r->chunk + at;
    bool whole = ml_u32(p + 4) == size && ml_u32(p + size - 4) == size;

    *ret = (struct ml_evtx_event){ .record = ml_u64(p + 8),
                                   .written = ml_u64(p + 16),
                                   .bytes = { (const char *)p, size },
                                   .damaged = !whole };
    ml_evtx_event_read(r, at + RECORD_HEAD, at + size - (whole ? 4 : 0), ret);
    if (!ret->record)
        ret->record = ml_u64(p + 8);
}

bool ml_evtx_next(struct ml_evtx_reader *r, struct ml_evtx_event *ret)
{
    if (r->at >= r->chunk_n || !find_record(r))
        return false;
    uint32_t size = record_bytes(r, r->at);

    if (ml_u32(r->chunk + r->at + size - 4) != size) {
        /* Its size may be wrong: what comes next must not be passed over. */
        uint32_t next = next_mark(r, r->at + RECORD_HEAD);
        if (next < r->at + size && record_bytes(r, next))
            size = next - r->at;
    }
    read_record(r, r->at, size, ret);
    if (ret->damaged && !r->in_slack)
        r->faults |= ML_EVTX_BAD_RECORD;
    r->last_record = ml_u64(r->chunk + r->at + 8);
    r->at += size;
    r->nrecords++;
    return true;
}

void ml_evtx_again(struct ml_evtx_reader *r, ml_str bytes, struct ml_evtx_event *ret)
{
    read_record(r, (uint32_t)((const unsigned char *)bytes.p - r->chunk),
                (uint32_t)bytes.n, ret);
}

unsigned ml_evtx_chunk_faults(const struct ml_evtx_reader *r)
{
    return r->faults;
}

bool ml_evtx_in_slack(const struct ml_evtx_reader *r)
{
    return r->in_slack;
}
