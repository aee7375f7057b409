/* SPDX-License-Identifier: MIT */
#include "catalogue/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/literal.h"
#include "base/ban.h"

/* Bytes of the pattern for each class of characters that count as equal. */
#define BLANK "[\\s\\x{a0}\\x{3000}]"
#define QUOTE                                                                          \
    "['\"`\\x{b4}\\x{2018}\\x{2019}\\x{201c}\\x{201d}\\x{300c}\\x{300d}\\x{300e}"      \
    "\\x{300f}\\x{ff02}\\x{ff07}]"
#define GAP "(?s:.{0,200}?)"

/* More letters than this before the first variable part name a message. */
enum { ENOUGH_LETTERS = 45 };

/* Characters with twins; the first member of each set is what texts are written in. */
static const struct {
    const char *of;    /* any of these ... */
    const char *regex; /* ... is written as this */
} twins[] = {
    { "(\xef\xbc\x88", "[(\\x{ff08}]" },
    { ")\xef\xbc\x89", "[)\\x{ff09}]" },
    { "[\xef\xbc\xbb", "[\\[\\x{ff3b}]" },
    { "]\xef\xbc\xbd", "[\\]\\x{ff3d}]" },
    { ":\xef\xbc\x9a", "[:\\x{ff1a}]" },
    { "~\xef\xbd\x9e\xe3\x80\x9c", "[~\\x{ff5e}\\x{301c}]" },
    { "'\"`\xc2\xb4\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9c\xe2\x80\x9d\xe3\x80\x8c"
      "\xe3\x80\x8d\xe3\x80\x8e\xe3\x80\x8f\xef\xbc\x82\xef\xbc\x87",
      QUOTE },
};

/* Negations that are written together or apart. */
static const char *const negations[] = { "does",  "do",    "did",   "is",  "are",
                                         "was",   "were",  "has",   "had", "have",
                                         "could", "would", "should" };

/* Fixed bytes between two variable parts. */
struct run {
    ml_str text;
    bool after_blanks; /* nothing but blanks lies between it and the run before */
};

struct writer {
    struct ml_buf out;
    struct ml_literal best;
    ml_str text;   /* what is left */
    ml_str run;    /* fixed bytes since the last variable part */
    uint32_t last; /* code point written before; 0 at the start */
    struct run *runs;
    size_t nruns, cap_runs;
    size_t best_run;
    bool only_blanks; /* since the last run */
};

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000;
}

static bool is_ascii_word(uint32_t c)
{
    return c < 0x80 && ml_is_word((char)c);
}

static uint32_t peek(ml_str s)
{
    return ml_utf8_next(&s);
}

static void end_run(struct writer *w)
{
    int score = w->best.score;

    if (w->run.n == 0)
        return;
    ml_literal_offer(&w->best, w->run);
    if (w->best.score > score)
        w->best_run = w->nruns;
    struct run run = { w->run, w->only_blanks };
    ML_PUSH(w->runs, w->nruns, w->cap_runs, run);
    w->run = ML_STR_NONE;
    w->only_blanks = true;
}

static void blanks(struct writer *w, const char *regex)
{
    end_run(w);
    ml_buf_text(&w->out, regex);
}

static void variable(struct writer *w, const char *regex)
{
    end_run(w);
    w->only_blanks = false;
    ml_buf_text(&w->out, regex);
}

static void fixed_char(struct writer *w)
{
    ml_str was = w->text;
    uint32_t c = ml_utf8_next(&w->text);
    size_t n = was.n - w->text.n;

    if (c < 0x80 && !is_ascii_word(c))
        ml_buf_char(&w->out, '\\');
    else if (c < 0x80 && w->last == 0)
        ml_buf_text(&w->out, "\\b");
    ml_buf_add(&w->out, was.p, n);
    if (w->run.n == 0)
        w->run.p = was.p;
    w->run.n += n;
    w->last = c;
}

/* ---- parameters ---- */

