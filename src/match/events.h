/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_EVENTS_H
#define ML_MATCH_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * Which patterns ask for an event, by its provider and id, so that none is tried on an
 * event that it does not ask for; and whose events have to do with backups at all. A
 * provider is told by a hash: two with one hash are told apart when the pattern is
 * looked at.
 */

/** Patterns, by what brings them up. */
struct ml_choices {
    uint32_t *items;
    size_t n, cap;
};

struct ml_events {
    struct ml_event_slot *slots; /* open addressing, power of two */
    size_t cap;
};

/** `nterms`: how many patterns will ask. */
void ml_events_init(struct ml_events *e, const struct ml_catalogue *catalogue,
                    size_t nterms);
void ml_events_reset(struct ml_events *e);

/** The pattern `choice` asks for the event of the term. */
void ml_events_ask(struct ml_events *e, const struct ml_term *term, uint32_t choice);

/** Who asks for an event: for its id, and for any of its provider. */
struct ml_events_found {
    const struct ml_choices *by_id, *any;
};

struct ml_events_found ml_events_find(const struct ml_events *e, uint32_t event,
                                      ml_str provider);

/** Whether codes of Windows in the provider's events are no problem of a backup. */
bool ml_events_bystander(const struct ml_events *e, ml_str provider);

/** Whether the event is some other program's, of which the agent knows nothing: its
 * numbers and words mean what that program means by them. */
bool ml_events_stranger(const struct ml_events *e, ml_str provider, ml_str message);

#endif
