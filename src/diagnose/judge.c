/* SPDX-License-Identifier: MIT */
#include "diagnose/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "input/charset.h"
#include "base/ban.h"

enum { DETAIL_MAX_BYTES = 300 };

enum ml_verdict ml_verdict_of(bool conclusive_for, bool supporting_for,
                              bool conclusive_against, bool supporting_against)
{
    if (conclusive_for)
        return conclusive_against ? ML_LIKELY : ML_CONFIRMED;
    if (conclusive_against)
        return ML_RULED_OUT;
    if (supporting_for == supporting_against)
        return ML_UNDETERMINED;
    return supporting_for ? ML_LIKELY : ML_UNLIKELY;
}

static bool same_point(const struct ml_anchor_point *a, const struct ml_anchor_point *b)
{
    return a->time.us == b->time.us;
}

/* Whether `a` is the occurrence to weigh at rather than `b`: the newer; of equal ones a
 * choice that no order of files changes. */
static bool decides(const struct ml_knowledge *k, const struct ml_anchor_point *a,
                    const struct ml_anchor_point *b)
{
    if (!same_point(a, b))
        return a->time.us > b->time.us;
    int c = ml_str_cmp(k->catalogue->signatures[a->signature].id,
                       k->catalogue->signatures[b->signature].id);
    return c ? c < 0 : ml_str_cmp(a->job, b->job) < 0;
}

/* The newest occurrence with a time, and one without. */
struct anchors {
    struct ml_anchor_point timed, untimed;
    bool has_timed, has_untimed;
};

static void find_anchors(const struct ml_knowledge *k, const struct ml_cause *cause,
                         struct anchors *ret)
{
    *ret = (struct anchors){ 0 };
    for (uint32_t i = 0; i < k->nhits; i++) {
        const struct ml_known_hits *h = &k->hits[i];
        const struct ml_signature *sig = &k->catalogue->signatures[h->hits->signature];
        if (sig->observation || !ml_cause_explains(cause, sig->id))
            continue;
        for (uint32_t m = 0; m < h->hits->nmoments; m++) {
            const struct ml_moment *moment = &h->hits->moments[m];
            struct ml_anchor_point p = { .signature = h->hits->signature,
                                         .c = h->c,
                                         .time = moment->last,
                                         .job = moment->job };
            p.date_known = ml_time_known(p.time) &&
                           !h->in->members[h->hits->member].year_assumed;
            if (!ml_time_known(p.time)) {
                if (!ret->has_untimed)
                    ret->untimed = p;
                ret->has_untimed = true;
            } else if (!ret->has_timed || decides(k, &p, &ret->timed)) {
                ret->timed = p;
                ret->has_timed = true;
            }
        }
    }
}

bool ml_cause_anchor(const struct ml_knowledge *k, const struct ml_cause *cause,
                     struct ml_anchor_point *ret)
{
    struct anchors anchors;

    find_anchors(k, cause, &anchors);
    *ret = anchors.has_timed ? anchors.timed : anchors.untimed;
    return anchors.has_timed || anchors.has_untimed;
}

/* Evidence as it was weighed, before it goes into the result. */
struct weighing {
    struct ml_weighed *for_, *against;
    uint32_t nfor, nagainst;
    enum ml_verdict verdict;
};

static ml_str evidence_text(struct ml_arena *arena, const struct ml_rule *rule,
                            const struct ml_ground *ground, enum ml_lang lang)
{
    ml_str text = ml_text_in(&rule->text, lang);
    size_t n = ml_utf8_cut(ground->detail, DETAIL_MAX_BYTES);

    if (n == 0)
        return text;
    return ml_arena_printf(arena, "%.*s: %.*s%s", ML_STR_ARG(text), (int)n,
                           ground->detail.p, n < ground->detail.n ? "..." : "");
}

static void weigh_rules(const struct ml_knowledge *k, const struct ml_cause *cause,
                        const struct ml_anchor_point *at, struct ml_arena *arena,
                        enum ml_lang lang, struct weighing *ret)
{
    bool met[2][2] = { { false } }; /* [against][conclusive] */

    *ret = (struct weighing){ 0 };
    ret->for_ = ml_arena_array(arena, cause->nrules, sizeof(*ret->for_));
    ret->against = ml_arena_array(arena, cause->nrules, sizeof(*ret->against));
    for (uint32_t i = 0; i < cause->nrules; i++) {
        const struct ml_rule *rule = &cause->rules[i];
        struct ml_ground ground = { 0 };
        if (ml_weigh(k, at, &rule->condition, arena, &ground) != ML_TRUE)
            continue;
        if (!ground.address.n)
            continue; /* nothing to show is no evidence */
        met[rule->against][rule->conclusive] = true;
        struct ml_weighed w = { .conclusive = rule->conclusive,
                                .text = evidence_text(arena, rule, &ground, lang),
                                .address = ground.address,
                                .signature = k->catalogue->signatures[at->signature].id,
                                .at = at->time };
        if (rule->against)
            ret->against[ret->nagainst++] = w;
        else
            ret->for_[ret->nfor++] = w;
    }
    ret->verdict = ml_verdict_of(met[0][1], met[0][0], met[1][1], met[1][0]);
}

/* Whether an artefact that is there but empty still leaves the question open. Registry
 * keys and the scratch listing answer by being empty. */
static bool empty_answers(ml_str artefact)
{
    return ml_str_ends_nocase(artefact, ML_STR("-registry")) ||
           ml_str_eq(artefact, ML_STR("scratch-listing")) ||
           ml_str_eq(artefact, ML_STR("credential-file-details"));
}

