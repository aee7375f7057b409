/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/screen.h"
#include "input/charset.h"
#include "match/codes.h"
#include "match/oscodes.h"
#include "report/explain.h"
#include "base/ban.h"

enum { INPUT_MAX_BYTES = 1024 * 1024 };

struct found {
    struct ml_explained *items;
    size_t n, cap;
};

static void add_signature(struct found *f, const struct ml_signature *s)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].signature == s)
            return;
    struct ml_explained item = { .signature = s };
    ML_PUSH(f->items, f->n, f->cap, item);
}

static bool find_code(const struct ml_catalogue *c, uint32_t code, struct found *f)
{
    size_t before = f->n;

    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (c->signatures[i].code == code && !c->signatures[i].observation)
            add_signature(f, &c->signatures[i]);
    return f->n > before;
}

static void add_oscode(struct found *f, const struct ml_oscode *o)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].oscode == o)
            return;
    struct ml_explained item = { .oscode = o };
    ML_PUSH(f->items, f->n, f->cap, item);
}

/* A code of Windows, and first the problem that is made of it, if one is: by its
 * HRESULT, or as "http-407". */
static void find_oscode(const struct ml_catalogue *c, const struct ml_oscode *o,
                        struct found *f)
{
    char id[64];

    if (!o)
        return;
    if (o->value)
        find_code(c, o->value, f);
    snprintf(id, sizeof(id), "%.*s-%u", ML_STR_ARG(o->family), o->number);
    const struct ml_signature *s = ml_catalogue_signature(c, ml_str_of(id));
    if (s)
        add_signature(f, s);
    add_oscode(f, o);
}

/* By HRESULT, or by the number of any family. */
static void find_oscodes(const struct ml_catalogue *c, uint32_t code, struct found *f)
{
    for (uint32_t i = 0; i < c->noscodes; i++)
        if (code && (c->oscodes[i].value == code || c->oscodes[i].number == code))
            find_oscode(c, &c->oscodes[i], f);
}

/* An id, a symbol or a number by itself. */
static void find_name(const struct ml_catalogue *c, ml_str text, struct found *f)
{
    struct ml_explained item = { .cause = ml_catalogue_cause(c, text) };
    const struct ml_signature *s = ml_catalogue_signature(c, text);

    if (s)
        add_signature(f, s);
    if (item.cause)
        ML_PUSH(f->items, f->n, f->cap, item);
    item = (struct ml_explained){ .artefact = ml_catalogue_artefact(c, text) };
    if (item.artefact)
        ML_PUSH(f->items, f->n, f->cap, item);
    for (uint32_t i = 0; i < c->nsignatures; i++)
        if (text.n && ml_str_eq_nocase(c->signatures[i].symbol, text))
            add_signature(f, &c->signatures[i]);
    for (uint32_t i = 0; i < c->noscodes; i++)
        if (text.n && (ml_str_eq(c->oscodes[i].id, text) ||
                       ml_str_eq_nocase(c->oscodes[i].symbol, text)))
            find_oscode(c, &c->oscodes[i], f);
}

/* A pasted line: what its records would be found as, and codes that nothing knows. */
static void find_line(const struct ml_rules *rules, ml_str line, struct found *f)
{
    struct ml_match_scratch *scratch = ml_match_scratch_new(rules->matcher);
    struct ml_code_hit codes[16];
    struct ml_oscode_hit oscodes[16];
    uint32_t hits[32];
    size_t n = ml_rules_line(rules, scratch, line, hits, 32);

    for (size_t i = 0; i < n; i++)
        add_signature(f, &rules->catalogue->signatures[hits[i]]);
    n = ml_oscodes_find(rules->catalogue, line, oscodes, 16);
    for (size_t i = 0; i < n; i++)
        find_oscode(rules->catalogue, oscodes[i].oscode, f);
    n = ml_codes_find(line, codes, 16);
    for (size_t i = 0; i < n && f->n == 0; i++)
        if (!find_code(rules->catalogue, codes[i].code, f)) {
            struct ml_explained item = { .code = codes[i].code };
            ML_PUSH(f->items, f->n, f->cap, item);
        }
    ml_match_scratch_free(scratch);
}

static bool knows_event(const struct ml_catalogue *c, ml_str provider, uint32_t event)
{
    if (ml_catalogue_message(c, provider, event))
        return true;
    for (uint32_t i = 0; i < c->nsignatures; i++)
        for (uint32_t a = 0; a < c->signatures[i].nalternatives; a++) {
            const struct ml_alternative *alt = &c->signatures[i].alternatives[a];
            for (uint32_t t = 0; t < alt->nterms; t++)
                if (alt->terms[t].provider.n && alt->terms[t].event == event &&
                    ml_event_provider_eq(alt->terms[t].provider, provider))
                    return true;
        }
    return false;
}

static void add_event(const struct ml_catalogue *c, ml_str provider, uint32_t event,
                      struct found *f)
{
    provider = ml_event_provider(provider);
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].code == event && ml_str_eq_nocase(f->items[i].provider, provider))
            return;
    struct ml_explained item = { .provider = provider,
                                 .code = event,
                                 .message = ml_catalogue_message(c, provider, event) };
    if (item.message)
        item.provider = item.message->provider;
    ML_PUSH(f->items, f->n, f->cap, item);
}

