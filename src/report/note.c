/* SPDX-License-Identifier: MIT */
#include "config.h"
#include "report/note.h"

#include <inttypes.h>
#include <string.h>

#include "base/attr.h"
#include "report/gaps.h"
#include "report/jobxml.h"
#include "report/pen.h"
#include "report/reasons.h"
#include "report/labels.h"
#include "report/utf8.h"
#include "base/ban.h"

enum {
    FINDINGS = 6,
    CAUSES = 5,
    ACTIONS = 8,
    WANTED = 8,
    UNREAD = 5,
    BUNDLES = 4,
    QUOTE_COLUMNS = 160,
    ADDRESS_COLUMNS = 400, /* one longer is of no use in a note */
};

struct note {
    struct ml_buf *out;
    struct ml_arena arena;
    enum ml_lang lang;
};

static ml_str get(const struct note *note, enum ml_text_id id)
{
    return ml_text_get(id, note->lang);
}

static ml_str fill1(struct note *note, enum ml_text_id id, ml_str value)
{
    return ml_text_fill(&note->arena, id, note->lang, &value, 1);
}

static ml_str number(struct note *note, uint64_t n)
{
    return ml_text_number(&note->arena, n);
}

/* ---- Markdown ---- */

/* Text of the catalogue or of our own. */
static void put(struct note *note, ml_str text)
{
    static const char marks[] = "\\`*_<>[]#&|~$";

    while (text.n) {
        uint32_t cp = ml_utf8_take(&text);
        if (cp == '\n' || cp == '\r' || cp == '\t')
            cp = ' ';
        if (cp < 0x80 && strchr(marks, (int)cp) && cp)
            ml_buf_char(note->out, '\\');
        ml_utf8_put_visible(note->out, cp);
    }
}

/* Text of the input, as code: behind a fence longer than any run of its back quotes. */
static void put_code(struct note *note, ml_str text, size_t columns)
{
    struct ml_buf scratch = { 0 }, flat = { 0 };
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        ml_buf_char(&flat, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
    ml_str shown = ml_pen_shorten(&scratch, ml_str_trim(ml_buf_view(&flat)), columns);
    for (size_t i = 0; i < shown.n; i++) {
        run = shown.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    if (shown.n) {
        for (size_t i = 0; i <= longest; i++)
            ml_buf_char(note->out, '`');
        if (longest)
            ml_buf_char(note->out, ' ');
        ml_buf_str(note->out, shown);
        if (longest)
            ml_buf_char(note->out, ' ');
        for (size_t i = 0; i <= longest; i++)
            ml_buf_char(note->out, '`');
    }
    ml_buf_reset(&scratch);
    ml_buf_reset(&flat);
}

static void text(struct note *note, const char *ours)
{
    ml_buf_text(note->out, ours);
}

/* A name or a version: as it is where it is one word, else as code. */
static void put_name(struct note *note, ml_str name)
{
    bool plain = name.n > 0 && name.n <= 63;

    for (size_t i = 0; i < name.n && plain; i++) {
        char c = ml_lower(name.p[i]);
        plain = ml_is_digit(c) || (c >= 'a' && c <= 'z') || (c == '-' && i > 0);
    }
    if (plain)
        ml_buf_str(note->out, name);
    else
        put_code(note, name, QUOTE_COLUMNS);
}

static void heading(struct note *note, enum ml_text_id id)
{
    text(note, "\n## ");
    put(note, get(note, id));
    text(note, "\n\n");
}

static void quote(struct note *note, ml_str quoted, size_t columns)
{
    text(note, "  - ");
    put_code(note, quoted, columns);
    text(note, "\n");
}

static void more(struct note *note, uint32_t n)
{
    if (!n)
        return;
    text(note, "- ");
    put(note, fill1(note, ML_T_MORE, number(note, n)));
    text(note, "\n");
}

static uint32_t at_most(uint32_t n, uint32_t cap)
{
    return n < cap ? n : cap;
}

/* ---- what is told ---- */

static ml_str clock_time(struct note *note, struct ml_time t)
{
    return ml_text_time(&note->arena, note->lang, t);
}

static void put_times(struct note *note, const struct ml_finding *f)
{
    put(note, f->count == 1 ? get(note, ML_T_ONCE)
                            : fill1(note, ML_T_TIMES, number(note, f->count)));
    put(note, get(note, ML_T_COMMA));
    if (!ml_time_known(f->first)) {
        put(note, get(note, ML_T_NO_TIME));
        return;
    }
    ml_str ends[] = { clock_time(note, f->first), clock_time(note, f->last) };
    put(note, ml_str_eq(ends[0], ends[1])
                  ? ends[0]
                  : ml_text_fill(&note->arena, ML_T_SPAN, note->lang, ends, 2));
    if (f->survived_by.n) {
        put(note, get(note, ML_T_COMMA));
        put(note, get(note, ML_T_PAST));
    }
}

static void put_finding(struct note *note, const struct ml_finding *f)
{
    const struct ml_signature *s = f->signature;

    text(note, "- **");
    put(note, s->id);
    text(note, "**");
    if (s->code)
        ml_buf_printf(note->out, " (%" PRIu32 ", 0x%05" PRIX32 ")", s->code, s->code);
    text(note, " ");
    put(note, get(note, ml_severity_labels[f->severity].word));
    put(note, get(note, ML_T_COLON));
    put(note, ml_text_in(&s->title, note->lang));
    text(note, "\n  - ");
    put_times(note, f);
    text(note, "\n");
    if (f->nevidence)
        quote(note, f->evidence[0].address, ADDRESS_COLUMNS);
}

static const struct ml_weighed *best_of(const struct ml_weighed *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].conclusive)
            return &list[i];
    return n ? list : NULL;
}

