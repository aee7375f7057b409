/* SPDX-License-Identifier: MIT */
#include "report/fleettext.h"

#include <inttypes.h>

#include "report/fleetlist.h"
#include "report/fleetxml.h"
#include "report/labels.h"
#include "report/reasons.h"
#include "base/ban.h"

enum {
    NEWS_MAX = 10,  /* servers */
    OTHERS_MAX = 5, /* servers, of the other lists */
    ITEMS_MAX = 4,  /* of a server */
    STALE_MAX = 12, /* names on one line or two */
    INDENT = 2,
    DEEP = 4,
};

struct page {
    struct ml_pen pen;
    struct ml_arena arena; /* of texts put together */
    const struct ml_board *board;
    enum ml_lang lang;
};

/* ---- words and lines ---- */

static ml_str get(const struct page *page, enum ml_text_id id)
{
    return ml_text_get(id, page->lang);
}

static ml_str fill1(struct page *page, enum ml_text_id id, ml_str value)
{
    return ml_text_fill(&page->arena, id, page->lang, &value, 1);
}

static ml_str number(struct page *page, uint64_t n)
{
    return ml_text_number(&page->arena, n);
}

static ml_str fill_n(struct page *page, enum ml_text_id id, uint64_t n)
{
    return fill1(page, id, number(page, n));
}

static void add(struct page *page, enum ml_style style, ml_str text)
{
    ml_pen_text(&page->pen, style, text);
}

static void heading(struct page *page, enum ml_text_id id, uint64_t n)
{
    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, get(page, id));
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    add(page, ML_PLAIN, number(page, n));
}

static void more(struct page *page, uint64_t n)
{
    if (!n)
        return;
    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_DIM, fill_n(page, ML_T_MORE, n));
}

static void add_tag(struct page *page, enum ml_style style, ml_str word)
{
    add(page, style, ml_arena_printf(&page->arena, "[%.*s]", ML_STR_ARG(word)));
    add(page, ML_PLAIN, ML_STR(" "));
}

/* ---- counts ---- */

/* Parts that are more than nothing, apart by commas. */
static void add_counts(struct page *page, const enum ml_text_id *ids,
                       const uint32_t *counts, size_t n)
{
    bool has_any = false;

    for (size_t i = 0; i < n; i++) {
        if (!counts[i])
            continue;
        if (has_any)
            add(page, ML_PLAIN, get(page, ML_T_COMMA));
        add(page, ML_PLAIN, fill_n(page, ids[i], counts[i]));
        has_any = true;
    }
}

static void print_servers(struct page *page)
{
    const struct ml_board *board = page->board;
    struct ml_board_states states = ml_board_states_of(board);
    ml_str n[] = { number(page, board->nservers), number(page, states.problems),
                   number(page, states.clean), number(page, states.incomplete) };

    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, ml_text_fill(&page->arena, ML_T_TOTAL, page->lang, n, 4));
}

static void print_bundles(struct page *page)
{
    static const enum ml_text_id ids[] = { ML_T_F_READ, ML_T_F_PARTIAL,
                                           ML_T_F_UNREADABLE, ML_T_F_ARRIVING };
    const struct ml_board *board = page->board;
    uint32_t counts[] = { board->nread, board->npartial, board->nunreadable,
                          board->narriving };

    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_PLAIN, fill_n(page, ML_T_F_BUNDLES, board->nbundles));
    if (!board->nbundles && !board->narriving)
        return;
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    add_counts(page, ids, counts, ML_COUNT(counts));
}

static void print_tonight(struct page *page, const struct ml_board_tally *tally)
{
    static const enum ml_text_id ids[] = { ML_T_F_N_NEW,      ML_T_F_N_CHANGED,
                                           ML_T_F_N_RESOLVED, ML_T_F_N_NOT_SEEN,
                                           ML_T_F_N_ONGOING,  ML_T_F_N_MUTED };
    uint32_t counts[] = { tally->new_,     tally->changed, tally->resolved,
                          tally->not_seen, tally->ongoing, tally->muted };
    uint32_t all = 0;

    for (size_t i = 0; i < ML_COUNT(counts); i++)
        all += counts[i];
    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_BOLD, get(page, ML_T_F_TONIGHT));
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    if (all)
        add_counts(page, ids, counts, ML_COUNT(counts));
    else
        add(page, ML_PLAIN, get(page, ML_T_F_NOTHING));
}

