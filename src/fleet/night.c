/* SPDX-License-Identifier: MIT */
#include "fleet/night.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/entries.h"
#include "fleet/naming.h"
#include "fleet/spread.h"
#include "config.h"
#include "base/ban.h"

struct night {
    const struct ml_batch_options *options;
    const struct ml_analysis *analysis;
    struct ml_history *history;
    struct ml_board *board;
    struct ml_arena *arena; /* the board's */
    struct ml_past *pasts;
    uint32_t npasts;
    struct ml_changes changes;
    struct ml_board_unknown *unknown; /* new to the fleet */
    size_t nunknown, cap_unknown;
    struct ml_err *err;
};

/* ---- one server ---- */

static const struct ml_board_mute *mute_for(const struct night *n, ml_str server,
                                            ml_str id)
{
    for (uint32_t i = 0; i < n->board->nmutes; i++) {
        struct ml_board_mute *m = &n->board->mutes[i];
        struct ml_mute mute = { .servers = m->servers };
        if (!m->is_expired && ml_str_eq(m->what, id) && ml_mute_is_for(&mute, server)) {
            m->count++;
            return m;
        }
    }
    return NULL;
}

static struct ml_time since_of(const struct night *n, const struct ml_item *item)
{
    struct ml_time t = item->since_run ? ml_history_as_of(n->history, item->since_run)
                                       : n->board->as_of;
    return ml_time_known(t) ? t : n->board->as_of;
}

static void add_finding(const struct night *n, struct ml_board_server *s,
                        const struct ml_item *item)
{
    s->findings[s->nfindings++] = (struct ml_board_finding){
        .id = item->id,
        .signature = ml_catalogue_signature(n->board->catalogue, item->id),
        .severity = item->severity,
        .count = item->count,
        .first = item->first,
        .last = item->last,
        .standing = item->standing,
        .unseen = item->unseen,
        .by = item->by,
        .since = since_of(n, item),
        .nights = ml_history_nights(n->history, item->since_run),
        .mute = mute_for(n, s->name, item->id),
    };
}

static void add_cause(const struct night *n, struct ml_board_server *s,
                      const struct ml_item *item, const struct ml_summary *summary)
{
    struct ml_board_cause *c = &s->causes[s->ncauses++];

    *c = (struct ml_board_cause){
        .id = item->id,
        .cause = ml_catalogue_cause(n->board->catalogue, item->id),
        .verdict = item->verdict,
        .has_before = item->has_before,
        .before = item->before,
        .standing = item->standing,
        .unseen = item->unseen,
        .by = item->by,
        .since = since_of(n, item),
        .nights = ml_history_nights(n->history, item->since_run),
        .mute = mute_for(n, s->name, item->id),
    };
    for (uint32_t i = 0; summary && i < summary->ncauses; i++)
        if (ml_str_eq(summary->causes[i].id, item->id)) {
            c->explains = summary->causes[i].explains;
            c->nexplains = summary->causes[i].nexplains;
        }
}

static enum ml_rc add_items(struct night *n, struct ml_board_server *s,
                            const struct ml_past *past, const struct ml_item *items,
                            uint32_t nitems, const struct ml_summary *summary)
{
    enum ml_rc rc = ML_OK;

    s->findings = ml_arena_array(n->arena, nitems, sizeof(*s->findings));
    s->causes = ml_arena_array(n->arena, nitems, sizeof(*s->causes));
    for (uint32_t i = 0; i < nitems && rc == ML_OK; i++) {
        if (items[i].is_event)
            rc = ml_history_put_item(n->history, past->id, &items[i], n->err);
        if (items[i].is_told && items[i].is_cause)
            add_cause(n, s, &items[i], summary);
        else if (items[i].is_told)
            add_finding(n, s, &items[i]);
    }
    return rc;
}

