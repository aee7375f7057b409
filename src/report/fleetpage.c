/* SPDX-License-Identifier: MIT */
#include "report/fleetpage.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/fleetxml.h"
#include "report/words.h"
#include "base/ban.h"

/* How much of each list is on the page; the XML report has all. */
enum {
    SERVERS_MAX = 100, /* of a list of servers */
    ITEMS_MAX = 8,     /* of one server in such a list */
    SPREAD_MAX = 100,
    WHAT_MAX = 2, /* of what a row of the grid says */
};

struct out {
    struct ml_xml *xml;
    const struct ml_board *board;
    struct ml_buf href;
};

/* ---- links ---- */

static bool is_path_char(char c)
{
    char l = ml_lower(c);
    return ml_is_digit(c) || (l >= 'a' && l <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '/';
}

static bool is_escape(ml_str s)
{
    return s.n >= 3 && s.p[0] == '%' && ml_is_hex(s.p[1]) && ml_is_hex(s.p[2]);
}

void ml_fleet_href(struct ml_buf *out, ml_str page)
{
    while (page.n && page.p[0] == '/') /* of this folder, never of a host */
        page = ml_str_from(page, 1);
    for (; page.n; page = ml_str_from(page, 1)) {
        if (is_path_char(page.p[0]) || is_escape(page))
            ml_buf_char(out, page.p[0]);
        else
            ml_buf_printf(out, "%%%02X", (unsigned)(unsigned char)page.p[0]);
    }
}

static void attr_href(struct out *out, const struct ml_board_server *server)
{
    if (!server->page.n)
        return;
    out->href.n = 0;
    ml_fleet_href(&out->href, server->page);
    ml_xml_attr_known(out->xml, "href", ml_buf_view(&out->href));
}

static void attr_server(struct out *out, const struct ml_board_server *server)
{
    ml_xml_attr(out->xml, "name", server->name);
    ml_xml_attr_known(out->xml, "group", server->folder);
    attr_href(out, server);
}

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

/* Which findings and causes a list tells of. */
enum list { LIST_NEWS, LIST_CATALOGUE, LIST_RESOLVED, LIST_NOT_SEEN, NLISTS };
static const char *const list_names[] = { "news", "catalogue", "resolved", "not-seen" };

static bool is_on(enum list list, enum ml_standing standing, enum ml_brought_by by,
                  const struct ml_board_mute *mute)
{
    if (mute)
        return false;
    switch (list) {
    case LIST_NEWS:
        return standing == ML_CHANGED || ml_board_is_news(standing, by, NULL);
    case LIST_CATALOGUE:
        return standing == ML_NEW && by != ML_BY_RECORDS;
    case LIST_RESOLVED:
        return standing == ML_RESOLVED;
    default:
        return standing == ML_NOT_SEEN;
    }
}

static bool has_finding(enum list list, const struct ml_board_finding *f)
{
    return ml_board_finding_tells(f) && is_on(list, f->standing, f->by, f->mute);
}

static bool has_cause(enum list list, const struct ml_board_cause *c)
{
    return ml_board_cause_tells(c) && is_on(list, c->standing, c->by, c->mute);
}

static uint32_t count_on(enum list list, const struct ml_board_server *server)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < server->nfindings; i++)
        n += has_finding(list, &server->findings[i]);
    for (uint32_t i = 0; i < server->ncauses; i++)
        n += has_cause(list, &server->causes[i]);
    return n;
}

static void write_items(struct out *out, enum list list,
                        const struct ml_board_server *server)
{
    struct ml_xml *xml = out->xml;
    uint32_t room = ITEMS_MAX;

    for (uint32_t i = 0; i < server->ncauses && room; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        if (!has_cause(list, c))
            continue;
        ml_xml_start(xml, "cause");
        ml_fleetxml_cause(xml, c);
        ml_xml_text(xml, ml_fleet_cause_title(out->board, c->id, c->cause));
        ml_xml_end(xml);
        room--;
    }
    for (uint32_t i = 0; i < server->nfindings && room; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        if (!has_finding(list, f))
            continue;
        ml_xml_start(xml, "finding");
        ml_fleetxml_finding(xml, f);
        ml_xml_text(xml, ml_fleet_signature_title(out->board, f->id, f->signature));
        ml_xml_end(xml);
        room--;
    }
}

