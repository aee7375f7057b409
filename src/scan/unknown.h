/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_UNKNOWN_H
#define ML_SCAN_UNKNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "record/errlog.h"

/*
 * Errors that no signature names: FATAL and WARNING records and failures with an HRESULT,
 * grouped by their template (mask.h).
 *
 * The number of templates of one member is bounded; records beyond it are counted, so
 * that nothing is lost in silence. Which templates are kept depends on the order of the
 * lines alone.
 */

enum { ML_UNKNOWN_KINDS_MAX = 2000 };

/** One such record, its text still in the block. */
struct ml_unknown_hit {
    uint32_t at, n; /* its template in the block's buffer */
    uint64_t line;
    bool dated;
    ml_yearless stamp;
    enum ml_level level;
    ml_str text;
};

/** All records of one template in one member. */
struct ml_unknown_template {
    ml_str template_text, example;
    enum ml_level level; /* the gravest met */
    uint64_t count, line; /* of the first */
    bool dated;
    ml_yearless first, last;
};

struct ml_unknowns {
    struct ml_arena arena;
    struct ml_unknown_template *kinds; /* in the order first met */
    size_t nkinds, cap;
    uint32_t *slots; /* open addressing: 1 + index; 0 is free */
    uint64_t beyond; /* records of templates that had no room */
};

void ml_unknowns_init(struct ml_unknowns *u);
void ml_unknowns_reset(struct ml_unknowns *u);

/** Add the records of a block, in the order of their lines. */
void ml_unknowns_add(struct ml_unknowns *u, const struct ml_buf *templates,
                     const struct ml_unknown_hit *hits, size_t n);

#endif
