/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/literal.h"
#include "catalogue/names.h"
#include "catalogue/phrase.h"
#include "catalogue/xml.h"
#include "base/ban.h"

/* MARS codes end here; above are HRESULTs with their top bit set. */
enum { CODE_END = 0x80000 };

/* ---- terms ---- */

static enum ml_rc read_code(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    ml_str s = ml_node_text(x, node);
    uint64_t code = 0;
    bool ok = ml_str_starts_nocase(s, ML_STR("0x"))
                  ? ml_str_hex_to_u64(ml_str_from(s, 2), &code)
                  : ml_str_to_u64(s, &code);

    if (!ok || code == 0 || code > UINT32_MAX ||
        (code >= CODE_END && !(code & 0x80000000u)))
        return ml_node_bad(x, node,
                          "%.*s is no code: below 0x80000, or an HRESULT such as "
                          "0x80070005",
                          ML_STR_ARG(s));
    t->code = (uint32_t)code;
    return ML_OK;
}

/* `unless` names what must not follow the text within the record. */
static void read_text(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    struct ml_phrase phrase = ml_phrase_of_text(x->arena, ml_node_text(x, node));
    ml_str unless = ml_node_attr(x, node, "unless");

    t->regex = phrase.regex;
    t->literal = phrase.literal;
    t->before = phrase.before;
    t->after = phrase.after;
    if (unless.n) {
        struct ml_phrase tail = ml_phrase_of_text(x->arena, unless);
        t->regex = ml_arena_printf(x->arena, "%.*s(?!(?s:.{0,200}?)%.*s)",
                                   ML_STR_ARG(phrase.regex), ML_STR_ARG(tail.regex));
    }
}

static enum ml_rc read_regex(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    t->regex = ml_str_trim(ml_node_raw(x, node));
    t->literal = ml_node_attr(x, node, "literal");
    if (ml_str_has(t->literal, ML_STR(" "))) { /* words: one stands for them */
        struct ml_phrase phrase = ml_phrase_of_text(x->arena, t->literal);
        t->literal = phrase.literal;
        t->before = phrase.before;
        t->after = phrase.after;
    }
    if (t->literal.n == 0)
        t->literal = ml_literal_of_regex(x->arena, t->regex);
    else if (!ml_literal_ok(t->literal))
        return ml_node_bad(
            x, node,
            "literal=\"%.*s\" has to be lower-case ASCII without blanks, or "
            "kana and kanji",
            ML_STR_ARG(t->literal));
    return ML_OK;
}

static void read_path(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    struct ml_phrase phrase = ml_phrase_of_path(x->arena, ml_node_text(x, node));
    t->regex = phrase.regex;
    t->literal = phrase.literal;
    t->before = phrase.before;
    t->after = phrase.after;
    t->in_paths = true;
}

static enum ml_rc read_event(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    ml_str id = ml_node_attr(x, node, "id");
    uint64_t event = 0;

    t->provider = ml_node_attr(x, node, "provider");
    t->channel = ml_node_attr(x, node, "channel");
    if (id.n && (!ml_str_to_u64(id, &event) || event == 0 || event > UINT16_MAX))
        return ml_node_bad(x, node, "id=\"%.*s\" is no event id", ML_STR_ARG(id));
    t->event = (uint32_t)event;
    return ML_OK;
}

static bool is_term(const xmlNode *node)
{
    return ml_node_is(node, "code") || ml_node_is(node, "text") ||
           ml_node_is(node, "regex") || ml_node_is(node, "path") ||
           ml_node_is(node, "event");
}

static enum ml_rc read_term(struct ml_xml *x, const xmlNode *node, struct ml_term *t)
{
    t->in_paths = ml_node_yes(x, node, "in-paths");
    if (ml_node_is(node, "code"))
        return read_code(x, node, t);
    if (ml_node_is(node, "regex"))
        return read_regex(x, node, t);
    if (ml_node_is(node, "event"))
        return read_event(x, node, t);
    if (ml_node_is(node, "path"))
        read_path(x, node, t);
    else
        read_text(x, node, t);
    return ML_OK;
}

