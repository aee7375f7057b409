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

void ml_software_note(struct ml_products *set, struct ml_at at, ml_str name,
                      ml_str publisher, ml_str version)
{
    name = ml_str_sub(ml_text_trim(name), 0, 256);
    version = ml_text_trim(version);
    if (ml_str_starts_nocase(name, ml_software_agent) && ml_form_version(version))
        ml_emit(at, "agent.version", version);
    else if (is_dpm_server(name) && ml_form_version(version))
        ml_emit(at, "dpm.version", version);
    ml_products_add(set, ml_product_of_program(name, ml_text_trim(publisher)));
}
