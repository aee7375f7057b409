/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/*
 * Job history tables (formats 11.3): only whether one was there, and held rows. Told
 * by the heading, whose words are English on every server.
 */

static bool is_heading(ml_str s)
{
    return (ml_str_starts(s, ML_STR("JobType ")) &&
            ml_str_has(s, ML_STR("Start (UTC Time)"))) ||
           (ml_str_starts(s, ML_STR("StartTime ")) &&
            ml_str_has(s, ML_STR("JobState")));
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("Start (UTC Time)")) ||
           ml_str_has(text->text, ML_STR("JobState"));
}

static bool read_history(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    uint64_t heading = 0, rows = 0;

    while (ml_lines_next(&lines)) {
        if (!heading && is_heading(lines.trim))
            heading = lines.number;
        else if (heading && lines.trim.n && lines.trim.p[0] != '-')
            rows++;
    }
    if (heading)
        ml_emit_artefact(ml_at(sink, heading), "job-history",
                         rows ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    return heading != 0;
}

const struct ml_fact_reader ml_reader_jobhistory = { "job-history", wants,
                                                     read_history };
