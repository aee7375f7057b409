/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "record/binxml.h"
#include "base/bytes.h"
#include "record/evtx.h"
#include "record/evtxreader.h"
#include "record/xmlchars.h"
#include "base/ban.h"

/*
 * An event as XML, straight from its tokens: no compiled template takes part, so that a
 * record prints what stands in it, also where a template would be understood wrongly.
 *
 * What comes out is XML whatever came in. Names are mended, characters that XML cannot
 * hold become U+FFFD, elements that the tokens leave open are closed, and there is one
 * root. What is left out (an element whose value is null) is taken back from the output
 * at its end.
 */

enum {
    ELEMENTS_MAX = 128,   /* open at a time */
    ATTRIBUTES_MAX = 64,  /* of an element */
    OUTPUT_MAX = 4 << 20, /* bytes of an event: arrays repeat what stands around them */
    RECORD_HEAD_BYTES = 24, /* mark, size, id, time */
    RECORD_TAIL_BYTES = 4,  /* size again */
    WORK_BYTES = 64,        /* of output that are as much work as a token */
};

static const char event_namespace[] =
    "http://schemas.microsoft.com/win/2004/08/events/event";

struct element {
    size_t start;      /* of its '<' in the output */
    size_t name_n;     /* of its name, behind the '<' */
    size_t content;    /* behind its '>'; 0 while the start tag is open */
    bool dropped;      /* the value that it depends on is null */
    bool null_content; /* a value that takes it along, when there is nothing else */
};

struct span {
    size_t at, n;
};

struct pen {
    struct ml_evtx_reader *r;
    struct ml_buf *out;
    size_t begin;   /* of the event in the output */
    size_t charged; /* bytes of the output that were paid for */
    struct ml_buf text;
    struct element open[ELEMENTS_MAX];
    unsigned nopen;
    struct span attribute[ATTRIBUTES_MAX]; /* names of those of the open start tag */
    unsigned nattribute;
    size_t attribute_at; /* where the attribute begins that is open; 0: none */
    bool null_attribute, has_root, stopped;
    bool skipping; /* what belongs to an attribute that is left out */
};

/* All that one chunk causes comes out of one budget: small records may ask for much. */
static void charge(struct pen *p, uint64_t work)
{
    p->r->work_left -= work < p->r->work_left ? work : p->r->work_left;
}

static bool may_go_on(struct pen *p)
{
    if (p->out->n > p->charged)
        charge(p, (p->out->n - p->charged) / WORK_BYTES);
    p->charged = p->out->n;
    if (p->out->n - p->begin > OUTPUT_MAX || p->r->work_left == 0) {
        p->stopped = true;
        p->r->faults |= ML_EVTX_LIMIT;
    }
    charge(p, 1);
    return !p->stopped;
}

/* Elements --------------------------------------------------------------------------
 */

static struct element *innermost(struct pen *p)
{
    return p->nopen ? &p->open[p->nopen - 1] : NULL;
}

/* Ends the attribute that is open. One whose only value is null is taken back. */
static void end_attribute(struct pen *p)
{
    p->skipping = false;
    if (p->attribute_at == 0)
        return;
    if (p->null_attribute) {
        p->out->n = p->attribute_at;
        p->nattribute--;
    } else {
        ml_buf_char(p->out, '"');
    }
    p->attribute_at = 0;
    p->null_attribute = false;
}

static bool has_attribute(const struct pen *p, ml_str name)
{
    for (unsigned i = 0; i < p->nattribute; i++)
        if (ml_str_eq(
                ml_str_sub(ml_buf_view(p->out), p->attribute[i].at, p->attribute[i].n),
                name))
            return true;
    return false;
}

/* Ends the start tag that is open. */
static void end_start(struct pen *p, bool empty)
{
    struct element *e = innermost(p);

    end_attribute(p);
    if (!e || e->content)
        return;
    if (p->nopen == 1 && !has_attribute(p, ML_STR("xmlns")))
        ml_buf_printf(p->out, " xmlns=\"%s\"", event_namespace);
    ml_buf_text(p->out, empty ? "/>" : ">");
    e->content = p->out->n;
    p->nattribute = 0;
}

static ml_str name_at(struct pen *p, const struct ml_binxml *x, uint32_t offset)
{
    struct ml_evtx_value name;

    p->text.n = 0;
    if (ml_binxml_name(x, offset, &name))
        ml_evtx_value_text(&name, &p->text);
    return ml_buf_view(&p->text);
}

