/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/attr.h"
#include "report/element.h"
#include "report/pen.h"
#include "report/texts.h"
#include "report/words.h"
#include "base/ban.h"

enum { INDENT = 2, DEEP = 4 };

/* Facilities of HRESULTs as winerror.h numbers them. */
static const struct {
    uint32_t number;
    const char *name;
} facilities[] = {
    { 0, "NULL" },          { 1, "RPC" },           { 2, "DISPATCH" },
    { 3, "STORAGE" },       { 4, "ITF" },           { 7, "WIN32" },
    { 8, "WINDOWS" },       { 9, "SECURITY" },      { 10, "CONTROL" },
    { 11, "CERT" },         { 12, "INTERNET" },     { 14, "MSMQ" },
    { 15, "SETUPAPI" },     { 16, "SCARD" },        { 17, "COMPLUS" },
    { 19, "URT" },          { 23, "SXS" },          { 25, "HTTP" },
    { 27, "WER" },          { 32, "BACKGROUNDCOPY" }, { 33, "CONFIGURATION" },
    { 36, "WINDOWSUPDATE" }, { 37, "DIRECTORYSERVICE" }, { 39, "SHELL" },
    { 48, "PLA" },          { 49, "FVE" },          { 50, "FWP" },
    { 51, "WINRM" },        { 55, "VIRTUALIZATION" }, { 56, "VOLMGR" },
    { 57, "BCD" },          { 58, "VHD" },          { 120, "BLB" },
    { 121, "BLB_CLI" },
};

/* HRESULTs that carry a number of another family. */
static const struct {
    uint32_t top;
    const char *family;
} carried[] = { { 0x8007, "win32" }, { 0x8019, "http" } };

struct sheet {
    struct ml_arena arena;
    struct ml_pen pen;
    const struct ml_catalogue *catalogue;
    enum ml_lang lang;
};

static ml_str get(const struct sheet *s, enum ml_text_id id)
{
    return ml_text_get(id, s->lang);
}

static ml_str fill(struct sheet *s, enum ml_text_id id, ml_str one, ml_str two)
{
    return ml_text_fill(&s->arena, id, s->lang, (ml_str[]){ one, two }, 2);
}

static void put(struct sheet *s, unsigned first, enum ml_style style, ml_str text)
{
    ml_pen_line(&s->pen, first, first);
    ml_pen_text(&s->pen, style, text);
}

/* Every form in which a number is written. */
static ml_str forms(struct ml_arena *arena, uint32_t code)
{
    if (code < UINT32_C(0x80000000))
        return ml_arena_printf(arena, "%" PRIu32 " = 0x%05" PRIX32, code, code);
    return ml_arena_printf(arena, "0x%08" PRIX32 " = %" PRId32 " = %" PRIu32, code,
                           (int32_t)code, code);
}

static ml_str facility_of(struct ml_arena *arena, uint32_t code)
{
    uint32_t number = code >> 16 & 0x7ff;

    for (size_t i = 0; i < ML_COUNT(facilities); i++)
        if (facilities[i].number == number)
            return ml_arena_printf(arena, "%" PRIu32 " (%s)", number, facilities[i].name);
    return ml_arena_printf(arena, "%" PRIu32, number);
}

static void put_rules(struct sheet *s, const struct ml_cause *cause, bool against)
{
    bool any = false;

    for (uint32_t i = 0; i < cause->nrules; i++) {
        const struct ml_rule *rule = &cause->rules[i];
        if (rule->against != against)
            continue;
        if (!any)
            put(s, INDENT, ML_BOLD, get(s, against ? ML_T_X_AGAINST : ML_T_X_FOR));
        any = true;
        ml_pen_line(&s->pen, INDENT + 1, DEEP);
        ml_pen_text(&s->pen, ML_PLAIN, ML_STR("- "));
        ml_pen_text(&s->pen, ML_PLAIN, ml_text_in(&rule->text, s->lang));
        ml_pen_text(&s->pen, rule->conclusive ? ML_YELLOW : ML_DIM,
                    ml_arena_printf(&s->arena, " [%.*s]",
                                    ML_STR_ARG(get(s, rule->conclusive
                                                          ? ML_T_X_CONCLUSIVE
                                                          : ML_T_X_SUPPORTING))));
        if (rule->inferred) {
            ml_pen_text(&s->pen, ML_PLAIN, ML_STR(" "));
            ml_pen_text(&s->pen, ML_DIM, get(s, ML_T_X_INFERRED));
        }
    }
}

