/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_COMPUTERS_H
#define ML_SCAN_COMPUTERS_H

#include "scan/member.h"

/**
 * Say of each event log which computer it is of, and what that was called before: facts
 * server.name and server.earlier-names of the member.
 *
 * A computer was renamed where one and the same log holds records of a name, and behind
 * them only records of another one. Logs under its earlier names are its own then. What no
 * log holds together are different computers.
 */
void ml_computers_settle(struct ml_member_scan **scans, size_t n);

#endif
