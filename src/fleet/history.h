/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_HISTORY_H
#define ML_FLEET_HISTORY_H

#include "fleet/board.h"
#include "fleet/db.h"
#include "fleet/standing.h"

/*
 * What the runs of before knew, in SQLite. Its tables are described in HISTORY.md:
 * users may ask them too.
 *
 *     open -> begin (one transaction) -> read, write -> commit -> reports in place ->
 * done
 *
 * Only what changes is written: an item has a row for each night on which it stood
 * otherwise than before. A run of the same as-of as the last one takes its place.
 */

struct ml_history;

/** A run that is known. */
struct ml_run {
    int64_t id; /* 0: none */
    struct ml_time as_of;
    ml_str program, catalogue; /* version, digest */
};

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

/**
 * Open, or make. Writes nothing yet.
 * Errors: as ml_db_open().
 */
enum ml_rc ml_history_open(struct ml_history **ret, const char *path,
                           struct ml_err *err) ML_MUST_USE;

/** What is there already, to read only. */
enum ml_rc ml_history_look(struct ml_history **ret, const char *path,
                           struct ml_err *err) ML_MUST_USE;
struct ml_history *ml_history_close(struct ml_history *history);

/** The database, for commands that ask it. */
struct ml_db *ml_history_db(struct ml_history *history);

/* ---- reading ---- */

/** Begin the transaction of a run. *ret_last is the run before it, in the arena. */
enum ml_rc ml_history_begin(struct ml_history *history, struct ml_time as_of,
                            struct ml_run *ret_last, struct ml_arena *arena,
                            struct ml_err *err) ML_MUST_USE;

/** Every server that is known, by folder and name; without summaries and items. */
enum ml_rc ml_history_servers(struct ml_history *history, struct ml_past **ret,
                              uint32_t *ret_n, struct ml_arena *arena,
                              struct ml_err *err) ML_MUST_USE;

/** Fill in the summary and the items of one. */
enum ml_rc ml_history_server(struct ml_history *history, struct ml_past *past,
                             struct ml_arena *arena, struct ml_err *err) ML_MUST_USE;

/** The server that a bundle at this path was of; 0. */
int64_t ml_history_owner(struct ml_history *history, ml_str path);

/** Every entry that there is or was, and since which run it is as it is; sorted. Writes
 * down those that differ from the runs of before. */
enum ml_rc ml_history_entries(struct ml_history *history,
                              const struct ml_catalogue *catalogue,
                              struct ml_changes *ret, struct ml_arena *arena,
                              struct ml_err *err) ML_MUST_USE;

/** Whether no run before met this template; writes it down. */
enum ml_rc ml_history_template(struct ml_history *history, ml_str template_text,
                               bool *ret_is_new, struct ml_err *err) ML_MUST_USE;

/** As-of of a run, or of the first that is not forgotten; unknown when there is none.
 */
struct ml_time ml_history_as_of(struct ml_history *history, int64_t run);

/** How many runs there were from `run` on, tonight's too; 0 is tonight. */
uint32_t ml_history_nights(struct ml_history *history, int64_t run);

/** The last nights before this one, oldest first. */
enum ml_rc ml_history_trend(struct ml_history *history, struct ml_board_night *ret,
                            uint32_t cap, uint32_t *ret_n,
                            struct ml_err *err) ML_MUST_USE;

/* ---- writing ---- */

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

/** Files of reports that wait under another name; see fleet/shelf.h. */
enum ml_rc ml_history_put_pending(struct ml_history *history, ml_str file,
                                  struct ml_err *err) ML_MUST_USE;

/** The run itself, with its counts; then everything is there for good. */
enum ml_rc ml_history_commit(struct ml_history *history, const struct ml_board *board,
                             struct ml_err *err) ML_MUST_USE;

/** Give all of it up. */
void ml_history_rollback(struct ml_history *history);

/** Names of files that still wait. */
enum ml_rc ml_history_pending(struct ml_history *history, ml_str **ret, uint32_t *ret_n,
                              struct ml_arena *arena, struct ml_err *err) ML_MUST_USE;

/** No file waits any more. */
enum ml_rc ml_history_done(struct ml_history *history, struct ml_err *err) ML_MUST_USE;

/** Forget runs older than `days` before as_of, and what was gone by then. */
enum ml_rc ml_history_forget(struct ml_history *history, struct ml_time as_of,
                             unsigned days, struct ml_err *err) ML_MUST_USE;

#endif
