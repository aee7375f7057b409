/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_BINXML_H
#define ML_RECORD_BINXML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/evtx.h"

/*
 * Tokens of binary XML, one after the other, checked against the chunk that they stand
 * in. What they make together (elements, templates) is the caller's.
 *
 *     struct ml_binxml x = ...; struct ml_binxml_token t;
 *     while (ml_binxml_next(&x, &t)) ...
 *
 * Source: [MS-EVEN6] 2.2.12 and libevtx's description of the format; record/FORMATS.md.
 */

/** The token's byte without its "more follows" bit, 0x40. */
enum ml_binxml_kind {
    ML_BX_END = 0x00,
    ML_BX_OPEN = 0x01,        /* <name */
    ML_BX_CLOSE_START = 0x02, /* > */
    ML_BX_CLOSE_EMPTY = 0x03, /* /> */
    ML_BX_CLOSE = 0x04,       /* </name> */
    ML_BX_VALUE = 0x05,       /* text */
    ML_BX_ATTRIBUTE = 0x06,   /* name= */
    ML_BX_CDATA = 0x07,
    ML_BX_CHAR = 0x08,   /* &#n; */
    ML_BX_ENTITY = 0x09, /* &name; */
    ML_BX_PI = 0x0a,     /* <?name */
    ML_BX_PI_DATA = 0x0b,
    ML_BX_TEMPLATE = 0x0c, /* an instance: definition and values */
    ML_BX_SUBSTITUTE = 0x0d,
    ML_BX_OPTIONAL = 0x0e, /* takes its element with it when the value is null */
    ML_BX_FRAGMENT = 0x0f,
};

struct ml_binxml_token {
    enum ml_binxml_kind kind;
    uint32_t name; /* OPEN, ATTRIBUTE, ENTITY, PI: where the name stands in the chunk */
    struct ml_evtx_value value; /* VALUE (a string), CDATA, PI_DATA: UTF-16LE */
    uint16_t number;     /* CHAR: the character; SUBSTITUTE, OPTIONAL: which value */
    uint8_t type;        /* SUBSTITUTE, OPTIONAL: as the definition expects it */
    uint32_t definition; /* TEMPLATE: where its definition stands in the chunk */
    uint32_t values;     /* TEMPLATE: where its values stand: their number first */
};

/** Where the reading is. Offsets count from the chunk's first byte. */
struct ml_binxml {
    const unsigned char *chunk;
    uint32_t chunk_n; /* bytes that there are */
    uint32_t at, end; /* next token; where the tokens end */
    bool dependency;  /* OPEN has a dependency identifier: not so in elements that stand
                         in a value */
};

/** The next token; false at the end, or where the bytes are no token: then at < end. */
bool ml_binxml_next(struct ml_binxml *x, struct ml_binxml_token *ret);

/** The UTF-16LE characters of the name at `offset`; false when there is none. */
bool ml_binxml_name(const struct ml_binxml *x, uint32_t offset,
                    struct ml_evtx_value *ret);

/** The tokens of the definition at `offset`. */
bool ml_binxml_definition(const struct ml_binxml *x, uint32_t offset,
                          struct ml_binxml *ret);

/** A template instance: where its definition and its values stand in the chunk. */
struct ml_binxml_instance {
    uint32_t definition, values;
};

/** Take the instance at x->at apart, without looking at its values. */
bool ml_binxml_instance(const struct ml_binxml *x, struct ml_binxml_instance *ret);

/** The values of an instance. */
struct ml_binxml_values {
    const unsigned char *descriptors; /* 4 bytes each: size (2), type (1), 0 */
    uint32_t n;
    uint32_t at; /* where the first value stands in the chunk */
};

/** Take the values at `offset` apart; *ret_end is behind them. False when they reach
 * out of the chunk: n is then what lies inside. */
bool ml_binxml_values(const struct ml_binxml *x, uint32_t offset,
                      struct ml_binxml_values *ret, uint32_t *ret_end);

#endif
