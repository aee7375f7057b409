/* SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "catalogue/names.h"
#include "catalogue/xml.h"
#include "base/ban.h"

/* Elements that are conditions, and what they become. */
static const struct {
    const char *element;
    enum ml_condition_kind kind;
} kinds[] = {
    { "all", ML_COND_ALL },
    { "any", ML_COND_ANY },
    { "not", ML_COND_NOT },
    { "fact", ML_COND_FACT },
    { "signature", ML_COND_SIGNATURE },
    { "artefact", ML_COND_ARTEFACT },
    { "finding", ML_COND_FINDING },
    { "job", ML_COND_JOB },
    { "cause", ML_COND_CAUSE },
};

enum { CONDITION_MAX_DEPTH = 16 };

static int kind_of(const xmlNode *node)
{
    for (size_t i = 0; i < ML_COUNT(kinds); i++)
        if (ml_node_is(node, kinds[i].element))
            return (int)kinds[i].kind;
    return -1;
}

static bool is_version(ml_str s)
{
    bool digit = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '.' && !ml_is_digit(s.p[i]))
            return false;
        digit = digit || ml_is_digit(s.p[i]);
    }
    return digit;
}

/* Whether `value` is what the comparison takes; numbers and spans are read here. */
static bool operand_ok(const struct ml_op_def *def, struct ml_condition *c)
{
    int64_t span_us = 0;
    struct ml_time date;

    switch (def->operand) {
    case ML_OPERAND_NONE:
        return c->value.n == 0;
    case ML_OPERAND_TEXT:
    case ML_OPERAND_TAIL:
        return true;
    case ML_OPERAND_REGEX:
        return c->value.n > 0;
    case ML_OPERAND_NUMBER:
        return ml_str_to_double(c->value, &c->number);
    case ML_OPERAND_VERSION:
        return is_version(c->value);
    case ML_OPERAND_SPAN:
        if (!ml_span_parse(c->value, &span_us))
            return false;
        c->number = (double)span_us;
        return true;
    case ML_OPERAND_DATE:
        return ml_time_parse_iso(c->value, &date);
    case ML_OPERAND_DAY:
        return c->value.n == 0 || ml_str_eq(c->value, ML_STR("day"));
    }
    return false;
}

static const char *operand_name(enum ml_operand operand)
{
    static const char *const names[] = {
        [ML_OPERAND_NONE] = "no value",
        [ML_OPERAND_TEXT] = "a text",
        [ML_OPERAND_NUMBER] = "a number such as 60000",
        [ML_OPERAND_VERSION] = "a version such as 2.0.9249.0",
        [ML_OPERAND_SPAN] = "a span such as 48h or 10d",
        [ML_OPERAND_DATE] = "a date such as 2021-01-01",
        [ML_OPERAND_REGEX] = "a regular expression",
        [ML_OPERAND_DAY] = "nothing or \"day\"",
        [ML_OPERAND_TAIL] = "a path or nothing",
    };
    return names[operand];
}

static void refer_each(struct ml_xml *x, const xmlNode *node, ml_str ids)
{
    ml_str id;

    while (ids.n) {
        ml_str_cut(ids, ' ', &id, &ids);
        ml_node_refer(x, node, ML_REF_SIGNATURE, id);
    }
}

static enum ml_rc read_comparison(struct ml_xml *x, const xmlNode *node,
                                  struct ml_condition *c)
{
    ml_str op = ml_node_attr(x, node, "op");
    const struct ml_op_def *def = ml_op_named(op);

    if (!def)
        return ml_node_bad(x, node, "there is no comparison \"%.*s\"", ML_STR_ARG(op));
    c->op = def->op;
    c->value = ml_node_attr(x, node, "value");
    c->other = ml_node_attr(x, node, "other");
    if (c->kind == ML_COND_FINDING && def->op == ML_OP_UNKNOWN && c->value.n == 0)
        return ML_OK;
    if (c->kind == ML_COND_FINDING && def->op == ML_OP_IS)
        refer_each(x, node, c->value);
    if (!operand_ok(def, c))
        return ml_node_bad(x, node, "op=\"%s\" takes %s, not value=\"%.*s\"", def->name,
                          operand_name(def->operand), ML_STR_ARG(c->value));
    if (def->needs_other != (c->other.n > 0))
        return ml_node_bad(x, node,
                          def->needs_other
                              ? "op=\"%s\" needs other=\"...\", a second fact"
                              : "op=\"%s\" takes no other=\"...\"",
                          def->name);
    return ML_OK;
}

