/* SPDX-License-Identifier: MIT */
#ifndef ML_CLI_OUTPUT_H
#define ML_CLI_OUTPUT_H

#include "case/case.h"
#include "cli/command.h"
#include "diagnose/result.h"

/*
 * What scan and merge do with their cases:
 *
 *     cases -> by path -> diagnose -> --xml, --html, --request, --note, --csv, --junit,
 * --json, summary
 */

/** What the cases do not say themselves. */
struct ml_output {
    struct ml_time since, until; /* which records count; unknown: no bound */
    bool interrupted;
};

/** Complains when more than one file of a run is to go to standard output. */
bool ml_output_check(const struct ml_cli *cli, const char *command);

/** Whether the summary is printed: not beside a file that goes to standard output. */
bool ml_output_has_summary(const struct ml_cli *cli);

/**
 * Diagnose the cases, which it sorts, and write what was asked for. Returns the exit
 * status, without regard to what is no case: an interrupt, an input that gave none.
 */
int ml_output_cases(const struct ml_cli *cli, const struct ml_catalogue *catalogue,
                    struct ml_case **cases, uint32_t ncases,
                    const struct ml_output *how);

#endif
