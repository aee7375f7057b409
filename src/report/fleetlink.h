/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETLINK_H
#define ML_REPORT_FLEETLINK_H

#include "base/buf.h"
#include "fleet/board.h"
#include "report/element.h"

/* A server as the lists and the grid of a fleet's page name it. */

/**
 * A relative URL as it may stand in a link: what is no part of a path is
 * percent-encoded, so it names no scheme, no other host and no script.
 */
void ml_fleet_href(struct ml_buf *out, ml_str page);

/** Attributes: name, group, and the link to its own page where it has one. */
void ml_fleetlink_server(struct ml_xml *xml, const struct ml_board_server *server);

/** Attributes: the age of its data in seconds, and as a number of hours or days. */
void ml_fleetlink_age(struct ml_xml *xml, int64_t seconds);

#endif
