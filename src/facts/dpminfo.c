/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "base/buf.h"
#include "facts/software.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * DPM_Info.txt and DPM_Registry_Info.txt of the DPM_MABS_Analysis script (formats 10,
 * 3.2).
 *
 * `Proxy Not configured for Local System Account` is printed whatever is set (the
 * script tests a string literal), so it yields nothing. The line that begins with
 * `Double Check` comes from the registry.
 */

enum proxy { NO_PROXY, USER, SYSTEM };
enum list { NO_LIST, PATHS, PROCESSES };

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    enum proxy proxy; /* whose address the next `Proxy IP` line gives */
    enum list list;
    struct ml_buf excluded[3];
    uint64_t excluded_line[3];
    bool met[3];
    bool system_known, install_path, dpm, any;
};

static const char *const fact_of_proxy[] = { NULL, "proxy.user", "proxy.system" };
static const char *const fact_of_list[] = { NULL, "defender.exclusion-paths",
                                            "defender.exclusion-processes" };

static const struct {
    const char *line;
    enum proxy proxy;
    bool direct; /* the line itself says so; else `Proxy IP` follows */
} proxies[] = {
    { "Current user has proxy configured", USER, false },
    { "Proxy Not configured for current user", USER, true },
    { "Local System Account has proxy configured", SYSTEM, false },
    { "Double Check Local System Account has proxy configured", SYSTEM, false },
    { "Double Check Proxy Not configured for Local System Account", SYSTEM, true },
    { "Windows has proxy configured", NO_PROXY, false },
};

static void give_proxy(struct reader *r, enum proxy proxy, ml_str value)
{
    if (proxy == NO_PROXY || (proxy == SYSTEM && r->system_known))
        return;
    r->system_known |= proxy == SYSTEM;
    ml_emit(ml_at(r->sink, r->lines.number), fact_of_proxy[proxy], value);
}

static bool proxy_line(struct reader *r)
{
    ml_str s = r->lines.trim, proxy;

    for (size_t i = 0; i < ML_COUNT(proxies); i++) {
        if (!ml_str_eq(s, ml_str_of(proxies[i].line)))
            continue;
        r->proxy = proxies[i].direct ? NO_PROXY : proxies[i].proxy;
        if (proxies[i].direct)
            give_proxy(r, proxies[i].proxy, ML_STR("direct"));
        return true;
    }
    if (!ml_str_starts(s, ML_STR("Proxy IP ")))
        return false;
    if (ml_form_proxy(ml_str_from(s, 9), &proxy))
        give_proxy(r, r->proxy, proxy);
    r->proxy = NO_PROXY;
    return true;
}

static bool defender_line(struct reader *r)
{
    struct ml_at at = ml_at(r->sink, r->lines.number);
    ml_str s = r->lines.trim;

    if (ml_str_starts(s, ML_STR("Defender Realtime Monitoring is currently "))) {
        ml_str word = ml_str_from(s, 42);
        if (ml_str_starts(word, ML_STR("disabled")))
            ml_emit_bool(at, "defender.realtime", false);
        else if (ml_str_starts(word, ML_STR("enabled")))
            ml_emit_bool(at, "defender.realtime", true);
        return true;
    }
    r->list = ml_str_eq(s, ML_STR("Path Exclusions:"))      ? PATHS
              : ml_str_eq(s, ML_STR("Process Exclusions:")) ? PROCESSES
                                                            : r->list;
    if (!ml_str_ends_nocase(s, ML_STR(" Exclusions:")) || r->list == NO_LIST)
        return false;
    r->met[r->list] = true;
    r->excluded_line[r->list] = r->lines.number;
    return true;
}

/* The script runs Get-MpPreference as whoever started it: without rights it prints
 * the refusal in place of the list. */
static void excluded_line(struct reader *r)
{
    struct ml_buf *list = &r->excluded[r->list];

    if (!r->lines.trim.n) {
        r->list = NO_LIST;
    } else if (ml_str_starts(r->lines.trim, ML_STR("N/A"))) {
        r->met[r->list] = false;
    } else if (list->n < ML_FACT_VALUE_BYTES) {
        if (list->n)
            ml_buf_char(list, ';');
        ml_buf_str(list, r->lines.trim);
    }
}

