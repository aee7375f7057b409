/* SPDX-License-Identifier: MIT */
#include "cli/why.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "catalogue/names.h"
#include "cli/apart.h"
#include "diagnose/diagnose.h"
#include "diagnose/judge.h"
#include "input/charset.h"
#include "report/condition.h"
#include "scan/scan.h"
#include "base/ban.h"

enum { SHOWN_MAX_BYTES = 160 };

/* ---- scanning ---- */

struct cases {
    struct ml_case **list;
    uint32_t n;
};

static void scan(const struct ml_cli *cli, const struct ml_catalogue *catalogue,
                 const struct ml_matcher *matcher, struct cases *ret)
{
    struct ml_scan_options options = { .catalogue = catalogue,
                                       .matcher = matcher,
                                       .limits = cli->limits,
                                       .jobs = cli->jobs };
    static struct ml_walk_usage usage;

    ret->list = calloc(cli->nargs, sizeof(*ret->list));
    if (!ret->list)
        ml_oom();
    for (size_t i = 2; i < cli->nargs; i++)
        ret->list[ret->n++] = ml_scan_bundle(cli->args[i], &options, &usage);
}

static void drop(struct cases *cases)
{
    for (uint32_t i = 0; i < cases->n; i++)
        ml_case_free(cases->list[i]);
    free(cases->list);
}

