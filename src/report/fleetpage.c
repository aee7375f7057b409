/* SPDX-License-Identifier: MIT */
#include "report/fleetpage.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/fleetgrid.h"
#include "report/fleetlink.h"
#include "report/fleetlist.h"
#include "report/fleetxml.h"
#include "report/words.h"
#include "base/ban.h"

/* How much of each list is on the page; the XML report has all. */
enum {
    SERVERS_MAX = 100, /* of a list of servers */
    ITEMS_MAX = 8,     /* of one server in such a list */
    SPREAD_MAX = 100,
};

struct out {
    struct ml_xml *xml;
    const struct ml_board *board;
};

uint32_t ml_fleet_pages(const struct ml_board *board)
{
    uint32_t n = board->nservers;
    return n ? (n + ML_FLEET_PAGE_SERVERS - 1) / ML_FLEET_PAGE_SERVERS : 1;
}

void ml_fleet_page_name(char ret[static ML_FLEET_NAME_BYTES], uint32_t page)
{
    if (page)
        snprintf(ret, ML_FLEET_NAME_BYTES, "fleet-%u.html", page + 1);
    else
        snprintf(ret, ML_FLEET_NAME_BYTES, "fleet.html");
}

/* ---- lists of the night ---- */

struct list {
    enum ml_fleetlist of;
    const char *name;
};

static const struct list lists[] = {
    { ML_LIST_NEWS, "news" },
    { ML_LIST_CATALOGUE, "catalogue" },
    { ML_LIST_RESOLVED, "resolved" },
    { ML_LIST_NOT_SEEN, "not-seen" },
};

static void write_items(struct out *out, enum ml_fleetlist list,
                        const struct ml_board_server *server)
{
    struct ml_xml *xml = out->xml;
    uint32_t room = ITEMS_MAX;

    for (uint32_t i = 0; i < server->ncauses && room; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        if (!ml_fleetlist_has_cause(list, c))
            continue;
        ml_xml_start(xml, "cause");
        ml_fleetxml_cause(xml, c);
        ml_xml_text(xml, ml_fleet_cause_title(out->board, c->id, c->cause));
        ml_xml_end(xml);
        room--;
    }
    for (uint32_t i = 0; i < server->nfindings && room; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        if (!ml_fleetlist_has_finding(list, f))
            continue;
        ml_xml_start(xml, "finding");
        ml_fleetxml_finding(xml, f);
        ml_xml_text(xml, ml_fleet_signature_title(out->board, f->id, f->signature));
        ml_xml_end(xml);
        room--;
    }
}

static void write_list(struct out *out, const struct list *list)
{
    const struct ml_board *board = out->board;
    uint32_t total = 0, servers = 0, n;

    for (uint32_t i = 0; i < board->nservers; i++) {
        n = ml_fleetlist_count(list->of, &board->servers[i]);
        total += n;
        servers += n > 0;
    }
    ml_xml_start(out->xml, "list");
    ml_xml_attr_word(out->xml, "of", list->name);
    ml_xml_attr_u64(out->xml, "total", total);
    ml_xml_attr_u64(out->xml, "servers", servers);
    if (servers > SERVERS_MAX)
        ml_xml_attr_u64(out->xml, "beyond", servers - SERVERS_MAX);
    for (uint32_t i = 0, shown = 0; i < board->nservers && shown < SERVERS_MAX; i++) {
        const struct ml_board_server *server = &board->servers[i];
        n = ml_fleetlist_count(list->of, server);
        if (!n)
            continue;
        shown++;
        ml_xml_start(out->xml, "entry");
        ml_fleetlink_server(out->xml, server);
        if (n > ITEMS_MAX)
            ml_xml_attr_u64(out->xml, "more", n - ITEMS_MAX);
        write_items(out, list->of, server);
        ml_xml_end(out->xml);
    }
    ml_xml_end(out->xml);
}

/* ---- the rest of the overview ---- */

