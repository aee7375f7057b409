/* SPDX-License-Identifier: MIT */
#include "catalogue/literal.h"

#include <string.h>

#include "base/attr.h"
#include "base/ban.h"

/* Words that stand in most logs: as a fragment they name too many lines. */
static const char *const common_words[] = {
    "and",       "are",     "but",         "can",        "for",        "has",
    "not",       "one",     "the",         "you",        "all",        "any",
    "some",      "returned", "snapshot",   "transfer",   "connect",    "connection",
    "space",     "location", "target",     "configured", "registered", "completion",
    "successfully", "about", "access",  "after",       "agent",      "another",    "attempt",
    "available", "azure",   "backup",      "because",    "before",     "could",
    "current",   "data",    "disk",        "does",       "drive",      "encountered",
    "error",     "failed",  "failure",     "file",       "files",      "following",
    "from",      "have",    "information", "initialize", "internal",   "microsoft",
    "message",   "more",    "number",      "operation",  "performing", "progress",
    "recovery",  "request", "retry",       "server",     "service",    "services",
    "specified", "started", "state",       "status",     "system",     "than",
    "that",      "this",    "time",        "unable",     "volume",     "was",
    "were",      "which",   "while",       "windows",    "with",       "write",
    ".exe",      "writer",   "replica",    "log",        "catalog",    "pending",
    "open",      "checksum", "storage",    "back",       "job",        "name",
    "stop",      "find",     "get",        "able",       "due",        "take",
    "valid",     "rest",     "timed",      "proxy",      "path",       "folder",
    "upload",    "queue",    "block",      "item",       "task",       "check",
    "activation", "network", "device",     "security",   "privilege",  "process",
};

/* As above; pieces of words, since Japanese has no blanks. */
static const char *const common_japanese[] = {
    "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc",                         /* error */
    "\xe3\x83\x90\xe3\x83\x83\xe3\x82\xaf\xe3\x82\xa2\xe3\x83\x83", /* backup */
    "\xe5\xa4\xb1\xe6\x95\x97",                                     /* fail */
    "\xe6\x93\x8d\xe4\xbd\x9c",                                     /* operation */
    "\xe3\x81\xbe\xe3\x81\x97\xe3\x81\x9f",                         /* (verb ending) */
    "\xe3\x82\xb5\xe3\x83\xbc\xe3\x83\x93\xe3\x82\xb9",             /* service */
    "\xe3\x83\x95\xe3\x82\xa1\xe3\x82\xa4\xe3\x83\xab",             /* file */
};

uint32_t ml_utf8_next(ml_str *s)
{
    static const uint8_t lead_mask[5] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    if (s->n == 0)
        return 0;
    unsigned char c = (unsigned char)s->p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    uint32_t point = n == 1 ? c : c & lead_mask[n];
    if (n > s->n)
        n = 1;
    for (size_t i = 1; i < n; i++) {
        unsigned char tail = (unsigned char)s->p[i];
        if ((tail & 0xc0) != 0x80) {
            n = 1;
            point = c;
            break;
        }
        point = point << 6 | (tail & 0x3f);
    }
    *s = ml_str_from(*s, n);
    return point;
}

bool ml_is_japanese(uint32_t c)
{
    return c == 0x3005 || (c >= 0x3041 && c <= 0x3096) ||
           (c >= 0x30a1 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xff66 && c <= 0xff9f);
}

static bool ascii_fragment_char(uint32_t c)
{
    return c < 0x80 && (ml_is_word((char)c) || c == '.' || c == '-' || c == ':' ||
                        c == '/' || c == '\\' || c == '#' || c == '=' || c == '@' ||
                        c == ',' || c == '%' || c == '&' || c == '+' || c == '!');
}

static void keep(struct ml_literal *best, ml_str s, int score)
{
    if (score <= best->score)
        return;
    best->n = s.n < ML_LITERAL_MAX_BYTES ? s.n : ML_LITERAL_MAX_BYTES;
    for (size_t i = 0; i < best->n; i++)
        best->bytes[i] = ml_lower(s.p[i]);
    best->score = score;
}

/* The engine compares eight letters at once: shorter ones slow it down for all, more than
 * a word does that stands in many lines. */
