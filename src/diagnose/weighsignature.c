/* SPDX-License-Identifier: MIT */
/* Conditions on signatures: where they occurred, how often, how far apart. */
#include "base/attr.h"
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
    ret->address = ml_record_address(arena, &h->in->members[h->hits->member], line);
    ret->detail = kept_text(h->hits, line);
}

/* How many records counted, and from when to when by each clock: that of the records,
 * and UTC or that of a history. */
struct tally {
    uint64_t n;
    struct {
        bool any;
        int64_t first_us, last_us;
    } by[2];
};

static void tally_up(struct tally *t, const struct ml_moment *m, bool history)
{
    size_t c = history || m->first.clock == ML_CLOCK_UTC;

    t->n += m->n;
    if (!ml_time_known(m->first))
        return;
    if (!t->by[c].any || m->first.us < t->by[c].first_us)
        t->by[c].first_us = m->first.us;
    if (!t->by[c].any || m->last.us > t->by[c].last_us)
        t->by[c].last_us = m->last.us;
    t->by[c].any = true;
}

/* The first and the last that far apart, whatever zone lies between the two clocks: a
 * record of a log and the row of a history may be of one failure. */
static bool tally_suffices(const struct tally *t, const struct ml_condition *cond)
{
    if (t->n < cond->at_least)
        return false;
    if (!cond->apart_us)
        return true;
    for (size_t a = 0; a < ML_COUNT(t->by); a++)
        for (size_t b = 0; b < ML_COUNT(t->by); b++) {
            int64_t slack = a == b ? 0 : ML_ZONE_SPAN_US;
            if (t->by[a].any && t->by[b].any &&
                t->by[b].last_us - t->by[a].first_us - slack >= cond->apart_us)
                return true;
        }
    return false;
}

static bool is_history(const struct ml_known_hits *h)
{
    return ml_str_eq(h->in->members[h->hits->member].role, ML_STR("job-history"));
}

/* The moment of these hits nearest to the occurrence, among those that count. */
static enum ml_truth weigh_hits(const struct ml_knowledge *k,
                                const struct ml_known_hits *h,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret, int64_t *best_distance,
                                struct tally *tally)
{
    enum ml_truth best = ML_FALSE;
    bool history = is_history(h);

    for (uint32_t i = 0; i < h->hits->nmoments; i++) {
        struct ml_moment here = h->hits->moments[i];
        const struct ml_moment *m = &here;
        if (ml_on_other_clock(k, at, m->first, history)) /* any zone apart */
            here.first.clock = here.last.clock = ML_CLOCK_UTC;
        if (cond->same_job && (!at->job.n || !ml_str_eq(m->job, at->job)))
            continue;
        enum ml_truth first = ml_is_near(at, m->first, h->c, cond->within_us);
        enum ml_truth last = ml_is_near(at, m->last, h->c, cond->within_us);
        if (first != ML_TRUE && last != ML_TRUE) {
            if (first == ML_UNSURE || last == ML_UNSURE)
                best = best == ML_TRUE ? best : ML_UNSURE;
            continue;
        }
        tally_up(tally, m, history && !k->history_related);
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
        enum ml_truth t = weigh_hits(k, &k->hits[i], at, cond, arena, &g, &d, &tally);
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
