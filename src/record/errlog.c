/* SPDX-License-Identifier: MIT */
#include "record/errlog.h"

#include <string.h>

#include "base/ban.h"

const char *const ml_level_names[] = { "", "NORMAL", "VERBOSE", "WARNING", "FATAL" };

ml_yearless ml_yearless_of(int month, int day, int64_t us_of_day)
{
    return ((month - 1) * 31 + (day - 1)) * ML_DAY_US + us_of_day;
}

/* Division that rounds down: turns before the first are negative. */
int64_t ml_yearless_turn(ml_yearless stamp)
{
    int64_t turn = stamp / ML_YEARLESS_YEAR_US;
    return stamp % ML_YEARLESS_YEAR_US < 0 ? turn - 1 : turn;
}

bool ml_yearless_to_us(ml_yearless stamp, int year, int64_t *ret_us)
{
    int64_t turn = ml_yearless_turn(stamp), rest = stamp - turn * ML_YEARLESS_YEAR_US;
    int64_t days = rest / ML_DAY_US;
    struct ml_civil c = {
        .year = year + (int)turn, .month = (int)(days / 31) + 1, .day = (int)(days % 31) + 1
    };

    if (!ml_civil_valid(&c))
        return false;
    *ret_us = ml_civil_to_us(&c) + rest % ML_DAY_US;
    return true;
}

bool ml_yearless_leap_day(ml_yearless stamp, int *ret_turn)
{
    int64_t turn = ml_yearless_turn(stamp);
    int64_t days = (stamp - turn * ML_YEARLESS_YEAR_US) / ML_DAY_US;

    *ret_turn = (int)turn;
    return days == 31 + 28;
}

ml_yearless ml_yearless_after(ml_yearless previous, ml_yearless stamp)
{
    int64_t back = 31 * ML_DAY_US;
    ml_yearless now = stamp + ml_yearless_turn(previous) * ML_YEARLESS_YEAR_US;

    if (now < previous - back)
        return now + ML_YEARLESS_YEAR_US;
    if (now > previous + ML_YEARLESS_YEAR_US - back)
        return now - ML_YEARLESS_YEAR_US;
    return now;
}

