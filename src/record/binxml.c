/* SPDX-License-Identifier: MIT */
#include "record/binxml.h"

#include <string.h>

#include "base/bytes.h"
#include "base/ban.h"

enum {
    MORE = 0x40, /* of a token's byte: attributes, or further content, follow */
    NAME_HEAD = 8,
    DEFINITION_HEAD = 24,
    INSTANCE_HEAD = 10, /* token, unknown, identifier, offset of the definition */
};

bool ml_binxml_name(const struct ml_binxml *x, uint32_t offset,
                    struct ml_evtx_value *ret)
{
    if (offset < ML_EVTX_RECORDS_AT - 384 || offset > x->chunk_n ||
        x->chunk_n - offset < NAME_HEAD)
        return false;
    uint32_t n = 2 * (uint32_t)ml_u16(x->chunk + offset + 6);
    if (n == 0 || n > x->chunk_n - offset - NAME_HEAD)
        return false;
    *ret = (struct ml_evtx_value){ ML_EVTX_STRING, x->chunk + offset + NAME_HEAD, n };
    return true;
}

/* Bytes that are left before the end of the tokens. */
static uint32_t left(const struct ml_binxml *x)
{
    return x->end - x->at;
}

/* Take the offset of a name, and the name itself where it stands right here. */
static bool take_name(struct ml_binxml *x, uint32_t *ret)
{
    struct ml_evtx_value name;

    if (left(x) < 4)
        return false;
    *ret = ml_u32(x->chunk + x->at);
    x->at += 4;
    if (*ret != x->at)
        return true;
    if (left(x) < NAME_HEAD)
        return false;
    if (!ml_binxml_name(x, *ret, &name))
        name.n = 0;
    if (left(x) - NAME_HEAD < name.n + 2)
        return false;
    x->at += NAME_HEAD + name.n + 2;
    return true;
}

/* Whether an element begins here when its head has, or has not, a dependency. */
static bool fits(const struct ml_binxml *x, bool dependency)
{
    uint32_t head = dependency ? 7 : 5;
    struct ml_evtx_value name;

    if (left(x) < head + 4)
        return false;
    const unsigned char *p = x->chunk + x->at;
    return ml_u32(p + head - 4) <= left(x) - head &&
           ml_binxml_name(x, ml_u32(p + head), &name);
}

/* Some writers leave the dependency out of every element: see which form it is. */
static bool take_open(struct ml_binxml *x, bool more, struct ml_binxml_token *ret)
{
    if (!fits(x, x->dependency) && fits(x, !x->dependency))
        x->dependency = !x->dependency;
    uint32_t head = x->dependency ? 7 : 5;
    if (left(x) < head)
        return false;
    x->at += head;
    if (!take_name(x, &ret->name))
        return false;
    if (!more)
        return true;
    if (left(x) < 4)
        return false;
    x->at += 4; /* size of the list of attributes */
    return true;
}

/* Characters behind their number. */
static bool take_text(struct ml_binxml *x, struct ml_evtx_value *ret)
{
    if (left(x) < 2)
        return false;
    uint32_t n = 2 * (uint32_t)ml_u16(x->chunk + x->at);
    if (left(x) - 2 < n)
        return false;
    *ret = (struct ml_evtx_value){ ML_EVTX_STRING, x->chunk + x->at + 2, n };
    x->at += 2 + n;
    return true;
}

bool ml_binxml_values(const struct ml_binxml *x, uint32_t offset,
                      struct ml_binxml_values *ret, uint32_t *ret_end)
{
    *ret = (struct ml_binxml_values){ .n = 0 };
    *ret_end = x->end;
    if (offset > x->end || x->end - offset < 4)
        return false;
    uint32_t n = ml_u32(x->chunk + offset), room = (x->end - offset - 4) / 4;
    bool whole = n <= room;
    ret->n = whole ? n : room;
    ret->descriptors = x->chunk + offset + 4;
    ret->at = offset + 4 + 4 * ret->n;
    uint32_t at = ret->at;
    for (uint32_t i = 0; i < ret->n; i++) {
        uint32_t size = ml_u16(ret->descriptors + 4 * i);
        if (size > x->end - at) {
            ret->n = i;
            return false;
        }
        at += size;
    }
    *ret_end = at;
    return whole;
}

