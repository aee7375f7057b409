/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Output of w32tm /stripchart (formats 4.1): samples of the clock against another.
 *
 * Only the shape of the rows is taken, headings are localised. The script runs it
 * twice, against the domain's PDC and against the authenticating controller; the
 * first block counts. Offsets are kept in whole 100 ns, as printed.
 */

enum { SAMPLES_MAX = 512, TICKS_PER_SECOND = 10000000 };

struct reader {
    struct ml_lines lines;
    int64_t ticks[SAMPLES_MAX];
    size_t n;
    uint64_t rows, line; /* of the first row or heading */
    ml_str reference, address;
    uint64_t reference_line;
    struct ml_time time;
    bool met, done;
};

/* Public time services, by the end of their names. */
static const char *const outside[] = {
    "time.windows.com",
    "ntp.org",
    "time.google.com",
    "nist.gov",
    "time.apple.com",
    "nict.jp",
    "time.cloudflare.com",
    "ntp.jst.mfeed.ad.jp",
    "time.facebook.com",
    "ptb.de",
    "ntp.se",
};

/* A dotted IPv4 address that is not of a private or special range. */
static bool ipv4(ml_str s, bool *ret_public)
{
    uint64_t part[4];

    for (int i = 0; i < 4; i++) {
        ml_str head;
        bool more = ml_str_cut(s, '.', &head, &s);
        if (more != (i < 3) || !ml_str_to_u64(head, &part[i]) || part[i] > 255)
            return false;
    }
    *ret_public =
        !(part[0] == 0 || part[0] == 10 || part[0] == 127 || part[0] >= 224 ||
          (part[0] == 172 && part[1] >= 16 && part[1] <= 31) ||
          (part[0] == 192 && part[1] == 168) || (part[0] == 169 && part[1] == 254) ||
          (part[0] == 100 && part[1] >= 64 && part[1] <= 127));
    return true;
}

/* The name counts only where it does not lead to an address inside. */
static bool is_outside(ml_str host, ml_str address)
{
    bool is_public;

    if (ipv4(host, &is_public))
        return is_public;
    if (ipv4(address, &is_public) && !is_public)
        return false;
    for (size_t i = 0; i < ML_COUNT(outside); i++) {
        ml_str name = ml_str_of(outside[i]);
        if (ml_str_ends_nocase(host, name) &&
            (host.n == name.n || host.p[host.n - name.n - 1] == '.'))
            return true;
    }
    /* time1 to time4.google.com */
    return ml_str_starts_nocase(host, ML_STR("time")) && host.n == 16 &&
           ml_str_ends_nocase(host, ML_STR(".google.com"));
}

