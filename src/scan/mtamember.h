/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_MTAMEMBER_H
#define ML_SCAN_MTAMEMBER_H

#include "record/mta.h"
#include "scan/member.h"

/*
 * Messages that stand beside an event log, as a member of a bundle.
 */

/** Read them. NULL when there are none to use; the coverage says why. */
struct ml_mta *ml_mta_member_read(const struct ml_scan_context *c,
                                  struct ml_member_scan *scan,
                                  struct ml_stream *stream);

#endif
