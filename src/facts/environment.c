/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/* Output of `set` (formats 8). */

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_line_starts(text->text, ML_STR("PSModulePath="));
}

static bool read_variables(const struct ml_fact_text *text,
                           const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);

    while (ml_lines_next(&lines)) {
        if (!ml_str_starts(lines.trim, ML_STR("PSModulePath=")))
            continue;
        struct ml_at at = ml_at(sink, lines.number);
        ml_words_module_path(at, ml_str_from(lines.trim, 13));
        ml_emit_artefact(at, "environment-variables", ML_ARTEFACT_READ);
        return true;
    }
    return false;
}

const struct ml_fact_reader ml_reader_environment = { "environment", wants,
                                                      read_variables };