static void write_list(struct out *out, enum list list)
{
    const struct ml_board *board = out->board;
    uint32_t total = 0, servers = 0, n;

    for (uint32_t i = 0; i < board->nservers; i++) {
        n = count_on(list, &board->servers[i]);
        total += n;
        servers += n > 0;
    }
    ml_xml_start(out->xml, "list");
    ml_xml_attr_word(out->xml, "of", list_names[list]);
    ml_xml_attr_u64(out->xml, "total", total);
    ml_xml_attr_u64(out->xml, "servers", servers);
    if (servers > SERVERS_MAX)
        ml_xml_attr_u64(out->xml, "beyond", servers - SERVERS_MAX);
    for (uint32_t i = 0, shown = 0; i < board->nservers && shown < SERVERS_MAX; i++) {
        const struct ml_board_server *server = &board->servers[i];
        n = count_on(list, server);
        if (!n)
            continue;
        shown++;
        ml_xml_start(out->xml, "entry");
        attr_server(out, server);
        if (n > ITEMS_MAX)
            ml_xml_attr_u64(out->xml, "more", n - ITEMS_MAX);
        write_items(out, list, server);
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
        attr_server(out, &board->servers[spread->where[i]]);
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

/* 3 days, 5 hours: a number and its unit. */
static void attr_age(struct ml_xml *xml, int64_t seconds)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };

    if (seconds < 0)
        return;
    ml_xml_attr_u64(xml, "age", (uint64_t)seconds);
    ml_xml_attr_u64(xml, seconds < 2 * DAY ? "hours" : "days",
                    (uint64_t)(seconds / (seconds < 2 * DAY ? HOUR : DAY)));
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
        attr_server(out, stale[i]);
        ml_xml_attr_time(out->xml, "data", stale[i]->data);
        attr_age(out->xml, stale[i]->age_seconds);
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
    attr_server(out, server);
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
    for (int list = 0; list < NLISTS; list++)
        write_list(out, (enum list)list);
    write_spreads(out);
    write_trend(out);
    write_stale(out);
    write_unread(out);
    ml_fleetxml_unknown(out->xml, out->board);
    ml_fleetxml_mutes(out->xml, out->board);
    ml_fleetxml_arriving(out->xml, out->board);
}

/* ---- the columns of the grid ---- */

struct column {
    const struct ml_board_cause *any; /* one of those in it */
    uint32_t confirmed, likely, cells;
    bool tells; /* something happened to it tonight, or it is settled somewhere */
    uint32_t at;
};

struct grid {
    const struct ml_board *board;
    uint32_t from, to; /* servers */
    struct ml_arena arena;
    uint32_t *column_of; /* index of a catalogue's cause -> of a column + 1; 0: none */
    struct column *columns;
    size_t ncolumns, cap_columns;
    uint32_t nstrong; /* the first ones: those that tell something */
};

static bool is_here(enum ml_standing standing)
{
    return standing != ML_RESOLVED && standing != ML_NOT_SEEN;
}

/* What the catalogue has no more is found by its id. */
static struct column *look_up(struct grid *grid, const struct ml_board_cause *c)
{
    const struct ml_catalogue *catalogue = grid->board->catalogue;

    if (c->cause) {
        uint32_t at = grid->column_of[c->cause - catalogue->causes];
        return at ? &grid->columns[at - 1] : NULL;
    }
    for (size_t i = 0; i < grid->ncolumns; i++)
        if (!grid->columns[i].any->cause && ml_str_eq(grid->columns[i].any->id, c->id))
            return &grid->columns[i];
    return NULL;
}

static struct column *column_for(struct grid *grid, const struct ml_board_cause *c)
{
    struct column *column = look_up(grid, c);

    if (column)
        return column;
    ML_PUSH(grid->columns, grid->ncolumns, grid->cap_columns,
            ((struct column){ .any = c }));
    if (c->cause)
        grid->column_of[c->cause - grid->board->catalogue->causes] =
            (uint32_t)grid->ncolumns;
    return &grid->columns[grid->ncolumns - 1];
}

