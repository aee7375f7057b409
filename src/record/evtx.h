/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVTX_H
#define ML_RECORD_EVTX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Windows event logs (.evtx): a header of 4096 bytes, then chunks of 65536 bytes, each
 * of which stands alone: its records refer to names and templates of the same chunk
 * only. So a log is read chunk by chunk, from any slice of memory, in any order.
 *
 *     bytes -> ml_evtx_header_parse()
 *           -> ml_evtx_chunk_open() -> ml_evtx_next() -> struct ml_evtx_event
 *
 * A template is compiled once in a chunk to the steps that give the fields of an event,
 * and run for each record: what is constant is converted once, what a record brings is
 * only pointed at until somebody asks for its text.
 *
 * Input is hostile: every offset, size and count is checked against the chunk, nesting
 * is bounded, and so is the work that one chunk may cause. Source: record/FORMATS.md.
 */

enum {
    ML_EVTX_HEADER_BYTES = 4096,
    ML_EVTX_CHUNK_BYTES = 65536,
    ML_EVTX_RECORDS_AT = 512, /* where records begin in a chunk */
};

struct ml_evtx_header {
    uint64_t first_chunk, last_chunk; /* numbers, in the order of their writing */
    uint64_t next_record;             /* id that the next event will get */
    uint16_t major, minor;            /* 3.1, 3.2 */
    uint16_t nchunks;                 /* as stated; more than 65,535 wrap */
    uint32_t header_bytes;            /* where the first chunk begins: 4096 */
    bool dirty; /* was open when it was copied: the numbers above may be old */
    bool full;
    bool checksum_ok;
};

/** Read the file header. False when `bytes` does not begin with one. */
bool ml_evtx_header_parse(ml_str bytes, struct ml_evtx_header *ret);

/** Types of values, as numbered in the format. */
enum ml_evtx_type {
    ML_EVTX_NULL = 0x00,
    ML_EVTX_STRING = 0x01, /* UTF-16LE, mostly without its NUL */
    ML_EVTX_ANSI = 0x02,
    ML_EVTX_INT8 = 0x03,
    ML_EVTX_UINT8 = 0x04,
    ML_EVTX_INT16 = 0x05,
    ML_EVTX_UINT16 = 0x06,
    ML_EVTX_INT32 = 0x07,
    ML_EVTX_UINT32 = 0x08,
    ML_EVTX_INT64 = 0x09,
    ML_EVTX_UINT64 = 0x0a,
    ML_EVTX_FLOAT = 0x0b,
    ML_EVTX_DOUBLE = 0x0c,
    ML_EVTX_BOOL = 0x0d, /* 4 bytes; other sizes and numbers were met */
    ML_EVTX_BINARY = 0x0e,
    ML_EVTX_GUID = 0x0f,
    ML_EVTX_SIZE = 0x10, /* 4 or 8 bytes */
    ML_EVTX_FILETIME = 0x11,
    ML_EVTX_SYSTEMTIME = 0x12,
    ML_EVTX_SID = 0x13,
    ML_EVTX_HEX32 = 0x14,
    ML_EVTX_HEX64 = 0x15,
    ML_EVTX_HANDLE = 0x20,
    ML_EVTX_BINXML = 0x21,
    ML_EVTX_XML = 0x23,
    ML_EVTX_ARRAY = 0x80, /* flag: several of the type below it */
    ML_EVTX_UTF8 = 0x100, /* ours: text that is converted already */
};

/** A value as it stands in the chunk. */
struct ml_evtx_value {
    uint16_t type; /* enum ml_evtx_type; a single value: arrays come item by item */
    const unsigned char *p;
    uint32_t n; /* bytes */
};

/** Append the value as Windows prints it in XML, not escaped; a text up to its first
 * NUL. Bytes that are no text become U+FFFD. */
void ml_evtx_value_text(const struct ml_evtx_value *value, struct ml_buf *out);

/** The value as a number, when it is one (a decimal text too); else false. */
bool ml_evtx_value_number(const struct ml_evtx_value *value, uint64_t *ret);