/* `+00.0312345s` in ticks of 100 ns. */
static bool take_offset(ml_str s, int64_t *ret)
{
    int64_t whole = 0, fraction = 0, unit = TICKS_PER_SECOND / 10;
    size_t i = 1, digits = 0;

    if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    for (; i < s.n && ml_is_digit(s.p[i]) && digits < 10; i++, digits++)
        whole = whole * 10 + (s.p[i] - '0');
    if (!digits || i >= s.n || (s.p[i] != '.' && s.p[i] != ','))
        return false;
    for (i++; i < s.n && ml_is_digit(s.p[i]); i++, unit /= 10)
        fraction += unit * (s.p[i] - '0');
    if (i >= s.n || s.p[i] != 's')
        return false;
    *ret = (whole * TICKS_PER_SECOND + fraction) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

static bool is_clock(ml_str s)
{
    static const char shape[] = "dd:dd:dd";

    if (s.n < sizeof(shape) - 1)
        return false;
    for (size_t i = 0; i < sizeof(shape) - 1; i++)
        if (shape[i] == 'd' ? !ml_is_digit(s.p[i]) : s.p[i] != ':')
            return false;
    return true;
}

/* `10:00:00, +00.03s`, `10:00:02, error: 0x800705B4`, `10:00:00 d:+.. o:+..  [ * ]`. */
static bool data_row(struct reader *r)
{
    ml_str s = r->lines.trim;
    int64_t ticks;

    if (!is_clock(s) || s.n < 10)
        return false;
    s = ml_str_from(s, 8);
    size_t o = ml_str_find(ml_str_sub(s, 0, 64), ML_STR(" o:"));
    bool good =
        (s.p[0] == ',' && take_offset(ml_text_trim(ml_str_from(s, 1)), &ticks)) ||
        (o != ML_NPOS && take_offset(ml_str_from(s, o + 3), &ticks));
    bool bad = ml_str_has_nocase(ml_str_sub(s, 0, 64), ML_STR("0x"));
    if (!good && !bad)
        return false;
    r->rows++;
    if (good && r->n < SAMPLES_MAX)
        r->ticks[r->n++] = ticks;
    return true;
}

/* `Tracking dc1.contoso.local [10.0.0.4:123].`: the host before the bracket. */
static bool tracking(struct reader *r)
{
    ml_str s = ml_str_sub(r->lines.trim, 0, 1024);
    size_t port = ml_str_find(s, ML_STR(":123]"));

    if (port == ML_NPOS)
        return false;
    size_t open = port;
    while (open > 0 && s.p[open] != '[')
        open--;
    ml_str before = ml_text_trim(ml_str_sub(s, 0, open));
    size_t start = before.n;
    while (start > 0 && before.p[start - 1] != ' ')
        start--;
    ml_str host = ml_str_from(before, start);
    if (open == 0 || !ml_form_host(host))
        return false;
    if (r->rows) {
        r->done = true; /* the second block */
        return true;
    }
    r->met = true;
    r->reference = host;
    r->address = ml_str_sub(s, open + 1, port - open - 1);
    r->reference_line = r->lines.number;
    return true;
}

/* The command line, which names the host also where the heading is in no known form. */
static bool command(struct reader *r)
{
    ml_str host, rest, s = ml_str_sub(r->lines.trim, 0, 1024);
    size_t at = ml_str_find_nocase(s, ML_STR("/computer:"));

    if (at == ML_NPOS || !ml_str_has_nocase(s, ML_STR("/stripchart")))
        return false;
    r->met = true;
    if (r->rows) {
        r->done = true;
        return true;
    }
    rest = ml_str_from(s, at + 10);
    if (ml_text_word(&rest, &host) && ml_form_host(host)) {
        r->reference = host;
        r->address = ML_STR_NONE;
        r->reference_line = r->lines.number;
    }
    return true;
}

static void read_line(struct reader *r)
{
    struct ml_time time;

    if (!r->line && r->met)
        r->line = r->lines.number;
    if (tracking(r) || command(r))
        return;
    if (ml_str_has(r->lines.trim, ML_STR("Unable to determine the PDC Emulator")))
        r->met = true;
    if (!r->met || data_row(r))
        return;
    if (!ml_time_known(r->time) && ml_stamp_find(r->lines.trim, &time))
        r->time = time;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void emit_offset(struct reader *r, struct ml_at at)
{
    char text[32];
    int64_t median, size;

    qsort(r->ticks, r->n, sizeof(r->ticks[0]), by_size);
    median = r->ticks[r->n / 2];
    if (r->n % 2 == 0)
        median = (median + r->ticks[r->n / 2 - 1]) / 2;
    size = median < 0 ? -median : median;
    int n = snprintf(text, sizeof(text), "%s%lld.%07lld", median < 0 ? "-" : "",
                     (long long)(size / TICKS_PER_SECOND),
                     (long long)(size % TICKS_PER_SECOND));
    ml_emit(at, "clock.offset-seconds", (ml_str){ text, (size_t)n });
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "/stripchart", 11 },
                                    { ":123]", 5 },
                                    { "PDC Emulator for the domain", 27 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_stripchart(const struct ml_fact_text *text,
                            const struct ml_fact_sink *sink)
{
    struct reader r = { .lines = ml_lines_of(text->text) };

    while (!r.done && ml_lines_next(&r.lines))
        read_line(&r);
    if (!r.met || (!r.rows && !ml_str_has(text->text, ML_STR("stripchart")) &&
                   !ml_str_has(text->text, ML_STR("PDC Emulator"))))
        return false;
    struct ml_at at = { sink, r.time, r.reference_line ? r.reference_line : 1 };
    ml_emit_artefact(at, "w32tm-stripchart",
                     r.n ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (!r.n)
        return true;
    emit_offset(&r, at);
    if (r.reference.n) {
        ml_emit(at, "clock.reference", r.reference);
        ml_emit_bool(at, "clock.reference-outside", is_outside(r.reference, r.address));
    }
    return true;
}

const struct ml_fact_reader ml_reader_stripchart = { "w32tm-stripchart", wants,
                                                     read_stripchart };
