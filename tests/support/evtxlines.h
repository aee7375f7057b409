/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_EVTXLINES_H
#define ML_SUPPORT_EVTXLINES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Event logs from readable lines, for samples, cases and scripts.
 *
 *     ID <TAB> TIME <TAB> LEVEL <TAB> PROVIDER <TAB> EVENT <TAB> CHANNEL <TAB> COMPUTER
 *        { <TAB> DATUM }
 *
 * ID: record id; empty: the one after the last. TIME: ISO 8601, UTC. LEVEL: Critical,
 * Error, Warning, Information, Verbose or a number. A DATUM is
 *
 *     text                   a Data without a name
 *     name=text              a Data of that name; "=text" has none, whatever is in it
 *     name:type=text         the value not a text: uint8 uint16 uint32 int32 uint64
 * hex32 hex64 bool filetime guid sid null
 *     @field=text            no datum: qualifiers version task opcode keywords process
 *                            thread activity user guid source userdata written binary
 *                            (hexadecimal) style (manifest classic elements plain)
 *
 * A name is letters, digits, '_', '.', and '/' below @userdata. A line "%chunk" begins
 * another chunk; empty lines and lines with # are nothing.
 */

/** Append the log; false, with the number of the line, when a line is not understood.
 */
bool evtx_from_lines(struct ml_buf *out, ml_str text, unsigned *ret_line);

#endif