static void set_age(const struct night *n, struct ml_board_server *s)
{
    int64_t age = n->board->as_of.us - s->data.us;

    s->age_seconds = !ml_time_known(s->data) ? -1 : age < 0 ? 0 : age / ML_SECOND_US;
    s->is_stale = !s->is_here || s->age_seconds > (int64_t)n->board->stale_days * 86400;
}

/* Templates that no server of any night had. */
static enum ml_rc add_unknown(struct night *n, const struct ml_judged *judged)
{
    const struct ml_summary *summary = judged->summary;
    enum ml_rc rc = ML_OK;

    for (uint32_t i = 0; i < summary->nunknown && rc == ML_OK; i++) {
        const struct ml_summary_unknown *u = &summary->unknown[i];
        bool is_new;
        rc = ml_history_template(n->history, u->template_text, &is_new, n->err);
        struct ml_board_unknown fresh = { .template_text = u->template_text,
                                          .example = u->example,
                                          .address = u->address,
                                          .server = judged->name,
                                          .level = u->level };
        if (rc == ML_OK && is_new)
            ML_PUSH(n->unknown, n->nunknown, n->cap_unknown, fresh);
    }
    return rc;
}

static void fill_bundles(const struct night *n, struct ml_board_server *s,
                         const struct ml_judged *judged)
{
    const struct ml_owner *o = judged->owner;

    s->bundles = ml_arena_array(n->arena, o->nparts, sizeof(*s->bundles));
    s->nbundles = o->nparts;
    for (uint32_t i = 0; i < o->nparts; i++) {
        const struct ml_analysed *b = &n->analysis->bundles[o->parts[i].bundle];
        s->bundles[i] = (struct ml_board_bundle){
            .path = b->brief.claims.path,
            .sha256 = b->brief.sha256,
            .bytes = b->brief.bytes ? b->brief.bytes : b->planned->bytes,
            .state = ml_brief_read(&b->brief),
            .reason = b->brief.reason,
            .collected = b->brief.collected,
        };
    }
    for (uint32_t i = 0; i < judged->nbundles; i++)
        s->bundles[judged->bundles[i]].is_newest = true;
}

static enum ml_rc put_bundles(struct night *n, const struct ml_past *past,
                              const struct ml_board_server *s)
{
    enum ml_rc rc = ML_OK;

    for (uint32_t i = 0; i < s->nbundles && rc == ML_OK; i++) {
        const struct ml_board_bundle *b = &s->bundles[i];
        struct ml_history_bundle bundle = { b->path, b->sha256, b->bytes, b->state,
                                            b->collected };
        rc = ml_history_put_bundle(n->history, past->id, &bundle, n->err);
    }
    return rc;
}

static void describe(struct ml_board_server *s, const struct ml_summary *summary)
{
    s->os_build = summary ? summary->os_build : ML_STR("unknown");
    s->agent_version = summary ? summary->agent_version : ML_STR("unknown");
    s->time_zone = summary ? summary->time_zone : ML_STR("unknown");
    s->state = summary ? summary->state : ML_INCOMPLETE;
    s->reason = summary ? summary->reason : ML_STR_NONE;
}

/* Older than what counted last: nothing was sent since, and what had been is gone. */
static bool is_older(const struct ml_past *past, const struct ml_judged *judged,
                     struct ml_time as_of)
{
    return past->summary && ml_time_known(past->newest) &&
           ml_time_known(judged->data) && judged->data.us < past->newest.us &&
           past->newest.us <= as_of.us + ML_DAY_US; /* else its clock was wrong */
}

