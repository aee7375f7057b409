/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_WALK_H
#define ML_INPUT_WALK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/time.h"
#include "case/case.h"
#include "input/sniff.h"
#include "input/stream.h"

/*
 * Bounded walk over the members of one bundle: a folder, an archive, a single file
 * or standard input.
 *
 *     bundle.zip -> walk -> visitor->leaf(member, stream), from several threads
 *
 * Every count, size and depth is bounded, on bytes that were really produced. Nothing
 * is unpacked to disk but a zip or 7z inside something else, which goes to an unlinked
 * temporary file. No link is followed, no name is used as a path. Members come in any
 * order when there are several threads; `order` says where each belongs.
 *
 * A seekable archive is read by all threads side by side, each with a handle of its
 * own that skips what others have claimed.
 */

enum { ML_ORDER_MAX = 34 }; /* parts of `order`: more than any depth allowed */

struct ml_walk_member {
    ml_str address; /* evidence address without line */
    ml_str name;    /* last part of its name, decoded */
    ml_str path;    /* decoded names from the bundle down, '!' between archives */
    bool size_known;
    uint64_t size_bytes;  /* as declared */
    struct ml_time mtime; /* UTC for a file on disk, else bare or unknown */
    bool on_disk;         /* not in an archive */
    enum ml_file_kind kind; /* of a leaf: ML_FILE_TEXT, _HIVE or _EVTX */
    const uint32_t *order;
    unsigned norder;
};

struct ml_visitor {
    void *ctx;
    /** One file to read. What is left unread of the stream is dropped. */
    void (*leaf)(void *ctx, unsigned worker, const struct ml_walk_member *member,
                 struct ml_stream *stream);
    /** Something that is not read, or an archive that is damaged (ML_PARTIAL). */
    void (*refused)(void *ctx, unsigned worker, const struct ml_walk_member *member,
                    enum ml_read_state state, const char *reason, uint64_t bytes);
    /** Whether a member or what is inside it is of interest; NULL: all is. */
    bool (*wants)(void *ctx, ml_str address);
};

/** What a walk has used so far; shared by its threads, readable at any time. */
struct ml_walk_usage {
    _Atomic uint64_t produced_bytes; /* decompressed, nested archives included */
    _Atomic uint64_t stored_bytes;   /* of the bundle as given */
    _Atomic uint32_t entries;
    _Atomic int limit;     /* 1 + enum ml_limit that stopped the walk; 0: none */
    _Atomic bool stopping;    /* the walk ends: a limit, or the visitor's wish */
    _Atomic bool interrupted; /* set by anyone to end all that is done with the bundle */
};

struct ml_walk_options {
    const struct ml_limits *limits;
    const char *const *passphrases; /* ends with NULL; may be NULL */
    struct ml_pool *pool;
    struct ml_walk_usage *usage; /* zeroed by the caller */
    int64_t deadline_us;         /* monotonic; 0: none */
    void *tap_ctx; /* sees the bytes of a bundle that cannot be read twice (a pipe) */
    void (*tap)(void *ctx, const void *bytes, size_t n);
};

/**
 * Walk the bundle at `path` ("-": standard input) and return when all is visited.
 *
 * `address` is what addresses begin with.
 * Errors: ML_FAIL when the path itself cannot be opened; ML_OK otherwise, also when
 * members were refused. A limit on the whole walk is told by usage->limit.
 */
enum ml_rc ml_walk(const char *path, ml_str address, const struct ml_walk_options *opts,
                   const struct ml_visitor *visitor, struct ml_err *err) ML_MUST_USE;

/** Monotonic clock in microseconds, for deadlines. */
int64_t ml_walk_now_us(void);

#endif