/* ---- signatures ---- */

/*
 * Codes are looked for in all text anyway. Where one is among the terms it brings the
 * alternative up, and "temp" or ":\\" need not be looked for as well.
 */
static void leave_it_to_code(struct ml_alternative *a)
{
    bool has_code = false;

    for (uint32_t i = 0; i < a->nterms; i++)
        has_code = has_code || a->terms[i].code;
    for (uint32_t i = 0; has_code && i < a->nterms; i++)
        a->terms[i].literal = ML_STR_NONE;
}

static enum ml_rc read_all(struct ml_xml *x, const xmlNode *node,
                           struct ml_alternative *a)
{
    a->role = ml_node_attr(x, node, "role");
    for (const xmlNode *child = node->children; child; child = child->next)
        a->nterms += is_term(child);
    a->terms = ml_arena_array(x->arena, a->nterms, sizeof(*a->terms));
    uint32_t i = 0;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (!is_term(child))
            continue;
        enum ml_rc rc = read_term(x, child, &a->terms[i++]);
        if (rc != ML_OK)
            return rc;
    }
    leave_it_to_code(a);
    return ML_OK;
}

static void read_symbol(struct ml_xml *x, const xmlNode *node, struct ml_signature *s,
                        struct ml_term *t)
{
    struct ml_phrase phrase;

    s->symbol = ml_node_text(x, node);
    s->symbol_inferred = ml_node_yes(x, node, "inferred");
    phrase = ml_phrase_of_symbol(x->arena, s->symbol);
    t->regex = phrase.regex;
    t->literal = phrase.literal;
    t->before = phrase.before;
    t->after = phrase.after;
}

static bool is_alternative(const xmlNode *node)
{
    return is_term(node) || ml_node_is(node, "all") || ml_node_is(node, "symbol");
}

static enum ml_rc read_alternative(struct ml_xml *x, const xmlNode *node,
                                   struct ml_signature *s, struct ml_alternative *a)
{
    if (ml_node_is(node, "all")) {
        enum ml_rc rc = read_all(x, node, a);
        /* A Windows code that counts only among certain words is still that code. */
        if (rc == ML_OK && s->code == 0 && ml_str_starts(s->id, ML_STR("os-")))
            s->code = a->terms->code;
        return rc;
    }
    a->nterms = 1;
    a->terms = ml_arena_array(x->arena, 1, sizeof(*a->terms));
    if (ml_node_is(node, "symbol")) {
        read_symbol(x, node, s, a->terms);
        return ML_OK;
    }
    enum ml_rc rc = read_term(x, node, a->terms);
    if (rc == ML_OK && s->code == 0)
        s->code = a->terms->code;
    return rc;
}

static enum ml_rc read_alternatives(struct ml_xml *x, const xmlNode *node,
                                    struct ml_signature *s)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        s->nalternatives += is_alternative(child);
    s->alternatives =
        ml_arena_array(x->arena, s->nalternatives, sizeof(*s->alternatives));
    uint32_t i = 0;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (!is_alternative(child))
            continue;
        enum ml_rc rc = read_alternative(x, child, s, &s->alternatives[i++]);
        if (rc != ML_OK)
            return rc;
    }
    return ML_OK;
}

static enum ml_rc read_examples(struct ml_xml *x, const xmlNode *node,
                                struct ml_signature *s)
{
    bool has[2] = { false, false };

