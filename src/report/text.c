/* SPDX-License-Identifier: MIT */
#include "report/text.h"

#include <inttypes.h>

#include "base/attr.h"
#include "report/gaps.h"
#include "report/jobxml.h"
#include "report/labels.h"
#include "report/reasons.h"
#include "base/ban.h"

/* How much of each list is shown. */
struct caps {
    uint32_t findings, causes, doubtful, actions, missing, unread;
    bool decodes; /* what a code beside a record means */
};
static const struct caps one_server = { 3, 3, 3, 6, 3, 3, true };
static const struct caps few_servers = { 2, 2, 1, 3, 2, 2, false };

enum {
    FEW_SERVERS = 3,
    TOLD_SERVERS_MAX = 6, /* of many; the rest is counted */
    INDENT = 2,
    DEEP = 4,
    ASK_LINES = 2,
    JOBS_SHOWN = 2,
};

struct page {
    struct ml_pen pen;
    struct ml_arena arena; /* of texts put together */
    const struct ml_result *result;
    const struct caps *caps;
    enum ml_lang lang;
    bool has_decoded; /* of the server at hand */
};

/* ---- words ---- */

static ml_str get(const struct page *page, enum ml_text_id id)
{
    return ml_text_get(id, page->lang);
}

static ml_str fill1(struct page *page, enum ml_text_id id, ml_str value)
{
    return ml_text_fill(&page->arena, id, page->lang, &value, 1);
}

static ml_str fill2(struct page *page, enum ml_text_id id, ml_str one, ml_str two)
{
    return ml_text_fill(&page->arena, id, page->lang, (ml_str[]){ one, two }, 2);
}

static ml_str number(struct page *page, uint64_t n)
{
    return ml_text_number(&page->arena, n);
}

static ml_str clock_time(struct page *page, struct ml_time t)
{
    return ml_text_time(&page->arena, page->lang, t);
}

/* ---- lines ---- */

static void add(struct page *page, enum ml_style style, ml_str text)
{
    ml_pen_text(&page->pen, style, text);
}

static void add_blank(struct page *page)
{
    add(page, ML_PLAIN, ML_STR(" "));
}

static void heading(struct page *page, enum ml_text_id id)
{
    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, get(page, id));
}

static void line(struct page *page, enum ml_style style, ml_str text)
{
    ml_pen_line(&page->pen, DEEP, DEEP);
    add(page, style, text);
}

static void address(struct page *page, ml_str text)
{
    ml_pen_line(&page->pen, DEEP, DEEP);
    ml_pen_solid(&page->pen, ML_DIM, text);
}

static void more(struct page *page, uint64_t n)
{
    if (!n)
        return;
    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_DIM, fill1(page, ML_T_MORE, number(page, n)));
}

static uint32_t at_most(uint32_t n, uint32_t cap)
{
    return n < cap ? n : cap;
}

/* Parts with the language's comma between them; empty ones are left out. */
static void join(struct page *page, const ml_str *parts, size_t n)
{
    bool has_any = false;

    for (size_t i = 0; i < n; i++) {
        if (!parts[i].n)
            continue;
        struct ml_buf part = { 0 };
        if (has_any)
            ml_buf_str(&part, get(page, ML_T_COMMA));
        ml_buf_str(&part, parts[i]);
        add(page, ML_PLAIN, ml_buf_view(&part));
        ml_buf_reset(&part);
        has_any = true;
    }
}

/* A word in brackets, and what follows it. */
static void add_tag(struct page *page, enum ml_style style, enum ml_text_id word)
{
    ml_str text = get(page, word);
    add(page, style, ml_arena_printf(&page->arena, "[%.*s]", ML_STR_ARG(text)));
    add_blank(page);
}

/* ---- findings ---- */

static ml_str times(struct page *page, uint64_t n)
{
    if (n == 1)
        return get(page, ML_T_ONCE);
    return fill1(page, ML_T_TIMES, number(page, n));
}

static ml_str span(struct page *page, const struct ml_finding *finding)
{
    ml_str first = clock_time(page, finding->first);
    ml_str last = clock_time(page, finding->last);
    return ml_str_eq(first, last) ? first : fill2(page, ML_T_SPAN, first, last);
}

