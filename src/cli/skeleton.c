/* SPDX-License-Identifier: MIT */
#include "cli/skeleton.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/literal.h"
#include "catalogue/phrase.h"
#include "input/charset.h"
#include "match/codes.h"
#include "match/mask.h"
#include "match/paths.h"
#include "record/errlog.h"
#include "record/eventcsv.h"
#include "report/texts.h"
#include "base/ban.h"

enum {
    LINE_MAX_BYTES = 64 * 1024,
    ID_MAX = 40, /* before what tells it from others */
    ID_WORDS = 5,
    TITLE_MAX_BYTES = 90,
    CODES_MAX = 16,
};

/* What the line gives. */
struct skeleton {
    struct ml_arena arena;
    const struct ml_rules *rules;
    enum ml_lang lang;
    ml_str line, message; /* as it stands; without the head of an errlog record */
    ml_str hidden;        /* the message as patterns see it: without paths */
    enum ml_level level;
    ml_str provider; /* of an event, in a row of an export; else empty */
    uint32_t event;
    uint32_t code;    /* that the catalogue does not know; else 0 */
    size_t code_from; /* where it stands in the message */
    ml_str text;      /* phrase; empty when nothing in it is fixed */
    ml_str regex;     /* of it */
    ml_str id, title;
    bool is_japanese;
};

/* ---- the line ---- */

static bool read_stdin(struct ml_buf *raw, struct ml_err *err)
{
    int failed = ml_buf_read(raw, STDIN_FILENO, LINE_MAX_BYTES);

    if (failed)
        ml_err_sys(err, ML_FAIL, failed, "cannot read standard input");
    return !failed;
}

/* The first line that is not empty, as UTF-8. */
static bool read_line(struct skeleton *s, const char *from, struct ml_err *err)
{
    struct ml_buf raw = { 0 }, text = { 0 };
    bool ok = true;

    if (strcmp(from, "-") == 0)
        ok = read_stdin(&raw, err);
    else
        ml_buf_text(&raw, from);
    ml_str rest = ml_buf_view(&raw), line = ML_STR_NONE;
    while (ml_str_line(&rest, &line) && ml_str_trim(line).n == 0)
        ;
    if (ml_utf8_valid(line))
        ml_buf_str(&text, line);
    else if (!ml_charset_add(&text, ML_CHARSET_CP932, line))
        ml_charset_add(&text, ML_CHARSET_CP1252, line);
    s->line =
        ml_arena_dup(&s->arena, ml_str_sub(ml_buf_view(&text), 0, LINE_MAX_BYTES));
    ml_buf_reset(&raw);
    ml_buf_reset(&text);
    if (ok && ml_str_trim(s->line).n == 0) {
        ml_err_set(err, ML_FAIL, ML_ERR_USAGE, "there is no line to make it from");
        ok = false;
    }
    return ok;
}

/* Whether <event> can ask for it. */
static bool is_nameable(const struct ml_event_row *row)
{
    return row->provider.n && row->event <= UINT16_MAX &&
           !ml_str_has(row->provider, ML_STR("\""));
}

static void take_apart(struct skeleton *s)
{
    struct ml_record r;
    struct ml_event_row row;
    struct ml_buf hidden = { 0 };

    s->message = s->line;
    if (ml_errlog_parse(s->line, &r)) {
        s->message = r.message;
        s->level = r.level;
    } else if (ml_eventcsv_parse(s->line, &row) && is_nameable(&row)) {
        s->message = ml_str_trim(row.message);
        s->level = row.level;
        s->provider = ml_event_provider(row.provider);
        s->event = row.event;
    }
    s->hidden = ml_paths_hide(s->message, &hidden)
                    ? ml_arena_dup(&s->arena, ml_buf_view(&hidden))
                    : s->message;
    ml_buf_reset(&hidden);
    ml_str rest = s->message;
    while (rest.n)
        s->is_japanese |= ml_is_japanese(ml_utf8_next(&rest));
}

static bool is_known(const struct ml_catalogue *c, uint32_t code)
{
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (c->signatures[i].code == code)
            return true;
    return false;
}

/* A code of the agent. An HRESULT is no problem by itself and stays in the text. */
static void find_code(struct skeleton *s)
{
    struct ml_code_hit hits[CODES_MAX];
    size_t n = ml_codes_find(s->hidden, hits, CODES_MAX);

    for (size_t i = 0; i < n && !s->code; i++)
        if (hits[i].code < UINT32_C(0x80000) &&
            !is_known(s->rules->catalogue, hits[i].code)) {
            s->code = hits[i].code;
            s->code_from = hits[i].start;
        }
}