    s->examples =
        ml_arena_array(x->arena, ml_node_count(node, "example"), sizeof(*s->examples));
    for (xmlNode *child = ml_node_child(node, NULL, "example"); child;
         child = ml_node_child(node, child, "example")) {
        struct ml_example *e = &s->examples[s->nexamples++];
        uint64_t event = 0;
        e->text = ml_node_raw(x, child);
        e->must_match = ml_node_yes(x, child, "match");
        e->role = ml_node_attr(x, child, "role");
        e->provider = ml_node_attr(x, child, "provider");
        if (ml_str_to_u64(ml_node_attr(x, child, "event"), &event))
            e->event = (uint32_t)event;
        e->channel = ml_node_attr(x, child, "channel");
        ml_level_named(ml_node_attr(x, child, "level"), &e->level);
        has[e->must_match] = true;
    }
    if (!has[true] || !has[false])
        return ml_node_bad(x, node, "%.*s has no <example match=\"%s\">: add one",
                          ML_STR_ARG(s->id), has[true] ? "no" : "yes");
    return ML_OK;
}

/* `FATAL WARNING` as a bit set. */
static uint32_t read_levels(struct ml_xml *x, const xmlNode *node)
{
    ml_str rest = ml_node_attr(x, node, "levels");
    uint32_t levels = 0;

    while (rest.n) {
        ml_str word;
        enum ml_level level;
        ml_str_cut(rest, ' ', &word, &rest);
        if (ml_level_named(ml_str_trim(word), &level))
            levels |= 1u << level;
    }
    return levels;
}

static void take_year(struct ml_xml *x, ml_str date)
{
    uint64_t year = 0;
    if (ml_str_to_u64(ml_str_sub(date, 0, 4), &year) && (int)year > x->newest_year)
        x->newest_year = (int)year;
}

ml_str ml_entry_source(struct ml_xml *x, const xmlNode *parent, ml_str *ret_date)
{
    struct ml_buf buf = { 0 };

    for (xmlNode *node = ml_node_child(parent, NULL, "source"); node;
         node = ml_node_child(parent, node, "source")) {
        ml_str date = ml_node_attr(x, node, "date");
        take_year(x, date);
        if (buf.n)
            ml_buf_text(&buf, "; ");
        else if (ret_date)
            *ret_date = date;
        ml_buf_str(&buf, ml_node_text(x, node));
        if (date.n && !ret_date)
            ml_buf_printf(&buf, " (%.*s)", ML_STR_ARG(date));
    }
    ml_str source = ml_arena_dup(x->arena, ml_buf_view(&buf));
    ml_buf_reset(&buf);
    return source;
}

/* `<derived>`: not a record, but what facts or jobs say. */
static enum ml_rc read_derived(struct ml_xml *x, const xmlNode *node,
                               struct ml_signature *s)
{
    const xmlNode *child = ml_node_child(node, NULL, "derived");

    if (!child)
        return ML_OK;
    s->derived = ml_arena_array(x->arena, 1, sizeof(*s->derived));
    return ml_entry_condition(x, child, s->derived);
}

enum ml_rc ml_entry_signature(struct ml_xml *x, const xmlNode *node,
                              struct ml_signature *ret)
{
    struct ml_signature s = {
        .id = ml_node_attr(x, node, "id"),
        .observation = ml_node_is(node, "observation"),
        .wrapper = ml_node_yes(x, node, "wrapper"),
        .source_file = ml_node_attr(x, node, "source-file"),
        .yields = ml_node_attr(x, node, "yields"),
        .inferred = ml_node_yes(x, node, "inferred"),
        .title = ml_node_bilingual(x, node, "title"),
        .meaning = ml_node_bilingual(x, node, "meaning"),
        .levels = read_levels(x, node),
        .step = ml_step_named(ml_node_attr(x, node, "step")),
        .phase = ml_node_attr(x, node, "phase"),
        .job_kind = ml_node_attr(x, node, "job-kind"),
        .file = x->file,
        .line = ml_node_line(node),
    };
    ml_str severity = ml_node_attr(x, node, "severity");

    if (!s.observation && !ml_severity_named(severity, &s.severity))
        return ml_node_bad(x, node, "there is no severity \"%.*s\"",
                          ML_STR_ARG(severity));
    s.source = ml_entry_source(x, node, &s.date);
    enum ml_rc rc = read_alternatives(x, node, &s);
    if (rc == ML_OK)
        rc = read_derived(x, node, &s);
    if (rc == ML_OK && s.nalternatives)
        rc = read_examples(x, node, &s);
    if (rc == ML_OK)
        *ret = s;
    return rc;
}

