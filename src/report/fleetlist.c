/* SPDX-License-Identifier: MIT */
#include "report/fleetlist.h"

#include "base/ban.h"

static bool is_on(unsigned lists, enum ml_standing standing, enum ml_brought_by by,
                  const struct ml_board_mute *mute)
{
    static const enum ml_fleetlist of[] = {
        [ML_NEW] = ML_LIST_CATALOGUE,     [ML_ONGOING] = ML_LIST_ONGOING,
        [ML_CHANGED] = ML_LIST_CHANGED,   [ML_RESOLVED] = ML_LIST_RESOLVED,
        [ML_NOT_SEEN] = ML_LIST_NOT_SEEN,
    };

    if (mute)
        return false;
    if (standing == ML_RESOLVED && by != ML_BY_RECORDS)
        standing =
            ML_NEW; /* came or went: what a change of ours did is told together */
    return lists & (ml_board_is_news(standing, by, NULL) ? ML_LIST_NEW : of[standing]);
}

bool ml_fleetlist_has_finding(unsigned lists, const struct ml_board_finding *f)
{
    return ml_board_finding_tells(f) && is_on(lists, f->standing, f->by, f->mute);
}

bool ml_fleetlist_has_cause(unsigned lists, const struct ml_board_cause *c)
{
    return ml_board_cause_tells(c) && is_on(lists, c->standing, c->by, c->mute);
}

uint32_t ml_fleetlist_count(unsigned lists, const struct ml_board_server *server)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < server->nfindings; i++)
        n += ml_fleetlist_has_finding(lists, &server->findings[i]);
    for (uint32_t i = 0; i < server->ncauses; i++)
        n += ml_fleetlist_has_cause(lists, &server->causes[i]);
    return n;
}
