/* SPDX-License-Identifier: MIT */
#include "report/fleetxml.h"

#include "report/words.h"
#include "report/xml.h"
#include "base/ban.h"

static void attr_flag(struct ml_xml *xml, const char *name, bool is_set)
{
    if (is_set)
        ml_xml_attr_word(xml, name, "yes");
}

/* ---- the whole ---- */

void ml_fleetxml_start(struct ml_xml *xml, const struct ml_board *board)
{
    struct ml_report_head head = {
        .catalogue = board->catalogue,
        .lang = board->lang,
        .is_interrupted = board->is_interrupted,
        .as_of = board->as_of,
    };

    ml_xml_set_lang(xml, board->lang);
    ml_report_xml_start(xml, &head);
}

void ml_fleetxml_counts(struct ml_xml *xml, const struct ml_board *board)
{
    struct ml_board_states states = ml_board_states_of(board);
    struct ml_board_tally tally = ml_board_tally_of(board);
    const struct {
        const char *name;
        uint32_t n;
    } counts[] = {
        { "stale-days", board->stale_days },
        { "servers", board->nservers },
        { "problems", states.problems },
        { "clean", states.clean },
        { "incomplete", states.incomplete },
        { "stale", states.stale },
        { "bundles", board->nbundles },
        { "read", board->nread },
        { "partial", board->npartial },
        { "unreadable", board->nunreadable },
        { "new", tally.new_ },
        { "ongoing", tally.ongoing },
        { "changed", tally.changed },
        { "resolved", tally.resolved },
        { "not-seen", tally.not_seen },
        { "by-catalogue", tally.by_catalogue },
        { "by-program", tally.by_program },
        { "muted", tally.muted },
    };

    ml_xml_attr_time(xml, "as-of", board->as_of);
    ml_xml_attr_time(xml, "previous", board->previous);
    if (board->catalogue_changed)
        ml_xml_attr_word(xml, "catalogue", "changed");
    if (board->program_changed)
        ml_xml_attr_word(xml, "program", "changed");
    for (size_t i = 0; i < ML_COUNT(counts); i++)
        ml_xml_attr_u64(xml, counts[i].name, counts[i].n);
}

void ml_fleetxml_night(struct ml_xml *xml, const struct ml_board_night *night)
{
    const struct {
        const char *name;
        uint32_t n;
    } counts[] = {
        { "servers", night->servers },   { "problems", night->problems },
        { "clean", night->clean },       { "incomplete", night->incomplete },
        { "stale", night->stale },       { "new", night->new_ },
        { "ongoing", night->ongoing },   { "changed", night->changed },
        { "resolved", night->resolved }, { "not-seen", night->not_seen },
        { "muted", night->muted },
    };

    ml_xml_attr_time(xml, "as-of", night->as_of);
    for (size_t i = 0; i < ML_COUNT(counts); i++)
        ml_xml_attr_u64(xml, counts[i].name, counts[i].n);
    if (night->catalogue_changed)
        ml_xml_attr_word(xml, "catalogue", "changed");
}

static void write_nights(struct ml_xml *xml, const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->nnights; i++) {
        ml_xml_start(xml, "night");
        ml_fleetxml_night(xml, &board->nights[i]);
        ml_xml_end(xml);
    }
}

static void write_spread(struct ml_xml *xml, const struct ml_board *board,
                         const struct ml_board_spread *spread)
{
    ml_xml_start(xml, "spread");
    ml_xml_attr(xml, spread->is_cause ? "cause" : "signature", spread->id);
    ml_xml_attr_u64(xml, "servers", spread->servers);
    ml_xml_attr_u64(xml, "new", spread->new_tonight);
    attr_flag(xml, "epidemic", spread->is_epidemic);
    attr_flag(xml, "outlier", spread->is_outlier);
    ml_xml_leaf(xml, "title",
                spread->is_cause
                    ? ml_fleet_cause_title(board, spread->id, spread->cause)
                    : ml_fleet_signature_title(board, spread->id, spread->signature));
    for (uint32_t i = 0; i < spread->nwhere; i++) {
        const struct ml_board_server *server = &board->servers[spread->where[i]];
        ml_xml_start(xml, "on");
        ml_xml_attr(xml, "name", server->name);
        ml_xml_attr_known(xml, "group", server->folder);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

void ml_fleetxml_unknown(struct ml_xml *xml, const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->nunknown; i++) {
        const struct ml_board_unknown *u = &board->unknown[i];
        const char *level = ml_word_level(u->level);
        ml_xml_start(xml, "unknown");
        if (level)
            ml_xml_attr_word(xml, "level", level);
        ml_xml_attr_u64(xml, "count", u->count);
        ml_xml_attr_u64(xml, "servers", u->servers);
        ml_xml_attr_known(xml, "server", u->server);
        ml_xml_attr(xml, "address", u->address);
        ml_xml_leaf(xml, "template", u->template_text);
        ml_xml_leaf(xml, "example", u->example);
        ml_xml_end(xml);
    }
}

void ml_fleetxml_mutes(struct ml_xml *xml, const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->nmutes; i++) {
        const struct ml_board_mute *mute = &board->mutes[i];
        ml_xml_start(xml, "mute");
        ml_xml_attr(xml, "what", mute->what);
        ml_xml_attr(xml, "servers", mute->servers);
        ml_xml_attr(xml, "owner", mute->owner);
        ml_xml_attr_time(xml, "until", mute->until);
        ml_xml_attr_u64(xml, "count", mute->count);
        attr_flag(xml, "expired", mute->is_expired);
        ml_xml_text(xml, mute->reason);
        ml_xml_end(xml);
    }
}

