/* SPDX-License-Identifier: MIT */
#include "diagnose/compare.h"

#include "base/attr.h"
#include "match/matcher.h"
#include "base/ban.h"

static enum ml_truth truth(bool b)
{
    return b ? ML_TRUE : ML_FALSE;
}

static enum ml_truth compare_number(enum ml_op op, double v, double to)
{
    double size = v < 0 ? -v : v;

    switch (op) {
    case ML_OP_LT:
    case ML_OP_RATIO_LT:
        return truth(v < to);
    case ML_OP_LE:
        return truth(v <= to);
    case ML_OP_GT:
        return truth(v > to);
    case ML_OP_GE:
    case ML_OP_RATIO_GE:
        return truth(v >= to);
    case ML_OP_ABS_GT:
        return truth(size > to);
    case ML_OP_ABS_LE:
        return truth(size <= to);
    default:
        return ML_UNSURE;
    }
}

/* Dotted numbers part by part: 2.0.9083.0 < 2.0.9249.0; a missing part is 0. */
static bool compare_versions(ml_str a, ml_str b, int *ret)
{
    while (a.n || b.n) {
        ml_str x, y;
        uint64_t u = 0, v = 0;
        ml_str_cut(a, '.', &x, &a);
        ml_str_cut(b, '.', &y, &b);
        if ((x.n && !ml_str_to_u64(x, &u)) || (y.n && !ml_str_to_u64(y, &v)))
            return false;
        if (u != v) {
            *ret = u < v ? -1 : 1;
            return true;
        }
    }
    *ret = 0;
    return true;
}

static ml_str plain_path(ml_str path)
{
    path = ml_str_trim(path);
    if (ml_str_starts(path, ML_STR("\\\\?\\")))
        path = ml_str_from(path, 4);
    while (path.n > 3 && (path.p[path.n - 1] == '\\' || path.p[path.n - 1] == '/'))
        path.n--;
    return path;
}

static char path_char(char c)
{
    return c == '/' ? '\\' : ml_lower(c);
}

/* Whether `path` begins with `folder`, part by part; equal counts. */
static bool path_below(ml_str path, ml_str folder)
{
    if (path.n < folder.n || folder.n == 0)
        return false;
    for (size_t i = 0; i < folder.n; i++)
        if (path_char(path.p[i]) != path_char(folder.p[i]))
            return false;
    return path.n == folder.n || path_char(path.p[folder.n]) == '\\' ||
           path_char(folder.p[folder.n - 1]) == '\\';
}

static bool same_path(ml_str a, ml_str folder, ml_str tail)
{
    a = plain_path(a);
    folder = plain_path(folder);
    tail = plain_path(tail);
    if (a.n != folder.n + tail.n || !path_below(ml_str_sub(a, 0, folder.n), folder))
        return false;
    for (size_t i = 0; i < tail.n; i++)
        if (path_char(a.p[folder.n + i]) != path_char(tail.p[i]))
            return false;
    return true;
}

/* Next part of a list; false at the end. */
static bool next_item(ml_str *rest, const char *separators, ml_str *ret)
{
    if (rest->n == 0)
        return false;
    size_t end = rest->n;
    for (const char *s = separators; *s; s++) {
        size_t at = ml_str_find_char(*rest, *s);
        if (at < end)
            end = at;
    }
    *ret = ml_str_trim(ml_str_sub(*rest, 0, end));
    *rest = ml_str_from(*rest, end + 1);
    return true;
}

/* A `-` before a path of the list takes out what lies below it. */
static bool list_has_path(ml_str list, ml_str path)
{
    ml_str item;
    bool covered = false;

    path = plain_path(path);
    while (next_item(&list, ";", &item)) {
        bool out = item.n && item.p[0] == '-';
        if (out)
            item = ml_str_from(item, 1);
        item = plain_path(item);
        if (item.n && item.p[item.n - 1] == '*') /* "C:\Scratch\*" */
            item = plain_path(ml_str_sub(item, 0, item.n - 1));
        if (!path_below(path, item))
            continue;
        if (out)
            return false;
        covered = true;
    }
    return covered;
}

static bool list_has_word(ml_str list, ml_str word)
{
    ml_str item;

    while (next_item(&list, ",;", &item))
        if (ml_str_eq_nocase(ml_str_basename(item), word))
            return true;
    return false;
}

/* First label of a computer's name, as NetBIOS cuts it. */
static ml_str short_name(ml_str name)
{
    enum { NETBIOS_MAX = 15 };
    ml_str label, rest;

    ml_str_cut(ml_str_trim(name), '.', &label, &rest);
    return ml_str_sub(label, 0, NETBIOS_MAX);
}

/* The time in the fact before or behind the occurrence. */
static enum ml_truth compare_past(enum ml_op op, ml_str value,
                                  const struct ml_anchor_point *at)
{
    struct ml_time date;
    bool is_day;

    if (!at->date_known || !ml_compare_date(value, &date, &is_day))
        return ML_UNSURE;
    int64_t slack = at->time.clock == date.clock ? 0 : ML_ZONE_SPAN_US;
    int64_t age = at->time.us - date.us;
    if (age > slack + (is_day ? ML_DAY_US : 0))
        return truth(op == ML_OP_PAST);
    return age < -slack ? truth(op == ML_OP_FUTURE) : ML_UNSURE;
}