/* Lines of log text on one line of a terminal: nothing that moves the cursor. */
static void print_text(ml_str text)
{
    size_t n = ml_utf8_cut(text, SHOWN_MAX_BYTES);

    for (size_t i = 0; i < n; i++)
        putchar((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f ? ' ' : text.p[i]);
    puts(n < text.n ? " ..." : "");
}

/* ---- a signature ---- */

/* How often a signature of a catalogue was met, and where first. */
struct met {
    uint64_t count;
    ml_str file, text; /* of the first */
    uint64_t line;
};

static struct met met_in(const struct cases *cases, uint32_t signature)
{
    struct met met = { 0 };

    for (uint32_t i = 0; i < cases->n; i++)
        for (uint32_t h = 0; h < cases->list[i]->nhits; h++) {
            const struct ml_hits *hits = &cases->list[i]->hits[h];
            if (hits->signature != signature)
                continue;
            if (!met.count && hits->nhead) {
                met.file = cases->list[i]->members[hits->member].address;
                met.line = hits->head[0].line;
                met.text = hits->head[0].text;
            }
            met.count += hits->count;
        }
    return met;
}

static void print_met(const struct met *met)
{
    if (!met->count) {
        puts("no record");
        return;
    }
    printf("%" PRIu64 " record%s, first %.*s:%" PRIu64 "\n      ", met->count,
           met->count == 1 ? "" : "s", ML_STR_ARG(met->file), met->line);
    print_text(met->text);
}

/* Each term of a signature as a signature of its own, and its fragment alone: what was
 * nearly met. */
struct probe {
    struct ml_catalogue catalogue;
    struct ml_matcher *matcher;
};

static void add_probe(struct probe *p, uint32_t alternative, uint32_t term, char part,
                      const struct ml_term *t)
{
    struct ml_arena *arena = &p->catalogue.arena;
    struct ml_signature *s = &p->catalogue.signatures[p->catalogue.nsignatures++];

    *s = (struct ml_signature){ .id = ml_arena_printf(arena,
                                                      "%04" PRIu32 "-%04" PRIu32 "-%c",
                                                      alternative, term, part),
                                .observation = true,
                                .nalternatives = 1 };
    s->alternatives = ml_arena_array(arena, 1, sizeof(*s->alternatives));
    s->alternatives[0] = (struct ml_alternative){ .nterms = 1 };
    s->alternatives[0].terms = ml_arena_array(arena, 1, sizeof(*t));
    s->alternatives[0].terms[0] = *t;
}

/* The fragment that a record must hold to be looked at, as a term. */
static bool fragment_of(struct ml_arena *arena, const struct ml_term *t,
                        struct ml_term *ret)
{
    if (!t->literal.n)
        return false;
    *ret = (struct ml_term){ .literal = t->literal, .in_paths = t->in_paths };
    ret->regex = ml_arena_printf(arena, "\\Q%.*s\\E", ML_STR_ARG(t->literal));
    return true;
}

static enum ml_rc probe_new(struct probe *p, const struct ml_catalogue *from,
                            const struct ml_signature *s, struct ml_err *err)
{
    uint32_t terms = 0;

    *p = (struct probe){ .matcher = NULL };
    ml_arena_init(&p->catalogue.arena);
    p->catalogue.newest_year = from->newest_year;
    for (uint32_t a = 0; a < s->nalternatives; a++)
        terms += s->alternatives[a].nterms;
    p->catalogue.signatures = ml_arena_array(&p->catalogue.arena, 2 * (size_t)terms,
                                             sizeof(*p->catalogue.signatures));
    for (uint32_t a = 0; a < s->nalternatives; a++)
        for (uint32_t t = 0; t < s->alternatives[a].nterms; t++) {
            const struct ml_term *term = &s->alternatives[a].terms[t];
            struct ml_term fragment;
            add_probe(p, a, t, 'a', term);
            if (fragment_of(&p->catalogue.arena, term, &fragment))
                add_probe(p, a, t, 'b', &fragment);
        }
    return ml_matcher_new(&p->matcher, &p->catalogue, ML_STR_NONE, err);
}

static void print_event(const struct ml_term *t)
{
    printf("event %.*s", ML_STR_ARG(t->provider));
    if (t->event)
        printf(" %" PRIu32, t->event);
    if (t->channel.n)
        printf(" in %.*s", ML_STR_ARG(t->channel));
}

static void print_term(const struct ml_term *t)
{
    if (t->code)
        printf("code %" PRIu32 " (0x%05" PRIX32 ")", t->code, t->code);
    else if (t->provider.n)
        print_event(t);
    else
        printf("text /%.*s%s/", (int)ml_utf8_cut(t->regex, 60), t->regex.p,
               t->regex.n > 60 ? "..." : "");
}

static void print_filters(const struct ml_signature *s, const struct ml_alternative *a)
{
    if (a->role.n)
        printf("     only in files of the role %.*s\n", ML_STR_ARG(a->role));
    if (s->source_file.n)
        printf("     only in records of %.*s\n", ML_STR_ARG(s->source_file));
    if (s->levels) {
        printf("     only at");
        for (int l = ML_LEVEL_NORMAL; l <= ML_LEVEL_LAST; l++)
            if (s->levels & 1u << l)
                printf(" %s", ml_level_name((enum ml_level)l));
        puts("");
    }
}

/* The probes of one alternative, in the order in which they were added; returns how
 * many of its terms were met somewhere. */
static uint32_t print_alternative(const struct ml_signature *s, uint32_t index,
                                  const struct cases *probed, uint32_t *next)
{
    const struct ml_alternative *a = &s->alternatives[index];
    uint32_t nmet = 0;

    printf("  way %" PRIu32 "%s\n", index + 1,
           a->nterms > 1 ? ", all in one record" : "");
    print_filters(s, a);
    for (uint32_t t = 0; t < a->nterms; t++) {
        struct met met = met_in(probed, (*next)++);
        printf("   - ");
        print_term(&a->terms[t]);
        printf(": ");
        print_met(&met);
        nmet += met.count > 0;
        if (!a->terms[t].literal.n)
            continue;
        struct met near = met_in(probed, (*next)++);
        if (met.count)
            continue;
        printf("     its fragment \"%.*s\": ", ML_STR_ARG(a->terms[t].literal));
        print_met(&near);
    }
    return nmet;
}

static int why_signature(const struct ml_cli *cli, const struct ml_rules *rules,
                         const struct ml_signature *s)
{
    uint32_t index = (uint32_t)(s - rules->catalogue->signatures), next = 0;
    struct cases real = { 0 }, probed = { 0 };
    struct probe probe;
    struct ml_err err = { 0 };
    bool close = false;

    if (probe_new(&probe, rules->catalogue, s, &err) != ML_OK) {
        ml_cli_complain(&err);
        return ML_EXIT_USAGE;
    }
    scan(cli, rules->catalogue, rules->matcher, &real);
    scan(cli, &probe.catalogue, probe.matcher, &probed);
    struct met met = met_in(&real, index);
    printf("%.*s: %s", ML_STR_ARG(s->id), met.count ? "found in " : "not found: ");
    print_met(&met);
    if (s->derived)
        puts("  derived from facts or jobs: see `marslog explain` and the facts of a "
             "scan");
    for (uint32_t a = 0; a < s->nalternatives; a++)
        close |= print_alternative(s, a, &probed, &next) == s->alternatives[a].nterms;
    if (!met.count && close)
        puts("  Its terms are there, but not in one record that counts: another level, "
             "file "
             "or\n  source, a number beside the text that names another problem, or a "
             "longer text.");
    drop(&real);
    drop(&probed);
    ml_matcher_free(probe.matcher);
    ml_arena_reset(&probe.catalogue.arena);
    return met.count ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
}

/* ---- a cause ---- */

struct trace {
    const struct ml_cause *cause;
    bool settled; /* confirmed or likely on some server */
};

static const char *truth_words(enum ml_truth t)
{
    return t == ML_TRUE ? "holds" : t == ML_FALSE ? "does not hold" : "cannot be told";
}

/* Why a leaf cannot be told, as far as one thing explains it. */
static void print_lack(const struct ml_knowledge *k, const struct ml_condition *c,
                       const struct ml_anchor_point *at)
{
    if (c->kind == ML_COND_FACT && ml_str_find_char(c->name, '*') == ML_NPOS &&
        !ml_knowledge_nearest(k, c->name, at))
        printf(" - nothing gave %.*s", ML_STR_ARG(c->name));
    else if (c->kind == ML_COND_FACT && c->other.n &&
             !ml_knowledge_nearest(k, c->other, at))
        printf(" - nothing gave %.*s", ML_STR_ARG(c->other));
    else if (c->kind == ML_COND_SIGNATURE && !k->log_read)
        printf(" - no log was read");
    else if (c->kind == ML_COND_JOB && !k->jobs_known)
        printf(" - no job is known");
    else if (c->within_us)
        printf(" - not at that time, or on a clock that nothing relates");
}

static void print_condition(const struct ml_knowledge *k,
                            const struct ml_anchor_point *at,
                            const struct ml_condition *c, struct ml_arena *arena,
                            int depth)
{
    struct ml_ground ground = { 0 };
    enum ml_truth t = ml_weigh(k, at, c, arena, &ground);
    ml_str words = ml_condition_words(arena, c);

    printf("%*s%.*s: %s", 6 + 2 * depth, "", ML_STR_ARG(words), truth_words(t));
    if (t == ML_UNSURE && !c->nchildren)
        print_lack(k, c, at);
    puts("");
    if (t == ML_TRUE && ground.address.n && !c->nchildren) {
        printf("%*s%.*s\n", 8 + 2 * depth, "", ML_STR_ARG(ground.address));
        if (ground.detail.n) {
            printf("%*s", 8 + 2 * depth, "");
            print_text(ground.detail);
        }
    }
    for (uint32_t i = 0; i < c->nchildren; i++)
        print_condition(k, at, &c->children[i], arena, depth + 1);
}

static void print_rules(const struct ml_knowledge *k, const struct ml_cause *cause,
                        const struct ml_anchor_point *at, struct ml_arena *arena)
{
    for (uint32_t i = 0; i < cause->nrules; i++) {
        const struct ml_rule *rule = &cause->rules[i];
        struct ml_ground unused = { 0 };
        enum ml_truth t = ml_weigh(k, at, &rule->condition, arena, &unused);
        printf("    %s, %s: %.*s: %s\n", rule->against ? "against" : "for",
               rule->conclusive ? "conclusive" : "supporting",
               ML_STR_ARG(rule->text.in[ML_EN]), truth_words(t));
        print_condition(k, at, &rule->condition, arena, 0);
    }
}

static void print_artefacts(const struct ml_knowledge *k, const struct ml_cause *cause)
{
    static const char *const states[] = { [ML_ARTEFACT_READ] = "read",
                                          [ML_ARTEFACT_EMPTY] = "there, but empty",
                                          [ML_ARTEFACT_DAMAGED] =
                                              "there, but unreadable" };
    for (uint32_t i = 0; i < cause->nartefacts; i++) {
        const char *state = "absent";
        for (uint32_t s = 0; s < k->nseen; s++)
            if (ml_str_eq(k->seen[s]->id, cause->artefacts[i]))
                state = states[k->seen[s]->state];
        printf("    artefact %.*s: %s\n", ML_STR_ARG(cause->artefacts[i]), state);
    }
}

static void on_server(void *ctx, const struct ml_server *server,
                      const struct ml_knowledge *knowledge, struct ml_arena *arena)
{
    struct trace *trace = ctx;
    struct ml_knowledge k = *knowledge;
    struct ml_anchor_point at = { 0 };
    ml_str verdict = ML_STR("not considered: nothing that it explains was found");

    k.judged = server->causes;
    k.njudged = server->ncauses;
    for (uint32_t i = 0; i < server->ncauses; i++) {
        if (server->causes[i].cause != trace->cause)
            continue;
        verdict = ml_str_of(ml_verdict_names[server->causes[i].verdict]);
        trace->settled |= server->causes[i].verdict <= ML_LIKELY;
    }
    printf("%.*s on %.*s: %.*s\n", ML_STR_ARG(trace->cause->id),
           ML_STR_ARG(server->name), ML_STR_ARG(verdict));
    if (ml_cause_anchor(&k, trace->cause, &at)) {
        ml_str when = ml_time_iso(arena, at.time);
        printf("  weighed at %.*s%s%.*s\n",
               ML_STR_ARG(k.catalogue->signatures[at.signature].id), when.n ? ", " : "",
               ML_STR_ARG(when));
        print_rules(&k, trace->cause, &at, arena);
    } else {
        printf("  explains:");
        for (uint32_t i = 0; i < trace->cause->nexplains; i++)
            printf(" %.*s", ML_STR_ARG(trace->cause->explains[i]));
        puts("");
    }
    print_artefacts(&k, trace->cause);
}

static int why_cause(const struct ml_cli *cli, const struct ml_rules *rules,
                     const struct ml_cause *cause)
{
    struct trace trace = { .cause = cause };
    struct ml_watch watch = { &trace, on_server };
    struct cases cases = { 0 };

    scan(cli, rules->catalogue, rules->matcher, &cases);
    ml_result_free(
        ml_diagnose_watched(cases.list, cases.n, rules->catalogue, cli->lang, &watch));
    drop(&cases);
    return trace.settled ? ML_EXIT_PROBLEMS : ML_EXIT_CLEAN;
}

struct errand {
    const struct ml_cli *cli;
    const struct ml_rules *rules;
    const struct ml_signature *signature; /* NULL: there is none of that name */
    const struct ml_cause *cause;         /* likewise */
};

/* In a worker. */
static int answer(void *ctx)
{
    const struct errand *e = ctx;
    int status = 0;

    if (e->signature)
        status = why_signature(e->cli, e->rules, e->signature);
    if (e->cause && status != ML_EXIT_USAGE) {
        int second = why_cause(e->cli, e->rules, e->cause);
        status = second > status ? second : status;
    }
    return status;
}

int ml_why(const struct ml_cli *cli, const struct ml_rules *rules)
{
    ml_str id = ml_str_of(cli->args[1]);
    struct errand errand = { .cli = cli,
                             .rules = rules,
                             .signature = ml_catalogue_signature(rules->catalogue, id),
                             .cause = ml_catalogue_cause(rules->catalogue, id) };
    struct ml_err err = { 0 };

    if (errand.signature || errand.cause)
        return ml_apart_command(cli, &(struct ml_apart){ .work = answer,
                                                         .ctx = &errand,
                                                         .paths = cli->args + 2,
                                                         .npaths = cli->nargs - 2,
                                                         .threads = cli->jobs,
                                                         .may_compile = true,
                                                         .dies_of_sigpipe = true });
    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE,
               "no signature or cause is called '%s': see marslog patterns list",
               cli->args[1]);
    return ml_cli_usage("patterns", &err);
}