static void put_cause(struct note *note, const struct ml_cause_result *c)
{
    const struct ml_weighed *best = c->verdict >= ML_UNLIKELY
                                        ? best_of(c->against, c->nagainst)
                                        : best_of(c->for_, c->nfor);

    text(note, "- **");
    put(note, get(note, ml_verdict_labels[c->verdict].word));
    text(note, "**");
    put(note, get(note, ML_T_COLON));
    put(note, ml_text_in(&c->cause->title, note->lang));
    text(note, " (");
    put(note, c->cause->id);
    text(note, ")\n");
    if (!best)
        return;
    quote(note, best->text, QUOTE_COLUMNS);
    quote(note, best->address, ADDRESS_COLUMNS);
}

static void put_causes(struct note *note, const struct ml_server *server)
{
    uint32_t shown = at_most(server->ncauses, CAUSES);

    if (!server->nfindings)
        return;
    heading(note, ML_T_CAUSES);
    if (!server->ncauses) {
        put(note, get(note, ML_T_NO_CAUSE));
        text(note, "\n");
    }
    for (uint32_t i = 0; i < shown; i++)
        put_cause(note, &server->causes[i]);
    more(note, server->ncauses - shown);
}

/* Of the best cause, unless even that one is not likely. */
static void put_actions(struct note *note, const struct ml_server *server)
{
    if (!server->ncauses || server->causes[0].verdict > ML_UNDETERMINED ||
        !server->causes[0].cause->nactions)
        return;
    const struct ml_cause *cause = server->causes[0].cause;
    uint32_t shown = at_most(cause->nactions, ACTIONS);
    heading(note, server->causes[0].verdict <= ML_LIKELY ? ML_T_ACTIONS : ML_T_TRY);
    for (uint32_t i = 0; i < shown; i++) {
        ml_buf_printf(note->out, "%" PRIu32 ". ", i + 1);
        put(note, ml_text_in(&cause->actions[i], note->lang));
        text(note, "\n");
    }
    if (cause->nactions > shown)
        text(note, "\n");
    more(note, cause->nactions - shown);
}

static void put_jobs(struct note *note, const struct ml_server *server)
{
    ml_str counts = ml_job_counts(&note->arena, server, note->lang);

    if (!counts.n)
        return;
    heading(note, ML_T_JOBS);
    put(note, counts);
    text(note, "\n");
}

static void put_wanted(struct note *note, const struct ml_server *server)
{
    struct ml_wanted *list;
    uint32_t n = ml_gaps_wanted(&note->arena, server, &list),
             shown = at_most(n, WANTED);

    if (!n)
        return;
    heading(note, ML_T_MISSING);
    for (uint32_t i = 0; i < shown; i++) {
        const struct ml_artefact *artefact = list[i].missing->artefact;
        ml_str title = ml_text_in(&artefact->title, note->lang);
        text(note, "- ");
        put(note, title.n ? title : artefact->id);
        if (list[i].missing->note.n)
            text(note, " ");
        put_code(note, list[i].missing->note, QUOTE_COLUMNS);
        text(note, "\n");
    }
    more(note, n - shown);
}

