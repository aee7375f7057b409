/* SPDX-License-Identifier: MIT */
#include "diagnose/weigh.h"

#include "diagnose/diagnose.h"
#include "diagnose/weighing.h"
#include "base/ban.h"

enum ml_truth ml_truth_of(bool b)
{
    return b ? ML_TRUE : ML_FALSE;
}

enum ml_truth ml_truth_both(enum ml_truth a, enum ml_truth b)
{
    if (a == ML_FALSE || b == ML_FALSE)
        return ML_FALSE;
    return a == ML_TRUE && b == ML_TRUE ? ML_TRUE : ML_UNSURE;
}

int64_t ml_time_apart(struct ml_time a, struct ml_time b)
{
    return a.us > b.us ? a.us - b.us : b.us - a.us;
}

/* How near to the occurrence: without a time on either side, the same bundle. */
enum ml_truth ml_is_near(const struct ml_anchor_point *at, struct ml_time time,
                         uint32_t c, int64_t within_us)
{
    if (within_us == 0)
        return ML_TRUE;
    if (!ml_time_known(at->time) || !ml_time_known(time))
        return at->c == c ? ML_TRUE : ML_UNSURE;
    return ml_time_within(at->time, time, within_us);
}

/* Whether the blank-separated list holds the id. */
bool ml_names_id(ml_str ids, ml_str id)
{
    ml_str one;

    while (ids.n) {
        ml_str_cut(ids, ' ', &one, &ids);
        if (ml_str_eq(one, id))
            return true;
    }
    return false;
}

static enum ml_truth weigh_cause(const struct ml_knowledge *k,
                                 const struct ml_condition *cond, struct ml_ground *ret)
{
    for (uint32_t i = 0; i < k->njudged; i++) {
        const struct ml_cause_result *r = &k->judged[i];
        if (!ml_str_eq(r->cause->id, cond->name))
            continue;
        if (!ml_names_id(cond->value, ml_str_of(ml_verdict_names[r->verdict])))
            return ML_FALSE;
        const struct ml_weighed *w =
            r->verdict > ML_UNDETERMINED ? r->against : r->for_;
        if (!ret->address.n && (r->nfor || r->nagainst) && w)
            *ret = (struct ml_ground){ w->address, w->text };
        return ML_TRUE;
    }
    return ML_FALSE; /* it explains nothing that this server has */
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

static enum ml_truth weigh_finding(const struct ml_knowledge *k,
                                   const struct ml_anchor_point *at,
                                   const struct ml_condition *cond)
{
    struct ml_time date;

    if (cond->op == ML_OP_IS)
        return ml_truth_of(
            ml_names_id(cond->value, k->catalogue->signatures[at->signature].id));

    if (cond->op == ML_OP_UNKNOWN)
        return ml_truth_of(!at->date_known);
    if (!at->date_known || !ml_time_parse_iso(cond->value, &date))
        return ML_UNSURE;
    return ml_truth_of(cond->op == ML_OP_BEFORE ? at->time.us < date.us
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
            sum = ml_truth_both(sum, t);
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
        return t == ML_UNSURE ? t : ml_truth_of(t == ML_FALSE);
    }
    case ML_COND_FACT:
        return ml_weigh_fact(k, at, cond, arena, ret);
    case ML_COND_SIGNATURE:
        return ml_weigh_signature(k, at, cond, arena, ret);
    case ML_COND_ARTEFACT:
        return weigh_artefact(k, cond, ret);
    case ML_COND_FINDING:
        return weigh_finding(k, at, cond);
    case ML_COND_JOB:
        return ml_weigh_job(k, at, cond, arena, ret);
    case ML_COND_CAUSE:
        return weigh_cause(k, cond, ret);
    }
    return ML_UNSURE;
}
