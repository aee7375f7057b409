/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Get-WindowsFeature (formats 3.5): `[X] Windows Server Backup  Windows-Server-Backup
 * Installed`. The display name is localised, name and state are not.
 */

#define BACKUP "Windows-Server-Backup"

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR(BACKUP));
}

static bool read_features(const struct ml_fact_text *text,
                          const struct ml_fact_sink *sink)
{
    static const char *const states[] = { "Installed", "Available", "InstallPending",
                                          "UninstallPending", "Removed" };
    struct ml_lines lines = ml_lines_of(text->text);

    while (ml_lines_next(&lines)) {
        size_t at = ml_str_find(lines.trim, ML_STR(BACKUP));
        if (at == ML_NPOS)
            continue;
        ml_str rest = ml_str_from(lines.trim, at), name, state;
        if (!ml_text_word(&rest, &name) || !ml_str_eq(name, ML_STR(BACKUP)))
            continue;
        ml_text_word(&rest, &state);
        for (size_t i = 0; i < ML_COUNT(states); i++) {
            if (!ml_str_eq(state, ml_str_of(states[i])))
                continue;
            ml_emit(ml_at(sink, lines.number), "feature.windows-server-backup", state);
            ml_emit_artefact(ml_at(sink, lines.number), "roles-features",
                             ML_ARTEFACT_READ);
            return true;
        }
    }
    return false;
}

const struct ml_fact_reader ml_reader_features = { "roles-features", wants,
                                                   read_features };
