/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVTXIDS_H
#define ML_RECORD_EVTXIDS_H

#include <stdint.h>

/*
 * How often each record id came in a log, for addresses: a second record 1042 is
 * "#1042~2". Ids go up one by one, so a log of any size is a few ranges of them.
 */

struct ml_evtx_ids;

struct ml_evtx_ids *ml_evtx_ids_new(void);
struct ml_evtx_ids *ml_evtx_ids_free(struct ml_evtx_ids *ids);

/**
 * Add a record: 1 when it is the first with this id, 2 the second ...
 *
 * Memory and work are bounded: in a log whose ids are made up at random, from some
 * thousands on, an id may count as new that was there before.
 */
uint32_t ml_evtx_ids_add(struct ml_evtx_ids *ids, uint64_t record);

#endif
