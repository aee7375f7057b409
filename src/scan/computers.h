/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_COMPUTERS_H
#define ML_SCAN_COMPUTERS_H

#include "scan/member.h"

/**
 * Say of each event log which computer it is of, and what that was called before: facts
 * server.name and server.earlier-names of the member.
 *
 * A computer is called as its newest record says. Another name is an earlier one of the
 * same computer when all records under it, in all logs of the bundle, are older than
 * the first under the newest name; else it is another computer, whose log is here too.
 */
void ml_computers_settle(struct ml_member_scan **scans, size_t n);

#endif