/* What is remembered of it, where that changed. */
static enum ml_rc remember(struct night *n, const struct ml_past *past,
                           const struct ml_judged *judged,
                           const struct ml_standing_input *in,
                           const struct ml_item *items, uint32_t nitems)
{
    struct ml_summary *fresh = ml_standing_remember(in, items, nitems, n->arena);
    struct ml_buf bytes[2] = { { 0 } };
    struct ml_wire was = { .out = &bytes[0] }, is = { .out = &bytes[1] };

    if (!past->summary || !ml_str_eq(past->sent, judged->sent))
        return ml_history_put_sent(n->history, past->id, judged->sent, judged->data,
                                   fresh, n->err);
    ml_summary_code(&was, past->summary);
    ml_summary_code(&is, fresh);
    bool is_same = ml_str_eq(ml_buf_view(&bytes[0]), ml_buf_view(&bytes[1]));
    ml_buf_reset(&bytes[0]);
    ml_buf_reset(&bytes[1]);
    if (is_same && !ml_changes_since(&n->changes, past->run))
        return ML_OK;
    return ml_history_put_latest(n->history, past->id, judged->sent, judged->data,
                                 fresh, n->err);
}

static enum ml_rc add_here(struct night *n, struct ml_past *past,
                           const struct ml_judged *judged)
{
    struct ml_board_server *s = &n->board->servers[n->board->nservers++];
    bool is_same = ml_str_eq(past->sent, judged->sent);
    bool older = is_older(past, judged, n->board->as_of);
    struct ml_standing_input in = {
        .past = past->items,
        .npast = past->nitems,
        .before = past->summary,
        .before_run = past->run,
        .tonight = older ? NULL : judged->summary, /* that was told of, or never */
        .is_unreadable = judged->is_unreadable,
        .is_partly = judged->is_partly,
        .has_sent = !is_same && !older,
        .changes = &n->changes,
        .catalogue = n->board->catalogue,
    };
    uint32_t nitems;

    *s = (struct ml_board_server){ .name = judged->name,
                                   .folder = judged->folder,
                                   .data = judged->data,
                                   .is_here = true,
                                   .has_sent = in.has_sent };
    describe(s, judged->summary);
    if (judged->is_unreadable && s->state == ML_CLEAN)
        s->state = ML_INCOMPLETE;
    if (judged->reason.n)
        s->reason = judged->reason;
    if (judged->summary)
        s->page = ml_arena_printf(n->arena, "%.*s.html", ML_STR_ARG(judged->page));
    fill_bundles(n, s, judged);
    set_age(n, s);
    struct ml_item *items = ml_standing_of(&in, n->arena, &nitems);
    if (judged->owner->machine_id.n)
        past->machine = judged->owner->machine_id;
    enum ml_rc rc = ml_history_put_server(n->history, past, n->err);
    if (rc == ML_OK)
        rc = add_items(n, s, past, items, nitems, judged->summary);
    if (rc == ML_OK && !is_same)
        rc = put_bundles(n, past, s);
    if (rc == ML_OK && judged->summary && !is_same)
        rc = add_unknown(n, judged);
    if (rc == ML_OK && judged->summary && !judged->is_unreadable && !older)
        rc = remember(n, past, judged, &in, items, nitems);
    return rc;
}

static bool has_word(const struct ml_past *past)
{
    for (uint32_t i = 0; i < past->nitems; i++)
        if (past->items[i].standing != ML_RESOLVED)
            return true;
    return past->summary != NULL;
}

/* Known, and not here tonight. */
static enum ml_rc add_absent(struct night *n, struct ml_past *past)
{
    struct ml_board_server *s;
    struct ml_standing_input in = { .past = past->items,
                                    .npast = past->nitems,
                                    .before = past->summary,
                                    .before_run = past->run,
                                    .changes = &n->changes,
                                    .catalogue = n->board->catalogue };
    uint32_t nitems;

    if (!has_word(past))
        return ML_OK;
    s = &n->board->servers[n->board->nservers++];
    *s = (struct ml_board_server){ .name = past->name,
                                   .folder = past->folder,
                                   .data = past->newest };
    describe(s, past->summary);
    ml_str page = ml_shelf_page(n->arena, past->folder, past->name);
    if (past->summary)
        s->page = ml_arena_printf(n->arena, "%.*s.html", ML_STR_ARG(page));
    set_age(n, s);
    struct ml_item *items = ml_standing_of(&in, n->arena, &nitems);
    return add_items(n, s, past, items, nitems, past->summary);
}

