/* SPDX-License-Identifier: MIT */
#include "fleet/spread.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ban.h"

/* From how many servers on one is an outlier and most are an epidemic. */
enum { MANY_SERVERS = 5, UNKNOWN_MAX = 50 };

/* ---- the order of action ---- */

struct weight {
    unsigned news, news_grave, changed, not_seen, settled, open;
};

static bool is_live(enum ml_standing standing)
{
    return standing <= ML_CHANGED;
}

static struct weight weigh(const struct ml_board_server *s)
{
    struct weight w = { 0 };

    for (uint32_t i = 0; i < s->nfindings; i++) {
        const struct ml_board_finding *f = &s->findings[i];
        if (!ml_board_finding_tells(f) || f->mute)
            continue;
        bool is_news = ml_board_is_news(f->standing, f->by, f->mute);
        w.news += is_news;
        w.news_grave += is_news && f->severity == ML_ERROR;
        w.not_seen += f->standing == ML_NOT_SEEN;
        w.open += is_live(f->standing);
    }
    for (uint32_t i = 0; i < s->ncauses; i++) {
        const struct ml_board_cause *c = &s->causes[i];
        if (!ml_board_cause_tells(c) || c->mute)
            continue;
        bool is_news = ml_board_is_news(c->standing, c->by, c->mute);
        w.news += is_news;
        w.news_grave += is_news && c->verdict == ML_CONFIRMED;
        w.changed += c->standing == ML_CHANGED;
        w.settled += is_live(c->standing) && c->verdict <= ML_LIKELY;
    }
    return w;
}

/* What a server needs first; less is more urgent. */
static unsigned class_of(const struct ml_board_server *s, const struct weight *w)
{
    if (w->news_grave)
        return 0;
    if (w->news)
        return 1;
    if (w->changed)
        return 2;
    if (s->is_here && s->state == ML_INCOMPLETE)
        return 3;
    if (w->open && w->settled)
        return 4;
    if (w->open)
        return 5;
    if (w->not_seen)
        return 6;
    return s->is_stale ? 7 : 8;
}

struct ranked {
    struct ml_board_server server;
    unsigned class, many;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->class != y->class)
        return x->class < y->class ? -1 : 1;
    if (x->many != y->many)
        return x->many > y->many ? -1 : 1;
    int c = ml_str_cmp(x->server.folder, y->server.folder);
    return c ? c : ml_str_cmp(x->server.name, y->server.name);
}

void ml_spread_rank(struct ml_board *board)
{
    struct ranked *list = calloc(board->nservers + (size_t)1, sizeof(*list));

    if (!list)
        ml_oom();
    for (uint32_t i = 0; i < board->nservers; i++) {
        struct weight w = weigh(&board->servers[i]);
        list[i] = (struct ranked){ board->servers[i], class_of(&board->servers[i], &w),
                                   w.news ? w.news : w.open + w.settled };
    }
    if (board->nservers)
        qsort(list, board->nservers, sizeof(*list), by_rank);
    for (uint32_t i = 0; i < board->nservers; i++) {
        board->servers[i] = list[i].server;
        board->servers[i].rank = i;
    }
    free(list);
}

/* ---- over the fleet ---- */

struct sighting {
    ml_str id;
    bool is_cause, is_news;
    uint32_t server;
};

struct sightings {
    struct sighting *list;
    size_t n, cap;
};

static int by_id(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;

    if (x->is_cause != y->is_cause)
        return x->is_cause ? -1 : 1;
    int c = ml_str_cmp(x->id, y->id);
    return c ? c : (x->server > y->server) - (x->server < y->server);
}

static void sight(struct sightings *all, const struct ml_board_server *s,
                  uint32_t index)
{
    for (uint32_t i = 0; i < s->nfindings; i++) {
        const struct ml_board_finding *f = &s->findings[i];
        struct sighting one = { f->id, false,
                                ml_board_is_news(f->standing, f->by, f->mute), index };
        if (is_live(f->standing) && ml_board_finding_tells(f))
            ML_PUSH(all->list, all->n, all->cap, one);
    }
    for (uint32_t i = 0; i < s->ncauses; i++) {
        const struct ml_board_cause *c = &s->causes[i];
        struct sighting one = { c->id, true,
                                ml_board_is_news(c->standing, c->by, c->mute), index };
        if (is_live(c->standing) && c->verdict <= ML_LIKELY)
            ML_PUSH(all->list, all->n, all->cap, one);
    }
}

