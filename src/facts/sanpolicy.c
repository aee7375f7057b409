/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * SAN policy (formats 3.5): in StorageInfo.LOG below its heading a line
 * `2 (VDS_SP_OFFLINE_SHARED): ...`; from diskpart `SAN Policy  : Offline Shared`.
 */

static const struct {
    const char *name;
    uint64_t number;
} policies[] = {
    { "Online All", 1 },
    { "Offline Shared", 2 },
    { "Offline All", 3 },
    { "Offline Internal", 4 },
};

static bool take_policy(ml_str line, uint64_t *ret)
{
    ml_str label, value;

    if (ml_str_has(line, ML_STR("(VDS_SP_")) && line.p[0] >= '1' && line.p[0] <= '4' &&
        line.n > 1 && !ml_is_digit(line.p[1])) {
        *ret = (uint64_t)(line.p[0] - '0');
        return true;
    }
    if (!ml_text_label(line, &label, &value) || !ml_str_eq(label, ML_STR("SAN Policy")))
        return false;
    for (size_t i = 0; i < ML_COUNT(policies); i++) {
        if (ml_str_eq_nocase(value, ml_str_of(policies[i].name))) {
            *ret = policies[i].number;
            return true;
        }
    }
    return false;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("SAN Policy")) ||
           ml_str_has(text->text, ML_STR("(VDS_SP_"));
}

static bool read_policy(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    uint64_t policy;

    while (ml_lines_next(&lines)) {
        if (!lines.trim.n || !take_policy(lines.trim, &policy))
            continue;
        ml_emit_u64(ml_at(sink, lines.number), "storage.san-policy", policy);
        ml_emit_artefact(ml_at(sink, lines.number), "storage-info", ML_ARTEFACT_READ);
        return true;
    }
    return false;
}

const struct ml_fact_reader ml_reader_sanpolicy = { "storage-info", wants,
                                                    read_policy };
