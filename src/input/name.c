/* SPDX-License-Identifier: MIT */
#include "input/name.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/err.h"
#include "input/charset.h"
#include "base/ban.h"

void ml_name_decode(struct ml_buf *out, ml_str raw)
{
    size_t start = out->n;

    if (ml_utf8_valid(raw))
        ml_buf_str(out, raw);
    else if (!ml_charset_add(out, ML_CHARSET_CP932, raw))
        ml_charset_add(out, ML_CHARSET_CP437, raw);
    /* After decoding: in CP932 a backslash byte may be half a character. */
    for (size_t i = start; i < out->n; i++)
        if (out->p[i] == '\\')
            out->p[i] = '/';
}

static size_t tail_digits(ml_str s, char mark)
{
    size_t i = s.n;
    while (i > 0 && ml_is_digit(s.p[i - 1]))
        i--;
    return i < s.n && i > 0 && s.p[i - 1] == mark ? i - 1 : ML_NPOS;
}

void ml_name_encode(struct ml_buf *out, ml_str name, bool keep_tail)
{
    size_t colon = tail_digits(name, ':');
    size_t tilde = keep_tail ? ML_NPOS : tail_digits(name, '~');

    for (size_t i = 0; i < name.n;) {
        size_t len = ml_utf8_length(ml_str_from(name, i));
        unsigned char c = (unsigned char)name.p[i];
        if (len == 0 || c < 0x20 || c == 0x7f || c == '!' || c == '#' || c == '%' ||
            i == colon || i == tilde) {
            ml_buf_printf(out, "%%%02X", c);
            i++;
        } else if (c == 0xc2 && (unsigned char)name.p[i + 1] < 0xa0) { /* C1 controls */
            ml_buf_printf(out, "%%C2%%%02X", (unsigned char)name.p[i + 1]);
            i += 2;
        } else if (len == 3 && c == 0xef && (unsigned char)name.p[i + 1] == 0xbf &&
                   (unsigned char)name.p[i + 2] >= 0xbe) { /* no characters */
            ml_buf_printf(out, "%%EF%%BF%%%02X", (unsigned char)name.p[i + 2]);
            i += 3;
        } else {
            ml_buf_add(out, name.p + i, len);
            i += len;
        }
    }
}

void ml_name_unencode(struct ml_buf *out, ml_str encoded)
{
    for (size_t i = 0; i < encoded.n; i++) {
        uint64_t byte;
        if (encoded.p[i] == '%' && ml_str_sub(encoded, i + 1, 2).n == 2 &&
            ml_str_hex_to_u64(ml_str_sub(encoded, i + 1, 2), &byte)) {
            ml_buf_char(out, (char)byte);
            i += 2;
        } else {
            ml_buf_char(out, encoded.p[i]);
        }
    }
}

bool ml_address_parse(ml_str address, struct ml_address *ret)
{
    struct ml_address a = { .file = address };
    size_t hash = ml_str_find_char(address, '#');

    if (hash != ML_NPOS) {
        a.file = ml_str_sub(address, 0, hash);
        a.record = ml_str_from(address, hash + 1);
    } else {
        size_t colon = tail_digits(address, ':');
        if (colon != ML_NPOS) {
            a.file = ml_str_sub(address, 0, colon);
            if (!ml_str_to_u64(ml_str_from(address, colon + 1), &a.line) || a.line == 0)
                return false;
        }
    }
    ml_str rest;
    ml_str_cut(a.file, '!', &a.path, &rest);
    if (a.path.n == 0)
        return false;
    *ret = a;
    return true;
}

struct ml_name_slot {
    uint64_t hash[2]; /* of the name; both 0: free */
    unsigned count;
};

static void names_grow(struct ml_names *names)
{
    size_t cap = names->cap ? names->cap * 2 : 64;
    struct ml_name_slot *slots = calloc(cap, sizeof(*slots));

    if (!slots)
        ml_oom();
    for (size_t i = 0; i < names->cap; i++) {
        struct ml_name_slot *old = &names->slots[i];
        if (!old->count)
            continue;
        size_t at = old->hash[0] & (cap - 1);
        while (slots[at].count)
            at = (at + 1) & (cap - 1);
        slots[at] = *old;
    }
    free(names->slots);
    names->slots = slots;
    names->cap = cap;
}

unsigned ml_names_count(struct ml_names *names, ml_str name)
{
    if (names->n * 2 >= names->cap)
        names_grow(names);
    XXH128_hash_t h = XXH3_128bits(name.p, name.n);
    size_t at = h.low64 & (names->cap - 1);
    for (;; at = (at + 1) & (names->cap - 1)) {
        struct ml_name_slot *slot = &names->slots[at];
        if (!slot->count) {
            slot->hash[0] = h.low64;
            slot->hash[1] = h.high64;
            names->n++;
        } else if (slot->hash[0] != h.low64 || slot->hash[1] != h.high64) {
            continue;
        }
        return slot->count++;
    }
}

void ml_names_reset(struct ml_names *names)
{
    free(names->slots);
    *names = (struct ml_names){ 0 };
}
