/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_ERR_H
#define ML_BASE_ERR_H

#include <stdint.h>

#include "base/attr.h"

/**
 * How far a failure reaches. What went wrong is in struct ml_err.
 *
 * A damaged bundle is normal input, so "skip this and go on" is a result of
 * its own and not a failure of the run.
 */
enum ml_rc {
    ML_OK = 0,
    ML_END = 1,   /* the sequence is finished; not an error */
    ML_SKIP = -1, /* this item is unusable; the next call may succeed */
    ML_FAIL = -2, /* this object is unusable; only close it */
};

enum ml_err_kind {
    ML_ERR_NONE = 0,
    ML_ERR_IO,          /* the system refused: see sys_errno */
    ML_ERR_FORMAT,      /* the bytes are not what they claim to be */
    ML_ERR_LIMIT,       /* a ceiling of base/limits.h was reached */
    ML_ERR_UNSUPPORTED, /* well-formed, but of a kind that is not read */
    ML_ERR_RULE,        /* the catalogue is wrong */
    ML_ERR_USAGE,       /* the command line is wrong */
};

/**
 * One failure, with the place in the input where it was seen.
 *
 * Fixed size. `where` and `text` are NUL-terminated, cut when too long, and
 * hold no line break.
 */
struct ml_err {
    enum ml_err_kind kind;
    int sys_errno;   /* 0 when the system had no part in it */
    uint32_t line;   /* 1-based; 0 when unknown */
    char where[256]; /* a member path or a file name */
    char text[256];  /* "central directory is cut short" */
};

/**
 * Fill *err and return rc, so that a check reads as one statement:
 *
 *     return ml_err_set(err, ML_SKIP, ML_ERR_FORMAT, "chunk has no magic");
 *
 * err may be NULL. Any earlier content is replaced.
 */
enum ml_rc ml_err_set(struct ml_err *err, enum ml_rc rc, enum ml_err_kind kind,
                      const char *fmt, ...) ML_PRINTF(4, 5);

/** As ml_err_set() for a failed system call: adds the system's own words. */
enum ml_rc ml_err_sys(struct ml_err *err, enum ml_rc rc, int sys_errno,
                      const char *fmt, ...) ML_PRINTF(4, 5);

/** Name the place; keeps the text. `line` 0: unknown. */
void ml_err_at(struct ml_err *err, const char *where, uint32_t line);

/**
 * Out of memory: say so on standard error and abort.
 *
 * Memory is bounded by design (base/limits.h), so running out is a fault of the
 * machine or ours, and no caller could do better than stop.
 */
void ml_oom(void) ML_NORETURN;

/** From now on ml_oom() ends the process with this status, and says nothing. */
void ml_oom_exits(int status);

#endif