/* ---- the phrase ---- */

/* Without the code and what leads to it, where enough is left: the sentence is known by
 * itself, and the code has an element of its own. */
static ml_str sentence(const struct skeleton *s)
{
    enum { ENOUGH = 15 };
    size_t end = s->code_from;

    if (!s->code)
        return s->message;
    while (end > 0 && s->message.p[end - 1] != '(' && s->message.p[end - 1] != '[')
        end--;
    return end > ENOUGH ? ml_str_trim(ml_str_sub(s->message, 0, end - 1)) : s->message;
}

/* What a mask left may be cut anywhere: back to the end of a word. */
static ml_str whole_words(ml_str text, size_t max)
{
    if (text.n < max)
        return text;
    size_t n = ml_utf8_cut(text, max), blank = n;
    while (blank > 0 && text.p[blank - 1] != ' ')
        blank--;
    return ml_str_trim(ml_str_sub(text, 0, blank > n / 2 ? blank : n));
}

static bool is_usable(struct skeleton *s, ml_str text)
{
    struct ml_phrase phrase = ml_phrase_of_text(&s->arena, text);

    s->regex = phrase.regex;
    return phrase.literal.n && ml_match_regex_ok(phrase.regex, NULL) &&
           ml_match_regex_finds(phrase.regex, s->hidden);
}

/* The longest beginning of a text that finds the line. */
static bool find_beginning(struct skeleton *s, ml_str all)
{
    ml_str text = whole_words(all, ML_MASK_MAX_BYTES);

    for (size_t max = text.n; max > 2; max = max * 2 / 3) {
        s->text = ml_arena_dup(&s->arena, whole_words(text, max + 1));
        if (is_usable(s, s->text))
            return true;
    }
    s->text = s->regex = ML_STR_NONE;
    return false;
}

static bool has_letters(ml_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += (text.p[i] & 0x80) || (ml_is_word(text.p[i]) && !ml_is_digit(text.p[i]));
    return n > 2;
}

/* Where nothing fixed is left of the sentence once masked, as it stands. */
static void find_text(struct skeleton *s)
{
    struct ml_buf scratch = { 0 }, masked = { 0 };
    ml_str all = sentence(s);

    ml_mask(all, &scratch, &masked);
    if (!find_beginning(s, ml_buf_view(&masked)) && has_letters(all))
        find_beginning(s, all);
    ml_buf_reset(&scratch);
    ml_buf_reset(&masked);
}

/* ---- names ---- */

static bool is_taken(const struct ml_catalogue *c, ml_str id)
{
    return ml_catalogue_signature(c, id) || ml_catalogue_cause(c, id) ||
           ml_catalogue_artefact(c, id);
}

/* Words that tell nothing. */
static bool is_filler(ml_str word)
{
    static const char *const words[] = {
        "the", "and",  "for",  "was",  "has",  "had",
        "are", "with", "that", "this", "from", "have"
    };

    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_eq(word, ml_str_of(words[i])))
            return true;
    return word.n < 3;
}

static bool is_letter(char c)
{
    return ml_lower(c) >= 'a' && ml_lower(c) <= 'z';
}

/* "not-enough-storage", of the first words; parameters are none. */
static ml_str word_id(struct skeleton *s)
{
    struct ml_buf id = { 0 };
    bool in_parameter = false;
    char word[ID_MAX];
    size_t n = 0, nwords = 0;

    for (size_t i = 0; i <= s->text.n && nwords < ID_WORDS; i++) {
        char c = i < s->text.n ? s->text.p[i] : ' ';
        in_parameter = c == '<' || (in_parameter && c != '>');
        if (is_letter(c) && !in_parameter) {
            if (n < sizeof(word))
                word[n++] = ml_lower(c);
            continue;
        }
        if (!is_filler((ml_str){ word, n }) && id.n + n < ID_MAX) {
            ml_buf_printf(&id, "%s%.*s", id.n ? "-" : "", (int)n, word);
            nwords++;
        }
        n = 0;
    }
    ml_str made =
        ml_arena_dup(&s->arena, id.n ? ml_buf_view(&id) : ML_STR("new-problem"));
    ml_buf_reset(&id);
    return made;
}

/* "event-vss-8193" */
static ml_str event_id(struct skeleton *s)
{
    struct ml_buf id = { 0 };

    ml_buf_text(&id, "event-");
    for (size_t i = 0; i < s->provider.n && id.n < ID_MAX; i++) {
        char c = ml_lower(s->provider.p[i]);
        if (is_letter(c) || ml_is_digit(c))
            ml_buf_char(&id, c);
        else if (id.p[id.n - 1] != '-')
            ml_buf_char(&id, '-');
    }
    ml_buf_printf(&id, "-%" PRIu32, s->event);
    ml_str made = ml_arena_dup(&s->arena, ml_buf_view(&id));
    ml_buf_reset(&id);
    return made;
}

