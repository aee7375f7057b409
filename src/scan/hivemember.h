/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_HIVEMEMBER_H
#define ML_SCAN_HIVEMEMBER_H

#include "scan/member.h"

/** As ml_member_read() for a registry hive: no text, facts only. */
void ml_hive_member_read(const struct ml_scan_context *c, struct ml_member_scan *scan,
                         struct ml_stream *stream);

#endif
