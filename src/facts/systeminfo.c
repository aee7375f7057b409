/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/* Output of systeminfo, in English and Japanese. */

#define JA_HOST "\xe3\x83\x9b\xe3\x82\xb9\xe3\x83\x88\xe5\x90\x8d" /* host name */
#define JA_OS_NAME "OS \xe5\x90\x8d"                               /* OS name */
#define JA_OS_VERSION                                              /* OS version */    \
    "OS \xe3\x83\x90\xe3\x83\xbc\xe3\x82\xb8\xe3\x83\xa7\xe3\x83\xb3"
#define JA_TIME_ZONE /* time zone */                                                   \
    "\xe3\x82\xbf\xe3\x82\xa4\xe3\x83\xa0 \xe3\x82\xbe\xe3\x83\xbc\xe3\x83\xb3"
#define JA_BOOT /* system boot time */                                                 \
    "\xe3\x82\xb7\xe3\x82\xb9\xe3\x83\x86\xe3\x83\xa0\xe8\xb5\xb7\xe5\x8b\x95\xe6\x99" \
    "\x82\xe9\x96\x93"

enum what { HOST, OS_NAME, OS_VERSION, TIME_ZONE, BOOT };

static const struct {
    const char *label;
    enum what what;
} labels[] = {
    { "Host Name", HOST },        { JA_HOST, HOST },
    { "OS Name", OS_NAME },       { JA_OS_NAME, OS_NAME },
    { "OS Version", OS_VERSION }, { JA_OS_VERSION, OS_VERSION },
    { "Time Zone", TIME_ZONE },   { JA_TIME_ZONE, TIME_ZONE },
    { "System Boot Time", BOOT }, { JA_BOOT, BOOT },
};

static void property(struct ml_at at, enum what what, ml_str value)
{
    struct ml_time time;

    if (what == HOST && ml_form_host(value))
        ml_emit(at, "server.name", value);
    else if (what == OS_NAME)
        ml_words_os_name(at, value);
    else if (what == OS_VERSION)
        ml_words_os_build(at, value);
    else if (what == TIME_ZONE)
        ml_words_time_zone(at, value);
    else if (what == BOOT && ml_stamp_find(value, &time))
        ml_emit_time(at, "os.last-boot", time);
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_line_starts(text->text, ML_STR("OS Version:")) ||
           ml_text_line_starts(text->text, ML_STR(JA_OS_VERSION ":"));
}

/* The block begins with the host name; labels before it are not its own. */
static bool read_systeminfo(const struct ml_fact_text *text,
                            const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    unsigned seen = 0;
    ml_str label, value;

    while (ml_lines_next(&lines)) {
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        for (size_t i = 0; i < ML_COUNT(labels); i++) {
            enum what what = labels[i].what;
            if (!ml_str_eq(label, ml_str_of(labels[i].label)) || seen & 1u << what ||
                (what != HOST && !seen))
                continue;
            seen |= 1u << what;
            property(ml_at(sink, lines.number), what, value);
        }
    }
    return seen != 0;
}

const struct ml_fact_reader ml_reader_systeminfo = { "systeminfo", wants,
                                                     read_systeminfo };