static void find_names(struct skeleton *s)
{
    ml_str base =
        s->code ? ml_arena_printf(&s->arena, "mars-%" PRIu32, s->code) : word_id(s);

    if (s->provider.n && !s->code)
        base = event_id(s);

    s->id = base;
    for (int i = 2; is_taken(s->rules->catalogue, s->id); i++)
        s->id = ml_arena_printf(&s->arena, "%.*s-%d", ML_STR_ARG(base), i);
    s->title = whole_words(s->text, TITLE_MAX_BYTES);
    while (s->title.n && strchr(".,:; ", s->title.p[s->title.n - 1]))
        s->title.n--;
    if (!s->title.n)
        s->title = ml_arena_printf(&s->arena, "%.*s %" PRIu32,
                                   ML_STR_ARG(s->provider.n ? s->provider : ML_STR("Error")),
                                   s->provider.n ? s->event : s->code);
}

/* ---- an example that must not match ---- */

static bool has_digit(ml_str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (ml_is_digit(word.p[i]))
            return true;
    return false;
}

/* The words the other way round, without numbers: they could be a code again. */
static ml_str turned_round(struct skeleton *s)
{
    ml_str rest = whole_words(s->message, ML_MASK_MAX_BYTES);
    struct ml_buf out = { 0 };

    while (rest.n) {
        size_t at = rest.n;
        while (at > 0 && !strchr(" \t\n\r", rest.p[at - 1]))
            at--;
        ml_str word = ml_str_from(rest, at);
        if (word.n && !has_digit(word) && !ml_str_has(word, ML_STR("\\")))
            ml_buf_printf(&out, "%s%.*s", out.n ? " " : "", ML_STR_ARG(word));
        rest = ml_str_sub(rest, 0, at ? at - 1 : 0);
    }
    ml_str made = ml_arena_dup(&s->arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return made;
}

static ml_str counter_example(struct skeleton *s)
{
    static const char *const others[] = { "The operation completed successfully.",
                                          "Nothing to report." };
    ml_str text = turned_round(s);

    for (size_t i = 0;; i++) {
        if (text.n && !(s->regex.n && ml_match_regex_finds(s->regex, text)))
            return text;
        if (i == ML_COUNT(others))
            return ML_STR("-");
        text = ml_str_of(others[i]);
    }
}

/* ---- writing ---- */

/* What XML 1.0 cannot hold leaves as U+FFFD. */
static void put_xml(struct ml_buf *out, ml_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '&')
            ml_buf_text(out, "&amp;");
        else if (c == '<')
            ml_buf_text(out, "&lt;");
        else if (c == '>')
            ml_buf_text(out, "&gt;");
        else if ((unsigned char)c < 0x20 && c != '\t' && c != '\n')
            ml_buf_text(out, "\xef\xbf\xbd");
        else if (text.n - i >= 3 && (memcmp(text.p + i, "\xef\xbf\xbe", 3) == 0 ||
                                     memcmp(text.p + i, "\xef\xbf\xbf", 3) == 0)) {
            ml_buf_text(out, "\xef\xbf\xbd");
            i += 2;
        } else
            ml_buf_char(out, c);
    }
}

static void put_comment(struct ml_buf *out, const struct skeleton *s, int indent,
                        enum ml_text_id id)
{
    ml_buf_printf(out, "%*s<!-- %.*s -->\n", indent, "",
                  ML_STR_ARG(ml_text_get(id, s->lang)));
}

static void put_element(struct ml_buf *out, const char *start, ml_str text,
                        const char *end)
{
    ml_buf_printf(out, "    <%s>", start);
    put_xml(out, text);
    ml_buf_printf(out, "</%s>\n", end);
}

static const char *severity_of(enum ml_level level)
{
    switch (level) {
    case ML_LEVEL_WARNING:
    case ML_LEVEL_EVENT_WARNING:
        return "warning";
    case ML_LEVEL_NORMAL:
    case ML_LEVEL_VERBOSE:
    case ML_LEVEL_INFORMATION:
    case ML_LEVEL_EVENT_VERBOSE:
        return "info";
    default:
        return "error";
    }
}

