/* SPDX-License-Identifier: MIT */
#include "diagnose/weigh.h"

#include "diagnose/compare.h"
#include "diagnose/diagnose.h"
#include "diagnose/jobs.h"
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

/* Whether the volume list knows the letter. */
static enum ml_truth volume_known(const struct ml_knowledge *k, char letter)
{
    bool any = false, found = false;

    for (uint32_t i = facts_from(k, ML_STR("volume.")); i < k->nfacts; i++) {
        ml_str name = k->facts[i].fact->name;
        if (!ml_str_starts(name, ML_STR("volume.")))
            break;
        if (!ml_str_ends_nocase(name, ML_STR(".size-bytes")))
            continue;
        any = true;
        found |= name.n > 8 && name.p[8] == '.' &&
                 ml_lower(name.p[7]) == ml_lower(letter);
    }
    return any ? truth(found) : ML_UNSURE;
}

/* The next letter of a `;`-separated list of paths; excluded ones ("-D:\\x") are left
 * out. 0 at the end. */
static char next_letter(ml_str *paths)
{
    while (paths->n) {
        ml_str path;
        ml_str_cut(*paths, ';', &path, paths);
        path = ml_str_trim(path);
        if (path.n >= 2 && path.p[1] == ':')
            return path.p[0];
    }
    return 0;
}