static bool is_endpoint(ml_str value)
{
    size_t colon = value.n;
    uint64_t port;

    while (colon > 0 && value.p[colon - 1] != ':')
        colon--;
    return colon > 1 && ml_str_to_u64(ml_str_from(value, colon), &port) && port < 65536;
}

static int month_of(ml_str word)
{
    static const ml_str months[] = { ML_STR("Jan"), ML_STR("Feb"), ML_STR("Mar"),
                                     ML_STR("Apr"), ML_STR("May"), ML_STR("Jun"),
                                     ML_STR("Jul"), ML_STR("Aug"), ML_STR("Sep"),
                                     ML_STR("Oct"), ML_STR("Nov"), ML_STR("Dec") };
    for (int i = 0; i < 12; i++)
        if (ml_str_eq_nocase(word, months[i]))
            return i + 1;
    return 0;
}

bool ml_compare_date(ml_str text, struct ml_time *ret, bool *ret_is_day)
{
    struct ml_civil c = { 0 };
    ml_str word[4], rest = text;
    uint64_t day, year;

    if (ml_time_parse_iso(text, ret)) {
        *ret_is_day = text.n == 10;
        return true;
    }
    for (size_t i = 0; i < ML_COUNT(word); i++)
        if (!next_item(&rest, " ", &word[i]))
            return false;
    if (!ml_str_to_u64(word[2], &day) || !ml_str_to_u64(word[3], &year) || day > 31 ||
        year > 9999)
        return false;
    c.month = month_of(word[1]);
    c.day = (int)day;
    c.year = (int)year;
    if (c.month == 0 || !ml_civil_valid(&c))
        return false;
    *ret = (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_BARE };
    *ret_is_day = true;
    return true;
}

/* The age of a date at the occurrence, against a span. Where zones or a day without a
 * time leave it open, it is open. */
static enum ml_truth compare_age(const struct ml_condition *cond, ml_str value,
                                 const struct ml_anchor_point *at)
{
    struct ml_time date;
    bool is_day;

    if (!at->date_known || !ml_compare_date(value, &date, &is_day))
        return ML_UNSURE;
    int64_t span = (int64_t)cond->number;
    int64_t slack = at->time.clock == date.clock || is_day ? 0 : ML_ZONE_SPAN_US;
    int64_t oldest = at->time.us - date.us + slack;
    int64_t youngest = at->time.us - date.us - slack - (is_day ? ML_DAY_US : 0);
    if (cond->op == ML_OP_OLDER)
        return youngest > span ? ML_TRUE : oldest <= span ? ML_FALSE : ML_UNSURE;
    if (oldest <= span && oldest >= 0)
        return ML_TRUE;
    return youngest > span || oldest < 0 ? ML_FALSE : ML_UNSURE;
}

enum ml_truth ml_compare(const struct ml_condition *cond, ml_str value, ml_str other,
                         const struct ml_anchor_point *at)
{
    double v, w;
    int order;

    switch (cond->op) {
    case ML_OP_IS:
        return truth(ml_str_eq_nocase(value, cond->value));
    case ML_OP_IS_NOT:
        return truth(!ml_str_eq_nocase(value, cond->value));
    case ML_OP_MATCHES:
        return truth(ml_match_regex_finds(cond->value, value));
    case ML_OP_VERSION_LT:
    case ML_OP_VERSION_GE:
        if (!value.n || !compare_versions(value, cond->value, &order))
            return ML_UNSURE;
        return truth(cond->op == ML_OP_VERSION_LT ? order < 0 : order >= 0);
    case ML_OP_SAME_PATH:
        return truth(same_path(value, other, cond->value));
    case ML_OP_OTHER_PATH:
        return truth(!same_path(value, other, cond->value));
    case ML_OP_HAS_PATH:
        return truth(list_has_path(value, other));
    case ML_OP_LACKS_PATH:
        return truth(!list_has_path(value, other));
    case ML_OP_HAS_WORD:
        return truth(list_has_word(value, cond->value));
    case ML_OP_ENDPOINT:
        return truth(is_endpoint(value));
    case ML_OP_NO_ENDPOINT:
        return truth(!is_endpoint(value));
    case ML_OP_OLDER:
    case ML_OP_NEWER:
        return compare_age(cond, value, at);
    case ML_OP_PAST:
    case ML_OP_FUTURE:
        return compare_past(cond->op, value, at);
    case ML_OP_SAME_NAME:
    case ML_OP_OTHER_NAME:
        if (!short_name(value).n || !short_name(other).n)
            return ML_UNSURE;
        return truth(ml_str_eq_nocase(short_name(value), short_name(other)) ==
                     (cond->op == ML_OP_SAME_NAME));
    case ML_OP_KNOWN:
        return ML_TRUE;
    case ML_OP_RATIO_LT:
    case ML_OP_RATIO_GE:
        if (!ml_str_to_double(value, &v) || !ml_str_to_double(other, &w) || w <= 0)
            return ML_UNSURE;
        return compare_number(cond->op, v / w, cond->number);
    default:
        return ml_str_to_double(value, &v) ? compare_number(cond->op, v, cond->number)
                                           : ML_UNSURE;
    }
}
