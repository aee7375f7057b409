/* SPDX-License-Identifier: MIT */
#include "facts/stamp.h"

#include "base/attr.h"
#include "base/ban.h"

/* Japanese date and time words. */
#define JA_YEAR "\xe5\xb9\xb4"           /* year */
#define JA_MONTH "\xe6\x9c\x88"          /* month */
#define JA_DAY "\xe6\x97\xa5"            /* day */
#define JA_AM "\xe5\x8d\x88\xe5\x89\x8d" /* before noon */
#define JA_PM "\xe5\x8d\x88\xe5\xbe\x8c" /* after noon */

enum half { NO_HALF = 0, AM, PM };

struct cursor {
    ml_str rest;
};

static bool take(struct cursor *c, const char *text)
{
    ml_str t = ml_str_of(text);

    if (!ml_str_starts_nocase(c->rest, t))
        return false;
    c->rest = ml_str_from(c->rest, t.n);
    return true;
}

static bool take_blanks(struct cursor *c)
{
    size_t n = 0;

    while (n < c->rest.n && (c->rest.p[n] == ' ' || c->rest.p[n] == '\t'))
        n++;
    c->rest = ml_str_from(c->rest, n);
    return n > 0;
}

/* One to `most` digits; *ret_n says how many. */
static bool take_number(struct cursor *c, size_t most, int *ret, size_t *ret_n)
{
    size_t n = 0;
    int v = 0;

    while (n < c->rest.n && n < most && ml_is_digit(c->rest.p[n]))
        v = v * 10 + (c->rest.p[n++] - '0');
    if (n == 0 || (n < c->rest.n && ml_is_digit(c->rest.p[n])))
        return false;
    c->rest = ml_str_from(c->rest, n);
    *ret = v;
    *ret_n = n;
    return true;
}

/* The mark between the parts of a date; '/' also stands for the Japanese signs. */
static char take_mark(struct cursor *c)
{
    if (take(c, "/") || take(c, JA_YEAR) || take(c, JA_MONTH))
        return '/';
    if (take(c, "-"))
        return '-';
    return take(c, ".") ? '.' : 0;
}

struct date {
    int part[3];
    size_t digits[3];
    char mark;
};

static bool take_date(struct cursor *c, struct date *d)
{
    for (int i = 0; i < 3; i++) {
        char mark = 0;
        if (!take_number(c, 4, &d->part[i], &d->digits[i]))
            return false;
        if (i < 2 && (mark = take_mark(c)) == 0)
            return false;
        if (i == 0)
            d->mark = mark;
        else if (i == 1 && mark != d->mark)
            return false;
    }
    take(c, JA_DAY);
    return true;
}

static enum half take_half(struct cursor *c)
{
    static const struct {
        const char *text;
        enum half half;
    } words[] = { { "AM", AM }, { "PM", PM }, { JA_AM, AM }, { JA_PM, PM } };

    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (take(c, words[i].text))
            return words[i].half;
    return NO_HALF;
}

/* [half] h:mm[:ss][.fff] [half]; leaves the cursor alone when there is none. */
static bool take_time(struct cursor *c, struct ml_civil *t, enum half *ret_half)
{
    struct cursor try = *c;
    enum half half;
    size_t n;
    int fraction;

    /* systeminfo: `11/1/2026, 9:00:00 AM`, with U+3001 in Japanese */
    if (!take(&try, ","))
        take(&try, "\xe3\x80\x81");
    take_blanks(&try);
    half = take_half(&try);
    take_blanks(&try);
    if (!take_number(&try, 2, &t->hour, &n) || !take(&try, ":") ||
        !take_number(&try, 2, &t->minute, &n) || n != 2)
        return false;
    if (take(&try, ":") && (!take_number(&try, 2, &t->second, &n) || n != 2))
        return false;
    struct cursor dot = try;
    if (take(&dot, ".") && take_number(&dot, 7, &fraction, &n))
        try = dot;
    if (half == NO_HALF) {
        struct cursor after = try;
        take_blanks(&after);
        half = take_half(&after);
        if (half != NO_HALF && !(after.rest.n && ml_is_word(after.rest.p[0])))
            try = after;
        else
            half = NO_HALF;
    }
    if (half != NO_HALF && (t->hour < 1 || t->hour > 12)) {
        if (t->hour != 0) /* Japanese midnight and noon are written 0:mm too */
            return false;
    }
    if (half != NO_HALF)
        t->hour = t->hour % 12 + (half == PM ? 12 : 0);
    *ret_half = half;
    *c = try;
    return true;
}

/* Which part is the day; false when it could be read both ways. */
static bool order(const struct date *d, enum half half, struct ml_civil *t)
{
    bool day_first = d->mark != '/';

    if (d->digits[0] == 4) {
        t->year = d->part[0];
        t->month = d->part[1];
        t->day = d->part[2];
        return d->digits[1] <= 2 && d->digits[2] <= 2;
    }
    if (d->digits[2] != 4 || d->digits[0] > 2 || d->digits[1] > 2)
        return false;
    if (d->mark == '/') {
        bool ambiguous =
            d->part[0] <= 12 && d->part[1] <= 12 && d->part[0] != d->part[1];
        if (half == NO_HALF && ambiguous)
            return false;
        day_first = d->part[0] > 12;
    }
    t->year = d->part[2];
    t->month = d->part[day_first ? 1 : 0];
    t->day = d->part[day_first ? 0 : 1];
    return true;
}

/* `2026-11-20T10:00:00+09:00`: only the form with a T, which nothing else has. */
static bool take_iso(ml_str s, struct ml_time *ret, size_t *ret_n)
{
    size_t n = 0;

    while (n < s.n && n < 40 &&
           (ml_is_digit(s.p[n]) || s.p[n] == '-' || s.p[n] == ':' || s.p[n] == '.' ||
            s.p[n] == '+' || s.p[n] == 'T' || s.p[n] == 'Z'))
        n++;
    if (n < 11 || s.p[10] != 'T' || !ml_time_parse_iso(ml_str_sub(s, 0, n), ret))
        return false;
    *ret_n = n;
    return true;
}

static bool take_stamp(ml_str s, struct ml_time *ret, size_t *ret_n, bool need_time)
{
    struct cursor c = { s };
    struct ml_civil t = { 0 };
    struct date d = { 0 };
    enum half half = NO_HALF;

    if (take_iso(s, ret, ret_n))
        return true;
    if (!take_date(&c, &d))
        return false;
    if (!take_time(&c, &t, &half)) {
        if (need_time)
            return false;
        t = (struct ml_civil){ 0 };
    }
    if (!order(&d, half, &t) || !ml_civil_valid(&t) || t.year < 1980)
        return false;
    *ret = (struct ml_time){ ml_civil_to_us(&t), ML_CLOCK_BARE };
    *ret_n = s.n - c.rest.n;
    return true;
}

bool ml_stamp_take(ml_str s, struct ml_time *ret, size_t *ret_n)
{
    return take_stamp(s, ret, ret_n, false);
}

bool ml_stamp_find(ml_str line, struct ml_time *ret)
{
    size_t n;

    for (size_t i = 0; i < line.n && i < 512; i++)
        if (ml_is_digit(line.p[i]) && (i == 0 || !ml_is_digit(line.p[i - 1])) &&
            take_stamp(ml_str_from(line, i), ret, &n, true))
            return true;
    return false;
}