static int by_spread(const void *a, const void *b)
{
    const struct ml_board_spread *x = a, *y = b;

    if (x->servers != y->servers)
        return x->servers > y->servers ? -1 : 1;
    if (x->is_cause != y->is_cause)
        return x->is_cause ? -1 : 1;
    return ml_str_cmp(x->id, y->id);
}

static void add_place(struct ml_board *board, struct ml_board_spread *spread,
                      const struct sighting *one)
{
    enum { PLACES = 5 };

    if (!spread->where)
        spread->where = ml_arena_array(&board->arena, PLACES, sizeof(*spread->where));
    if (spread->nwhere < PLACES)
        spread->where[spread->nwhere++] = one->server;
    spread->servers++;
    spread->new_tonight += one->is_news;
}

void ml_spread_make(struct ml_board *board)
{
    struct sightings all = { 0 };
    uint32_t here = 0;

    for (uint32_t i = 0; i < board->nservers; i++) {
        here += board->servers[i].is_here;
        sight(&all, &board->servers[i], i);
    }
    if (all.n)
        qsort(all.list, all.n, sizeof(*all.list), by_id);
    board->spread = ml_arena_array(&board->arena, all.n, sizeof(*board->spread));
    for (size_t i = 0; i < all.n; i++) {
        const struct sighting *one = &all.list[i];
        struct ml_board_spread *last =
            board->nspread ? &board->spread[board->nspread - 1] : NULL;
        if (!last || last->is_cause != one->is_cause || !ml_str_eq(last->id, one->id)) {
            last = &board->spread[board->nspread++];
            last->id = one->id;
            last->is_cause = one->is_cause;
            last->signature = one->is_cause
                                  ? NULL
                                  : ml_catalogue_signature(board->catalogue, one->id);
            last->cause =
                one->is_cause ? ml_catalogue_cause(board->catalogue, one->id) : NULL;
        }
        add_place(board, last, one);
    }
    for (uint32_t i = 0; i < board->nspread; i++) {
        struct ml_board_spread *s = &board->spread[i];
        s->is_epidemic = here >= MANY_SERVERS && s->servers * 2 > here;
        s->is_outlier = here >= MANY_SERVERS && s->servers == 1;
    }
    if (board->nspread)
        qsort(board->spread, board->nspread, sizeof(*board->spread), by_spread);
    free(all.list);
}

/* ---- errors that no signature names ---- */

static int by_template(const void *a, const void *b)
{
    return ml_str_cmp(((const struct ml_board_unknown *)a)->template_text,
                      ((const struct ml_board_unknown *)b)->template_text);
}

/* "FATAL" and "Critical" before the rest. */
static unsigned gravity(enum ml_level level)
{
    return level == ML_LEVEL_FATAL || level == ML_LEVEL_CRITICAL ? 0
           : level == ML_LEVEL_ERROR                             ? 1
                                                                 : 2;
}

static int by_gravity(const void *a, const void *b)
{
    const struct ml_board_unknown *x = a, *y = b;
    unsigned gx = gravity(x->level), gy = gravity(y->level);

    if (gx != gy)
        return gx < gy ? -1 : 1;
    if (x->servers != y->servers)
        return x->servers > y->servers ? -1 : 1;
    return by_template(a, b);
}

void ml_spread_unknown(struct ml_board *board, struct ml_board_unknown *unknown,
                       uint32_t n, const struct ml_judgement *judgement)
{
    if (n)
        qsort(unknown, n, sizeof(*unknown), by_template);
    for (uint32_t i = 0; i < judgement->n && n; i++) {
        const struct ml_summary *s = judgement->servers[i].summary;
        for (uint32_t k = 0; s && k < s->nunknown; k++) {
            struct ml_board_unknown key = { .template_text =
                                                s->unknown[k].template_text };
            struct ml_board_unknown *found =
                bsearch(&key, unknown, n, sizeof(key), by_template);
            if (found) {
                found->servers++;
                found->count += s->unknown[k].count;
            }
        }
    }
    if (n)
        qsort(unknown, n, sizeof(*unknown), by_gravity);
    board->nunknown = n < UNKNOWN_MAX ? n : UNKNOWN_MAX;
    board->unknown_beyond = n - board->nunknown;
    board->unknown = ml_arena_array(&board->arena, board->nunknown, sizeof(*unknown));
    if (board->nunknown)
        memcpy(board->unknown, unknown, board->nunknown * sizeof(*unknown));
}
