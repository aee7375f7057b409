/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "record/evtxstep.h"
#include "base/ban.h"

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
        return ml_evtx_pool_utf8(c->r, &c->r->constants, &wide);
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
    char *p = ml_evtx_pool_take(c->r, &c->r->constants, e->name.n + 1 + c->attribute.n);

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
        step.value = ml_evtx_as_value(p->text);
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
    add_piece(
        c, (struct piece){ .constant = true,
                           .text = ml_evtx_pool_utf8(c->r, &c->r->constants, wide) });
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

/* Constants need no step: they are the same in every record. */
static void fold_constants(struct ml_evtx_reader *r, struct ml_evtx_program *p)
{
    uint32_t n = 0;

    if (p->context != IN_NOTHING)
        return;
    for (uint32_t i = 0; i < p->n; i++) {
        struct ml_evtx_step *s = &r->steps[p->first + i];
        if (s->kind == S_FIELD && s->constant)
            ml_evtx_set_field(r, &p->constants, s->field, &s->value);
        else
            r->steps[p->first + n++] = *s;
    }
    p->n = n;
    r->nsteps = p->first + n;
}

void ml_evtx_compile(struct ml_evtx_reader *r, struct ml_binxml x, enum context around,
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
    while (ml_binxml_next(&x, &token) && ml_evtx_pay(r, 1))
        if (!compile_token(&c, &x, &token)) {
            x.at = x.end;
            break;
        }
    flush(&c);
    ret->n = (uint32_t)r->nsteps - ret->first;
    ret->nvalues = c.nvalues;
    ret->damaged = c.damaged || x.at < x.end;
}

struct ml_binxml ml_evtx_all(const struct ml_evtx_reader *r)
{
    return (struct ml_binxml){ r->chunk, r->chunk_n, 0, r->chunk_n, true };
}

uint32_t ml_evtx_program_of(struct ml_evtx_reader *r, uint32_t definition,
                            enum context context)
{
    uint32_t *bucket = &r->buckets[(definition / 4 + context) % ML_COUNT(r->buckets)];
    struct ml_evtx_program program = { .definition = definition,
                                       .context = (uint8_t)context,
                                       .damaged = true };
    struct ml_binxml x = ml_evtx_all(r), tokens;

    for (uint32_t i = *bucket; i; i = r->programs[i - 1].next)
        if (r->programs[i - 1].definition == definition &&
            r->programs[i - 1].context == context)
            return i - 1;
    if (ml_binxml_definition(&x, definition, &tokens)) {
        ml_evtx_compile(r, tokens, context, &program);
        fold_constants(r, &program);
    }
    program.next = *bucket;
    ML_PUSH(r->programs, r->nprograms, r->cap_programs, program);
    *bucket = (uint32_t)r->nprograms;
    return (uint32_t)r->nprograms - 1;
}