void ml_fleetxml_arriving(struct ml_xml *xml, const struct ml_board *board)
{
    for (uint32_t i = 0; i < board->narriving; i++) {
        ml_xml_start(xml, "arriving");
        ml_xml_attr(xml, "path", board->arriving[i].path);
        ml_xml_attr_u64(xml, "bytes", board->arriving[i].bytes);
        ml_xml_end(xml);
    }
}

static void write_fleet(struct ml_xml *xml, const struct ml_board *board)
{
    ml_xml_start(xml, "fleet");
    ml_fleetxml_counts(xml, board);
    if (board->unknown_beyond)
        ml_xml_attr_u64(xml, "unknown-beyond", board->unknown_beyond);
    write_nights(xml, board);
    for (uint32_t i = 0; i < board->nspread; i++)
        write_spread(xml, board, &board->spread[i]);
    ml_fleetxml_unknown(xml, board);
    ml_fleetxml_mutes(xml, board);
    ml_fleetxml_arriving(xml, board);
    ml_xml_end(xml);
}

/* ---- a server ---- */

ml_str ml_fleet_signature_title(const struct ml_board *board, ml_str id,
                                const struct ml_signature *signature)
{
    ml_str title = ML_STR_NONE;
    if (signature)
        title = ml_text_in(&signature->title, board->lang);
    return title.n ? title : id;
}

ml_str ml_fleet_cause_title(const struct ml_board *board, ml_str id,
                            const struct ml_cause *cause)
{
    ml_str title = ML_STR_NONE;
    if (cause)
        title = ml_text_in(&cause->title, board->lang);
    return title.n ? title : id;
}

/* What a finding and a cause have to say of the nights. */
static void attr_state(struct ml_xml *xml, enum ml_standing standing,
                       enum ml_unseen_why unseen, enum ml_brought_by by)
{
    ml_xml_attr_word(xml, "state", ml_standing_names[standing]);
    if (unseen != ML_UNSEEN_KNOWN)
        ml_xml_attr_word(xml, "why", ml_unseen_why_names[unseen]);
    if (by != ML_BY_RECORDS)
        ml_xml_attr_word(xml, "by", by == ML_BY_CATALOGUE ? "catalogue" : "program");
}

static void attr_story(struct ml_xml *xml, struct ml_time since, uint32_t nights,
                       const struct ml_board_mute *mute)
{
    ml_xml_attr_time(xml, "since", since);
    ml_xml_attr_u64(xml, "nights", nights);
    if (mute)
        ml_xml_attr(xml, "muted", mute->owner);
}

void ml_fleetxml_finding(struct ml_xml *xml, const struct ml_board_finding *finding)
{
    ml_xml_attr(xml, "signature", finding->id);
    if (finding->signature)
        ml_xml_attr_code(xml, finding->signature->code);
    ml_xml_attr_word(xml, "severity", ml_word_severity(finding->severity));
    ml_xml_attr_u64(xml, "count", finding->count);
    ml_xml_attr_time(xml, "first", finding->first);
    ml_xml_attr_time(xml, "last", finding->last);
    attr_state(xml, finding->standing, finding->unseen, finding->by);
    attr_story(xml, finding->since, finding->nights, finding->mute);
}