static void put_checks(struct sheet *s, const struct ml_cause *cause)
{
    if (cause->nartefacts)
        put(s, INDENT, ML_BOLD, get(s, ML_T_X_CHECK));
    for (uint32_t i = 0; i < cause->nartefacts; i++) {
        const struct ml_artefact *a =
            ml_catalogue_artefact(s->catalogue, cause->artefacts[i]);
        ml_pen_line(&s->pen, INDENT + 1, DEEP);
        ml_pen_text(&s->pen, ML_PLAIN, ML_STR("- "));
        if (a)
            ml_pen_text(&s->pen, ML_PLAIN, ml_text_in(&a->ask, s->lang));
    }
}

static void put_actions(struct sheet *s, const struct ml_cause *cause)
{
    if (cause->nactions)
        put(s, INDENT, ML_BOLD, get(s, ML_T_ACTIONS));
    for (uint32_t i = 0; i < cause->nactions; i++) {
        ml_pen_line(&s->pen, INDENT, DEEP + 1);
        ml_pen_text(&s->pen, ML_PLAIN,
                    ml_arena_printf(&s->arena, "%" PRIu32 ". ", i + 1));
        ml_pen_text(&s->pen, ML_PLAIN, ml_text_in(&cause->actions[i], s->lang));
    }
}

static void put_cause(struct sheet *s, const struct ml_cause *cause)
{
    ml_str validity = ml_text_in(&cause->validity, s->lang);
    struct ml_buf list = { 0 };

    ml_pen_line(&s->pen, 0, INDENT);
    ml_pen_text(&s->pen, ML_BOLD, ml_text_in(&cause->title, s->lang));
    ml_pen_text(&s->pen, ML_DIM,
                ml_arena_printf(&s->arena, " (%.*s)", ML_STR_ARG(cause->id)));
    if (ml_text_in(&cause->detail, s->lang).n)
        put(s, INDENT, ML_PLAIN, ml_text_in(&cause->detail, s->lang));
    for (uint32_t i = 0; i < cause->nexplains; i++) {
        ml_buf_text(&list, i ? " " : "");
        ml_buf_str(&list, cause->explains[i]);
    }
    put(s, INDENT, ML_DIM, fill(s, ML_T_X_EXPLAINS, ml_buf_view(&list), ML_STR_NONE));
    ml_buf_reset(&list);
    put_rules(s, cause, false);
    put_rules(s, cause, true);
    put_checks(s, cause);
    put_actions(s, cause);
    if (validity.n)
        put(s, INDENT, ML_DIM, fill(s, ML_T_X_VALIDITY, validity, ML_STR_NONE));
    put(s, INDENT, ML_DIM, fill(s, ML_T_X_SOURCE, cause->source, ML_STR_NONE));
}

static void put_signature(struct sheet *s, const struct ml_signature *sig)
{
    bool any = false;

    ml_pen_line(&s->pen, 0, INDENT);
    ml_pen_text(&s->pen, ML_BOLD, sig->id);
    ml_pen_text(&s->pen, ML_PLAIN, ML_STR(" "));
    ml_pen_text(&s->pen, ML_BOLD, ml_text_in(&sig->title, s->lang));
    if (sig->code)
        put(s, INDENT, ML_PLAIN, forms(&s->arena, sig->code));
    if (sig->symbol.n)
        put(s, INDENT, ML_PLAIN, fill(s, ML_T_X_SYMBOL, sig->symbol, ML_STR_NONE));
    if (ml_text_in(&sig->meaning, s->lang).n)
        put(s, INDENT, ML_PLAIN, ml_text_in(&sig->meaning, s->lang));
    if (sig->observation)
        put(s, INDENT, ML_DIM, get(s, ML_T_X_OBSERVATION));
    put(s, INDENT, ML_DIM, fill(s, ML_T_X_SOURCE, sig->source, ML_STR_NONE));
    if (sig->inferred)
        put(s, INDENT, ML_DIM, get(s, ML_T_X_INFERRED));
    for (uint32_t i = 0; i < s->catalogue->ncauses; i++) {
        const struct ml_cause *cause = &s->catalogue->causes[i];
        if (!ml_cause_explains(cause, sig->id))
            continue;
        if (!any) {
            ml_pen_line(&s->pen, 0, 0);
            put(s, 0, ML_BOLD, get(s, ML_T_X_CAUSES));
        }
        any = true;
        put_cause(s, cause);
    }
    if (!any && !sig->observation)
        put(s, INDENT, ML_PLAIN, get(s, ML_T_NO_CAUSE));
}

