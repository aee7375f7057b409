/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * DotNet-Version.txt (formats 8). The Release of the registry output in the same file
 * is the better source; only without it the version is turned into the release number
 * of Microsoft's list.
 */

static const struct {
    const char *version;
    uint64_t release;
} versions[] = {
    { "4.5.50709", 378389 }, { "4.5.50938", 378675 }, { "4.5.51209", 379893 },
    { "4.6.00079", 393295 }, { "4.6.00081", 393297 }, { "4.6.01055", 394254 },
    { "4.6.01590", 394802 }, { "4.7.02053", 460798 }, { "4.7.02556", 461308 },
    { "4.7.02558", 461310 }, { "4.7.03056", 461808 }, { "4.7.03062", 461808 },
    { "4.7.03190", 461814 }, { "4.8.03752", 528040 }, { "4.8.03761", 528040 },
    { "4.8.03928", 528040 }, { "4.8.04084", 528040 }, { "4.8.04161", 528040 },
    { "4.8.09032", 533320 }, { "4.8.09037", 533320 },
};

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR(".NET version:"));
}

static bool read_version(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value;
    uint64_t found = 0, release = 0;

    while (!found && ml_lines_next(&lines)) {
        if (!ml_text_label(lines.trim, &label, &value) ||
            !ml_str_eq(label, ML_STR(".NET version")))
            continue;
        found = lines.number;
        for (size_t i = 0; i < ML_COUNT(versions); i++)
            if (ml_str_eq(value, ml_str_of(versions[i].version)))
                release = versions[i].release;
    }
    if (release && !ml_str_has(text->text, ML_STR("Release    REG_DWORD"))) {
        ml_emit_u64(ml_at(sink, found), "dotnet.release", release);
        ml_emit_artefact(ml_at(sink, found), "dotnet-registry", ML_ARTEFACT_READ);
    }
    return found != 0;
}

const struct ml_fact_reader ml_reader_dotnet = { "dotnet-version", wants,
                                                 read_version };
