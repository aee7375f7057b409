/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_EVTXMAKE_H
#define ML_SUPPORT_EVTXMAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Windows event logs (.evtx) by code, as Windows lays them out: names and templates
 * stand where a chunk uses them first and are referred to by offset from then on, the
 * tables of a chunk's header say where they are, checksums are right.
 *
 *     struct evtx_log *log = evtx_new();
 *     evtx_add(log, &(struct evtx_event){ .provider = "VSS", .event = 8193, ... });
 *     evtx_finish(log, &bytes);
 *
 * There are three levels: an event (evtx_add), a record whose tokens the caller writes
 * (evtx_record and what follows it), and bytes (evtx_u8 and the damage at the end).
 */

struct evtx_log;

struct evtx_log *evtx_new(void);

/** Append the file, and free the log. */
void evtx_finish(struct evtx_log *log, struct ml_buf *out);

/* --- An event ------------------------------------------------------------------- */

/** A value. Without a type it is the text; of a number the type tells how many bytes.
 */
struct evtx_datum {
    const char *name; /* NULL: a Data without a name */
    const char *text; /* UTF-8 */
    unsigned type;    /* enum ml_evtx_type; 0: a text */
    uint64_t number;
    ml_str bytes; /* as they stand, when given */
    bool null;    /* there is none */
};

/** How an event is laid out. */
enum evtx_style {
    EVTX_AUTO = 0, /* classic when its data have no names, else manifest */
    EVTX_MANIFEST, /* System by substitution, EventData a template of its own */
    EVTX_CLASSIC,  /* source and channel stand in the template, data are one array */
    EVTX_ELEMENTS, /* as classic, but EventData stands as elements in the value */
    EVTX_PLAIN,    /* no template at all */
};

enum { EVTX_DATA_MAX = 24 };

struct evtx_event {
    enum evtx_style style;
    uint64_t record;  /* 0: the one after the last */
    const char *time; /* ISO 8601, UTC; NULL: a second after the last */
    uint64_t created; /* FILETIME, when given: instead of `time` */
    uint64_t written; /* FILETIME of the record's head; 0: as created */
    const char *provider, *guid, *source; /* NULL: not there */
    uint32_t event, qualifiers;           /* qualifiers 0: none, unless classic */
    unsigned version, level, task, opcode;
    uint64_t keywords;
    const char *activity, *related; /* GUIDs */
    uint32_t process, thread;
    const char *channel, *computer;
    const char *user;      /* SID */
    const char *user_data; /* name of the element below UserData; NULL: EventData */
    ml_str binary;         /* of a classic event */
    /** The end is where nothing is set. Below UserData a name is a path ("a/b"). */
    struct evtx_datum data[EVTX_DATA_MAX];
};

/** Append an event, in a new chunk when the last one is full. */
void evtx_add(struct evtx_log *log, const struct evtx_event *event);

/** What an event gets that does not say: the id after the last, a second later. */
uint64_t evtx_next_record(const struct evtx_log *log);
uint64_t evtx_next_time(const struct evtx_log *log);

/** Bytes of the file so far, in whole chunks. */
uint64_t evtx_size(const struct evtx_log *log);

/** Begin another chunk with the next record. */
void evtx_next_chunk(struct evtx_log *log);

/** A chunk that holds nothing but zeros. */
void evtx_zero_chunk(struct evtx_log *log);

/* --- A record's tokens ----------------------------------------------------------- */

/** Writes what stands in a record; called again for the next chunk when it does not fit
 * into this one. */
typedef void evtx_body(struct evtx_log *log, const void *ctx);

/** A record: its head, what `body` writes, padding, its size once more. */
void evtx_record(struct evtx_log *log, uint64_t record, uint64_t filetime,
                 evtx_body *body, const void *ctx);

void evtx_u8(struct evtx_log *log, unsigned v);
void evtx_u16(struct evtx_log *log, unsigned v);
void evtx_u32(struct evtx_log *log, uint32_t v);
void evtx_u64(struct evtx_log *log, uint64_t v);
void evtx_bytes(struct evtx_log *log, ml_str bytes);