static void put_code(struct sheet *s, uint32_t code)
{
    put(s, 0, ML_BOLD, forms(&s->arena, code));
    if (code >= UINT32_C(0x80000000))
        put(s, INDENT, ML_PLAIN,
            fill(s, ML_T_X_FACILITY, facility_of(&s->arena, code),
                 ml_arena_printf(&s->arena, "%" PRIu32, code & 0xffff)));
    for (size_t i = 0; i < ML_COUNT(carried); i++)
        if (code >> 16 == carried[i].top)
            put(s, INDENT, ML_PLAIN,
                fill(s, ML_T_X_OSCODE, ml_str_of(carried[i].family),
                     ml_arena_printf(&s->arena, "%" PRIu32, code & 0xffff)));
    put(s, INDENT, ML_PLAIN, get(s, ML_T_X_UNKNOWN));
}

static void put_oscode(struct sheet *s, const struct ml_oscode *o)
{
    ml_pen_line(&s->pen, 0, INDENT);
    ml_pen_text(&s->pen, ML_BOLD, o->id);
    if (o->symbol.n)
        ml_pen_text(&s->pen, ML_BOLD,
                    ml_arena_printf(&s->arena, " %.*s", ML_STR_ARG(o->symbol)));
    if (o->value & UINT32_C(0x80000000))
        put(s, INDENT, ML_PLAIN, forms(&s->arena, o->value));
    else if (o->value)
        put(s, INDENT, ML_PLAIN, ml_arena_printf(&s->arena, "0x%08" PRIX32, o->value));
    if (o->number)
        put(s, INDENT, ML_PLAIN,
            fill(s, ML_T_X_OSCODE, o->family,
                 ml_arena_printf(&s->arena, "%" PRIu32, o->number)));
    put(s, INDENT, ML_PLAIN, ml_text_in(&o->meaning, s->lang));
}

/* ---- events ---- */

static bool asks_for(const struct ml_signature *s, ml_str provider, uint32_t event)
{
    for (uint32_t a = 0; a < s->nalternatives; a++)
        for (uint32_t t = 0; t < s->alternatives[a].nterms; t++) {
            const struct ml_term *term = &s->alternatives[a].terms[t];
            if (term->provider.n && ml_event_provider_eq(term->provider, provider) &&
                (!term->event || term->event == event))
                return true;
        }
    return false;
}

/* Whether a condition is about a signature that asks for the event. */
static bool weighs(const struct ml_catalogue *c, const struct ml_condition *condition,
                   ml_str provider, uint32_t event)
{
    ml_str ids = condition->kind == ML_COND_SIGNATURE ? condition->name : ML_STR_NONE, id;

    while (ids.n) {
        ml_str_cut(ids, ' ', &id, &ids);
        const struct ml_signature *s = ml_catalogue_signature(c, id);
        if (s && asks_for(s, provider, event))
            return true;
    }
    for (uint32_t i = 0; i < condition->nchildren; i++)
        if (weighs(c, &condition->children[i], provider, event))
            return true;
    return false;
}

