/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETTEXT_H
#define ML_REPORT_FLEETTEXT_H

#include "base/buf.h"
#include "fleet/board.h"
#include "report/pen.h"

/**
 * Append the summary of a night for the terminal, in the board's language: counts, what
 * is new, changed, resolved, not seen, stale and not readable, by server. Fits a screen
 * or two: what is long ends in "... and N more (see the report)".
 */
void ml_fleet_text(const struct ml_board *board, const struct ml_text_options *options,
                   struct ml_buf *out);

#endif
