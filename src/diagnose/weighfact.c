/* SPDX-License-Identifier: MIT */
/* Conditions on facts: one value, a family of them, letters of volumes. */
#include "diagnose/compare.h"
#include "diagnose/weighing.h"
#include "base/ban.h"

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
            int64_t d = ml_time_apart(now, at->time), b = ml_time_apart(was, at->time);
            if (d < b || (d == b && ml_str_cmp(f->fact->value, best->fact->value) < 0))
                best = f;
        } else if (now.us > was.us) {
            best = f;
        }
    }
    return best;
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
    return ml_truth_both(ml_is_near(at, f->fact->time, f->c, cond->within_us),
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

/* Whether the volume list knows the letter. Sizes make it a list; a locked volume has
 * none, and is there all the same. */
static enum ml_truth volume_known(const struct ml_knowledge *k, char letter)
{
    bool any = false, found = false;

    for (uint32_t i = facts_from(k, ML_STR("volume.")); i < k->nfacts; i++) {
        ml_str name = k->facts[i].fact->name;
        if (!ml_str_starts(name, ML_STR("volume.")))
            break;
        any |= ml_str_ends_nocase(name, ML_STR(".size-bytes"));
        found |=
            name.n > 8 && name.p[8] == '.' && ml_lower(name.p[7]) == ml_lower(letter);
    }
    return found ? ML_TRUE : any ? ML_FALSE : ML_UNSURE;
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
    return all == ML_UNSURE || cond->op == ML_OP_VOLUME_KNOWN
               ? all
               : ml_truth_of(all == ML_FALSE);
}

static enum ml_truth weigh_one_fact(const struct ml_knowledge *k,
                                    const struct ml_anchor_point *at,
                                    const struct ml_condition *cond,
                                    const struct ml_known_fact *f,
                                    struct ml_arena *arena, struct ml_ground *ret)
{
    enum ml_truth t;

    if (cond->op == ML_OP_VOLUME_KNOWN || cond->op == ML_OP_VOLUME_MISSING)
        t = ml_truth_both(ml_is_near(at, f->fact->time, f->c, cond->within_us),
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
        return ml_truth_both(sum, t);
    return sum == ML_TRUE || t == ML_TRUE     ? ML_TRUE
           : sum == ML_FALSE && t == ML_FALSE ? ML_FALSE
                                              : ML_UNSURE;
}

enum ml_truth ml_weigh_fact(const struct ml_knowledge *k,
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
    return ml_weigh_fact(k, at, &one, arena, ret);
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
        sum =
            join(cond->every, first, sum, weigh_starred(k, at, cond, star, arena, ret));
        first = false;
    }
    return sum;
}

enum ml_truth ml_weigh_fact(const struct ml_knowledge *k,
                            const struct ml_anchor_point *at,
                            const struct ml_condition *cond, struct ml_arena *arena,
                            struct ml_ground *ret)
{
    if (ml_str_find_char(cond->name, '*') != ML_NPOS)
        return weigh_family(k, at, cond, arena, ret);
    const struct ml_known_fact *f = ml_knowledge_nearest(k, cond->name, at);

    if (cond->op == ML_OP_UNKNOWN)
        return ml_truth_of(f == NULL);
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

bool ml_weigh_value_alone(const struct ml_knowledge *k, const struct ml_condition *cond,
                          const struct ml_known_fact *fact, struct ml_arena *arena)
{
    struct ml_anchor_point at = { .c = fact->c, .time = fact->fact->time };
    struct ml_ground unused = { 0 };

    return weigh_one_fact(k, &at, cond, fact, arena, &unused) == ML_TRUE;
}
