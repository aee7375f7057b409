/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_REGHIVE_H
#define ML_FACTS_REGHIVE_H

#include "facts/facts.h"
#include "hive/hive.h"

/*
 * A registry hive as facts: its keys under the names that they have in a running
 * Windows, through the same groups as registry text (reg.h).
 */

/** The places of facts, since a hive has no lines. Zero-initialise but `arena`. */
struct ml_hive_places {
    struct ml_arena *arena;
    ml_str *record; /* of the fact whose line is 1 + the index; in the arena */
    size_t nrecord, cap_record;
};

/**
 * Read the hive `fd`, called `name`, into the sink.
 *
 * While the sink is called its line argument is a number in `places`; release
 * places->record with free(). Errors: as ml_hive_read(); what was read before is in
 * the sink, and the artefacts that it would have settled are there as damaged.
 */
enum ml_rc ml_reghive_read(int fd, const char *program, ml_str name,
                           const struct ml_fact_sink *sink,
                           struct ml_hive_places *places, struct ml_err *err) ML_MUST_USE;

#endif
