/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * The [Info] rows at the end of an event CSV of GetEvents.VBS (formats 2.2): name and
 * time zone of the server. The events themselves are not read here.
 */

static ml_str between(ml_str s, ml_str from, ml_str to)
{
    size_t at = ml_str_find(s, from);

    if (at == ML_NPOS)
        return ML_STR_NONE;
    s = ml_str_from(s, at + from.n);
    at = ml_str_find(s, to);
    return at == ML_NPOS ? ML_STR_NONE : ml_str_sub(s, 0, at);
}

static bool wants(const struct ml_fact_text *text)
{
    ml_str head = ml_str_sub(text->text, 0, 256);

    return ml_str_has(head, ML_STR("Date,Time,")) &&
           ml_str_has(head, ML_STR("Computer Name"));
}

static bool read_trailer(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);

    while (ml_lines_next(&lines)) {
        if (!ml_str_starts(lines.line, ML_STR(",,,,")) ||
            !ml_str_has(lines.line, ML_STR("Export operation started at")))
            continue;
        struct ml_at at = ml_at(sink, lines.number);
        ml_str name = between(lines.line, ML_STR("Machine Name: '"), ML_STR("'"));
        if (ml_form_host(name))
            ml_emit(at, "server.name", name);
        ml_words_time_zone(at, between(lines.line, ML_STR("TimeZone: '"), ML_STR("'")));
        break;
    }
    return true;
}

const struct ml_fact_reader ml_reader_eventcsv = { "event-csv", wants, read_trailer };
