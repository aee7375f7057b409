/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_EVTXMEMBER_H
#define ML_SCAN_EVTXMEMBER_H

#include "scan/member.h"

/*
 * An event log in binary form, from its bytes to what it holds:
 *
 *     stream -> chunks -> blocks of a few -> events, matched (any thread) -> add up
 *
 * Nothing is spooled: a chunk stands alone.
 */

/** Read the stream to its end; returns when all of it is added up. */
void ml_evtx_member_read(struct ml_scan_context *c, unsigned worker,
                         struct ml_member_scan *scan, struct ml_stream *stream);

/** Put what a block of the log gave behind what the member has: the lines of its hits
 * become those of the log. Called in the order of the blocks. */
void ml_evtx_add_up(struct ml_member_scan *scan, struct ml_block *block);

#endif