/* `MARS version...: Microsoft Azure Recovery Services Agent - 2.0.9249.0` */
static void mars_version(struct ml_at at, ml_str value)
{
    size_t n = value.n;

    while (n > 0 && value.p[n - 1] != ' ')
        n--;
    if (ml_form_version(ml_str_from(value, n)))
        ml_emit(at, "agent.version", ml_str_from(value, n));
}

/* Of the registry's plain form; it has no DPM heading of its own. */
static void setup_label(struct reader *r, struct ml_at at, ml_str label, ml_str value)
{
    ml_str guid;

    if (ml_str_eq_nocase(label, ML_STR("MachineID")) && ml_form_guid(value, &guid))
        ml_emit(at, "agent.machine-id", guid);
    else if (ml_str_eq_nocase(label, ML_STR("ResourceId")) && value.n <= 64 &&
             ml_str_find_char(value, ' ') == ML_NPOS)
        ml_emit(at, "agent.resource-id", value);
    else if (ml_str_eq_nocase(label, ML_STR("ScratchLocation")) && ml_form_path(value))
        ml_emit(at, "scratch.location", value);
    else
        return;
    r->any = true;
}

static void label_line(struct reader *r)
{
    struct ml_at at = ml_at(r->sink, r->lines.number);
    ml_str label, value;
    struct ml_time time;

    if (ml_str_starts(r->lines.trim, ML_STR("@{csname=")) &&
        ml_stamp_find(r->lines.trim, &time)) {
        ml_emit_time(at, "os.last-boot", time);
        return;
    }
    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq(label, ML_STR("Hostname")) && ml_form_host(value))
        ml_emit(at, "server.name", value);
    else if (ml_str_eq(label, ML_STR("MARS version")))
        mars_version(at, value);
    else if (ml_str_starts(label, ML_STR("DPM\\MAB")) && ml_form_version(value))
        ml_emit(at, "dpm.version", value);
    else
        setup_label(r, at, label, value);
}

static void read_line(struct reader *r)
{
    ml_str s = r->lines.trim;

    if (r->install_path && s.n) {
        r->install_path = s.p[0] == '-'; /* the rule below the heading */
        if (ml_form_path(s))
            ml_emit(ml_at(r->sink, r->lines.number), "agent.install-path", s);
        return;
    }
    if (ml_str_starts(s, ML_STR("MARS Installation Path"))) {
        r->install_path = r->any = true;
        return;
    }
    if (proxy_line(r) || defender_line(r))
        return;
    if (r->list)
        excluded_line(r);
    else
        label_line(r);
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "MARS version", 12 },
                                    { "MARS Installation Path", 22 },
                                    { "MARS Setup Data", 15 },
                                    { "DPM\\MAB version", 15 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static void emit_defender(struct reader *r)
{
    bool any = false;

    for (int i = PATHS; i <= PROCESSES; i++) {
        struct ml_at at = ml_at(r->sink, r->excluded_line[i]);
        if (r->met[i] && r->excluded[i].n)
            ml_emit(at, fact_of_list[i], ml_buf_view(&r->excluded[i]));
        else if (r->met[i])
            ml_emit_empty(at, fact_of_list[i]);
        if (r->met[i] && !any)
            ml_emit_artefact(at, "defender-preferences", ML_ARTEFACT_READ);
        any |= r->met[i];
        ml_buf_reset(&r->excluded[i]);
    }
}

static bool read_info(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines))
        read_line(&r);
    emit_defender(&r);
    if (ml_str_has(text->text, ML_STR("MARS version")))
        ml_emit_artefact(ml_at(sink, 1), "dpm-info", ML_ARTEFACT_READ);
    if (r.any)
        ml_emit_artefact(ml_at(sink, 1), "agent-registry", ML_ARTEFACT_READ);
    return true;
}

const struct ml_fact_reader ml_reader_dpminfo = { "dpm-info", wants, read_info };
