/* SPDX-License-Identifier: MIT */
#include "board_fixture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

#define HUNDRED                                                                        \
    "0123456789012345678901234567890123456789012345678901234567890123456789"           \
    "012345678901234567890123456789"

const char *const board_hostile[] = {
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</style><img src=x onerror=alert(3)>",
    "\"'><a href=\"javascript:alert(4)\">",
    "javascript:alert(5)",
    "//evil.example/x",
    "\xe2\x80\xaegnp.exe\xe2\x81\xa6",
    "\x1b[31mred\x1b]0;t\x07",
    "]]><!--&lt;&amp;{}$(x)`y`",
    "a%20b?c=d#e%zz",
    "..",
    " ",
    "\xff\xc3(\xef\xbf\xbe",
    HUNDRED HUNDRED HUNDRED,
    "=cmd|'/c calc'!A0",
};
const size_t board_nhostile = ML_COUNT(board_hostile);

/* \u6771\u4eac: a name in Japanese, as a computer may have. */
static const char *const roles[] = { "SQL", "FS",    "DC", "EX",  "APP",
                                     "WEB", "PRINT", "HV", "DPM", "\u6771\u4eac-FS" };
static const char *const groups[] = { "contoso", "fabrikam", "northwind",
                                      "\u4e09\u6cb3\u7269\u7523", "tailspin" };
static const char *const builds[] = { "14393", "17763", "20348", "26100", "unknown" };
static const char *const agents[] = { "2.0.9083.0", "2.0.9262.0", "2.0.9270.0",
                                      "unknown" };

/* What goes wrong in a fleet, the first most often; the cause that is behind it. */
static const struct story {
    const char *signature, *cause;
    unsigned weight;
} stories[] = {
    { "mars-100050", "proxy-blocks", 30 },
    { "mars-34513", "credentials-expired", 20 },
    { "mars-130055", "scratch-low-space", 14 },
    { "mars-34513", "tls-disabled", 10 },
    { "mars-34506", "kek-missing", 7 },
    { "mars-100141", "clock-skew", 6 },
    { "mars-130002", "registered-to-another-vault", 5 },
    { "mars-34513", "temp-folder-full", 4 },
    { "http-407", "proxy-blocks", 3 },
    { "mars-130055", "scratch-moved", 1 },
};

struct maker {
    struct ml_board *board;
    const struct ml_catalogue *catalogue;
    const struct board_options *options;
    uint64_t random;
};

static uint32_t next(struct maker *m)
{
    m->random ^= m->random << 13;
    m->random ^= m->random >> 7;
    m->random ^= m->random << 17;
    return (uint32_t)(m->random >> 32);
}

static uint32_t below(struct maker *m, uint32_t n)
{
    return next(m) % n;
}

static bool in_100(struct maker *m, uint32_t percent)
{
    return below(m, 100) < percent;
}

static const int64_t as_of_us = INT64_C(1795312800) * ML_SECOND_US; /* 2026-11-22 */

static struct ml_time before_as_of(int64_t us)
{
    return (struct ml_time){ as_of_us - us, ML_CLOCK_UTC };
}

/* A text from outside: harmless, or one of the hostile ones. */
static ml_str outside(struct maker *m, ml_str harmless, uint32_t i)
{
    if (m->options->which != BOARD_HOSTILE)
        return harmless;
    return ml_str_of(board_hostile[i % ML_COUNT(board_hostile)]);
}

/* ---- findings and causes ---- */

static enum ml_standing some_standing(struct maker *m)
{
    uint32_t n = below(m, 100);

    if (m->options->which == BOARD_FIRST)
        return ML_NEW;
    return n < 12 ? ML_NEW : n < 90 ? ML_ONGOING : n < 95 ? ML_RESOLVED : ML_NOT_SEEN;
}

static uint32_t some_nights(struct maker *m, enum ml_standing standing)
{
    return standing == ML_NEW ? 1 : 2 + below(m, 20);
}

static const struct ml_board_mute *some_mute(struct maker *m)
{
    if (!m->board->nmutes || !in_100(m, 3))
        return NULL;
    struct ml_board_mute *mute = &m->board->mutes[0];
    mute->count++;
    return mute;
}