static void print_notes(struct page *page, const struct ml_board_tally *tally)
{
    const struct ml_board *board = page->board;

    if (board->is_interrupted) {
        ml_pen_line(&page->pen, 0, INDENT);
        add(page, ML_YELLOW, get(page, ML_T_INTERRUPTED));
    }
    if (!ml_time_known(board->previous)) {
        ml_pen_line(&page->pen, 0, INDENT);
        add(page, ML_PLAIN, get(page, ML_T_F_FIRST));
    }
    if (board->catalogue_changed) {
        ml_pen_line(&page->pen, 0, INDENT);
        add(page, ML_YELLOW, fill_n(page, ML_T_F_CATALOGUE, tally->by_catalogue));
    }
    if (board->program_changed) {
        ml_pen_line(&page->pen, 0, INDENT);
        add(page, ML_YELLOW, fill_n(page, ML_T_F_PROGRAM, tally->by_program));
    }
}

/* ---- findings and causes by server ---- */

static const enum ml_text_id unseen[] = {
    [ML_UNSEEN_KNOWN] = ML_T_D_NOT_SEEN,
    [ML_UNSEEN_SENT_NONE] = ML_T_F_WHY_SENT_NONE,
    [ML_UNSEEN_UNREADABLE] = ML_T_F_WHY_UNREADABLE,
    [ML_UNSEEN_PARTLY] = ML_T_F_WHY_PARTLY,
    [ML_UNSEEN_GAP] = ML_T_F_WHY_GAP,
    [ML_UNSEEN_NO_SOURCE] = ML_T_F_WHY_NO_SOURCE,
};

static void print_name(struct page *page, const struct ml_board_server *server)
{
    ml_pen_line(&page->pen, INDENT, DEEP);
    add(page, ML_BOLD, server->name);
    if (server->folder.n)
        add(page, ML_DIM,
            ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(server->folder)));
}

static void add_why(struct page *page, enum ml_unseen_why why)
{
    if (why == ML_UNSEEN_KNOWN)
        return;
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    add(page, ML_PLAIN, get(page, unseen[why]));
}

static void print_cause(struct page *page, const struct ml_board_cause *c)
{
    ml_pen_line(&page->pen, DEEP, DEEP + INDENT);
    if (c->standing == ML_CHANGED && c->has_before) {
        ml_str words[] = { get(page, ml_verdict_labels[c->before].word),
                           get(page, ml_verdict_labels[c->verdict].word) };
        add_tag(page, ml_verdict_labels[c->verdict].style,
                ml_text_fill(&page->arena, ML_T_D_ARROW, page->lang, words, 2));
    } else {
        add_tag(page, ml_verdict_labels[c->verdict].style,
                get(page, ml_verdict_labels[c->verdict].word));
    }
    add(page, ML_PLAIN, ml_fleet_cause_title(page->board, c->id, c->cause));
    add_why(page, c->unseen);
}

static void print_finding(struct page *page, const struct ml_board_finding *f)
{
    ml_pen_line(&page->pen, DEEP, DEEP + INDENT);
    add_tag(page, ml_severity_labels[f->severity].style,
            get(page, ml_severity_labels[f->severity].word));
    add(page, ML_BOLD, f->id);
    if (f->signature && f->signature->code)
        add(page, ML_PLAIN,
            ml_arena_printf(&page->arena, " (0x%05" PRIX32 ")", f->signature->code));
    add(page, ML_PLAIN, ML_STR(" "));
    add(page, ML_PLAIN,
        f->count == 1 ? get(page, ML_T_ONCE) : fill_n(page, ML_T_TIMES, f->count));
    add_why(page, f->unseen);
}

static void print_items(struct page *page, enum ml_fleetlist list,
                        const struct ml_board_server *server)
{
    uint32_t shown = 0, n = ml_fleetlist_count(list, server);

    for (uint32_t i = 0; i < server->ncauses && shown < ITEMS_MAX; i++)
        if (ml_fleetlist_has_cause(list, &server->causes[i])) {
            print_cause(page, &server->causes[i]);
            shown++;
        }
    for (uint32_t i = 0; i < server->nfindings && shown < ITEMS_MAX; i++)
        if (ml_fleetlist_has_finding(list, &server->findings[i])) {
            print_finding(page, &server->findings[i]);
            shown++;
        }
    if (n > shown) {
        ml_pen_line(&page->pen, DEEP, DEEP);
        add(page, ML_DIM, fill_n(page, ML_T_MORE, n - shown));
    }
}

static void print_list(struct page *page, enum ml_fleetlist list, enum ml_text_id title,
                       uint32_t total, uint32_t cap)
{
    const struct ml_board *board = page->board;
    uint32_t servers = 0;

    if (!total)
        return;
    heading(page, title, total);
    for (uint32_t i = 0; i < board->nservers; i++) {
        const struct ml_board_server *server = &board->servers[i];
        if (!ml_fleetlist_count(list, server) || servers++ >= cap)
            continue;
        print_name(page, server);
        print_items(page, list, server);
    }
    more(page, servers > cap ? servers - cap : 0);
}

/* ---- whom we lost sight of ---- */