static void put_event_example(struct ml_buf *out, ml_str provider, uint32_t event,
                              const char *match, ml_str text)
{
    ml_buf_printf(out, "    <example match=\"%s\" provider=\"", match);
    put_xml(out, provider);
    ml_buf_printf(out, "\" event=\"%" PRIu32 "\">", event);
    put_xml(out, text);
    ml_buf_text(out, "</example>\n");
}

/* An event is known by its provider and id, whatever language its text is in. The id 0
 * cannot be asked for. */
static void put_event_parts(struct ml_buf *out, const struct skeleton *s)
{
    ml_buf_text(out, "    <event provider=\"");
    put_xml(out, s->provider);
    if (s->event)
        ml_buf_printf(out, "\" id=\"%" PRIu32, s->event);
    ml_buf_text(out, "\"/>\n");
    put_comment(out, s, 4, ML_T_S_SOURCE);
    put_element(out, "source", ml_text_get(ML_T_S_FROM, s->lang), "source");
    put_event_example(out, s->provider, s->event, "yes", s->message);
    put_comment(out, s, 4, ML_T_S_NEAR_MISS);
    put_event_example(out, s->event ? s->provider : ML_STR("-"),
                      s->event ? s->event - 1 : 0, "no", ML_STR("-"));
}

static void put_text_parts(struct ml_buf *out, struct skeleton *s)
{
    if (s->code) {
        put_comment(out, s, 4, ML_T_S_CODE);
        ml_buf_printf(out, "    <code>%" PRIu32 "</code>\n", s->code);
    }
    if (s->text.n) {
        put_comment(out, s, 4, ML_T_S_TEXT);
        put_element(out, s->is_japanese ? "text lang=\"ja\"" : "text lang=\"en\"",
                    s->text, "text");
    }
    put_comment(out, s, 4, ML_T_S_SOURCE);
    put_element(out, "source", ml_text_get(ML_T_S_FROM, s->lang), "source");
    put_element(out, "example match=\"yes\"", s->line, "example");
    put_comment(out, s, 4, ML_T_S_NEAR_MISS);
    put_element(out, "example match=\"no\"", counter_example(s), "example");
}

static void put_skeleton(struct ml_buf *out, struct skeleton *s)
{
    ml_buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<catalogue xmlns=\"urn:marslog:catalogue:1\">\n");
    put_comment(out, s, 2, ML_T_S_HEAD);
    ml_buf_printf(out, "  <signature id=\"%.*s\" severity=\"%s\">\n", ML_STR_ARG(s->id),
                  severity_of(s->level));
    put_comment(out, s, 4, ML_T_S_ID);
    put_comment(out, s, 4, ML_T_S_TITLE);
    put_element(out, "title lang=\"en\"", s->is_japanese ? s->id : s->title, "title");
    if (s->is_japanese)
        put_element(out, "title lang=\"ja\"", s->title, "title");
    else
        ml_buf_text(out, "    <!-- <title lang=\"ja\"></title> -->\n");
    if (s->provider.n && !s->code)
        put_event_parts(out, s);
    else
        put_text_parts(out, s);
    ml_buf_text(out, "  </signature>\n</catalogue>\n");
}

static void tell_known(const struct skeleton *s)
{
    struct ml_match_scratch *scratch = ml_match_scratch_new(s->rules->matcher);
    uint32_t hits[CODES_MAX];
    size_t n = ml_rules_line(s->rules, scratch, s->line, hits, CODES_MAX);

    for (size_t i = 0; i < n; i++) {
        const struct ml_signature *known = &s->rules->catalogue->signatures[hits[i]];
        fprintf(stderr, "marslog: the catalogue knows this line already: %s %.*s\n",
                known->observation ? "observation" : "signature",
                ML_STR_ARG(known->id));
    }
    ml_match_scratch_free(scratch);
}

int ml_skeleton(const struct ml_cli *cli, const struct ml_rules *rules)
{
    struct skeleton s = { .rules = rules, .lang = cli->lang };
    struct ml_buf out = { 0 };
    struct ml_err err = { 0 };
    int status = ML_EXIT_USAGE;

    ml_arena_init(&s.arena);
    if (read_line(&s, cli->from, &err)) {
        take_apart(&s);
        find_code(&s);
        find_text(&s);
        if (!s.code && !s.text.n && !s.provider.n)
            ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                       "the line holds nothing that could be looked for");
    }
    if (err.kind) {
        ml_cli_complain(&err);
    } else {
        find_names(&s);
        tell_known(&s);
        put_skeleton(&out, &s);
        if (fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0)
            status = ML_EXIT_CLEAN;
    }
    ml_buf_reset(&out);
    ml_arena_reset(&s.arena);
    return status;
}