static void add_cause(struct maker *m, struct ml_board_server *s,
                      const struct ml_cause *cause, bool is_behind,
                      const struct ml_board_finding *finding)
{
    static const enum ml_verdict others[] = { ML_UNDETERMINED, ML_UNDETERMINED,
                                              ML_UNLIKELY, ML_RULED_OUT };

    for (uint32_t i = 0; i < s->ncauses; i++)
        if (s->causes[i].cause == cause)
            return;
    struct ml_board_cause *c = &s->causes[s->ncauses++];
    c->id = cause->id;
    c->cause = cause;
    c->standing = finding->standing;
    c->unseen = finding->unseen;
    c->by = finding->by;
    c->since = finding->since;
    c->nights = finding->nights;
    c->mute = finding->mute;
    c->explains = &finding->id;
    c->nexplains = 1;
    if (is_behind)
        c->verdict = in_100(m, 60) ? ML_CONFIRMED : ML_LIKELY;
    else
        c->verdict = others[below(m, ML_COUNT(others))];
    if (c->standing == ML_ONGOING && is_behind && in_100(m, 4)) {
        c->standing = ML_CHANGED;
        c->has_before = true;
        c->before = ML_UNDETERMINED;
    }
}

static int by_verdict(const void *a, const void *b)
{
    const struct ml_board_cause *x = a, *y = b;
    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    return ml_str_cmp(x->id, y->id);
}

static void add_story(struct maker *m, struct ml_board_server *s,
                      const struct story *story)
{
    const struct ml_signature *signature =
        ml_catalogue_signature(m->catalogue, ml_str_of(story->signature));

    for (uint32_t i = 0; i < s->nfindings; i++)
        if (s->findings[i].signature == signature)
            return;
    struct ml_board_finding *f = &s->findings[s->nfindings++];
    *f =
        (struct ml_board_finding){ .id = signature->id,
                                   .signature = signature,
                                   .severity = ML_ERROR,
                                   .count = 1 + below(m, 400),
                                   .first = before_as_of(9 * ML_DAY_US),
                                   .last = before_as_of(below(m, 86400) * ML_SECOND_US),
                                   .standing = some_standing(m) };
    f->nights = some_nights(m, f->standing);
    f->since = before_as_of((f->nights - 1) * ML_DAY_US);
    f->mute = some_mute(m);
    if (f->standing == ML_NOT_SEEN)
        f->unseen = ML_UNSEEN_SENT_NONE + below(m, 5);
    if (f->standing == ML_NEW && in_100(m, 10))
        f->by = in_100(m, 80) ? ML_BY_CATALOGUE : ML_BY_PROGRAM;
    ml_str behind = ml_str_of(story->cause);
    for (uint32_t i = 0; i < m->catalogue->ncauses; i++) {
        const struct ml_cause *cause = &m->catalogue->causes[i];
        bool is_behind = ml_str_eq(cause->id, behind);
        if (is_behind || ml_cause_explains(cause, signature->id))
            add_cause(m, s, cause, is_behind, f);
    }
}

static const struct story *some_story(struct maker *m)
{
    uint32_t total = 0, i = 0;
    for (size_t k = 0; k < ML_COUNT(stories); k++)
        total += stories[k].weight;
    uint32_t at = below(m, total);
    while (at >= stories[i].weight)
        at -= stories[i++].weight;
    return &stories[i];
}

/* An entry that the catalogue has no more. */
static void add_forgotten(struct ml_board_server *s)
{
    struct ml_board_finding *f = &s->findings[s->nfindings++];
    *f = (struct ml_board_finding){ .id = ML_STR("old-entry"),
                                    .severity = ML_WARNING,
                                    .count = 1,
                                    .standing = ML_NOT_SEEN,
                                    .unseen = ML_UNSEEN_NO_SOURCE,
                                    .nights = 3 };
    struct ml_board_cause *c = &s->causes[s->ncauses++];
    *c = (struct ml_board_cause){ .id = ML_STR("old-cause"),
                                  .verdict = ML_LIKELY,
                                  .standing = ML_NOT_SEEN,
                                  .unseen = ML_UNSEEN_NO_SOURCE,
                                  .explains = &f->id,
                                  .nexplains = 1,
                                  .nights = 3 };
}

/* ---- a server ---- */

enum { FINDINGS_MAX = 3, CAUSES_MAX = 128 };

