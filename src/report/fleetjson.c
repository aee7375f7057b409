/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include "report/fleetxml.h"
#include "report/jsonout.h"
#include "report/words.h"
#include "base/ban.h"

static json_t *known_word(ml_str s)
{
    return ml_json_str(ml_str_eq(s, ML_STR("unknown")) ? ML_STR_NONE : s);
}

/* ---- the whole ---- */

static void set_tally(json_t *value, const struct ml_board_tally *t)
{
    ml_json_set(value, "new", ml_json_u64(t->new_));
    ml_json_set(value, "ongoing", ml_json_u64(t->ongoing));
    ml_json_set(value, "changed", ml_json_u64(t->changed));
    ml_json_set(value, "resolved", ml_json_u64(t->resolved));
    ml_json_set(value, "not_seen", ml_json_u64(t->not_seen));
    ml_json_set(value, "muted", ml_json_u64(t->muted));
}

static json_t *counts(const struct ml_board *board)
{
    struct ml_board_states states = ml_board_states_of(board);
    struct ml_board_tally tally = ml_board_tally_of(board);
    json_t *value = ml_json_object();

    ml_json_set(value, "servers", ml_json_u64(board->nservers));
    ml_json_set(value, "problems", ml_json_u64(states.problems));
    ml_json_set(value, "clean", ml_json_u64(states.clean));
    ml_json_set(value, "incomplete", ml_json_u64(states.incomplete));
    ml_json_set(value, "stale", ml_json_u64(states.stale));
    ml_json_set(value, "bundles", ml_json_u64(board->nbundles));
    ml_json_set(value, "read", ml_json_u64(board->nread));
    ml_json_set(value, "partial", ml_json_u64(board->npartial));
    ml_json_set(value, "unreadable", ml_json_u64(board->nunreadable));
    set_tally(value, &tally);
    ml_json_set(value, "by_catalogue", ml_json_u64(tally.by_catalogue));
    ml_json_set(value, "by_program", ml_json_u64(tally.by_program));
    return value;
}

static json_t *night_of(const struct ml_board_night *night)
{
    json_t *value = ml_json_object();
    struct ml_board_tally tally = {
        .new_ = night->new_,
        .ongoing = night->ongoing,
        .changed = night->changed,
        .resolved = night->resolved,
        .not_seen = night->not_seen,
        .muted = night->muted,
    };

    ml_json_set(value, "as_of", ml_json_time(night->as_of));
    ml_json_set(value, "servers", ml_json_u64(night->servers));
    ml_json_set(value, "problems", ml_json_u64(night->problems));
    ml_json_set(value, "clean", ml_json_u64(night->clean));
    ml_json_set(value, "incomplete", ml_json_u64(night->incomplete));
    ml_json_set(value, "stale", ml_json_u64(night->stale));
    set_tally(value, &tally);
    ml_json_set(value, "catalogue_changed", ml_json_bool(night->catalogue_changed));
    return value;
}

static json_t *spread_of(const struct ml_board *board,
                         const struct ml_board_spread *spread)
{
    json_t *value = ml_json_object(), *on = ml_json_array();

    ml_json_set(value, "kind", ml_json_word(spread->is_cause ? "cause" : "finding"));
    ml_json_set(value, "id", ml_json_str(spread->id));
    ml_json_set(
        value, "title",
        ml_json_text(
            spread->is_cause
                ? ml_fleet_cause_title(board, spread->id, spread->cause)
                : ml_fleet_signature_title(board, spread->id, spread->signature)));
    ml_json_set(value, "servers", ml_json_u64(spread->servers));
    ml_json_set(value, "new", ml_json_u64(spread->new_tonight));
    ml_json_set(value, "epidemic", ml_json_bool(spread->is_epidemic));
    ml_json_set(value, "outlier", ml_json_bool(spread->is_outlier));
    for (uint32_t i = 0; i < spread->nwhere; i++) {
        const struct ml_board_server *server = &board->servers[spread->where[i]];
        json_t *item = ml_json_object();
        ml_json_set(item, "name", ml_json_text(server->name));
        ml_json_set(item, "group", ml_json_str(server->folder));
        ml_json_add(on, item);
    }
    ml_json_set(value, "on", on);
    return value;
}

