/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_TAPPED_H
#define ML_SCAN_TAPPED_H

#include <stdint.h>

#include "input/stream.h"
#include "scan/member.h"

/*
 * A member's stream, of which the bytes are counted and hashed on their way to a reader
 * of its own.
 */

struct ml_tapped {
    struct ml_stream stream; /* to read from */
    struct ml_stream *from;
    void *hash;
    uint64_t bytes;
};

void ml_tapped_start(struct ml_tapped *t, struct ml_stream *from);

/** Put the sums into the member. */
void ml_tapped_finish(struct ml_tapped *t, struct ml_member *member);

#endif
