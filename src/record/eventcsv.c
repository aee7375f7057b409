/* SPDX-License-Identifier: MIT */
#include "record/eventcsv.h"

#include "base/attr.h"
#include "base/ban.h"

bool ml_eventcsv_heading(ml_str line)
{
    return ml_str_starts_nocase(line, ML_STR("Date,Time,")) &&
           ml_str_has_nocase(line, ML_STR(",Event Code,Source,"));
}

static const struct {
    ml_str english, japanese;
    enum ml_level level;
} levels[] = {
    { ML_STR("Information"), ML_STR("\xe6\x83\x85\xe5\xa0\xb1"),
      ML_LEVEL_INFORMATION },
    { ML_STR("Warning"), ML_STR("\xe8\xad\xa6\xe5\x91\x8a"),
      ML_LEVEL_EVENT_WARNING },
    { ML_STR("Error"), ML_STR("\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc"),
      ML_LEVEL_ERROR },
    { ML_STR("Critical"), ML_STR("\xe9\x87\x8d\xe5\xa4\xa7"), ML_LEVEL_CRITICAL },
    { ML_STR("Verbose"), ML_STR("\xe8\xa9\xb3\xe7\xb4\xb0"),
      ML_LEVEL_EVENT_VERBOSE },
};

static enum ml_level level_of(ml_str word)
{
    for (size_t i = 0; i < ML_COUNT(levels); i++)
        if (ml_str_eq(word, levels[i].english) || ml_str_eq(word, levels[i].japanese))
            return levels[i].level;
    return ML_LEVEL_NONE;
}

/* Digits up to `sep`, off the front of *s. */
static bool take_number(ml_str *s, char sep, int *ret)
{
    ml_str head, tail;
    uint64_t v;

    if (!ml_str_cut(*s, sep, &head, &tail) || !ml_str_to_u64(head, &v) || v > 9999)
        return false;
    *s = tail;
    *ret = (int)v;
    return true;
}

/* "11/20/2026" and "01:02:03 AM" */
static bool parse_time(ml_str date, ml_str time, struct ml_time *ret)
{
    struct ml_civil c = { 0 };
    uint64_t year, second;
    ml_str half, seconds;

    if (!take_number(&date, '/', &c.month) || !take_number(&date, '/', &c.day) ||
        !ml_str_to_u64(date, &year) || year > 9999 ||
        !take_number(&time, ':', &c.hour) || !take_number(&time, ':', &c.minute) ||
        !ml_str_cut(time, ' ', &seconds, &half) || !ml_str_to_u64(seconds, &second) ||
        c.hour < 1 || c.hour > 12 || second > 59)
        return false;
    c.year = (int)year;
    c.second = (int)second;
    bool pm = ml_str_eq_nocase(half, ML_STR("PM"));
    if (!pm && !ml_str_eq_nocase(half, ML_STR("AM")))
        return false;
    c.hour = c.hour % 12 + (pm ? 12 : 0);
    if (!ml_civil_valid(&c))
        return false;
    *ret = (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_BARE };
    return true;
}

static bool take_word(ml_str *s, ml_str *ret)
{
    size_t n = 0;

    *s = ml_str_trim(*s);
    while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t')
        n++;
    *ret = ml_str_sub(*s, 0, n);
    *s = ml_str_from(*s, n);
    return n > 0;
}

/* `11/20/2026 01:02:03 AM   Error         FS01             8193   VSS    None ...`: the
 * columns are padded, and what fills its own leaves no blank, so only the first four
 * words are taken apart; the rest is the message. */
bool ml_eventtext_parse(ml_str row, struct ml_event_row *ret)
{
    struct ml_event_row r = { 0 };
    ml_str rest = ml_str_from(row, 22), level, event;
    uint64_t number;

    if (row.n < 24 || row.p[2] != '/' || row.p[10] != ' ' || row.p[13] != ':' ||
        row.p[22] != ' ' ||
        !parse_time(ml_str_sub(row, 0, 10), ml_str_sub(row, 11, 11), &r.time) ||
        !take_word(&rest, &level) || !take_word(&rest, &r.computer) ||
        !take_word(&rest, &event) || !ml_str_to_u64(event, &number) ||
        number > UINT32_MAX)
        return false;
    r.level = level_of(level);
    r.event = (uint32_t)number;
    r.message = ml_str_trim(rest);
    take_word(&rest, &r.provider);
    *ret = r;
    return true;
}

bool ml_eventcsv_parse(ml_str row, struct ml_event_row *ret)
{
    struct ml_event_row r = { 0 };
    ml_str column[5], code, rest = row;
    uint64_t event;

    if (row.n > 10 && row.p[10] == ' ')
        return ml_eventtext_parse(row, ret);
    for (size_t i = 0; i < ML_COUNT(column); i++)
        if (!ml_str_cut(rest, ',', &column[i], &rest))
            return false;
    /* An older variant has Time Generated before the level (and Sid at the end). */
    bool older = !ml_str_to_u64(column[4], &event);
    if (older && !ml_str_cut(rest, ',', &code, &rest))
        return false;
    if (!parse_time(column[0], column[1], &r.time) ||
        (older && !ml_str_to_u64(code, &event)) || event > UINT32_MAX)
        return false;
    r.level = level_of(ml_str_trim(column[2 + older]));
    r.computer = column[3 + older];
    r.event = (uint32_t)event;
    size_t quote = ml_str_find(rest, ML_STR(",\""));
    ml_str_cut(rest, ',', &r.provider, &r.message);
    if (quote != ML_NPOS) {
        r.message = ml_str_trim(ml_str_from(rest, quote + 2));
        if (r.message.n && r.message.p[r.message.n - 1] == '"')
            r.message.n--;
    }
    *ret = r;
    return true;
}