/* ---- causes ---- */

static void read_explains(struct ml_xml *x, const xmlNode *node, struct ml_cause *c)
{
    size_t cap = 0, n = 0;
    ml_str *ids = NULL;

    for (xmlNode *child = ml_node_child(node, NULL, "explains"); child;
         child = ml_node_child(node, child, "explains")) {
        ml_str rest = ml_node_text(x, child), id;
        bool more;
        do {
            more = ml_str_cut(rest, ' ', &id, &rest);
            ML_PUSH(ids, n, cap, id);
            ml_node_refer(x, child, ML_REF_EXPLAINED, id);
        } while (more);
    }
    c->explains = ml_arena_move(x->arena, ids, n, sizeof(*ids));
    c->nexplains = (uint32_t)n;
}

static enum ml_rc read_rules(struct ml_xml *x, const xmlNode *node, struct ml_cause *c)
{
    uint32_t n = ml_node_count(node, "for") + ml_node_count(node, "against");
    c->rules = ml_arena_array(x->arena, n, sizeof(*c->rules));
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (!ml_node_is(child, "for") && !ml_node_is(child, "against"))
            continue;
        struct ml_rule *r = &c->rules[c->nrules++];
        r->against = ml_node_is(child, "against");
        r->conclusive =
            ml_str_eq(ml_node_attr(x, child, "weight"), ML_STR("conclusive"));
        r->inferred = ml_node_yes(x, child, "inferred");
        r->text = ml_node_bilingual(x, child, "text");
        enum ml_rc rc = ml_entry_condition(x, child, &r->condition);
        if (rc != ML_OK)
            return rc;
    }
    return ML_OK;
}

static void read_asks(struct ml_xml *x, const xmlNode *node, struct ml_cause *c)
{
    c->artefacts =
        ml_arena_array(x->arena, ml_node_count(node, "ask"), sizeof(*c->artefacts));
    for (xmlNode *child = ml_node_child(node, NULL, "ask"); child;
         child = ml_node_child(node, child, "ask")) {
        ml_str id = ml_node_attr(x, child, "artefact");
        c->artefacts[c->nartefacts++] = id;
        ml_node_refer(x, child, ML_REF_ARTEFACT, id);
    }
}

/* An English action begins a new one; the Japanese one behind it belongs to it. */
static void read_actions(struct ml_xml *x, const xmlNode *node, struct ml_cause *c)
{
    c->actions =
        ml_arena_array(x->arena, ml_node_count(node, "action"), sizeof(*c->actions));
    for (xmlNode *child = ml_node_child(node, NULL, "action"); child;
         child = ml_node_child(node, child, "action")) {
        bool japanese = ml_str_eq(ml_node_attr(x, child, "lang"), ML_STR("ja"));
        if (japanese && c->nactions)
            c->actions[c->nactions - 1].in[ML_JA] = ml_node_text(x, child);
        else
            c->actions[c->nactions++].in[ML_EN] = ml_node_text(x, child);
    }
}

enum ml_rc ml_entry_cause(struct ml_xml *x, const xmlNode *node, struct ml_cause *ret)
{
    struct ml_cause c = {
        .id = ml_node_attr(x, node, "id"),
        .title = ml_node_bilingual(x, node, "title"),
        .detail = ml_node_bilingual(x, node, "detail"),
        .source = ml_entry_source(x, node, NULL),
        .validity = ml_node_bilingual(x, node, "validity"),
        .file = x->file,
        .line = ml_node_line(node),
    };
    read_explains(x, node, &c);
    read_asks(x, node, &c);
    read_actions(x, node, &c);
    enum ml_rc rc = read_rules(x, node, &c);
    if (rc == ML_OK)
        *ret = c;
    return rc;
}

