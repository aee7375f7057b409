/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_JUDGING_H
#define ML_FLEET_JUDGING_H

#include "fleet/analyse.h"
#include "fleet/judged.h"
#include "fleet/shelf.h"

/*
 * Servers on their way through workers.
 *
 *     server -> share of some -> [worker: each to its pages and its summary] -> store
 *
 * A process costs as much as a server's judging: a worker is given a share of them and
 * says of each at once what it found. When it dies, those of which it said nothing are
 * judged again, each in a worker of its own, so that only the server at fault is lost.
 */

/** Fill the first group; zero the rest. */
struct ml_judging {
    const struct ml_batch_options *options;
    const struct ml_analysis *analysis;
    struct ml_judgement *judgement;
    struct ml_store *store;
    const struct ml_shelf *shelf;
    int npages; /* of a server: XML, HTML; a shard has no use for the second */
    struct ml_err *err;

    uint32_t done; /* servers; those too that need no judging */
    enum ml_rc rc; /* why no more are taken */
    struct ml_crew *crew;
    struct ml_templates *templates;
    struct ml_share *open, *again;
};

void ml_judging_begin(struct ml_judging *j);

/** Judge a server whose bundles are chosen; `key` is what the store keeps it under.
 * Both must live until the end. */
void ml_judging_add(struct ml_judging *j, struct ml_judged *server, ml_str key);

/** Until all are judged. Errors: ML_FAIL when the store fails or a page cannot be
 * written; err has been set. */
enum ml_rc ml_judging_end(struct ml_judging *j) ML_MUST_USE;

#endif
