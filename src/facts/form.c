/* SPDX-License-Identifier: MIT */
#include "facts/text.h"

#include <string.h>

#include "base/ban.h"

/* The forms that values are written in; a value of another form is no fact. */

bool ml_form_guid(ml_str s, ml_str *ret_bare)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (s.n == sizeof(shape) + 1 && s.p[0] == '{' && s.p[s.n - 1] == '}')
        s = ml_str_sub(s, 1, s.n - 2);
    if (s.n != sizeof(shape) - 1)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (shape[i] == 'x' ? !ml_is_hex(s.p[i]) : s.p[i] != '-')
            return false;
    *ret_bare = s;
    return true;
}

bool ml_form_version(ml_str s)
{
    size_t parts = 0;
    ml_str part;

    if (s.n == 0 || s.n > 32)
        return false;
    for (bool more = true; more; parts++) {
        uint64_t v;
        more = ml_str_cut(s, '.', &part, &s);
        if (!ml_str_to_u64(part, &v) || v > UINT32_MAX)
            return false;
    }
    return parts >= 2 && parts <= 4;
}

bool ml_form_host(ml_str s)
{
    if (s.n == 0 || s.n > 253 || s.p[0] == '.' || s.p[0] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!ml_is_word(s.p[i]) && s.p[i] != '.' && s.p[i] != '-')
            return false;
    return true;
}

bool ml_form_path(ml_str s)
{
    char letter = s.n ? ml_lower(s.p[0]) : 0;

    if (s.n > 1024)
        return false;
    return (s.n >= 3 && letter >= 'a' && letter <= 'z' && s.p[1] == ':' &&
            s.p[2] == '\\') ||
           (s.n >= 3 && s.p[0] == '\\' && s.p[1] == '\\' && s.p[2] != '\\');
}

/* What stands between groups of three digits in the formats of the world. */
static size_t group_mark(ml_str s)
{
    static const char *const marks[] = {
        ",", ".", " ", "'", "\xc2\xa0", "\xe2\x80\xaf"
    };

    for (size_t i = 0; i < ML_COUNT(marks); i++)
        if (ml_str_starts(s, ml_str_of(marks[i])))
            return strlen(marks[i]);
    return 0;
}

bool ml_form_grouped(ml_str s, uint64_t *ret)
{
    char digits[20];
    size_t n = 0, group = 0;
    bool grouped = false;

    while (s.n) {
        size_t mark = n ? group_mark(s) : 0;
        if (mark) {
            if ((grouped && group != 3) || group > 3)
                return false;
            grouped = true;
            group = 0;
            s = ml_str_from(s, mark);
            continue;
        }
        if (!ml_is_digit(s.p[0]) || n == sizeof(digits))
            return false;
        digits[n++] = s.p[0];
        group++;
        s = ml_str_from(s, 1);
    }
    return !(grouped && group != 3) && ml_str_to_u64((ml_str){ digits, n }, ret);
}

static bool unit_bytes(ml_str unit, uint64_t *ret)
{
    static const struct {
        ml_str name;
        uint64_t bytes;
    } units[] = {
        { { "", 0 }, 1 },
        { { "B", 1 }, 1 },
        { { "bytes", 5 }, 1 },
        { { "\xe3\x83\x90\xe3\x82\xa4\xe3\x83\x88", 9 }, 1 }, /* baito */
        { { "KB", 2 }, UINT64_C(1) << 10 },
        { { "MB", 2 }, UINT64_C(1) << 20 },
        { { "GB", 2 }, UINT64_C(1) << 30 },
        { { "TB", 2 }, UINT64_C(1) << 40 },
    };
    for (size_t i = 0; i < ML_COUNT(units); i++) {
        if (ml_str_eq_nocase(unit, units[i].name)) {
            *ret = units[i].bytes;
            return true;
        }
    }
    return false;
}

