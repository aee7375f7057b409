/* SPDX-License-Identifier: MIT */
#include "case/wire.h"

#include "input/charset.h"
#include "base/ban.h"

void ml_wire_u64(struct ml_wire *w, uint64_t *n)
{
    unsigned char bytes[10];
    uint64_t left = *n;
    size_t i = 0;

    if (!ml_wire_taking(w)) {
        for (; left > 0x7f; left >>= 7)
            bytes[i++] = (unsigned char)(left | 0x80);
        bytes[i++] = (unsigned char)left;
        ml_buf_add(w->out, bytes, i);
        return;
    }
    *n = 0;
    for (; !w->is_bad && i < sizeof(bytes) && i < w->in.n; i++) {
        unsigned char c = (unsigned char)w->in.p[i];
        *n |= (uint64_t)(c & 0x7f) << 7 * i;
        if (c < 0x80) {
            w->is_bad |= i == 9 && c > 1; /* more than 64 bits */
            w->in = ml_str_from(w->in, i + 1);
            return;
        }
    }
    w->is_bad = true;
    *n = 0;
}

void ml_wire_u32(struct ml_wire *w, uint32_t *n)
{
    uint64_t wide = *n;

    ml_wire_u64(w, &wide);
    w->is_bad |= wide > UINT32_MAX;
    *n = w->is_bad ? 0 : (uint32_t)wide;
}

/* The sign in the lowest bit, so that small ones of both signs are short. */
void ml_wire_i64(struct ml_wire *w, int64_t *n)
{
    uint64_t folded = (uint64_t)*n << 1 ^ (*n < 0 ? UINT64_MAX : 0);

    ml_wire_u64(w, &folded);
    *n = (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

int ml_wire_choice(struct ml_wire *w, int n, int end)
{
    uint64_t wide = (uint64_t)n;

    ml_wire_u64(w, &wide);
    if (wide >= (uint64_t)end) {
        w->is_bad = true;
        return 0;
    }
    return (int)wide;
}

void ml_wire_bool(struct ml_wire *w, bool *b)
{
    *b = ml_wire_choice(w, !ml_wire_taking(w) && *b, 2); /* not yet a bool when taken */
}

void ml_wire_bytes(struct ml_wire *w, ml_str *s)
{
    uint64_t n = s->n;

    ml_wire_u64(w, &n);
    if (!ml_wire_taking(w)) {
        ml_buf_str(w->out, *s);
        return;
    }
    w->is_bad |= n > w->in.n;
    *s = w->is_bad ? ML_STR_NONE : ml_str_sub(w->in, 0, n);
    w->in = ml_str_from(w->in, s->n);
}

void ml_wire_text(struct ml_wire *w, ml_str *s)
{
    ml_wire_bytes(w, s);
    if (!ml_wire_taking(w))
        return;
    w->is_bad |= !ml_utf8_valid(*s);
    *s = s->n && !w->is_bad ? ml_arena_dup(w->arena, *s) : ML_STR_NONE;
}

void ml_wire_time(struct ml_wire *w, struct ml_time *t)
{
    static const int64_t first_us = INT64_C(-11676096000000000),
                         last_us = INT64_C(253402300799999999);

    t->clock = (enum ml_clock)ml_wire_choice(w, t->clock, ML_CLOCK_UTC + 1);
    if (!ml_time_known(*t)) {
        *t = ML_NO_TIME;
        return;
    }
    ml_wire_i64(w, &t->us);
    w->is_bad |= t->us < first_us || t->us > last_us;
}

void *ml_wire_array(struct ml_wire *w, void *array, uint32_t *n, size_t size,
                    size_t least)
{
    ml_wire_u32(w, n);
    if (!ml_wire_taking(w))
        return array;
    if (w->is_bad || *n > w->in.n / least) {
        w->is_bad = true;
        *n = 0;
    }
    return ml_arena_array(w->arena, *n, size);
}
