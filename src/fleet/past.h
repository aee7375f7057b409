/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_PAST_H
#define ML_FLEET_PAST_H

#include "fleet/history.h"
#include "fleet/standing.h"

/*
 * What the history knows of each server: the collection that counted last, the last
 * word on each finding and cause, its bundles and jobs.
 */

/** What is known of one server. */
struct ml_past {
    int64_t id; /* 0: not known */
    ml_str folder, name;
    ml_str machine;             /* its id; empty: not known */
    ml_str sent;                /* which collection that was; empty: none was read */
    struct ml_time newest;      /* of it */
    int64_t run;                /* that judged it last */
    struct ml_summary *summary; /* NULL: none was read */
    struct ml_item *items;      /* the last word on each */
    uint32_t nitems;
};

/** A bundle that was part of what a server sent. */
struct ml_history_bundle {
    ml_str path, sha256;
    uint64_t bytes;
    enum ml_read_state state;
    struct ml_time collected;
};

/* ---- reading ---- */

/** Every server that is known, by folder and name; without summaries and items. */
enum ml_rc ml_history_servers(struct ml_history *history, struct ml_past **ret,
                              uint32_t *ret_n, struct ml_arena *arena,
                              struct ml_err *err) ML_MUST_USE;

/** Fill in the summary and the items of one. */
enum ml_rc ml_history_server(struct ml_history *history, struct ml_past *past,
                             struct ml_arena *arena, struct ml_err *err) ML_MUST_USE;

/** The server that a bundle at this path was of; 0. */
int64_t ml_history_owner(struct ml_history *history, ml_str path);

/* ---- writing, between the beginning of a run and its commit ---- */

/** It is there: its id, made when it is not known, and its machine. */
enum ml_rc ml_history_put_server(struct ml_history *history, struct ml_past *past,
                                 struct ml_err *err) ML_MUST_USE;
enum ml_rc ml_history_put_item(struct ml_history *history, int64_t server,
                               const struct ml_item *item,
                               struct ml_err *err) ML_MUST_USE;

/** The collection that counts now. */
enum ml_rc ml_history_put_sent(struct ml_history *history, int64_t server, ml_str sent,
                               struct ml_time newest, struct ml_summary *summary,
                               struct ml_err *err) ML_MUST_USE;
/** The same collection, judged anew. */
enum ml_rc ml_history_put_latest(struct ml_history *history, int64_t server,
                                 ml_str sent, struct ml_time newest,
                                 struct ml_summary *summary,
                                 struct ml_err *err) ML_MUST_USE;
enum ml_rc ml_history_put_bundle(struct ml_history *history, int64_t server,
                                 const struct ml_history_bundle *bundle,
                                 struct ml_err *err) ML_MUST_USE;

#endif