static void print_signature(struct page *page, const struct ml_finding *finding)
{
    const struct ml_signature *signature = finding->signature;

    ml_pen_line(&page->pen, INDENT, DEEP);
    add_tag(page, ml_severity_labels[finding->severity].style,
            ml_severity_labels[finding->severity].word);
    add(page, ML_BOLD, signature->id);
    if (signature->code)
        add(page, ML_PLAIN,
            ml_arena_printf(&page->arena, " (0x%05" PRIX32 ")", signature->code));
}

/* What a code means, without what it may point to. */
static ml_str first_part(ml_str meaning)
{
    for (size_t i = 0; i + 1 < meaning.n; i++)
        if (meaning.p[i + 1] == ' ' && (meaning.p[i] == ':' || meaning.p[i] == ';'))
            return ml_str_sub(meaning, 0, i);
    return meaning;
}

/* "0x80070005 ERROR_ACCESS_DENIED: access denied"; one number, and the page stays on a
 * screen: that of the first finding that has one. Two families may share it. */
static void print_decoded(struct page *page, const struct ml_evidence *e)
{
    for (uint32_t i = 0; i < e->ndecoded && !page->has_decoded; i++) {
        const struct ml_oscode *o = e->decoded[i].oscode;
        if (i && !ml_str_eq(e->decoded[i].value, e->decoded[0].value))
            break;
        ml_pen_line(&page->pen, DEEP, DEEP + INDENT);
        add(page, ML_PLAIN, e->decoded[i].value);
        if (o->symbol.n)
            add(page, ML_PLAIN,
                ml_arena_printf(&page->arena, " %.*s", ML_STR_ARG(o->symbol)));
        add(page, ML_PLAIN, get(page, ML_T_COLON));
        add(page, ML_PLAIN, first_part(ml_text_in(&o->meaning, page->lang)));
    }
    page->has_decoded |= e->ndecoded > 0;
}

static void print_finding(struct page *page, const struct ml_finding *finding)
{
    print_signature(page, finding);
    add_blank(page);
    add(page, ML_PLAIN, ml_text_in(&finding->signature->title, page->lang));
    ml_pen_line(&page->pen, DEEP, DEEP);
    join(page,
         (ml_str[]){ times(page, finding->count), span(page, finding),
                     finding->survived_by.n ? get(page, ML_T_PAST) : ML_STR_NONE },
         3);
    if (!finding->nevidence)
        return;
    address(page, finding->evidence[0].address);
    print_decoded(page, &finding->evidence[0]);
}

static void print_findings(struct page *page, const struct ml_server *server)
{
    uint32_t n = at_most(server->nfindings, page->caps->findings);

    if (!n)
        return;
    heading(page, server->state == ML_PROBLEMS ? ML_T_FINDINGS : ML_T_FOR_INFORMATION);
    page->has_decoded = !page->caps->decodes;
    for (uint32_t i = 0; i < n; i++)
        print_finding(page, &server->findings[i]);
    more(page, server->nfindings - n);
}

/* ---- causes ---- */

static void print_verdict(struct page *page, const struct ml_cause_result *result)
{
    ml_pen_line(&page->pen, INDENT, DEEP);
    add_tag(page, ml_verdict_labels[result->verdict].style,
            ml_verdict_labels[result->verdict].word);
    add(page, ML_PLAIN, ml_text_in(&result->cause->title, page->lang));
    add(page, ML_DIM,
        ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(result->cause->id)));
}

static void print_cause(struct page *page, const struct ml_cause_result *result)
{
    print_verdict(page, result);
    if (!result->nfor)
        return;
    line(page, ML_PLAIN, result->for_[0].text);
    address(page, result->for_[0].address);
}

/* How many of each verdict were not shown by name. */
static void print_others(struct page *page, const uint32_t n[ML_RULED_OUT + 1])
{
    ml_str parts[ML_RULED_OUT + 1];
    bool has_any = false;

    for (int v = ML_CONFIRMED; v <= ML_RULED_OUT; v++) {
        parts[v] = n[v] ? fill2(page, ML_T_COUNTED, number(page, n[v]),
                                get(page, ml_verdict_labels[v].word))
                        : ML_STR_NONE;
        has_any |= n[v] > 0;
    }
    if (!has_any)
        return;
    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_PLAIN, fill1(page, ML_T_ALSO, ML_STR_NONE));
    add_blank(page);
    join(page, parts, ML_COUNT(parts));
}

