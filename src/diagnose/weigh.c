/* SPDX-License-Identifier: MIT */
#include "diagnose/weigh.h"

#include "diagnose/compare.h"
#include "base/ban.h"

static enum ml_truth truth(bool b)
{
    return b ? ML_TRUE : ML_FALSE;
}

/* First fact with this name; the rest follows it. */
static uint32_t facts_from(const struct ml_knowledge *k, ml_str name)
{
    uint32_t lo = 0, hi = k->nfacts;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (ml_str_cmp(k->facts[mid].fact->name, name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int64_t distance(struct ml_time a, struct ml_time b)
{
    return a.us > b.us ? a.us - b.us : b.us - a.us;
}

const struct ml_known_fact *ml_knowledge_nearest(const struct ml_knowledge *k,
                                                 ml_str name,
                                                 const struct ml_anchor_point *at)
{
    const struct ml_known_fact *best = NULL;

    for (uint32_t i = facts_from(k, name);
         i < k->nfacts && ml_str_eq(k->facts[i].fact->name, name); i++) {
        const struct ml_known_fact *f = &k->facts[i];
        if (!best) {
            best = f;
            continue;
        }
        struct ml_time was = best->fact->time, now = f->fact->time;
        if (!ml_time_known(now))
            continue;
        if (!ml_time_known(was)) {
            best = f;
        } else if (ml_time_known(at->time)) {
            int64_t d = distance(now, at->time), b = distance(was, at->time);
            if (d < b || (d == b && ml_str_cmp(f->fact->value, best->fact->value) < 0))
                best = f;
        } else if (now.us > was.us) {
            best = f;
        }
    }
    return best;
}

/* How near to the occurrence: without a time on either side, the same bundle. */
static enum ml_truth near(const struct ml_anchor_point *at, struct ml_time time,
                          uint32_t c, int64_t within_us)
{
    if (within_us == 0)
        return ML_TRUE;
    if (!ml_time_known(at->time) || !ml_time_known(time))
        return at->c == c ? ML_TRUE : ML_UNSURE;
    return ml_time_within(at->time, time, within_us);
}

static void ground_fact(struct ml_arena *arena, const struct ml_fact *f,
                        struct ml_ground *ret)
{
    if (ret->address.n)
        return;
    ret->address = f->address;
    ret->detail = ml_arena_printf(arena, "%.*s = %.*s", ML_STR_ARG(f->name),
                                  ML_STR_ARG(f->value));
}

static enum ml_truth both(enum ml_truth a, enum ml_truth b)
{
    if (a == ML_FALSE || b == ML_FALSE)
        return ML_FALSE;
    return a == ML_TRUE && b == ML_TRUE ? ML_TRUE : ML_UNSURE;
}

static enum ml_truth weigh_value(const struct ml_knowledge *k,
                                 const struct ml_anchor_point *at,
                                 const struct ml_condition *cond,
                                 const struct ml_known_fact *f)
{
    ml_str other = ML_STR_NONE;

    if (cond->other.n) {
        const struct ml_known_fact *o = ml_knowledge_nearest(k, cond->other, at);
        if (!o)
            return ML_UNSURE;
        other = o->fact->value;
    }
    return both(near(at, f->fact->time, f->c, cond->within_us),
                ml_compare(cond, f->fact->value, other, at));
}

/* Values on two different days, or two different values at all. */
static enum ml_truth weigh_differs(const struct ml_knowledge *k,
                                   const struct ml_condition *cond,
                                   struct ml_arena *arena, struct ml_ground *ret)
{
    bool by_day = ml_str_eq(cond->value, ML_STR("day"));
    uint32_t first = facts_from(k, cond->name);

    for (uint32_t i = first; i < k->nfacts; i++) {
        const struct ml_fact *f = k->facts[i].fact, *g = k->facts[first].fact;
        if (!ml_str_eq(f->name, cond->name))
            break;
        if (ml_str_eq_nocase(f->value, g->value))
            continue;
        if (by_day && (!ml_time_known(f->time) || !ml_time_known(g->time) ||
                       f->time.us / ML_DAY_US == g->time.us / ML_DAY_US))
            continue;
        ground_fact(arena, f, ret);
        return ML_TRUE;
    }
    return first < k->nfacts && ml_str_eq(k->facts[first].fact->name, cond->name)
               ? ML_FALSE
               : ML_UNSURE;
}

/* The volume list knows, or lacks, the letter of a path. */
static enum ml_truth weigh_volume(const struct ml_knowledge *k,
                                  const struct ml_condition *cond,
                                  const struct ml_fact *f)
{
    ml_str path = f->value;
    bool any = false, found = false;

    if (path.n < 2 || path.p[1] != ':')
        return ML_UNSURE;
    for (uint32_t i = facts_from(k, ML_STR("volume.")); i < k->nfacts; i++) {
        ml_str name = k->facts[i].fact->name;
        if (!ml_str_starts(name, ML_STR("volume.")))
            break;
        if (!ml_str_ends_nocase(name, ML_STR(".size-bytes")))
            continue;
        any = true;
        found |= name.n > 8 && name.p[8] == '.' &&
                 ml_lower(name.p[7]) == ml_lower(path.p[0]);
    }
    if (!any)
        return ML_UNSURE;
    return truth(cond->op == ML_OP_VOLUME_KNOWN ? found : !found);
}

static enum ml_truth weigh_one_fact(const struct ml_knowledge *k,
                                    const struct ml_anchor_point *at,
                                    const struct ml_condition *cond,
                                    const struct ml_known_fact *f,
                                    struct ml_arena *arena, struct ml_ground *ret)
{
    enum ml_truth t;

    if (cond->op == ML_OP_VOLUME_KNOWN || cond->op == ML_OP_VOLUME_MISSING)
        t = both(near(at, f->fact->time, f->c, cond->within_us),
                 weigh_volume(k, cond, f->fact));
    else
        t = weigh_value(k, at, cond, f);
    if (t == ML_TRUE)
        ground_fact(arena, f->fact, ret);
    return t;
}

static enum ml_truth weigh_fact(const struct ml_knowledge *k,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret)
{
    const struct ml_known_fact *f = ml_knowledge_nearest(k, cond->name, at);

    if (cond->op == ML_OP_UNKNOWN)
        return truth(f == NULL);
    if (!f)
        return cond->op == ML_OP_KNOWN ? ML_FALSE : ML_UNSURE;
    if (cond->op == ML_OP_DIFFERS)
        return weigh_differs(k, cond, arena, ret);
    if (!cond->any_value)
        return weigh_one_fact(k, at, cond, f, arena, ret);
    enum ml_truth best = ML_FALSE;
    for (uint32_t i = facts_from(k, cond->name);
         i < k->nfacts && ml_str_eq(k->facts[i].fact->name, cond->name); i++) {
        enum ml_truth t = weigh_one_fact(k, at, cond, &k->facts[i], arena, ret);
        if (t == ML_TRUE)
            return t;
        if (t == ML_UNSURE)
            best = t;
    }
    return best;
}

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
    if (ret->address.n)
        return;
    ml_str file = h->in->members[h->hits->member].address;
    ret->address = ml_arena_printf(arena, "%.*s:%llu", ML_STR_ARG(file),
                                   (unsigned long long)line);
    ret->detail = kept_text(h->hits, line);
}

/* The moment of these hits nearest to the occurrence, among those that count. */
static enum ml_truth weigh_hits(const struct ml_known_hits *h,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret, int64_t *best_distance)
{
    enum ml_truth best = ML_FALSE;

    for (uint32_t i = 0; i < h->hits->nmoments; i++) {
        const struct ml_moment *m = &h->hits->moments[i];
        if (cond->same_job && (!at->job.n || !ml_str_eq(m->job, at->job)))
            continue;
        enum ml_truth first = near(at, m->first, h->c, cond->within_us);
        enum ml_truth last = near(at, m->last, h->c, cond->within_us);
        if (first != ML_TRUE && last != ML_TRUE) {
            if (first == ML_UNSURE || last == ML_UNSURE)
                best = best == ML_TRUE ? best : ML_UNSURE;
            continue;
        }
        bool timed = ml_time_known(at->time) && ml_time_known(m->first);
        int64_t d1 = timed && first == ML_TRUE ? distance(at->time, m->first) : INT64_MAX;
        int64_t d2 = timed && last == ML_TRUE ? distance(at->time, m->last) : INT64_MAX;
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

static enum ml_truth weigh_signature(const struct ml_knowledge *k,
                                     const struct ml_anchor_point *at,
                                     const struct ml_condition *cond,
                                     struct ml_arena *arena, struct ml_ground *ret)
{
    enum ml_truth best = k->log_read ? ML_FALSE : ML_UNSURE;
    struct ml_ground ground = { 0 };
    int64_t nearest = INT64_MAX;

    for (uint32_t i = 0; i < k->nhits; i++) {
        const struct ml_signature *sig = &k->catalogue->signatures[k->hits[i].hits->signature];
        if (!ml_str_eq(sig->id, cond->name))
            continue;
        struct ml_ground g = { 0 };
        int64_t d = INT64_MAX;
        enum ml_truth t = weigh_hits(&k->hits[i], at, cond, arena, &g, &d);
        if (t == ML_TRUE && (best != ML_TRUE || d < nearest)) {
            nearest = d;
            ground = g;
            best = ML_TRUE;
        } else if (t == ML_UNSURE && best == ML_FALSE) {
            best = ML_UNSURE;
        }
    }
    if (best == ML_TRUE && !ret->address.n)
        *ret = ground;
    return best;
}

static enum ml_truth weigh_artefact(const struct ml_knowledge *k,
                                    const struct ml_condition *cond,
                                    struct ml_ground *ret)
{
    bool want_empty = ml_str_eq(cond->value, ML_STR("empty")), any = false;

    for (uint32_t i = 0; i < k->nseen; i++) {
        const struct ml_artefact_seen *s = k->seen[i];
        if (!ml_str_eq(s->id, cond->name))
            continue;
        any = true;
        if (s->state != (want_empty ? ML_ARTEFACT_EMPTY : ML_ARTEFACT_READ))
            continue;
        if (!ret->address.n)
            ret->address = s->address;
        return ML_TRUE;
    }
    return any ? ML_FALSE : ML_UNSURE;
}

static enum ml_truth weigh_finding(const struct ml_anchor_point *at,
                                   const struct ml_condition *cond)
{
    struct ml_time date;

    if (cond->op == ML_OP_UNKNOWN)
        return truth(!at->date_known);
    if (!at->date_known || !ml_time_parse_iso(cond->value, &date))
        return ML_UNSURE;
    return truth(cond->op == ML_OP_BEFORE ? at->time.us < date.us
                                          : at->time.us >= date.us);
}

static enum ml_truth weigh_children(const struct ml_knowledge *k,
                                    const struct ml_anchor_point *at,
                                    const struct ml_condition *cond,
                                    struct ml_arena *arena, struct ml_ground *ret)
{
    bool all = cond->kind == ML_COND_ALL;
    enum ml_truth sum = all ? ML_TRUE : ML_FALSE;
    struct ml_ground ground = { 0 };

    for (uint32_t i = 0; i < cond->nchildren; i++) {
        struct ml_ground g = { 0 };
        enum ml_truth t = ml_weigh(k, at, &cond->children[i], arena, &g);
        if (t == ML_TRUE && !ground.address.n)
            ground = g;
        if (all)
            sum = both(sum, t);
        else if (t == ML_TRUE)
            sum = ML_TRUE;
        else if (t == ML_UNSURE && sum == ML_FALSE)
            sum = ML_UNSURE;
    }
    if (sum == ML_TRUE && !ret->address.n)
        *ret = ground;
    return sum;
}

enum ml_truth ml_weigh(const struct ml_knowledge *k, const struct ml_anchor_point *at,
                       const struct ml_condition *cond, struct ml_arena *arena,
                       struct ml_ground *ret)
{
    struct ml_ground unused = { 0 };

    switch (cond->kind) {
    case ML_COND_ALL:
    case ML_COND_ANY:
        return weigh_children(k, at, cond, arena, ret);
    case ML_COND_NOT: {
        enum ml_truth t = cond->nchildren
                              ? ml_weigh(k, at, &cond->children[0], arena, &unused)
                              : ML_UNSURE;
        return t == ML_UNSURE ? t : truth(t == ML_FALSE);
    }
    case ML_COND_FACT:
        return weigh_fact(k, at, cond, arena, ret);
    case ML_COND_SIGNATURE:
        return weigh_signature(k, at, cond, arena, ret);
    case ML_COND_ARTEFACT:
        return weigh_artefact(k, cond, ret);
    case ML_COND_FINDING:
        return weigh_finding(at, cond);
    }
    return ML_UNSURE;
}
