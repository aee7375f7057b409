/* SPDX-License-Identifier: MIT */
#ifndef ML_TESTS_BOARD_FIXTURE_H
#define ML_TESTS_BOARD_FIXTURE_H

#include "fleet/board.h"

/* Fleets made by code, as the nightly job would hand them to the reports. */

enum board_fixture {
    BOARD_FLEET = 0, /* problems of every standing, by a seed */
    BOARD_HOSTILE, /* the same; names, paths, reasons and texts that attack the page */
    BOARD_FIRST,   /* the first night: all is new, no trend */
    BOARD_CALM,    /* nothing wrong, nothing new */
    BOARD_N
};

struct board_options {
    enum board_fixture which;
    uint32_t nservers;
    uint32_t seed;
    enum ml_lang lang;
};

/** Release with board_fixture_free(); the catalogue outlives it. */
struct ml_board *board_fixture_new(const struct ml_catalogue *catalogue,
                                   const struct board_options *options);

struct ml_board *board_fixture_free(struct ml_board *board);

/** What no page may pass on as it is; names of BOARD_HOSTILE hold one each. */
extern const char *const board_hostile[];
extern const size_t board_nhostile;

#endif
