/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/time.h"
#include "record/bytes.h"
#include "record/evtxreader.h"
#include "base/ban.h"

/*
 * A definition is compiled to steps, each of which puts one value where it belongs:
 * into a field of the event, or behind its data. Running the steps of a record is then
 * all that its fields cost.
 *
 *     <EventID>%4</EventID>           ->  field EVENT from value 4
 *     <Data Name="hr">%18</Data>      ->  data "hr" from value 18
 *     <Computer>FS01</Computer>       ->  no step: a constant of the program
 */

enum field {
    F_NONE = 0,
    F_PROVIDER,
    F_PROVIDER_GUID,
    F_SOURCE,
    F_EVENT,
    F_QUALIFIERS,
    F_VERSION,
    F_LEVEL,
    F_TASK,
    F_OPCODE,
    F_KEYWORDS,
    F_CREATED,
    F_ACTIVITY,
    F_PROCESS,
    F_THREAD,
    F_CHANNEL,
    F_COMPUTER,
    F_USER,
    F_RECORD,
    F_MESSAGE,
};

/* Where in an event something stands. */
enum context {
    IN_NOTHING = 0,
    IN_EVENT,
    IN_SYSTEM,
    IN_SYSTEM_FIELD,
    IN_SECTION, /* EventData, UserData and the like */
    IN_DATA,    /* an element below those */
    IN_RENDERING,
    IN_RENDERED,
};

/* The elements of System: which field their content is, and their attributes. */
static const struct system_element {
    ml_str name;
    enum field content;
    struct {
        ml_str name;
        enum field field;
    } attributes[3];
} system_elements[] = {
    { ML_STR("Provider"),
      F_NONE,
      { { ML_STR("Name"), F_PROVIDER },
        { ML_STR("Guid"), F_PROVIDER_GUID },
        { ML_STR("EventSourceName"), F_SOURCE } } },
    { ML_STR("EventID"), F_EVENT, { { ML_STR("Qualifiers"), F_QUALIFIERS } } },
    { ML_STR("Version"), F_VERSION, { { ML_STR(""), F_NONE } } },
    { ML_STR("Level"), F_LEVEL, { { ML_STR(""), F_NONE } } },
    { ML_STR("Task"), F_TASK, { { ML_STR(""), F_NONE } } },
    { ML_STR("Opcode"), F_OPCODE, { { ML_STR(""), F_NONE } } },
    { ML_STR("Keywords"), F_KEYWORDS, { { ML_STR(""), F_NONE } } },
    { ML_STR("TimeCreated"), F_NONE, { { ML_STR("SystemTime"), F_CREATED } } },
    { ML_STR("EventRecordID"), F_RECORD, { { ML_STR(""), F_NONE } } },
    { ML_STR("Correlation"), F_NONE, { { ML_STR("ActivityID"), F_ACTIVITY } } },
    { ML_STR("Execution"),
      F_NONE,
      { { ML_STR("ProcessID"), F_PROCESS }, { ML_STR("ThreadID"), F_THREAD } } },
    { ML_STR("Channel"), F_CHANNEL, { { ML_STR(""), F_NONE } } },
    { ML_STR("Computer"), F_COMPUTER, { { ML_STR(""), F_NONE } } },
    { ML_STR("Security"), F_NONE, { { ML_STR("UserID"), F_USER } } },
};

enum step_kind {
    S_FIELD,     /* `field` from the value */
    S_DATA,      /* data `name` from the value */
    S_NAME,      /* the value names the next data */
    S_NEST,      /* the value is binary XML in `context` */
    S_TEMPLATE,  /* an instance of `definition` with its own values at `number` */
    S_MIX,       /* begin a text of several pieces */
    S_PIECE,     /* one of them */
    S_MIX_FIELD, /* the text made of them is a field, or data */
    S_MIX_DATA,
    S_MIX_NAME,
};

struct ml_evtx_step {
    uint8_t kind;
    uint8_t field;
    uint8_t context;
    bool constant; /* `value` is it, else it is the record's value `number` */
    bool aside;    /* see struct ml_evtx_data */
    bool named;    /* data: an S_NAME before it says how it is called */
    uint32_t number, definition;
    ml_str name;
    struct ml_evtx_value value;
};