static bool bears_on(const struct ml_catalogue *c, const struct ml_cause *cause,
                     ml_str provider, uint32_t event)
{
    for (uint32_t i = 0; i < cause->nexplains; i++) {
        const struct ml_signature *s = ml_catalogue_signature(c, cause->explains[i]);
        if (s && asks_for(s, provider, event))
            return true;
    }
    for (uint32_t i = 0; i < cause->nrules; i++)
        if (weighs(c, &cause->rules[i].condition, provider, event))
            return true;
    return false;
}

static void put_item(struct sheet *s, ml_str id, ml_str title)
{
    ml_pen_line(&s->pen, INDENT + 1, DEEP);
    ml_pen_text(&s->pen, ML_PLAIN, ML_STR("- "));
    ml_pen_text(&s->pen, ML_PLAIN, title);
    ml_pen_text(&s->pen, ML_DIM, ml_arena_printf(&s->arena, " (%.*s)", ML_STR_ARG(id)));
}

static void put_event(struct sheet *s, const struct ml_explained *e)
{
    const struct ml_catalogue *c = s->catalogue;
    const struct ml_event_message *m = e->message;
    bool any = false;

    put(s, 0, ML_BOLD,
        ml_arena_printf(&s->arena, "%.*s %" PRIu32, ML_STR_ARG(e->provider), e->code));
    if (m) {
        put(s, INDENT, ML_PLAIN, ml_text_in(&m->text, s->lang));
        if (m->channel.n)
            put(s, INDENT, ML_DIM, fill(s, ML_T_X_EVENT, m->channel, ML_STR_NONE));
        put(s, INDENT, ML_DIM, fill(s, ML_T_X_SOURCE, m->source, ML_STR_NONE));
        if (m->inferred)
            put(s, INDENT, ML_DIM, get(s, ML_T_X_INFERRED));
    }
    for (uint32_t i = 0; i < c->nsignatures; i++) {
        if (!asks_for(&c->signatures[i], e->provider, e->code))
            continue;
        if (!any)
            put(s, INDENT, ML_BOLD, get(s, ML_T_X_LOOKED_FOR));
        any = true;
        put_item(s, c->signatures[i].id, ml_text_in(&c->signatures[i].title, s->lang));
    }
    any = false;
    for (uint32_t i = 0; i < c->ncauses; i++) {
        if (!bears_on(c, &c->causes[i], e->provider, e->code))
            continue;
        if (!any)
            put(s, INDENT, ML_BOLD, get(s, ML_T_X_USED_BY));
        any = true;
        put_item(s, c->causes[i].id, ml_text_in(&c->causes[i].title, s->lang));
    }
}

static void put_artefact(struct sheet *s, const struct ml_artefact *a)
{
    ml_pen_line(&s->pen, 0, INDENT);
    ml_pen_text(&s->pen, ML_BOLD, ml_text_in(&a->title, s->lang));
    ml_pen_text(&s->pen, ML_DIM, ml_arena_printf(&s->arena, " (%.*s)", ML_STR_ARG(a->id)));
    put(s, INDENT, ML_PLAIN, ml_text_in(&a->ask, s->lang));
}

void ml_explain_text(const struct ml_catalogue *catalogue,
                     const struct ml_explained *items, size_t n, enum ml_lang lang,
                     const struct ml_text_options *options, struct ml_buf *out)
{
    struct sheet s = { .catalogue = catalogue, .lang = lang };

    ml_arena_init(&s.arena);
    ml_pen_open(&s.pen, options, out);
    if (n == 0)
        ml_pen_text(&s.pen, ML_PLAIN, get(&s, ML_T_X_NOTHING));
    for (size_t i = 0; i < n; i++) {
        if (items[i].signature)
            put_signature(&s, items[i].signature);
        else if (items[i].cause)
            put_cause(&s, items[i].cause);
        else if (items[i].artefact)
            put_artefact(&s, items[i].artefact);
        else if (items[i].oscode)
            put_oscode(&s, items[i].oscode);
        else if (items[i].provider.n)
            put_event(&s, &items[i]);
        else
            put_code(&s, items[i].code);
    }
    ml_pen_close(&s.pen);
    ml_arena_reset(&s.arena);
}

/* ---- XML ---- */

