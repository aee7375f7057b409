/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_BOMB_H
#define ML_SUPPORT_MAKE_BOMB_H

#include "base/buf.h"

/* Zip archives that are more than they look; unzip takes both. */

/** Its one member, itself.zip, is the archive again, byte for byte and with the right
 * checksum: the construction of R. Cox, "Zip Files All The Way Down", 2010. */
void make_quine(struct ml_buf *out);

/** `n` members, each of `each` bytes and more, in little more room than one: what a member
 * begins with is the header of the next one, whose bytes are the rest of it. The
 * construction of D. Fifield, "A better zip bomb", 2019. */
void make_overlapping(struct ml_buf *out, unsigned n, size_t each);

#endif
