/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_PHRASE_H
#define ML_CATALOGUE_PHRASE_H

#include "base/arena.h"
#include "base/str.h"

/*
 * A published message as a pattern.
 *
 *     "... was unable to connect to Microsoft Azure Backup. (ID: 100050)"
 *         -> PCRE2 for the record, one rare fragment for the pass over all text
 *
 * Programs, pages and translations write one message in many ways. As equal count:
 * runs of blanks, wide and narrow ones, and none at all beside a Japanese letter or
 * behind the end of a sentence; brackets and colons of both widths; quotes of any
 * kind; the two wave dashes; "does not" and "doesn't". The agent's product names are
 * one and may be left out. `<X>`, `%X;` and `...` are parameters: a short gap. A
 * message of more than 45 letters before its first parameter, bracket or `...` is
 * known by that beginning; its full stop is never needed.
 *
 * The patterns are to be compiled caseless, as UTF-8, without UCP.
 */

struct ml_phrase {
    ml_str regex;
    ml_str literal; /* empty when nothing in it is fixed */
    ml_str before, after; /* what every match has around the literal, as far as only
                             blanks vary; see struct ml_term */
};

/** Owns: both strings live in the arena. */
struct ml_phrase ml_phrase_of_text(struct ml_arena *arena, ml_str text);

/** A file or folder: either slash, repeated or not; blanks as above. */
struct ml_phrase ml_phrase_of_path(struct ml_arena *arena, ml_str path);

/** A symbol as a word of its own. */
struct ml_phrase ml_phrase_of_symbol(struct ml_arena *arena, ml_str symbol);

#endif