/* The volume list knows the letters of all paths, or lacks one. */
static enum ml_truth weigh_volume(const struct ml_knowledge *k,
                                  const struct ml_condition *cond,
                                  const struct ml_fact *f)
{
    ml_str paths = f->value;
    enum ml_truth all = ML_UNSURE;
    char letter;

    while ((letter = next_letter(&paths)) != 0) {
        all = volume_known(k, letter);
        if (all != ML_TRUE)
            break;
    }
    return all == ML_UNSURE || cond->op == ML_OP_VOLUME_KNOWN ? all
                                                              : truth(all == ML_FALSE);
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

/* `name` with its `*` put in place of the one in `pattern`. */
static ml_str fill_star(struct ml_arena *arena, ml_str pattern, ml_str stands_for)
{
    size_t star = ml_str_find_char(pattern, '*');

    if (star == ML_NPOS)
        return pattern;
    return ml_arena_printf(arena, "%.*s%.*s%.*s", (int)star, pattern.p,
                           ML_STR_ARG(stands_for),
                           ML_STR_ARG(ml_str_from(pattern, star + 1)));
}

/* What `*` stands for in a fact's name; empty when the name is none of the family. */
static ml_str star_of(ml_str pattern, ml_str name)
{
    size_t star = ml_str_find_char(pattern, '*');
    ml_str head = ml_str_sub(pattern, 0, star), tail = ml_str_from(pattern, star + 1);

    if (name.n <= head.n + tail.n || !ml_str_starts(name, head) ||
        !ml_str_eq(ml_str_from(name, name.n - tail.n), tail))
        return ML_STR_NONE;
    ml_str middle = ml_str_sub(name, head.n, name.n - head.n - tail.n);
    return ml_str_find_char(middle, '.') == ML_NPOS ? middle : ML_STR_NONE;
}

/* The sum of several truths: one of them is enough, or all have to be. */
static enum ml_truth join(bool every, bool first, enum ml_truth sum, enum ml_truth t)
{
    if (first)
        return t;
    if (every)
        return both(sum, t);
    return sum == ML_TRUE || t == ML_TRUE ? ML_TRUE
           : sum == ML_FALSE && t == ML_FALSE ? ML_FALSE : ML_UNSURE;
}

static enum ml_truth weigh_fact(const struct ml_knowledge *k,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret);

/* One of a family: the condition with its stars filled. */
static enum ml_truth weigh_starred(const struct ml_knowledge *k,
                                   const struct ml_anchor_point *at,
                                   const struct ml_condition *cond, ml_str stands_for,
                                   struct ml_arena *arena, struct ml_ground *ret)
{
    struct ml_condition one = *cond;

    one.name = fill_star(arena, cond->name, stands_for);
    one.other = fill_star(arena, cond->other, stands_for);
    return weigh_fact(k, at, &one, arena, ret);
}

/* Only the letters of the paths in the fact `of`. */
static enum ml_truth weigh_letters(const struct ml_knowledge *k,
                                   const struct ml_anchor_point *at,
                                   const struct ml_condition *cond,
                                   struct ml_arena *arena, struct ml_ground *ret)
{
    const struct ml_known_fact *of = ml_knowledge_nearest(k, cond->of, at);
    ml_str paths = of ? of->fact->value : ML_STR_NONE;
    enum ml_truth sum = ML_UNSURE;
    char letter;

    for (bool first = true; (letter = next_letter(&paths)) != 0; first = false) {
        char lower = ml_lower(letter);
        sum = join(cond->every, first, sum,
                   weigh_starred(k, at, cond, (ml_str){ &lower, 1 }, arena, ret));
    }
    return sum;
}

static enum ml_truth weigh_family(const struct ml_knowledge *k,
                                  const struct ml_anchor_point *at,
                                  const struct ml_condition *cond,
                                  struct ml_arena *arena, struct ml_ground *ret)
{
    enum ml_truth sum = ML_UNSURE;
    ml_str head = ml_str_sub(cond->name, 0, ml_str_find_char(cond->name, '*'));
    ml_str last = ML_STR_NONE;
    bool first = true;

    if (cond->of.n)
        return weigh_letters(k, at, cond, arena, ret);
    for (uint32_t i = facts_from(k, head); i < k->nfacts; i++) {
        ml_str name = k->facts[i].fact->name;
        if (!ml_str_starts(name, head))
            break;
        ml_str star = star_of(cond->name, name);
        if (!star.n || ml_str_eq(name, last))
            continue;
        last = name;
        sum = join(cond->every, first, sum,
                   weigh_starred(k, at, cond, star, arena, ret));
        first = false;
    }
    return sum;
}

static enum ml_truth weigh_fact(const struct ml_knowledge *k,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond, struct ml_arena *arena,
                                struct ml_ground *ret)
{
    if (ml_str_find_char(cond->name, '*') != ML_NPOS)
        return weigh_family(k, at, cond, arena, ret);
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
    const struct ml_occurrence *first = &h->hits->head[0];

    if (ret->address.n)
        return;
    if (h->hits->nhead && first->address.n) {
        *ret = (struct ml_ground){ first->address, first->text };
        return;
    }
    ml_str file = h->in->members[h->hits->member].address;
    ret->address = ml_arena_printf(arena, "%.*s:%llu", ML_STR_ARG(file),
                                   (unsigned long long)line);
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

/* Whether the blank-separated list holds the id. */
static bool names_id(ml_str ids, ml_str id)
{
    ml_str one;

    while (ids.n) {
        ml_str_cut(ids, ' ', &one, &ids);
        if (ml_str_eq(one, id))
            return true;
    }
    return false;
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
        enum ml_truth first = near(at, m->first, h->c, cond->within_us);
        enum ml_truth last = near(at, m->last, h->c, cond->within_us);
        if (first != ML_TRUE && last != ML_TRUE) {
            if (first == ML_UNSURE || last == ML_UNSURE)
                best = best == ML_TRUE ? best : ML_UNSURE;
            continue;
        }
        tally_up(tally, m);
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
    struct tally tally = { 0 };
    int64_t nearest = INT64_MAX;

    for (uint32_t i = 0; i < k->nhits; i++) {
        const struct ml_signature *sig = &k->catalogue->signatures[k->hits[i].hits->signature];
        if (!names_id(cond->name, sig->id))
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

/* Whether `a` is before `b`; clocks that nothing relates leave it open within the zones
 * that there are. */
static enum ml_truth earlier(struct ml_time a, struct ml_time b)
{
    enum { ZONE_MAX_HOURS = 14 };

    if (!ml_time_known(a) || !ml_time_known(b))
        return ML_UNSURE;
    int64_t slack = a.clock == b.clock ? 0 : ZONE_MAX_HOURS * ML_HOUR_US;
    return a.us + slack < b.us ? ML_TRUE : a.us - slack >= b.us ? ML_FALSE : ML_UNSURE;
}

/* The end of a job, or the last that was seen of it. */
static struct ml_time end_of(const struct ml_job *job)
{
    return ml_time_known(job->end) ? job->end : job->start;
}

static enum ml_truth job_is_when(const struct ml_job *job,
                                 const struct ml_anchor_point *at, enum ml_job_when when)
{
    bool own = at->job.n && ml_str_eq(job->id, at->job);

    switch (when) {
    case ML_WHEN_ANY:
        return ML_TRUE;
    case ML_WHEN_SAME:
        return truth(own);
    case ML_WHEN_AFTER:
        return own ? ML_FALSE : earlier(at->time, end_of(job));
    case ML_WHEN_BEFORE:
        return own ? ML_FALSE : earlier(end_of(job), at->time);
    case ML_WHEN_OVERLAP: {
        enum ml_truth began = earlier(at->time, job->start);
        enum ml_truth ended = earlier(end_of(job), at->time);
        if (own || began == ML_TRUE || ended == ML_TRUE)
            return ML_FALSE;
        return began == ML_FALSE && ended == ML_FALSE ? ML_TRUE : ML_UNSURE;
    }
    }
    return ML_UNSURE;
}

static enum ml_truth job_ended(const struct ml_job *job, ml_str outcome)
{
    if (ml_str_eq(outcome, ML_STR("any")))
        return ML_TRUE;
    if (job->outcome == ML_JOB_UNKNOWN)
        return ML_UNSURE;
    return truth(ml_str_eq(outcome, ml_str_of(ml_job_outcome_names[job->outcome])));
}

static enum ml_truth job_counts(const struct ml_knowledge *k, const struct ml_job *job,
                                const struct ml_anchor_point *at,
                                const struct ml_condition *cond)
{
    const struct ml_job *own = cond->same_kind ? ml_job_of(k, at->job) : NULL;

    if (own && own->kind.n && job->kind.n && !ml_str_eq_nocase(own->kind, job->kind))
        return ML_FALSE;
    enum ml_truth t = both(job_ended(job, cond->value), job_is_when(job, at, cond->when));
    if (!cond->within_us || cond->when == ML_WHEN_SAME)
        return t;
    enum ml_truth start = near(at, job->start, at->c, cond->within_us);
    return both(t, start == ML_TRUE ? start
                                    : near(at, end_of(job), at->c, cond->within_us));
}

static enum ml_truth weigh_job(const struct ml_knowledge *k,
                               const struct ml_anchor_point *at,
                               const struct ml_condition *cond, struct ml_arena *arena,
                               struct ml_ground *ret)
{
    uint32_t wanted = cond->at_least ? cond->at_least : 1, sure = 0, perhaps = 0;
    const struct ml_job *first = NULL;

    if (cond->when == ML_WHEN_SAME && !ml_job_of(k, at->job))
        return ML_UNSURE;
    for (uint32_t i = 0; i < k->njobs; i++) {
        enum ml_truth t = job_counts(k, &k->jobs[i], at, cond);
        sure += t == ML_TRUE;
        perhaps += t != ML_FALSE;
        if (t == ML_TRUE && !first)
            first = &k->jobs[i];
    }
    if (sure >= wanted && first) {
        if (!ret->address.n) {
            ret->address = first->row.n ? first->row : first->address;
            ret->detail = ml_arena_printf(
                arena, "%.*s%s%.*s %.*s", ML_STR_ARG(first->kind), first->kind.n ? " " : "",
                ML_STR_ARG(first->id), ML_STR_ARG(ml_time_iso(arena, end_of(first))));
        }
        return ML_TRUE;
    }
    return perhaps >= wanted || !k->jobs_known ? ML_UNSURE : ML_FALSE;
}

static enum ml_truth weigh_cause(const struct ml_knowledge *k,
                                 const struct ml_condition *cond, struct ml_ground *ret)
{
    for (uint32_t i = 0; i < k->njudged; i++) {
        const struct ml_cause_result *r = &k->judged[i];
        if (!ml_str_eq(r->cause->id, cond->name))
            continue;
        if (!names_id(cond->value, ml_str_of(ml_verdict_names[r->verdict])))
            return ML_FALSE;
        const struct ml_weighed *w = r->verdict > ML_UNDETERMINED ? r->against : r->for_;
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
        return truth(names_id(cond->value, k->catalogue->signatures[at->signature].id));

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
        return weigh_finding(k, at, cond);
    case ML_COND_JOB:
        return weigh_job(k, at, cond, arena, ret);
    case ML_COND_CAUSE:
        return weigh_cause(k, cond, ret);
    }
    return ML_UNSURE;
}

bool ml_weigh_value_alone(const struct ml_knowledge *k, const struct ml_condition *cond,
                          const struct ml_known_fact *fact, struct ml_arena *arena)
{
    struct ml_anchor_point at = { .c = fact->c, .time = fact->fact->time };
    struct ml_ground unused = { 0 };

    return weigh_one_fact(k, &at, cond, fact, arena, &unused) == ML_TRUE;
}

bool ml_weigh_job_alone(const struct ml_job *job, const struct ml_condition *cond)
{
    return job_ended(job, cond->value) == ML_TRUE;
}
