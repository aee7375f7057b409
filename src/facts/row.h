/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_ROW_H
#define ML_FACTS_ROW_H

#include <stdbool.h>

#include "base/str.h"
#include "base/time.h"

/* Lines of folder listings, of `dir` and of Get-ChildItem, by their shape. */

enum ml_row_style { ML_ROW_DIR, ML_ROW_TABLE };

struct ml_row {
    struct ml_time time;
    ml_str name;
    bool folder;
};

/** Whether the line names the folder that the rows after it lie in. */
bool ml_row_heading(ml_str line, enum ml_row_style *ret_style, ml_str *ret_path);

bool ml_row_read(ml_str line, enum ml_row_style style, struct ml_row *ret);

/** Whether the line says that nothing was found. */
bool ml_row_not_found(ml_str line);

/* Marks that a text with such lines holds, for the search in wants(). */
extern const ml_str ml_row_marks[];
extern const size_t ml_row_nmarks;

#endif
