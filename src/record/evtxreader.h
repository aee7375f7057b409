/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVTXREADER_H
#define ML_RECORD_EVTXREADER_H

#include "record/binxml.h"
#include "record/evtx.h"

/*
 * What the parts of the reader share: evtx.c finds the records of a chunk,
 * evtxcompile.c and evtxrun.c turn one into an event, evtxxml.c into XML.
 */

/** Memory for text that is dropped all at once. Bounded, so that it never moves. */
struct ml_evtx_pool {
    char *p;
    size_t n, cap;
};

struct ml_evtx_step; /* evtxstep.h */
struct ml_evtx_program;

struct ml_evtx_reader {
    const unsigned char *chunk;
    uint32_t chunk_n;
    uint32_t at;          /* where the next record may begin */
    uint32_t limit;       /* where the records end, by the chunk's header */
    uint64_t last_record; /* id of the record read last */
    uint32_t nrecords;
    bool slack, in_slack;
    unsigned faults;
    uint64_t work_left; /* values and steps that the chunk may still cost */
    /* Templates of this chunk, compiled. */
    struct ml_evtx_program *programs;
    size_t nprograms, cap_programs;
    struct ml_evtx_step *steps;
    size_t nsteps, cap_steps;
    uint32_t buckets[64];          /* 1 + index of a program, by definition */
    struct ml_evtx_pool constants; /* of the chunk */
    struct ml_evtx_pool scratch;   /* of the record */
    /* Of the record being read. */
    struct ml_evtx_value *values;
    size_t nvalues, cap_values;
    struct ml_evtx_data *data;
    size_t ndata, cap_data;
};

enum { ML_EVTX_DEPTH = 16 }; /* templates and values inside each other */

/** Give what a chunk may cost at most; forget the templates of the one before. */
void ml_evtx_programs_clear(struct ml_evtx_reader *r);
void ml_evtx_programs_free(struct ml_evtx_reader *r);

/** Fill in the fields of an event whose binary XML lies at [at, end) of the chunk. */
void ml_evtx_event_read(struct ml_evtx_reader *r, uint32_t at, uint32_t end,
                        struct ml_evtx_event *event);

/** Convert UTF-16LE: `to` has room for n / 2 * 3 bytes. Returns the bytes made. */
size_t ml_evtx_utf8(const unsigned char *p, size_t n, char *to);

/** The size of one item of an array of this type; 0: it ends with a NUL. */
uint32_t ml_evtx_item_bytes(unsigned type);

/** Take the next item off an array, given as [*p, *p + *n). */
bool ml_evtx_item(unsigned type, const unsigned char **p, uint32_t *n,
                  struct ml_evtx_value *ret);

#endif