static void xml_cause(struct ml_xml *xml, const struct ml_catalogue *catalogue,
                      const struct ml_cause *cause, enum ml_lang lang)
{
    struct ml_buf list = { 0 };

    for (uint32_t i = 0; i < cause->nexplains; i++) {
        ml_buf_text(&list, i ? " " : "");
        ml_buf_str(&list, cause->explains[i]);
    }
    ml_xml_start(xml, "cause");
    ml_xml_attr(xml, "id", cause->id);
    ml_xml_attr(xml, "explains", ml_buf_view(&list));
    ml_xml_attr_known(xml, "validity", ml_text_in(&cause->validity, lang));
    ml_xml_attr_known(xml, "source", cause->source);
    ml_xml_leaf(xml, "title", ml_text_in(&cause->title, lang));
    for (uint32_t i = 0; i < cause->nrules; i++) {
        const struct ml_rule *rule = &cause->rules[i];
        ml_xml_start(xml, rule->against ? "against" : "for");
        ml_xml_attr_word(xml, "weight", rule->conclusive ? "conclusive" : "supporting");
        if (rule->inferred)
            ml_xml_attr_word(xml, "inferred", "yes");
        ml_xml_text(xml, ml_text_in(&rule->text, lang));
        ml_xml_end(xml);
    }
    for (uint32_t i = 0; i < cause->nartefacts; i++) {
        const struct ml_artefact *a = ml_catalogue_artefact(catalogue,
                                                            cause->artefacts[i]);
        if (!a)
            continue;
        ml_xml_start(xml, "check");
        ml_xml_attr(xml, "artefact", a->id);
        ml_xml_text(xml, ml_text_in(&a->ask, lang));
        ml_xml_end(xml);
    }
    for (uint32_t i = 0; i < cause->nactions; i++)
        ml_xml_leaf(xml, "action", ml_text_in(&cause->actions[i], lang));
    ml_xml_end(xml);
    ml_buf_reset(&list);
}

static void xml_signature(struct ml_xml *xml, const struct ml_catalogue *catalogue,
                          const struct ml_signature *sig, struct ml_arena *arena,
                          enum ml_lang lang)
{
    ml_xml_start(xml, sig->observation ? "observation" : "signature");
    ml_xml_attr(xml, "id", sig->id);
    if (sig->code) {
        ml_xml_attr_u64(xml, "code", sig->code);
        ml_xml_attr(xml, "hex", ml_arena_printf(arena, "0x%05" PRIX32, sig->code));
    }
    if (sig->severity != ML_BY_LEVEL)
        ml_xml_attr_word(xml, "severity", ml_word_severity(sig->severity));
    ml_xml_attr_known(xml, "symbol", sig->symbol);
    ml_xml_attr_known(xml, "source", sig->source);
    if (sig->inferred)
        ml_xml_attr_word(xml, "inferred", "yes");
    ml_xml_leaf(xml, "title", ml_text_in(&sig->title, lang));
    if (ml_text_in(&sig->meaning, lang).n)
        ml_xml_leaf(xml, "meaning", ml_text_in(&sig->meaning, lang));
    for (uint32_t i = 0; i < catalogue->ncauses; i++)
        if (ml_cause_explains(&catalogue->causes[i], sig->id))
            xml_cause(xml, catalogue, &catalogue->causes[i], lang);
    ml_xml_end(xml);
}

static void xml_code(struct ml_xml *xml, uint32_t code, struct ml_arena *arena)
{
    ml_xml_start(xml, "code");
    ml_xml_attr_u64(xml, "number", code);
    ml_xml_attr(xml, "hex", ml_arena_printf(arena, "0x%08" PRIX32, code));
    if (code >= UINT32_C(0x80000000)) {
        ml_xml_attr(xml, "signed", ml_arena_printf(arena, "%" PRId32, (int32_t)code));
        ml_xml_attr(xml, "facility", facility_of(arena, code));
        for (size_t i = 0; i < ML_COUNT(carried); i++)
            if (code >> 16 == carried[i].top) {
                ml_xml_attr_word(xml, "family", carried[i].family);
                ml_xml_attr_u64(xml, "family-number", code & 0xffff);
            }
    }
    ml_xml_end(xml);
}