static size_t bracket_param_n(ml_str s)
{
    if (s.n < 3 || s.p[0] != '<' || is_blank((unsigned char)s.p[1]))
        return 0;
    size_t close = ml_str_find_char(s, '>');
    return close == ML_NPOS || close == 1 ? 0 : close + 1;
}

static size_t percent_param_n(ml_str s)
{
    size_t n = 1;
    if (s.p[0] != '%')
        return 0;
    while (n < s.n && is_ascii_word((unsigned char)s.p[n]))
        n++;
    return n > 1 && n < s.n && s.p[n] == ';' ? n + 1 : 0;
}

/* Bytes of the parameter that s begins with; 0 when it begins with none. */
static size_t param_n(ml_str s)
{
    static const ml_str dots[] = { { "...", 3 }, { "\xe2\x80\xa6", 3 } };
    if (s.n == 0)
        return 0;
    for (size_t i = 0; i < ML_COUNT(dots); i++)
        if (ml_str_starts(s, dots[i]))
            return dots[i].n;
    size_t n = bracket_param_n(s);
    return n ? n : percent_param_n(s);
}

static bool is_bracket(uint32_t c)
{
    return c == '(' || c == '[' || c == 0xff08 || c == 0xff3b;
}

/* The beginning that is enough to know the message by, or all of it. */
static ml_str enough(ml_str text)
{
    size_t nletters = 0, trailing_blanks = 0;
    for (ml_str rest = text; rest.n;) {
        if (param_n(rest) || is_bracket(peek(rest))) {
            if (nletters - trailing_blanks > ENOUGH_LETTERS)
                return ml_str_sub(text, 0, text.n - rest.n);
            return text;
        }
        trailing_blanks = is_blank(ml_utf8_next(&rest)) ? trailing_blanks + 1 : 0;
        nletters++;
    }
    return text;
}

/* Without blanks, parameters and the stop at the end: none of them is needed. */
static ml_str without_end(ml_str s)
{
    static const ml_str ends[] = { { " ", 1 },
                                   { "\t", 1 },
                                   { "\n", 1 },
                                   { "\r", 1 },
                                   { ".", 1 },
                                   { ",", 1 },
                                   { ":", 1 },
                                   { "\xe3\x80\x80", 3 },
                                   { "\xe3\x80\x82", 3 },
                                   { "\xef\xbc\x9a", 3 },
                                   { "\xe2\x80\xa6", 3 } };
    for (size_t i = 0; i < ML_COUNT(ends); i++) {
        if (s.n && ml_str_ends_nocase(s, ends[i])) {
            s.n -= ends[i].n;
            i = (size_t)-1;
        }
    }
    for (size_t i = s.n; i-- > 0 && s.n;)
        if ((s.p[i] == '<' || s.p[i] == '%') && param_n(ml_str_from(s, i)) == s.n - i)
            return without_end(ml_str_sub(s, 0, i));
    return s;
}

/* ---- names ---- */

/* Skip `word` and the blanks behind it, if the text goes on with it as a word. */
static bool take_word(ml_str *s, const char *word)
{
    ml_str rest = *s;
    if (!ml_str_starts_nocase(rest, ml_str_of(word)))
        return false;
    rest = ml_str_from(rest, strlen(word));
    if (is_ascii_word(peek(rest)))
        return false;
    while (rest.n && is_blank(peek(rest)))
        ml_utf8_next(&rest);
    *s = rest;
    return true;
}

/* Length of `[the] [Microsoft|Windows] Azure (Backup|Recovery Services)`, with the
 * blanks behind it; *ret_agent tells the agent from the service. */
