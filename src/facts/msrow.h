/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_MSROW_H
#define ML_FACTS_MSROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "facts/facts.h"
#include "facts/volume.h"

/*
 * Rows of msinfo, whether they came as XML or as text.
 *
 *     msinfo.c -> row of cells, line -> msrow.c -> sink
 */

enum { ML_MSROW_CELLS = 8 };

struct ml_msrows {
    const struct ml_fact_sink *sink;
    struct ml_time time;        /* of the report */
    bool in_summary;            /* in its first category */
    bool name, build, zone, os; /* given already */
    struct ml_volume volume;
    bool network; /* the volume is not of this server */
    uint64_t nvolumes, nservices, volumes_line, services_line;
};

/** Take in one row. Cells are valid for the call only. */
void ml_msrows_add(struct ml_msrows *rows, const ml_str *cell, size_t n, uint64_t line);

/** The last volume, and the artefacts that the report held. */
void ml_msrows_end(struct ml_msrows *rows);

#endif