/* The events of that number, whoever writes them. */
static void find_numbered_events(const struct ml_catalogue *c, uint32_t event,
                                 struct found *f)
{
    for (uint32_t i = 0; i < c->nmessages; i++)
        if (c->messages[i].event == event)
            add_event(c, c->messages[i].provider, event, f);
    for (uint32_t i = 0; i < c->nsignatures; i++)
        for (uint32_t a = 0; a < c->signatures[i].nalternatives; a++) {
            const struct ml_alternative *alt = &c->signatures[i].alternatives[a];
            for (uint32_t t = 0; t < alt->nterms; t++)
                if (alt->terms[t].provider.n && alt->terms[t].event == event)
                    add_event(c, alt->terms[t].provider, event, f);
        }
}

/* `VSS 8193`, `Microsoft-Windows-Time-Service 36`, `event 8193`. */
static void find_event(const struct ml_catalogue *c, ml_str text, struct found *f)
{
    size_t at = text.n;
    uint64_t event;

    while (at > 0 && text.p[at - 1] != ' ')
        at--;
    if (at == 0 || !ml_str_to_u64(ml_str_from(text, at), &event) || event > UINT16_MAX)
        return;
    ml_str provider = ml_str_trim(ml_str_sub(text, 0, at));
    if (ml_str_eq_nocase(provider, ML_STR("event")))
        find_numbered_events(c, (uint32_t)event, f);
    else if (knows_event(c, provider, (uint32_t)event))
        add_event(c, provider, (uint32_t)event, f);
}

static void find(const struct ml_rules *rules, ml_str text, struct found *f)
{
    uint32_t code;

    find_name(rules->catalogue, text, f);
    find_event(rules->catalogue, text, f);
    if (f->n)
        return;
    if (ml_code_parse(text, &code)) {
        find_code(rules->catalogue, code, f);
        find_oscodes(rules->catalogue, code, f);
        if (f->n == 0) {
            struct ml_explained item = { .code = code };
            ML_PUSH(f->items, f->n, f->cap, item);
        }
        return;
    }
    ml_str rest = text, line;
    while (ml_str_line(&rest, &line))
        find_line(rules, line, f);
}

/* The arguments as one text, or standard input. */
static void read_subject(const struct ml_cli *cli, struct ml_buf *out)
{
    struct ml_buf raw = { 0 };
    bool from_stdin = cli->nargs == 0 || strcmp(cli->args[0], "-") == 0;

    for (size_t i = 0; i < cli->nargs && !from_stdin; i++) {
        ml_buf_text(&raw, i ? " " : "");
        ml_buf_text(&raw, cli->args[i]);
    }
    if (from_stdin)
        ml_buf_read(&raw, STDIN_FILENO, INPUT_MAX_BYTES);
    ml_str text = ml_str_trim(ml_buf_view(&raw));
    if (ml_utf8_valid(text))
        ml_buf_str(out, text);
    else if (!ml_charset_add(out, ML_CHARSET_CP932, text))
        ml_charset_add(out, ML_CHARSET_CP1252, text);
    ml_buf_reset(&raw);
}

static bool print(const struct ml_cli *cli, const struct ml_rules *rules,
                  const struct found *f)
{
    struct ml_err err = { 0 };
    struct ml_buf out = { 0 };
    struct ml_text_options options = { ml_screen_columns(),
                                       ml_screen_colour(cli->color) };

    if (cli->xml_output) {
        enum ml_rc rc = ml_explain_xml(rules->catalogue, f->items, f->n, cli->lang,
                                       ml_write_file, stdout, &err);
        if (rc != ML_OK)
            ml_cli_complain(&err);
        return rc == ML_OK && fflush(stdout) == 0;
    }
    ml_explain_text(rules->catalogue, f->items, f->n, cli->lang, &options, &out);
    bool ok = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ml_buf_reset(&out);
    return ok;
}

static int run(struct ml_cli *cli)
{
    struct ml_rules rules = { 0 };
    struct ml_buf subject = { 0 };
    struct found f = { 0 };
    struct ml_err err = { 0 };

    if (cli->nargs == 0 && isatty(STDIN_FILENO)) {
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
                   "explain needs a code, an id, a symbol or the line of a log");
        return ml_cli_usage("explain", &err);
    }
    if (ml_cli_rules(cli, &rules) != ML_OK)
        return ML_EXIT_USAGE;
    read_subject(cli, &subject);
    find(&rules, ml_buf_view(&subject), &f);
    bool ok = print(cli, &rules, &f);
    int status = !ok ? ML_EXIT_UNREAD : f.n ? ML_EXIT_CLEAN : ML_EXIT_PROBLEMS;
    free(f.items);
    ml_buf_reset(&subject);
    ml_rules_close(&rules);
    return status;
}

const struct ml_command ml_command_explain = {
    "explain",
    ML_FOR_EXPLAIN,
    "marslog explain [options] CODE|ID|TEXT",
    "what a code, a signature, a cause or a pasted line means, and what to do",
    "CODE may be decimal, hexadecimal or a signed HRESULT; ID that of a signature, cause\n"
    "or artefact, or a symbol, or an event as 'VSS 8193' or 'event 8193'; TEXT a line of\n"
    "a log. Without an argument the text is read from standard input. What no entry knows\n"
    "is decoded as far as a number allows.\n"
    "\n"
    "Exit status: 0 explained, 1 the catalogue holds nothing for it, 2 usage error.\n",
    run,
};