static void open_element(struct pen *p, ml_str name, bool dropped)
{
    end_start(p, false);
    if (p->nopen == ELEMENTS_MAX || (p->nopen == 0 && p->has_root)) {
        p->stopped = true;
        return;
    }
    struct element *e = &p->open[p->nopen++];
    *e = (struct element){ .start = p->out->n, .dropped = dropped };
    ml_buf_char(p->out, '<');
    ml_xml_add_name(p->out, name);
    e->name_n = p->out->n - e->start - 1;
    p->has_root = true;
    p->nattribute = 0;
}

static void add_end_tag(struct pen *p, const struct element *e)
{
    ml_buf_text(p->out, "</");
    /* The output may move while it grows. */
    ml_buf_reserve(p->out, e->name_n + 1);
    ml_buf_add(p->out, p->out->p + e->start + 1, e->name_n);
    ml_buf_char(p->out, '>');
}

static void close_element(struct pen *p, bool empty)
{
    struct element *e = innermost(p);

    if (!e)
        return;
    bool was_open = e->content == 0;
    end_start(p, empty);
    bool is_null = e->null_content && p->out->n == e->content;
    if (!(empty && was_open))
        add_end_tag(p, e);
    if (e->dropped || is_null)
        p->out->n = e->start;
    p->nopen--;
}

static void open_attribute(struct pen *p, ml_str name)
{
    struct element *e = innermost(p);

    end_attribute(p);
    p->skipping = !e || e->content || p->nattribute == ATTRIBUTES_MAX;
    if (p->skipping)
        return;
    p->attribute_at = p->out->n;
    ml_buf_char(p->out, ' ');
    size_t at = p->out->n;
    ml_xml_add_name(p->out, name);
    ml_str mended = ml_str_sub(ml_buf_view(p->out), at, p->out->n - at);
    if (has_attribute(p, mended)) { /* may be there once */
        p->out->n = p->attribute_at;
        p->attribute_at = 0;
        p->skipping = true;
        return;
    }
    p->attribute[p->nattribute++] = (struct span){ at, mended.n };
    ml_buf_text(p->out, "=\"");
}

/* Whether text may stand here; makes room for it. */
static bool may_write(struct pen *p)
{
    struct element *e = innermost(p);

    if (p->attribute_at) {
        p->null_attribute = false;
        return true;
    }
    if (!e || p->stopped || p->skipping)
        return false;
    end_start(p, false);
    return true;
}

/* Values ----------------------------------------------------------------------------
 */

static void write_value(struct pen *p, const struct ml_evtx_value *value)
{
    if (!may_write(p))
        return;
    p->text.n = 0;
    ml_evtx_value_text(value, &p->text);
    ml_xml_add_text(p->out, ml_buf_view(&p->text), p->attribute_at != 0);
}

static void write_cdata(struct pen *p, const struct ml_evtx_value *value)
{
    if (p->attribute_at) {
        write_value(p, value);
        return;
    }
    if (!may_write(p))
        return;
    p->text.n = 0;
    ml_evtx_value_text(value, &p->text);
    ml_xml_add_cdata(p->out, ml_buf_view(&p->text));
}

static void write_char(struct pen *p, unsigned code)
{
    if (!may_write(p))
        return;
    ml_xml_add_char(p->out, code);
}

/* The five that XML knows; another would have to be declared. */
static void write_entity(struct pen *p, ml_str name)
{
    static const char *const known[] = { "amp", "lt", "gt", "quot", "apos" };

    if (!may_write(p))
        return;
    for (size_t i = 0; i < ML_COUNT(known); i++)
        if (ml_str_eq(name, ml_str_of(known[i]))) {
            ml_buf_printf(p->out, "&%s;", known[i]);
            return;
        }
    ml_buf_text(p->out, "&amp;");
    ml_xml_add_text(p->out, name, true);
    ml_buf_char(p->out, ';');
}

/* Ends the element here and begins it again as it began: for the next item. */
static void repeat_element(struct pen *p)
{
    struct element *e = innermost(p);
    size_t head = e->content - e->start, at = e->start;

    add_end_tag(p, e);
    ml_buf_reserve(p->out, head);
    e->start = p->out->n;
    ml_buf_add(p->out, p->out->p + at, head);
    e->content = p->out->n;
}

