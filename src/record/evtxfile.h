/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVTXFILE_H
#define ML_RECORD_EVTXFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "input/stream.h"
#include "record/evtx.h"

/*
 * The chunks of an event log, from a stream of bytes.
 *
 *     stream -> ml_evtx_file_next() -> chunk -> ml_evtx_chunk_open()
 *
 * Memory is that of a few chunks, however large the log is. Chunks stand at multiples
 * of their size behind the header; where bytes were lost and they do not, they are
 * looked for. The header may be missing: a piece carved from a disk begins at a chunk.
 */

struct ml_evtx_chunk {
    const unsigned char *p; /* until the next chunk */
    uint32_t n;             /* 65536; less for the last one, or where bytes were lost */
    uint64_t number;        /* 0, 1, 2 ... in the file, unused ones counted */
    uint64_t at_bytes;      /* where it stands in the file */
};

/** What is wrong with the file as a whole; bits. */
enum {
    ML_EVTX_FILE_NO_HEADER = 1,  /* it has none, or its first bytes are damaged */
    ML_EVTX_FILE_BAD_HEADER = 2, /* the header's checksum is wrong */
    ML_EVTX_FILE_CUT = 4,        /* it ends within a chunk, or chunks are missing */
    ML_EVTX_FILE_SHIFTED = 8, /* chunks are not where they should be: bytes were lost */
    ML_EVTX_FILE_NO_CHUNK = 16, /* there is no chunk at all: it is no event log */
    ML_EVTX_FILE_LOST = 32,     /* where a chunk should be is something else */
};

struct ml_evtx_file;

/** Begin with a log. Reading errors come with the chunks. `stream` stays the caller's.
 */
struct ml_evtx_file *ml_evtx_file_open(struct ml_stream *stream);
struct ml_evtx_file *ml_evtx_file_close(struct ml_evtx_file *file);

/** The header; NULL when there is none. */
const struct ml_evtx_header *ml_evtx_file_header(const struct ml_evtx_file *file);

/**
 * Step to the next chunk that holds anything: unused ones, and space at the end that
 * was reserved without being written, are passed over.
 *
 * Owns: the chunk's bytes are the file's and die at the next call.
 * Errors: ML_END behind the last chunk. ML_FAIL when the stream could not be read on;
 * all that was read before has been given.
 */
enum ml_rc ml_evtx_file_next(struct ml_evtx_file *file, struct ml_evtx_chunk *ret,
                             struct ml_err *err) ML_MUST_USE;

/** Bits ML_EVTX_FILE_..., of what was read so far; all of them after ML_END. A log that
 * was copied while it was open is not damaged: see the header's `dirty`. */
unsigned ml_evtx_file_faults(const struct ml_evtx_file *file);

/** Bytes read from the stream so far. */
uint64_t ml_evtx_file_bytes(const struct ml_evtx_file *file);

/** Append what the bits say, in English: "it ends within a chunk, ...". */
void ml_evtx_file_say(unsigned faults, struct ml_buf *out);

/** The same for those of a chunk: bits ML_EVTX_BAD_MAGIC .... */
void ml_evtx_chunk_say(unsigned faults, struct ml_buf *out);

/**
 * Whether what is wrong with a log is only that it was open when it was copied: one
 * chunk, `faulty` of them, whose checksums (`faults`, of all chunks) are behind its
 * records.
 */
bool ml_evtx_file_was_open(const struct ml_evtx_file *file, uint64_t faulty,
                           unsigned faults);

#endif