/* The number in `(43,081,234,432 bytes)`, whatever the word for bytes is. */
static bool exact_bytes(ml_str s, uint64_t *ret)
{
    size_t open = ml_str_find_char(s, '(');
    ml_str inside;

    if (open == ML_NPOS)
        return false;
    inside = ml_text_trim(ml_str_from(s, open + 1));
    size_t n = 0;
    while (n < inside.n &&
           (ml_is_digit(inside.p[n]) ||
            (n && group_mark(ml_str_from(inside, n)) && inside.p[n] != ' ')))
        n++;
    if (n < inside.n && inside.p[n] == '%') /* `1.2 GB (1%)` */
        return false;
    return n < inside.n && ml_form_grouped(ml_str_sub(inside, 0, n), ret);
}

bool ml_form_bytes(ml_str s, uint64_t *ret)
{
    ml_str number, rest = s;
    uint64_t unit, whole;
    double v;

    if (exact_bytes(s, ret))
        return true;
    size_t open = ml_str_find_char(rest, '(');
    rest = ml_text_trim(ml_str_sub(rest, 0, open));
    if (!ml_text_word(&rest, &number) || !unit_bytes(ml_text_trim(rest), &unit))
        return false;
    if (unit == 1) {
        if (!ml_form_grouped(number, &whole))
            return false;
        *ret = whole;
        return true;
    }
    if (!ml_str_to_double(number, &v) || v < 0 || v > 1e6)
        return false;
    *ret = (uint64_t)(v * (double)unit);
    return true;
}

static bool host_port(ml_str s, ml_str *ret)
{
    ml_str host, port;
    uint64_t number;

    size_t scheme = ml_str_find(s, ML_STR("://"));
    if (scheme != ML_NPOS)
        s = ml_str_from(s, scheme + 3);
    while (s.n && s.p[s.n - 1] == '/')
        s.n--;
    if (!ml_str_cut(s, ':', &host, &port) || !ml_form_host(host) ||
        !ml_str_to_u64(port, &number) || number == 0 || number > 65535)
        return false;
    *ret = s;
    return true;
}

/* How much a part of the list is wanted: https carries the agent's traffic. */
static int protocol_rank(ml_str protocol)
{
    if (ml_str_eq_nocase(protocol, ML_STR("https")))
        return 3;
    if (protocol.n == 0)
        return 2;
    return ml_str_eq_nocase(protocol, ML_STR("http")) ? 1 : 0;
}

bool ml_form_proxy(ml_str s, ml_str *ret_host_port)
{
    int best = 0;

    s = ml_text_trim(s);
    for (int parts = 0; s.n && parts < 16; parts++) {
        ml_str part, protocol = ML_STR_NONE, value, found;
        size_t n = 0;
        while (n < s.n && s.p[n] != ';' && s.p[n] != ' ')
            n++;
        part = ml_text_trim(ml_str_sub(s, 0, n));
        s = ml_str_from(s, n + 1);
        value = part;
        if (ml_str_has(part, ML_STR("=")))
            ml_str_cut(part, '=', &protocol, &value);
        if (protocol_rank(protocol) > best && host_port(value, &found)) {
            best = protocol_rank(protocol);
            *ret_host_port = found;
        }
    }
    return best > 0;
}

bool ml_form_offset(int64_t minutes, char out[7])
{
    uint64_t size = (uint64_t)(minutes < 0 ? -minutes : minutes);

    if (minutes < -14 * 60 || minutes > 14 * 60)
        return false;
    out[0] = minutes < 0 ? '-' : '+';
    out[1] = (char)('0' + size / 600);
    out[2] = (char)('0' + size / 60 % 10);
    out[3] = ':';
    out[4] = (char)('0' + size % 60 / 10);
    out[5] = (char)('0' + size % 10);
    out[6] = '\0';
    return true;
}

bool ml_form_resource(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ml_is_hex(s.p[i]) && s.p[i] != '-')
            return false;
    return s.n > 0 && s.n <= 64;
}