static void add_bundle(struct maker *m, struct ml_board_server *s, uint32_t i)
{
    struct ml_arena *arena = &m->board->arena;
    struct ml_board_bundle *b = ml_arena_alloc(arena, sizeof(*b));

    *b = (struct ml_board_bundle){
        .path = outside(
            m, ml_arena_printf(arena, "uploads/%.*s_%u.zip", ML_STR_ARG(s->name), i),
            i + 1),
        .sha256 = ml_arena_printf(arena, "%064" PRIx32, i),
        .bytes = 1000000 + below(m, 40000000),
        .state = ML_READ,
        .collected = s->data,
        .is_newest = true,
    };
    uint32_t n = below(m, 200);
    if (m->options->which != BOARD_CALM && n < 3) {
        b->state = ML_UNREADABLE;
        b->reason = outside(m, ML_STR("encrypted"), i + 2);
    } else if (m->options->which != BOARD_CALM && n < 6) {
        b->state = ML_PARTIAL;
        b->reason = outside(m, ML_STR("Truncated ZIP file body"), i + 3);
    }
    s->bundles = b;
    s->nbundles = 1;
    m->board->nbundles++;
    m->board->nread += b->state == ML_READ;
    m->board->npartial += b->state == ML_PARTIAL;
    m->board->nunreadable += b->state == ML_UNREADABLE;
}

static void fill_server(struct maker *m, struct ml_board_server *s, uint32_t i)
{
    struct ml_arena *arena = &m->board->arena;
    uint32_t group = below(m, ML_COUNT(groups));

    s->name = outside(
        m,
        ml_arena_printf(arena, "%s%02u", roles[below(m, ML_COUNT(roles))], 1 + i / 4),
        i);
    s->folder = m->options->which == BOARD_FLEET ? ml_str_of(groups[group])
                                                 : outside(m, ML_STR_NONE, i + 4);
    s->os_build = ml_str_of(builds[below(m, ML_COUNT(builds))]);
    s->agent_version = ml_str_of(agents[below(m, ML_COUNT(agents))]);
    s->time_zone = ML_STR("unknown");
    s->page = outside(
        m, ml_arena_printf(arena, "servers/%.*s-%u.html", ML_STR_ARG(s->name), i), i);
    s->is_here = !in_100(m, 2);
    s->age_seconds = in_100(m, 5) ? (int64_t)(8 + below(m, 40)) * 86400
                                  : (int64_t)below(m, 2 * 86400);
    s->has_sent = s->age_seconds < 86400;
    s->is_stale = s->age_seconds > 7 * 86400 || !s->is_here;
    s->data = before_as_of(s->age_seconds * ML_SECOND_US);
    if (s->is_here)
        add_bundle(m, s, i);
    if (m->options->which == BOARD_CALM)
        return;
    struct ml_board_cause causes[CAUSES_MAX] = { 0 };
    s->findings = ml_arena_array(arena, FINDINGS_MAX, sizeof(*s->findings));
    s->causes = causes;
    uint32_t n = in_100(m, 35) ? 1 + below(m, 2) : 0;
    for (uint32_t k = 0; k < n; k++)
        add_story(m, s, some_story(m));
    if (i == 3)
        add_forgotten(s);
    qsort(causes, s->ncauses, sizeof(*causes), by_verdict);
    s->causes = ml_arena_array(arena, s->ncauses, sizeof(*causes));
    memcpy(s->causes, causes, s->ncauses * sizeof(*causes));
    for (uint32_t k = 0; k < s->nfindings; k++)
        if (s->findings[k].standing < ML_RESOLVED)
            s->state = ML_PROBLEMS;
    if (s->state == ML_CLEAN && s->nbundles && s->bundles[0].state != ML_READ)
        s->state = ML_INCOMPLETE;
    if (s->state == ML_CLEAN && in_100(m, 1)) {
        s->state = ML_INCOMPLETE;
        s->reason = ML_STR("no-logs");
    }
}

static uint32_t urgency(const struct ml_board_server *s)
{
    struct ml_board_tally t = { 0 };
    uint32_t confirmed = 0;

    ml_board_tally_add(&t, s);
    for (uint32_t i = 0; i < s->ncauses; i++)
        confirmed +=
            s->causes[i].verdict == ML_CONFIRMED && s->causes[i].standing < ML_RESOLVED;
    return (t.new_ ? 100000 + t.new_ * 1000 : 0) + t.changed * 500 + confirmed * 100 +
           (s->state == ML_PROBLEMS) * 50 + (s->state == ML_INCOMPLETE) * 20 +
           s->is_stale * 10;
}

