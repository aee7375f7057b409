/* SPDX-License-Identifier: MIT */
#include "catalogue/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/attr.h"
#include "catalogue/literal.h"
#include "catalogue/names.h"
#include "base/ban.h"

/* The check and the place that is being looked at. */
struct checker {
    const struct ml_catalogue *c;
    const struct ml_catalogue_check *check;
    ml_str kind, id, file;
    uint32_t line;
    size_t ncomplaints;
};

static void complain(struct checker *k, const char *fmt, ...) ML_PRINTF(2, 3);

static void complain(struct checker *k, const char *fmt, ...)
{
    char what[200], text[320];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(what, sizeof(what), fmt, ap);
    va_end(ap);
    snprintf(text, sizeof(text), "%.*s %.*s: %s", ML_STR_ARG(k->kind),
             ML_STR_ARG(k->id), what);
    k->check->complain(k->check->ctx, k->file, k->line, text);
    k->ncomplaints++;
}

static void check_text(struct checker *k, const struct ml_text *t, const char *name)
{
    if (t->in[ML_EN].n == 0)
        complain(k, "the %s has no English text", name);
    if (k->check->strict && t->in[ML_JA].n == 0)
        complain(k, "the %s has no Japanese text", name);
}

static void check_regex(struct checker *k, ml_str regex)
{
    char why[160] = "";
    if (k->check->regex_ok &&
        !k->check->regex_ok(k->check->ctx, regex, why, sizeof(why)))
        complain(k, "the pattern \"%.60s\" cannot be used: %s", regex.p ? regex.p : "",
                 why);
}

/* ---- signatures ---- */

static void check_term(struct checker *k, const struct ml_term *t)
{
    bool is_event = t->event || t->provider.n || t->channel.n;
    if ((t->code != 0) + (t->regex.n != 0) + is_event != 1)
        complain(k, "a term has to be one of code, text and event");
    if (is_event && !t->provider.n)
        complain(k, "an event has to name its provider");
    if (t->regex.n)
        check_regex(k, t->regex);
    if (t->literal.n && !ml_literal_ok(t->literal))
        complain(k, "\"%.*s\" cannot be looked for as a fragment",
                 ML_STR_ARG(t->literal));
}

/* "mars-34513" promises the code 34513, "os-80070005" the HRESULT. */
static void check_id(struct checker *k, const struct ml_signature *s)
{
    uint64_t code = 0;
    ml_str mars = ML_STR("mars-"), os = ML_STR("os-");

    if (ml_str_starts(s->id, mars) &&
        ml_str_to_u64(ml_str_from(s->id, mars.n), &code) && s->code != code)
        complain(k, "its first code is not the number in its id");
    if (ml_str_starts(s->id, os) &&
        ml_str_hex_to_u64(ml_str_from(s->id, os.n), &code) && s->code != code)
        complain(k, "its first code is not the number in its id");
}

static void check_condition(struct checker *k, const struct ml_condition *c);

static void check_signature(struct checker *k, const struct ml_signature *s)
{
    bool has[2] = { false, false };

    k->kind = s->observation ? ML_STR("observation") : ML_STR("signature");
    k->id = s->id;
    k->file = s->file;
    k->line = s->line;
    check_text(k, &s->title, "title");
    if (s->meaning.in[ML_EN].n || s->meaning.in[ML_JA].n)
        check_text(k, &s->meaning, "meaning");
    if (s->source.n == 0)
        complain(k, "no source: name the document");
    if (s->nalternatives == 0 && !s->derived)
        complain(k, "nothing to look for: add a code or a text");
    for (uint32_t i = 0; i < s->nalternatives; i++)
        for (uint32_t j = 0; j < s->alternatives[i].nterms; j++)
            check_term(k, &s->alternatives[i].terms[j]);
    if (s->derived)
        check_condition(k, s->derived);
    for (uint32_t i = 0; i < s->nexamples; i++)
        has[s->examples[i].must_match] = true;
    if (!s->nalternatives)
        has[false] = has[true] = true; /* no record shows it */
    if (!has[true])
        complain(k, "no example that has to match");
    if (!has[false])
        complain(k, "no example that must not match");
    check_id(k, s);
}

