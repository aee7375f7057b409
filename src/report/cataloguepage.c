/* SPDX-License-Identifier: MIT */
#include "report/cataloguepage.h"

#include <inttypes.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/attr.h"
#include "report/area.h"
#include "report/condition.h"
#include "report/labels.h"
#include "report/utf8.h"
#include "report/words.h"
#include "base/ban.h"

struct page {
    struct ml_buf *out;
    struct ml_arena arena;
    const struct ml_catalogue *catalogue;
};

static void raw(struct page *page, const char *html)
{
    ml_buf_text(page->out, html);
}

/* Text of the catalogue: TABs and line ends of examples stay. */
static void put(struct page *page, ml_str text)
{
    while (text.n) {
        uint32_t cp = ml_utf8_take(&text);
        if (cp == '&')
            raw(page, "&amp;");
        else if (cp == '<')
            raw(page, "&lt;");
        else if (cp == '>')
            raw(page, "&gt;");
        else if (cp == '"')
            raw(page, "&quot;");
        else if (cp == '\t' || cp == '\n')
            ml_buf_char(page->out, (char)cp);
        else
            ml_utf8_put_visible(page->out, cp);
    }
}

/* In both languages; the style shows the one that is chosen. */
static void put_both(struct page *page, ml_str en, ml_str ja)
{
    if (!ja.n || ml_str_eq(en, ja)) {
        put(page, en);
        return;
    }
    raw(page, "<span class=\"en\" lang=\"en\">");
    put(page, en);
    raw(page, "</span><span class=\"ja\" lang=\"ja\">");
    put(page, ja);
    raw(page, "</span>");
}

static void put_text(struct page *page, const struct ml_text *text)
{
    put_both(page, text->in[ML_EN], text->in[ML_JA]);
}

static void label(struct page *page, enum ml_text_id id)
{
    put_both(page, ml_text_get(id, ML_EN), ml_text_get(id, ML_JA));
}

/* A label whose {1} is a text of the catalogue. */
static void label_with(struct page *page, enum ml_text_id id, ml_str value)
{
    put_both(page, ml_text_fill(&page->arena, id, ML_EN, &value, 1),
             ml_text_fill(&page->arena, id, ML_JA, &value, 1));
}

static void heading(struct page *page, enum ml_text_id id)
{
    raw(page, "<dt>");
    label(page, id);
    raw(page, "</dt>\n");
}

static void put_link(struct page *page, ml_str id)
{
    raw(page, "<a href=\"#");
    put(page, id);
    raw(page, "\">");
    put(page, id);
    raw(page, "</a>");
}

static void begin_entry(struct page *page, ml_str id)
{
    raw(page, "<details class=\"entry\" id=\"");
    put(page, id);
    raw(page, "\"><summary><span class=\"id\">");
    put(page, id);
    raw(page, "</span> ");
}

static void put_inferred(struct page *page, bool inferred)
{
    if (!inferred)
        return;
    raw(page, " <em>");
    label(page, ML_T_X_INFERRED);
    raw(page, "</em>");
}

/* ---- conditions ---- */

static void put_condition(struct page *page, const struct ml_condition *c)
{
    raw(page, "<li><code>");
    put(page, ml_condition_words(&page->arena, c));
    raw(page, "</code>");
    if (c->nchildren)
        raw(page, "<ul>");
    for (uint32_t i = 0; i < c->nchildren; i++)
        put_condition(page, &c->children[i]);
    raw(page, c->nchildren ? "</ul></li>\n" : "</li>\n");
}

/* ---- signatures ---- */

/* A published message is compiled to a pattern in which every blank is a class of all
 * that count as one; to read, a blank. */