/* Every line of a log passes here, so that a table beats comparisons. */
static const bool hex_digit[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
    ['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
    ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
};

static size_t hex_run(ml_str s, size_t at, size_t max)
{
    size_t n = 0;
    while (n <= max && at + n < s.n && hex_digit[(unsigned char)s.p[at + n]])
        n++;
    return n;
}

static bool is_gap(char c)
{
    return c == '\t' || c == ' ';
}

static bool two_digits(const char *p, int *ret)
{
    if (!ml_is_digit(p[0]) || !ml_is_digit(p[1]))
        return false;
    *ret = (p[0] - '0') * 10 + (p[1] - '0');
    return true;
}

/* "MM/dd" and "HH:mm:ss.fff" with one blank or TAB between: 18 bytes. */
static bool read_stamp(const char *p, ml_yearless *ret)
{
    int month, day, hour, minute, second, ms;

    if (!two_digits(p, &month) || p[2] != '/' || !two_digits(p + 3, &day) ||
        !is_gap(p[5]) || !two_digits(p + 6, &hour) || p[8] != ':' ||
        !two_digits(p + 9, &minute) || p[11] != ':' || !two_digits(p + 12, &second) ||
        p[14] != '.' || !two_digits(p + 15, &ms) || !ml_is_digit(p[17]))
        return false;
    ms = ms * 10 + (p[17] - '0');
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    *ret = ml_yearless_of(month, day,
                          hour * ML_HOUR_US + minute * ML_MINUTE_US +
                              second * ML_SECOND_US + ms * 1000);
    return true;
}

enum { STAMP_BYTES = 18 };

/* Where the date stands: behind process and thread, or first where a page dropped
 * them. */
static bool find_stamp(ml_str line, size_t *ret_at, ml_yearless *ret_stamp)
{
    size_t first = hex_run(line, 0, 8), at = 0;

    if (first >= 1 && first <= 8 && first < line.n && is_gap(line.p[first])) {
        size_t second = hex_run(line, first + 1, 8);
        at = first + 1 + second + 1;
        if (second < 1 || second > 8 || at > line.n || !is_gap(line.p[at - 1]))
            return false;
    } else if (first != 2 || line.n < 3 || line.p[2] != '/') {
        return false;
    }
    *ret_at = at;
    return line.n >= at + STAMP_BYTES && read_stamp(line.p + at, ret_stamp);
}

bool ml_errlog_starts(ml_str line, ml_yearless *ret_stamp)
{
    size_t at;
    return find_stamp(line, &at, ret_stamp);
}

static enum ml_level level_of(ml_str word)
{
    for (int i = ML_LEVEL_NORMAL; i <= ML_LEVEL_FATAL; i++)
        if (ml_str_eq(word, ml_str_of(ml_level_names[i])))
            return (enum ml_level)i;
    return ML_LEVEL_NONE;
}

static bool is_guid(ml_str s)
{
    uint8_t guid[16];
    return ml_guid_parse(s, guid);
}

/* "name.ext(123)" */
static void read_source(ml_str column, struct ml_record *ret)
{
    size_t open = ml_str_find_char(column, '(');

    ret->source_file = ml_str_sub(column, 0, open);
    if (open != ML_NPOS && column.n > open + 1 && column.p[column.n - 1] == ')')
        ret->source_line = ml_str_sub(column, open + 1, column.n - open - 2);
}

static bool upper_word(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n >= 4;
}

/* Columns behind the time, TAB-separated: component, source, this, task, [machine,]
 * level, message. */
static void read_tabbed(ml_str rest, struct ml_record *ret)
{
    enum { COLUMNS = 7 };
    ml_str column[COLUMNS], after[COLUMNS];
    size_t n = 0;

    while (n < COLUMNS && ml_str_cut(rest, '\t', &column[n], &rest)) {
        after[n] = rest;
        n++;
    }
    if (n > 1)
        read_source(column[1], ret);
    if (n > 3 && is_guid(column[3]))
        ret->job = column[3];
    for (size_t i = 4; i < n && i < 6; i++) {
        ret->level = level_of(column[i]);
        if (ret->level || (i == 5 && upper_word(column[i])) ||
            (i == 4 && upper_word(column[i]))) {
            ret->message = after[i];
            return;
        }
    }
    /* A level that nobody knows, or columns lost: the message is what is left. */
    ret->message = n > 5 ? after[5] : n ? after[n - 1] : rest;
}

/* The same with blanks for TABs and empty columns lost. */
static void read_blanked(ml_str rest, struct ml_record *ret)
{
    ml_str whole = rest, word;

    for (int i = 0; i < 6; i++) {
        rest = ml_str_trim(rest);
        ml_str before = rest;
        ml_str_cut(rest, ' ', &word, &rest);
        if (ml_str_find_char(word, '\t') != ML_NPOS) { /* mixed: take the shorter */
            ml_str_cut(before, '\t', &word, &rest);
        }
        if (!ret->source_file.n && word.n > 3 && word.p[word.n - 1] == ')')
            read_source(word, ret);
        else if (!ret->job.n && is_guid(word))
            ret->job = word;
        else if ((ret->level = level_of(word)) != ML_LEVEL_NONE) {
            ret->message = rest;
            return;
        }
    }
    ret->message = ml_str_trim(whole);
}

bool ml_errlog_parse(ml_str record, struct ml_record *ret)
{
    struct ml_record r = { 0 };
    size_t at;

    if (!find_stamp(record, &at, &r.stamp))
        return false;
    if (at) {
        size_t n = hex_run(record, 0, 8);
        r.process = ml_str_sub(record, 0, n);
        r.thread = ml_str_sub(record, n + 1, at - n - 2);
    }
    ml_str rest = ml_str_from(record, at + STAMP_BYTES);
    bool tabbed = rest.n && rest.p[0] == '\t';
    rest = ml_str_from(rest, 1);
    if (tabbed)
        read_tabbed(rest, &r);
    else
        read_blanked(rest, &r);
    while (r.message.n && (r.message.p[r.message.n - 1] == '\n' ||
                           r.message.p[r.message.n - 1] == '\r'))
        r.message.n--;
    *ret = r;
    return true;
}

static unsigned nibble(unsigned char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (c & 0xdfu) - 'A' + 10;
}

bool ml_guid_parse(ml_str text, uint8_t ret[16])
{
    size_t n = 0;

    if (text.n != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text.p[i] != '-')
                return false;
            continue;
        }
        unsigned char high = (unsigned char)text.p[i], low = (unsigned char)text.p[i + 1];
        if (!hex_digit[high] || !hex_digit[low] || n == 16)
            return false;
        ret[n++] = (uint8_t)(nibble(high) << 4 | nibble(low));
        i++;
    }
    return n == 16;
}

void ml_guid_write(const uint8_t guid[16], char ret[36])
{
    static const char hex[] = "0123456789ABCDEF";
    size_t at = 0;

    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ret[at++] = '-';
        ret[at++] = hex[guid[i] >> 4];
        ret[at++] = hex[guid[i] & 15];
    }
}
