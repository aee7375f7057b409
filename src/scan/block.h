/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_BLOCK_H
#define ML_SCAN_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "match/matcher.h"
#include "scan/accum.h"
#include "scan/eventlog.h"
#include "scan/jobrow.h"
#include "scan/unknown.h"

/*
 * A piece of a member's text: whole records, about 256 KiB of UTF-8, which the cache of
 * a core holds together with what matching needs. The unit of work:
 * filled by the thread that reads, matched by any, added up in order.
 */

enum { ML_BLOCK_BYTES = 256 * 1024, ML_BLOCK_CHUNKS = 4 };

/* Event rows carry their year: their stamps count turns from this one. */
enum { ML_EVENT_BASE_YEAR = 2000 };

/** From `offset` on, records are dated behind `stamp`. */
struct ml_anchor {
    size_t offset;
    ml_yearless stamp;
};

/** A chunk of an event log, in the block's text. */
struct ml_block_chunk {
    size_t offset;
    uint32_t n;
    uint64_t number; /* in the file */
    unsigned faults; /* filled when it is read: ML_EVTX_... */
};

struct ml_block {
    struct ml_buf text;
    uint64_t first_line; /* 1-based */
    bool errlog;         /* else every line is a record of its own */
    bool events;         /* rows of an event CSV */
    enum ml_job_table jobs; /* rows of a job history */
    ml_str role;
    struct ml_anchor *anchors;
    size_t nanchors, cap_anchors;
    struct ml_hit *hits; /* filled by ml_block_match(); texts point into `text` */
    size_t nhits, cap_hits;
    struct ml_unknown_hit *unknown; /* records that no signature names */
    size_t nunknown, cap_unknown;
    struct ml_buf masked;
    struct ml_buf templates; /* their templates, one behind the other */
    /* Of an event log: its chunks, bytes as they are, and what they gave. Lines count from 1
     * in the block until it is added up. */
    bool evtx;
    struct ml_block_chunk chunks[ML_BLOCK_CHUNKS];
    unsigned nchunks;
    struct ml_eventlog log;
    uint64_t *ids; /* of its records */
    size_t nids, cap_ids;
    uint64_t noutside;   /* of these: not within --since and --until */
    struct ml_buf shown; /* texts of its hits */
    uint64_t sequence;
    struct ml_member_scan *member;
    struct ml_block *next;
};

/** Find what the block holds, into block->hits, in the order of the lines. */
void ml_block_match(struct ml_block *block, const struct ml_matcher *matcher,
                    struct ml_match_scratch *scratch);

/** What reading event logs needs, of one thread. */
struct ml_event_scratch *ml_event_scratch_new(void);
struct ml_event_scratch *ml_event_scratch_free(struct ml_event_scratch *s);

/** The same for a piece of an event log. */
void ml_evtx_block_match(struct ml_block *block, const struct ml_catalogue *catalogue,
                         const struct ml_matcher *matcher,
                         struct ml_match_scratch *scratch,
                         struct ml_event_scratch *events);

/** Stamp of an event row. */
ml_yearless ml_event_stamp(struct ml_time time);

/** Line ends in a stretch of text. */
uint64_t ml_count_lines(const char *text, size_t n);

#endif
