/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_HISTORY_H
#define ML_FLEET_HISTORY_H

#include "fleet/board.h"
#include "fleet/db.h"

/*
 * What the runs of before knew, in SQLite: the runs themselves here, their servers in
 * past.h, the catalogue's entries in entries.h. The tables are described in HISTORY.md:
 * users may ask them too.
 *
 *     open -> begin (one transaction) -> read, write -> commit -> reports in place ->
 * done
 *
 * Only what changes is written: an item has a row for each night on which it stood
 * otherwise than before. A run of the same as-of as the last one takes its place.
 */

struct ml_history;
struct ml_past; /* a server: fleet/past.h */

/** A run that is known. */
struct ml_run {
    int64_t id; /* 0: none */
    struct ml_time as_of;
    ml_str program, catalogue; /* version, digest */
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
