/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/time.h"
#include "record/evtxstep.h"
#include "base/ban.h"

char *ml_evtx_pool_take(struct ml_evtx_reader *r, struct ml_evtx_pool *pool, size_t n)
{
    if (pool->cap - pool->n < n) {
        r->faults |= ML_EVTX_LIMIT;
        return NULL;
    }
    char *p = pool->p + pool->n;
    pool->n += n;
    return p;
}

ml_str ml_evtx_pool_utf8(struct ml_evtx_reader *r, struct ml_evtx_pool *pool,
                         const struct ml_evtx_value *wide)
{
    size_t most = (size_t)wide->n / 2 * 3;
    char *p = ml_evtx_pool_take(r, pool, most);

    if (!p)
        return ML_STR_NONE;
    size_t n = ml_evtx_utf8(wide->p, wide->n, p);
    pool->n -= most - n;
    return (ml_str){ p, n };
}

struct ml_evtx_value ml_evtx_as_value(ml_str text)
{
    return (struct ml_evtx_value){ ML_EVTX_UTF8, (const unsigned char *)text.p,
                                   (uint32_t)text.n };
}

bool ml_evtx_pay(struct ml_evtx_reader *r, uint64_t n)
{
    if (r->work_left < n) {
        r->work_left = 0;
        r->faults |= ML_EVTX_LIMIT;
        return false;
    }
    r->work_left -= n;
    return true;
}

ml_str ml_evtx_field_text(struct ml_evtx_reader *r, const struct ml_evtx_value *value)
{
    struct ml_buf text = { 0 };
    ml_str ret = ML_STR_NONE;

    if (value->type == ML_EVTX_UTF8)
        return (ml_str){ (const char *)value->p, value->n };
    if (value->type == ML_EVTX_STRING) {
        ret = ml_evtx_pool_utf8(r, &r->constants, value);
        size_t nul = ml_str_find_char(ret, 0);
        return nul == ML_NPOS ? ret : ml_str_sub(ret, 0, nul);
    }
    ml_evtx_value_text(value, &text);
    char *p = ml_evtx_pool_take(r, &r->constants, text.n);
    if (p && text.n) {
        memcpy(p, text.p, text.n);
        ret = (ml_str){ p, text.n };
    }
    ml_buf_reset(&text);
    return ret;
}

static uint64_t number_of(const struct ml_evtx_value *value)
{
    uint64_t n = 0;

    switch (value->type) { /* what nearly all of them are */
    case ML_EVTX_UINT8:
    case ML_EVTX_UINT16:
    case ML_EVTX_UINT32:
    case ML_EVTX_UINT64:
    case ML_EVTX_HEX64:
    case ML_EVTX_FILETIME:
        for (uint32_t i = value->n < 8 ? value->n : 8; i > 0; i--)
            n = n << 8 | value->p[i - 1];
        return n;
    default:
        (void)ml_evtx_value_number(value, &n);
        return n;
    }
}

/* FILETIME, or a stamp as text: of an event that is written without a template. */
static uint64_t filetime_of(const struct ml_evtx_value *value)
{
    struct ml_buf text = { 0 };
    struct ml_time t;
    uint64_t ret = 0;

    if (value->type == ML_EVTX_FILETIME)
        return number_of(value);
    ml_evtx_value_text(value, &text);
    if (ml_time_parse_iso(ml_buf_view(&text), &t) && t.us >= ml_evtx_us(0))
        ret = (uint64_t)(t.us - ml_evtx_us(0)) * 10;
    ml_buf_reset(&text);
    return ret;
}

void ml_evtx_set_field(struct ml_evtx_reader *r, struct ml_evtx_event *event,
                       enum field field, const struct ml_evtx_value *value)
{
    switch (field) {
    case F_NONE:
        break;
    case F_PROVIDER:
        event->provider = ml_evtx_field_text(r, value);
        break;
    case F_PROVIDER_GUID:
        event->provider_guid = *value;
        break;
    case F_SOURCE:
        event->source = ml_evtx_field_text(r, value);
        break;
    case F_CHANNEL:
        event->channel = ml_evtx_field_text(r, value);
        break;
    case F_COMPUTER:
        event->computer = ml_evtx_field_text(r, value);
        break;
    case F_MESSAGE:
        event->message = ml_evtx_field_text(r, value);
        break;
    case F_EVENT:
        event->event = (uint32_t)number_of(value);
        break;
    case F_QUALIFIERS:
        event->qualifiers = (uint32_t)number_of(value);
        break;
    case F_VERSION:
        event->version = (uint8_t)number_of(value);
        break;
    case F_LEVEL:
        event->level = (uint8_t)number_of(value);
        break;
    case F_TASK:
        event->task = (uint16_t)number_of(value);
        break;
    case F_OPCODE:
        event->opcode = (uint8_t)number_of(value);
        break;
    case F_KEYWORDS:
        event->keywords = number_of(value);
        break;
    case F_CREATED:
        event->created = filetime_of(value);
        break;
    case F_PROCESS:
        event->process = (uint32_t)number_of(value);
        break;
    case F_THREAD:
        event->thread = (uint32_t)number_of(value);
        break;
    case F_ACTIVITY:
        event->activity = *value;
        break;
    case F_USER:
        event->user = *value;
        break;
    case F_RECORD:
        event->record = number_of(value);
        break;
    }
}
