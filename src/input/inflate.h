/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_INFLATE_H
#define ML_INPUT_INFLATE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "input/zipindex.h"

/*
 * One deflated member of a zip, inflated by ISA-L and checked against its CRC.
 */

struct ml_inflate;

/** NULL when this build has no ISA-L. `fd` is not closed. */
struct ml_inflate *ml_inflate_open(int fd, const struct ml_zipmember *member,
                                   uint64_t data_offset);

/** Bytes; 0 at the end, -1 with *err (ML_ERR_FORMAT) when damaged. */
ssize_t ml_inflate_read(struct ml_inflate *in, void *buf, size_t cap, struct ml_err *err);

struct ml_inflate *ml_inflate_close(struct ml_inflate *in);

#endif