struct ml_evtx_program {
    uint32_t definition;
    uint8_t context;
    bool damaged;
    uint32_t next;                  /* in its bucket: 1 + index; 0: none */
    uint32_t first, n;              /* steps */
    uint32_t nvalues;               /* of a record that the steps ask for */
    struct ml_evtx_event constants; /* of a whole event: its fields that never change */
};

/* ---- memory ---- */

static char *pool_take(struct ml_evtx_reader *r, struct ml_evtx_pool *pool, size_t n)
{
    if (pool->cap - pool->n < n) {
        r->faults |= ML_EVTX_LIMIT;
        return NULL;
    }
    char *p = pool->p + pool->n;
    pool->n += n;
    return p;
}

static ml_str pool_utf8(struct ml_evtx_reader *r, struct ml_evtx_pool *pool,
                        const struct ml_evtx_value *wide)
{
    size_t most = (size_t)wide->n / 2 * 3;
    char *p = pool_take(r, pool, most);

    if (!p)
        return ML_STR_NONE;
    size_t n = ml_evtx_utf8(wide->p, wide->n, p);
    pool->n -= most - n;
    return (ml_str){ p, n };
}

static struct ml_evtx_value as_value(ml_str text)
{
    return (struct ml_evtx_value){ ML_EVTX_UTF8, (const unsigned char *)text.p,
                                   (uint32_t)text.n };
}

/* Pay for work; false when the chunk has cost enough. */
static bool pay(struct ml_evtx_reader *r, uint64_t n)
{
    if (r->work_left < n) {
        r->work_left = 0;
        r->faults |= ML_EVTX_LIMIT;
        return false;
    }
    r->work_left -= n;
    return true;
}

void ml_evtx_programs_clear(struct ml_evtx_reader *r)
{
    r->nprograms = 0;
    r->nsteps = 0;
    r->constants.n = 0;
    memset(r->buckets, 0, sizeof(r->buckets));
}

void ml_evtx_programs_free(struct ml_evtx_reader *r)
{
    free(r->programs);
    free(r->steps);
}

/* ---- compiling ---- */

enum { PIECES_MAX = 16, ELEMENTS_MAX = 64 };

struct piece {
    bool constant;
    uint16_t number;
    ml_str text;
};

struct element {
    enum context context; /* of what stands in it */
    ml_str name;
    const struct system_element *system; /* of System; or NULL */
    ml_str data_name;                    /* the Name attribute */
    bool named;                          /* it has one that the record gives */
    bool filled;                         /* it has elements or content */
};

struct compiler {
    struct ml_evtx_reader *r;
    enum context around; /* of what stands at the top */
    struct element stack[ELEMENTS_MAX];
    unsigned depth;
    bool in_attribute;
    ml_str attribute;
    struct piece pieces[PIECES_MAX];
    unsigned npieces;
    uint32_t nvalues;
    bool damaged;
};

static ml_str name_of(struct compiler *c, const struct ml_binxml *x, uint32_t offset)
{
    struct ml_evtx_value wide;

    if (ml_binxml_name(x, offset, &wide))
        return pool_utf8(c->r, &c->r->constants, &wide);
    c->damaged = true;
    return ML_STR_NONE;
}

static void add_step(struct compiler *c, struct ml_evtx_step step)
{
    struct ml_evtx_reader *r = c->r;

    if (!step.constant && step.kind != S_TEMPLATE && step.number >= c->nvalues)
        c->nvalues = step.number + 1;
    ML_PUSH(r->steps, r->nsteps, r->cap_steps, step);
}

static enum context context_of(enum context parent, ml_str name)
{
    switch (parent) {
    case IN_NOTHING:
        return ml_str_eq(name, ML_STR("Event")) ? IN_EVENT : IN_SECTION;
    case IN_EVENT:
        if (ml_str_eq(name, ML_STR("System")))
            return IN_SYSTEM;
        return ml_str_eq(name, ML_STR("RenderingInfo")) ? IN_RENDERING : IN_SECTION;
    case IN_SYSTEM:
    case IN_SYSTEM_FIELD:
        return IN_SYSTEM_FIELD;
    case IN_SECTION:
    case IN_DATA:
        return IN_DATA;
    case IN_RENDERING:
    case IN_RENDERED:
        return IN_RENDERED;
    }
    return IN_DATA;
}

