/* SPDX-License-Identifier: MIT */
#ifndef ML_HIVE_HIVE_H
#define ML_HIVE_HIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Registry hives: binary files (`regf`) with the whole of HKLM\SYSTEM and the like.
 *
 *     file -> [process of its own: libhivex, the keys on a list] -> pipe -> sink
 *
 * A library in C takes hostile bytes apart here, so it does so in a process of its
 * own: this program again, with limits on memory and time and without the right to
 * open, connect or start anything. What it sends back is checked like any input.
 */

enum ml_hive_kind {
    ML_HIVE_UNKNOWN = 0,
    ML_HIVE_IS_SYSTEM,   /* HKLM\SYSTEM */
    ML_HIVE_IS_SOFTWARE, /* HKLM\SOFTWARE */
    ML_HIVE_IS_USER,     /* HKCU\Software */
    ML_HIVE_IS_PROFILE,  /* NTUSER.DAT: HKCU */
    ML_HIVE_NKINDS,
};

/* Types of values, as the registry numbers them. */
enum {
    ML_HIVE_SZ = 1,
    ML_HIVE_EXPAND_SZ = 2,
    ML_HIVE_DWORD = 4,
    ML_HIVE_MULTI_SZ = 7,
    ML_HIVE_QWORD = 11,
};

struct ml_hive_sink {
    void *ctx;
    /** First: what it is, and the control set in use ("ControlSet001"). */
    void (*hive)(void *ctx, enum ml_hive_kind kind, ml_str control_set);
    /** A key by its path in the hive; `absent`: looked for and not there. */
    void (*key)(void *ctx, ml_str path, bool absent);
    /** A value of the key before, its data as stored. Texts are valid UTF-8. */
    void (*value)(void *ctx, ml_str name, uint32_t type, ml_str data);
};

/**
 * Read the keys that facts are drawn from; or, with `record`, the one key or value
 * that it names (ml_hive_record()).
 *
 * `fd` is an open file; `program` is this program, NULL: /proc/self/exe.
 * All that was told before an error is told: then some of it is missing.
 *
 * Errors: ML_SKIP when the hive is damaged, the reading process fell over or reached
 * a limit; *err says which.
 */
enum ml_rc ml_hive_read(int fd, const char *program, ml_str record,
                        const struct ml_hive_sink *sink, struct ml_err *err) ML_MUST_USE;

/** A process that reads a hive, as its parent sees it. */
struct ml_hive_reader {
    int said;  /* what it says */
    pid_t pid; /* or, where another process started it: */
    int ended; /* says how it ended: its status, as waitpid() gives it */
};

/** How readers are started where a process may not do so itself. */
struct ml_hive_starter {
    void *ctx;
    /** `record` is NULL for none. Errors: ML_SKIP. */
    enum ml_rc (*start)(void *ctx, int hive_fd, const char *record,
                        struct ml_hive_reader *ret, struct ml_err *err);
    /** What it said is read, or `done` is false and it is to end. Its status; closes the
     * descriptors. */
    int (*finish)(void *ctx, struct ml_hive_reader *reader, bool done);
};

/** For all of this process, from now on; before there are threads. */
void ml_hive_start_by(const struct ml_hive_starter *starter);

/** Start a reader that writes to `said_fd`. Errors: ML_SKIP. */
enum ml_rc ml_hive_spawn(int hive_fd, int said_fd, const char *program,
                         const char *record, pid_t *ret,
                         struct ml_err *err) ML_MUST_USE;

enum { ML_HIVE_SECONDS = 180 }; /* for one hive */

/** For tests and fuzzing: the parent's side alone, over what a process said. */
enum ml_rc ml_hive_listen(ml_str said, const struct ml_hive_sink *sink,
                          struct ml_err *err) ML_MUST_USE;

struct ml_buf;

/**
 * Append the part of an evidence address behind '#': `path`, and the value's name
 * when `name` is not NULL. A '\' within a name is percent-encoded.
 */
void ml_hive_record(struct ml_buf *out, ml_str path, const ml_str *name);

#endif
