/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * Get-ExecutionPolicy -List, as psSDP's logs hold it (formats 3.5, 12). Effective for
 * the agent's task: the first of MachinePolicy and LocalMachine that is set. The other
 * scopes are those of the collector; Process is the Bypass that psSDP gives itself.
 */

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("MachinePolicy")) ||
           ml_str_has(text->text, ML_STR("Operating System Build Number"));
}

static bool read_policy(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str rest, scope, policy[2] = { { 0 } }, label, value;
    uint64_t line[2] = { 0 };
    bool build = false;

    while (ml_lines_next(&lines)) {
        if (ml_text_label(lines.trim, &label, &value) &&
            ml_str_eq(label, ML_STR("Operating System Build Number")))
            build |= ml_words_os_build(ml_at(sink, lines.number), value);
        rest = lines.trim;
        if (!ml_text_word(&rest, &scope))
            continue;
        bool local = ml_str_eq(scope, ML_STR("LocalMachine"));
        if ((!local && !ml_str_eq(scope, ML_STR("MachinePolicy"))) || line[local])
            continue;
        policy[local] = ml_words_execution_policy(rest);
        line[local] = policy[local].n ? lines.number : 0;
    }
    if (!line[0] || !line[1])
        return build;
    for (int i = 0; i < 2; i++) {
        if (ml_str_eq(policy[i], ML_STR("Undefined")))
            continue;
        ml_emit(ml_at(sink, line[i]), "powershell.execution-policy", policy[i]);
        return true;
    }
    ml_emit_bool(ml_at(sink, line[1]), "powershell.policy-not-set", true);
    return true;
}

const struct ml_fact_reader ml_reader_execpolicy = { "execution-policy", wants,
                                                     read_policy };
