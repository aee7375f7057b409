/* SPDX-License-Identifier: MIT */
#include "fleet/board.h"

#include "base/ban.h"

const char *const ml_standing_names[] = { "new", "ongoing", "changed", "resolved",
                                          "not-seen" };
const char *const ml_unseen_why_names[] = { "",           "nothing-sent",
                                            "unreadable", "partly-read",
                                            "gap",        "not-in-bundle" };