enum { SHORT = 5, WHOLE = 8, COMMON_WHOLE = 4 * WHOLE - 3 };

static int ascii_score(size_t n)
{
    return (n < SHORT ? 1 : 4) * (int)(n < 12 ? n : 12);
}

/* Long words that are not everywhere come first; below three bytes none is of use. */
static void offer_ascii(struct ml_literal *best, ml_str s)
{
    while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ',' || s.p[s.n - 1] == ':'))
        s.n--;
    if (s.n < 3)
        return;
    int score = ascii_score(s.n);
    for (size_t i = 0; i < ML_COUNT(common_words); i++)
        if (ml_str_eq_nocase(s, ml_str_of(common_words[i])))
            score = s.n >= WHOLE ? COMMON_WHOLE : (int)s.n;
    keep(best, s, score);
}

static int japanese_score(ml_str s)
{
    int score = 0;
    for (ml_str rest = s; rest.n;) {
        uint32_t c = ml_utf8_next(&rest);
        score += c >= 0x3400 && c <= 0x9fff ? 9 : c >= 0x30a1 && c <= 0x30ff ? 6 : 3;
    }
    for (size_t i = 0; i < ML_COUNT(common_japanese); i++) {
        ml_str word = ml_str_of(common_japanese[i]);
        if (ml_str_has(s, word))
            score -= 2 * (int)word.n;
    }
    return score > 1 ? score : 1;
}

/* The eight letters of a run that score best. */
static void offer_japanese(struct ml_literal *best, ml_str s)
{
    enum { LETTER_BYTES = 3 }; /* every Japanese letter of ml_is_japanese() */
    if (s.n < 2 * LETTER_BYTES)
        return;
    size_t width = s.n < ML_LITERAL_MAX_BYTES ? s.n : ML_LITERAL_MAX_BYTES;
    for (size_t i = 0; i + width <= s.n; i += LETTER_BYTES) {
        ml_str window = ml_str_sub(s, i, width);
        keep(best, window, japanese_score(window));
    }
}

void ml_literal_offer(struct ml_literal *best, ml_str fragment)
{
    enum { NEITHER, ASCII, JAPANESE } kind = NEITHER, was = NEITHER;
    const char *start = fragment.p;

    for (;;) {
        const char *here = fragment.p;
        bool at_end = fragment.n == 0;
        uint32_t c = at_end ? 0 : ml_utf8_next(&fragment);
        kind = at_end                   ? NEITHER
               : ml_is_japanese(c)      ? JAPANESE
               : ascii_fragment_char(c) ? ASCII
                                        : NEITHER;
        if (kind != was) {
            ml_str run = { start, (size_t)(here - start) };
            if (was == ASCII)
                offer_ascii(best, run);
            else if (was == JAPANESE)
                offer_japanese(best, run);
            start = here;
            was = kind;
        }
        if (at_end)
            return;
    }
}

bool ml_literal_ok(ml_str literal)
{
    if (literal.n < 2 || literal.n > 4 * ML_LITERAL_MAX_BYTES)
        return false;
    bool ascii = (literal.p[0] & 0x80) == 0;
    for (ml_str rest = literal; rest.n;) {
        uint32_t c = ml_utf8_next(&rest);
        if (ascii ? c <= 0x20 || c >= 0x7f || (c >= 'A' && c <= 'Z')
                  : !ml_is_japanese(c))
            return false;
    }
    return true;
}

/* ---- fragments of a raw regular expression ---- */

/*
 * Reads only what it is sure of. Groups and classes are stepped over as one unknown
 * item; a character before ?, * or { may be absent and is no part of a fragment.
 */
struct reader {
    ml_str rest;
    struct ml_literal best;
    char run[256];
    size_t nrun;
};

static void flush(struct reader *r)
{
    ml_literal_offer(&r->best, (ml_str){ r->run, r->nrun });
    r->nrun = 0;
}

/* Past the class whose '[' is the next byte. */
static bool skip_class(ml_str *s)
{
    size_t i = 1;
    if (i < s->n && s->p[i] == '^')
        i++;
    if (i < s->n && s->p[i] == ']')
        i++;
    for (; i < s->n; i++) {
        if (s->p[i] == '\\')
            i++;
        else if (s->p[i] == '[' && i + 1 < s->n && s->p[i + 1] == ':')
            return false; /* [[:alpha:]] needs no support here */
        else if (s->p[i] == ']') {
            *s = ml_str_from(*s, i + 1);
            return true;
        }
    }
    return false;
}

