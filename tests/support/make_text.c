/* SPDX-License-Identifier: MIT */
#include "support/make_text.h"

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void make_text(struct ml_buf *out, const char *charset, ml_str utf8)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    char *in = (char *)(uintptr_t)utf8.p;
    size_t left = utf8.n;

    if (cd == (iconv_t)-1) {
        fprintf(stderr, "no charset %s\n", charset);
        abort();
    }
    size_t cap = utf8.n * 4 + 16, room = cap;
    char *to = ml_buf_reserve(out, cap);
    if (utf8.n && iconv(cd, &in, &left, &to, &room) == (size_t)-1) {
        fprintf(stderr, "not in %s: %.*s\n", charset, ML_STR_ARG(utf8));
        abort();
    }
    out->n += cap - room;
    iconv_close(cd);
}

void make_utf16(struct ml_buf *out, bool bom, ml_str utf8)
{
    if (bom)
        ml_buf_add(out, "\xff\xfe", 2);
    make_text(out, "UTF-16LE", utf8);
}

void make_run(struct ml_buf *out, char c, size_t n)
{
    memset(ml_buf_reserve(out, n + 1), c, n);
    out->n += n;
}

unsigned make_number(uint64_t *seed, unsigned n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((*seed >> 33) % n);
}