static void xml_oscode(struct ml_xml *xml, const struct ml_oscode *o,
                       struct ml_arena *arena, enum ml_lang lang)
{
    ml_xml_start(xml, "oscode");
    ml_xml_attr(xml, "id", o->id);
    ml_xml_attr(xml, "family", o->family);
    if (o->value) {
        ml_xml_attr(xml, "hex", ml_arena_printf(arena, "0x%08" PRIX32, o->value));
        if (o->value & UINT32_C(0x80000000))
            ml_xml_attr(xml, "signed",
                        ml_arena_printf(arena, "%" PRId32, (int32_t)o->value));
    }
    if (o->number)
        ml_xml_attr_u64(xml, "number", o->number);
    ml_xml_attr_known(xml, "symbol", o->symbol);
    ml_xml_leaf(xml, "meaning", ml_text_in(&o->meaning, lang));
    ml_xml_end(xml);
}

static void xml_event(struct ml_xml *xml, const struct ml_catalogue *c,
                      const struct ml_explained *e, enum ml_lang lang)
{
    ml_xml_start(xml, "event");
    ml_xml_attr(xml, "provider", e->provider);
    ml_xml_attr_u64(xml, "id", e->code);
    if (e->message) {
        ml_xml_attr_known(xml, "channel", e->message->channel);
        ml_xml_attr_known(xml, "source", e->message->source);
        if (e->message->inferred)
            ml_xml_attr_word(xml, "inferred", "yes");
        ml_xml_leaf(xml, "text", ml_text_in(&e->message->text, lang));
    }
    for (uint32_t i = 0; i < c->nsignatures; i++) {
        const struct ml_signature *s = &c->signatures[i];
        if (!asks_for(s, e->provider, e->code))
            continue;
        ml_xml_start(xml, s->observation ? "observation" : "signature");
        ml_xml_attr(xml, "id", s->id);
        ml_xml_leaf(xml, "title", ml_text_in(&s->title, lang));
        ml_xml_end(xml);
    }
    for (uint32_t i = 0; i < c->ncauses; i++) {
        if (!bears_on(c, &c->causes[i], e->provider, e->code))
            continue;
        ml_xml_start(xml, "cause");
        ml_xml_attr(xml, "id", c->causes[i].id);
        ml_xml_leaf(xml, "title", ml_text_in(&c->causes[i].title, lang));
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

enum ml_rc ml_explain_xml(const struct ml_catalogue *catalogue,
                          const struct ml_explained *items, size_t n, enum ml_lang lang,
                          ml_write_fn write, void *to, struct ml_err *err)
{
    struct ml_xml *xml = ml_xml_open(false, write, to);
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_xml_start(xml, "explain");
    ml_xml_attr_word(xml, "xmlns", "urn:marslog:explain:1");
    ml_xml_attr_word(xml, "version", "1");
    ml_xml_attr_word(xml, "lang", lang == ML_JA ? "ja" : "en");
    for (size_t i = 0; i < n; i++) {
        if (items[i].signature)
            xml_signature(xml, catalogue, items[i].signature, &arena, lang);
        else if (items[i].cause)
            xml_cause(xml, catalogue, items[i].cause, lang);
        else if (items[i].artefact) {
            ml_xml_start(xml, "artefact");
            ml_xml_attr(xml, "id", items[i].artefact->id);
            ml_xml_leaf(xml, "title", ml_text_in(&items[i].artefact->title, lang));
            ml_xml_leaf(xml, "ask", ml_text_in(&items[i].artefact->ask, lang));
            ml_xml_end(xml);
        } else if (items[i].oscode) {
            xml_oscode(xml, items[i].oscode, &arena, lang);
        } else if (items[i].provider.n) {
            xml_event(xml, catalogue, &items[i], lang);
        } else {
            xml_code(xml, items[i].code, &arena);
        }
    }
    ml_xml_end(xml);
    ml_arena_reset(&arena);
    int failed = ml_xml_close(xml);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the explanation")
                  : ML_OK;
}
