/* SPDX-License-Identifier: MIT */
#include "fleet/standing.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

struct standing {
    const struct ml_standing_input *in;
    struct ml_arena *arena;
    struct ml_item *items;
    uint32_t n;
};

bool ml_item_is_live(const struct ml_item *item)
{
    return item->standing <= ML_CHANGED;
}

/* ---- times ---- */

/* Stamps of two clocks may be apart for want of a zone: `slack` says for whom. */
static int64_t slack(struct ml_time a, struct ml_time b)
{
    return a.clock == b.clock ? 0 : ML_ZONE_SPAN_US;
}

static bool may_be_after(struct ml_time a, struct ml_time b)
{
    return a.us + slack(a, b) > b.us;
}

static bool is_after(struct ml_time a, struct ml_time b)
{
    return a.us - slack(a, b) > b.us;
}

static bool both_known(struct ml_time a, struct ml_time b)
{
    return ml_time_known(a) && ml_time_known(b);
}

/* ---- kinds of files ---- */

static const struct ml_summary_kind *kind_named(const struct ml_summary *s, ml_str name)
{
    for (uint32_t i = 0; s && i < s->nkinds; i++)
        if (ml_str_eq(s->kinds[i].name, name))
            return &s->kinds[i];
    return NULL;
}

static ml_str kinds_text(struct ml_arena *arena, const struct ml_summary *s,
                         const struct ml_summary_finding *f)
{
    struct ml_buf out = { 0 };

    for (uint32_t i = 0; i < f->nkinds; i++) {
        ml_buf_str(&out, s->kinds[f->kinds[i]].name);
        ml_buf_char(&out, '\n');
    }
    ml_str text = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return text;
}

/* Whether a bundle of the collection before is in tonight's: it was completed, and is
 * no later one. */
static bool is_completed(const struct standing *s)
{
    const struct ml_summary *a = s->in->before, *b = s->in->tonight;
    uint32_t i = 0, k = 0;

    while (a && b && i < a->nbundles && k < b->nbundles) {
        if (a->bundles[i] == b->bundles[k])
            return true;
        if (a->bundles[i] < b->bundles[k])
            i++;
        else
            k++;
    }
    return false;
}

/* Whether the files say nothing of the time since: they come from the same bundles, or
 * have the same records and were not collected later. */
static bool is_same_source(const struct standing *s, const struct ml_summary_kind *new_,
                           const struct ml_summary_kind *old)
{
    if (new_->source == old->source)
        return true;
    bool is_later = both_known(new_->collected, old->collected) &&
                    new_->collected.us > old->collected.us && !is_completed(s);
    return ml_time_eq(new_->last, old->last) && !is_later;
}

/* ---- findings ---- */

static const struct ml_summary_finding *summary_finding(const struct ml_summary *s,
                                                        ml_str id)
{
    for (uint32_t i = 0; s && i < s->nfindings; i++)
        if (ml_str_eq(s->findings[i].id, id))
            return &s->findings[i];
    return NULL;
}

/* The last occurrence that any night knew. */
static struct ml_time known_last(const struct standing *s, const struct ml_item *past)
{
    const struct ml_summary_finding *f = summary_finding(s->in->before, past->id);

    if (!f || !ml_time_known(f->last))
        return past->last;
    if (past->last.clock == f->last.clock && past->last.us > f->last.us)
        return past->last;
    return f->last;
}

/* Whether an occurrence lies behind all that were known. A fact without a time is as
 * true tonight as it says. */
static bool is_fresh(const struct standing *s, const struct ml_summary_finding *f,
                     const struct ml_item *past)
{
    struct ml_time known = known_last(s, past);

    if (!s->in->before || !f->nkinds || !both_known(f->last, known))
        return true;
    return may_be_after(f->last, known);
}

/* The same of what was gone, beyond doubt, and where the collection before could not
 * have shown it already. */
static bool is_back(const struct standing *s, const struct ml_summary_finding *f,
                    const struct ml_item *past)
{
    struct ml_time known = known_last(s, past);

    if (!ml_time_known(f->last))
        return true;
    if (ml_time_known(known) && !is_after(f->last, known))
        return false;
    for (uint32_t i = 0; i < f->nkinds; i++) {
        const struct ml_summary_kind *old =
            kind_named(s->in->before, s->in->tonight->kinds[f->kinds[i]].name);
        if (!old || !ml_time_known(old->last) || old->is_partial ||
            may_be_after(f->last, old->last))
            return true;
    }
    return !f->nkinds;
}