static json_t *unknown_of(const struct ml_board_unknown *u)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "template", ml_json_text(u->template_text));
    ml_json_set(value, "example", ml_json_text(u->example));
    ml_json_set(value, "address", ml_json_str(u->address));
    ml_json_set(value, "server", ml_json_str(u->server));
    ml_json_set(value, "level", ml_json_word(ml_word_level(u->level)));
    ml_json_set(value, "count", ml_json_u64(u->count));
    ml_json_set(value, "servers", ml_json_u64(u->servers));
    return value;
}

static json_t *mute_of(const struct ml_board_mute *mute)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "what", ml_json_text(mute->what));
    ml_json_set(value, "servers", ml_json_text(mute->servers));
    ml_json_set(value, "owner", ml_json_text(mute->owner));
    ml_json_set(value, "reason", ml_json_text(mute->reason));
    ml_json_set(value, "until", ml_json_time(mute->until));
    ml_json_set(value, "count", ml_json_u64(mute->count));
    ml_json_set(value, "expired", ml_json_bool(mute->is_expired));
    return value;
}

static json_t *arriving_of(const struct ml_board_arriving *arriving)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "path", ml_json_text(arriving->path));
    ml_json_set(value, "bytes", ml_json_u64(arriving->bytes));
    return value;
}

static void write_whole(struct ml_json *json, const struct ml_board *board)
{
    ml_json_member(json, "previous", ml_json_time(board->previous));
    ml_json_member(json, "catalogue_changed", ml_json_bool(board->catalogue_changed));
    ml_json_member(json, "program_changed", ml_json_bool(board->program_changed));
    ml_json_member(json, "stale_days", ml_json_u64(board->stale_days));
    ml_json_member(json, "counts", counts(board));
    ml_json_list(json, "nights");
    for (uint32_t i = 0; i < board->nnights; i++)
        ml_json_item(json, night_of(&board->nights[i]));
    ml_json_list_end(json);
    ml_json_list(json, "spread");
    for (uint32_t i = 0; i < board->nspread; i++)
        ml_json_item(json, spread_of(board, &board->spread[i]));
    ml_json_list_end(json);
    ml_json_list(json, "unknown_errors");
    for (uint32_t i = 0; i < board->nunknown; i++)
        ml_json_item(json, unknown_of(&board->unknown[i]));
    ml_json_list_end(json);
    ml_json_member(json, "unknown_kinds",
                   ml_json_u64((uint64_t)board->nunknown + board->unknown_beyond));
    ml_json_list(json, "mutes");
    for (uint32_t i = 0; i < board->nmutes; i++)
        ml_json_item(json, mute_of(&board->mutes[i]));
    ml_json_list_end(json);
    ml_json_list(json, "arriving");
    for (uint32_t i = 0; i < board->narriving; i++)
        ml_json_item(json, arriving_of(&board->arriving[i]));
    ml_json_list_end(json);
}

/* ---- a server ---- */

struct story {
    enum ml_standing standing;
    enum ml_unseen_why unseen;
    enum ml_brought_by by;
    struct ml_time since;
    uint32_t nights;
    const struct ml_board_mute *mute;
};

static void set_story(json_t *value, const struct story *story)
{
    static const char *const by[] = { "", "catalogue", "program" };

    ml_json_set(value, "state", ml_json_word(ml_standing_names[story->standing]));
    ml_json_set(value, "why", ml_json_word(ml_unseen_why_names[story->unseen]));
    ml_json_set(value, "by", ml_json_word(by[story->by]));
    ml_json_set(value, "since", ml_json_time(story->since));
    ml_json_set(value, "nights", ml_json_u64(story->nights));
    ml_json_set(value, "muted_by",
                ml_json_str(story->mute ? story->mute->owner : ML_STR_NONE));
}

static json_t *finding_of(const struct ml_board *board,
                          const struct ml_board_finding *f)
{
    json_t *value = ml_json_object();
    struct story story = {
        f->standing, f->unseen, f->by, f->since, f->nights, f->mute
    };

    ml_json_set(value, "signature", ml_json_str(f->id));
    ml_json_set_code(value, f->signature ? f->signature->code : 0);
    ml_json_set(value, "severity", ml_json_word(ml_word_severity(f->severity)));
    ml_json_set(value, "title",
                ml_json_text(ml_fleet_signature_title(board, f->id, f->signature)));
    ml_json_set(value, "count", ml_json_u64(f->count));
    ml_json_set(value, "first", ml_json_time(f->first));
    ml_json_set(value, "last", ml_json_time(f->last));
    set_story(value, &story);
    return value;
}

