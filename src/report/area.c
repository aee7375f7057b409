/* SPDX-License-Identifier: MIT */
#include "report/area.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/ban.h"

struct word {
    const char *part; /* of a name */
    enum ml_text_id id;
};

static const struct word heads[] = {
    { "artefacts", ML_T_P_ARTEFACTS }, { "causes", ML_T_CAUSES },
    { "codes", ML_T_P_CODES },         { "jobs", ML_T_JOBS },
    { "messages", ML_T_P_MESSAGES },   { "observations", ML_T_P_OBSERVATIONS },
    { "oscodes", ML_T_P_OSCODES },     { "related", ML_T_P_RELATED },
    { "seed", ML_T_P_SEED },           { "signatures", ML_T_P_SIGNATURES },
};

static const struct word subjects[] = {
    { "aadsts", ML_T_AREA_AADSTS },
    { "backup", ML_T_AREA_BACKUP },
    { "causes", ML_T_AREA_CAUSES },
    { "connection", ML_T_AREA_CONNECTION },
    { "dpm", ML_T_AREA_DPM },
    { "engine", ML_T_AREA_ENGINE },
    { "files", ML_T_AREA_FILES },
    { "network", ML_T_AREA_NETWORK },
    { "offline", ML_T_AREA_OFFLINE },
    { "other", ML_T_AREA_OTHER },
    { "passphrase", ML_T_AREA_PASSPHRASE },
    { "policy", ML_T_AREA_POLICY },
    { "registration", ML_T_AREA_REGISTRATION },
    { "registration-names", ML_T_AREA_REGISTRATION_NAMES },
    { "restore", ML_T_AREA_RESTORE },
    { "schedule", ML_T_AREA_SCHEDULE },
    { "scratch", ML_T_AREA_SCRATCH },
    { "server", ML_T_AREA_SERVER },
    { "service", ML_T_AREA_SERVICE },
    { "service-limits", ML_T_AREA_SERVICE_LIMITS },
    { "service-storage", ML_T_AREA_SERVICE_STORAGE },
    { "system-state", ML_T_AREA_SYSTEM_STATE },
    { "volumes", ML_T_AREA_VOLUMES },
    { "vss", ML_T_AREA_VSS },
    { "windows", ML_T_AREA_WINDOWS },
};

ml_str ml_area_of(ml_str file)
{
    ml_str name = ml_str_basename(file);
    return ml_str_ends_nocase(name, ML_STR(".xml")) ? ml_str_sub(name, 0, name.n - 4)
                                                    : name;
}

static const enum ml_text_id *find(const struct word *words, size_t n, ml_str part)
{
    for (size_t i = 0; i < n; i++)
        if (ml_str_eq(part, ml_str_of(words[i].part)))
            return &words[i].id;
    return NULL;
}

struct ml_area_name ml_area_name(ml_str area)
{
    struct ml_area_name ret;
    ml_str head;

    ml_str_cut(area, '-', &head, &ret.rest);
    ret.head = find(heads, ML_COUNT(heads), head);
    ret.subject = find(subjects, ML_COUNT(subjects), ret.rest);
    return ret;
}

static int by_text(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

size_t ml_area_list(const struct ml_catalogue *c, struct ml_arena *arena, ml_str **ret)
{
    size_t all = 0, n = 0;
    ml_str *list = ml_arena_array(
        arena, (size_t)c->nsignatures + c->ncauses + c->nartefacts + 1, sizeof(*list));

    for (uint32_t i = 0; i < c->nsignatures; i++)
        list[all++] = ml_area_of(c->signatures[i].file);
    for (uint32_t i = 0; i < c->ncauses; i++)
        list[all++] = ml_area_of(c->causes[i].file);
    for (uint32_t i = 0; i < c->nartefacts; i++)
        list[all++] = ml_area_of(c->artefacts[i].file);
    if (all > 1)
        qsort(list, all, sizeof(*list), by_text);
    for (size_t i = 0; i < all; i++)
        if (n == 0 || !ml_str_eq(list[n - 1], list[i]))
            list[n++] = list[i];
    *ret = list;
    return n;
}
