/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_GAPS_H
#define ML_REPORT_GAPS_H

#include "base/arena.h"
#include "diagnose/result.h"

/* What a server's result lacks, put together for those who read it as text. */

/** An artefact that open causes lack. */
struct ml_wanted {
    const struct ml_missing *missing; /* as the first of the causes has it */
    uint32_t ncauses;                 /* that it could settle */
};

/** Each artefact once, in the order of the causes that lack it; returns how many. */
uint32_t ml_gaps_wanted(struct ml_arena *arena, const struct ml_server *server,
                        struct ml_wanted **ret);

/** Something that could not be read, or not in full. */
struct ml_unread {
    ml_str address;
    enum ml_read_state state;
    ml_str reason;  /* in the words of the XML report (report/reasons.h); or empty */
    ml_str limited; /* signature whose pattern hit its limit; then no reason */
};

/** Bundles, then files; returns how many. */
uint32_t ml_gaps_unread(struct ml_arena *arena, const struct ml_server *server,
                        struct ml_unread **ret);

#endif