static void put_regex(struct page *page, ml_str regex)
{
    ml_str blanks = ML_STR("[\\s\\x{a0}\\x{3000}]"), rest = regex;
    size_t at;

    while ((at = ml_str_find(rest, blanks)) != ML_NPOS) {
        bool beside_latin = at > 0 && !(rest.p[at - 1] & 0x80);
        put(page, ml_str_sub(rest, 0, at));
        rest = ml_str_from(rest, at + blanks.n);
        raw(page, beside_latin || (rest.n && rest.p[0] == '+') ? " " : "");
        if (rest.n && (rest.p[0] == '+' || rest.p[0] == '*'))
            rest = ml_str_from(rest, 1);
    }
    put(page, rest);
}

static void put_term(struct page *page, const struct ml_term *t)
{
    if (t->code)
        ml_buf_printf(page->out, "<code>%" PRIu32 "</code>", t->code);
    else if (t->provider.n) {
        raw(page, "<code>");
        put(page, t->provider);
        if (t->event)
            ml_buf_printf(page->out, " %" PRIu32, t->event);
        if (t->channel.n) {
            raw(page, " / ");
            put(page, t->channel);
        }
        raw(page, "</code>");
    } else {
        raw(page, "<code>");
        put_regex(page, t->regex);
        raw(page, "</code>");
    }
}

static void put_patterns(struct page *page, const struct ml_signature *s)
{
    heading(page, ML_T_P_PATTERNS);
    raw(page, "<dd><ul>");
    for (uint32_t a = 0; a < s->nalternatives; a++) {
        raw(page, "<li>");
        for (uint32_t t = 0; t < s->alternatives[a].nterms; t++) {
            raw(page, t ? " + " : "");
            put_term(page, &s->alternatives[a].terms[t]);
        }
        raw(page, "</li>\n");
    }
    if (s->derived)
        put_condition(page, s->derived);
    raw(page, "</ul></dd>\n");
}

static void put_examples(struct page *page, const struct ml_signature *s,
                         bool must_match)
{
    bool any = false;

    for (uint32_t i = 0; i < s->nexamples; i++) {
        if (s->examples[i].must_match != must_match)
            continue;
        if (!any)
            heading(page, must_match ? ML_T_P_EXAMPLES : ML_T_P_NO_EXAMPLES);
        any = true;
        raw(page, "<dd><pre>");
        put(page, s->examples[i].text);
        raw(page, "</pre></dd>\n");
    }
}

/* The causes that explain it. */
static void put_causes_of(struct page *page, ml_str id)
{
    bool any = false;

    for (uint32_t i = 0; i < page->catalogue->ncauses; i++) {
        const struct ml_cause *c = &page->catalogue->causes[i];
        if (!ml_cause_explains(c, id))
            continue;
        if (!any) {
            heading(page, ML_T_CAUSES);
            raw(page, "<dd><ul>");
        }
        any = true;
        raw(page, "<li>");
        put_text(page, &c->title);
        raw(page, " (");
        put_link(page, c->id);
        raw(page, ")</li>\n");
    }
    if (any)
        raw(page, "</ul></dd>\n");
}

static void put_source(struct page *page, ml_str source)
{
    if (!source.n)
        return;
    raw(page, "<dd>");
    label_with(page, ML_T_X_SOURCE, source);
    raw(page, "</dd>\n");
}

static void put_kind(struct page *page, const struct ml_signature *s)
{
    if (s->observation) {
        raw(page, "<span class=\"tag\">");
        label(page, ML_T_P_OBSERVATION);
    } else {
        ml_buf_printf(page->out, "<span class=\"tag %s\">",
                      ml_word_severity(s->severity));
        label(page, ml_severity_labels[s->severity].word);
    }
    raw(page, "</span> ");
}

