/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "base/buf.h"
#include "facts/task.h"
#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * WABInfo.txt (formats 11.4): sections with a title between two rules of asterisks.
 *
 * The execution policy is that of the collector, who sets Bypass for itself: that word
 * proves nothing.
 */

enum section { NONE, POWERSHELL, POLICY, SETTING, TASK, OTHER };

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    enum section section;
    bool title_next, policy_given, any;
    ml_str proxy_server, proxy_port;
    bool proxy_met;
    uint64_t proxy_line;
    struct ml_buf paths;
    uint64_t paths_line;
    ml_str file_spec; /* awaits its IsExclude */
    struct schedule_part {
        struct ml_buf text;
        uint64_t line;
    } times, days;
    struct schedule_part *part; /* that the lines belong to */
    bool throttle_met, throttled;
    uint64_t throttle_line;
    struct ml_task task;
};

static enum section section_of(ml_str title)
{
    static const struct {
        const char *title;
        enum section section;
    } titles[] = {
        { "Powershell Execution Policy", POWERSHELL },
        { "Get-OBPolicy", POLICY },
        { "Get-OBMachineSetting", SETTING },
        { "Get-ScheduledTask", TASK },
    };
    for (size_t i = 0; i < ML_COUNT(titles); i++)
        if (ml_str_starts(title, ml_str_of(titles[i].title)))
            return titles[i].section;
    return OTHER;
}

/* `Restricted - This execution policy will prevent ...`, or the word alone. */
static void execution_policy(struct reader *r)
{
    ml_str rest = r->lines.trim, word;

    if (r->policy_given || !ml_text_word(&rest, &word))
        return;
    word = ml_words_execution_policy(word);
    rest = ml_text_trim(rest);
    if (!word.n || (rest.n && !ml_str_starts(rest, ML_STR("- "))))
        return;
    r->policy_given = true;
    if (!ml_str_eq(word, ML_STR("Bypass")))
        ml_emit(ml_at(r->sink, r->lines.number), "powershell.execution-policy", word);
}

/* What `FileSpec:D:\data`, `IsExclude:False` say of one path. */
static void add_path(struct reader *r, bool excluded)
{
    if (!r->file_spec.n || r->paths.n + r->file_spec.n + 2 > ML_FACT_VALUE_BYTES)
        return;
    if (r->paths.n)
        ml_buf_char(&r->paths, ';');
    else
        r->paths_line = r->lines.number;
    if (excluded)
        ml_buf_char(&r->paths, '-');
    ml_buf_str(&r->paths, r->file_spec);
    r->file_spec = ML_STR_NONE;
}

/* Labels and values stand one a line, or run together on one: looked for anywhere. */
static void policy(struct reader *r)
{
    ml_str s = r->lines.trim, value;
    bool excluded;

    for (int i = 0; i < 64; i++) {
        size_t spec = ml_str_find(s, ML_STR("FileSpec:"));
        size_t exclude = ml_str_find(s, ML_STR("IsExclude:"));
        if (spec < exclude) {
            add_path(r, false);
            s = ml_text_trim(ml_str_from(s, spec + 9));
            size_t end = ml_str_find(s, ML_STR("IsExclude:"));
            value = ml_text_trim(ml_str_sub(s, 0, end));
            if (ml_form_path(value))
                r->file_spec = value;
        } else if (exclude != ML_NPOS) {
            s = ml_text_trim(ml_str_from(s, exclude + 10));
            value = ml_str_sub(s, 0, ml_str_find_char(s, ' '));
            if (ml_words_bool(value, &excluded))
                add_path(r, excluded);
        } else {
            return;
        }
    }
}

/* `Policy schedule:` and `Policy run days:`, each with its values behind it or in the
 * lines below, up to the other or to `===`. */
static void schedule(struct reader *r)
{
    ml_str s = r->lines.trim;

    if (ml_str_starts(s, ML_STR("Policy schedule:"))) {
        r->part = &r->times;
        s = ml_text_trim(ml_str_from(s, 16));
    } else if (ml_str_starts(s, ML_STR("Policy run days:"))) {
        r->part = &r->days;
        s = ml_text_trim(ml_str_from(s, 16));
    } else if (ml_str_starts(s, ML_STR("==="))) {
        r->part = NULL;
    }
    if (!r->part || !s.n || r->part->text.n + s.n + 2 > 512)
        return;
    if (!r->part->line)
        r->part->line = r->lines.number;
    if (r->part->text.n)
        ml_buf_text(&r->part->text, "; ");
    ml_buf_str(&r->part->text, s);
}