/* Best first: those settled in favour, then some of the open ones. */
/* What is told for information only wants no cause, unless one is known. */
static bool is_worth_explaining(const struct ml_server *server)
{
    return server->state == ML_PROBLEMS ||
           (server->ncauses && server->causes[0].verdict <= ML_LIKELY);
}

static void print_causes(struct page *page, const struct ml_server *server)
{
    uint32_t shown = 0, doubtful = 0, others[ML_RULED_OUT + 1] = { 0 };
    bool is_settled = server->ncauses && server->causes[0].verdict == ML_CONFIRMED;

    if (!server->nfindings || !is_worth_explaining(server))
        return;
    heading(page, ML_T_CAUSES);
    if (!server->ncauses)
        line(page, ML_PLAIN, get(page, ML_T_NO_CAUSE));
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_cause_result *cause = &server->causes[i];
        bool in_favour = cause->verdict <= ML_LIKELY;
        bool is_open = cause->verdict == ML_UNDETERMINED && !is_settled &&
                       server->state == ML_PROBLEMS;
        if ((in_favour && shown < page->caps->causes) ||
            (is_open && doubtful < page->caps->doubtful)) {
            print_cause(page, cause);
            shown += in_favour;
            doubtful += is_open;
        } else {
            others[cause->verdict]++;
        }
    }
    print_others(page, others);
}

/* ---- what to do ---- */

static bool is_worth_acting(const struct ml_server *server, uint32_t i)
{
    if (server->causes[0].verdict <= ML_LIKELY)
        return server->causes[i].verdict <= ML_LIKELY;
    return i == 0 && server->causes[0].verdict == ML_UNDETERMINED;
}

/* How many actions of each cause fit, when there are several to act on. */
static uint32_t actions_each(const struct page *page, uint32_t causes)
{
    uint32_t each = causes ? page->caps->actions / causes : 0;
    return each ? each : 1;
}

static void print_actions(struct page *page, const struct ml_server *server)
{
    uint32_t causes = 0, n = 0, shown = 0;

    for (uint32_t i = 0; i < server->ncauses; i++)
        causes += is_worth_acting(server, i);
    if (!causes || !is_worth_explaining(server))
        return;
    heading(page, server->causes[0].verdict <= ML_LIKELY ? ML_T_ACTIONS : ML_T_TRY);
    uint32_t each = actions_each(page, causes);
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_cause *cause = server->causes[i].cause;
        if (!is_worth_acting(server, i))
            continue;
        bool fits = shown < page->caps->actions;
        if (causes > 1 && fits) {
            ml_pen_line(&page->pen, INDENT, DEEP);
            add(page, ML_BOLD, ml_text_in(&cause->title, page->lang));
        }
        for (uint32_t a = 0; a < cause->nactions; a++, n++) {
            if (!fits || a >= each)
                continue;
            shown++;
            ml_pen_line(&page->pen, INDENT, DEEP + 1);
            add(page, ML_PLAIN, ml_arena_printf(&page->arena, "%" PRIu32 ". ", a + 1));
            add(page, ML_PLAIN, ml_text_in(&cause->actions[a], page->lang));
        }
    }
    more(page, n - shown);
}

/* ---- jobs ---- */

/* "9 h 03 min", "2 min 13 s". */
static ml_str duration(struct page *page, struct ml_time from, struct ml_time to)
{
    if (!ml_time_known(from) || !ml_time_known(to) || to.us < from.us)
        return ML_STR_NONE;
    int64_t s = (to.us - from.us) / ML_SECOND_US;
    ml_str took =
        s >= 3600 ? ml_arena_printf(&page->arena, "%" PRId64 " h %02" PRId64 " min",
                                    s / 3600, s / 60 % 60)
        : s >= 60 ? ml_arena_printf(&page->arena, "%" PRId64 " min %02" PRId64 " s",
                                    s / 60, s % 60)
                  : ml_arena_printf(&page->arena, "%" PRId64 " s", s);
    return fill1(page, ML_T_TOOK, took);
}

