/* SPDX-License-Identifier: MIT */
#include "catalogue/catalogue.h"

#include <stdlib.h>

#include "base/ban.h"

ml_str ml_text_in(const struct ml_text *text, enum ml_lang lang)
{
    return text->in[lang].n ? text->in[lang] : text->in[ML_EN];
}

/* Every entry begins with its id, so that one search serves all three arrays. */
_Static_assert(offsetof(struct ml_signature, id) == 0, "id first");
_Static_assert(offsetof(struct ml_cause, id) == 0, "id first");
_Static_assert(offsetof(struct ml_artefact, id) == 0, "id first");

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