static void emit_schedule(struct reader *r)
{
    if (r->times.line)
        ml_emit(ml_at(r->sink, r->times.line), "policy.schedule",
                ml_buf_view(&r->times.text));
    if (r->days.line)
        ml_emit(ml_at(r->sink, r->days.line), "policy.run-days",
                ml_buf_view(&r->days.text));
    if (r->times.line || r->days.line)
        ml_emit_bool(ml_at(r->sink, r->times.line ? r->times.line : r->days.line),
                     "policy.schedule-known", true);
    ml_buf_reset(&r->times.text);
    ml_buf_reset(&r->days.text);
}

/* WorkHourBandwidth, NonWorkHourBandwidth as the setting's own cmdlet calls them. */
static void throttle(struct reader *r, ml_str label, ml_str value)
{
    uint64_t rate;

    if (!ml_str_ends_nocase(label, ML_STR("Bandwidth")) || !ml_str_to_u64(value, &rate))
        return;
    if (!r->throttle_met || (rate && !r->throttled))
        r->throttle_line = r->lines.number;
    r->throttle_met = true;
    r->throttled |= rate != 0;
    if (ml_str_eq_nocase(label, ML_STR("WorkHourBandwidth")))
        ml_emit_u64(ml_at(r->sink, r->lines.number), "throttle.work-hour-bandwidth", rate);
    else if (ml_str_eq_nocase(label, ML_STR("NonWorkHourBandwidth")))
        ml_emit_u64(ml_at(r->sink, r->lines.number), "throttle.other-hour-bandwidth",
                    rate);
}

static void setting(struct reader *r)
{
    ml_str label, value;

    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq_nocase(label, ML_STR("ProxyServer")) ||
        ml_str_eq_nocase(label, ML_STR("Proxy Server"))) {
        r->proxy_met = true;
        r->proxy_server = value;
        r->proxy_line = r->lines.number;
    } else if (ml_str_eq_nocase(label, ML_STR("ProxyPort")) ||
               ml_str_eq_nocase(label, ML_STR("Proxy Port"))) {
        r->proxy_port = value;
    } else {
        throttle(r, label, value);
    }
}

/* The agent's own proxy: server and port apart, or together; `none` when empty. */
static void emit_proxy(struct reader *r)
{
    struct ml_at at = ml_at(r->sink, r->proxy_line);
    struct ml_buf both = { 0 };
    ml_str proxy;

    if (!r->proxy_met)
        return;
    while (r->proxy_server.n && r->proxy_server.p[r->proxy_server.n - 1] == '/')
        r->proxy_server.n--;
    ml_buf_str(&both, r->proxy_server);
    ml_buf_char(&both, ':');
    ml_buf_str(&both, r->proxy_port);
    if (!r->proxy_server.n)
        ml_emit(at, "proxy.agent", ML_STR("none"));
    else if (ml_form_proxy(r->proxy_server, &proxy) ||
             ml_form_proxy(ml_buf_view(&both), &proxy))
        ml_emit(at, "proxy.agent", proxy);
    ml_buf_reset(&both);
}

static void task(struct reader *r)
{
    ml_str label, value;

    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq(label, ML_STR("TaskName")) &&
        ml_str_eq_nocase(value, ML_STR("Microsoft-OnlineBackup"))) {
        r->task.line = r->lines.number;
    } else if (ml_str_eq(label, ML_STR("State"))) {
        r->task.state = value;
    }
}

static void read_line(struct reader *r)
{
    if (ml_str_starts(r->lines.trim, ML_STR("********************"))) {
        r->title_next = true;
        return;
    }
    if (r->title_next && r->lines.trim.n) {
        enum section section = section_of(r->lines.trim);
        r->title_next = false;
        if (section != OTHER || ml_str_starts(r->lines.trim, ML_STR("Get-OB"))) {
            r->section = section;
            r->any |= section != OTHER;
            return;
        }
    }
    if (r->section == POWERSHELL) {
        execution_policy(r);
    } else if (r->section == POLICY) {
        policy(r);
        schedule(r);
    } else if (r->section == SETTING) {
        setting(r);
    } else if (r->section == TASK) {
        task(r);
    }
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("********************")) &&
           (ml_str_has(text->text, ML_STR("Powershell Execution Policy")) ||
            ml_str_has(text->text, ML_STR("Get-OB")));
}

static bool read_wabinfo(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines))
        read_line(&r);
    add_path(&r, false);
    ml_emit(ml_at(sink, r.paths_line), "policy.paths", ml_buf_view(&r.paths));
    emit_schedule(&r);
    if (r.throttle_met)
        ml_emit_bool(ml_at(sink, r.throttle_line), "throttle.set", r.throttled);
    emit_proxy(&r);
    ml_task_emit(&r.task, sink);
    ml_buf_reset(&r.paths);
    if (r.any)
        ml_emit_artefact(ml_at(sink, 1), "wabinfo", ML_ARTEFACT_READ);
    return r.any;
}

const struct ml_fact_reader ml_reader_wabinfo = { "wabinfo", wants, read_wabinfo };