static size_t product_n(ml_str s, bool *ret_agent)
{
    ml_str rest = s;
    take_word(&rest, "the");
    bool maker = take_word(&rest, "microsoft") || take_word(&rest, "windows");
    if (!take_word(&rest, "azure"))
        return 0;
    if (!take_word(&rest, "backup")) {
        if (!take_word(&rest, "recovery") ||
            !(take_word(&rest, "services") || take_word(&rest, "service")))
            return 0;
    }
    *ret_agent = take_word(&rest, "agent");
    return *ret_agent || maker ? s.n - rest.n : 0;
}

#define PRODUCT                                                                        \
    "\\b(?:the" BLANK "+)?(?:(?:microsoft|windows)" BLANK "+)?azure" BLANK             \
    "+(?:backup|recovery" BLANK "+services?)"

static bool write_product(struct writer *w)
{
    bool agent = false;
    size_t n = product_n(w->text, &agent);
    if (n == 0 || is_ascii_word(w->last))
        return false;
    variable(w, agent ? "(?:" PRODUCT BLANK "+agent" BLANK "*)?" : PRODUCT);
    ml_str name = ml_str_sub(w->text, 0, n);
    if (!agent) /* the blanks behind the service's name are the text's own */
        while (n && is_blank((unsigned char)name.p[n - 1]))
            n--;
    w->text = ml_str_from(w->text, n);
    if (!agent)
        w->last = 'p';
    return true;
}

/* "does not", "doesn't": both from either. */
static bool write_negation(struct writer *w)
{
    if (is_ascii_word(w->last))
        return false;
    for (size_t i = 0; i < ML_COUNT(negations); i++) {
        ml_str word = ml_str_of(negations[i]), rest = w->text;
        if (!ml_str_starts_nocase(rest, word))
            continue;
        rest = ml_str_from(rest, word.n);
        if (ml_str_starts_nocase(rest, ML_STR("n't")))
            rest = ml_str_from(rest, 3);
        else if (ml_str_starts_nocase(rest, ML_STR("n\xe2\x80\x99t")))
            rest = ml_str_from(rest, 5);
        else if (!take_word(&rest, "") || !take_word(&rest, "not"))
            continue;
        else
            while (rest.p > w->text.p && is_blank((unsigned char)rest.p[-1]))
                rest = (ml_str){ rest.p - 1, rest.n + 1 };
        variable(w, "");
        ml_buf_printf(&w->out, "%s(?:" BLANK "+not|n" QUOTE "t)", negations[i]);
        w->text = rest;
        w->last = 't';
        return true;
    }
    return false;
}

/* ---- characters ---- */

static const char *twin_of(uint32_t c)
{
    for (size_t i = 0; i < ML_COUNT(twins); i++)
        for (ml_str of = ml_str_of(twins[i].of); of.n;)
            if (ml_utf8_next(&of) == c)
                return twins[i].regex;
    return NULL;
}

static bool ends_sentence(uint32_t c)
{
    return c == '.' || c == 0x3001 || c == 0x3002;
}

static bool write_blanks(struct writer *w)
{
    if (!is_blank(peek(w->text)))
        return false;
    while (w->text.n && is_blank(peek(w->text)))
        ml_utf8_next(&w->text);
    bool may_lack = ends_sentence(w->last) || w->last == 0 || ml_is_japanese(w->last) ||
                    ml_is_japanese(peek(w->text)) || is_bracket(peek(w->text));
    blanks(w, may_lack ? BLANK "*" : BLANK "+");
    w->last = ' ';
    return true;
}

/* Where a translation may set a blank that this text does not have. */
static bool blank_may_stand(uint32_t before, uint32_t after)
{
    if (before == 0 || before == ' ' || is_blank(after))
        return false;
    if (before == 0x3001 || before == 0x3002)
        return true;
    bool japanese_before = ml_is_japanese(before),
         japanese_after = ml_is_japanese(after);
    return japanese_before != japanese_after && before != '.' &&
           (before < 0x80 || after < 0x80);
}

