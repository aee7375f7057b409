/* SPDX-License-Identifier: MIT */
#include "record/eventtext.h"

#include <string.h>

#include <string.h>

#include "base/ban.h"

enum { PLACES_MAX = 64 }; /* %1 ... that are kept account of */

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* The next control character from i on, or n; eight bytes at a time. */
static size_t next_control(const char *p, size_t i, size_t n)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = 0x80 * ones;

    for (; i + 8 <= n; i += 8) {
        uint64_t x;
        memcpy(&x, p + i, 8);
        uint64_t del = x ^ 0x7f * ones;
        if ((((x - 0x20 * ones) & ~x) | ((del - ones) & ~del)) & tops)
            break;
    }
    while (i < n && !is_control(p[i]))
        i++;
    return i;
}

/* What was just added, from `from` on, becomes one line: each run of line ends, TABs
 * and other controls a blank, none at either end. */
static void one_line(struct ml_buf *out, size_t from)
{
    char *p = out->p;
    size_t i = next_control(p, from, out->n), to = i;

    while (i < out->n) {
        while (i < out->n && is_control(p[i]))
            i++;
        if (to > from && p[to - 1] != ' ')
            p[to++] = ' ';
        size_t end = next_control(p, i, out->n);
        memmove(p + to, p + i, end - i);
        to += end - i;
        i = end;
    }
    while (to > from && p[to - 1] == ' ')
        to--;
    out->n = to;
}

void ml_event_value(const struct ml_evtx_value *value, struct ml_buf *out)
{
    size_t from = out->n;

    ml_evtx_value_text(value, out);
    one_line(out, from);
}

/* The data that %n means; NULL when there is none. */
static const struct ml_evtx_data *place(const struct ml_evtx_event *e, unsigned n)
{
    for (size_t i = 0; n && i < e->ndata; i++)
        if (!e->data[i].aside && --n == 0)
            return &e->data[i];
    return NULL;
}

/* A number behind '%', and a format in '!' behind it, which says nothing for text. */
static size_t take_place(ml_str s, unsigned *ret)
{
    size_t i = 0;

    *ret = 0;
    while (i < s.n && i < 2 && ml_is_digit(s.p[i]))
        *ret = *ret * 10 + (unsigned)(s.p[i++] - '0');
    if (*ret && i < s.n && s.p[i] == '!') {
        size_t end = ml_str_find_char(ml_str_from(s, i + 1), '!');
        if (end != ML_NPOS)
            i += end + 2;
    }
    return i;
}

/* `%%5` stands for the text of message 5 on that machine, where a sentence has a place
 * for it mostly that of a system error: told by its number. */
static void add_value(const struct ml_evtx_value *value, struct ml_buf *out)
{
    size_t from = out->n;
    int64_t number;

    ml_event_value(value, out);
    ml_str text = ml_str_from(ml_buf_view(out), from);
    if (text.n > 2 && text.p[0] == '%' && text.p[1] == '%' &&
        ml_str_to_i64(ml_str_from(text, 2), &number)) {
        memmove(out->p + from, out->p + from + 2, text.n - 2);
        out->n -= 2;
    }
}

/* Fill the sentence in; returns the set of places that it named. */
static uint64_t add_sentence(const struct ml_evtx_event *e, ml_str sentence,
                             struct ml_buf *out)
{
    uint64_t named = 0;

    while (sentence.n) {
        size_t n = ml_str_find_char(sentence, '%');
        unsigned number;
        ml_buf_str(out, ml_str_sub(sentence, 0, n));
        if (n == ML_NPOS || n + 1 >= sentence.n)
            break;
        sentence = ml_str_from(sentence, n + 1);
        if (sentence.p[0] == '%') {
            ml_buf_char(out, '%');
            sentence = ml_str_from(sentence, 1);
            continue;
        }
        sentence = ml_str_from(sentence, take_place(sentence, &number));
        const struct ml_evtx_data *data = place(e, number);
        if (data)
            add_value(&data->value, out);
        if (number && number <= PLACES_MAX)
            named |= UINT64_C(1) << (number - 1);
    }
    return named;
}

/* Whether the value may be read as a number: what it is called tells which one it is.
 */
static bool may_be_number(const struct ml_evtx_value *v)
{
    switch (v->type) {
    case ML_EVTX_GUID:
    case ML_EVTX_SID:
    case ML_EVTX_FILETIME:
    case ML_EVTX_BOOL:
        return false;
    case ML_EVTX_STRING:
    case ML_EVTX_UTF8: /* digits, "-214...", "(0x...", " 7" */
        return v->n && v->p[0] < 'A' &&
               (v->type == ML_EVTX_UTF8 || v->n < 2 || !v->p[1]);
    default:
        return true;
    }
}

static void add_data(const struct ml_evtx_data *data, struct ml_buf *out, bool first,
                     bool named)
{
    size_t from = out->n;

    if (!first)
        ml_buf_add(out, "; ", 2);
    if (named && data->name.n) {
        size_t name = out->n;
        ml_buf_str(out, data->name);
        one_line(out, name);
        ml_buf_add(out, ": ", 2);
    }
    size_t value = out->n;
    ml_event_value(&data->value, out);
    if (out->n == value)
        out->n = from; /* nothing in it */
}

static bool add_text(const struct ml_evtx_event *e, ml_str sentence, struct ml_buf *out,
                     bool all_names)
{
    size_t from = out->n;
    uint64_t named = add_sentence(e, sentence, out);
    unsigned number = 0;
    bool same = true;

    for (size_t i = 0; i < e->ndata; i++) {
        const struct ml_evtx_data *data = &e->data[i];
        if (data->aside)
            continue;
        number++;
        if (number <= PLACES_MAX && named >> (number - 1) & 1)
            continue;
        bool with_name = all_names || !data->name.n || may_be_number(&data->value);
        same &= with_name;
        add_data(data, out, out->n == from, with_name);
    }
    if (out->n != from)
        return same;
    for (size_t i = 0; i < e->ndata; i++) /* better than nothing */
        add_data(&e->data[i], out, out->n == from, true);
    return true;
}

void ml_event_text(const struct ml_evtx_event *e, ml_str sentence, struct ml_buf *out)
{
    (void)add_text(e, sentence, out, true);
}

bool ml_event_search_text(const struct ml_evtx_event *e, ml_str sentence,
                          struct ml_buf *out)
{
    return add_text(e, sentence, out, false);
}
