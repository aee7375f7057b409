/* SPDX-License-Identifier: MIT */
#include "catalogue/xml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

bool ml_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           strcmp((const char *)node->name, name) == 0;
}

uint32_t ml_node_line(const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    return line > 0 ? (uint32_t)line : 0;
}

static ml_str dup_xml(struct ml_xml *x, xmlChar *text)
{
    ml_str s =
        text ? ml_arena_dup(x->arena, ml_str_of((const char *)text)) : ML_STR_NONE;
    xmlFree(text);
    return s;
}

ml_str ml_node_attr(struct ml_xml *x, const xmlNode *node, const char *name)
{
    return ml_str_trim(dup_xml(x, xmlGetNoNsProp(node, (const xmlChar *)name)));
}

bool ml_node_yes(struct ml_xml *x, const xmlNode *node, const char *name)
{
    return ml_str_eq(ml_node_attr(x, node, name), ML_STR("yes"));
}

ml_str ml_node_raw(struct ml_xml *x, const xmlNode *node)
{
    return dup_xml(x, xmlNodeGetContent(node));
}

ml_str ml_node_text(struct ml_xml *x, const xmlNode *node)
{
    ml_str raw = ml_str_trim(ml_node_raw(x, node));
    struct ml_buf buf = { 0 };
    bool in_blanks = false;

    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (blank && !in_blanks)
            ml_buf_char(&buf, ' ');
        else if (!blank)
            ml_buf_char(&buf, c);
        in_blanks = blank;
    }
    ml_str text = ml_arena_dup(x->arena, ml_buf_view(&buf));
    ml_buf_reset(&buf);
    return text;
}

xmlNode *ml_node_child(const xmlNode *parent, const xmlNode *after, const char *name)
{
    xmlNode *node = after ? after->next : parent->children;
    while (node && !ml_node_is(node, name))
        node = node->next;
    return node;
}

uint32_t ml_node_count(const xmlNode *parent, const char *name)
{
    uint32_t n = 0;
    for (xmlNode *node = ml_node_child(parent, NULL, name); node;
         node = ml_node_child(parent, node, name))
        n++;
    return n;
}

struct ml_text ml_node_bilingual(struct ml_xml *x, const xmlNode *parent,
                                const char *name)
{
    struct ml_text text = { 0 };
    for (xmlNode *node = ml_node_child(parent, NULL, name); node;
         node = ml_node_child(parent, node, name)) {
        bool japanese = ml_str_eq(ml_node_attr(x, node, "lang"), ML_STR("ja"));
        text.in[japanese ? ML_JA : ML_EN] = ml_node_text(x, node);
    }
    return text;
}

enum ml_rc ml_node_bad(struct ml_xml *x, const xmlNode *node, const char *fmt, ...)
{
    char text[200];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    ml_err_set(x->err, ML_FAIL, ML_ERR_RULE, "%s", text);
    ml_err_at(x->err, x->file.p, ml_node_line(node));
    return ML_FAIL;
}

void ml_node_refer(struct ml_xml *x, const xmlNode *node, enum ml_ref_kind kind,
                  ml_str id)
{
    struct ml_ref ref = { kind, id, x->file, ml_node_line(node) };
    ML_PUSH(x->refs, x->nrefs, x->cap_refs, ref);
}