/* ---- all servers ---- */

static int by_name(const void *a, const void *b)
{
    const struct ml_past *x = a, *y = b;
    int c = ml_str_cmp(x->folder, y->folder);
    return c ? c : ml_str_cmp(x->name, y->name);
}

static enum ml_rc add_servers(struct night *n, const struct ml_judgement *judgement)
{
    bool *met = ml_arena_array(n->arena, n->npasts, sizeof(*met));
    enum ml_rc rc = ML_OK;

    n->board->servers =
        ml_arena_array(n->arena, judgement->n + n->npasts, sizeof(*n->board->servers));
    for (uint32_t i = 0; i < judgement->n && rc == ML_OK; i++) {
        const struct ml_judged *judged = &judgement->servers[i];
        struct ml_past key = { .folder = judged->folder, .name = judged->name };
        struct ml_past *past =
            n->npasts ? bsearch(&key, n->pasts, n->npasts, sizeof(key), by_name) : NULL;
        if (past)
            met[past - n->pasts] = true;
        else
            past = &key;
        if (past->id)
            rc = ml_history_server(n->history, past, n->arena, n->err);
        if (rc == ML_OK)
            rc = add_here(n, past, judged);
    }
    for (uint32_t i = 0; i < n->npasts && rc == ML_OK; i++) {
        if (met[i])
            continue;
        rc = ml_history_server(n->history, &n->pasts[i], n->arena, n->err);
        if (rc == ML_OK)
            rc = add_absent(n, &n->pasts[i]);
    }
    return rc;
}

/* ---- the rest of the board ---- */

static enum ml_rc read_mutes(struct night *n)
{
    struct ml_mutes mutes = { .n = 0 };
    struct ml_board *b = n->board;
    enum ml_rc rc = n->options->mutes
                        ? ml_mutes_read(&mutes, n->options->mutes, n->arena, n->err)
                        : ML_OK;

    b->mutes = ml_arena_array(n->arena, mutes.n, sizeof(*b->mutes));
    b->nmutes = mutes.n;
    for (uint32_t i = 0; i < mutes.n; i++)
        b->mutes[i] = (struct ml_board_mute){
            .what = mutes.list[i].id,
            .servers = mutes.list[i].servers,
            .owner = mutes.list[i].owner,
            .reason = mutes.list[i].reason,
            .until = mutes.list[i].until,
            .is_expired = mutes.list[i].until.us < b->as_of.us,
        };
    return rc;
}

static void count_bundles(struct night *n)
{
    struct ml_bundle_counts counts = ml_analysis_count(n->analysis);
    struct ml_board *b = n->board;

    b->nbundles = counts.bundles;
    b->nread = counts.read;
    b->npartial = counts.partial;
    b->nunreadable = counts.unreadable;
    b->arriving = ml_arena_array(n->arena, counts.arriving, sizeof(*b->arriving));
    for (uint32_t i = 0; i < n->analysis->n; i++) {
        const struct ml_analysed *a = &n->analysis->bundles[i];
        if (a->found == ML_FOUND_ARRIVING)
            b->arriving[b->narriving++] =
                (struct ml_board_arriving){ a->planned->path, a->planned->bytes };
    }
}

static enum ml_rc add_trend(struct night *n)
{
    enum { NIGHTS = 60 };
    struct ml_board *b = n->board;
    struct ml_board_night tonight = { .as_of = b->as_of,
                                      .catalogue_changed = b->catalogue_changed };
    struct ml_board_states states = ml_board_states_of(b);
    struct ml_board_tally tally = ml_board_tally_of(b);