/* Whether tonight's files of these kinds say anything of the time since. */
static bool is_sent(const struct standing *s, ml_str kinds)
{
    ml_str name;
    bool has_kinds = kinds.n > 0;

    while (ml_str_line(&kinds, &name)) {
        const struct ml_summary_kind *new_ = kind_named(s->in->tonight, name);
        const struct ml_summary_kind *old = kind_named(s->in->before, name);
        if (!new_ || !old || !is_same_source(s, new_, old))
            return true;
    }
    return !has_kinds;
}

/* Whether every occurrence does, beyond doubt. */
static bool is_all_fresh(const struct standing *s, const struct ml_summary_finding *f)
{
    if (!s->in->before || !ml_time_known(f->first))
        return false;
    for (uint32_t i = 0; i < f->nkinds; i++) {
        const struct ml_summary_kind *old =
            kind_named(s->in->before, s->in->tonight->kinds[f->kinds[i]].name);
        if (old && both_known(f->first, old->last) && !is_after(f->first, old->last))
            return false;
    }
    return true;
}

/* Why the newest collection could not have shown what these kinds of files held; or
 * ML_UNSEEN_KNOWN: it covers the time since the collection before. */
static enum ml_unseen_why not_covered(const struct standing *s, ml_str kinds)
{
    ml_str name;

    if (!kinds.n && s->in->is_partly)
        return ML_UNSEEN_PARTLY;
    while (ml_str_line(&kinds, &name)) {
        const struct ml_summary_kind *new_ = kind_named(s->in->tonight, name);
        const struct ml_summary_kind *old = kind_named(s->in->before, name);
        if (!new_)
            return ML_UNSEEN_NO_SOURCE;
        if (new_->is_partial)
            return ML_UNSEEN_PARTLY;
        if (!old || !ml_time_known(old->last))
            continue;
        if (!ml_time_known(new_->last) || is_after(old->last, new_->last))
            return ML_UNSEEN_GAP; /* it ends before the last one did, or is empty */
        if (ml_time_known(new_->first) && may_be_after(new_->first, old->last))
            return ML_UNSEEN_GAP; /* it begins behind that */
        if (is_same_source(s, new_, old))
            return ML_UNSEEN_GAP;
    }
    return ML_UNSEEN_KNOWN;
}

