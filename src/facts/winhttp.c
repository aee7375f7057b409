/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/text.h"
#include "base/ban.h"

/* Output of netsh winhttp show proxy (formats 5.1). */

/* Japanese: proxy setting; direct access; proxy server. */
#define JA_SETTING                                                                     \
    "\xe3\x83\x97\xe3\x83\xad\xe3\x82\xad\xe3\x82\xb7\xe8\xa8\xad\xe5\xae\x9a"
#define JA_SETTING_2                                                                   \
    "\xe3\x83\x97\xe3\x83\xad\xe3\x82\xad\xe3\x82\xb7 \xe8\xa8\xad\xe5\xae\x9a"
#define JA_DIRECT                                                                      \
    "\xe7\x9b\xb4\xe6\x8e\xa5\xe3\x82\xa2\xe3\x82\xaf\xe3\x82\xbb\xe3\x82\xb9"
#define JA_PROXY "\xe3\x83\x97\xe3\x83\xad\xe3\x82\xad\xe3\x82\xb7"

/* The answer follows the heading within this many lines. */
enum { ANSWER_LINES = 8 };

static bool is_heading(ml_str line)
{
    return ml_str_has(line, ML_STR("WinHTTP proxy settings")) ||
           ml_str_has(line, ML_STR("WinHTTP " JA_SETTING)) ||
           ml_str_has(line, ML_STR("WinHTTP " JA_SETTING_2));
}

/* True when the line is the answer. */
static bool answer(struct ml_at at, ml_str line)
{
    ml_str label, value, proxy;

    if (ml_str_starts(line, ML_STR("Direct access")) ||
        ml_str_starts(line, ML_STR(JA_DIRECT))) {
        ml_emit(at, "proxy.winhttp", ML_STR("direct"));
        return true;
    }
    if (!ml_text_label(line, &label, &value) ||
        (!ml_str_starts(label, ML_STR("Proxy Server")) &&
         !ml_str_starts(label, ML_STR(JA_PROXY))) ||
        !ml_form_proxy(value, &proxy))
        return false;
    ml_emit(at, "proxy.winhttp", proxy);
    return true;
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = {
        { "WinHTTP proxy settings", 22 },
        { "WinHTTP " JA_SETTING, sizeof("WinHTTP " JA_SETTING) - 1 },
        { "WinHTTP " JA_SETTING_2, sizeof("WinHTTP " JA_SETTING_2) - 1 },
    };
    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_winhttp(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    uint64_t heading = 0;
    bool answered = false;

    while (!answered && ml_lines_next(&lines)) {
        if (is_heading(lines.trim))
            heading = lines.number;
        else if (heading && lines.number - heading <= ANSWER_LINES)
            answered = answer(ml_at(sink, lines.number), lines.trim);
    }
    if (heading)
        ml_emit_artefact(ml_at(sink, heading), "proxy-configuration",
                         answered ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    return heading != 0;
}

const struct ml_fact_reader ml_reader_winhttp = { "winhttp-proxy", wants,
                                                  read_winhttp };