    tonight.servers = b->nservers;
    tonight.problems = states.problems;
    tonight.clean = states.clean;
    tonight.incomplete = states.incomplete;
    tonight.stale = states.stale;
    tonight.new_ = tally.new_;
    tonight.ongoing = tally.ongoing;
    tonight.changed = tally.changed;
    tonight.resolved = tally.resolved;
    tonight.not_seen = tally.not_seen;
    tonight.muted = tally.muted;
    b->nights = ml_arena_array(n->arena, NIGHTS, sizeof(*b->nights));
    enum ml_rc rc =
        ml_history_trend(n->history, b->nights, NIGHTS - 1, &b->nnights, n->err);
    b->nights[b->nnights++] = tonight;
    return rc;
}

static enum ml_rc fill(struct night *n, const struct ml_judgement *judgement)
{
    struct ml_board *b = n->board;
    struct ml_run last;
    enum ml_rc rc = ml_history_begin(n->history, b->as_of, &last, n->arena, n->err);

    if (rc == ML_OK)
        rc = read_mutes(n);
    if (rc == ML_OK)
        rc = ml_history_servers(n->history, &n->pasts, &n->npasts, n->arena, n->err);
    if (rc == ML_OK)
        rc =
            ml_history_entries(n->history, b->catalogue, &n->changes, n->arena, n->err);
    if (rc != ML_OK)
        return rc;
    b->previous = last.as_of;
    b->catalogue_changed = last.id && !ml_str_eq(last.catalogue, b->catalogue->digest);
    b->program_changed = last.id && !ml_str_eq(last.program, ML_STR(PACKAGE_VERSION));
    count_bundles(n);
    rc = add_servers(n, judgement);
    if (rc != ML_OK)
        return rc;
    ml_spread_rank(b);
    ml_spread_make(b);
    ml_spread_unknown(b, n->unknown, (uint32_t)n->nunknown, judgement);
    return add_trend(n);
}

enum ml_rc ml_night_make(struct ml_board **ret, const struct ml_batch_options *options,
                         const struct ml_analysis *analysis,
                         const struct ml_judgement *judgement,
                         struct ml_history *history, struct ml_err *err)
{
    struct ml_board *b = calloc(1, sizeof(*b));
    struct night n = { .options = options,
                       .analysis = analysis,
                       .history = history,
                       .board = b,
                       .err = err };

    if (!b)
        ml_oom();
    ml_arena_init(&b->arena);
    n.arena = &b->arena;
    b->catalogue = options->scan.catalogue;
    b->lang = options->lang;
    b->as_of = options->as_of;
    b->stale_days = options->stale_days;
    enum ml_rc rc = fill(&n, judgement);
    free(n.unknown);
    if (rc != ML_OK)
        b = ml_board_free(b);
    *ret = b;
    return rc;
}

struct ml_board *ml_board_free(struct ml_board *board)
{
    if (board) {
        ml_arena_reset(&board->arena);
        free(board);
    }
    return NULL;
}

void ml_night_claim(struct ml_analysis *analysis, struct ml_history *history,
                    const struct ml_past *pasts, uint32_t npasts)
{
    for (uint32_t i = 0; i < analysis->n; i++) {
        struct ml_brief *brief = &analysis->bundles[i].brief;
        struct ml_claims *claims = &brief->claims;
        if (brief->state != ML_UNREADABLE || claims->n != 1 ||
            claims->claims[0].is_named)
            continue;
        int64_t owner = ml_history_owner(history, claims->path);
        for (uint32_t k = 0; owner && k < npasts; k++)
            if (pasts[k].id == owner) {
                bool is_told = pasts[k].machine.n > 0; /* else its number tells it */
                claims->claims[0].name =
                    is_told ? ml_naming_base(pasts[k].name) : pasts[k].name;
                claims->claims[0].machine_id = pasts[k].machine;
                claims->claims[0].folder = pasts[k].folder;
                claims->claims[0].is_named = true;
            }
    }
}
