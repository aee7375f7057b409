/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CATALOGUEPAGE_H
#define ML_REPORT_CATALOGUEPAGE_H

#include "base/buf.h"
#include "catalogue/catalogue.h"

/**
 * Append the catalogue as one HTML page in both languages, `lang` shown first.
 *
 * The page loads nothing; its policy forbids all but the style and the script given, by
 * hash. The script only searches. Neither may hold "</".
 */
void ml_catalogue_page(const struct ml_catalogue *catalogue, enum ml_lang lang,
                       ml_str style, ml_str script, struct ml_buf *out);

#endif