static int by_urgency(const void *a, const void *b)
{
    const struct ml_board_server *x = a, *y = b;
    uint32_t u = urgency(x), v = urgency(y);
    if (u != v)
        return u > v ? -1 : 1;
    int c = ml_str_cmp(x->name, y->name);
    return c ? c : ml_str_cmp(x->folder, y->folder);
}

/* ---- the whole ---- */

static void spread_one(struct maker *m, ml_str id, const struct ml_signature *signature,
                       const struct ml_cause *cause)
{
    struct ml_board *board = m->board;
    struct ml_board_spread *spread = &board->spread[board->nspread];

    *spread = (struct ml_board_spread){
        .id = id, .signature = signature, .cause = cause, .is_cause = cause
    };
    spread->where = ml_arena_array(&board->arena, 5, sizeof(*spread->where));
    for (uint32_t i = 0; i < board->nservers; i++) {
        const struct ml_board_server *s = &board->servers[i];
        bool has = false, is_new = false;
        for (uint32_t k = 0; signature && k < s->nfindings; k++)
            if (s->findings[k].signature == signature &&
                s->findings[k].standing < ML_RESOLVED) {
                has = true;
                is_new = s->findings[k].standing == ML_NEW;
            }
        for (uint32_t k = 0; cause && k < s->ncauses; k++)
            if (s->causes[k].cause == cause && s->causes[k].verdict <= ML_LIKELY &&
                s->causes[k].standing < ML_RESOLVED) {
                has = true;
                is_new = s->causes[k].standing == ML_NEW;
            }
        if (!has)
            continue;
        if (spread->nwhere < 5)
            spread->where[spread->nwhere++] = i;
        spread->servers++;
        spread->new_tonight += is_new;
    }
    if (!spread->servers)
        return;
    spread->is_epidemic = board->nservers > 3 && spread->servers * 10 > board->nservers;
    spread->is_outlier = board->nservers > 3 && spread->servers == 1;
    board->nspread++;
}

static int by_servers(const void *a, const void *b)
{
    const struct ml_board_spread *x = a, *y = b;
    if (x->servers != y->servers)
        return x->servers > y->servers ? -1 : 1;
    return ml_str_cmp(x->id, y->id);
}

static void make_spread(struct maker *m)
{
    struct ml_board *board = m->board;
    board->spread =
        ml_arena_array(&board->arena, 2 * ML_COUNT(stories), sizeof(*board->spread));
    for (size_t i = 0; i < ML_COUNT(stories); i++) {
        bool has_signature = false, has_cause = false;
        for (size_t k = 0; k < i; k++) {
            has_signature |= strcmp(stories[k].signature, stories[i].signature) == 0;
            has_cause |= strcmp(stories[k].cause, stories[i].cause) == 0;
        }
        ml_str signature = ml_str_of(stories[i].signature);
        ml_str cause = ml_str_of(stories[i].cause);
        if (!has_signature)
            spread_one(m, signature, ml_catalogue_signature(m->catalogue, signature),
                       NULL);
        if (!has_cause)
            spread_one(m, cause, NULL, ml_catalogue_cause(m->catalogue, cause));
    }
    qsort(board->spread, board->nspread, sizeof(*board->spread), by_servers);
}

static void make_unknown(struct maker *m)
{
    static const char *const templates[] = {
        "Failed to enumerate volume <guid>. HRESULT 0x8007045D",
        "CBEngine worker <n> stopped unexpectedly while waiting for <path>",
        "The catalog of <path> has an unexpected version <n>",
    };
    struct ml_board *board = m->board;

    board->unknown =
        ml_arena_array(&board->arena, ML_COUNT(templates), sizeof(*board->unknown));
    for (uint32_t i = 0; i < ML_COUNT(templates) && i < board->nservers; i++)
        board->unknown[board->nunknown++] = (struct ml_board_unknown){
            .template_text = outside(m, ml_str_of(templates[i]), i),
            .example = outside(m, ml_str_of(templates[i]), i + 1),
            .address = outside(
                m, ML_STR("uploads/FS01.zip!Temp/CBEngineCurr.errlog:48213"), i + 2),
            .server = board->servers[i].name,
            .level = i ? ML_LEVEL_WARNING : ML_LEVEL_FATAL,
            .count = 3 + below(m, 50),
            .servers = 1 + below(m, 4),
        };
}

