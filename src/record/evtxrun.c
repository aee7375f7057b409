/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/bytes.h"
#include "record/evtxstep.h"
#include "base/ban.h"

enum { FRAGMENT_BYTES = 4 }; /* a fragment's header */

struct run {
    struct ml_evtx_reader *r;
    struct ml_evtx_event *event;
    unsigned depth;
    ml_str name; /* of S_NAME */
    struct ml_buf mix;
};

static void push_data(struct run *run, const struct ml_evtx_step *s,
                      struct ml_evtx_value value)
{
    struct ml_evtx_reader *r = run->r;
    struct ml_evtx_data data = { s->named ? run->name : s->name, value, s->aside };

    ML_PUSH(r->data, r->ndata, r->cap_data, data);
}

static void run_binxml(struct run *run, const struct ml_evtx_value *value,
                       enum context context);

static void run_data(struct run *run, const struct ml_evtx_step *s,
                     const struct ml_evtx_value *value)
{
    struct ml_evtx_value item;

    if (value->type == ML_EVTX_BINXML) {
        run_binxml(run, value, s->context);
        return;
    }
    if (!(value->type & ML_EVTX_ARRAY)) {
        push_data(run, s, *value);
        return;
    }
    const unsigned char *p = value->p;
    uint32_t n = value->n;
    unsigned type = value->type & ~(unsigned)ML_EVTX_ARRAY;
    if (n == 0)
        push_data(run, s, (struct ml_evtx_value){ 0 });
    while (ml_evtx_item(type, &p, &n, &item) && ml_evtx_pay(run->r, 1))
        push_data(run, s, item);
}

/* The first of an array stands for it where only one can be meant. */
static struct ml_evtx_value single(const struct ml_evtx_value *value)
{
    struct ml_evtx_value item = { 0 };
    const unsigned char *p = value->p;
    uint32_t n = value->n;

    if (!(value->type & ML_EVTX_ARRAY))
        return *value;
    (void)ml_evtx_item(value->type & ~(unsigned)ML_EVTX_ARRAY, &p, &n, &item);
    return item;
}

static struct ml_evtx_value mixed(struct run *run)
{
    struct ml_evtx_reader *r = run->r;
    char *p = ml_evtx_pool_take(r, &r->scratch, run->mix.n);

    if (!p)
        return (struct ml_evtx_value){ 0 };
    if (run->mix.n)
        memcpy(p, run->mix.p, run->mix.n);
    return ml_evtx_as_value((ml_str){ p, run->mix.n });
}

static void run_template(struct run *run, uint32_t definition, uint32_t values,
                         uint32_t end, enum context context);

static void run_step(struct run *run, const struct ml_evtx_step *s,
                     const struct ml_evtx_value *value)
{
    struct ml_evtx_reader *r = run->r;
    struct ml_evtx_value one;

    switch ((enum step_kind)s->kind) {
    case S_FIELD:
        one = single(value);
        if (one.type != ML_EVTX_NULL)
            ml_evtx_set_field(r, run->event, s->field, &one);
        break;
    case S_DATA:
        run_data(run, s, value);
        break;
    case S_NAME:
        one = single(value);
        run->name = ml_evtx_field_text(r, &one);
        break;
    case S_NEST:
        if (value->type == ML_EVTX_BINXML)
            run_binxml(run, value, s->context);
        else if (value->type != ML_EVTX_NULL && s->context == IN_SECTION)
            run_data(run, s, value);
        break;
    case S_TEMPLATE:
        run_template(run, s->definition, s->number, r->chunk_n, s->context);
        break;
    case S_MIX:
        run->mix.n = 0;
        break;
    case S_PIECE:
        one = single(value);
        if (ml_evtx_pay(r, one.n / 16))
            ml_evtx_value_text(&one, &run->mix);
        break;
    case S_MIX_FIELD:
        one = mixed(run);
        ml_evtx_set_field(r, run->event, s->field, &one);
        break;
    case S_MIX_DATA:
        push_data(run, s, mixed(run));
        break;
    case S_MIX_NAME:
        one = mixed(run);
        run->name = (ml_str){ (const char *)one.p, one.n };
        break;
    }
}

/* What runs inside a step may move both arrays: nothing looks at them behind it. */
static void run_steps(struct run *run, uint32_t first, uint32_t n, size_t base,
                      uint32_t nvalues)
{
    static const struct ml_evtx_value null = { 0 };
    const struct ml_evtx_reader *r = run->r;

    for (uint32_t i = first; i < first + n; i++) {
        const struct ml_evtx_step *s = &r->steps[i];
        run_step(run, s,
                 s->constant           ? &s->value
                 : s->number < nvalues ? &r->values[base + s->number]
                                       : &null);
    }
}

/*
 * Put the first `n` values of an instance, whose number stands at `offset`, on the
 * stack. Returns how many there are; *ret_whole is false when they reach behind `end`.
 */