bool ml_binxml_instance(const struct ml_binxml *x, struct ml_binxml_instance *ret)
{
    uint32_t at = x->at;

    if (left(x) < INSTANCE_HEAD)
        return false;
    ret->definition = ml_u32(x->chunk + at + 6);
    at += INSTANCE_HEAD;
    if (ret->definition == at) {
        if (x->end - at < DEFINITION_HEAD)
            return false;
        uint32_t size = ml_u32(x->chunk + at + 20);
        if (size > x->end - at - DEFINITION_HEAD)
            return false;
        at += DEFINITION_HEAD + size;
    }
    ret->values = at;
    return true;
}

static bool take_template(struct ml_binxml *x, struct ml_binxml_token *ret)
{
    struct ml_binxml_instance instance;
    struct ml_binxml_values values;

    if (!ml_binxml_instance(x, &instance))
        return false;
    ret->definition = instance.definition;
    ret->values = instance.values;
    (void)ml_binxml_values(x, instance.values, &values, &x->at);
    return true;
}

bool ml_binxml_definition(const struct ml_binxml *x, uint32_t offset,
                          struct ml_binxml *ret)
{
    *ret = *x;
    if (offset < 128 || offset > x->chunk_n || x->chunk_n - offset < DEFINITION_HEAD)
        return false;
    uint32_t size = ml_u32(x->chunk + offset + 20);
    uint32_t room = x->chunk_n - offset - DEFINITION_HEAD;
    ret->at = offset + DEFINITION_HEAD;
    ret->end = ret->at + (size < room ? size : room);
    ret->dependency = true;
    return true;
}

static bool take_fixed(struct ml_binxml *x, uint32_t n)
{
    if (left(x) < n)
        return false;
    x->at += n;
    return true;
}

static bool take(struct ml_binxml *x, bool more, struct ml_binxml_token *ret)
{
    const unsigned char *p = x->chunk + x->at;

    switch (ret->kind) {
    case ML_BX_OPEN:
        return take_open(x, more, ret);
    case ML_BX_VALUE:
        if (left(x) < 2 || p[1] != ML_EVTX_STRING)
            return false;
        x->at += 2;
        return take_text(x, &ret->value);
    case ML_BX_ATTRIBUTE:
    case ML_BX_ENTITY:
    case ML_BX_PI:
        x->at++;
        return take_name(x, &ret->name);
    case ML_BX_CDATA:
    case ML_BX_PI_DATA:
        x->at++;
        return take_text(x, &ret->value);
    case ML_BX_CHAR:
        if (!take_fixed(x, 3))
            return false;
        ret->number = ml_u16(p + 1);
        return true;
    case ML_BX_TEMPLATE:
        return take_template(x, ret);
    case ML_BX_SUBSTITUTE:
    case ML_BX_OPTIONAL:
        if (!take_fixed(x, 4))
            return false;
        ret->number = ml_u16(p + 1);
        ret->type = p[3];
        return true;
    case ML_BX_FRAGMENT:
        return take_fixed(x, 4);
    case ML_BX_END:
    case ML_BX_CLOSE_START:
    case ML_BX_CLOSE_EMPTY:
    case ML_BX_CLOSE:
        x->at++;
        return true;
    }
    return false;
}

bool ml_binxml_next(struct ml_binxml *x, struct ml_binxml_token *ret)
{
    uint32_t at = x->at;

    if (at >= x->end)
        return false;
    unsigned byte = x->chunk[at];
    *ret = (struct ml_binxml_token){ .kind = byte & ~(unsigned)MORE };
    if (ret->kind <= ML_BX_FRAGMENT && take(x, byte & MORE, ret))
        return true;
    x->at = at;
    return false;
}
