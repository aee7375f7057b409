/* SPDX-License-Identifier: MIT */
#include "report/diff.h"

#include <stdlib.h>

#include "base/ban.h"

static const struct ml_old_server nobody = { .nfindings = 0 };

const char *ml_change_name(enum ml_change change)
{
    static const char *const names[] = {
        [ML_CHANGE_NEW] = "new",           [ML_CHANGE_CHANGED] = "changed",
        [ML_CHANGE_GONE] = "gone",         [ML_CHANGE_NOT_SEEN] = "not-seen",
        [ML_CHANGE_BETTER] = "better",     [ML_CHANGE_WORSE] = "worse",
        [ML_CHANGE_OPEN] = "less-certain",
    };
    return names[change];
}

const char *ml_unseen_name(enum ml_unseen unseen)
{
    static const char *const names[] = {
        [ML_UNSEEN_NONE] = "",
        [ML_UNSEEN_NO_FILE] = "no-file",
        [ML_UNSEEN_PARTIAL] = "partial",
        [ML_UNSEEN_EARLIER] = "earlier",
        [ML_UNSEEN_WINDOW] = "window",
        [ML_UNSEEN_INTERRUPTED] = "interrupted",
        [ML_UNSEEN_NO_SERVER] = "no-server",
    };
    return names[unseen];
}

/* ---- what would have shown a finding ---- */

/* On one clock only: which of two others is earlier cannot be told. */
static bool is_before(struct ml_time a, struct ml_time b)
{
    return ml_time_known(a) && a.clock == b.clock && a.us < b.us;
}

/* Files of one kind: the first; *ret_n how many. */
static const struct ml_old_file *files_of(const struct ml_old_server *s, ml_str kind,
                                          size_t *ret_n)
{
    size_t low = 0, high = s->nfiles, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ml_str_cmp(s->files[middle].kind, kind) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < s->nfiles && ml_str_eq(s->files[low + n].kind, kind))
        n++;
    *ret_n = n;
    return s->files + low;
}

/* Files of one kind together. */
struct kind_sum {
    size_t n;
    bool is_partial;
    uint64_t records;
    struct ml_time last;
};

static struct kind_sum sum_of(const struct ml_old_server *s, ml_str kind)
{
    struct kind_sum sum = { .last = ML_NO_TIME };
    const struct ml_old_file *f = files_of(s, kind, &sum.n);

    for (size_t i = 0; i < sum.n; i++) {
        sum.is_partial |= f[i].is_partial;
        sum.records += f[i].records;
        if (!ml_time_known(sum.last) || is_before(sum.last, f[i].last))
            sum.last = f[i].last;
    }
    return sum;
}

static enum ml_unseen unseen_of_kind(const struct ml_old_finding *f, ml_str kind,
                                     const struct ml_old_server *before,
                                     const struct ml_old_server *after)
{
    struct kind_sum old = sum_of(before, kind), now = sum_of(after, kind);

    if (now.n == 0 || (old.records && !now.records))
        return ML_UNSEEN_NO_FILE;
    if (now.is_partial)
        return ML_UNSEEN_PARTIAL;
    return is_before(now.last, f->last) ? ML_UNSEEN_EARLIER : ML_UNSEEN_NONE;
}

/* Each kind of file that held it must have been read, and in full. */
static enum ml_unseen unseen_of(const struct ml_diff *diff,
                                const struct ml_old_server *before,
                                const struct ml_old_server *after,
                                const struct ml_old_finding *f, ml_str *ret_kind)
{
    if (after == &nobody)
        return ML_UNSEEN_NO_SERVER;
    if (!ml_time_eq(before->since, after->since) ||
        !ml_time_eq(before->until, after->until))
        return ML_UNSEEN_WINDOW;
    if (f->nkinds)
        *ret_kind = f->kinds[0];
    for (size_t i = 0; i < f->nkinds; i++) {
        enum ml_unseen why = unseen_of_kind(f, f->kinds[i], before, after);
        *ret_kind = f->kinds[i];
        if (why != ML_UNSEEN_NONE)
            return why;
    }
    if (diff->after->is_interrupted)
        return ML_UNSEEN_INTERRUPTED;
    if (after->is_partial)
        return ML_UNSEEN_PARTIAL;
    return f->nkinds ? ML_UNSEEN_NONE : ML_UNSEEN_NO_FILE;
}

