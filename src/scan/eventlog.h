/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_EVENTLOG_H
#define ML_SCAN_EVENTLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "record/evtx.h"

/*
 * What the records of an event log say together, apart from what signatures find in
 * them: when, of which computers and channels, and the few that give facts.
 *
 * Filled for a piece of a log by any thread, then put behind that of the piece before
 * it.
 */

/** A computer that wrote records of the log. */
struct ml_log_computer {
    ml_str name;
    int64_t first_us, last_us; /* of its records */
};

/** A task that a record of the agent's own log names: it may be a job of an errlog. */
struct ml_log_task {
    uint8_t guid[16];
    int64_t us;
    uint64_t line;
};

/** A fact that a record gives. */
struct ml_log_fact {
    const char *name;
    ml_str value;
    int64_t us;
    uint64_t line;
};

enum {
    ML_LOG_COMPUTERS = 8,
    ML_LOG_CHANNELS = 4,
    ML_LOG_TASKS_MAX = 100000,
    ML_LOG_FACTS_MAX = 2000,
};

struct ml_eventlog {
    struct ml_arena arena;
    uint64_t nrecords, nundated;
    int64_t first_us, last_us; /* of its records, if any is dated */
    struct ml_log_computer computers[ML_LOG_COMPUTERS];
    unsigned ncomputers;
    ml_str channels[ML_LOG_CHANNELS];
    unsigned nchannels;
    struct ml_log_task *tasks;
    size_t ntasks, cap_tasks;
    struct ml_log_fact *facts;
    size_t nfacts, cap_facts;
};

void ml_eventlog_init(struct ml_eventlog *log);
void ml_eventlog_reset(struct ml_eventlog *log); /* releases; init again before use */

/** The time that an event carries; false when it is none. */
bool ml_event_time(const struct ml_evtx_event *event, int64_t *ret_us);

/** Whether records of the channel are of other computers, and say nothing of this one.
 */
bool ml_event_is_forwarded(ml_str channel);

/** Take one record, the next one, in. */
void ml_eventlog_add(struct ml_eventlog *log, const struct ml_evtx_event *event);

/** Put `more`, the next piece of the log, behind `log`. */
void ml_eventlog_join(struct ml_eventlog *log, const struct ml_eventlog *more);

/** The computer of the newest record; NULL when none names one. */
const struct ml_log_computer *ml_eventlog_newest(const struct ml_eventlog *log);

#endif
