/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_FACTS_H
#define ML_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "case/case.h"

/*
 * Facts about a server, read from the small artefact files of a bundle.
 *
 *     decoded text of one file -> ml_facts_read() -> sink: facts, artefacts seen,
 *                                                    the server's name
 *
 * One reader for each kind of text, in one table (reader.h). A reader tells its text
 * by content first; names only help. Any file may hold several kinds of text one
 * after the other, so every reader that recognises something gets the whole file.
 * A value that is not of the expected form is no fact; an artefact whose text is
 * there without a value is "asked and absent", which differs from not collected.
 */

/** Where readers put what they find; the fields are the caller's to fill. */
struct ml_fact_sink {
    void *ctx;
    void (*fact)(void *ctx, const char *name, ml_str value, struct ml_time time,
                 uint64_t line);
    void (*artefact)(void *ctx, const char *id, enum ml_artefact_state state,
                     struct ml_time time, uint64_t line);
};

/** One file as text. */
struct ml_fact_text {
    ml_str name; /* last part of its path */
    ml_str path; /* with the folders inside its container, '/' or '\' */
    ml_str text; /* valid UTF-8; lines end in LF or CRLF */
};

/**
 * Whether some reader may want the file, judged by its name and beginning.
 *
 * `head` is the first text of the file, up to 64 KiB. Errs on the side of yes.
 */
bool ml_facts_wanted(const struct ml_fact_text *head);

/**
 * Run every reader that recognises the text.
 *
 * Returns the role for the coverage table ("registry", "w32tm-stripchart", ...) of
 * the first that did; empty when none did.
 */
ml_str ml_facts_read(const struct ml_fact_text *text, const struct ml_fact_sink *sink);

struct ml_hive_places;

/** The same for a registry hive; see ml_reghive_read(). */
enum ml_rc ml_facts_read_hive(int fd, const char *program, ml_str name,
                              const struct ml_fact_sink *sink,
                              struct ml_hive_places *places,
                              struct ml_err *err) ML_MUST_USE;

/**
 * Facts that follow from others of the same server: the scratch volume's numbers
 * from its path and the volume list, TLS defaults from the OS build, ...
 *
 * Reads facts[0..n), calls sink->fact for each derived one. Its address argument is
 * the line argument of the sink: the index of the fact it was derived from.
 */
void ml_facts_derive(const struct ml_fact *facts, uint32_t n,
                     const struct ml_artefact_seen *seen, uint32_t nseen,
                     const struct ml_fact_sink *sink);

#endif