static void write_one(struct writer *w)
{
    size_t n = param_n(w->text);
    if (n) {
        variable(w, GAP);
        w->text = ml_str_from(w->text, n);
        w->last = ' ';
        while (w->text.n && is_blank(peek(w->text))) /* part of the gap */
            ml_utf8_next(&w->text);
        return;
    }
    if (write_blanks(w) || write_product(w) || write_negation(w))
        return;
    uint32_t c = peek(w->text);
    if (blank_may_stand(w->last, c))
        blanks(w, BLANK "*");
    const char *twin = twin_of(c);
    if (twin) {
        variable(w, twin);
        ml_utf8_next(&w->text);
        w->last = c;
        return;
    }
    fixed_char(w);
}

enum { GUARD_MAX_BYTES = 20 };

static ml_str lower(struct ml_arena *arena, struct ml_buf *text)
{
    for (size_t i = 0; i < text->n; i++)
        text->p[i] = ml_lower(text->p[i]);
    ml_str copy = ml_arena_dup(arena, ml_buf_view(text));
    ml_buf_reset(text);
    return copy;
}

/* What goes before and behind the fragment, a blank for any blanks. */
static void guards(const struct writer *w, struct ml_arena *arena,
                   struct ml_phrase *phrase)
{
    struct ml_buf before = { 0 }, after = { 0 };

    if (!phrase->literal.n)
        return;
    ml_str run = w->runs[w->best_run].text;
    size_t at = ml_str_find_nocase(run, phrase->literal);
    if (at == ML_NPOS)
        return;
    size_t first = w->best_run;
    while (first > 0 && w->runs[first].after_blanks && at < GUARD_MAX_BYTES)
        at += 1 + w->runs[--first].text.n;
    for (size_t i = first; i < w->best_run; i++) {
        ml_buf_str(&before, w->runs[i].text);
        ml_buf_char(&before, ' ');
    }
    at = ml_str_find_nocase(run, phrase->literal);
    ml_buf_add(&before, run.p, at);
    ml_buf_str(&after, ml_str_from(run, at + phrase->literal.n));
    for (size_t i = w->best_run + 1; i < w->nruns && w->runs[i].after_blanks &&
                                     after.n < GUARD_MAX_BYTES;
         i++) {
        ml_buf_char(&after, ' ');
        ml_buf_str(&after, w->runs[i].text);
    }
    phrase->before = lower(arena, &before);
    phrase->after = lower(arena, &after);
}

static struct ml_phrase finish(struct writer *w, struct ml_arena *arena)
{
    end_run(w);
    struct ml_phrase phrase = {
        .regex = ml_arena_dup(arena, ml_buf_view(&w->out)),
        .literal = ml_arena_dup(arena, (ml_str){ w->best.bytes, w->best.n }),
    };
    guards(w, arena, &phrase);
    ml_buf_reset(&w->out);
    free(w->runs);
    return phrase;
}

struct ml_phrase ml_phrase_of_text(struct ml_arena *arena, ml_str text)
{
    struct writer w = { .text = without_end(enough(ml_str_trim(text))) };

    while (w.text.n)
        write_one(&w);
    if (is_ascii_word(w.last))
        ml_buf_text(&w.out, "\\b");
    return finish(&w, arena);
}

struct ml_phrase ml_phrase_of_path(struct ml_arena *arena, ml_str path)
{
    struct writer w = { .text = path };
    while (w.text.n) {
        char c = w.text.p[0];
        if (c == '\\' || c == '/') {
            variable(&w, "[\\\\/]+");
            while (w.text.n && (w.text.p[0] == '\\' || w.text.p[0] == '/'))
                w.text = ml_str_from(w.text, 1);
        } else if (!write_blanks(&w)) {
            fixed_char(&w);
        }
    }
    return finish(&w, arena);
}

struct ml_phrase ml_phrase_of_symbol(struct ml_arena *arena, ml_str symbol)
{
    struct writer w = { .text = symbol };

    while (w.text.n)
        fixed_char(&w);
    ml_buf_text(&w.out, "\\b");
    return finish(&w, arena);
}