/* ---- causes ---- */

static void check_fact(struct checker *k, ml_str fact)
{
    if (!ml_fact_known(fact) && !ml_catalogue_yields(k->c, fact))
        complain(k, "nothing gives the fact \"%.*s\"", ML_STR_ARG(fact));
}

static void check_signatures(struct checker *k, ml_str ids)
{
    ml_str id;

    while (ids.n) {
        ml_str_cut(ids, ' ', &id, &ids);
        if (!ml_catalogue_signature(k->c, id))
            complain(k, "there is no signature \"%.*s\"", ML_STR_ARG(id));
    }
}

static void check_condition(struct checker *k, const struct ml_condition *c)
{
    switch (c->kind) {
    case ML_COND_SIGNATURE:
        check_signatures(k, c->name);
        break;
    case ML_COND_CAUSE:
        if (!ml_catalogue_cause(k->c, c->name))
            complain(k, "there is no cause \"%.*s\"", ML_STR_ARG(c->name));
        break;
    case ML_COND_ARTEFACT:
        if (!ml_catalogue_artefact(k->c, c->name))
            complain(k, "there is no artefact \"%.*s\"", ML_STR_ARG(c->name));
        break;
    case ML_COND_FACT:
        check_fact(k, c->name);
        if (c->other.n)
            check_fact(k, c->other);
        if (c->of.n)
            check_fact(k, c->of);
        if (c->op == ML_OP_MATCHES)
            check_regex(k, c->value);
        break;
    case ML_COND_FINDING:
        if (c->op == ML_OP_IS)
            check_signatures(k, c->value);
        break;
    case ML_COND_JOB:
        break;
    case ML_COND_ALL:
    case ML_COND_ANY:
    case ML_COND_NOT:
        if (c->nchildren == 0 || (c->kind == ML_COND_NOT && c->nchildren != 1))
            complain(k, "a condition that joins others has none, or too many");
        for (uint32_t i = 0; i < c->nchildren; i++)
            check_condition(k, &c->children[i]);
        break;
    }
}

static void check_explained(struct checker *k, ml_str id)
{
    const struct ml_signature *s = ml_catalogue_signature(k->c, id);
    if (!s || s->observation)
        complain(k, "it explains \"%.*s\", which is no signature", ML_STR_ARG(id));
}

static void check_cause(struct checker *k, const struct ml_cause *c)
{
    k->kind = ML_STR("cause");
    k->id = c->id;
    k->file = c->file;
    k->line = c->line;
    check_text(k, &c->title, "title");
    if (c->nexplains == 0)
        complain(k, "it explains nothing");
    for (uint32_t i = 0; i < c->nexplains; i++)
        check_explained(k, c->explains[i]);
    for (uint32_t i = 0; i < c->nrules; i++) {
        check_text(k, &c->rules[i].text, "text of a rule");
        check_condition(k, &c->rules[i].condition);
    }
    for (uint32_t i = 0; i < c->nartefacts; i++)
        if (!ml_catalogue_artefact(k->c, c->artefacts[i]))
            complain(k, "there is no artefact \"%.*s\"", ML_STR_ARG(c->artefacts[i]));
    if (c->nactions == 0)
        complain(k, "no action: say what is to be done");
    for (uint32_t i = 0; i < c->nactions; i++)
        check_text(k, &c->actions[i], "text of an action");
    if (c->source.n == 0)
        complain(k, "no source: name the document");
}

static void check_artefact(struct checker *k, const struct ml_artefact *a)
{
    k->kind = ML_STR("artefact");
    k->id = a->id;
    k->file = a->file;
    k->line = a->line;
    check_text(k, &a->title, "title");
    check_text(k, &a->ask, "text to ask with");
}

static void check_oscode(struct checker *k, const struct ml_oscode *o)
{
    k->kind = ML_STR("oscode");
    k->id = o->id;
    k->file = o->file;
    k->line = o->line;
    check_text(k, &o->meaning, "meaning");
    if (!o->value && !o->number)
        complain(k, "no number: give hex or number");
}

