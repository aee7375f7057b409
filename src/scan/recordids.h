/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_RECORDIDS_H
#define ML_SCAN_RECORDIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "case/case.h"
#include "record/evtxids.h"

/*
 * The ids of the records of an event log, in the order of the file, and how often each
 * was met before. A real log counts up, so that it is one run, or a few; a hostile one
 * may do as it likes and is bounded.
 */

struct ml_record_ids {
    uint64_t nrecords;
    struct ml_id_run *runs; /* lines from 1 on */
    size_t nruns, cap_runs;
    struct ml_evtx_ids *met;
};

/** The next record's id. */
void ml_record_ids_add(struct ml_record_ids *ids, uint64_t id);
void ml_record_ids_reset(struct ml_record_ids *ids);

/** The runs that hold one of these lines (sorted), copied into the arena. */
const struct ml_id_run *ml_record_ids_pick(const struct ml_record_ids *ids,
                                           struct ml_arena *arena,
                                           const uint64_t *lines, size_t n,
                                           uint32_t *ret_n);

#endif