static void put_signature(struct page *page, const struct ml_signature *s)
{
    begin_entry(page, s->id);
    put_kind(page, s);
    if (s->code)
        ml_buf_printf(page->out, "<code>%" PRIu32 " = 0x%05" PRIX32 "</code> ", s->code,
                      s->code);
    put_text(page, &s->title);
    put_inferred(page, s->inferred);
    raw(page, "</summary>\n<dl>\n");
    if (s->meaning.in[ML_EN].n) {
        raw(page, "<dd>");
        put_text(page, &s->meaning);
        raw(page, "</dd>\n");
    }
    if (s->symbol.n) {
        raw(page, "<dd>");
        label_with(page, ML_T_X_SYMBOL, s->symbol);
        put_inferred(page, s->symbol_inferred);
        raw(page, "</dd>\n");
    }
    put_causes_of(page, s->id);
    put_examples(page, s, true);
    put_examples(page, s, false);
    put_patterns(page, s);
    put_source(page, s->source);
    raw(page, "</dl></details>\n");
}

/* ---- causes ---- */

static void put_rules(struct page *page, const struct ml_cause *c, bool against)
{
    bool any = false;

    for (uint32_t i = 0; i < c->nrules; i++) {
        const struct ml_rule *r = &c->rules[i];
        if (r->against != against)
            continue;
        if (!any) {
            heading(page, against ? ML_T_X_AGAINST : ML_T_X_FOR);
            raw(page, "<dd><ul>");
        }
        any = true;
        raw(page, "<li>");
        put_text(page, &r->text);
        raw(page, " <span class=\"tag\">");
        label(page, r->conclusive ? ML_T_X_CONCLUSIVE : ML_T_X_SUPPORTING);
        raw(page, "</span>");
        put_inferred(page, r->inferred);
        raw(page, "<ul>");
        put_condition(page, &r->condition);
        raw(page, "</ul></li>\n");
    }
    if (any)
        raw(page, "</ul></dd>\n");
}

static void put_artefact_links(struct page *page, const struct ml_cause *c)
{
    if (!c->nartefacts)
        return;
    heading(page, ML_T_MISSING);
    raw(page, "<dd><ul>");
    for (uint32_t i = 0; i < c->nartefacts; i++) {
        const struct ml_artefact *a =
            ml_catalogue_artefact(page->catalogue, c->artefacts[i]);
        raw(page, "<li>");
        if (a)
            put_text(page, &a->title);
        raw(page, " (");
        put_link(page, c->artefacts[i]);
        raw(page, ")</li>\n");
    }
    raw(page, "</ul></dd>\n");
}

static void put_cause(struct page *page, const struct ml_cause *c)
{
    begin_entry(page, c->id);
    put_text(page, &c->title);
    raw(page, "</summary>\n<dl>\n");
    if (c->detail.in[ML_EN].n) {
        raw(page, "<dd>");
        put_text(page, &c->detail);
        raw(page, "</dd>\n");
    }
    if (c->validity.in[ML_EN].n) {
        raw(page, "<dd>");
        put_both(page,
                 ml_text_fill(&page->arena, ML_T_X_VALIDITY, ML_EN,
                              &c->validity.in[ML_EN], 1),
                 ml_text_fill(&page->arena, ML_T_X_VALIDITY, ML_JA,
                              &c->validity.in[c->validity.in[ML_JA].n ? ML_JA : ML_EN],
                              1));
        raw(page, "</dd>\n");
    }
    raw(page, "<dd>");
    label_with(page, ML_T_X_EXPLAINS, ML_STR_NONE);
    for (uint32_t i = 0; i < c->nexplains; i++) {
        raw(page, i ? ", " : " ");
        put_link(page, c->explains[i]);
    }
    raw(page, "</dd>\n");
    put_rules(page, c, false);
    put_rules(page, c, true);
    put_artefact_links(page, c);
    if (c->nactions) {
        heading(page, ML_T_ACTIONS);
        raw(page, "<dd><ol>");
    }
    for (uint32_t i = 0; i < c->nactions; i++) {
        raw(page, "<li>");
        put_text(page, &c->actions[i]);
        raw(page, "</li>\n");
    }
    if (c->nactions)
        raw(page, "</ol></dd>\n");
    put_source(page, c->source);
    raw(page, "</dl></details>\n");
}