static enum ml_rc read_leaf(struct ml_xml *x, const xmlNode *node,
                            struct ml_condition *c)
{
    ml_str within = ml_node_attr(x, node, "within");

    if (within.n && !ml_span_parse(within, &c->within_us))
        return ml_node_bad(x, node, "within=\"%.*s\" is no span such as 1h or 7d",
                          ML_STR_ARG(within));
    ml_str apart = ml_node_attr(x, node, "apart");
    uint64_t at_least = 0;

    if (apart.n && !ml_span_parse(apart, &c->apart_us))
        return ml_node_bad(x, node, "apart=\"%.*s\" is no span such as 1h or 7d",
                           ML_STR_ARG(apart));
    if (ml_str_to_u64(ml_node_attr(x, node, "at-least"), &at_least))
        c->at_least = (uint32_t)at_least;
    c->name = ml_node_attr(x, node, "name");
    c->of = ml_node_attr(x, node, "of");
    c->every = ml_node_yes(x, node, "every");
    c->same_kind = ml_node_yes(x, node, "same-kind");
    c->when = ml_when_named(ml_node_attr(x, node, "when"));
    c->same_job = ml_node_yes(x, node, "same-job");
    c->any_value = ml_node_yes(x, node, "any-value");
    switch (c->kind) {
    case ML_COND_SIGNATURE:
        refer_each(x, node, c->name);
        return ML_OK;
    case ML_COND_JOB:
        c->value = ml_node_attr(x, node, "outcome");
        return ML_OK;
    case ML_COND_CAUSE:
        ml_node_refer(x, node, ML_REF_CAUSE, c->name);
        c->value = ml_node_attr(x, node, "verdict");
        return ML_OK;
    case ML_COND_ARTEFACT:
        ml_node_refer(x, node, ML_REF_ARTEFACT, c->name);
        c->value = ml_node_attr(x, node, "state");
        return ML_OK;
    case ML_COND_FACT:
        ml_node_refer(x, node, ML_REF_FACT, c->name);
        enum ml_rc rc = read_comparison(x, node, c);
        if (rc == ML_OK && c->other.n)
            ml_node_refer(x, node, ML_REF_FACT, c->other);
        if (rc == ML_OK && c->of.n)
            ml_node_refer(x, node, ML_REF_FACT, c->of);
        return rc;
    default:
        return read_comparison(x, node, c);
    }
}

static enum ml_rc read_at(struct ml_xml *x, const xmlNode *node, struct ml_condition *c,
                          int depth)
{
    if (depth > CONDITION_MAX_DEPTH)
        return ml_node_bad(x, node, "conditions are nested more than %d deep",
                          CONDITION_MAX_DEPTH);
    c->kind = (enum ml_condition_kind)kind_of(node);
    if (c->kind > ML_COND_NOT)
        return read_leaf(x, node, c);
    for (const xmlNode *child = node->children; child; child = child->next)
        c->nchildren += kind_of(child) >= 0;
    c->children = ml_arena_array(x->arena, c->nchildren, sizeof(*c->children));
    uint32_t i = 0;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (kind_of(child) < 0)
            continue;
        enum ml_rc rc = read_at(x, child, &c->children[i++], depth + 1);
        if (rc != ML_OK)
            return rc;
    }
    return ML_OK;
}

bool ml_entry_is_condition(const xmlNode *node)
{
    return kind_of(node) >= 0;
}

enum ml_rc ml_entry_condition(struct ml_xml *x, const xmlNode *node,
                              struct ml_condition *ret)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (kind_of(child) >= 0)
            return read_at(x, child, ret, 0);
    return ml_node_bad(x, node, "a rule needs one condition");
}