static void print_job(struct page *page, const struct ml_job *job)
{
    static const struct {
        enum ml_text_id word;
        enum ml_style style;
    } outcomes[] = {
        [ML_JOB_UNKNOWN] = { ML_T_JOB_UNKNOWN, ML_PLAIN },
        [ML_JOB_UNFINISHED] = { ML_T_JOB_UNFINISHED, ML_YELLOW },
        [ML_JOB_SUCCEEDED] = { ML_T_JOB_SUCCEEDED, ML_GREEN },
        [ML_JOB_FAILED] = { ML_T_JOB_FAILED, ML_RED },
    };
    ml_str parts[] = {
        ml_time_known(job->start) ? clock_time(page, job->start) : ML_STR_NONE,
        job->outcome == ML_JOB_UNFINISHED ? ML_STR_NONE
                                          : duration(page, job->start, job->end),
        job->nsources ? job->sources[0] : ML_STR_NONE,
        job->nfindings ? job->findings[0]->id : ML_STR_NONE,
    };

    ml_pen_line(&page->pen, INDENT, DEEP);
    add_tag(page, outcomes[job->outcome].style, outcomes[job->outcome].word);
    if (job->kind.n) {
        add(page, ML_PLAIN, job->kind);
        add_blank(page);
    }
    join(page, parts, ML_COUNT(parts));
    address(page, job->failing.address.n ? job->failing.address : job->address);
}

/* How they ended, and the newest of those that did not end well. */
static void print_jobs(struct page *page, const struct ml_server *server)
{
    ml_str counts = ml_job_counts(&page->arena, server, page->lang);
    uint32_t shown = 0;

    if (!counts.n)
        return;
    heading(page, ML_T_JOBS);
    line(page, ML_PLAIN, counts);
    for (uint32_t i = 0; i < server->njobs && shown < JOBS_SHOWN; i++) {
        const struct ml_job *job = &server->jobs[i];
        if (job->outcome != ML_JOB_FAILED && job->outcome != ML_JOB_UNFINISHED)
            continue;
        print_job(page, job);
        shown++;
    }
}

/* ---- errors that the catalogue does not know ---- */

static void print_unknown(struct page *page, const struct ml_server *server)
{
    uint64_t records = server->unknown_beyond;
    struct ml_buf scratch = { 0 };

    if (!server->nunknown)
        return;
    for (uint32_t i = 0; i < server->nunknown; i++)
        records += server->unknown[i].count;
    heading(page, ML_T_UNKNOWN_ERRORS);
    line(page, ML_PLAIN,
         fill2(page, ML_T_UNKNOWN_COUNT, number(page, server->nunknown),
               number(page, records)));
    const struct ml_unknown_kind *u = &server->unknown[0];
    ml_str text = u->template_text;
    if (page->pen.columns)
        text = ml_pen_shorten(&scratch, text, page->pen.columns - DEEP);
    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_PLAIN, text);
    address(page, u->address);
    ml_buf_reset(&scratch);
}

/* ---- what is missing ---- */

static void print_ask(struct page *page, const struct ml_missing *missing)
{
    const struct ml_artefact *artefact = missing->artefact;
    struct ml_buf scratch = { 0 };
    ml_str title = ml_text_in(&artefact->title, page->lang);

    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_BOLD, title.n ? title : artefact->id);
    if (missing->note.n)
        add(page, ML_PLAIN,
            ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(missing->note)));
    ml_str ask = ml_text_in(&artefact->ask, page->lang);
    if (page->pen.columns)
        ask = ml_pen_shorten(&scratch, ask, ASK_LINES * (page->pen.columns - DEEP));
    line(page, ML_PLAIN, ask);
    ml_buf_reset(&scratch);
}

static void print_missing(struct page *page, const struct ml_server *server)
{
    struct ml_wanted *list;
    uint32_t n = ml_gaps_wanted(&page->arena, server, &list);
    uint32_t shown = at_most(n, page->caps->missing);

    if (!shown || server->state != ML_PROBLEMS)
        return;
    heading(page, ML_T_MISSING);
    for (uint32_t i = 0; i < shown; i++)
        print_ask(page, list[i].missing);
    more(page, n - shown);
}

