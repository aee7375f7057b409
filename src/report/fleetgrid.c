/* SPDX-License-Identifier: MIT */
#include "report/fleetgrid.h"

#include <stdlib.h>

#include "report/fleetlink.h"
#include "report/fleetlist.h"
#include "report/fleetxml.h"
#include "report/words.h"
#include "base/ban.h"

enum { WHAT_MAX = 2 }; /* of what a row says in words */

struct out {
    struct ml_xml *xml;
    const struct ml_board *board;
};

/* ---- columns ---- */

struct column {
    const struct ml_board_cause *any; /* one of those in it */
    uint32_t confirmed, likely, cells;
    bool tells; /* something happened to it tonight, or it is settled somewhere */
    uint32_t at;
};

struct grid {
    const struct ml_board *board;
    uint32_t from, until; /* servers */
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
    for (uint32_t i = grid->from; i < grid->until; i++)
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

/* ---- rows ---- */

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

/* What of a server its row says in words: news, else what is there, else what was. */
enum { OTHERS = ML_LIST_CATALOGUE | ML_LIST_ONGOING };

static void start_what(struct out *out, unsigned lists)
{
    ml_xml_start(out->xml, "what");
    if (lists == ML_LIST_NOT_SEEN)
        ml_xml_attr_word(out->xml, "past", "yes");
}

/* Those that are settled. Returns how many there are, those before included. */
static uint32_t write_causes(struct out *out, const struct ml_board_server *server,
                             unsigned lists, uint32_t n)
{
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        if (c->verdict > ML_LIKELY || !ml_fleetlist_has_cause(lists, c) ||
            ++n > WHAT_MAX)
            continue;
        start_what(out, lists);
        ml_xml_attr_word(out->xml, "verdict", ml_word_verdict(c->verdict));
        ml_xml_text(out->xml, ml_fleet_cause_title(out->board, c->id, c->cause));
        ml_xml_end(out->xml);
    }
    return n;
}

static uint32_t write_findings(struct out *out, const struct ml_board_server *server,
                               unsigned lists, uint32_t n)
{
    for (uint32_t i = 0; i < server->nfindings; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        if (!ml_fleetlist_has_finding(lists, f) || ++n > WHAT_MAX)
            continue;
        start_what(out, lists);
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
    uint32_t n = write_causes(out, server, ML_LIST_NEWS, 0);

    n = write_causes(out, server, OTHERS, n);
    if (!n)
        n = write_findings(out, server, ML_LIST_NEWS, n);
    if (!n)
        n = write_findings(out, server, OTHERS, n);
    if (!n)
        n = write_causes(out, server, ML_LIST_NOT_SEEN, n);
    if (!n)
        n = write_findings(out, server, ML_LIST_NOT_SEEN, n);
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
    ml_fleetlink_server(out->xml, server);
    ml_xml_attr_word(xml, "state", ml_word_state(server->state));
    ml_xml_attr_known(xml, "reason", server->reason);
    ml_fleetlink_age(xml, server->age_seconds);
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

void ml_fleetgrid_write(struct ml_xml *xml, const struct ml_board *board, uint32_t from,
                        uint32_t until)
{
    struct out page = { xml, board }, *out = &page;
    struct grid grid = { .board = board, .from = from, .until = until };

    ml_arena_init(&grid.arena);
    lay_out(&grid);
    const struct ml_board_cause **row = ml_arena_array(
        &grid.arena, grid.ncolumns + 1, sizeof(const struct ml_board_cause *));
    ml_xml_start(out->xml, "grid");
    ml_xml_attr_u64(out->xml, "from", from + 1);
    ml_xml_attr_u64(out->xml, "to", until);
    ml_xml_attr_u64(out->xml, "columns", grid.ncolumns);
    ml_xml_attr_u64(out->xml, "weak", grid.ncolumns - grid.nstrong);
    write_columns(out, &grid);
    for (uint32_t i = from; i < until; i++)
        write_row(out, &grid, &out->board->servers[i], row);
    ml_xml_end(out->xml);
    free(grid.columns);
    ml_arena_reset(&grid.arena);
}