static enum context here(const struct compiler *c)
{
    return c->depth ? c->stack[c->depth - 1].context : c->around;
}

/* Equal names mostly differ in length or at their ends. */
static bool is_called(ml_str a, ml_str b)
{
    return a.n == b.n && a.n && a.p[0] == b.p[0] && a.p[a.n - 1] == b.p[a.n - 1] &&
           memcmp(a.p, b.p, a.n) == 0;
}

static const struct system_element *system_element_of(ml_str name)
{
    for (size_t i = 0; i < ML_COUNT(system_elements); i++)
        if (is_called(system_elements[i].name, name))
            return &system_elements[i];
    return NULL;
}

static enum field field_of(const struct element *e, ml_str attribute)
{
    if (e->context == IN_RENDERED)
        return ml_str_eq(e->name, ML_STR("Message")) && !attribute.n ? F_MESSAGE
                                                                     : F_NONE;
    if (!e->system || !attribute.n)
        return e->system ? e->system->content : F_NONE;
    for (size_t i = 0; i < ML_COUNT(e->system->attributes); i++)
        if (is_called(e->system->attributes[i].name, attribute))
            return e->system->attributes[i].field;
    return F_NONE;
}

static ml_str attribute_name(struct compiler *c, const struct element *e)
{
    char *p = pool_take(c->r, &c->r->constants, e->name.n + 1 + c->attribute.n);

    if (!p)
        return ML_STR_NONE;
    if (e->name.n)
        memcpy(p, e->name.p, e->name.n);
    p[e->name.n] = '@';
    if (c->attribute.n)
        memcpy(p + e->name.n + 1, c->attribute.p, c->attribute.n);
    return (ml_str){ p, e->name.n + 1 + c->attribute.n };
}

/* How an element's content is called as data. */
static void name_content(const struct element *e, struct ml_evtx_step *step)
{
    step->named = e->named;
    step->name = e->data_name;
    if (!step->name.n && !ml_str_eq(e->name, ML_STR("Data")))
        step->name = e->name;
    step->aside = ml_str_eq(e->name, ML_STR("Binary"));
}

/* Where a text goes that was just completed: false when nobody asks for it. */
static bool target(struct compiler *c, struct ml_evtx_step *step)
{
    struct element *e = c->depth ? &c->stack[c->depth - 1] : NULL;
    enum context context = here(c);
    ml_str attribute = c->in_attribute ? c->attribute : ML_STR_NONE;

    if (!e || context == IN_EVENT || context == IN_SYSTEM || context == IN_RENDERING) {
        step->kind = S_NEST; /* nothing but elements can be meant */
        step->context = (uint8_t)context;
        return !c->in_attribute;
    }
    if (context == IN_SYSTEM_FIELD || context == IN_RENDERED) {
        step->kind = S_FIELD;
        step->field = (uint8_t)field_of(e, attribute);
        return step->field != F_NONE;
    }
    step->kind = S_DATA;
    step->context = (uint8_t)context;
    if (!c->in_attribute) {
        if (context == IN_SECTION)
            step->kind = S_NEST;
        name_content(e, step);
        return true;
    }
    if (ml_str_starts(attribute, ML_STR("xmlns")))
        return false;
    if (context == IN_DATA && ml_str_eq(attribute, ML_STR("Name"))) {
        step->kind = S_NAME;
        return true;
    }
    step->name = attribute_name(c, e);
    step->aside = true;
    return true;
}

static struct ml_evtx_step piece_step(const struct piece *p, struct ml_evtx_step step)
{
    step.constant = p->constant;
    step.number = p->number;
    if (p->constant)
        step.value = as_value(p->text);
    return step;
}