static void put_artefact(struct page *page, const struct ml_artefact *a)
{
    begin_entry(page, a->id);
    put_text(page, &a->title);
    raw(page, "</summary>\n<p>");
    put_text(page, &a->ask);
    raw(page, "</p></details>\n");
}

static void put_oscode(struct page *page, const struct ml_oscode *o)
{
    raw(page, "<tr class=\"entry\" id=\"");
    put(page, o->id);
    raw(page, "\"><td>");
    put(page, o->family);
    raw(page, "</td><td><code>");
    if (o->value)
        ml_buf_printf(page->out, "0x%08" PRIX32, o->value);
    if (o->number)
        ml_buf_printf(page->out, "%s%" PRIu32, o->value ? " = " : "", o->number);
    raw(page, "</code></td><td><code>");
    put(page, o->symbol);
    raw(page, "</code></td><td>");
    put_text(page, &o->meaning);
    raw(page, "</td></tr>\n");
}

/* Not by the id of the entry, which holds a blank: a sentence is found by searching. */
static void put_message(struct page *page, const struct ml_event_message *m)
{
    raw(page, "<tr class=\"entry\"><td>");
    put(page, m->provider);
    ml_buf_printf(page->out, "</td><td><code>%" PRIu32 "</code></td><td>", m->event);
    put(page, m->channel);
    raw(page, "</td><td>");
    put_text(page, &m->text);
    put_inferred(page, m->inferred);
    raw(page, "</td></tr>\n");
}

/* ---- areas ---- */

/* "codes-network": Codes: network. */
static void put_area_name(struct page *page, ml_str area)
{
    struct ml_area_name name = ml_area_name(area);

    if (!name.head) {
        put(page, area);
        return;
    }
    label(page, *name.head);
    raw(page, name.rest.n ? ": " : "");
    if (name.subject)
        label(page, *name.subject);
    else
        put(page, name.rest);
}

static void begin_area(struct page *page, ml_str stem)
{
    raw(page, "<section id=\"area-");
    put(page, stem);
    raw(page, "\"><h2>");
    put_area_name(page, stem);
    raw(page, "</h2>\n");
}

static void put_area(struct page *page, ml_str stem)
{
    const struct ml_catalogue *c = page->catalogue;

    begin_area(page, stem);
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (ml_str_eq(ml_area_of(c->signatures[i].file), stem))
            put_signature(page, &c->signatures[i]);
    for (uint32_t i = 0; i < c->ncauses; i++)
        if (ml_str_eq(ml_area_of(c->causes[i].file), stem))
            put_cause(page, &c->causes[i]);
    for (uint32_t i = 0; i < c->nartefacts; i++)
        if (ml_str_eq(ml_area_of(c->artefacts[i].file), stem))
            put_artefact(page, &c->artefacts[i]);
    raw(page, "</section>\n");
}

static void put_oscodes(struct page *page)
{
    if (!page->catalogue->noscodes)
        return;
    begin_area(page, ML_STR("oscodes"));
    raw(page, "<table>\n");
    for (uint32_t i = 0; i < page->catalogue->noscodes; i++)
        put_oscode(page, &page->catalogue->oscodes[i]);
    raw(page, "</table></section>\n");
}

static void put_messages(struct page *page)
{
    if (!page->catalogue->nmessages)
        return;
    begin_area(page, ML_STR("messages"));
    raw(page, "<table>\n");
    for (uint32_t i = 0; i < page->catalogue->nmessages; i++)
        put_message(page, &page->catalogue->messages[i]);
    raw(page, "</table></section>\n");
}

/* ---- the page ---- */

static void put_hash(struct page *page, const char *directive, ml_str text)
{
    unsigned char digest[32], base64[48];

    if (!EVP_Digest(text.n ? text.p : "", text.n, digest, NULL, EVP_sha256(), NULL))
        ml_oom();
    EVP_EncodeBlock(base64, digest, sizeof(digest));
    ml_buf_printf(page->out, "; %s 'sha256-%s'", directive, (char *)base64);
}

