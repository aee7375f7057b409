/* SPDX-License-Identifier: MIT */
#include "match/events.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

/* Choices that ask for one event, or for all of a provider. */
struct ml_event_slot {
    uint64_t key; /* of provider and id; 0: free */
    struct ml_choices choices;
    bool bystander; /* of the provider no code of Windows counts */
    bool known;     /* the catalogue knows what the provider's events are about */
};

/* Stand for any id, for a provider that is a bystander and for one that is known:
 * Windows has 16 bits. */
enum { ANY_EVENT = 0x10000, BYSTANDER = 0x10001, KNOWN = 0x10002 };

/* Whose events are about backups and what they stand on, although the catalogue has no
 * <event> and no message of them. */
static const ml_str providers[] = {
    ML_STR("CloudBackup"), ML_STR("DPM"),       ML_STR("DPM-EM"),
    ML_STR("DPMRA"),       ML_STR("MSDPM"),     ML_STR("Partition"),
    ML_STR("SQLVDI"),      ML_STR("SQLWRITER"), ML_STR("StorPort"),
};

/* Whose events are about any program, whatever the catalogue asks of some of them. */
static const ml_str reporters[] = {
    ML_STR(".NET Runtime"),
    ML_STR("Application Error"),
    ML_STR("Application Hang"),
    ML_STR("Windows Error Reporting"),
};

/* FNV-1a of the provider without case, with the id. Two providers with one key are told
 * apart when the term is looked at. */
static uint64_t provider_key(ml_str provider)
{
    uint64_t h = UINT64_C(14695981039346656037);

    provider = ml_event_provider(provider);
    for (size_t i = 0; i < provider.n; i++)
        h = (h ^ (unsigned char)ml_lower(provider.p[i])) * UINT64_C(1099511628211);
    return h;
}

static uint64_t event_key(uint64_t provider, uint32_t event)
{
    uint64_t key = (provider ^ event) * UINT64_C(0x9e3779b97f4a7c15);
    return key ? key : 1;
}

static struct ml_event_slot *slot_at(const struct ml_events *e, uint64_t key)
{
    size_t at = (key >> 32) & (e->cap - 1);

    while (e->slots[at].key && e->slots[at].key != key)
        at = (at + 1) & (e->cap - 1);
    return &e->slots[at];
}

static struct ml_event_slot *take_slot(struct ml_events *e, ml_str provider,
                                       uint32_t event)
{
    uint64_t key = event_key(provider_key(provider), event);
    struct ml_event_slot *slot = slot_at(e, key);

    slot->key = key;
    return slot;
}

/* Whether the catalogue asks for events of the provider. */
static void know_alternatives(struct ml_events *e, const struct ml_signature *s)
{
    for (uint32_t i = 0; i < s->nalternatives; i++)
        for (uint32_t k = 0; k < s->alternatives[i].nterms; k++)
            if (s->alternatives[i].terms[k].provider.n)
                take_slot(e, s->alternatives[i].terms[k].provider, KNOWN)->known = true;
}

static void know_all(struct ml_events *e, const struct ml_catalogue *c)
{
    for (uint32_t i = 0; i < c->nsignatures; i++)
        know_alternatives(e, &c->signatures[i]);
    for (uint32_t i = 0; i < c->nmessages; i++)
        take_slot(e, c->messages[i].provider, KNOWN)->known = true;
    for (uint32_t i = 0; i < c->nbystanders; i++) {
        take_slot(e, c->bystanders[i].id, KNOWN)->known = true;
        take_slot(e, c->bystanders[i].id, BYSTANDER)->bystander = true;
    }
    for (size_t i = 0; i < ML_COUNT(providers); i++)
        take_slot(e, providers[i], KNOWN)->known = true;
    for (size_t i = 0; i < ML_COUNT(reporters); i++)
        take_slot(e, reporters[i], KNOWN)->known = false;
}

void ml_events_init(struct ml_events *e, const struct ml_catalogue *catalogue,
                    size_t nterms)
{
    size_t most = 2 * nterms + 2 * (size_t)catalogue->nbystanders +
                  catalogue->nmessages + ML_COUNT(providers) + ML_COUNT(reporters);

    for (e->cap = 64; e->cap < 2 * most; e->cap *= 2)
        ;
    e->slots = calloc(e->cap, sizeof(*e->slots));
    if (!e->slots)
        ml_oom();
    know_all(e, catalogue);
}

void ml_events_reset(struct ml_events *e)
{
    for (size_t i = 0; e->slots && i < e->cap; i++)
        free(e->slots[i].choices.items);
    free(e->slots);
}

void ml_events_ask(struct ml_events *e, const struct ml_term *term, uint32_t choice)
{
    struct ml_choices *c =
        &take_slot(e, term->provider, term->event ? term->event : ANY_EVENT)->choices;

    ML_PUSH(c->items, c->n, c->cap, choice);
}

struct ml_events_found ml_events_find(const struct ml_events *e, uint32_t event,
                                      ml_str provider)
{
    static const struct ml_choices none = { .n = 0 };
    uint64_t key = provider_key(provider);
    struct ml_events_found found = { &none,
                                     &slot_at(e, event_key(key, ANY_EVENT))->choices };

    if (event < ANY_EVENT)
        found.by_id = &slot_at(e, event_key(key, event))->choices;
    return found;
}

bool ml_events_bystander(const struct ml_events *e, ml_str provider)
{
    return slot_at(e, event_key(provider_key(provider), BYSTANDER))->bystander;
}

/* In one pass, since nearly every event of another program is asked. */
static bool names_agent(ml_str text)
{
    static const ml_str names[] = {
        ML_STR("azure backup"),  ML_STR("azure recovery services"),
        ML_STR("cbengine"),      ML_STR("obengine"),
        ML_STR("obinstaller"),   ML_STR("marsagent"),
        ML_STR("onlinebackup"),  ML_STR("cloudbackup"),
        ML_STR("wabadmin"),      ML_STR("backup.windowsazure"),
        ML_STR("online backup"),
    };
    static const uint32_t firsts = 1u << ('a' & 31) | 1u << ('b' & 31) |
                                   1u << ('c' & 31) | 1u << ('m' & 31) |
                                   1u << ('o' & 31) | 1u << ('w' & 31);

    for (size_t i = 0; i + 1 < text.n; i++) {
        char c = text.p[i];
        if (!(firsts >> (c & 31) & 1))
            continue;
        for (size_t k = 0; k < ML_COUNT(names); k++)
            if (names[k].p[0] == ml_lower(c) &&
                names[k].p[1] == ml_lower(text.p[i + 1]) &&
                ml_str_starts_nocase(ml_str_from(text, i), names[k]))
                return true;
    }
    return false;
}

bool ml_events_stranger(const struct ml_events *e, ml_str provider, ml_str message)
{
    return provider.n && !slot_at(e, event_key(provider_key(provider), KNOWN))->known &&
           !names_agent(provider) && !names_agent(message);
}
