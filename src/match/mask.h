/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_MASK_H
#define ML_MATCH_MASK_H

#include "base/buf.h"
#include "base/str.h"

/**
 * The template of a message: what changes from record to record is put in general terms,
 * so that records of one kind are equal.
 *
 *     <guid>     a GUID, in braces or not
 *     <path>     a path or file name (paths.h)
 *     <address>  an IP address, with its port
 *     <hex>      a hexadecimal number, with 0x or of eight digits and more
 *     <n>        any other number
 *
 * An HRESULT (0x8... or 0xC..., eight digits) stays: it is what tells errors apart. Blanks
 * in a row are one; only the first line counts, and of it no more than ML_MASK_MAX_BYTES.
 * `scratch` is for the call's own use.
 */
void ml_mask(ml_str message, struct ml_buf *scratch, struct ml_buf *out);

enum { ML_MASK_MAX_BYTES = 300 };

#endif