static void put_unread(struct note *note, const struct ml_server *server)
{
    struct ml_buf reason = { 0 };
    struct ml_unread *list;
    uint32_t n = ml_gaps_unread(&note->arena, server, &list),
             shown = at_most(n, UNREAD);

    if (!n)
        return;
    heading(note, ML_T_UNREAD);
    for (uint32_t i = 0; i < shown; i++) {
        const struct ml_unread *u = &list[i];
        text(note, "- ");
        put_code(note, u->address, ADDRESS_COLUMNS);
        put(note, get(note, ML_T_COLON));
        put(note,
            get(note, u->state == ML_UNREADABLE ? ML_T_UNREADABLE : ML_T_PARTIAL));
        if (u->reason.n || u->limited.n)
            put(note, get(note, ML_T_COLON));
        if (u->reason.n) /* may quote the input */
            put_code(note, ml_reason_in(u->reason, note->lang, &reason), QUOTE_COLUMNS);
        else if (u->limited.n)
            put(note, fill1(note, ML_T_LIMITED, u->limited));
        text(note, "\n");
    }
    ml_buf_reset(&reason);
    more(note, n - shown);
}

/* ---- servers ---- */

static void put_version(struct note *note, enum ml_text_id id, ml_str value)
{
    if (!value.n || ml_str_eq(value, ML_STR("unknown")))
        return;
    text(note, "- ");
    put(note, ml_str_trim(fill1(note, id, ML_STR_NONE)));
    text(note, " ");
    put_name(note, value);
    text(note, "\n");
}

static void put_bundles(struct note *note, const struct ml_server *server)
{
    uint32_t shown = at_most(server->nbundles, BUNDLES);

    for (uint32_t i = 0; i < shown; i++) {
        const struct ml_case *bundle = server->bundles[i];
        text(note, "- ");
        put(note, get(note, ML_T_N_BUNDLE));
        text(note, " ");
        put_code(note, bundle->path, ADDRESS_COLUMNS);
        put(note, get(note, ML_T_COLON));
        put(note, get(note, bundle->state == ML_READ         ? ML_T_N_READ
                            : bundle->state == ML_UNREADABLE ? ML_T_UNREADABLE
                                                             : ML_T_PARTIAL));
        text(note, "\n");
    }
    more(note, server->nbundles - shown);
}

static void put_server(struct note *note, const struct ml_server *server)
{
    bool no_logs = ml_str_eq(server->reason, ML_STR("no-logs"));
    uint32_t shown = at_most(server->nfindings, FINDINGS);

    text(note, "# ");
    put_name(note, server->name);
    put(note, get(note, ML_T_COLON));
    put(note, get(note, no_logs ? ML_T_NO_LOGS : ml_state_labels[server->state].word));
    text(note, "\n\n");
    put_version(note, ML_T_BUILD, server->os_build);
    put_version(note, ML_T_AGENT, server->agent_version);
    put_version(note, ML_T_ZONE, server->time_zone);
    put_bundles(note, server);
    if (shown)
        heading(note, ML_T_FINDINGS);
    for (uint32_t i = 0; i < shown; i++)
        put_finding(note, &server->findings[i]);
    more(note, server->nfindings - shown);
    put_causes(note, server);
    put_actions(note, server);
    put_jobs(note, server);
    put_wanted(note, server);
    put_unread(note, server);
    text(note, "\n");
}

void ml_report_note(const struct ml_result *result, struct ml_buf *out)
{
    struct note note = { .out = out, .lang = result->lang };

    if (result->interrupted) {
        put(&note, get(&note, ML_T_INTERRUPTED));
        text(&note, "\n\n");
    }
    if (!result->nservers) {
        put(&note, get(&note, ML_T_NOTHING));
        text(&note, "\n\n");
    }
    for (uint32_t i = 0; i < result->nservers; i++)
        put_server(&note, &result->servers[i]);
    ml_str made[] = { ML_STR(PACKAGE_VERSION), ml_str_sub(result->catalogue->digest, 0,
                                                          sizeof("sha256:") + 11) };
    put(&note, ml_text_fill(&note.arena, ML_T_N_MADE, note.lang, made, 2));
    if (ml_time_known(result->as_of)) {
        put(&note, get(&note, ML_T_COMMA));
        put(&note, fill1(&note, ML_T_AS_OF, clock_time(&note, result->as_of)));
    }
    text(&note, "\n");
    ml_arena_reset(&note.arena);
}
