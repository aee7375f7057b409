/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_JOBROW_H
#define ML_SCAN_JOBROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"
#include "case/case.h"

/*
 * Rows of a job history table.
 *
 * MARS:  JobType  Start  End  State  MB  Name  JobId  DetailedErrorCode  ErrorCode
 * DPM:   JobType  Start  End  State  MB  Server  Name  TaskID  DetailedErrorCode  ErrorCode
 * plain: StartTime EndTime JobType JobState Name MB DataSourceID JobID
 *
 * The ErrorCode column is a code without any word beside it: MARS prints it in decimal,
 * DPM in hexadecimal without 0x. Long values shift the columns, so a row is read from its
 * GUID outwards; the columns left of it stand two blanks or more apart.
 */

enum ml_job_table { ML_JOBS_NONE = 0, ML_JOBS_MARS, ML_JOBS_DPM, ML_JOBS_PLAIN };

struct ml_job_row {
    ml_str kind, state, source; /* may be empty */
    struct ml_time start, end;  /* on no known zone, whatever the heading says */
    ml_str job;                 /* GUID as it stands there */
    uint32_t code;              /* 0: none */
};

/** Which table a heading line begins. */
enum ml_job_table ml_jobrow_heading(ml_str line);

/** The table of a file that is known to come without a heading. */
enum ml_job_table ml_jobrow_headless(ml_str file_name);

/** Read a row; false for a line that has no GUID. */
bool ml_jobrow_parse(enum ml_job_table table, ml_str row, struct ml_job_row *ret);

/** What the State column means. */
enum ml_job_outcome ml_jobrow_outcome(ml_str state);

#endif
