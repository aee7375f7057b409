/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_STR_H
#define ML_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text as pointer and length. It owns nothing, may hold NUL, and is never
 * assumed to be terminated. Letters are compared without case in ASCII only:
 * no locale takes part.
 */

typedef struct ml_str {
    const char *p;
    size_t n;
} ml_str;

#define ML_STR(literal) ((ml_str){ (literal), sizeof(literal) - 1 })
#define ML_STR_NONE ((ml_str){ 0, 0 })

/* For printf: printf("%.*s", ML_STR_ARG(s)) */
#define ML_STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

ml_str ml_str_of(const char *text); /* of NUL-terminated text; NULL gives empty */
ml_str ml_str_from(ml_str s, size_t start);
ml_str ml_str_sub(ml_str s, size_t start, size_t n); /* clipped to s */

bool ml_str_eq(ml_str a, ml_str b);
bool ml_str_eq_nocase(ml_str a, ml_str b);
int ml_str_cmp(ml_str a, ml_str b); /* by bytes; a prefix sorts first */
int ml_str_cmp_nocase(ml_str a, ml_str b); /* the same of ASCII in lower case */
bool ml_str_starts(ml_str s, ml_str head);
bool ml_str_starts_nocase(ml_str s, ml_str head);
bool ml_str_ends_nocase(ml_str s, ml_str tail);

#define ML_NPOS ((size_t)-1)
size_t ml_str_find(ml_str hay, ml_str needle); /* ML_NPOS when absent */
size_t ml_str_find_nocase(ml_str hay, ml_str needle);
size_t ml_str_find_char(ml_str hay, char c);
bool ml_str_has(ml_str hay, ml_str needle);
bool ml_str_has_nocase(ml_str hay, ml_str needle);

/** Without blanks, TABs and line ends on both sides. */
ml_str ml_str_trim(ml_str s);

/** Cut at the first sep: true with both halves, else false with *head = s. */
bool ml_str_cut(ml_str s, char sep, ml_str *ret_head, ml_str *ret_tail);

/** Take the next line (without its LF or CRLF) off *rest; false at the end. */
bool ml_str_line(ml_str *rest, ml_str *ret_line);

/** The part after the last '/' or '\'. */
ml_str ml_str_basename(ml_str path);

/* Whole strings only: no sign, blank or rest; false leaves *ret untouched. */
bool ml_str_to_u64(ml_str s, uint64_t *ret);
bool ml_str_to_i64(ml_str s, int64_t *ret); /* takes a leading '-' or '+' */
bool ml_str_hex_to_u64(ml_str s, uint64_t *ret); /* without 0x; 1 to 16 digits */
bool ml_str_to_double(ml_str s, double *ret);    /* [+-]digits[.digits] */

static inline bool ml_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ml_is_hex(char c)
{
    return ml_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline char ml_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline bool ml_is_word(char c) /* letter, digit, '_' or part of UTF-8 */
{
    char l = ml_lower(c);
    return ml_is_digit(c) || (l >= 'a' && l <= 'z') || c == '_' || (c & 0x80);
}

#endif
