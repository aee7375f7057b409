/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_NAMES_H
#define ML_CATALOGUE_NAMES_H

#include <stdbool.h>

#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * Words of the catalogue files and what they stand for: comparisons, levels,
 * severities, spans of time, the facts that readers give.
 */

/** What the `value` of a comparison has to be. */
enum ml_operand {
    ML_OPERAND_NONE, /* there is none */
    ML_OPERAND_TEXT, /* any text, also none at all */
    ML_OPERAND_NUMBER,
    ML_OPERAND_VERSION,
    ML_OPERAND_SPAN, /* 48h, 10d */
    ML_OPERAND_DATE,
    ML_OPERAND_REGEX,
    ML_OPERAND_DAY,  /* "day" or nothing */
    ML_OPERAND_TAIL, /* may be missing: appended to the other fact */
};

struct ml_op_def {
    const char *name; /* "abs-gt" */
    enum ml_op op;
    enum ml_operand operand;
    bool needs_other; /* compares with a second fact */
};

/** NULL when there is no such comparison. */
const struct ml_op_def *ml_op_named(ml_str name);
const char *ml_op_name(enum ml_op op);

const char *ml_severity_name(enum ml_severity severity);
bool ml_severity_named(ml_str name, enum ml_severity *ret);

/** The log's own word: "FATAL", of an event in English: "Error"; empty for
 * ML_LEVEL_NONE. */
const char *ml_level_name(enum ml_level level);
bool ml_level_named(ml_str name, enum ml_level *ret);

/* Words that the schema has checked; anything else is the first of the enumeration. */
enum ml_step ml_step_named(ml_str name);
enum ml_job_when ml_when_named(ml_str name);
const char *ml_when_name(enum ml_job_when when);

/** `30m`, `1h`, `7d`; more than nothing, at most 10,000 days. */
bool ml_span_parse(ml_str s, int64_t *ret_us);

/** Whether some reader gives the fact, also as a member of a family. */
bool ml_fact_known(ml_str name);

#endif