/** One piece of what an event says: below EventData or UserData. */
struct ml_evtx_data {
    ml_str name; /* Data's Name, else the element's own; empty for a Data without a
                    name. "Element@Attribute" for an attribute */
    struct ml_evtx_value
        value;  /* ML_EVTX_NULL: the place is there, but nothing in it */
    bool aside; /* an attribute, or Binary: it is not counted by %1, %2 of a sentence */
};

/** An event record. What it points at is valid until the next one is read, its texts
 * (ml_str) until the next chunk is opened. */
struct ml_evtx_event {
    uint64_t record;  /* EventRecordID; that of the record's head where it is not there:
                         the  heads of a log that was exported count anew */
    uint64_t written; /* FILETIME: when it was written, of the record's head */
    uint64_t created; /* FILETIME: TimeCreated; 0 when it is not there */
    ml_str provider;  /* UTF-8, as all text here */
    ml_str source;    /* EventSourceName, or empty */
    ml_str channel, computer;
    ml_str message; /* as rendered by the machine that forwarded it, or empty */
    uint32_t event; /* EventID */
    uint32_t qualifiers;
    uint8_t level, version,
        opcode; /* level: 1 critical ... 5 verbose; 0 always logged */
    uint16_t task;
    uint64_t keywords;
    uint32_t process, thread;
    /* GUID, GUID, SID (or text of it); ML_EVTX_NULL when not there */
    struct ml_evtx_value provider_guid, activity, user;
    const struct ml_evtx_data *data;
    size_t ndata;
    bool damaged; /* the record could be read in part only */
    ml_str bytes; /* the record in the chunk: for ml_evtx_xml() */
};

/** What is wrong with a chunk; bits. Its records are read all the same. */
enum {
    ML_EVTX_BAD_MAGIC = 1,   /* it is no chunk, its records were looked for */
    ML_EVTX_BAD_HEADER = 2,  /* checksum of the header */
    ML_EVTX_BAD_RECORDS = 4, /* checksum of the records */
    ML_EVTX_BAD_RECORD = 8,  /* a record that is none, or is damaged */
    ML_EVTX_CUT = 16,        /* it ends before its end */
    ML_EVTX_LIMIT = 32,      /* more work than a chunk may be */
};

struct ml_evtx_reader; /* of chunks, one after the other; for one thread */

struct ml_evtx_reader *ml_evtx_reader_new(void);
struct ml_evtx_reader *ml_evtx_reader_free(struct ml_evtx_reader *r);

/**
 * Begin with a chunk: up to 65536 bytes, which must stay while its records are read.
 *
 * `slack`: look also behind the records, for what older ones left there.
 * Returns whether there is anything to read; an unused chunk, all zeros, has nothing.
 */
bool ml_evtx_chunk_open(struct ml_evtx_reader *r, const void *bytes, size_t n,
                        bool slack);

/** The next record; false at the end of the chunk. */
bool ml_evtx_next(struct ml_evtx_reader *r, struct ml_evtx_event *ret);

/** Read a record of the open chunk again, where `bytes` of its event said it stands. */
void ml_evtx_again(struct ml_evtx_reader *r, ml_str bytes, struct ml_evtx_event *ret);

/** What was wrong with the chunk, as far as it was read: bits ML_EVTX_... */
unsigned ml_evtx_chunk_faults(const struct ml_evtx_reader *r);

/** Whether the record just read lay behind the records, in the slack. */
bool ml_evtx_in_slack(const struct ml_evtx_reader *r);

/** FILETIME (100 ns since 1601, UTC) in microseconds since 1970. */
int64_t ml_evtx_us(uint64_t filetime);

/** "Error" for 2; 0 is "Information", as Windows shows it; empty when it has no name.
 */
ml_str ml_evtx_level(uint8_t level);

/** Append the record as Windows prints an event: <Event xmlns=...> ... </Event>,
 * without blanks between elements, valid XML 1.0 for any input. */
void ml_evtx_xml(struct ml_evtx_reader *r, const struct ml_evtx_event *event,
                 struct ml_buf *out);

#endif