/* The text is complete: as a step, or several. */
static void flush(struct compiler *c)
{
    struct ml_evtx_step step = { 0 }, mix = { .kind = S_MIX, .constant = true };
    struct element *e = c->depth ? &c->stack[c->depth - 1] : NULL;
    unsigned n = c->npieces;

    c->npieces = 0;
    if (n == 0 || !target(c, &step))
        return;
    if (step.kind == S_NAME && n == 1 && c->pieces[0].constant) {
        e->data_name = c->pieces[0].text;
        return;
    }
    if (step.kind == S_NAME)
        e->named = true;
    if (step.kind == S_NEST) {
        for (unsigned i = 0; i < n; i++)
            if (!c->pieces[i].constant)
                add_step(c, piece_step(&c->pieces[i], step));
        return;
    }
    if (n == 1) {
        add_step(c, piece_step(&c->pieces[0], step));
        return;
    }
    add_step(c, mix);
    mix.kind = S_PIECE;
    for (unsigned i = 0; i < n; i++)
        add_step(c, piece_step(&c->pieces[i], mix));
    step.kind = step.kind == S_FIELD  ? S_MIX_FIELD
                : step.kind == S_NAME ? S_MIX_NAME
                                      : S_MIX_DATA;
    step.constant = true;
    add_step(c, step);
}

static void add_piece(struct compiler *c, struct piece piece)
{
    if (!c->in_attribute && c->depth)
        c->stack[c->depth - 1].filled = true;
    if (c->npieces < PIECES_MAX)
        c->pieces[c->npieces++] = piece;
    else
        c->damaged = true;
}

static void add_text(struct compiler *c, const struct ml_evtx_value *wide)
{
    add_piece(c, (struct piece){ .constant = true,
                                 .text = pool_utf8(c->r, &c->r->constants, wide) });
}

static void add_char(struct compiler *c, uint16_t code)
{
    unsigned char wide[2] = { (unsigned char)code, (unsigned char)(code >> 8) };
    struct ml_evtx_value value = { ML_EVTX_STRING, wide, 2 };

    add_text(c, &value);
}

static void add_entity(struct compiler *c, ml_str name)
{
    static const struct {
        ml_str name, text;
    } entities[] = {
        { ML_STR("amp"), ML_STR("&") },  { ML_STR("lt"), ML_STR("<") },
        { ML_STR("gt"), ML_STR(">") },   { ML_STR("quot"), ML_STR("\"") },
        { ML_STR("apos"), ML_STR("'") },
    };

    for (size_t i = 0; i < ML_COUNT(entities); i++)
        if (ml_str_eq(entities[i].name, name)) {
            add_piece(c, (struct piece){ .constant = true, .text = entities[i].text });
            return;
        }
    c->damaged = true;
}

static void open_element(struct compiler *c, ml_str name)
{
    enum context context = context_of(here(c), name);

    flush(c);
    if (c->depth)
        c->stack[c->depth - 1].filled = true;
    if (c->depth == ELEMENTS_MAX) {
        c->damaged = true;
        return;
    }
    c->stack[c->depth++] = (struct element){
        .context = context,
        .name = name,
        .system = context == IN_SYSTEM_FIELD ? system_element_of(name) : NULL,
    };
    c->in_attribute = false;
}

static void close_element(struct compiler *c)
{
    flush(c);
    if (!c->depth) {
        c->damaged = true;
        return;
    }
    const struct element *e = &c->stack[c->depth - 1];
    if (e->context == IN_DATA && !e->filled) {
        struct ml_evtx_step empty = { .kind = S_DATA, .constant = true };
        name_content(e, &empty);
        add_step(c, empty);
    }
    c->depth--;
}

/* Take one token; false at the end. */
static bool compile_token(struct compiler *c, struct ml_binxml *x,
                          const struct ml_binxml_token *t)
{
    struct ml_evtx_step nested = { .kind = S_TEMPLATE };

    switch (t->kind) {
    case ML_BX_END:
        return false;
    case ML_BX_OPEN:
        open_element(c, name_of(c, x, t->name));
        break;
    case ML_BX_ATTRIBUTE:
        flush(c);
        c->in_attribute = true;
        c->attribute = name_of(c, x, t->name);
        break;
    case ML_BX_CLOSE_START:
        flush(c);
        c->in_attribute = false;
        break;
    case ML_BX_CLOSE_EMPTY:
        flush(c);
        c->in_attribute = false;
        close_element(c);
        break;
    case ML_BX_CLOSE:
        close_element(c);
        break;
    case ML_BX_VALUE:
    case ML_BX_CDATA:
        add_text(c, &t->value);
        break;
    case ML_BX_CHAR:
        add_char(c, t->number);
        break;
    case ML_BX_ENTITY:
        add_entity(c, name_of(c, x, t->name));
        break;
    case ML_BX_SUBSTITUTE:
    case ML_BX_OPTIONAL:
        add_piece(c, (struct piece){ .number = t->number });
        break;
    case ML_BX_TEMPLATE:
        flush(c);
        nested.context = (uint8_t)here(c);
        nested.definition = t->definition;
        nested.number = t->values;
        if (c->depth)
            c->stack[c->depth - 1].filled = true;
        add_step(c, nested);
        break;
    case ML_BX_PI:
    case ML_BX_PI_DATA:
    case ML_BX_FRAGMENT:
        break;
    }
    return true;
}