/* Those that tell something first, by how often they are the answer. */
static int by_weight(const void *a, const void *b)
{
    const struct column *x = a, *y = b;

    if (x->tells != y->tells)
        return x->tells ? -1 : 1;
    if (x->confirmed != y->confirmed)
        return x->confirmed > y->confirmed ? -1 : 1;
    if (x->likely != y->likely)
        return x->likely > y->likely ? -1 : 1;
    if (x->cells != y->cells)
        return x->cells > y->cells ? -1 : 1;
    return ml_str_cmp(x->any->id, y->any->id);
}

static void count_cell(struct column *column, const struct ml_board_cause *c)
{
    column->cells++;
    column->tells |= ml_board_cause_tells(c);
    if (is_here(c->standing)) {
        column->confirmed += c->verdict == ML_CONFIRMED;
        column->likely += c->verdict == ML_LIKELY;
    }
}

static void lay_out(struct grid *grid)
{
    const struct ml_board *board = grid->board;

    grid->column_of = ml_arena_array(&grid->arena, board->catalogue->ncauses + 1,
                                     sizeof(*grid->column_of));
    for (uint32_t i = grid->from; i < grid->to; i++)
        for (uint32_t k = 0; k < board->servers[i].ncauses; k++) {
            const struct ml_board_cause *c = &board->servers[i].causes[k];
            count_cell(column_for(grid, c), c);
        }
    if (grid->ncolumns)
        qsort(grid->columns, grid->ncolumns, sizeof(*grid->columns), by_weight);
    for (uint32_t i = 0; i < grid->ncolumns; i++) {
        const struct ml_cause *cause = grid->columns[i].any->cause;
        grid->columns[i].at = i;
        grid->nstrong += grid->columns[i].tells;
        if (cause)
            grid->column_of[cause - board->catalogue->causes] = i + 1;
    }
}

static void write_columns(struct out *out, const struct grid *grid)
{
    for (uint32_t i = 0; i < grid->ncolumns; i++) {
        const struct column *column = &grid->columns[i];
        ml_xml_start(out->xml, "column");
        ml_xml_attr(out->xml, "id", column->any->id);
        ml_xml_attr_u64(out->xml, "settled", column->confirmed + column->likely);
        if (i >= grid->nstrong)
            ml_xml_attr_word(out->xml, "weak", "w");
        ml_xml_text(out->xml, ml_fleet_cause_title(out->board, column->any->id,
                                                   column->any->cause));
        ml_xml_end(out->xml);
    }
}

/* ---- its rows ---- */

/* One word for what a cell has to say of the night. Ongoing is not worth one, nor is a
 * cause that came up as one of many to be thought of. */
static const char *cell_state(const struct ml_board_cause *c)
{
    if (c->mute)
        return "muted";
    if (c->standing == ML_ONGOING || (is_here(c->standing) && !ml_board_cause_tells(c)))
        return NULL;
    if (c->standing == ML_NEW && c->by != ML_BY_RECORDS)
        return "by-catalogue";
    return ml_standing_names[c->standing];
}

/* Empty cells in one piece; those of columns that may be hidden in a piece of their
 * own. */
static void write_gap(struct out *out, const struct grid *grid, uint32_t from,
                      uint32_t to)
{
    if (from < grid->nstrong && to > grid->nstrong) {
        write_gap(out, grid, from, grid->nstrong);
        write_gap(out, grid, grid->nstrong, to);
        return;
    }
    if (from == to)
        return;
    ml_xml_start(out->xml, "g");
    ml_xml_attr_u64(out->xml, "n", to - from);
    if (from >= grid->nstrong)
        ml_xml_attr_word(out->xml, "w", "w");
    ml_xml_end(out->xml);
}

