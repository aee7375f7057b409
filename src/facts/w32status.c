/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/* Output of w32tm /query /status: what the clock is set by (formats 4.2). */

/* The words below in Japanese: leap indicator; last successful sync time; source;
 * unspecified. */
#define JA_LEAP                                                                        \
    "\xe9\x96\x8f\xe3\x82\xa4\xe3\x83\xb3\xe3\x82\xb8\xe3\x82\xb1\xe3\x83\xbc\xe3\x82" \
    "\xbf\xe3\x83\xbc"
#define JA_LAST_SYNC                                                                   \
    "\xe6\x9c\x80\xe7\xb5\x82\xe6\xad\xa3\xe5\xb8\xb8\xe5\x90\x8c\xe6\x9c\x9f\xe6\x99" \
    "\x82\xe5\x88\xbb"
#define JA_SOURCE "\xe3\x82\xbd\xe3\x83\xbc\xe3\x82\xb9"
#define JA_UNSPECIFIED "\xe6\x9c\xaa\xe6\x8c\x87\xe5\xae\x9a"

/* From the leap line: the block is 10 lines, 15 with /verbose. */
enum { BLOCK_LINES = 16 };

enum what { LEAP, LAST_SYNC, SOURCE };

static const struct {
    const char *label;
    enum what what;
} labels[] = {
    { "Leap Indicator", LEAP },
    { JA_LEAP, LEAP },
    { "Last Successful Sync Time", LAST_SYNC },
    { JA_LAST_SYNC, LAST_SYNC },
    { "Source", SOURCE },
    { JA_SOURCE, SOURCE },
};

/* `0(no warning)`: a digit from 0 to 3, then the words. */
static void leap(struct ml_at at, ml_str value)
{
    if (value.n && value.p[0] >= '0' && value.p[0] <= '3' &&
        (value.n == 1 || !ml_is_digit(value.p[1])))
        ml_emit(at, "clock.leap", ml_str_sub(value, 0, 1));
}

static void last_sync(struct ml_at at, ml_str value)
{
    struct ml_time time;

    if (ml_str_eq_nocase(value, ML_STR("unspecified")) ||
        ml_str_starts(value, ML_STR(JA_UNSPECIFIED)))
        ml_emit(at, "clock.last-sync", ML_STR("never"));
    else if (ml_stamp_find(value, &time))
        ml_emit_time(at, "clock.last-sync", time);
}

/* `time.windows.com,0x8`: the flags are taken off. */
static void source(struct ml_at at, ml_str value)
{
    ml_str host, flags;

    ml_str_cut(value, ',', &host, &flags);
    ml_emit(at, "clock.source", ml_text_trim(host));
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "Leap Indicator", 14 },
                                    { JA_LEAP, sizeof(JA_LEAP) - 1 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static void read_label(struct ml_at at, enum what what, ml_str value)
{
    if (what == LEAP)
        leap(at, value);
    else if (what == LAST_SYNC)
        last_sync(at, value);
    else
        source(at, value);
}

static bool read_status(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value;
    uint64_t block = 0; /* line of the leap indicator */

    while (ml_lines_next(&lines)) {
        if (block && lines.number - block > BLOCK_LINES)
            break;
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        for (size_t i = 0; i < ML_COUNT(labels); i++) {
            if (!ml_str_eq(label, ml_str_of(labels[i].label)) ||
                (labels[i].what == LEAP ? block != 0 : block == 0))
                continue;
            if (labels[i].what == LEAP)
                block = lines.number;
            read_label(ml_at(sink, lines.number), labels[i].what, value);
        }
    }
    if (block)
        ml_emit_artefact(ml_at(sink, block), "w32tm-status", ML_ARTEFACT_READ);
    return block != 0;
}

const struct ml_fact_reader ml_reader_w32status = { "w32tm-status", wants,
                                                    read_status };
