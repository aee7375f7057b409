/* SPDX-License-Identifier: MIT */
#include "fleet/board.h"

#include "base/ban.h"

const char *const ml_standing_names[] = { "new", "ongoing", "changed", "resolved",
                                          "not-seen" };
const char *const ml_unseen_why_names[] = { "",           "nothing-sent",
                                            "unreadable", "partly-read",
                                            "gap",        "not-in-bundle" };

bool ml_board_finding_tells(const struct ml_board_finding *finding)
{
    return finding->severity != ML_INFO;
}

bool ml_board_cause_tells(const struct ml_board_cause *cause)
{
    return cause->verdict <= ML_LIKELY ||
           (cause->has_before && cause->before <= ML_LIKELY);
}

bool ml_board_is_news(enum ml_standing standing, enum ml_brought_by by,
                      const struct ml_board_mute *mute)
{
    return standing == ML_NEW && by == ML_BY_RECORDS && !mute;
}

struct ml_board_states ml_board_states_of(const struct ml_board *board)
{
    struct ml_board_states n = { 0 };

    for (uint32_t i = 0; i < board->nservers; i++) {
        const struct ml_board_server *server = &board->servers[i];
        n.problems += server->state == ML_PROBLEMS;
        n.clean += server->state == ML_CLEAN;
        n.incomplete += server->state == ML_INCOMPLETE;
        n.stale += server->is_stale;
    }
    return n;
}

static void count(struct ml_board_tally *tally, enum ml_standing standing,
                  enum ml_brought_by by, const struct ml_board_mute *mute)
{
    uint32_t *of[] = {
        [ML_NEW] = &tally->new_,          [ML_ONGOING] = &tally->ongoing,
        [ML_CHANGED] = &tally->changed,   [ML_RESOLVED] = &tally->resolved,
        [ML_NOT_SEEN] = &tally->not_seen,
    };

    if (mute)
        tally->muted++;
    else if (standing != ML_CHANGED && by == ML_BY_CATALOGUE)
        tally->by_catalogue++;
    else if (standing != ML_CHANGED && by == ML_BY_PROGRAM)
        tally->by_program++;
    else
        (*of[standing])++;
}

void ml_board_tally_add(struct ml_board_tally *tally,
                        const struct ml_board_server *server)
{
    for (uint32_t i = 0; i < server->nfindings; i++) {
        const struct ml_board_finding *f = &server->findings[i];
        if (ml_board_finding_tells(f))
            count(tally, f->standing, f->by, f->mute);
    }
    for (uint32_t i = 0; i < server->ncauses; i++) {
        const struct ml_board_cause *c = &server->causes[i];
        if (ml_board_cause_tells(c))
            count(tally, c->standing, c->by, c->mute);
    }
}

struct ml_board_tally ml_board_tally_of(const struct ml_board *board)
{
    struct ml_board_tally tally = { 0 };

    for (uint32_t i = 0; i < board->nservers; i++)
        ml_board_tally_add(&tally, &board->servers[i]);
    return tally;
}
