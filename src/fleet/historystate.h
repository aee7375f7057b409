/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_HISTORYSTATE_H
#define ML_FLEET_HISTORYSTATE_H

#include "fleet/history.h"

/* What history.c and past.c share; for nobody else. */

enum { ML_HISTORY_QUERIES = 2, ML_PAST_QUERIES = 12 };

struct ml_history_night {
    int64_t run;
    struct ml_time as_of;
};

struct ml_history {
    struct ml_db db;
    sqlite3_stmt *statements[ML_HISTORY_QUERIES]; /* of history.c */
    sqlite3_stmt *of_servers[ML_PAST_QUERIES];    /* of past.c */
    int64_t run;                                  /* tonight's */
    struct ml_history_night *nights;              /* before it, by run */
    size_t nnights;
};

extern const char *const ml_past_queries[ML_PAST_QUERIES];

#endif
