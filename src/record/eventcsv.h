/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVENTCSV_H
#define ML_RECORD_EVENTCSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"
#include "catalogue/catalogue.h"

/*
 * Rows of event exports: Date,Time,Type/Level,Computer Name,Event Code,Source,
 * Task Category,Username,Description. Only the description is quoted, though the
 * columns before it may hold commas. Dates are MM/dd/yyyy with a 12-hour time,
 * whatever the server's language. Source: record/FORMATS.md.
 */

struct ml_event_row {
    struct ml_time time; /* bare: the zone is lost in the export */
    enum ml_level level; /* ML_LEVEL_NONE: its word is not known */
    ml_str computer, provider;
    uint32_t event;
    ml_str message;
};

/** Whether a heading line says that event rows follow. */
bool ml_eventcsv_heading(ml_str line);

/** A row of either form. */
bool ml_eventcsv_parse(ml_str row, struct ml_event_row *ret);

/** A row of the same script's text export: fixed columns, names cut, the level and
 * the source without quotes. */
bool ml_eventtext_parse(ml_str row, struct ml_event_row *ret);

#endif
