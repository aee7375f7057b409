/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_TASK_H
#define ML_FACTS_TASK_H

#include <stdint.h>

#include "base/str.h"
#include "facts/facts.h"

/* The agent's scheduled task, as several kinds of text describe it. */

struct ml_task {
    uint64_t line;  /* 0: not met */
    ml_str state;   /* Ready, Disabled, Running; in English or Japanese */
    ml_str enabled; /* Enabled, Disabled, true, false; empty: see state */
    ml_str result;  /* number of the last run */
    ml_str run_as;
};

/** schedule.* and the artefact; nothing for a task that was not met. */
void ml_task_emit(const struct ml_task *task, const struct ml_fact_sink *sink);

#endif
