/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_JUDGED_H
#define ML_FLEET_JUDGED_H

#include <stdbool.h>

#include "diagnose/group.h"
#include "fleet/summary.h"

/* The servers of tonight, and what became of each. */

enum { ML_JUDGED_PAGES = 2, ML_JUDGED_PAGE_BYTES = 1024 };

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

/** Release what all hold. */
void ml_judgement_reset(struct ml_judgement *judgement);

#endif