static void put_head(struct page *page, enum ml_lang lang, ml_str style, ml_str script)
{
    ml_buf_printf(page->out,
                  "<!DOCTYPE html>\n<html lang=\"%s\"><head>"
                  "<meta charset=\"utf-8\">\n",
                  lang == ML_JA ? "ja" : "en");
    raw(page,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'");
    put_hash(page, "style-src", style);
    put_hash(page, "script-src", script);
    raw(page,
        "; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>marslog: ");
    put(page, ml_text_get(ML_T_P_TITLE, lang));
    raw(page, "</title>\n<style>");
    ml_buf_str(page->out, style);
    raw(page, "</style></head>\n<body>\n");
}

static void put_header(struct page *page, enum ml_lang lang)
{
    const struct ml_catalogue *c = page->catalogue;

    for (int l = 0; l < ML_NLANG; l++)
        ml_buf_printf(page->out,
                      "<input class=\"choice\" type=\"radio\" name=\"lang\" "
                      "id=\"lang-%s\"%s>\n",
                      l ? "ja" : "en", l == (int)lang ? " checked" : "");
    raw(page, "<header><h1>");
    label(page, ML_T_P_TITLE);
    raw(page, "</h1>\n<p><label for=\"lang-en\">English</label>"
              "<label for=\"lang-ja\" lang=\"ja\">\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
              "</label></p>\n<p>");
    ml_str counts[] = { ml_arena_printf(&page->arena, "%" PRIu32, c->nsignatures),
                        ml_arena_printf(&page->arena, "%" PRIu32, c->ncauses),
                        ml_arena_printf(&page->arena, "%" PRIu32, c->noscodes) };
    put_both(page, ml_text_fill(&page->arena, ML_T_P_COUNTS, ML_EN, counts, 3),
             ml_text_fill(&page->arena, ML_T_P_COUNTS, ML_JA, counts, 3));
    raw(page, "<br><code>");
    put(page, c->digest);
    raw(page, "</code></p>\n<p id=\"finder\" hidden><label for=\"search\">");
    label(page, ML_T_P_SEARCH);
    raw(page,
        "</label> <output id=\"count\" for=\"search\"></output>"
        "<input id=\"search\" type=\"search\" autocomplete=\"off\"></p></header>\n");
}

void ml_catalogue_page(const struct ml_catalogue *catalogue, enum ml_lang lang,
                       ml_str style, ml_str script, struct ml_buf *out)
{
    struct page page = { .out = out, .catalogue = catalogue };
    ml_str *areas;

    ml_arena_init(&page.arena);
    size_t n = ml_area_list(catalogue, &page.arena, &areas);
    put_head(&page, lang, style, script);
    put_header(&page, lang);
    raw(&page, "<nav><ul>\n");
    for (size_t i = 0; i < n; i++) {
        raw(&page, "<li><a href=\"#area-");
        put(&page, areas[i]);
        raw(&page, "\">");
        put_area_name(&page, areas[i]);
        raw(&page, "</a></li>\n");
    }
    if (catalogue->noscodes) {
        raw(&page, "<li><a href=\"#area-oscodes\">");
        put_area_name(&page, ML_STR("oscodes"));
        raw(&page, "</a></li>\n");
    }
    if (catalogue->nmessages) {
        raw(&page, "<li><a href=\"#area-messages\">");
        put_area_name(&page, ML_STR("messages"));
        raw(&page, "</a></li>\n");
    }
    raw(&page, "</ul></nav>\n<main>\n");
    for (size_t i = 0; i < n; i++)
        put_area(&page, areas[i]);
    put_oscodes(&page);
    put_messages(&page);
    raw(&page, "</main>\n<script>");
    ml_buf_str(page.out, script);
    raw(&page, "</script>\n</body></html>\n");
    ml_arena_reset(&page.arena);
}
