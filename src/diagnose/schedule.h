/* SPDX-License-Identifier: MIT */
#ifndef ML_DIAGNOSE_SCHEDULE_H
#define ML_DIAGNOSE_SCHEDULE_H

#include "diagnose/group.h"
#include "diagnose/weigh.h"

/**
 * Days on which the policy's schedule asked for a backup and no job began: facts
 * `schedule.missed-day`, added to those of `k`.
 *
 * Only where a job history was read, between two of its backups, or the last one and the
 * newest record of the logs: a file's own date may be that of a copy. A history on a clock that nothing relates to the server's may put a job on
 * a neighbouring day; then only a schedule of every day is judged.
 */
void ml_schedule_add(struct ml_knowledge *k, const struct ml_group *group,
                     struct ml_arena *arena);

#endif