static void attr_explains(struct ml_xml *xml, const struct ml_board_cause *cause)
{
    struct ml_buf ids = { 0 };

    for (uint32_t i = 0; i < cause->nexplains; i++) {
        if (i)
            ml_buf_char(&ids, ' ');
        ml_buf_str(&ids, cause->explains[i]);
    }
    ml_xml_attr(xml, "explains", ml_buf_view(&ids));
    ml_buf_reset(&ids);
}

void ml_fleetxml_cause(struct ml_xml *xml, const struct ml_board_cause *cause)
{
    ml_xml_attr(xml, "id", cause->id);
    ml_xml_attr_word(xml, "verdict", ml_word_verdict(cause->verdict));
    if (cause->has_before)
        ml_xml_attr_word(xml, "before", ml_word_verdict(cause->before));
    attr_state(xml, cause->standing, cause->unseen, cause->by);
    attr_explains(xml, cause);
    attr_story(xml, cause->since, cause->nights, cause->mute);
}

static void write_bundle(struct ml_xml *xml, const struct ml_board_bundle *bundle)
{
    ml_xml_start(xml, "bundle");
    ml_xml_attr(xml, "path", bundle->path);
    ml_xml_attr_known(xml, "sha256", bundle->sha256);
    ml_xml_attr_u64(xml, "bytes", bundle->bytes);
    ml_xml_attr_word(xml, "state", ml_word_bundle(bundle->state));
    ml_xml_attr_reason(xml, bundle->reason);
    ml_xml_attr_time(xml, "collected", bundle->collected);
    attr_flag(xml, "newest", bundle->is_newest);
    ml_xml_end(xml);
}

static ml_str or_unknown(ml_str s)
{
    return s.n ? s : ML_STR("unknown");
}

static void write_server_head(struct ml_xml *xml, const struct ml_board_server *server)
{
    ml_xml_attr(xml, "name", server->name);
    ml_xml_attr_known(xml, "group", server->folder);
    ml_xml_attr(xml, "os-build", or_unknown(server->os_build));
    ml_xml_attr(xml, "agent-version", or_unknown(server->agent_version));
    ml_xml_attr(xml, "time-zone", or_unknown(server->time_zone));
    ml_xml_attr_word(xml, "state", ml_word_state(server->state));
    ml_xml_attr_known(xml, "reason", server->reason);
    ml_xml_attr_known(xml, "page", server->page);
    ml_xml_attr_time(xml, "data", server->data);
    if (server->age_seconds >= 0)
        ml_xml_attr_u64(xml, "age", (uint64_t)server->age_seconds);
    attr_flag(xml, "here", server->is_here);
    attr_flag(xml, "sent", server->has_sent);
    attr_flag(xml, "stale", server->is_stale);
    ml_xml_attr_u64(xml, "rank", server->rank);
}

static void write_server(struct ml_xml *xml, const struct ml_board *board,
                         const struct ml_board_server *server)
{
    ml_xml_start(xml, "server");
    write_server_head(xml, server);
    for (uint32_t i = 0; i < server->nbundles; i++)
        write_bundle(xml, &server->bundles[i]);
    for (uint32_t i = 0; i < server->nfindings; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        ml_xml_start(xml, "finding");
        ml_fleetxml_finding(xml, f);
        ml_xml_leaf(xml, "title", ml_fleet_signature_title(board, f->id, f->signature));
        ml_xml_end(xml);
    }
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        ml_xml_start(xml, "cause");
        ml_fleetxml_cause(xml, c);
        ml_xml_leaf(xml, "title", ml_fleet_cause_title(board, c->id, c->cause));
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

static enum ml_rc write_report(struct ml_xml *xml, const struct ml_board *board,
                               uint32_t from, uint32_t until, struct ml_err *err)
{
    ml_fleetxml_start(xml, board);
    write_fleet(xml, board);
    for (uint32_t i = from; i < until; i++)
        write_server(xml, board, &board->servers[i]);
    ml_xml_end(xml);
    int failed = ml_xml_close(xml);
    if (failed)
        return ml_err_sys(err, ML_FAIL, failed, "cannot write the report");
    return ML_OK;
}

enum ml_rc ml_fleet_xml(const struct ml_board *board, ml_write_fn write, void *to,
                        struct ml_err *err)
{
    return write_report(ml_xml_open(false, write, to), board, 0, board->nservers, err);
}

enum ml_rc ml_fleet_xml_part(const struct ml_board *board, uint32_t from,
                             uint32_t until, ml_write_fn write, void *to,
                             struct ml_err *err)
{
    return write_report(ml_xml_open(true, write, to), board, from, until, err);
}
