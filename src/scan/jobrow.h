/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_JOBROW_H
#define ML_SCAN_JOBROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"

/*
 * Rows of a job history table: its ErrorCode column is a code without any word beside
 * it. MARS prints it in decimal, DPM in hexadecimal without 0x; long values shift the
 * columns, so a row is read from its GUID to the right.
 */

enum ml_job_table { ML_JOBS_NONE = 0, ML_JOBS_MARS, ML_JOBS_DPM };

struct ml_job_row {
    struct ml_time start; /* on no known zone, whatever the heading says */
    ml_str job;           /* GUID */
    uint32_t code;        /* 0: none */
};

/** Which table a heading line begins. */
enum ml_job_table ml_jobrow_heading(ml_str line);

/** Read a row; false for a line that has no GUID. */
bool ml_jobrow_parse(enum ml_job_table table, ml_str row, struct ml_job_row *ret);

#endif