static void set_field(struct ml_evtx_reader *r, struct ml_evtx_event *event,
                      unsigned field, const struct ml_evtx_value *value);

/* Constants need no step: they are the same in every record. */
static void fold_constants(struct ml_evtx_reader *r, struct ml_evtx_program *p)
{
    uint32_t n = 0;

    if (p->context != IN_NOTHING)
        return;
    for (uint32_t i = 0; i < p->n; i++) {
        struct ml_evtx_step *s = &r->steps[p->first + i];
        if (s->kind == S_FIELD && s->constant)
            set_field(r, &p->constants, s->field, &s->value);
        else
            r->steps[p->first + n++] = *s;
    }
    p->n = n;
    r->nsteps = p->first + n;
}

/* Compile the tokens from x->at on as what stands in `around`; steps are put behind the
 * others. */
static void compile(struct ml_evtx_reader *r, struct ml_binxml x, enum context around,
                    struct ml_evtx_program *ret)
{
    struct compiler c;
    struct ml_binxml_token token;

    c.r = r;
    c.around = around;
    c.depth = 0;
    c.in_attribute = false;
    c.npieces = 0;
    c.nvalues = 0;
    c.damaged = false;
    ret->first = (uint32_t)r->nsteps;
    while (ml_binxml_next(&x, &token) && pay(r, 1))
        if (!compile_token(&c, &x, &token)) {
            x.at = x.end;
            break;
        }
    flush(&c);
    ret->n = (uint32_t)r->nsteps - ret->first;
    ret->nvalues = c.nvalues;
    ret->damaged = c.damaged || x.at < x.end;
}

static struct ml_binxml all_of(const struct ml_evtx_reader *r)
{
    return (struct ml_binxml){ r->chunk, r->chunk_n, 0, r->chunk_n, true };
}

/* The program of a definition in a context: its index. */
static uint32_t program_of(struct ml_evtx_reader *r, uint32_t definition,
                           enum context context)
{
    uint32_t *bucket = &r->buckets[(definition / 4 + context) % ML_COUNT(r->buckets)];
    struct ml_evtx_program program = { .definition = definition,
                                       .context = (uint8_t)context,
                                       .damaged = true };
    struct ml_binxml x = all_of(r), tokens;

    for (uint32_t i = *bucket; i; i = r->programs[i - 1].next)
        if (r->programs[i - 1].definition == definition &&
            r->programs[i - 1].context == context)
            return i - 1;
    if (ml_binxml_definition(&x, definition, &tokens)) {
        compile(r, tokens, context, &program);
        fold_constants(r, &program);
    }
    program.next = *bucket;
    ML_PUSH(r->programs, r->nprograms, r->cap_programs, program);
    *bucket = (uint32_t)r->nprograms;
    return (uint32_t)r->nprograms - 1;
}

/* ---- running ---- */

