/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * Summaries of SDP (formats 12): UpdateDiagReport.xml, ResultReport.xml, results.xml by
 * scanning for `Name="label">value<`, because the values are not escaped; and
 * <C>_BasicSystemInfo.TXT, the same properties as `label : value`.
 */

enum what { MACHINE, OS, BUILD, ZONE, BOOT, ROLE, NOTHING };

static enum what what_of(ml_str label)
{
    static const struct {
        const char *label;
        enum what what;
    } labels[] = {
        { "Machine Name", MACHINE },
        { "OS Name", OS },
        { "Build", BUILD },
        { "Time Zone/Offset", ZONE },
        { "Time Zone", ZONE },
        { "Last Reboot/Uptime", BOOT },
        { "Role", ROLE },
    };
    for (size_t i = 0; i < ML_COUNT(labels); i++)
        if (ml_str_eq(label, ml_str_of(labels[i].label)))
            return labels[i].what;
    return NOTHING;
}

/* `(UTC+09:00) Osaka, Sapporo, Tokyo/540`: the minutes hold at collection time. */
static void zone(struct ml_at at, ml_str value)
{
    size_t slash = value.n;
    int64_t minutes;
    char offset[7];

    while (slash > 0 && value.p[slash - 1] != '/')
        slash--;
    if (slash > 0 && ml_str_to_i64(ml_str_from(value, slash), &minutes) &&
        ml_form_offset(minutes, offset))
        ml_emit(at, "os.time-zone", ml_str_of(offset));
    else
        ml_words_time_zone(at, value);
}

static void property(struct ml_at at, enum what what, ml_str value)
{
    struct ml_time time;

    value = ml_text_trim(value);
    if (!value.n || value.n > 256)
        return;
    if (what == MACHINE && ml_form_host(value))
        ml_emit(at, "server.name", value);
    else if (what == OS)
        ml_words_os_name(at, value);
    else if (what == BUILD)
        ml_words_os_build(at, value);
    else if (what == ZONE)
        zone(at, value);
    else if (what == BOOT && ml_stamp_find(value, &time))
        ml_emit_time(at, "os.last-boot", time);
    else if (what == ROLE)
        ml_emit(at, "os.role", value);
}

/* `Name="label">value<` anywhere; the whole may be on one line. */
static bool scan_xml(ml_str text, const struct ml_fact_sink *sink)
{
    struct ml_at at = ml_at(sink, 1);
    size_t counted = 0, pos = 0;
    unsigned seen = 0;
    bool any = false;

    for (;;) {
        size_t name = ml_str_find(ml_str_from(text, pos), ML_STR("Name=\""));
        if (name == ML_NPOS)
            return any;
        pos += name + 6;
        size_t quote = ml_str_find(ml_str_sub(text, pos, 64), ML_STR("\">"));
        if (quote == ML_NPOS)
            continue;
        enum what what = what_of(ml_str_sub(text, pos, quote));
        pos += quote + 2;
        if (what == NOTHING || seen & 1u << what)
            continue;
        for (; counted < pos; counted++)
            at.line += text.p[counted] == '\n';
        ml_str value = ml_str_sub(text, pos, 1024);
        size_t end = ml_str_find_char(value, '<');
        if (end != ML_NPOS)
            property(at, what, ml_str_sub(value, 0, end));
        seen |= 1u << what;
        any = true;
    }
}

/* `Machine Name : FS01`; what comes before it is not of this list. */
static bool scan_list(ml_str text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text);
    unsigned seen = 0;
    ml_str label, value;

    while (ml_lines_next(&lines)) {
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        enum what what = what_of(label);
        if (what == NOTHING || seen & 1u << what || (what != MACHINE && !seen))
            continue;
        seen |= 1u << what;
        property(ml_at(sink, lines.number), what, value);
    }
    return seen != 0;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("Machine Name"));
}

static bool read_report(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    if (ml_str_has(text->text, ML_STR("Name=\"Machine Name\"")))
        return scan_xml(text->text, sink);
    return ml_text_line_starts(text->text, ML_STR("Machine Name ")) &&
           scan_list(text->text, sink);
}

const struct ml_fact_reader ml_reader_diagreport = { "system-summary", wants,
                                                     read_report };