/* The numbers of the placeholders in a sentence, as bits 1 to 99. */
struct placeholders {
    uint64_t bits[2];
};

/* Take the text behind a percent sign; false when it is no placeholder. */
static bool take_placeholder(ml_str *rest, struct placeholders *seen)
{
    uint32_t number = 0;
    size_t n = 0;

    if (rest->n && rest->p[0] == '%') {
        *rest = ml_str_from(*rest, 1);
        return true;
    }
    for (; n < rest->n && n < 2 && ml_is_digit(rest->p[n]); n++)
        number = number * 10 + (uint32_t)(rest->p[n] - '0');
    if (number == 0 || rest->p[0] == '0' || (n < rest->n && ml_is_digit(rest->p[n])))
        return false;
    seen->bits[number / 64] |= UINT64_C(1) << number % 64;
    *rest = ml_str_from(*rest, n);
    return true;
}

static struct placeholders check_placeholders(struct checker *k, ml_str text)
{
    struct placeholders seen = { { 0, 0 } };
    size_t at;

    while ((at = ml_str_find_char(text, '%')) != ML_NPOS) {
        text = ml_str_from(text, at + 1);
        if (!take_placeholder(&text, &seen)) {
            complain(k, "a percent sign is followed by %%, or by 1 to 99");
            break;
        }
    }
    return seen;
}

static void check_message(struct checker *k, const struct ml_event_message *m)
{
    k->kind = ML_STR("message");
    k->id = m->id;
    k->file = m->file;
    k->line = m->line;
    check_text(k, &m->text, "text");
    if (m->source.n == 0)
        complain(k, "no source: name the document");
    struct placeholders en = check_placeholders(k, m->text.in[ML_EN]);
    if (!m->text.in[ML_JA].n)
        return;
    struct placeholders ja = check_placeholders(k, m->text.in[ML_JA]);
    if (en.bits[0] != ja.bits[0] || en.bits[1] != ja.bits[1])
        complain(k, "the two languages do not name the same values");
}

static void check_bystander(struct checker *k, const struct ml_bystander *b)
{
    k->kind = ML_STR("bystander");
    k->id = b->id;
    k->file = b->file;
    k->line = b->line;
    if (b->id.n == 0)
        complain(k, "no provider");
    if (b->source.n == 0)
        complain(k, "no source: name the document");
}

/* Entries are sorted, so two of one id lie side by side. */
static void check_twice(struct checker *k, ml_str before, ml_str id)
{
    if (ml_str_eq(before, id))
        complain(k, "the id is there twice");
}

size_t ml_catalogue_check(const struct ml_catalogue *c,
                          const struct ml_catalogue_check *check)
{
    struct checker k = { .c = c, .check = check };

    for (uint32_t i = 0; i < c->nsignatures; i++) {
        check_signature(&k, &c->signatures[i]);
        if (i)
            check_twice(&k, c->signatures[i - 1].id, c->signatures[i].id);
    }
    for (uint32_t i = 0; i < c->ncauses; i++) {
        check_cause(&k, &c->causes[i]);
        if (i)
            check_twice(&k, c->causes[i - 1].id, c->causes[i].id);
    }
    for (uint32_t i = 0; i < c->nartefacts; i++) {
        check_artefact(&k, &c->artefacts[i]);
        if (i)
            check_twice(&k, c->artefacts[i - 1].id, c->artefacts[i].id);
    }
    for (uint32_t i = 0; i < c->noscodes; i++) {
        check_oscode(&k, &c->oscodes[i]);
        if (i)
            check_twice(&k, c->oscodes[i - 1].id, c->oscodes[i].id);
    }
    for (uint32_t i = 0; i < c->nmessages; i++) {
        check_message(&k, &c->messages[i]);
        if (i)
            check_twice(&k, c->messages[i - 1].id, c->messages[i].id);
    }
    for (uint32_t i = 0; i < c->nbystanders; i++) {
        check_bystander(&k, &c->bystanders[i]);
        if (i)
            check_twice(&k, c->bystanders[i - 1].id, c->bystanders[i].id);
    }
    return k.ncomplaints;
}
