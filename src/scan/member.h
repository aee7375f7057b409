/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_MEMBER_H
#define ML_SCAN_MEMBER_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "base/pool.h"
#include "case/case.h"
#include "facts/facts.h"
#include "input/walk.h"
#include "match/matcher.h"
#include "record/mtastore.h"
#include "scan/accum.h"
#include "scan/block.h"
#include "scan/recordids.h"

/*
 * One file of a bundle, from its bytes to what it holds:
 *
 *     stream -> decode -> blocks of whole records -> match (any thread) -> add up
 *                      \-> the whole text, when it is a small artefact -> facts
 */

/** A fact as read, not yet dated. */
struct ml_raw_fact {
    ml_str name, value;
    struct ml_time time;
    uint64_t line;
    ml_str record; /* behind '#' of the address, in place of the line */
};

struct ml_raw_artefact {
    ml_str id;
    enum ml_artefact_state state;
    struct ml_time time;
    uint64_t line;
    ml_str record;
};

/** A row of a job history, not yet dated. */
struct ml_raw_job {
    struct ml_job_row row; /* its texts live in the member's arena */
    uint64_t line;
};

/** The year and the zone of a member's stamps. */
struct ml_member_clock {
    uint32_t order[ML_ORDER_MAX];
    unsigned norder;
    int year; /* of turn 0 */
    bool year_assumed;
    bool has_offset; /* bare stamps are of a known zone */
    int offset_minutes;
    int bound_minutes; /* what a bound without zone, which is meant on the errlogs' clock,
                          is ahead of this one */
};

/** Only records from `since` to `until` count, both included; unknown: no bound. */
struct ml_window {
    struct ml_time since, until;
};

/** What one member gave; everything lives in its arena. */
struct ml_member_scan {
    struct ml_arena arena;
    uint32_t order[ML_ORDER_MAX];
    unsigned norder;
    struct ml_member m; /* but for times */
    ml_str path;        /* decoded, from the bundle down */
    bool on_disk;
    const struct ml_window *window; /* NULL: every record counts */
    const struct ml_member_clock *clock; /* with a window */
    bool errlog, events;
    bool evtx; /* an event log in binary form: its stamps are UTC */
    bool event_text; /* of events: fixed columns, not CSV */
    enum ml_job_table jobs;
    bool dated;
    ml_yearless first, newest; /* of its records */
    ml_yearless last;          /* of the record read last: what the next follows */
    uint64_t leap_turns; /* bit set of 1 << (turn + 32) in which a 29 February was met */
    struct ml_accum accum;
    struct ml_unknowns unknowns;
    struct ml_raw_fact *facts;
    size_t nfacts, cap_facts;
    struct ml_raw_artefact *artefacts;
    size_t nartefacts, cap_artefacts;
    struct ml_raw_job *rows; /* of a job history */
    size_t nrows, cap_rows;
    struct ml_eventlog log; /* of an event log */
    const struct ml_mta *mta; /* messages that stand beside it; NULL: none */
    bool mta_first;           /* they are English: better than the catalogue's */
    struct ml_record_ids ids;
    unsigned log_faults;   /* ML_EVTX_... of all its chunks */
    uint64_t ndamaged;     /* chunks with faults, the first of them: */
    uint64_t first_damaged;
    uint64_t last_chunk;   /* number of the one added up last */
    bool last_damaged;     /* ... has faults that the end of an open log has too */
    /* Blocks come back in any order and are added up in theirs. */
    pthread_mutex_t lock;
    struct ml_block *done; /* by sequence */
    uint64_t next_sequence;
    _Atomic unsigned pending;
};

/** What all members of a scan share. */
struct ml_scan_context {
    const struct ml_catalogue *catalogue;
    const struct ml_matcher *matcher;
    const struct ml_limits *limits;
    struct ml_pool *pool;
    const char *program; /* that reads hives; NULL: this one */
    struct ml_match_scratch **scratch; /* per worker */
    struct ml_event_scratch **events;  /* per worker, once it needs one */
    const struct ml_window *window; /* NULL: none */
    const struct ml_clocks *clocks; /* with a window: of the walk before */
    const struct ml_mta_store *messages; /* likewise; NULL: none */
    pthread_mutex_t lock;
    struct ml_block *spare; /* blocks not in use */
    unsigned nblocks, blocks_max;
};

void ml_scan_context_init(struct ml_scan_context *c,
                          const struct ml_catalogue *catalogue,
                          const struct ml_matcher *matcher,
                          const struct ml_limits *limits, struct ml_pool *pool);
void ml_scan_context_reset(struct ml_scan_context *c);

struct ml_member_scan *ml_member_scan_new(const struct ml_scan_context *c,
                                          const struct ml_walk_member *member);
struct ml_member_scan *ml_member_scan_free(struct ml_member_scan *scan);

/** Read the stream to its end; returns when all of it is added up. */
void ml_member_read(struct ml_scan_context *c, unsigned worker,
                    struct ml_member_scan *scan, struct ml_stream *stream);

/** An empty block for the member's text. When all are out, matching some makes room. */
struct ml_block *ml_block_take(struct ml_scan_context *c, unsigned worker);
/** Give back one that was not used. */
void ml_block_give(struct ml_scan_context *c, struct ml_block *b);
/** Match the block, in an idle thread or here. */
void ml_block_submit(struct ml_scan_context *c, struct ml_block *b, unsigned worker);
/** Wait until all blocks of the member are added up. */
void ml_member_finish(struct ml_scan_context *c, unsigned worker,
                      struct ml_member_scan *scan);

/** Keep a fact, an artefact, of the member; texts are copied. */
void ml_member_add_fact(struct ml_member_scan *scan, const char *name, ml_str value,
                        struct ml_time time, uint64_t line, ml_str record);
void ml_member_add_artefact(struct ml_member_scan *scan, const char *id,
                            enum ml_artefact_state state, struct ml_time time,
                            uint64_t line, ml_str record);

/**
 * Whether a record lies outside the window. One without a date, or of a member whose
 * clock is not known, does not: it cannot be told.
 */
bool ml_window_lacks(const struct ml_member_scan *scan, bool dated, ml_yearless stamp);

/** Whether all of a job's time lies outside. */
bool ml_window_lacks_job(const struct ml_member_scan *scan, const struct ml_job_row *row);

/** The role of an errlog by its name: "cbengine-errlog", "dpm-errlog", ... */
ml_str ml_errlog_role(ml_str name);

#endif