/* ---- what could not be read ---- */

static void print_unread(struct page *page, const struct ml_server *server)
{
    struct ml_unread *list;
    struct ml_buf reason = { 0 };
    uint32_t n = ml_gaps_unread(&page->arena, server, &list);
    uint32_t shown = at_most(n, page->caps->unread);

    if (!shown)
        return;
    heading(page, ML_T_UNREAD);
    for (uint32_t i = 0; i < shown; i++) {
        ml_pen_line(&page->pen, INDENT, DEEP);
        ml_pen_solid(&page->pen, ML_PLAIN, list[i].address);
        line(
            page, ML_YELLOW,
            get(page, list[i].state == ML_UNREADABLE ? ML_T_UNREADABLE : ML_T_PARTIAL));
        if (list[i].reason.n) {
            add(page, ML_PLAIN, get(page, ML_T_COLON));
            add(page, ML_PLAIN, ml_reason_in(list[i].reason, page->lang, &reason));
        } else if (list[i].limited.n) {
            add(page, ML_PLAIN, get(page, ML_T_COLON));
            add(page, ML_PLAIN, fill1(page, ML_T_LIMITED, list[i].limited));
        }
    }
    ml_buf_reset(&reason);
    more(page, n - shown);
}

/* ---- servers ---- */

static ml_str unless_unknown(struct page *page, enum ml_text_id id, ml_str value)
{
    if (!value.n || ml_str_eq(value, ML_STR("unknown")))
        return ML_STR_NONE;
    return fill1(page, id, value);
}

static bool has_no_logs(const struct ml_server *server)
{
    return ml_str_eq(server->reason, ML_STR("no-logs"));
}

static void print_name(struct page *page, const struct ml_server *server)
{
    enum ml_text_id word = ml_state_labels[server->state].word;

    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, server->name);
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    add(page, ml_state_labels[server->state].style,
        get(page, has_no_logs(server) ? ML_T_NO_LOGS : word));
}

/* The zone that the job history shows the logs to be in; or empty. */
static ml_str log_offset(const struct ml_server *server)
{
    for (uint32_t i = 0; i < server->nfacts; i++)
        if (ml_str_eq(server->facts[i].name, ML_STR("clock.log-utc-offset")))
            return server->facts[i].value;
    return ML_STR_NONE;
}

static void print_kind(struct page *page, const struct ml_server *server)
{
    ml_str parts[] = {
        unless_unknown(page, ML_T_BUILD, server->os_build),
        unless_unknown(page, ML_T_AGENT, server->agent_version),
        unless_unknown(page, ML_T_ZONE, server->time_zone),
        unless_unknown(page, ML_T_CALIBRATED, log_offset(server)),
    };
    if (!parts[0].n && !parts[1].n && !parts[2].n && !parts[3].n)
        return;
    ml_pen_line(&page->pen, INDENT, INDENT);
    join(page, parts, ML_COUNT(parts));
}

static void print_server(struct page *page, const struct ml_server *server)
{
    print_name(page, server);
    print_kind(page, server);
    print_findings(page, server);
    print_causes(page, server);
    print_actions(page, server);
    print_jobs(page, server);
    print_unknown(page, server);
    print_missing(page, server);
    print_unread(page, server);
}

/* What it says of itself: the code, how often, when last. */
static void print_finding_briefly(struct page *page, const struct ml_finding *finding)
{
    ml_str last = ML_STR_NONE;

    if (ml_time_known(finding->last))
        last = fill1(page, ML_T_LAST, clock_time(page, finding->last));
    print_signature(page, finding);
    add_blank(page);
    join(page, (ml_str[]){ times(page, finding->count), last }, 2);
}