static int by_id(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

bool ml_changes_since(const struct ml_changes *changes, int64_t run)
{
    return changes->newest > run || (changes->program && changes->program >= run);
}

static bool is_changed_entry(const struct standing *s, bool is_cause, ml_str id)
{
    const struct ml_changes *c = s->in->changes;
    const ml_str *found = c && c->n[is_cause]
                              ? bsearch(&id, c->ids[is_cause], c->n[is_cause],
                                        sizeof(*c->ids[is_cause]), by_id)
                              : NULL;
    return found && c->runs[is_cause][found - c->ids[is_cause]] > s->in->before_run;
}

static bool is_changed_program(const struct standing *s)
{
    return s->in->changes && s->in->changes->program &&
           s->in->changes->program >= s->in->before_run;
}

static const struct ml_item *past_of(const struct standing *s, bool is_cause, ml_str id)
{
    for (uint32_t i = 0; i < s->in->npast; i++)
        if (s->in->past[i].is_cause == is_cause && ml_str_eq(s->in->past[i].id, id))
            return &s->in->past[i];
    return NULL;
}

static struct ml_item *add(struct standing *s, const struct ml_item *item)
{
    s->items[s->n] = *item;
    return &s->items[s->n++];
}

static enum ml_brought_by brought_by(const struct standing *s, bool is_cause, ml_str id)
{
    if (!s->in->before)
        return ML_BY_RECORDS;
    if (is_changed_entry(s, is_cause, id))
        return ML_BY_CATALOGUE;
    return is_changed_program(s) ? ML_BY_PROGRAM : ML_BY_RECORDS;
}

/* It was not known, or was gone. */
static void come_up(const struct standing *s, struct ml_item *item,
                    const struct ml_summary_finding *f, const struct ml_item *past)
{
    item->is_told = item->is_event = true;
    item->standing = ML_NEW;
    item->since_run = 0;
    if (past || is_all_fresh(s, f))
        return; /* it was looked for, or nobody could have seen it */
    item->by = brought_by(s, item->is_cause, item->id);
    if (item->by != ML_BY_RECORDS)
        item->standing = ML_ONGOING;
}

/* Whether nobody can tell that the records do not show it any more from that the
 * catalogue does not find it: not even its old ones are found. */
static bool is_taken_away(const struct standing *s, const struct ml_item *item)
{
    if (item->is_cause)
        return s->in->catalogue && !ml_catalogue_cause(s->in->catalogue, item->id);
    return is_changed_entry(s, false, item->id) &&
           !summary_finding(s->in->tonight, item->id);
}

/* It is not there any more, or only where it was before. */
static void go(const struct standing *s, struct ml_item *item)
{
    enum ml_standing was = item->standing;
    enum ml_unseen_why why = item->unseen;
    bool is_news = s->in->has_sent && is_sent(s, item->kinds);

    item->by = ML_BY_RECORDS;
    item->has_before = false;
    if (!item->is_cause)
        item->last = known_last(s, item);
    if (s->in->is_unreadable)
        item->unseen = ML_UNSEEN_UNREADABLE;
    else if (!s->in->tonight)
        item->unseen = ML_UNSEEN_SENT_NONE;
    else if (!is_news && brought_by(s, item->is_cause, item->id) != ML_BY_RECORDS)
        item->unseen = ML_UNSEEN_KNOWN; /* the same records say otherwise now */
    else if (!s->in->has_sent)
        item->unseen = was == ML_NOT_SEEN ? why : ML_UNSEEN_SENT_NONE;
    else
        item->unseen = not_covered(s, item->kinds);
    item->standing = item->unseen ? ML_NOT_SEEN : ML_RESOLVED;
    if (item->standing == ML_RESOLVED && s->in->tonight &&
        (!is_news || is_taken_away(s, item)))
        item->by = brought_by(s, item->is_cause, item->id);
    item->is_told = true;
    item->is_event = item->standing != was || item->unseen != why;
}

static void stay(struct ml_item *item, bool was_unseen)
{
    item->standing = ML_ONGOING;
    item->unseen = ML_UNSEEN_KNOWN;
    item->is_told = true;
    item->is_event = was_unseen;
}

/* The history forgot that it was gone: it says nothing that the collection before did
 * not. */
static bool is_forgotten(const struct standing *s, const struct ml_summary_finding *f)
{
    const struct ml_summary_finding *old = summary_finding(s->in->before, f->id);

    return old && both_known(f->last, old->last) && !is_after(f->last, old->last);
}

/* What was gone because the catalogue did not find it, which now does again. */
static bool is_found_again(const struct standing *s, const struct ml_summary_finding *f,
                           const struct ml_item *past)
{
    return brought_by(s, false, f->id) != ML_BY_RECORDS &&
           !summary_finding(s->in->before, f->id) && both_known(f->last, past->last) &&
           is_after(f->last, past->last);
}

static void add_finding(struct standing *s, const struct ml_summary_finding *f)
{
    const struct ml_item *past = past_of(s, false, f->id);
    struct ml_item fresh = { .id = f->id };
    struct ml_item *item = add(s, past ? past : &fresh);
    bool is_dead = past && past->standing == ML_RESOLVED;

    item->severity = f->severity;
    item->count = f->count;
    item->first = f->first;
    item->last = f->last;
    item->kinds = kinds_text(s->arena, s->in->tonight, f);
    if (!past && is_forgotten(s, f))
        item->standing = ML_RESOLVED;
    else if (!past || (is_dead && s->in->has_sent && is_back(s, f, past)))
        come_up(s, item, f, past);
    else if (is_dead && is_found_again(s, f, past))
        come_up(s, item, f, NULL);
    else if (is_dead)
        return; /* it was gone already, and these are its old records */
    else if (!s->in->has_sent || is_fresh(s, f, past) || !is_sent(s, item->kinds))
        stay(item, past->standing == ML_NOT_SEEN);
    else
        go(s, item);
}

/* ---- causes ---- */

static const struct ml_item *finding_of(const struct standing *s, ml_str id)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (!s->items[i].is_cause && ml_str_eq(s->items[i].id, id))
            return &s->items[i];
    return NULL;
}

/* The finding that keeps a cause up, if one does. */
static bool is_held_up(const struct standing *s, const struct ml_summary_cause *c)
{
    for (uint32_t i = 0; i < c->nexplains; i++) {
        const struct ml_item *f = finding_of(s, c->explains[i]);
        if (!f || ml_item_is_live(f))
            return true;
    }
    return c->nexplains == 0;
}

/* What came up with a finding that only the catalogue brought up is the catalogue's
 * too. One that was known before was looked for. */
static enum ml_brought_by cause_brought_by(const struct standing *s,
                                           const struct ml_summary_cause *c,
                                           bool is_known)
{
    enum ml_brought_by by = is_known ? ML_BY_RECORDS : brought_by(s, true, c->id);

    for (uint32_t i = 0; i < c->nexplains; i++) {
        const struct ml_item *f = finding_of(s, c->explains[i]);
        if (f && f->standing == ML_NEW)
            return ML_BY_RECORDS;
        if (f && f->by != ML_BY_RECORDS)
            by = f->by;
    }
    return by;
}

