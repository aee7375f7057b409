/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/*
 * Output of w32tm /tz (formats 4.2):
 *
 *     Time zone: Current:TIME_ZONE_ID_DAYLIGHT Bias: 300min (UTC=LocalTime+Bias)
 *       [Standard Name:"..." Bias:0min Date:(M:11 D:1 DoW:0)]
 *       [Daylight Name:"..." Bias:-60min Date:(M:3 D:2 DoW:0)]
 *
 * The first bias is the zone's; that of the half of the year that is current is added.
 */

static bool take_bias(ml_str line, int64_t *ret)
{
    size_t at = ml_str_find(line, ML_STR("Bias:"));
    ml_str word;

    if (at == ML_NPOS)
        return false;
    ml_str rest = ml_str_from(line, at + 5);
    if (!ml_text_word(&rest, &word))
        return false;
    size_t end = ml_str_find(word, ML_STR("min"));
    return end != ML_NPOS && ml_str_to_i64(ml_str_sub(word, 0, end), ret) &&
           *ret > -1440 && *ret < 1440;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("UTC=LocalTime+Bias"));
}

static bool read_zone(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    int64_t bias, half;
    char offset[7];

    while (ml_lines_next(&lines))
        if (ml_str_has(lines.trim, ML_STR("UTC=LocalTime+Bias")))
            break;
    if (!take_bias(lines.trim, &bias))
        return false;
    struct ml_at at = ml_at(sink, lines.number);
    bool daylight = ml_str_has(lines.trim, ML_STR("TIME_ZONE_ID_DAYLIGHT"));
    for (int i = 0; i < 2 && ml_lines_next(&lines); i++)
        if ((i == 1) == daylight && take_bias(lines.trim, &half))
            bias += half;
    ml_emit_artefact(at, "os-time-zone", ML_ARTEFACT_READ);
    if (ml_form_offset(-bias, offset))
        ml_emit(at, "os.time-zone", ml_str_of(offset));
    return true;
}

const struct ml_fact_reader ml_reader_w32zone = { "w32tm-tz", wants, read_zone };
