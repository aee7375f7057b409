/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_JUDGE_H
#define ML_FLEET_JUDGE_H

#include "diagnose/group.h"
#include "fleet/analyse.h"
#include "fleet/history.h"
#include "fleet/past.h"
#include "fleet/shelf.h"
#include "fleet/summary.h"

/*
 * Every server to its summary and its pages, from the newest collection that it sent;
 * those of which nothing changed have them.
 *
 * A collection is what was made within some hours: two kinds of bundles of one machine
 * complete each other, and the uploads of two nights do not.
 */

enum { ML_COLLECTION_HOURS = 12, ML_JUDGED_PAGES = 2, ML_JUDGED_PAGE_BYTES = 1024 };

/** A server of tonight. */
struct ml_judged {
    ml_str folder, name; /* a second server of one name is "NAME~2" */
    const struct ml_owner *owner;
    uint32_t *bundles; /* that it is judged by: indices of parts of its owner */
    uint32_t nbundles;
    struct ml_time data; /* when its newest bundle was made */
    ml_str sent;         /* which collection it is: digest of what it consists of */
    bool is_unreadable;  /* nothing of the newest collection could be read */
    bool is_partly;
    ml_str page;                /* file name of its pages, without end */
    struct ml_summary *summary; /* NULL: its worker died, or the run was ended */
    ml_str reason;              /* ... and why */
    bool is_fresh;              /* its pages were written now, and wait on the shelf */
};

/** File name of the server's page as XML (0) or HTML (1). */
void ml_judged_page(char ret[ML_JUDGED_PAGE_BYTES], const struct ml_judged *server,
                    int which);

struct ml_judgement {
    struct ml_arena arena;
    struct ml_judged *servers; /* by folder and name */
    uint32_t n;
};

/**
 * Judge; `pasts` are the servers that the history knows. Release with
 * ml_judgement_reset(). Claims of bundles that could not be read may have been given to
 * the server that the history knows.
 *
 * Errors: ML_FAIL when the store fails or a page cannot be written.
 */
enum ml_rc ml_judge_all(struct ml_judgement *ret,
                        const struct ml_batch_options *options,
                        const struct ml_analysis *analysis, struct ml_store *store,
                        const struct ml_shelf *shelf, const struct ml_past *pasts,
                        uint32_t npasts, struct ml_err *err) ML_MUST_USE;
void ml_judgement_reset(struct ml_judgement *judgement);

#endif
