/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_XMLTEXT_H
#define ML_FACTS_XMLTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * XML as a sequence of tags and texts, read as far as it goes.
 *
 * The XML of collectors is cut, not escaped, or declares another encoding than it is
 * in: a parser would give up where the useful part only begins. Nothing is checked;
 * comments and declarations are passed over; entities but the five are left alone.
 */

enum ml_xml_what { ML_XML_OPEN, ML_XML_CLOSE, ML_XML_TEXT };

struct ml_xml {
    ml_str text;
    size_t at;
    uint64_t line;     /* where the current piece begins, from 1 */
    size_t counted;    /* lines are counted up to here */
    bool closed_empty; /* `<a/>`: the close comes next */
    enum ml_xml_what what;
    ml_str name;       /* of OPEN and CLOSE */
    ml_str attributes; /* of OPEN, as written */
    ml_str value;      /* of TEXT: as written, or the inside of CDATA */
    bool cdata;
};

struct ml_xml ml_xml_of(ml_str text);

/** Step; false at the end, or where the text was cut in the middle of a tag. */
bool ml_xml_next(struct ml_xml *xml);

/** The value of an attribute, as written; empty when it is not there. */
ml_str ml_xml_attribute(const struct ml_xml *xml, const char *name);

/** The five entities replaced; a copy in the arena only where there is one. */
ml_str ml_xml_unescape(struct ml_arena *arena, ml_str s);

#endif
