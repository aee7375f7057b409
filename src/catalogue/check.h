/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_CHECK_H
#define ML_CATALOGUE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * What is wrong with a catalogue as a whole, all of it and not only the first.
 *
 *     struct ml_catalogue -> check -> complaints (file, line, sentence)
 *
 * What the reader refuses is not met here in files, but is in a catalogue put together
 * in other ways. Running the examples needs the matcher and is not done here.
 */

struct ml_catalogue_check {
    void *ctx;
    bool strict; /* both languages everywhere, as for marslog's own catalogue */
    /** One complaint; `text` is NUL-terminated, `file` may be empty. */
    void (*complain)(void *ctx, ml_str file, uint32_t line, const char *text);
    /**
     * Whether both engines take the pattern; the reason into why[cap] when not. May be
     * NULL: patterns are then not tried.
     */
    bool (*regex_ok)(void *ctx, ml_str regex, char *why, size_t cap);
};

/** Number of complaints made. */
size_t ml_catalogue_check(const struct ml_catalogue *c,
                          const struct ml_catalogue_check *check);

#endif
