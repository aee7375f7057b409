/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_FLEETXML_H
#define ML_REPORT_FLEETXML_H

#include "base/attr.h"
#include "base/err.h"
#include "fleet/board.h"
#include "report/element.h"

/*
 * The fleet of one night as XML, in the vocabulary of the other reports: one <fleet>
 * with what belongs to the whole, then a summary of each server, by rank.
 *
 *     struct ml_board -> xml -> bytes
 *
 * Written as a stream; the same board gives the same bytes. report.rng says what each
 * attribute means.
 */

/** Errors: ML_FAIL with ML_ERR_IO and the errno of the write that failed. */
enum ml_rc ml_fleet_xml(const struct ml_board *board, ml_write_fn write, void *to,
                        struct ml_err *err) ML_MUST_USE;

/**
 * The same with some of the servers only, for a stylesheet that need not have all of
 * them at once: those from index `from` up to `until`, that one left out.
 */
enum ml_rc ml_fleet_xml_part(const struct ml_board *board, uint32_t from,
                             uint32_t until, ml_write_fn write, void *to,
                             struct ml_err *err) ML_MUST_USE;

/* ---- what the page's tree has in common with it ---- */

/** Start <report>, with what every report begins with. */
void ml_fleetxml_start(struct ml_xml *xml, const struct ml_board *board);

/** Attributes of <fleet>: counts, the night before, what changed since. */
void ml_fleetxml_counts(struct ml_xml *xml, const struct ml_board *board);

/** Attributes of a night of the trend. */
void ml_fleetxml_night(struct ml_xml *xml, const struct ml_board_night *night);

/** An <unknown>, a <mute>, an <arriving>: the elements with all that is in them. */
void ml_fleetxml_unknown(struct ml_xml *xml, const struct ml_board *board);
void ml_fleetxml_mutes(struct ml_xml *xml, const struct ml_board *board);
void ml_fleetxml_arriving(struct ml_xml *xml, const struct ml_board *board);

/** Attributes of a <finding> or <cause>; not its title. */
void ml_fleetxml_finding(struct ml_xml *xml, const struct ml_board_finding *finding);
void ml_fleetxml_cause(struct ml_xml *xml, const struct ml_board_cause *cause);

/** In the language of the board; the id where the catalogue does not have it any more.
 */
ml_str ml_fleet_signature_title(const struct ml_board *board, ml_str id,
                                const struct ml_signature *signature);
ml_str ml_fleet_cause_title(const struct ml_board *board, ml_str id,
                            const struct ml_cause *cause);

#endif
