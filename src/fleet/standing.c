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

/* ---- findings ---- */

/* Whether an occurrence lies behind the end of the collection before. A fact without a
 * time is as true tonight as it says. */
static bool is_fresh(const struct standing *s, const struct ml_summary_finding *f)
{
    if (!s->in->before || !ml_time_known(f->last) || !f->nkinds)
        return true;
    for (uint32_t i = 0; i < f->nkinds; i++) {
        const struct ml_summary_kind *old =
            kind_named(s->in->before, s->in->tonight->kinds[f->kinds[i]].name);
        if (!old || !ml_time_known(old->last) || may_be_after(f->last, old->last))
            return true;
    }
    return false;
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
    }
    return ML_UNSEEN_KNOWN;
}

static int by_id(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

bool ml_changes_any(const struct ml_changes *changes)
{
    return changes->n[0] || changes->n[1] || changes->program;
}

static bool is_changed_entry(const struct standing *s, bool is_cause, ml_str id)
{
    const struct ml_changes *c = s->in->changes;
    return c && c->n[is_cause] &&
           bsearch(&id, c->ids[is_cause], c->n[is_cause], sizeof(*c->ids[is_cause]),
                   by_id);
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
    return s->in->changes && s->in->changes->program ? ML_BY_PROGRAM : ML_BY_RECORDS;
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

/* It is not there any more, or only where it was before. */
static void go(const struct standing *s, struct ml_item *item)
{
    enum ml_standing was = item->standing;
    enum ml_unseen_why why = item->unseen;

    item->by = ML_BY_RECORDS;
    item->has_before = false;
    if (s->in->is_unreadable)
        item->unseen = ML_UNSEEN_UNREADABLE;
    else if (!s->in->tonight)
        item->unseen = ML_UNSEEN_SENT_NONE;
    else if (!s->in->has_sent &&
             brought_by(s, item->is_cause, item->id) != ML_BY_RECORDS)
        item->unseen = ML_UNSEEN_KNOWN; /* the same records say otherwise now */
    else if (!s->in->has_sent)
        item->unseen = was == ML_NOT_SEEN ? why : ML_UNSEEN_SENT_NONE;
    else
        item->unseen = not_covered(s, item->kinds);
    item->standing = item->unseen ? ML_NOT_SEEN : ML_RESOLVED;
    if (item->standing == ML_RESOLVED && s->in->tonight && !s->in->has_sent)
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

static void add_finding(struct standing *s, const struct ml_summary_finding *f)
{
    const struct ml_item *past = past_of(s, false, f->id);
    struct ml_item fresh = { .id = f->id };
    struct ml_item *item = add(s, past ? past : &fresh);
    bool is_dead = past && past->standing == ML_RESOLVED;
    bool is_news = !s->in->before || (s->in->has_sent && is_fresh(s, f));

    item->severity = f->severity;
    item->count = f->count;
    item->first = f->first;
    item->last = f->last;
    item->kinds = kinds_text(s->arena, s->in->tonight, f);
    if (!past || (is_dead && is_news))
        come_up(s, item, f, past);
    else if (is_dead)
        return; /* it was gone already, and these are its old records */
    else if (is_news || !s->in->has_sent)
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
 * too. */
static enum ml_brought_by cause_brought_by(const struct standing *s,
                                           const struct ml_summary_cause *c)
{
    enum ml_brought_by by = brought_by(s, true, c->id);

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
        item->by = past ? ML_BY_RECORDS : cause_brought_by(s, c);
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
