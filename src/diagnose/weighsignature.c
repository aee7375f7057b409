/* SPDX-License-Identifier: MIT */
/* Conditions on signatures: where they occurred, how often, how far apart. */
#include "diagnose/weighing.h"
#include "base/ban.h"

/* The record's own words, where they were kept. */
static ml_str kept_text(const struct ml_hits *h, uint64_t line)
{
    for (uint32_t i = 0; i < h->nhead; i++)
        if (h->head[i].line == line)
            return h->head[i].text;
    for (uint32_t i = 0; i < h->ntail; i++)
        if (h->tail[i].line == line)
            return h->tail[i].text;
    return ML_STR_NONE;
}

static void ground_moment(struct ml_arena *arena, const struct ml_known_hits *h,
                          uint64_t line, struct ml_ground *ret)
{
    const struct ml_occurrence *first = &h->hits->head[0];

    if (ret->address.n)
        return;
    if (h->hits->nhead && first->address.n) {
        *ret = (struct ml_ground){ first->address, first->text };
        return;
    }
    ml_str file = h->in->members[h->hits->member].address;
    ret->address =
        ml_arena_printf(arena, "%.*s:%llu", ML_STR_ARG(file), (unsigned long long)line);
    ret->detail = kept_text(h->hits, line);
}

/* How many records counted, and from when to when. */
struct tally {
    uint64_t n;
    struct ml_time first, last;
};

static void tally_up(struct tally *t, const struct ml_moment *m)
{
    t->n += m->n;
    if (!ml_time_known(m->first))
        return;
    if (!ml_time_known(t->first) || m->first.us < t->first.us)
        t->first = m->first;
    if (!ml_time_known(t->last) || m->last.us > t->last.us)
        t->last = m->last;
}

static bool tally_suffices(const struct tally *t, const struct ml_condition *cond)
{
    if (t->n < cond->at_least)
        return false;
    return !cond->apart_us || (ml_time_known(t->first) && ml_time_known(t->last) &&
                               t->last.us - t->first.us >= cond->apart_us);
}

/* The moment of these hits nearest to the occurrence, among those that count. */
static enum ml_truth weigh_hits(const struct ml_known_hits *h,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret, int64_t *best_distance,
                                struct tally *tally)
{
    enum ml_truth best = ML_FALSE;

    for (uint32_t i = 0; i < h->hits->nmoments; i++) {
        const struct ml_moment *m = &h->hits->moments[i];
        if (cond->same_job && (!at->job.n || !ml_str_eq(m->job, at->job)))
            continue;
        enum ml_truth first = ml_is_near(at, m->first, h->c, cond->within_us);
        enum ml_truth last = ml_is_near(at, m->last, h->c, cond->within_us);
        if (first != ML_TRUE && last != ML_TRUE) {
            if (first == ML_UNSURE || last == ML_UNSURE)
                best = best == ML_TRUE ? best : ML_UNSURE;
            continue;
        }
        tally_up(tally, m);
        bool timed = ml_time_known(at->time) && ml_time_known(m->first);
        int64_t d1 =
            timed && first == ML_TRUE ? ml_time_apart(at->time, m->first) : INT64_MAX;
        int64_t d2 =
            timed && last == ML_TRUE ? ml_time_apart(at->time, m->last) : INT64_MAX;
        int64_t d = d1 < d2 ? d1 : d2;
        if (best != ML_TRUE || d < *best_distance) {
            struct ml_ground ground = { 0 };
            ground_moment(arena, h, d2 < d1 ? m->last_line : m->first_line, &ground);
            *ret = ground;
            *best_distance = d;
        }
        best = ML_TRUE;
    }
    return best;
}

enum ml_truth ml_weigh_signature(const struct ml_knowledge *k,
                                 const struct ml_anchor_point *at,
                                 const struct ml_condition *cond,
                                 struct ml_arena *arena, struct ml_ground *ret)
{
    enum ml_truth best = k->log_read ? ML_FALSE : ML_UNSURE;
    struct ml_ground ground = { 0 };
    struct tally tally = { 0 };
    int64_t nearest = INT64_MAX;

    for (uint32_t i = 0; i < k->nhits; i++) {
        const struct ml_signature *sig =
            &k->catalogue->signatures[k->hits[i].hits->signature];
        if (!ml_names_id(cond->name, sig->id))
            continue;
        struct ml_ground g = { 0 };
        int64_t d = INT64_MAX;
        enum ml_truth t = weigh_hits(&k->hits[i], at, cond, arena, &g, &d, &tally);
        if (t == ML_TRUE && (best != ML_TRUE || d < nearest)) {
            nearest = d;
            ground = g;
            best = ML_TRUE;
        } else if (t == ML_UNSURE && best == ML_FALSE) {
            best = ML_UNSURE;
        }
    }
    if (best == ML_TRUE && !tally_suffices(&tally, cond))
        return ML_FALSE;
    if (best == ML_TRUE && !ret->address.n)
        *ret = ground;
    return best;
}
