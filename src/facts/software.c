/* SPDX-License-Identifier: MIT */
#include "facts/software.h"

#include "base/attr.h"
#include "base/ban.h"

const ml_str ml_software_agent = { "Microsoft Azure Recovery Services Agent", 39 };

/* The server products, not the agents and consoles that bear the same words. */
static bool is_dpm_server(ml_str name)
{
    static const char *const parts[] = { "Agent", "Console", "Remote",
                                         "Shell", "Update",  "Hotfix" };

    if (!ml_str_has_nocase(name, ML_STR("Data Protection Manager")) &&
        !ml_str_has_nocase(name, ML_STR("Microsoft Azure Backup Server")))
        return false;
    for (size_t i = 0; i < ML_COUNT(parts); i++)
        if (ml_str_has_nocase(name, ml_str_of(parts[i])))
            return false;
    return true;
}

/* Two of them on one machine are in each other's way (33494, 33495). */
static void note_agent(struct ml_software *list, struct ml_at at, ml_str name)
{
    static const ml_str agents[] = {
        { "Microsoft Azure Recovery Services Agent", 39 },
        { "Microsoft Azure Backup Agent", 28 },
        { "Windows Azure Backup Agent", 26 },
    };

    for (size_t i = 0; i < ML_COUNT(agents); i++)
        if (ml_str_starts_nocase(name, agents[i])) {
            ml_products_add(&list->agents, agents[i]);
            list->agent_line = list->agent_line ? list->agent_line : at.line;
        }
}

void ml_software_note(struct ml_software *list, struct ml_at at, ml_str name,
                      ml_str publisher, ml_str version)
{
    name = ml_str_sub(ml_text_trim(name), 0, 256);
    version = ml_text_trim(version);
    if (ml_str_starts_nocase(name, ml_software_agent) && ml_form_version(version))
        ml_emit(at, "agent.version", version);
    else if (is_dpm_server(name) && ml_form_version(version))
        ml_emit(at, "dpm.version", version);
    note_agent(list, at, name);
    ml_products_add(&list->security,
                    ml_product_of_program(name, ml_text_trim(publisher)));
}

void ml_software_end(const struct ml_software *list, struct ml_at at)
{
    ml_products_emit(&list->security, at, "antivirus.programs");
    if (list->agents.n)
        ml_emit_u64(ml_at(at.sink, list->agent_line), "agent.products", list->agents.n);
}
