/* SPDX-License-Identifier: MIT */
#include "facts/xmltext.h"

#include <string.h>

#include "base/attr.h"
#include "base/ban.h"

struct ml_xml ml_xml_of(ml_str text)
{
    return (struct ml_xml){ .text = text, .line = 1 };
}

static void count_lines(struct ml_xml *xml)
{
    const char *p = xml->text.p + xml->counted, *end = xml->text.p + xml->at;

    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        xml->line++;
        p++;
    }
    xml->counted = xml->at;
}

/* Past `mark`, searched from `from`; false when it is not there. */
static bool pass(struct ml_xml *xml, size_t from, ml_str mark, size_t *ret_found)
{
    size_t found = ml_str_find(ml_str_from(xml->text, from), mark);

    if (found == ML_NPOS)
        return false;
    *ret_found = from + found;
    xml->at = from + found + mark.n;
    return true;
}

static bool is_name_end(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/' || c == '>';
}

/* A tag whose `<` is at xml->at. */
static bool tag(struct ml_xml *xml)
{
    size_t end, start = xml->at + 1;

    if (!pass(xml, start, ML_STR(">"), &end))
        return false;
    ml_str inside = ml_str_sub(xml->text, start, end - start);
    xml->what = inside.n && inside.p[0] == '/' ? ML_XML_CLOSE : ML_XML_OPEN;
    if (xml->what == ML_XML_CLOSE)
        inside = ml_str_from(inside, 1);
    else if (inside.n && inside.p[inside.n - 1] == '/') {
        xml->closed_empty = true;
        inside.n--;
    }
    size_t n = 0;
    while (n < inside.n && !is_name_end(inside.p[n]))
        n++;
    xml->name = ml_str_sub(inside, 0, n);
    xml->attributes = ml_str_from(inside, n);
    return true;
}

bool ml_xml_next(struct ml_xml *xml)
{
    size_t end;

    if (xml->closed_empty) {
        xml->closed_empty = false;
        xml->what = ML_XML_CLOSE;
        return true;
    }
    while (xml->at < xml->text.n) {
        ml_str rest = ml_str_from(xml->text, xml->at);
        count_lines(xml);
        if (ml_str_starts(rest, ML_STR("<![CDATA["))) {
            size_t start = xml->at + 9;
            if (!pass(xml, start, ML_STR("]]>"), &end))
                return false;
            xml->what = ML_XML_TEXT;
            xml->cdata = true;
            xml->value = ml_str_sub(xml->text, start, end - start);
            return true;
        }
        if (ml_str_starts(rest, ML_STR("<!--"))) {
            if (!pass(xml, xml->at, ML_STR("-->"), &end))
                return false;
        } else if (ml_str_starts(rest, ML_STR("<!")) ||
                   ml_str_starts(rest, ML_STR("<?"))) {
            if (!pass(xml, xml->at, ML_STR(">"), &end))
                return false;
        } else if (rest.p[0] == '<') {
            return tag(xml);
        } else {
            size_t n = ml_str_find_char(rest, '<');
            xml->what = ML_XML_TEXT;
            xml->cdata = false;
            xml->value = ml_str_sub(rest, 0, n);
            xml->at += xml->value.n;
            return true;
        }
    }
    return false;
}

ml_str ml_xml_attribute(const struct ml_xml *xml, const char *name)
{
    ml_str rest = xml->attributes, n = ml_str_of(name), head, value;

    for (int i = 0; i < 32 && rest.n; i++) {
        if (!ml_str_cut(rest, '=', &head, &rest))
            return ML_STR_NONE;
        head = ml_str_trim(head);
        rest = ml_str_trim(rest);
        char quote = rest.n ? rest.p[0] : 0;
        if (quote != '"' && quote != '\'')
            return ML_STR_NONE;
        ml_str_cut(ml_str_from(rest, 1), quote, &value, &rest);
        if (ml_str_eq(head, n))
            return value;
    }
    return ML_STR_NONE;
}

ml_str ml_xml_unescape(struct ml_arena *arena, ml_str s)
{
    static const struct {
        ml_str name;
        char c;
    } entities[] = {
        { { "&amp;", 5 }, '&' },  { { "&lt;", 4 }, '<' },    { { "&gt;", 4 }, '>' },
        { { "&quot;", 6 }, '"' }, { { "&apos;", 6 }, '\'' },
    };
    size_t n = 0;

    if (ml_str_find_char(s, '&') == ML_NPOS)
        return s;
    char *out = ml_arena_alloc(arena, s.n + 1);
    while (s.n) {
        size_t i = 0;
        while (i < ML_COUNT(entities) && !ml_str_starts(s, entities[i].name))
            i++;
        bool entity = i < ML_COUNT(entities);
        out[n++] = entity ? entities[i].c : s.p[0];
        s = ml_str_from(s, entity ? entities[i].name.n : 1);
    }
    return (ml_str){ out, n };
}
