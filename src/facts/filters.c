/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/products.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Output of fltmc filters (formats 6): name, number of instances, altitude, frame.
 * The heading is localised, its rule of dashes is not.
 */

#define RULE "-------------  ------------  -----"

/* Altitudes that Microsoft gives to antivirus filters. */
enum { ANTIVIRUS_FROM = 320000, ANTIVIRUS_TO = 329999 };

static ml_str last_word(ml_str *s)
{
    size_t at = s->n;

    while (at > 0 && s->p[at - 1] != ' ' && s->p[at - 1] != '\t')
        at--;
    ml_str word = ml_str_from(*s, at);
    *s = ml_text_trim(ml_str_sub(*s, 0, at));
    return word;
}

/* A row, read from its end because names may hold blanks. */
static bool filter_row(ml_str row, ml_str *ret_name, double *ret_altitude)
{
    uint64_t number;

    if (row.n > 200)
        return false;
    ml_str frame = last_word(&row), altitude = last_word(&row), n = last_word(&row);
    if (!row.n || !ml_str_to_u64(frame, &number) || number > 99 ||
        !ml_str_to_u64(n, &number) || !ml_str_to_double(altitude, ret_altitude) ||
        *ret_altitude < 20000 || *ret_altitude >= 500000)
        return false;
    *ret_name = row;
    return true;
}

static void note(struct ml_products *set, ml_str name, double altitude)
{
    ml_str product = ml_product_of_driver(name);

    if (product.n)
        ml_products_add(set, product);
    else if (altitude >= ANTIVIRUS_FROM && altitude <= ANTIVIRUS_TO &&
             !ml_driver_is_harmless(name) && ml_str_find_char(name, ',') == ML_NPOS)
        ml_products_add(set, name);
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR(RULE)) ||
           ml_str_has(text->text, ML_STR("Num Instances"));
}

static bool read_filters(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    struct ml_products set = { 0 };
    bool in_table = false;
    uint64_t heading = 0, rows = 0;
    ml_str name;
    double altitude;

    while (ml_lines_next(&lines)) {
        if (ml_str_has(lines.trim, ML_STR(RULE)) ||
            ml_str_has(lines.trim, ML_STR("Num Instances"))) {
            heading = heading ? heading : lines.number;
            in_table = true;
        } else if (in_table && filter_row(lines.trim, &name, &altitude)) {
            rows++;
            note(&set, name, altitude);
        } else if (rows && !lines.trim.n) {
            in_table = false;
        }
    }
    if (!heading)
        return false;
    struct ml_at at = ml_at(sink, heading);
    ml_emit_artefact(at, "filter-drivers", rows ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (rows)
        ml_products_emit(&set, at, "antivirus.filter-drivers");
    return true;
}

const struct ml_fact_reader ml_reader_filters = { "filter-drivers", wants,
                                                  read_filters };
