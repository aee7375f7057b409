/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_BOARD_PAGES_H
#define ML_SUPPORT_BOARD_PAGES_H

#include "base/buf.h"
#include "board_fixture.h"
#include "report/html.h"

/* Boards with the catalogue of the build folder, and the pages that they give. */

/** Use as an unchecked fixture: rules and templates, opened once. */
void board_pages_setup(void);
void board_pages_teardown(void);

/** Those of a fleet's page, between the two. */
struct ml_templates *board_pages_templates(void);

struct ml_board *board_of(enum board_fixture which, uint32_t nservers,
                          enum ml_lang lang);

/** What most tests are done on: the i-th of BOARDS boards, from there on in Japanese.
 */
enum { BOARDS = 6 };
struct ml_board *board_at(int i);

/** NUL-terminated. */
struct ml_buf board_page(const struct ml_board *board, uint32_t page);

/** How often a text stands in another. */
unsigned occurrences(const char *hay, const char *needle);

#endif
