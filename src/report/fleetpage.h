/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETPAGE_H
#define ML_REPORT_FLEETPAGE_H

#include "base/attr.h"
#include "base/err.h"
#include "fleet/board.h"
#include "report/sink.h"

/*
 * What fleet.xsl makes a page of: the lists of the night, cut to what is read in a
 * morning, and the grid of some servers with its columns chosen and its gaps counted.
 *
 *     struct ml_board, page -> XML, for the stylesheet alone
 *
 * XSLT 1.0 is slow at looking up and cannot sort by a table, so what can be worked out
 * here is. Its form is described in fleet.xsl and is no promise.
 */

enum { ML_FLEET_PAGE_SERVERS = 1000, ML_FLEET_NAME_BYTES = 32 };

/** At least one: an empty fleet has a page too. */
uint32_t ml_fleet_pages(const struct ml_board *board);

/** "fleet.html", "fleet-2.html": of page 0, 1, ... */
void ml_fleet_page_name(char ret[static ML_FLEET_NAME_BYTES], uint32_t page);

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_fleet_page_xml(const struct ml_board *board, uint32_t page,
                             ml_write_fn write, void *to,
                             struct ml_err *err) ML_MUST_USE;

#endif
