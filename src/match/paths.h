/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_PATHS_H
#define ML_MATCH_PATHS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/**
 * Hide path and file names of a message: a file may be called like an error
 * ("D:\mail\Ticket (ID: 34513).msg").
 *
 * Fills `out` with the message, each byte of a name replaced by 0x01, so that offsets
 * stay. Returns false, with `out` untouched, when there is nothing to hide.
 */
bool ml_paths_hide(ml_str message, struct ml_buf *out);

#endif