static ml_str missing_note(struct ml_arena *arena, const struct ml_artefact_seen *s,
                           enum ml_lang lang)
{
    const char *words[2][2] = {
        { "present, but empty", "present, but unreadable" },
        { "\xe5\x90\xab\xe3\x81\xbe\xe3\x82\x8c\xe3\x82\x8b\xe3\x81\x8c\xe7\xa9\xba",
          "\xe5\x90\xab\xe3\x81\xbe\xe3\x82\x8c\xe3\x82\x8b\xe3\x81\x8c\xe8\xaa\xad\xe3"
          "\x81\xbf\xe5\x8f\x96\xe3\x82\x8c\xe3\x81\xaa\xe3\x81\x84" },
    };
    return ml_arena_printf(arena, "%s: %.*s",
                           words[lang == ML_JA][s->state == ML_ARTEFACT_DAMAGED],
                           ML_STR_ARG(s->address));
}

static void add_missing(const struct ml_knowledge *k, const struct ml_cause *cause,
                        struct ml_arena *arena, enum ml_lang lang,
                        struct ml_cause_result *ret)
{
    ret->missing = ml_arena_array(arena, cause->nartefacts, sizeof(*ret->missing));
    if (ret->verdict == ML_CONFIRMED || ret->verdict == ML_RULED_OUT)
        return;
    for (uint32_t i = 0; i < cause->nartefacts; i++) {
        const struct ml_artefact_seen *poor = NULL;
        bool there = false;
        for (uint32_t s = 0; s < k->nseen; s++) {
            if (!ml_str_eq(k->seen[s]->id, cause->artefacts[i]))
                continue;
            if (k->seen[s]->state == ML_ARTEFACT_READ ||
                (k->seen[s]->state == ML_ARTEFACT_EMPTY &&
                 empty_answers(cause->artefacts[i])))
                there = true;
            else if (!poor)
                poor = k->seen[s];
        }
        const struct ml_artefact *a = ml_catalogue_artefact(k->catalogue,
                                                            cause->artefacts[i]);
        if (!there && a)
            ret->missing[ret->nmissing++] = (struct ml_missing){
                a, poor ? missing_note(arena, poor, lang) : ML_STR_NONE
            };
    }
}

static void judge(const struct ml_knowledge *k, const struct ml_cause *cause,
                  struct ml_arena *arena, enum ml_lang lang,
                  const struct ml_server *server, struct ml_cause_result *ret)
{
    struct anchors anchors;
    struct weighing w = { .verdict = ML_UNDETERMINED };

    find_anchors(k, cause, &anchors);
    if (anchors.has_timed)
        weigh_rules(k, cause, &anchors.timed, arena, lang, &w);
    if (w.verdict == ML_UNDETERMINED && !w.nfor && anchors.has_untimed)
        weigh_rules(k, cause, &anchors.untimed, arena, lang, &w);
    ret->cause = cause;
    ret->verdict = w.verdict;
    ret->for_ = w.for_;
    ret->nfor = w.nfor;
    ret->against = w.against;
    ret->nagainst = w.nagainst;
    ret->explains = ml_arena_array(arena, server->nfindings, sizeof(*ret->explains));
    for (uint32_t i = 0; i < server->nfindings; i++)
        if (ml_cause_explains(cause, server->findings[i].signature->id))
            ret->explains[ret->nexplains++] = server->findings[i].signature;
    add_missing(k, cause, arena, lang, ret);
}

static int by_verdict(const void *a, const void *b)
{
    const struct ml_cause_result *x = a, *y = b;

    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    if (x->nfor != y->nfor)
        return x->nfor > y->nfor ? -1 : 1;
    return ml_str_cmp(x->cause->id, y->cause->id);
}

static bool explains_any(const struct ml_cause *cause, const struct ml_server *server)
{
    for (uint32_t i = 0; i < server->nfindings; i++)
        if (ml_cause_explains(cause, server->findings[i].signature->id))
            return true;
    return false;
}

static bool names_cause(const struct ml_condition *c)
{
    for (uint32_t i = 0; i < c->nchildren; i++)
        if (names_cause(&c->children[i]))
            return true;
    return c->kind == ML_COND_CAUSE;
}

/* Whether some rule asks for the verdict on another cause: these are judged last. */
static bool names_causes(const struct ml_cause *cause)
{
    for (uint32_t i = 0; i < cause->nrules; i++)
        if (names_cause(&cause->rules[i].condition))
            return true;
    return false;
}

void ml_causes_judge(const struct ml_knowledge *k, struct ml_arena *arena,
                     enum ml_lang lang, struct ml_server *server)
{
    server->causes = ml_arena_array(arena, k->catalogue->ncauses,
                                    sizeof(*server->causes));
    struct ml_knowledge known = *k;
    known.judged = server->causes;
    for (int naming = 0; naming < 2; naming++) {
        for (uint32_t i = 0; i < k->catalogue->ncauses; i++) {
            const struct ml_cause *cause = &k->catalogue->causes[i];
            if (names_causes(cause) == (naming == 1) && explains_any(cause, server))
                judge(&known, cause, arena, lang, server,
                      &server->causes[server->ncauses++]);
        }
        known.njudged = server->ncauses;
    }
    if (server->ncauses)
        qsort(server->causes, server->ncauses, sizeof(*server->causes), by_verdict);
}