static void add_cause(struct standing *s, const struct ml_summary_cause *c)
{
    const struct ml_item *past = past_of(s, true, c->id);
    struct ml_item fresh = { .is_cause = true, .id = c->id };
    bool was_there = past && past->standing != ML_RESOLVED;

    if (!is_held_up(s, c))
        return; /* as one that is not there */
    struct ml_item *item = add(s, past ? past : &fresh);
    item->verdict = c->verdict;
    item->has_before = false;
    if (!was_there) {
        item->standing = ML_NEW;
        item->since_run = 0;
        item->by = cause_brought_by(s, c, past != NULL);
        if (item->by != ML_BY_RECORDS)
            item->standing = ML_ONGOING;
        item->is_told = item->is_event = true;
        return;
    }
    stay(item, past->standing == ML_NOT_SEEN);
    if (past->verdict == c->verdict)
        return;
    item->standing = ML_CHANGED;
    item->has_before = true;
    item->before = past->verdict;
    item->by = s->in->has_sent && !is_changed_entry(s, true, c->id)
                   ? ML_BY_RECORDS
                   : brought_by(s, true, c->id);
    item->is_event = true;
}

/* A cause goes with the findings that it explains: it cannot be resolved while one of
 * them may still be there. */
static void go_with_findings(const struct standing *s, struct ml_item *item)
{
    const struct ml_cause *cause = ml_catalogue_cause(s->in->catalogue, item->id);
    enum ml_standing was = item->standing;
    enum ml_unseen_why why = item->unseen;

    item->kinds = ML_STR_NONE;
    go(s, item);
    for (uint32_t i = 0; cause && i < cause->nexplains; i++) {
        const struct ml_item *f = finding_of(s, cause->explains[i]);
        if (f && f->standing == ML_NOT_SEEN) {
            item->standing = ML_NOT_SEEN;
            item->unseen = f->unseen;
            break;
        }
    }
    item->is_event = item->standing != was || item->unseen != why;
}

/* ---- all ---- */

static bool is_added(const struct standing *s, const struct ml_item *past)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (s->items[i].is_cause == past->is_cause &&
            ml_str_eq(s->items[i].id, past->id))
            return true;
    return false;
}

static void add_gone(struct standing *s, bool causes)
{
    for (uint32_t i = 0; i < s->in->npast; i++) {
        const struct ml_item *past = &s->in->past[i];
        if (past->is_cause != causes || past->standing == ML_RESOLVED ||
            is_added(s, past))
            continue;
        struct ml_item *item = add(s, past);
        if (causes)
            go_with_findings(s, item);
        else
            go(s, item);
    }
}

struct ml_item *ml_standing_of(const struct ml_standing_input *input,
                               struct ml_arena *arena, uint32_t *ret_n)
{
    const struct ml_summary *tonight = input->is_unreadable ? NULL : input->tonight;
    struct ml_standing_input in = *input;
    struct standing s = { .in = &in, .arena = arena };
    uint32_t n = tonight ? tonight->nfindings + tonight->ncauses : 0;

    in.tonight = tonight;
    s.items = ml_arena_array(arena, n + input->npast, sizeof(*s.items));
    for (uint32_t i = 0; tonight && i < tonight->nfindings; i++)
        add_finding(&s, &tonight->findings[i]);
    add_gone(&s, false);
    for (uint32_t i = 0; tonight && i < tonight->ncauses; i++)
        add_cause(&s, &tonight->causes[i]);
    add_gone(&s, true);
    *ret_n = s.n;
    return s.items;
}

/* ---- what is remembered ---- */

static bool is_awaited(const struct ml_item *items, uint32_t nitems, ml_str kind)
{
    ml_str name;

    for (uint32_t i = 0; i < nitems; i++) {
        ml_str kinds = items[i].standing == ML_NOT_SEEN ? items[i].kinds : ML_STR_NONE;
        while (ml_str_line(&kinds, &name))
            if (ml_str_eq(name, kind))
                return true;
    }
    return false;
}

struct ml_summary *ml_standing_remember(const struct ml_standing_input *input,
                                        const struct ml_item *items, uint32_t nitems,
                                        struct ml_arena *arena)
{
    const struct ml_summary *before = input->before, *tonight = input->tonight;
    struct ml_summary *ret = ml_arena_alloc(arena, sizeof(*ret));

    *ret = *tonight;
    ret->kinds = ml_arena_array(arena, tonight->nkinds + (before ? before->nkinds : 0),
                                sizeof(*ret->kinds));
    if (tonight->nkinds)
        memcpy(ret->kinds, tonight->kinds, tonight->nkinds * sizeof(*ret->kinds));
    for (uint32_t i = 0; before && i < before->nkinds; i++)
        if (!kind_named(tonight, before->kinds[i].name) &&
            is_awaited(items, nitems, before->kinds[i].name))
            ret->kinds[ret->nkinds++] = before->kinds[i];
    return ret;
}