enum ml_rc ml_entry_artefact(struct ml_xml *x, const xmlNode *node,
                             struct ml_artefact *ret)
{
    *ret = (struct ml_artefact){
        .id = ml_node_attr(x, node, "id"),
        .title = ml_node_bilingual(x, node, "title"),
        .ask = ml_node_bilingual(x, node, "ask"),
        .file = x->file,
        .line = ml_node_line(node),
    };
    return ML_OK;
}

static ml_str lower_case(struct ml_xml *x, const char *head, ml_str s)
{
    struct ml_buf buf = { 0 };

    ml_buf_text(&buf, head);
    for (size_t i = 0; i < s.n; i++)
        ml_buf_char(&buf, ml_lower(s.p[i]));
    ml_str made = ml_arena_dup(x->arena, ml_buf_view(&buf));
    ml_buf_reset(&buf);
    return made;
}

enum ml_rc ml_entry_message(struct ml_xml *x, const xmlNode *node,
                            struct ml_event_message *ret)
{
    struct ml_event_message m = {
        .provider = ml_event_provider(ml_node_attr(x, node, "provider")),
        .channel = ml_node_attr(x, node, "channel"),
        .text = ml_node_bilingual(x, node, "text"),
        .source = ml_entry_source(x, node, NULL),
        .inferred = ml_node_yes(x, node, "inferred"),
        .file = x->file,
        .line = ml_node_line(node),
    };
    uint64_t event = 0;
    char head[16];

    ml_str_to_u64(ml_node_attr(x, node, "id"), &event);
    m.event = (uint32_t)event;
    snprintf(head, sizeof(head), "%05u ", m.event);
    m.id = lower_case(x, head, m.provider);
    *ret = m;
    return ML_OK;
}

enum ml_rc ml_entry_bystander(struct ml_xml *x, const xmlNode *node,
                              struct ml_bystander *ret)
{
    *ret = (struct ml_bystander){
        .id = lower_case(x, "", ml_event_provider(ml_node_attr(x, node, "provider"))),
        .source = ml_entry_source(x, node, NULL),
        .file = x->file,
        .line = ml_node_line(node),
    };
    return ML_OK;
}

/* Families whose HRESULTs are made of their numbers. */
static const struct {
    const char *family;
    uint32_t base;
} numbered[] = {
    { "win32", 0x80070000u },
    { "winsock", 0x80070000u },
    { "winhttp", 0x80070000u },
    { "http", 0x80190000u },
};

static bool number_fits(const struct ml_oscode *o)
{
    for (size_t i = 0; i < ML_COUNT(numbered); i++)
        if (ml_str_eq(o->family, ml_str_of(numbered[i].family)))
            return o->value == (numbered[i].base | o->number);
    return true;
}

enum ml_rc ml_entry_oscode(struct ml_xml *x, const xmlNode *node, struct ml_oscode *ret)
{
    struct ml_oscode o = {
        .family = ml_node_attr(x, node, "family"),
        .symbol = ml_node_attr(x, node, "symbol"),
        .meaning = ml_node_bilingual(x, node, "meaning"),
        .file = x->file,
        .line = ml_node_line(node),
    };
    uint64_t value = 0, number = 0;

    ml_str_hex_to_u64(ml_str_from(ml_node_attr(x, node, "hex"), 2), &value);
    ml_str_to_u64(ml_node_attr(x, node, "number"), &number);
    o.value = (uint32_t)value;
    o.number = (uint32_t)number;
    o.id = o.value ? ml_arena_printf(x->arena, "%.*s-%08x", ML_STR_ARG(o.family), o.value)
                   : ml_arena_printf(x->arena, "%.*s-%u", ML_STR_ARG(o.family), o.number);
    if (!number_fits(&o))
        return ml_node_bad(x, node, "number %u of family %.*s is not in 0x%08x",
                           o.number, ML_STR_ARG(o.family), o.value);
    *ret = o;
    return ML_OK;
}