/* Past the group whose '(' is the next byte; false for what changes the syntax. */
static bool skip_group(ml_str *s)
{
    int depth = 0;
    do {
        char c = s->n ? s->p[0] : '\0';
        if (c == '\0')
            return false;
        if (c == '(' && s->n > 1 && s->p[1] == '*')
            return false;
        if (c == '[') {
            if (!skip_class(s))
                return false;
            continue;
        }
        if (c == '\\' && s->n > 1 && s->p[1] == 'Q')
            return false;
        depth += (c == '(') - (c == ')');
        *s = ml_str_from(*s, c == '\\' ? 2 : 1);
    } while (depth > 0);
    return true;
}

/* `(?i)`, `(?x)`, `(?-i)`: flags that go on behind the bracket. */
static bool is_flag_group(ml_str s)
{
    if (s.n < 3 || s.p[1] != '?')
        return false;
    size_t i = 2;
    while (i < s.n && (s.p[i] == '-' || s.p[i] == '^' ||
                       (ml_lower(s.p[i]) >= 'a' && ml_lower(s.p[i]) <= 'z')))
        i++;
    return i < s.n && s.p[i] == ')';
}

/* Drop the last character of the run: the quantifier behind it allows none. */
static void drop_last(struct reader *r)
{
    while (r->nrun && (r->run[r->nrun - 1] & 0xc0) == 0x80)
        r->nrun--;
    if (r->nrun)
        r->nrun--;
}

static void push(struct reader *r, ml_str bytes)
{
    if (r->nrun + bytes.n > sizeof(r->run))
        flush(r);
    memcpy(r->run + r->nrun, bytes.p, bytes.n);
    r->nrun += bytes.n;
}

static bool read_escape(struct reader *r)
{
    if (r->rest.n < 2)
        return false;
    char c = r->rest.p[1];
    if (c == 'Q' || c == 'E' || (c & 0x80))
        return false;
    if (!ml_is_word(c)) {
        push(r, ml_str_sub(r->rest, 1, 1));
    } else {
        flush(r); /* \d, \s, \b, \x{...}: unknown, but one item */
        if (c == 'x' || c == 'p' || c == 'P' || c == 'g' || c == 'k' || c == 'N' ||
            c == 'o') {
            size_t close = ml_str_find_char(r->rest, '}');
            if (r->rest.n > 2 && r->rest.p[2] == '{' && close != ML_NPOS) {
                r->rest = ml_str_from(r->rest, close + 1);
                return true;
            }
            return false;
        }
        if (ml_is_digit(c) || c == 'c')
            return false;
    }
    r->rest = ml_str_from(r->rest, 2);
    return true;
}

static bool read_item(struct reader *r)
{
    char c = r->rest.p[0];
    switch (c) {
    case '|':
    case ')': /* of a group that was not seen to open */
        return false;
    case '(':
        if (is_flag_group(r->rest))
            return false;
        flush(r);
        return skip_group(&r->rest);
    case '[':
        flush(r);
        return skip_class(&r->rest);
    case '\\':
        return read_escape(r);
    case '{':
    case '?':
    case '*': {
        drop_last(r);
        flush(r);
        size_t n = 1;
        if (c == '{')
            n = ml_str_find_char(r->rest, '}') + 1;
        if (n == 0)
            return false;
        r->rest = ml_str_from(r->rest, n);
        return true;
    }
    case '+':
    case '.':
    case '^':
    case '$':
        flush(r);
        r->rest = ml_str_from(r->rest, 1);
        return true;
    default: {
        ml_str was = r->rest;
        ml_utf8_next(&r->rest);
        push(r, ml_str_sub(was, 0, was.n - r->rest.n));
        return true;
    }
    }
}

ml_str ml_literal_of_regex(struct ml_arena *arena, ml_str regex)
{
    struct reader r = { .rest = regex };
    while (r.rest.n)
        if (!read_item(&r))
            return ML_STR_NONE;
    flush(&r);
    return ml_arena_dup(arena, (ml_str){ r.best.bytes, r.best.n });
}