static uint32_t push_values(struct ml_evtx_reader *r, uint32_t offset, uint32_t end,
                            uint32_t n, bool *ret_whole)
{
    *ret_whole = false;
    if (offset > end || end - offset < 4)
        return 0;
    uint32_t stated = ml_u32(r->chunk + offset), room = (end - offset - 4) / 4;
    if (stated > room)
        return 0;
    if (n > stated)
        n = stated;
    if (n == 0) { /* there may be no stack yet */
        *ret_whole = true;
        return 0;
    }
    if (r->nvalues + n > r->cap_values) {
        r->cap_values = 2 * (r->nvalues + n);
        r->values = realloc(r->values, r->cap_values * sizeof(*r->values));
        if (!r->values)
            ml_oom();
    }
    const unsigned char *d = r->chunk + offset + 4;
    struct ml_evtx_value *to = r->values + r->nvalues;
    uint32_t at = offset + 4 + 4 * stated;
    for (uint32_t i = 0; i < n; i++, d += 4, to++) {
        uint32_t size = ml_u16(d);
        if (size > end - at)
            return i;
        *to = (struct ml_evtx_value){ d[2], r->chunk + at, size };
        at += size;
    }
    *ret_whole = true;
    return n;
}

/* The constants of a whole event; what the record's head says stays. */
static void begin_with(struct ml_evtx_event *event,
                       const struct ml_evtx_event *constants)
{
    struct ml_evtx_event head = *event;

    *event = *constants;
    if (!event->record)
        event->record = head.record;
    event->written = head.written;
    event->bytes = head.bytes;
    event->damaged = head.damaged;
}

static void run_template(struct run *run, uint32_t definition, uint32_t values,
                         uint32_t end, enum context context)
{
    struct ml_evtx_reader *r = run->r;
    bool whole;

    if (run->depth == ML_EVTX_DEPTH) {
        r->faults |= ML_EVTX_LIMIT;
        run->event->damaged = true;
        return;
    }
    uint32_t index =
        ml_evtx_program_of(r, definition, context); /* may move the programs */
    const struct ml_evtx_program *program = &r->programs[index];
    if (!ml_evtx_pay(r, (uint64_t)program->nvalues / 4 + program->n + 1)) {
        run->event->damaged = true;
        return;
    }
    if (context == IN_NOTHING)
        begin_with(run->event, &program->constants);
    size_t base = r->nvalues;
    uint32_t n = push_values(r, values, end, program->nvalues, &whole);
    run->event->damaged |= !whole || program->damaged;
    r->nvalues += n;
    run->depth++;
    run_steps(run, program->first, program->n, base, n);
    run->depth--;
    r->nvalues = base;
}

/* Elements that stand in the record itself: compiled for this once. */
static void run_once(struct run *run, struct ml_binxml x, enum context context)
{
    struct ml_evtx_reader *r = run->r;
    struct ml_evtx_program program = { 0 };

    if (run->depth == ML_EVTX_DEPTH) {
        r->faults |= ML_EVTX_LIMIT;
        run->event->damaged = true;
        return;
    }
    ml_evtx_compile(r, x, context, &program);
    run->event->damaged |= program.damaged || program.nvalues;
    run->depth++;
    run_steps(run, program.first, program.n, r->nvalues, 0);
    run->depth--;
}

/* Binary XML in a value, or of a record: a template instance, or elements. */
static void run_tokens(struct run *run, struct ml_binxml x, enum context context)
{
    struct ml_binxml_instance instance;

    while (x.end - x.at >= FRAGMENT_BYTES && x.chunk[x.at] == ML_BX_FRAGMENT)
        x.at += FRAGMENT_BYTES;
    if (x.at >= x.end || x.chunk[x.at] == ML_BX_END)
        return;
    if (x.chunk[x.at] != ML_BX_TEMPLATE)
        run_once(run, x, context);
    else if (ml_binxml_instance(&x, &instance))
        run_template(run, instance.definition, instance.values, x.end, context);
    else
        run->event->damaged = true;
}

static void run_binxml(struct run *run, const struct ml_evtx_value *value,
                       enum context context)
{
    struct ml_binxml x = ml_evtx_all(run->r);

    x.at = (uint32_t)(value->p - run->r->chunk);
    x.end = x.at + value->n;
    x.dependency = false;
    run_tokens(run, x, context);
}

void ml_evtx_event_read(struct ml_evtx_reader *r, uint32_t at, uint32_t end,
                        struct ml_evtx_event *event)
{
    struct run run = { .r = r, .event = event };
    struct ml_binxml x = ml_evtx_all(r);

    x.at = at;
    x.end = end;
    r->scratch.n = 0;
    r->ndata = 0;
    r->nvalues = 0;
    run_tokens(&run, x, IN_NOTHING);
    ml_buf_reset(&run.mix);
    event->data = r->data;
    event->ndata = r->ndata;
}
