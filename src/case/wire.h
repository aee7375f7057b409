/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_WIRE_H
#define ML_CASE_WIRE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

/*
 * Data as bytes, between processes and runs of one program: numbers of seven bits a
 * byte, texts with their length, no pointers.
 *
 * One description of a structure serves both ways: a field is put, or taken. Who wrote
 * may have handled hostile input, so that what is taken is hostile too: every length is
 * checked against the bytes that are left, every text for being UTF-8. After the first
 * fault everything taken is empty, and `is_bad` stays.
 */
struct ml_wire {
    struct ml_buf *out;     /* NULL: taking */
    ml_str in;              /* what is left of it */
    struct ml_arena *arena; /* of texts and arrays taken */
    bool is_bad;
};

static inline bool ml_wire_taking(const struct ml_wire *w)
{
    return !w->out;
}

void ml_wire_u64(struct ml_wire *w, uint64_t *n);
void ml_wire_u32(struct ml_wire *w, uint32_t *n);
void ml_wire_i64(struct ml_wire *w, int64_t *n);
void ml_wire_bool(struct ml_wire *w, bool *b);

/** A number below `end`, in a variable of any kind: `e = ml_wire_choice(w, e, END)`. */
int ml_wire_choice(struct ml_wire *w, int n, int end);

void ml_wire_text(struct ml_wire *w, ml_str *s);

/** Bytes of any kind; taken, they point into what they are taken from. */
void ml_wire_bytes(struct ml_wire *w, ml_str *s);

/** Years 1600 to 9999: stamps are added to and subtracted from. */
void ml_wire_time(struct ml_wire *w, struct ml_time *t);

/**
 * The length of an array and, taking, room for it: zeroed, in the arena.
 *
 * `least` is how many bytes one element takes at the least; at most `size / least`
 * times the bytes that are left are allocated. Returns `array` when putting.
 */
void *ml_wire_array(struct ml_wire *w, void *array, uint32_t *n, size_t size,
                    size_t least);

#endif
