/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_ARCHIVE_H
#define ML_INPUT_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "input/sniff.h"
#include "input/stream.h"

/*
 * One archive, member by member. libarchive is known here only.
 *
 * Formats are enabled one at a time, by what the first bytes were, so that nothing
 * but the format meant can bid for hostile bytes.
 */

struct ml_archive;

struct ml_entry {
    ml_str raw_name; /* bytes as stored; valid until the next call. Empty for a
                        compressed single file */
    uint64_t size_bytes;
    bool size_known;
    struct ml_time mtime; /* bare in zip and cab, which store local time */
    bool regular;         /* else a link or a device; folders are not reported */
    bool folder;
    bool encrypted;
};

/** Load what is otherwise loaded when the first archive is read. */
void ml_archive_prepare(void);

/**
 * Open an archive on a file by seeking (`fd` >= 0, not closed, read by pread) or
 * on a stream.
 *
 * `passphrases`: NUL-terminated, ends with NULL; may be NULL. They are kept by
 * reference.
 * Errors: ML_FAIL when the bytes are not of this format.
 */
enum ml_rc ml_archive_open(struct ml_archive **ret, enum ml_file_kind kind, int fd,
                           struct ml_stream *stream, const char *const *passphrases,
                           struct ml_err *err) ML_MUST_USE;

/**
 * Step to the next entry.
 *
 * Errors: ML_END after the last. ML_SKIP for one entry that cannot be had. ML_FAIL
 * when the archive is cut short or damaged: entries before stay valid.
 */
enum ml_rc ml_archive_next(struct ml_archive *a, struct ml_entry *ret,
                           struct ml_err *err) ML_MUST_USE;

/** Bytes of the current entry; 0 at its end, -1 with *err when damaged. */
ssize_t ml_archive_read(struct ml_archive *a, void *buf, size_t cap, struct ml_err *err);

struct ml_archive *ml_archive_close(struct ml_archive *a);

#endif