static json_t *cause_of(const struct ml_board *board, const struct ml_board_cause *c)
{
    json_t *value = ml_json_object(), *explains = ml_json_array();
    struct story story = {
        c->standing, c->unseen, c->by, c->since, c->nights, c->mute
    };

    ml_json_set(value, "id", ml_json_str(c->id));
    ml_json_set(value, "verdict", ml_json_word(ml_word_verdict(c->verdict)));
    ml_json_set(value, "before",
                ml_json_word(c->has_before ? ml_word_verdict(c->before) : ""));
    ml_json_set(value, "title",
                ml_json_text(ml_fleet_cause_title(board, c->id, c->cause)));
    for (uint32_t i = 0; i < c->nexplains; i++)
        ml_json_add(explains, ml_json_str(c->explains[i]));
    ml_json_set(value, "explains", explains);
    set_story(value, &story);
    return value;
}

static json_t *bundle_of(const struct ml_board_bundle *b)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "path", ml_json_text(b->path));
    ml_json_set(value, "sha256", ml_json_str(b->sha256));
    ml_json_set(value, "bytes", ml_json_u64(b->bytes));
    ml_json_set(value, "state", ml_json_word(ml_word_bundle(b->state)));
    ml_json_set(value, "reason", ml_json_str(b->reason));
    ml_json_set(value, "collected", ml_json_time(b->collected));
    ml_json_set(value, "newest", ml_json_bool(b->is_newest));
    return value;
}

static json_t *server_of(const struct ml_board *board, const struct ml_board_server *s)
{
    json_t *value = ml_json_object(), *bundles = ml_json_array();
    json_t *findings = ml_json_array(), *causes = ml_json_array();

    ml_json_set(value, "name", ml_json_text(s->name));
    ml_json_set(value, "group", ml_json_str(s->folder));
    ml_json_set(value, "os_build", known_word(s->os_build));
    ml_json_set(value, "agent_version", known_word(s->agent_version));
    ml_json_set(value, "time_zone", known_word(s->time_zone));
    ml_json_set(value, "state", ml_json_word(ml_word_state(s->state)));
    ml_json_set(value, "reason", ml_json_str(s->reason));
    ml_json_set(value, "page", ml_json_str(s->page));
    ml_json_set(value, "data", ml_json_time(s->data));
    ml_json_set(value, "age_seconds",
                s->age_seconds < 0 ? ml_json_str(ML_STR_NONE)
                                   : ml_json_u64((uint64_t)s->age_seconds));
    ml_json_set(value, "here", ml_json_bool(s->is_here));
    ml_json_set(value, "sent", ml_json_bool(s->has_sent));
    ml_json_set(value, "stale", ml_json_bool(s->is_stale));
    ml_json_set(value, "rank", ml_json_u64(s->rank));
    for (uint32_t i = 0; i < s->nbundles; i++)
        ml_json_add(bundles, bundle_of(&s->bundles[i]));
    for (uint32_t i = 0; i < s->nfindings; i++)
        ml_json_add(findings, finding_of(board, &s->findings[i]));
    for (uint32_t i = 0; i < s->ncauses; i++)
        ml_json_add(causes, cause_of(board, &s->causes[i]));
    ml_json_set(value, "bundles", bundles);
    ml_json_set(value, "findings", findings);
    ml_json_set(value, "causes", causes);
    return value;
}

enum ml_rc ml_json_of_board(const struct ml_board *board, ml_write_fn write, void *to,
                            struct ml_err *err)
{
    struct ml_json json = { .write = write, .to = to };
    struct ml_json_head head = {
        .kind = "fleet",
        .catalogue = board->catalogue,
        .lang = board->lang,
        .is_interrupted = board->is_interrupted,
        .as_of = board->as_of,
    };

    ml_json_begin(&json, &head);
    write_whole(&json, board);
    ml_json_list(&json, "servers");
    for (uint32_t i = 0; i < board->nservers; i++)
        ml_json_item(&json, server_of(board, &board->servers[i]));
    ml_json_list_end(&json);
    return ml_json_end(&json, err);
}
