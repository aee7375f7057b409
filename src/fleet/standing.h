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

/** Entries of the catalogue that the run before did not have, or had otherwise. */
struct ml_changes {
    const ml_str *ids[2]; /* of signatures, of causes; sorted */
    uint32_t n[2];
    bool program; /* another version of marslog */
};

struct ml_standing_input {
    const struct ml_item *past; /* what was known; no order */
    uint32_t npast;
    const struct ml_summary *before;  /* the last collection that was read; or NULL */
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

/** Whether anything changed at all. */
bool ml_changes_any(const struct ml_changes *changes);

/** Whether the item is there: new, ongoing or changed. */
bool ml_item_is_live(const struct ml_item *item);

#endif