static void write_cell(struct out *out, const struct grid *grid, uint32_t at,
                       const struct ml_board_cause *c)
{
    const char *state = cell_state(c);

    ml_xml_start(out->xml, "c");
    ml_xml_attr_word(out->xml, "v", ml_word_verdict(c->verdict));
    if (c->standing == ML_CHANGED && c->has_before)
        ml_xml_attr_word(out->xml, "b", ml_word_verdict(c->before));
    if (state)
        ml_xml_attr_word(out->xml, "s", state);
    if (state && c->unseen != ML_UNSEEN_KNOWN)
        ml_xml_attr_word(out->xml, "why", ml_unseen_why_names[c->unseen]);
    if (c->mute)
        ml_xml_attr(out->xml, "owner", c->mute->owner);
    if (c->verdict <= ML_LIKELY && c->nights > 1)
        ml_xml_attr_second(out->xml, "since", c->since);
    if (at >= grid->nstrong)
        ml_xml_attr_word(out->xml, "w", "w");
    ml_xml_end(out->xml);
}

static void write_cells(struct out *out, struct grid *grid,
                        const struct ml_board_server *server,
                        const struct ml_board_cause **row)
{
    uint32_t done = 0;

    memset(row, 0, grid->ncolumns * sizeof(*row));
    for (uint32_t i = 0; i < server->ncauses; i++)
        row[look_up(grid, &server->causes[i])->at] = &server->causes[i];
    for (uint32_t at = 0; at < grid->ncolumns; at++) {
        if (!row[at])
            continue;
        write_gap(out, grid, done, at);
        write_cell(out, grid, at, row[at]);
        done = at + 1;
    }
    write_gap(out, grid, done, (uint32_t)grid->ncolumns);
}

/* What of a server its row says in words. */
enum turn { TURN_NEWS, TURN_OTHERS, TURN_LAST_KNOWN };

static bool has_turn(enum turn turn, enum ml_standing standing, enum ml_brought_by by,
                     const struct ml_board_mute *mute)
{
    bool is_news = standing == ML_CHANGED || ml_board_is_news(standing, by, mute);

    if (mute || standing == ML_RESOLVED)
        return false;
    if (standing == ML_NOT_SEEN)
        return turn == TURN_LAST_KNOWN;
    return turn == (is_news ? TURN_NEWS : TURN_OTHERS);
}

static void start_what(struct out *out, enum turn turn)
{
    ml_xml_start(out->xml, "what");
    if (turn == TURN_LAST_KNOWN)
        ml_xml_attr_word(out->xml, "past", "yes");
}

/* Those that are settled. Returns how many there are, those before included. */
static uint32_t write_causes(struct out *out, const struct ml_board_server *server,
                             enum turn turn, uint32_t n)
{
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        if (c->verdict > ML_LIKELY || !has_turn(turn, c->standing, c->by, c->mute) ||
            ++n > WHAT_MAX)
            continue;
        start_what(out, turn);
        ml_xml_attr_word(out->xml, "verdict", ml_word_verdict(c->verdict));
        ml_xml_text(out->xml, ml_fleet_cause_title(out->board, c->id, c->cause));
        ml_xml_end(out->xml);
    }
    return n;
}

static uint32_t write_findings(struct out *out, const struct ml_board_server *server,
                               enum turn turn, uint32_t n)
{
    for (uint32_t i = 0; i < server->nfindings; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        if (!ml_board_finding_tells(f) ||
            !has_turn(turn, f->standing, f->by, f->mute) || ++n > WHAT_MAX)
            continue;
        start_what(out, turn);
        ml_xml_attr_word(out->xml, "severity", ml_word_severity(f->severity));
        ml_xml_text(out->xml,
                    ml_fleet_signature_title(out->board, f->id, f->signature));
        ml_xml_end(out->xml);
    }
    return n;
}

/* Causes that are settled, else findings; those that are there, else those last known.
 */
static void write_what(struct out *out, const struct ml_board_server *server)
{
    uint32_t n = write_causes(out, server, TURN_NEWS, 0);

    n = write_causes(out, server, TURN_OTHERS, n);
    if (!n)
        n = write_findings(out, server, TURN_NEWS, n);
    if (!n)
        n = write_findings(out, server, TURN_OTHERS, n);
    if (!n)
        n = write_causes(out, server, TURN_LAST_KNOWN, n);
    if (!n)
        n = write_findings(out, server, TURN_LAST_KNOWN, n);
    if (n <= WHAT_MAX)
        return;
    ml_xml_start(out->xml, "more");
    ml_xml_attr_u64(out->xml, "n", n - WHAT_MAX);
    ml_xml_end(out->xml);
}

