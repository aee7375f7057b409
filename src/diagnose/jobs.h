/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_JOBS_H
#define ML_DIAGNOSE_JOBS_H

#include "diagnose/group.h"
#include "diagnose/result.h"
#include "diagnose/weigh.h"

/**
 * The jobs of a server: what its errlogs, over all their files, and its job histories
 * hold under one task GUID. Newest first.
 *
 * Only records that something was found in are known here: phases of jobs, known
 * problems, observations. `k` needs its hits; gets its jobs.
 */
void ml_jobs_build(struct ml_knowledge *k, const struct ml_group *group,
                   struct ml_arena *arena, struct ml_server *server);

/** The job with this id; NULL when there is none. */
const struct ml_job *ml_job_of(const struct ml_knowledge *k, ml_str id);

#endif