/* Text of a field: it stays as long as the chunk does. */
static ml_str text_of(struct ml_evtx_reader *r, const struct ml_evtx_value *value)
{
    struct ml_buf text = { 0 };
    ml_str ret = ML_STR_NONE;

    if (value->type == ML_EVTX_UTF8)
        return (ml_str){ (const char *)value->p, value->n };
    if (value->type == ML_EVTX_STRING) {
        ret = pool_utf8(r, &r->constants, value);
        size_t nul = ml_str_find_char(ret, 0);
        return nul == ML_NPOS ? ret : ml_str_sub(ret, 0, nul);
    }
    ml_evtx_value_text(value, &text);
    char *p = pool_take(r, &r->constants, text.n);
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

static void set_field(struct ml_evtx_reader *r, struct ml_evtx_event *event,
                      unsigned field, const struct ml_evtx_value *value)
{
    switch ((enum field)field) {
    case F_NONE:
        break;
    case F_PROVIDER:
        event->provider = text_of(r, value);
        break;
    case F_PROVIDER_GUID:
        event->provider_guid = *value;
        break;
    case F_SOURCE:
        event->source = text_of(r, value);
        break;
    case F_CHANNEL:
        event->channel = text_of(r, value);
        break;
    case F_COMPUTER:
        event->computer = text_of(r, value);
        break;
    case F_MESSAGE:
        event->message = text_of(r, value);
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

uint32_t ml_evtx_item_bytes(unsigned type)
{
    switch (type) {
    case ML_EVTX_INT8:
    case ML_EVTX_UINT8:
        return 1;
    case ML_EVTX_INT16:
    case ML_EVTX_UINT16:
        return 2;
    case ML_EVTX_INT32:
    case ML_EVTX_UINT32:
    case ML_EVTX_FLOAT:
    case ML_EVTX_BOOL:
    case ML_EVTX_HEX32:
        return 4;
    case ML_EVTX_INT64:
    case ML_EVTX_UINT64:
    case ML_EVTX_DOUBLE:
    case ML_EVTX_FILETIME:
    case ML_EVTX_HEX64:
    case ML_EVTX_SIZE:
        return 8;
    case ML_EVTX_GUID:
    case ML_EVTX_SYSTEMTIME:
        return 16;
    default:
        return 0;
    }
}

/* Bytes of a SID, by the number of its parts. */
static uint32_t sid_bytes(const unsigned char *p, uint32_t n)
{
    return n < 8 ? n : 8 + 4 * (uint32_t)p[1];
}

bool ml_evtx_item(unsigned type, const unsigned char **p, uint32_t *n,
                  struct ml_evtx_value *ret)
{
    uint32_t size = ml_evtx_item_bytes(type), skip;

    if (*n == 0)
        return false;
    if (type == ML_EVTX_SID)
        size = sid_bytes(*p, *n);
    if (size) {
        size = skip = size < *n ? size : *n;
    } else if (type == ML_EVTX_STRING) {
        for (size = 0; size + 1 < *n && ((*p)[size] || (*p)[size + 1]);)
            size += 2;
        skip = *n - size < 2 ? *n : size + 2;
    } else if (type == ML_EVTX_ANSI) {
        const unsigned char *nul = memchr(*p, 0, *n);
        size = nul ? (uint32_t)(nul - *p) : *n;
        skip = size < *n ? size + 1 : size;
    } else {
        size = skip = *n;
    }
    *ret = (struct ml_evtx_value){ (uint16_t)type, *p, size };
    *p += skip;
    *n -= skip;
    return true;
}

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
    while (ml_evtx_item(type, &p, &n, &item) && pay(run->r, 1))
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
    char *p = pool_take(r, &r->scratch, run->mix.n);

    if (!p)
        return (struct ml_evtx_value){ 0 };
    if (run->mix.n)
        memcpy(p, run->mix.p, run->mix.n);
    return as_value((ml_str){ p, run->mix.n });
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
            set_field(r, run->event, s->field, &one);
        break;
    case S_DATA:
        run_data(run, s, value);
        break;
    case S_NAME:
        one = single(value);
        run->name = text_of(r, &one);
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
        if (pay(r, one.n / 16))
            ml_evtx_value_text(&one, &run->mix);
        break;
    case S_MIX_FIELD:
        one = mixed(run);
        set_field(r, run->event, s->field, &one);
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
    uint32_t index = program_of(r, definition, context); /* may move the programs */
    const struct ml_evtx_program *program = &r->programs[index];
    if (!pay(r, (uint64_t)program->nvalues / 4 + program->n + 1)) {
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
    compile(r, x, context, &program);
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
    struct ml_binxml x = all_of(run->r);

    x.at = (uint32_t)(value->p - run->r->chunk);
    x.end = x.at + value->n;
    x.dependency = false;
    run_tokens(run, x, context);
}

void ml_evtx_event_read(struct ml_evtx_reader *r, uint32_t at, uint32_t end,
                        struct ml_evtx_event *event)
{
    struct run run = { .r = r, .event = event };
    struct ml_binxml x = all_of(r);

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