static void make_mutes(struct maker *m)
{
    struct ml_board *board = m->board;
    const struct ml_board_mute mutes[] = {
        { .what = ML_STR("mars-100050"),
          .servers = outside(m, ML_STR("TEST-*"), 0),
          .owner = outside(m, ML_STR("h.sato"), 1),
          .reason = outside(m, ML_STR("lab network, rebuilt in December"), 2),
          .until = before_as_of(-20 * ML_DAY_US) },
        { .what = ML_STR("credentials-expired"),
          .servers = ML_STR("*"),
          .owner = ML_STR("m.weber"),
          .reason = outside(m, ML_STR("vault is moved, ticket 4711"), 3),
          .until = before_as_of(2 * ML_DAY_US),
          .is_expired = true },
    };

    board->mutes =
        ml_arena_array(&board->arena, ML_COUNT(mutes), sizeof(*board->mutes));
    memcpy(board->mutes, mutes, sizeof(mutes));
    board->nmutes = ML_COUNT(mutes);
}

static void make_nights(struct maker *m)
{
    enum { NIGHTS = 30 };
    struct ml_board *board = m->board;
    struct ml_board_tally tally = ml_board_tally_of(board);

    board->nnights = m->options->which == BOARD_FIRST ? 1 : NIGHTS;
    board->nights =
        ml_arena_array(&board->arena, board->nnights, sizeof(*board->nights));
    for (uint32_t i = 0; i < board->nnights; i++) {
        struct ml_board_night *night = &board->nights[i];
        night->as_of = before_as_of((board->nnights - 1 - i) * ML_DAY_US);
        if (i + 1 < board->nnights) {
            night->servers = board->nservers - board->nservers * (29 - i) / 300;
            night->problems = board->nservers * (30 - i / 3 + below(m, 5)) / 100;
            night->incomplete = board->nservers * below(m, 4) / 100;
            night->clean = night->servers - night->problems - night->incomplete;
            night->stale = board->nservers * (3 + below(m, 3)) / 100;
            night->new_ = board->nservers * below(m, 8) / 100;
            night->resolved = board->nservers * below(m, 8) / 100;
            night->ongoing = board->nservers * 30 / 100;
            night->catalogue_changed = i == 17;
            continue;
        }
        for (uint32_t k = 0; k < board->nservers; k++) {
            enum ml_server_state state = board->servers[k].state;
            night->problems += state == ML_PROBLEMS;
            night->clean += state == ML_CLEAN;
            night->incomplete += state == ML_INCOMPLETE;
            night->stale += board->servers[k].is_stale;
        }
        night->servers = board->nservers;
        night->new_ = tally.new_;
        night->ongoing = tally.ongoing;
        night->changed = tally.changed;
        night->resolved = tally.resolved;
        night->not_seen = tally.not_seen;
        night->muted = tally.muted;
        night->catalogue_changed = board->catalogue_changed;
    }
}

struct ml_board *board_fixture_new(const struct ml_catalogue *catalogue,
                                   const struct board_options *options)
{
    struct ml_board *board = calloc(1, sizeof(*board));
    if (!board)
        ml_oom();
    struct maker m = { board, catalogue, options,
                       UINT64_C(0x9e3779b97f4a7c15) + options->seed };

    ml_arena_init(&board->arena);
    board->catalogue = catalogue;
    board->lang = options->lang;
    board->as_of = before_as_of(0);
    board->stale_days = 7;
    if (options->which != BOARD_FIRST)
        board->previous = before_as_of(ML_DAY_US);
    if (options->which == BOARD_FLEET || options->which == BOARD_HOSTILE) {
        board->catalogue_changed = true;
        make_mutes(&m);
    }
    board->servers =
        ml_arena_array(&board->arena, options->nservers, sizeof(*board->servers));
    board->nservers = options->nservers;
    for (uint32_t i = 0; i < options->nservers; i++)
        fill_server(&m, &board->servers[i], i);
    qsort(board->servers, board->nservers, sizeof(*board->servers), by_urgency);
    for (uint32_t i = 0; i < board->nservers; i++)
        board->servers[i].rank = i;
    make_spread(&m);
    if (options->which != BOARD_CALM) {
        make_unknown(&m);
        board->arriving = ml_arena_alloc(&board->arena, sizeof(*board->arriving));
        board->arriving[0] = (struct ml_board_arriving){
            outside(&m, ML_STR("uploads/contoso/FS17_20261122.zip"), 5), 7340032
        };
        board->narriving = 1;
    }
    make_nights(&m);
    return board;
}

struct ml_board *board_fixture_free(struct ml_board *board)
{
    if (board)
        ml_arena_reset(&board->arena);
    free(board);
    return NULL;
}