/* An array repeats the element that it stands in for each of its items. */
static void write_array(struct pen *p, const struct ml_evtx_value *array)
{
    unsigned type = array->type & ~(unsigned)ML_EVTX_ARRAY;
    const unsigned char *rest = array->p;
    uint32_t n = array->n;
    struct ml_evtx_value item;
    bool first = true;

    if (!may_write(p))
        return;
    size_t whole = p->attribute_at ? 0 : innermost(p)->start;
    while (may_go_on(p) && ml_evtx_item(type, &rest, &n, &item)) {
        if (!first && p->attribute_at)
            ml_buf_char(p->out, ' ');
        else if (!first)
            repeat_element(p);
        write_value(p, &item);
        first = false;
    }
    if (!p->attribute_at && innermost(p)->dropped)
        innermost(p)->start = whole; /* all of them go */
}

/* Tokens ----------------------------------------------------------------------------
 */

/* An instance that tokens are printed with. */
struct instance {
    struct ml_binxml_values values;
    unsigned depth;
};

static void write_tokens(struct pen *p, struct ml_binxml *x,
                         const struct instance *with);

/* The value of a number; false when it is null, or not there. */
static bool value_of(const struct ml_binxml *x, const struct instance *with,
                     unsigned number, struct ml_evtx_value *ret)
{
    const unsigned char *d = with->values.descriptors;
    uint32_t at = with->values.at;

    if (number >= with->values.n)
        return false;
    for (unsigned i = 0; i < number; i++)
        at += ml_u16(d + 4 * (size_t)i);
    d += 4 * (size_t)number;
    uint32_t n = ml_u16(d);
    if (d[2] == ML_EVTX_NULL || at > x->chunk_n)
        return false;
    if (n > x->chunk_n - at)
        n = x->chunk_n - at;
    *ret = (struct ml_evtx_value){ d[2], x->chunk + at, n };
    return true;
}

static void write_template(struct pen *p, struct ml_binxml *x,
                           const struct ml_binxml_token *t, unsigned depth)
{
    struct instance inside = { .depth = depth + 1 };
    struct ml_binxml definition;
    uint32_t end = x->at;

    if (!ml_binxml_values(x, t->values, &inside.values, &end) && inside.values.n == 0)
        p->stopped = true;
    else if (depth >= ML_EVTX_DEPTH ||
             !ml_binxml_definition(x, t->definition, &definition))
        p->stopped = true;
    else
        write_tokens(p, &definition, &inside);
    if (end > x->at)
        x->at = end;
}

static void write_substitute(struct pen *p, const struct ml_binxml *x,
                             const struct instance *with,
                             const struct ml_binxml_token *t)
{
    struct ml_evtx_value value;
    struct element *e = innermost(p);

    charge(p, t->number / 8U);
    if (!value_of(x, with, t->number, &value)) {
        if (t->kind != ML_BX_OPTIONAL)
            may_write(p);
        else if (p->attribute_at)
            p->null_attribute =
                p->out->p[p->out->n - 1] == '"'; /* nothing else in it */
        else if (e)
            e->null_content = true;
    } else if (value.type & ML_EVTX_ARRAY) {
        write_array(p, &value);
    } else if (value.type == ML_EVTX_BINXML) {
        struct ml_binxml inside = *x;
        struct instance none = { .depth = with->depth + 1 };
        inside.at = (uint32_t)(value.p - x->chunk);
        inside.end = inside.at + value.n;
        inside.dependency = false;
        end_start(p, false);
        if (with->depth < ML_EVTX_DEPTH)
            write_tokens(p, &inside, &none);
    } else {
        write_value(p, &value);
    }
}

/* Whether the element that is opened at `at` depends on a value that is null. */
static bool depends_on_null(const struct ml_binxml *x, uint32_t at,
                            const struct instance *with)
{
    struct ml_evtx_value value;

    if (!x->dependency || at + 3 > x->chunk_n)
        return false;
    unsigned number = ml_u16(x->chunk + at + 1);
    return number != 0xffff && number < with->values.n &&
           !value_of(x, with, number, &value);
}

static void write_pi(struct pen *p, struct ml_binxml *x, ml_str name)
{
    struct ml_binxml_token t;
    struct ml_binxml ahead = *x;

    /* One in the middle of a tag, or before the root, is left out. */
    bool shown =
        innermost(p) && !p->attribute_at && !ml_str_eq_nocase(name, ML_STR("xml"));
    if (shown) {
        end_start(p, false);
        ml_buf_text(p->out, "<?");
        ml_xml_add_name(p->out, name);
    }
    if (ml_binxml_next(&ahead, &t) && t.kind == ML_BX_PI_DATA) {
        *x = ahead;
        p->text.n = 0;
        ml_evtx_value_text(&t.value, &p->text);
        if (shown && p->text.n) {
            ml_buf_char(p->out, ' ');
            ml_xml_add_text(p->out, ml_buf_view(&p->text), true); /* so no "?>" */
        }
    }
    if (shown)
        ml_buf_text(p->out, "?>");
}