/* ---- findings ---- */

static const struct ml_old_finding *find_finding(const struct ml_old_server *s,
                                                 ml_str id)
{
    for (size_t i = 0; i < s->nfindings; i++)
        if (ml_str_eq(s->findings[i].signature, id))
            return &s->findings[i];
    return NULL;
}

static bool same_finding(const struct ml_old_finding *a, const struct ml_old_finding *b)
{
    return a->count == b->count && a->severity == b->severity &&
           ml_time_eq(a->last, b->last) && !a->survived_by.n == !b->survived_by.n;
}

static void add_finding(struct ml_diff_server *s, const struct ml_diff_finding *f)
{
    ML_PUSH(s->findings, s->nfindings, s->cap_findings, *f);
}

static void compare_findings(const struct ml_diff *diff, struct ml_diff_server *s)
{
    bool maybe = diff->catalogue_changed;

    for (int changed = 0; changed < 2; changed++)
        for (size_t i = 0; i < s->after->nfindings; i++) {
            const struct ml_old_finding *now = &s->after->findings[i];
            const struct ml_old_finding *old = find_finding(s->before, now->signature);
            struct ml_diff_finding f = { .before = old,
                                         .after = now,
                                         .may_be_catalogue = maybe };
            if ((old != NULL) != changed || (old && same_finding(old, now)))
                continue;
            f.change = old ? ML_CHANGE_CHANGED : ML_CHANGE_NEW;
            if (old && is_before(old->last, now->last))
                f.may_be_catalogue = false;
            add_finding(s, &f);
        }
    for (size_t i = 0; i < s->before->nfindings; i++) {
        const struct ml_old_finding *old = &s->before->findings[i];
        struct ml_diff_finding f = { .before = old, .kind = ML_STR_NONE };
        if (find_finding(s->after, old->signature))
            continue;
        f.unseen = unseen_of(diff, s->before, s->after, old, &f.kind);
        f.change = f.unseen ? ML_CHANGE_NOT_SEEN : ML_CHANGE_GONE;
        f.may_be_catalogue = maybe && f.change == ML_CHANGE_GONE;
        add_finding(s, &f);
    }
}

/* ---- causes ---- */

static const struct ml_old_cause *find_cause(const struct ml_old_server *s, ml_str id)
{
    for (size_t i = 0; i < s->ncauses; i++)
        if (ml_str_eq(s->causes[i].id, id))
            return &s->causes[i];
    return NULL;
}

static enum ml_change direction(enum ml_verdict old, enum ml_verdict now)
{
    if (now > old && now >= ML_UNLIKELY)
        return ML_CHANGE_BETTER;
    return now < old && now != ML_UNDETERMINED ? ML_CHANGE_WORSE : ML_CHANGE_OPEN;
}

/* A cause is listed with the findings that it explains: it is gone with them. */
static enum ml_change vanished(const struct ml_diff_server *s,
                               const struct ml_old_cause *cause)
{
    ml_str rest = cause->explains, id;

    while (rest.n) {
        ml_str_cut(rest, ' ', &id, &rest);
        for (size_t i = 0; i < s->nfindings; i++)
            if (s->findings[i].change == ML_CHANGE_NOT_SEEN &&
                ml_str_eq(s->findings[i].before->signature, id))
                return ML_CHANGE_NOT_SEEN;
    }
    return ML_CHANGE_GONE;
}

