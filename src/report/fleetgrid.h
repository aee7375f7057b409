/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETGRID_H
#define ML_REPORT_FLEETGRID_H

#include "fleet/board.h"
#include "report/element.h"

/**
 * The <grid> of a page: servers from index `from` up to `until`, that one left out, and
 * as columns the causes that one of them has. Columns of causes that are settled
 * nowhere and had nothing happen to them are the last ones, and marked weak.
 */
void ml_fleetgrid_write(struct ml_xml *xml, const struct ml_board *board, uint32_t from,
                        uint32_t until);

#endif