static void write_token(struct pen *p, struct ml_binxml *x, uint32_t at,
                        const struct ml_binxml_token *t, const struct instance *with)
{
    switch (t->kind) {
    case ML_BX_OPEN:
        open_element(p, name_at(p, x, t->name), depends_on_null(x, at, with));
        break;
    case ML_BX_ATTRIBUTE:
        open_attribute(p, name_at(p, x, t->name));
        break;
    case ML_BX_CLOSE_START:
        end_start(p, false);
        break;
    case ML_BX_CLOSE_EMPTY:
        close_element(p, true);
        break;
    case ML_BX_CLOSE:
        close_element(p, false);
        break;
    case ML_BX_VALUE:
        write_value(p, &t->value);
        break;
    case ML_BX_CDATA:
        write_cdata(p, &t->value);
        break;
    case ML_BX_CHAR:
        write_char(p, t->number);
        break;
    case ML_BX_ENTITY:
        write_entity(p, name_at(p, x, t->name));
        break;
    case ML_BX_PI:
        write_pi(p, x, name_at(p, x, t->name));
        break;
    case ML_BX_TEMPLATE:
        end_start(p, false);
        write_template(p, x, t, with->depth);
        break;
    case ML_BX_SUBSTITUTE:
    case ML_BX_OPTIONAL:
        write_substitute(p, x, with, t);
        break;
    case ML_BX_PI_DATA:
    case ML_BX_FRAGMENT:
    case ML_BX_END:
        break;
    }
}

static void write_tokens(struct pen *p, struct ml_binxml *x,
                         const struct instance *with)
{
    unsigned outside = p->nopen;
    struct ml_binxml_token t;
    uint32_t at = x->at;

    while (may_go_on(p) && ml_binxml_next(x, &t) && t.kind != ML_BX_END) {
        if (t.kind == ML_BX_CLOSE && p->nopen <= outside)
            break; /* not of its own */
        write_token(p, x, at, &t, with);
        at = x->at;
    }
    while (p->nopen > outside)
        close_element(p, false);
}

/* What the head of a record says, where its tokens say nothing. */
static void write_head(struct pen *p, const struct ml_evtx_event *event)
{
    unsigned char time[8];
    struct ml_evtx_value value = { ML_EVTX_FILETIME, time, sizeof(time) };

    for (int i = 0; i < 8; i++)
        time[i] = (unsigned char)(event->written >> (8 * i));
    p->text.n = 0;
    ml_evtx_value_text(&value, &p->text);
    ml_buf_printf(p->out,
                  "<Event xmlns=\"%s\"><System><TimeCreated SystemTime=\"%.*s\"/>"
                  "<EventRecordID>%llu</EventRecordID></System></Event>",
                  event_namespace, ML_STR_ARG(ml_buf_view(&p->text)),
                  (unsigned long long)event->record);
}

static bool is_event(ml_str xml)
{
    return ml_str_starts(xml, ML_STR("<Event")) && xml.n > 6 &&
           (xml.p[6] == ' ' || xml.p[6] == '>' || xml.p[6] == '/');
}

void ml_evtx_xml(struct ml_evtx_reader *r, const struct ml_evtx_event *event,
                 struct ml_buf *out)
{
    struct pen *p = calloc(1, sizeof(*p));
    struct instance none = { .depth = 0 };
    struct ml_binxml x = { .chunk = r->chunk,
                           .chunk_n = r->chunk_n,
                           .dependency = true };

    if (!p)
        ml_oom();
    p->r = r;
    p->out = out;
    p->begin = p->charged = out->n;
    if (event->bytes.n >= RECORD_HEAD_BYTES + RECORD_TAIL_BYTES) {
        x.at = (uint32_t)((const unsigned char *)event->bytes.p - r->chunk) +
               RECORD_HEAD_BYTES;
        x.end = x.at + (uint32_t)event->bytes.n - RECORD_HEAD_BYTES;
        if (ml_u32(r->chunk + x.end - RECORD_TAIL_BYTES) == event->bytes.n)
            x.end -= RECORD_TAIL_BYTES; /* else the record is not whole */
        write_tokens(p, &x, &none);
    }
    if (!is_event(ml_str_from(ml_buf_view(out), p->begin))) {
        out->n = p->begin;
        write_head(p, event);
    }
    ml_buf_reset(&p->text);
    free(p);
}
