/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "base/buf.h"
#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * Get-MpPreference as a list (formats 8): `ExclusionPath : {C:\a, D:\b}`.
 *
 * Without administrator rights the value is a sentence, and PowerShell prints only
 * four elements of a list: neither is a fact.
 */

static const struct {
    const char *label, *fact;
} lists[] = {
    { "ExclusionPath", "defender.exclusion-paths" },
    { "ExclusionProcess", "defender.exclusion-processes" },
};

/* Append the line's further lines, up to the closing brace. */
static void whole_value(struct ml_lines *lines, ml_str value, struct ml_buf *out)
{
    ml_buf_str(out, value);
    for (int i = 0; i < 64 && value.n && value.p[0] == '{'; i++) {
        if (out->p[out->n - 1] == '}' || !ml_lines_next(lines))
            return;
        ml_buf_char(out, ' ');
        ml_buf_str(out, lines->trim);
    }
}

static bool cut_short(ml_str inside)
{
    return ml_str_ends_nocase(inside, ML_STR("...")) ||
           ml_str_ends_nocase(inside, ML_STR("\xe2\x80\xa6")); /* U+2026 */
}

static void emit_list(struct ml_at at, const char *fact, ml_str value)
{
    struct ml_buf out = { 0 };
    ml_str inside, item;

    if (!value.n) {
        ml_emit_empty(at, fact);
        return;
    }
    if (value.p[0] != '{' || value.p[value.n - 1] != '}')
        return;
    inside = ml_text_trim(ml_str_sub(value, 1, value.n - 2));
    if (cut_short(inside))
        return;
    for (bool more = inside.n > 0; more;) {
        more = ml_str_cut(inside, ',', &item, &inside);
        if (out.n)
            ml_buf_char(&out, ';');
        ml_buf_str(&out, ml_text_trim(item));
    }
    if (out.n && !ml_str_starts_nocase(ml_buf_view(&out), ML_STR("N/A")))
        ml_emit(at, fact, ml_buf_view(&out));
    else if (!out.n)
        ml_emit_empty(at, fact);
    ml_buf_reset(&out);
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "DisableRealtimeMonitoring", 25 },
                                    { "ExclusionPath", 13 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_preferences(const struct ml_fact_text *text,
                             const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value;
    uint64_t first = 0;
    bool off;

    while (ml_lines_next(&lines)) {
        struct ml_at at = ml_at(sink, lines.number);
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        if (ml_str_eq(label, ML_STR("DisableRealtimeMonitoring")) &&
            ml_words_bool(value, &off)) {
            first = first ? first : at.line;
            ml_emit_bool(at, "defender.realtime", !off);
        }
        for (size_t i = 0; i < ML_COUNT(lists); i++) {
            if (!ml_str_eq(label, ml_str_of(lists[i].label)))
                continue;
            struct ml_buf whole = { 0 };
            first = first ? first : at.line;
            whole_value(&lines, value, &whole);
            emit_list(at, lists[i].fact, ml_buf_view(&whole));
            ml_buf_reset(&whole);
        }
    }
    if (first)
        ml_emit_artefact(ml_at(sink, first), "defender-preferences", ML_ARTEFACT_READ);
    return first != 0;
}

const struct ml_fact_reader ml_reader_defender = { "defender-preferences", wants,
                                                   read_preferences };
