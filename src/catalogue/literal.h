/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_LITERAL_H
#define ML_CATALOGUE_LITERAL_H

#include "base/arena.h"
#include "base/str.h"

/*
 * The rare fragment that stands for a pattern in the one pass over all text.
 *
 *     phrase or regex -> its mandatory fragments -> the one that costs least
 *
 * A fragment is either ASCII without blanks, brackets and quotes, compared without
 * case, or Japanese letters, which have no case: the pass folds ASCII only.
 */

enum { ML_LITERAL_MAX_BYTES = 24 };

struct ml_literal {
    char bytes[ML_LITERAL_MAX_BYTES]; /* lower case */
    size_t n;                         /* 0: none yet */
    int score;
};

/**
 * Offer a fragment that every match contains; the better one stays.
 *
 * Splits it where ASCII and Japanese letters meet; what is neither is left out.
 */
void ml_literal_offer(struct ml_literal *best, ml_str fragment);

/**
 * The best fragment of a raw regular expression, lower case; empty where none can
 * be told safely (alternatives on the top level, flags that change the syntax, ...).
 */
ml_str ml_literal_of_regex(struct ml_arena *arena, ml_str regex);

/** Whether a literal given by an author can be one. */
bool ml_literal_ok(ml_str literal);

/** Take one code point off *s; malformed bytes come singly. 0 at the end. */
uint32_t ml_utf8_next(ml_str *s);

/** Kana, kanji and their marks: scripts that use no blanks and have no case. */
bool ml_is_japanese(uint32_t c);

#endif
