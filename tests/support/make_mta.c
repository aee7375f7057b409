/* SPDX-License-Identifier: MIT */
#include "support/make_mta.h"

#include <string.h>

enum { OFFSETS_AT = 88, PAGE_BYTES = OFFSETS_AT + 800 };

static void put(struct ml_buf *out, uint64_t value, int n)
{
    for (; n; n--, value >>= 8)
        ml_buf_char(out, (char)value);
}

static void put_wide(struct ml_buf *out, const char *ascii)
{
    for (; *ascii; ascii++)
        put(out, (unsigned char)*ascii, 2);
}

void mta_put64(struct ml_buf *file, size_t at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        file->p[at + (size_t)i] = (char)(value >> (8 * i));
}

/* A page that is the last one so far: it names itself as the next. */
static size_t add_page(struct ml_buf *section, size_t before)
{
    size_t at = section->n;

    if (at)
        mta_put64(section, before + MTA_NEXT_AT, at);
    put(section, UINT32_MAX, 4);
    for (int i = 0; i < 14; i++)
        put(section, 99, 4);
    put(section, UINT32_MAX, 4);
    put(section, at ? 1 : 0, 8);
    put(section, at, 8);
    put(section, at, 8);
    memset(ml_buf_reserve(section, PAGE_BYTES - OFFSETS_AT), 0,
           PAGE_BYTES - OFFSETS_AT);
    section->n += PAGE_BYTES - OFFSETS_AT;
    return at;
}

static void add_record(struct ml_buf *section, size_t page, size_t place, size_t number,
                       const struct ml_buf *payload)
{
    mta_put64(section, page + OFFSETS_AT + 8 * place, section->n);
    put(section, number, 4);
    put(section, payload->n, 4);
    ml_buf_str(section, ml_buf_view(payload));
}

static void add_section(struct ml_buf *out, const char *name, size_t at, size_t n)
{
    put(out, at, 8);
    put(out, n, 8);
    put(out, 2 * strlen(name), 4);
    put_wide(out, name);
}

void mta_make(struct ml_buf *out, const struct mta_row *rows, size_t n,
              unsigned per_page)
{
    enum { FIRST_MESSAGE = 10 };
    struct ml_buf evt = { 0 }, msg = { 0 }, payload = { 0 };
    size_t page_evt = 0, page_msg = 0;

    for (size_t i = 0; i < n; i++) {
        if (i % per_page == 0) {
            page_evt = add_page(&evt, page_evt);
            page_msg = add_page(&msg, page_msg);
        }
        payload.n = 0;
        put(&payload, rows[i].record, 8);
        put(&payload, i + FIRST_MESSAGE, 8);
        add_record(&evt, page_evt, i % per_page, i, &payload);
        payload.n = 0;
        put(&payload, 2 * strlen(rows[i].message) + 2, 4);
        put_wide(&payload, rows[i].message);
        put(&payload, 0, 2);
        add_record(&msg, page_msg, i % per_page, i + FIRST_MESSAGE, &payload);
    }
    ml_buf_add(out, "MTAFile", 8);
    put(out, 1, 4);
    put(out, 1, 4);
    put(out, MTA_HEADER_BYTES - 24, 4);
    put(out, 2, 4);
    add_section(out, "EVT", MTA_HEADER_BYTES, evt.n);
    add_section(out, "MSG", MTA_HEADER_BYTES + evt.n, msg.n);
    ml_buf_str(out, ml_buf_view(&evt));
    ml_buf_str(out, ml_buf_view(&msg));
    ml_buf_reset(&evt);
    ml_buf_reset(&msg);
    ml_buf_reset(&payload);
}
