/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

#include <stdlib.h>

#include "base/ban.h"

ml_str ml_text_in(const struct ml_text *text, enum ml_lang lang)
{
    return text->in[lang].n ? text->in[lang] : text->in[ML_EN];
}

/* Every entry begins with its id, so that one search serves all arrays. */
_Static_assert(offsetof(struct ml_signature, id) == 0, "id first");
_Static_assert(offsetof(struct ml_cause, id) == 0, "id first");
_Static_assert(offsetof(struct ml_artefact, id) == 0, "id first");
_Static_assert(offsetof(struct ml_oscode, id) == 0, "id first");
_Static_assert(offsetof(struct ml_event_message, id) == 0, "id first");
_Static_assert(offsetof(struct ml_bystander, id) == 0, "id first");

static int by_id(const void *key, const void *entry)
{
    return ml_str_cmp(*(const ml_str *)key, *(const ml_str *)entry);
}

const struct ml_signature *ml_catalogue_signature(const struct ml_catalogue *c,
                                                  ml_str id)
{
    return c->nsignatures ? bsearch(&id, c->signatures, c->nsignatures,
                                    sizeof(*c->signatures), by_id)
                          : NULL;
}

const struct ml_cause *ml_catalogue_cause(const struct ml_catalogue *c, ml_str id)
{
    return c->ncauses ? bsearch(&id, c->causes, c->ncauses, sizeof(*c->causes), by_id)
                      : NULL;
}

const struct ml_artefact *ml_catalogue_artefact(const struct ml_catalogue *c, ml_str id)
{
    return c->nartefacts
               ? bsearch(&id, c->artefacts, c->nartefacts, sizeof(*c->artefacts), by_id)
               : NULL;
}

bool ml_catalogue_yields(const struct ml_catalogue *c, ml_str fact)
{
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (ml_str_eq(c->signatures[i].yields, fact))
            return true;
    return false;
}

uint32_t ml_catalogue_oscodes(const struct ml_catalogue *c, uint32_t hresult,
                              const struct ml_oscode **ret, uint32_t cap)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < c->noscodes && hresult; i++)
        if (c->oscodes[i].value == hresult && n++ < cap)
            ret[n - 1] = &c->oscodes[i];
    return n;
}

const struct ml_oscode *ml_catalogue_oscode_number(const struct ml_catalogue *c,
                                                   ml_str family, uint32_t number)
{
    for (uint32_t i = 0; i < c->noscodes && number; i++)
        if (c->oscodes[i].number == number && ml_str_eq(c->oscodes[i].family, family))
            return &c->oscodes[i];
    return NULL;
}

const struct ml_oscode *ml_catalogue_oscode_symbol(const struct ml_catalogue *c,
                                                   ml_str symbol)
{
    for (uint32_t i = 0; i < c->noscodes && symbol.n; i++)
        if (ml_str_eq_nocase(c->oscodes[i].symbol, symbol))
            return &c->oscodes[i];
    return NULL;
}

ml_str ml_event_provider(ml_str provider)
{
    ml_str vendor = ML_STR("Microsoft-Windows-");
    return ml_str_starts_nocase(provider, vendor) ? ml_str_from(provider, vendor.n)
                                                  : provider;
}

bool ml_event_provider_eq(ml_str a, ml_str b)
{
    return ml_str_eq_nocase(ml_event_provider(a), ml_event_provider(b));
}

/* As ml_str_cmp() of both in lower case. */
static int cmp_nocase(ml_str a, ml_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++) {
        unsigned char x = (unsigned char)ml_lower(a.p[i]);
        unsigned char y = (unsigned char)ml_lower(b.p[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

/* Asked for every event record: nothing is allocated, and mostly the id alone tells. */
const struct ml_event_message *ml_catalogue_message(const struct ml_catalogue *c,
                                                    ml_str provider, uint32_t event)
{
    size_t from = 0, to = c->nmessages;

    provider = ml_event_provider(provider);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct ml_event_message *m = &c->messages[middle];
        int order = m->event != event ? (event < m->event ? -1 : 1)
                                      : cmp_nocase(provider, m->provider);
        if (order == 0)
            return m;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

bool ml_cause_explains(const struct ml_cause *cause, ml_str id)
{
    for (uint32_t i = 0; i < cause->nexplains; i++)
        if (ml_str_eq(cause->explains[i], id))
            return true;
    return false;
}

struct ml_catalogue *ml_catalogue_free(struct ml_catalogue *c)
{
    if (c) {
        ml_arena_reset(&c->arena);
        free(c);
    }
    return NULL;
}
