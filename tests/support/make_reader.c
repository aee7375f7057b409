/* SPDX-License-Identifier: MIT */
#include "support/make_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/make_case.h"
#include "support/scratch.h"

void make_reader(struct ml_catalogue **ret_catalogue, struct ml_schema **ret_schema)
{
    struct ml_err err = { 0 };

    *ret_catalogue = make_catalogue();
    (*ret_catalogue)->digest = ML_STR("sha256:"
                                      "9f86d081884c7d659a2feaa0c55ad015"
                                      "a3bf4f1b2b0b822cd15d6c15b0f00a08");
    if (ml_schema_open(ret_schema, source_path("report_templates/report.rng"), &err) ==
        ML_OK)
        return;
    fprintf(stderr, "%s: %s\n", err.where, err.text);
    abort();
}
