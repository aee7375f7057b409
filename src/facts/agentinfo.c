/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/* <C>_CBENGINE_AgentInfo.txt (formats 11.1), and the same labels in other texts. */

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("Microsoft Azure MachineID")) ||
           ml_str_has(text->text, ML_STR("Recovery Services Agent Version"));
}

static bool read_info(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value, guid;
    uint64_t first = 0, absent_line = 0;
    int empty_ids = 0, ids = 0;
    bool version = false;

    while (ml_lines_next(&lines)) {
        if (!ml_text_label(lines.trim, &label, &value) ||
            !ml_str_starts(label, ML_STR("Microsoft Azure ")))
            continue;
        struct ml_at at = ml_at(sink, lines.number);
        bool machine = ml_str_eq(label, ML_STR("Microsoft Azure MachineID"));
        bool resource = ml_str_eq(label, ML_STR("Microsoft Azure ResourceID"));
        if (!first)
            first = lines.number;
        if (ml_str_has(label, ML_STR("Recovery Services Agent Version")) &&
            ml_form_version(value)) {
            ml_emit(at, "agent.version", value);
            version = true;
        }
        if (machine && ml_form_guid(value, &guid))
            ml_emit(at, "agent.machine-id", guid);
        if (resource && ml_form_resource(value))
            ml_emit(at, "agent.resource-id", value);
        ids += (machine && ml_form_guid(value, &guid)) ||
               (resource && ml_form_resource(value));
        empty_ids += (machine || resource) && !value.n;
        absent_line = machine ? lines.number : absent_line;
    }
    if (!first)
        return false;
    ml_emit_artefact(ml_at(sink, first), "agent-info",
                     version || ids ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (empty_ids == 2 && !ids && version)
        ml_emit_bool(ml_at(sink, absent_line), "agent.registered", false);
    return true;
}

const struct ml_fact_reader ml_reader_agentinfo = { "agent-info", wants, read_info };
