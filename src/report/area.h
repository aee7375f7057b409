/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_AREA_H
#define ML_REPORT_AREA_H

#include "catalogue/catalogue.h"
#include "report/texts.h"

/* The areas of the catalogue are its files: "codes-network" is codes-network.xml. */

/** That of an entry, by the path of its file. */
ml_str ml_area_of(ml_str file);

/** Those of all entries, sorted, each once; in the arena. */
size_t ml_area_list(const struct ml_catalogue *catalogue, struct ml_arena *arena,
                    ml_str **ret);

/** What an area is called: its head, "codes", and behind it a subject, "network". */
struct ml_area_name {
    const enum ml_text_id *head, *subject; /* NULL: no word is known */
    ml_str rest;                           /* the subject as it stands */
};

struct ml_area_name ml_area_name(ml_str area);

#endif
