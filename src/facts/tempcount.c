/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/*
 * The number of .tmp files as a customer answers it: the command
 * `(Get-ChildItem C:\Windows\Temp -Filter *.tmp -Force).Count` with its result in the
 * next line, or the bare number in a file whose name says what it counts.
 */

static bool is_command(ml_str line)
{
    line = ml_str_sub(line, 0, 512);
    return ml_str_has_nocase(line, ML_STR("\\Windows\\Temp")) &&
           ml_str_has_nocase(line, ML_STR(".tmp")) &&
           ml_str_has_nocase(line, ML_STR(".Count"));
}

static bool names_count(ml_str name)
{
    return (ml_str_has_nocase(name, ML_STR("temp")) ||
            ml_str_has_nocase(name, ML_STR("tmp"))) &&
           !ml_str_has_nocase(name, ML_STR("template"));
}

static bool is_count(ml_str s, uint64_t *ret)
{
    return s.n <= 9 && ml_str_to_u64(s, ret);
}

static void emit(struct ml_at at, uint64_t count)
{
    ml_emit_artefact(at, "temp-folder-listing", ML_ARTEFACT_READ);
    ml_emit_u64(at, "temp.tmp-files", count);
}

static bool wants(const struct ml_fact_text *text)
{
    uint64_t count;

    return (names_count(text->name) && text->text.n < 64 &&
            is_count(ml_text_trim(text->text), &count)) ||
           ml_str_has(text->text, ML_STR(".Count")) ||
           ml_str_has(text->text, ML_STR(".count"));
}

static bool read_count(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    uint64_t count;
    bool asked = false;

    if (names_count(text->name) && text->text.n < 64 &&
        is_count(ml_text_trim(text->text), &count)) {
        emit(ml_at(sink, 1), count);
        return true;
    }
    while (ml_lines_next(&lines)) {
        if (is_command(lines.trim)) {
            asked = true;
        } else if (asked && lines.trim.n) {
            if (is_count(lines.trim, &count)) {
                emit(ml_at(sink, lines.number), count);
                return true;
            }
            asked = false;
        }
    }
    return false;
}

const struct ml_fact_reader ml_reader_tempcount = { "temp-count", wants, read_count };
