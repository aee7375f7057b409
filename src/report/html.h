/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_HTML_H
#define ML_REPORT_HTML_H

#include "base/attr.h"
#include "base/err.h"
#include "diagnose/result.h"
#include "fleet/board.h"
#include "report/sink.h"

/*
 * The HTML reports: files that load nothing.
 *
 *     struct ml_result -> XML tree -> report.xsl (style.css, texts.xml) -> HTML
 *     struct ml_board, page -> XML tree -> fleet.xsl (and fleet.css, fleet.js) -> HTML
 *
 * The stylesheet may read the labels beside it and nothing else, and write nothing. The
 * page's own policy forbids all but its one style, and its one script, by hash.
 */

/** The files of report_templates/, read once. Not for two threads at a time. */
struct ml_templates;

/**
 * Read the templates of a folder.
 *
 * Owns: *ret is the caller's, to ml_report_close_templates().
 * Errors: ML_FAIL - ML_ERR_IO when a file cannot be read, ML_ERR_FORMAT when it is
 * not well-formed or no stylesheet.
 */
enum ml_rc ml_report_open_templates(struct ml_templates **ret, const char *dir,
                                    struct ml_err *err) ML_MUST_USE;

/** The same for the pages of a fleet. */
enum ml_rc ml_fleet_open_templates(struct ml_templates **ret, const char *dir,
                                   struct ml_err *err) ML_MUST_USE;

/** Forms for other systems: a stylesheet each, for a result as for a board. */
enum ml_sheet { ML_SHEET_CSV = 0, ML_SHEET_JUNIT };

/** The same for one of these. */
enum ml_rc ml_sheet_open(struct ml_templates **ret, enum ml_sheet sheet,
                         const char *dir, struct ml_err *err) ML_MUST_USE;

/** Release; NULL is allowed. Returns NULL. */
struct ml_templates *ml_report_close_templates(struct ml_templates *templates);

/**
 * Write the page of a result, in its language.
 *
 * Errors: ML_FAIL - ML_ERR_IO and the errno of the write that failed;
 * ML_ERR_FORMAT when the stylesheet fails, with its message.
 */
enum ml_rc ml_report_html(struct ml_templates *templates,
                          const struct ml_result *result, ml_write_fn write, void *to,
                          struct ml_err *err) ML_MUST_USE;

/**
 * Write one page of a fleet (report/fleetpage.h: how many there are, and their names),
 * in the board's language. Only one page's tree is in memory at a time.
 *
 * `templates` are those of ml_fleet_open_templates(). Errors: as ml_report_html().
 */
enum ml_rc ml_fleet_html(struct ml_templates *templates, const struct ml_board *board,
                         uint32_t page, ml_write_fn write, void *to,
                         struct ml_err *err) ML_MUST_USE;

/* With the templates of ml_sheet_open(). Errors: as ml_report_html(). A board's servers
 * are taken a thousand at a time. */
enum ml_rc ml_sheet_of_result(struct ml_templates *templates,
                              const struct ml_result *result, ml_write_fn write,
                              void *to, struct ml_err *err) ML_MUST_USE;
enum ml_rc ml_sheet_of_board(struct ml_templates *templates,
                             const struct ml_board *board, ml_write_fn write, void *to,
                             struct ml_err *err) ML_MUST_USE;

#endif
