/* SPDX-License-Identifier: MIT */
#include "scan/recordids.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ban.h"

enum { RUNS_MAX = 1024 * 1024 }; /* of a real log a few */

void ml_record_ids_add(struct ml_record_ids *ids, uint64_t id)
{
    if (!ids->met)
        ids->met = ml_evtx_ids_new();
    uint32_t again = ml_evtx_ids_add(ids->met, id);
    struct ml_id_run *last = ids->nruns ? &ids->runs[ids->nruns - 1] : NULL;

    ids->nrecords++;
    if (last && last->again == again && id == last->id + last->n) {
        last->n++;
        return;
    }
    if (ids->nruns == RUNS_MAX)
        return; /* addresses of what follows are those of the file */
    struct ml_id_run run = { ids->nrecords, 1, id, again };
    ML_PUSH(ids->runs, ids->nruns, ids->cap_runs, run);
}

void ml_record_ids_reset(struct ml_record_ids *ids)
{
    free(ids->runs);
    ml_evtx_ids_free(ids->met);
    *ids = (struct ml_record_ids){ .nrecords = 0 };
}

const struct ml_id_run *ml_record_ids_pick(const struct ml_record_ids *ids,
                                           struct ml_arena *arena,
                                           const uint64_t *lines, size_t n,
                                           uint32_t *ret_n)
{
    struct ml_id_run *picked = NULL;
    size_t npicked = 0, cap = 0, at = 0;

    for (size_t i = 0; i < ids->nruns && at < n; i++) {
        const struct ml_id_run *run = &ids->runs[i];
        while (at < n && lines[at] < run->line)
            at++;
        if (at < n && lines[at] - run->line < run->n)
            ML_PUSH(picked, npicked, cap, *run);
    }
    *ret_n = (uint32_t)npicked;
    return ml_arena_move(arena, picked, npicked, sizeof(*picked));
}