/* How the newest collection was read, where that is worth a word. */
static const char *unread_word(const struct ml_board_server *server)
{
    bool is_partial = false;

    for (uint32_t i = 0; i < server->nbundles; i++) {
        const struct ml_board_bundle *bundle = &server->bundles[i];
        if (!bundle->is_newest || bundle->state == ML_READ)
            continue;
        if (bundle->state == ML_UNREADABLE)
            return "unreadable";
        is_partial = true;
    }
    return is_partial ? "partial" : NULL;
}

static void attr_counts(struct ml_xml *xml, const struct ml_board_server *server)
{
    struct ml_board_tally t = { 0 };

    ml_board_tally_add(&t, server);
    const struct {
        const char *name;
        uint32_t n;
    } counts[] = {
        { "new", t.new_ },          { "by-catalogue", t.by_catalogue + t.by_program },
        { "changed", t.changed },   { "resolved", t.resolved },
        { "not-seen", t.not_seen }, { "muted", t.muted },
    };
    for (size_t i = 0; i < ML_COUNT(counts); i++)
        if (counts[i].n)
            ml_xml_attr_u64(xml, counts[i].name, counts[i].n);
}

static void write_row(struct out *out, struct grid *grid,
                      const struct ml_board_server *server,
                      const struct ml_board_cause **row)
{
    struct ml_xml *xml = out->xml;
    const char *unread = unread_word(server);

    ml_xml_start(xml, "server");
    attr_server(out, server);
    ml_xml_attr_word(xml, "state", ml_word_state(server->state));
    ml_xml_attr_known(xml, "reason", server->reason);
    attr_age(xml, server->age_seconds);
    if (server->is_stale)
        ml_xml_attr_word(xml, "stale", "yes");
    if (!server->is_here)
        ml_xml_attr_word(xml, "gone", "yes");
    if (unread)
        ml_xml_attr_word(xml, "unread", unread);
    attr_counts(xml, server);
    write_what(out, server);
    write_cells(out, grid, server, row);
    ml_xml_end(xml);
}

static void write_grid(struct out *out, uint32_t from, uint32_t to)
{
    struct grid grid = { .board = out->board, .from = from, .to = to };

    ml_arena_init(&grid.arena);
    lay_out(&grid);
    const struct ml_board_cause **row = ml_arena_array(
        &grid.arena, grid.ncolumns + 1, sizeof(const struct ml_board_cause *));
    ml_xml_start(out->xml, "grid");
    ml_xml_attr_u64(out->xml, "from", from + 1);
    ml_xml_attr_u64(out->xml, "to", to);
    ml_xml_attr_u64(out->xml, "columns", grid.ncolumns);
    ml_xml_attr_u64(out->xml, "weak", grid.ncolumns - grid.nstrong);
    write_columns(out, &grid);
    for (uint32_t i = from; i < to; i++)
        write_row(out, &grid, &out->board->servers[i], row);
    ml_xml_end(out->xml);
    free(grid.columns);
    ml_arena_reset(&grid.arena);
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
    uint32_t to_server = from + ML_FLEET_PAGE_SERVERS;

    ml_fleetxml_start(out.xml, board);
    ml_xml_start(out.xml, "fleet");
    ml_fleetxml_counts(out.xml, board);
    ml_xml_attr_u64(out.xml, "page", page + 1);
    ml_xml_attr_u64(out.xml, "unknown", board->nunknown + board->unknown_beyond);
    write_links(&out, page);
    if (page == 0)
        write_overview(&out);
    write_grid(&out, from, to_server < board->nservers ? to_server : board->nservers);
    ml_xml_end(out.xml);
    ml_xml_end(out.xml);
    int failed = ml_xml_close(out.xml);
    ml_buf_reset(&out.href);
    if (failed)
        return ml_err_sys(err, ML_FAIL, failed, "cannot write the report");
    return ML_OK;
}