/** Where the next byte goes, from the beginning of the chunk. */
uint32_t evtx_at(const struct evtx_log *log);

/** Change four bytes that were written already. */
void evtx_patch(struct evtx_log *log, uint32_t at, uint32_t v);

void evtx_fragment(struct evtx_log *log); /* 0f 01 01 00 */
void evtx_end(struct evtx_log *log);      /* end of a fragment */

enum {
    EVTX_ATTRIBUTES = 1,    /* attributes follow */
    EVTX_NO_DEPENDENCY = 2, /* as in a value */
};

/** <name ...; `dependency`: of which value, -1 none. */
void evtx_open(struct evtx_log *log, const char *name, int dependency, unsigned flags);

/** Behind the last attribute: > or />, which ends the element. */
void evtx_close_start(struct evtx_log *log);
void evtx_close_empty(struct evtx_log *log);

/** </name> */
void evtx_close(struct evtx_log *log);

/** name=; the value follows. */
void evtx_attribute(struct evtx_log *log, const char *name, bool more);

void evtx_text(struct evtx_log *log, const char *utf8);
void evtx_cdata(struct evtx_log *log, const char *utf8);
void evtx_char(struct evtx_log *log, unsigned c);
void evtx_entity(struct evtx_log *log, const char *name);
void evtx_pi(struct evtx_log *log, const char *target, const char *utf8);
void evtx_value(struct evtx_log *log, unsigned index, unsigned type);    /* 0d */
void evtx_optional(struct evtx_log *log, unsigned index, unsigned type); /* 0e */

/**
 * Begin an instance of the template called `key`: true when the chunk does not have it
 * yet. Then its fragment is to be written and evtx_template_end() called.
 */
bool evtx_template(struct evtx_log *log, const char *key);
void evtx_template_end(struct evtx_log *log);

/** Where the template called `key` stands in the chunk; 0: nowhere yet. */
uint32_t evtx_template_at(const struct evtx_log *log, const char *key);

/**
 * The values of an instance. Those of ML_EVTX_BINXML with a `body` are written by it,
 * in place.
 */
struct evtx_arg {
    unsigned type;
    ml_str bytes;
    evtx_body *body;
    const void *ctx;
};
void evtx_args(struct evtx_log *log, const struct evtx_arg *args, size_t n);

/** A datum's type and bytes; those are appended to *keep, so reserve before. */
struct evtx_arg evtx_arg_of(const struct evtx_datum *datum, struct ml_buf *keep);

/** FILETIME of an ISO 8601 stamp in UTC. */
uint64_t evtx_filetime(const char *iso);

/** The bytes of "{...}", of "S-1-5-18". */
void evtx_guid(struct ml_buf *out, const char *text);
void evtx_sid(struct ml_buf *out, const char *text);

/* --- Bytes of a file that is finished ----------------------------------------------
 */

enum {
    EVTX_AT_FIRST_CHUNK = 8, /* offsets in the file header */
    EVTX_AT_LAST_CHUNK = 16,
    EVTX_AT_NEXT_RECORD = 24,
    EVTX_AT_NCHUNKS = 42,
    EVTX_AT_FLAGS = 120,
    EVTX_AT_SUM = 124,
    EVTX_DIRTY = 1, /* flags */
    EVTX_FULL = 2,
};

size_t evtx_nchunks(const struct ml_buf *file);

/** The bytes of chunk `i`. */
unsigned char *evtx_chunk(struct ml_buf *file, size_t i);

/** Where record `k` of chunk `i` begins in it; 0: there is none. */
uint32_t evtx_record_at(struct ml_buf *file, size_t i, unsigned k);

void evtx_put16(void *at, unsigned v);
void evtx_put32(void *at, uint32_t v);
void evtx_put64(void *at, uint64_t v);
uint32_t evtx_get32(const void *at);

/** Checksums anew, after bytes were changed: of the file header, of a chunk. */
void evtx_seal_header(struct ml_buf *file);
void evtx_seal_chunk(unsigned char *chunk);

/** The order of a log that went round: the first `n` chunks go to the end. */
void evtx_rotate(struct ml_buf *file, size_t n);

#endif
