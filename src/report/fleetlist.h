/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETLIST_H
#define ML_REPORT_FLEETLIST_H

#include "fleet/board.h"

/*
 * The lists that a fleet's pages are made of: on which one a finding or cause stands.
 * What is muted is on none. Bits, since a page may show some as one.
 */
enum ml_fleetlist {
    ML_LIST_NEW = 1,
    ML_LIST_CHANGED = 2,
    ML_LIST_CATALOGUE = 4, /* brought up, or taken away, by the catalogue or the program */
    ML_LIST_ONGOING = 8,
    ML_LIST_RESOLVED = 16,
    ML_LIST_NOT_SEEN = 32,

    ML_LIST_NEWS = ML_LIST_NEW | ML_LIST_CHANGED,
};

/** Whether it is on one of the lists, and something to tell of (fleet/board.h). */
bool ml_fleetlist_has_finding(unsigned lists, const struct ml_board_finding *finding);
bool ml_fleetlist_has_cause(unsigned lists, const struct ml_board_cause *cause);

/** How many of a server's are on one of them. */
uint32_t ml_fleetlist_count(unsigned lists, const struct ml_board_server *server);

#endif