static void compare_causes(const struct ml_diff *diff, struct ml_diff_server *s)
{
    for (size_t i = 0; i < s->after->ncauses; i++) {
        const struct ml_old_cause *now = &s->after->causes[i];
        const struct ml_old_cause *old = find_cause(s->before, now->id);
        struct ml_diff_cause c = { .before = old,
                                   .after = now,
                                   .may_be_catalogue = diff->catalogue_changed };
        if (old && old->verdict == now->verdict)
            continue;
        c.change = old ? direction(old->verdict, now->verdict) : ML_CHANGE_NEW;
        ML_PUSH(s->causes, s->ncauses, s->cap_causes, c);
    }
    for (size_t i = 0; i < s->before->ncauses; i++) {
        const struct ml_old_cause *old = &s->before->causes[i];
        struct ml_diff_cause c = { .before = old };
        if (find_cause(s->after, old->id))
            continue;
        c.change = vanished(s, old);
        c.may_be_catalogue = diff->catalogue_changed && c.change == ML_CHANGE_GONE;
        ML_PUSH(s->causes, s->ncauses, s->cap_causes, c);
    }
}

/* ---- servers ---- */

static bool same_name(const struct ml_old_server *a, const struct ml_old_server *b)
{
    return ml_str_eq_nocase(a->name, b->name) && ml_str_eq(a->group, b->group);
}

/* The nth server of that name, as two machines may have one name. */
static const struct ml_old_server *partner(const struct ml_old_report *from, size_t i,
                                           const struct ml_old_report *in)
{
    size_t nth = 0;

    for (size_t k = 0; k < i; k++)
        nth += same_name(&from->servers[k], &from->servers[i]);
    for (size_t k = 0; k < in->nservers; k++)
        if (same_name(&in->servers[k], &from->servers[i]) && nth-- == 0)
            return &in->servers[k];
    return NULL;
}

bool ml_diff_agent_changed(const struct ml_diff_server *s)
{
    ml_str unknown = ML_STR("unknown");

    return s->before && s->after && !ml_str_eq(s->before->agent_version, unknown) &&
           !ml_str_eq(s->after->agent_version, unknown) &&
           !ml_str_eq(s->before->agent_version, s->after->agent_version);
}

static void add_server(struct ml_diff *diff, const struct ml_old_server *before,
                       const struct ml_old_server *after)
{
    struct ml_diff_server s = { .before = before ? before : &nobody,
                                .after = after ? after : &nobody };

    s.change = !before  ? ML_CHANGE_NEW
               : !after ? ML_CHANGE_NOT_SEEN
                        : ML_CHANGE_CHANGED;
    s.is_same_input =
        before && after && before->inputs.n && ml_str_eq(before->inputs, after->inputs);
    compare_findings(diff, &s);
    compare_causes(diff, &s);
    s.before = before;
    s.after = after;
    bool differs = s.nfindings || s.ncauses || !before || !after ||
                   before->state != after->state || ml_diff_agent_changed(&s);
    if (differs) {
        ML_PUSH(diff->servers, diff->nservers, diff->cap_servers, s);
        return;
    }
    diff->nsame++;
    free(s.findings);
    free(s.causes);
}

static const struct ml_old_server *either(const struct ml_diff_server *s)
{
    return s->after ? s->after : s->before;
}

static int by_name(const void *a, const void *b)
{
    const struct ml_old_server *x = either(a), *y = either(b);
    int order = ml_str_cmp(x->name, y->name);
    return order ? order : ml_str_cmp(x->group, y->group);
}

void ml_diff_make(struct ml_diff *ret, const struct ml_old_report *before,
                  const struct ml_old_report *after)
{
    *ret = (struct ml_diff){ .before = before, .after = after };
    ret->catalogue_changed = !ml_str_eq(before->digest, after->digest);
    for (size_t i = 0; i < after->nservers; i++)
        add_server(ret, partner(after, i, before), &after->servers[i]);
    for (size_t i = 0; i < before->nservers; i++)
        if (!partner(before, i, after))
            add_server(ret, &before->servers[i], NULL);
    if (ret->nservers > 1)
        qsort(ret->servers, ret->nservers, sizeof(*ret->servers), by_name);
}

void ml_diff_reset(struct ml_diff *diff)
{
    for (size_t i = 0; i < diff->nservers; i++) {
        free(diff->servers[i].findings);
        free(diff->servers[i].causes);
    }
    free(diff->servers);
    *diff = (struct ml_diff){ .nservers = 0 };
}

bool ml_diff_differs(const struct ml_diff *diff)
{
    return diff->nservers > 0;
}
