/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/*
 * Logs of TSS (formats 12): before each command a rule, `20261120 10:00:00.123 :
 * command`, and a rule again. The first stamp is when the collection was made.
 */

static bool take_stamp(ml_str s, struct ml_time *ret)
{
    static const char shape[] = "dddddddd dd:dd:dd.ddd : ";
    struct ml_civil c = { 0 };
    uint64_t date, hour, minute, second;

    if (s.n < sizeof(shape) - 1)
        return false;
    for (size_t i = 0; i < sizeof(shape) - 1; i++)
        if (shape[i] == 'd' ? !ml_is_digit(s.p[i]) : s.p[i] != shape[i])
            return false;
    if (!ml_str_to_u64(ml_str_sub(s, 0, 8), &date) ||
        !ml_str_to_u64(ml_str_sub(s, 9, 2), &hour) ||
        !ml_str_to_u64(ml_str_sub(s, 12, 2), &minute) ||
        !ml_str_to_u64(ml_str_sub(s, 15, 2), &second))
        return false;
    c.year = (int)(date / 10000);
    c.month = (int)(date / 100 % 100);
    c.day = (int)(date % 100);
    c.hour = (int)hour;
    c.minute = (int)minute;
    c.second = (int)second;
    if (!ml_civil_valid(&c))
        return false;
    *ret = (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_BARE };
    return true;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_line_starts(text->text, ML_STR("======"));
}

static bool read_log(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    struct ml_time time;
    bool rule = false;

    while (ml_lines_next(&lines)) {
        if (rule && take_stamp(lines.line, &time)) {
            ml_emit_time(ml_at(sink, lines.number), "bundle.collected-at", time);
            return true;
        }
        rule = ml_str_starts(lines.line, ML_STR("======"));
    }
    return false;
}

const struct ml_fact_reader ml_reader_collected = { "tss-log", wants, read_log };