static void write_spread(struct out *out, const struct ml_board_spread *spread)
{
    const struct ml_board *board = out->board;
    struct ml_xml *xml = out->xml;

    ml_xml_start(xml, "spread");
    ml_xml_attr(xml, spread->is_cause ? "cause" : "signature", spread->id);
    ml_xml_attr_u64(xml, "servers", spread->servers);
    ml_xml_attr_u64(xml, "new", spread->new_tonight);
    ml_xml_attr_u64(xml, "share",
                    board->nservers ? (uint64_t)spread->servers * 1000 / board->nservers
                                    : 0);
    if (spread->is_epidemic)
        ml_xml_attr_word(xml, "epidemic", "yes");
    if (spread->is_outlier)
        ml_xml_attr_word(xml, "outlier", "yes");
    ml_xml_leaf(xml, "title",
                spread->is_cause
                    ? ml_fleet_cause_title(board, spread->id, spread->cause)
                    : ml_fleet_signature_title(board, spread->id, spread->signature));
    for (uint32_t i = 0; i < spread->nwhere; i++) {
        ml_xml_start(xml, "on");
        ml_fleetlink_server(out->xml, &board->servers[spread->where[i]]);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

/* The first of each sort: outliers are the last of the list, and the rarest news. */
static void write_spreads(struct out *out)
{
    const struct ml_board *board = out->board;
    uint32_t common = 0, outliers = 0;

    for (uint32_t i = 0; i < board->nspread; i++) {
        const struct ml_board_spread *spread = &board->spread[i];
        uint32_t *n = spread->is_outlier ? &outliers : &common;
        if (++*n <= SPREAD_MAX)
            write_spread(out, spread);
    }
}

static uint32_t largest(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The largest numbers scale the drawing. */
static void write_trend(struct out *out)
{
    const struct ml_board *board = out->board;
    uint32_t servers = 1, moves = 1;

    for (uint32_t i = 0; i < board->nnights; i++) {
        const struct ml_board_night *night = &board->nights[i];
        servers = largest(servers, night->servers);
        moves = largest(moves, largest(night->new_ + night->changed, night->resolved));
    }
    ml_xml_start(out->xml, "trend");
    ml_xml_attr_u64(out->xml, "servers", servers);
    ml_xml_attr_u64(out->xml, "moves", moves);
    for (uint32_t i = 0; i < board->nnights; i++) {
        ml_xml_start(out->xml, "night");
        ml_fleetxml_night(out->xml, &board->nights[i]);
        ml_xml_end(out->xml);
    }
    ml_xml_end(out->xml);
}

/* Oldest first; what has never been dated before all others. */
static int by_age(const void *a, const void *b)
{
    const struct ml_board_server *x = *(const struct ml_board_server *const *)a;
    const struct ml_board_server *y = *(const struct ml_board_server *const *)b;
    uint64_t p = (uint64_t)x->age_seconds, q = (uint64_t)y->age_seconds; /* -1: most */

    if (p != q)
        return p > q ? -1 : 1;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void write_stale(struct out *out)
{
    const struct ml_board *board = out->board;
    struct ml_arena arena;
    uint32_t n = 0;

    ml_arena_init(&arena);
    const struct ml_board_server **stale =
        ml_arena_array(&arena, board->nservers, sizeof(const struct ml_board_server *));
    for (uint32_t i = 0; i < board->nservers; i++)
        if (board->servers[i].is_stale)
            stale[n++] = &board->servers[i];
    if (n)
        qsort(stale, n, sizeof(stale[0]), by_age);
    ml_xml_start(out->xml, "stale");
    ml_xml_attr_u64(out->xml, "total", n);
    if (n > SERVERS_MAX)
        ml_xml_attr_u64(out->xml, "beyond", n - SERVERS_MAX);
    for (uint32_t i = 0; i < n && i < SERVERS_MAX; i++) {
        ml_xml_start(out->xml, "entry");
        ml_fleetlink_server(out->xml, stale[i]);
        ml_xml_attr_time(out->xml, "data", stale[i]->data);
        ml_fleetlink_age(out->xml, stale[i]->age_seconds);
        if (stale[i]->is_here)
            ml_xml_attr_word(out->xml, "here", "yes");
        ml_xml_attr_word(out->xml, "state", ml_word_state(stale[i]->state));
        ml_xml_end(out->xml);
    }
    ml_xml_end(out->xml);
    ml_arena_reset(&arena);
}

static void write_unread_bundle(struct out *out, const struct ml_board_server *server,
                                const struct ml_board_bundle *bundle)
{
    ml_xml_start(out->xml, "entry");
    ml_fleetlink_server(out->xml, server);
    ml_xml_attr(out->xml, "path", bundle->path);
    ml_xml_attr_word(out->xml, "state", ml_word_bundle(bundle->state));
    ml_xml_attr_reason(out->xml, bundle->reason);
    ml_xml_attr_time(out->xml, "collected", bundle->collected);
    ml_xml_end(out->xml);
}

static void write_unread(struct out *out)
{
    const struct ml_board *board = out->board;
    uint32_t total = board->nunreadable + board->npartial, shown = 0;

    ml_xml_start(out->xml, "unread");
    ml_xml_attr_u64(out->xml, "total", total);
    if (total > SERVERS_MAX)
        ml_xml_attr_u64(out->xml, "beyond", total - SERVERS_MAX);
    for (int partial = 0; partial < 2; partial++)
        for (uint32_t i = 0; i < board->nservers; i++) {
            const struct ml_board_server *server = &board->servers[i];
            for (uint32_t k = 0; k < server->nbundles; k++) {
                const struct ml_board_bundle *bundle = &server->bundles[k];
                if (bundle->state == ML_READ || shown >= SERVERS_MAX ||
                    (bundle->state != ML_UNREADABLE) != partial)
                    continue;
                write_unread_bundle(out, server, bundle);
                shown++;
            }
        }
    ml_xml_end(out->xml);
}

static void write_overview(struct out *out)
{
    for (size_t i = 0; i < ML_COUNT(lists); i++)
        write_list(out, &lists[i]);
    write_spreads(out);
    write_trend(out);
    write_stale(out);
    write_unread(out);
    ml_fleetxml_unknown(out->xml, out->board);
    ml_fleetxml_mutes(out->xml, out->board);
    ml_fleetxml_arriving(out->xml, out->board);
}

/* ---- the page ---- */

static void write_links(struct out *out, uint32_t page)
{
    uint32_t n = ml_fleet_pages(out->board);

    for (uint32_t i = 0; n > 1 && i < n; i++) {
        char name[ML_FLEET_NAME_BYTES];
        ml_fleet_page_name(name, i);
        ml_xml_start(out->xml, "page");
        ml_xml_attr_word(out->xml, "href", name);
        if (i == page)
            ml_xml_attr_word(out->xml, "current", "yes");
        ml_xml_end(out->xml);
    }
}

enum ml_rc ml_fleet_page_xml(const struct ml_board *board, uint32_t page,
                             ml_write_fn write, void *to, struct ml_err *err)
{
    struct out out = { .xml = ml_xml_open(true, write, to), .board = board };
    uint32_t from = page * ML_FLEET_PAGE_SERVERS;
    uint32_t until = from + ML_FLEET_PAGE_SERVERS;

    ml_fleetxml_start(out.xml, board);
    ml_xml_start(out.xml, "fleet");
    ml_fleetxml_counts(out.xml, board);
    ml_xml_attr_u64(out.xml, "page", page + 1);
    ml_xml_attr_u64(out.xml, "unknown", board->nunknown + board->unknown_beyond);
    write_links(&out, page);
    if (page == 0)
        write_overview(&out);
    ml_fleetgrid_write(out.xml, board, from,
                       until < board->nservers ? until : board->nservers);
    ml_xml_end(out.xml);
    ml_xml_end(out.xml);
    int failed = ml_xml_close(out.xml);
    if (failed)
        return ml_err_sys(err, ML_FAIL, failed, "cannot write the report");
    return ML_OK;
}