/* One of many: a few lines, and how much more there is to say. */
static void print_briefly(struct page *page, const struct ml_server *server)
{
    struct ml_wanted *wanted;
    struct ml_unread *unread;
    uint32_t nmissing = ml_gaps_wanted(&page->arena, server, &wanted);
    uint32_t nunread = ml_gaps_unread(&page->arena, server, &unread);
    uint64_t nothers = server->nfindings > 1 ? server->nfindings - 1 : 0;
    ml_str counts[] = {
        nothers ? fill1(page, ML_T_OTHERS_COUNT, number(page, nothers)) : ML_STR_NONE,
        nunread ? fill1(page, ML_T_UNREAD_COUNT, number(page, nunread)) : ML_STR_NONE,
        nmissing ? fill1(page, ML_T_MISSING_COUNT, number(page, nmissing))
                 : ML_STR_NONE,
    };

    print_name(page, server);
    if (server->nfindings)
        print_finding_briefly(page, &server->findings[0]);
    if (server->ncauses && server->causes[0].verdict <= ML_UNDETERMINED)
        print_verdict(page, &server->causes[0]);
    if (!nmissing && !nunread && !nothers)
        return;
    ml_pen_line(&page->pen, INDENT, DEEP);
    join(page, counts, ML_COUNT(counts));
}

static uint32_t count_state(const struct ml_result *result, enum ml_server_state state)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < result->nservers; i++)
        n += result->servers[i].state == state;
    return n;
}

/* Those with problems first, then the incomplete ones; the clean are counted. */
static void print_many(struct page *page)
{
    const struct ml_result *result = page->result;
    static const enum ml_server_state order[] = { ML_PROBLEMS, ML_INCOMPLETE };
    uint32_t told = 0, untold = 0;

    for (size_t o = 0; o < ML_COUNT(order); o++)
        for (uint32_t i = 0; i < result->nservers; i++) {
            if (result->servers[i].state != order[o])
                continue;
            if (told < TOLD_SERVERS_MAX)
                print_briefly(page, &result->servers[i]);
            told < TOLD_SERVERS_MAX ? told++ : untold++;
        }
    more(page, untold);
}

static void print_total(struct page *page)
{
    const struct ml_result *result = page->result;
    ml_str n[] = { number(page, result->nservers),
                   number(page, count_state(result, ML_PROBLEMS)),
                   number(page, count_state(result, ML_CLEAN)),
                   number(page, count_state(result, ML_INCOMPLETE)) };

    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, ml_text_fill(&page->arena, ML_T_TOTAL, page->lang, n, 4));
}

static void print_servers(struct page *page)
{
    const struct ml_result *result = page->result;

    page->caps = result->nservers == 1 ? &one_server : &few_servers;
    if (!result->nservers)
        heading(page, ML_T_NOTHING);
    if (result->nservers > FEW_SERVERS)
        print_many(page);
    else
        for (uint32_t i = 0; i < result->nservers; i++)
            print_server(page, &result->servers[i]);
    if (result->nservers > 1)
        print_total(page);
}

/* Which records count, and how many therefore do not. */
static void print_window(struct page *page)
{
    const struct ml_result *result = page->result;
    uint64_t outside = 0;

    if (!ml_time_known(result->since) && !ml_time_known(result->until))
        return;
    for (uint32_t i = 0; i < result->nservers; i++)
        for (uint32_t f = 0; f < result->servers[i].nfiles; f++)
            outside += result->servers[i].files[f]->records_outside;
    ml_str parts[] = {
        ml_time_known(result->since)
            ? fill1(page, ML_T_SINCE, clock_time(page, result->since))
            : ML_STR_NONE,
        ml_time_known(result->until)
            ? fill1(page, ML_T_UNTIL, clock_time(page, result->until))
            : ML_STR_NONE,
        fill1(page, ML_T_OUTSIDE, number(page, outside)),
    };
    ml_pen_line(&page->pen, 0, INDENT);
    join(page, parts, ML_COUNT(parts));
}

void ml_report_text(const struct ml_result *result,
                    const struct ml_text_options *options, struct ml_buf *out)
{
    struct page page = { .result = result, .lang = result->lang };

    ml_pen_open(&page.pen, options, out);
    if (result->interrupted) {
        ml_pen_line(&page.pen, 0, 0);
        add(&page, ML_YELLOW, get(&page, ML_T_INTERRUPTED));
    }
    if (ml_time_known(result->as_of)) {
        ml_pen_line(&page.pen, 0, 0);
        add(&page, ML_PLAIN,
            fill1(&page, ML_T_AS_OF, clock_time(&page, result->as_of)));
    }
    print_window(&page);
    print_servers(&page);
    ml_pen_close(&page.pen);
    ml_arena_reset(&page.arena);
}