/* Its age; of one whose data is young enough, why it is stale all the same. */
static ml_str age(struct page *page, const struct ml_board_server *server)
{
    if (!server->is_here &&
        server->age_seconds <= (int64_t)page->board->stale_days * 86400)
        return get(page, ML_T_F_WHY_SENT_NONE);
    if (server->age_seconds < 0)
        return get(page, ML_T_NO_TIME);
    return fill_n(page, ML_T_F_DAYS, (uint64_t)server->age_seconds / 86400);
}

static void print_stale(struct page *page)
{
    const struct ml_board *board = page->board;
    uint32_t n = 0;

    for (uint32_t i = 0; i < board->nservers; i++) {
        const struct ml_board_server *server = &board->servers[i];
        if (!server->is_stale)
            continue;
        if (n == 0) {
            ml_pen_line(&page->pen, 0, INDENT);
            add(page, ML_BOLD, fill_n(page, ML_T_F_STALE, board->stale_days));
            ml_pen_line(&page->pen, INDENT, INDENT);
        } else if (n < STALE_MAX) {
            add(page, ML_PLAIN, get(page, ML_T_COMMA));
        }
        if (n++ >= STALE_MAX)
            continue;
        add(page, ML_PLAIN, server->name);
        add(page, ML_DIM,
            ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(age(page, server))));
    }
    more(page, n > STALE_MAX ? n - STALE_MAX : 0);
}

static void print_unread_bundle(struct page *page, const struct ml_board_bundle *bundle)
{
    struct ml_buf reason = { 0 };
    bool is_lost = bundle->state == ML_UNREADABLE;

    ml_pen_line(&page->pen, INDENT, DEEP);
    ml_pen_solid(&page->pen, ML_PLAIN, bundle->path);
    ml_pen_line(&page->pen, DEEP, DEEP);
    add(page, is_lost ? ML_RED : ML_YELLOW,
        get(page, is_lost ? ML_T_UNREADABLE : ML_T_PARTIAL));
    if (bundle->reason.n) {
        add(page, ML_PLAIN, get(page, ML_T_COLON));
        add(page, ML_PLAIN, ml_reason_in(bundle->reason, page->lang, &reason));
    }
    ml_buf_reset(&reason);
}

/* Those that say nothing first. */
static void print_unread(struct page *page)
{
    const struct ml_board *board = page->board;
    uint32_t total = board->nunreadable + board->npartial, shown = 0;

    if (!total)
        return;
    heading(page, ML_T_UNREAD, total);
    for (int partial = 0; partial < 2; partial++)
        for (uint32_t i = 0; i < board->nservers; i++)
            for (uint32_t k = 0; k < board->servers[i].nbundles; k++) {
                const struct ml_board_bundle *bundle = &board->servers[i].bundles[k];
                if (bundle->state == ML_READ || shown >= OTHERS_MAX ||
                    (bundle->state != ML_UNREADABLE) != partial)
                    continue;
                print_unread_bundle(page, bundle);
                shown++;
            }
    more(page, total > shown ? total - shown : 0);
}

static void print_expired(struct page *page)
{
    const struct ml_board *board = page->board;
    uint32_t n = 0;

    for (uint32_t i = 0; i < board->nmutes; i++)
        n += board->mutes[i].is_expired;
    if (!n)
        return;
    ml_pen_line(&page->pen, 0, INDENT);
    add(page, ML_YELLOW, fill_n(page, ML_T_F_EXPIRED, n));
}

/* ---- the whole ---- */

void ml_fleet_text(const struct ml_board *board, const struct ml_text_options *options,
                   struct ml_buf *out)
{
    struct ml_board_tally tally = ml_board_tally_of(board);
    struct page page = { .board = board, .lang = board->lang };

    ml_pen_open(&page.pen, options, out);
    if (ml_time_known(board->as_of)) {
        ml_pen_line(&page.pen, 0, 0);
        add(&page, ML_PLAIN,
            fill1(&page, ML_T_AS_OF,
                  ml_text_time(&page.arena, page.lang, board->as_of)));
    }
    print_notes(&page, &tally);
    print_list(&page, ML_LIST_NEW, ML_T_F_NEW, tally.new_, NEWS_MAX);
    print_list(&page, ML_LIST_CHANGED, ML_T_F_CHANGED, tally.changed, OTHERS_MAX);
    print_list(&page, ML_LIST_RESOLVED, ML_T_F_RESOLVED, tally.resolved, OTHERS_MAX);
    print_list(&page, ML_LIST_NOT_SEEN, ML_T_F_NOT_SEEN, tally.not_seen, OTHERS_MAX);
    print_stale(&page);
    print_unread(&page);
    print_expired(&page);
    print_bundles(&page);
    print_tonight(&page, &tally);
    print_servers(&page);
    ml_pen_close(&page.pen);
    ml_arena_reset(&page.arena);
}
