/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_STANDING_H
#define ML_FLEET_STANDING_H

#include "base/arena.h"
#include "fleet/board.h"
#include "fleet/summary.h"

/*
 * How each finding and cause of a server stands tonight, beside the run before.
 *
 *     what was known + summary of before + summary of tonight -> items
 *
 * Uploads overlap: an old record in a new collection is no news. What counts is whether
 * the newest collection has an occurrence behind the end of the collection before; and
 * that something is not there any more says that it is gone only where that collection
 * covers the time since, in files of the kinds that held it.
 */

/** A finding or cause, as the last run that had something to say of it left it. */
struct ml_item {
    bool is_cause;
    ml_str id;
    enum ml_standing standing; /* ML_NEW, ML_ONGOING, ML_CHANGED: it is there */
    enum ml_unseen_why unseen;
    enum ml_brought_by by; /* tonight only */
    enum ml_verdict verdict;
    bool has_before; /* tonight only: */
    enum ml_verdict before;
    enum ml_severity severity;
    uint64_t count;
    struct ml_time first, last;
    int64_t since_run; /* in which it came up; 0: tonight */
    ml_str kinds;      /* names of the kinds of files that held it, a line each */
    bool is_told;      /* tonight only: belongs on the board */
    bool is_event; /* tonight only: differs from what was known, and is written down */
};

/**
 * Entries of the catalogue, and since which run each is as it is: a server may have
 * been away in the night of a change.
 */
struct ml_changes {
    const ml_str *ids[2]; /* of signatures, of causes; sorted */
    const int64_t *runs[2];
    uint32_t n[2];
    int64_t newest;  /* of all of them */
    int64_t program; /* the last run of another version of marslog; 0: none */
};

struct ml_standing_input {
    const struct ml_item *past; /* what was known; no order */
    uint32_t npast;
    const struct ml_summary *before;  /* the last collection that was read; or NULL */
    int64_t before_run;               /* that judged it last */
    const struct ml_summary *tonight; /* NULL: not here, or not readable */
    bool is_unreadable;               /* the newest bundle could not be read */
    bool is_partly;                   /* ... or only in part */
    bool has_sent; /* tonight's collection is another, and newer, one */
    const struct ml_changes *changes;
    const struct ml_catalogue *catalogue;
};

/** All items of before and of tonight: findings as in the report, causes, then what is
 * not there any more. In the arena. */
struct ml_item *ml_standing_of(const struct ml_standing_input *input,
                               struct ml_arena *arena, uint32_t *ret_n);

/** Whether anything is otherwise than in this run. */
bool ml_changes_since(const struct ml_changes *changes, int64_t run);

/**
 * What is to be remembered of a collection: with the kinds of files that it lacks and
 * that held what is not seen, as the one before had them. In the arena.
 */
struct ml_summary *ml_standing_remember(const struct ml_standing_input *input,
                                        const struct ml_item *items, uint32_t nitems,
                                        struct ml_arena *arena);

/** Whether the item is there: new, ongoing or changed. */
bool ml_item_is_live(const struct ml_item *item);

#endif
