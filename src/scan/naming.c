/* SPDX-License-Identifier: MIT */
#include "scan/naming.h"

#include "base/attr.h"
#include "base/ban.h"

/* How collectors go on behind the computer's name. */
static const ml_str tails[] = {
    ML_STR("_CBENGINE"),        ML_STR("_evt_"),           ML_STR("_reg_"),
    ML_STR("_SChannel_reg_"),   ML_STR("_W32TM"),          ML_STR("_W32Time"),
    ML_STR("_WinHTTP"),         ML_STR("_InternetExplorer"), ML_STR("_ProxyConfiguration"),
    ML_STR("_MSINFO32"),        ML_STR("_VSS"),            ML_STR("_Fltmc"),
    ML_STR("_Filter_Drivers"),  ML_STR("_Installed_"),     ML_STR("_BasicSystemInfo"),
    ML_STR("_Services"),        ML_STR("_DiskInfo"),       ML_STR("_WAB_Diaglogs"),
    ML_STR("_DPM_"),            ML_STR("_schtasks"),       ML_STR("_EnvironmentVariables"),
    ML_STR("_Certificates-"),   ML_STR("_Roles_Features"), ML_STR("_StorageInfo"),
    ML_STR("_TaskListSvc"),     ML_STR("_List_Writers"),   ML_STR("_CBSettings"),
    ML_STR("_cbengine.exe.config"), ML_STR("_ServiceImagePath"), ML_STR("_WriterMetaData"),
    ML_STR("_ExcludedBinaryPaths"), ML_STR("_HotfixRollups"),
};

static bool is_computer_name(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ml_is_word(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
            return false;
    return s.n >= 1 && s.n <= 63;
}

/* Names of the collectors' own that go on like a computer's: "Results_DPM_261120-..."
 * (a folder), "Storage_VSSAdmin.txt" (of a basic log). */
static const ml_str no_computers[] = {
    ML_STR("Results_"), ML_STR("Storage_"), ML_STR("BasicLog"), ML_STR("EventLogs"),
};

static ml_str computer_of_part(ml_str part)
{
    size_t best = ML_NPOS;

    if (ml_str_has_nocase(part, ML_STR("psSDP_")))
        return ml_naming_bundle_computer(part);
    for (size_t i = 0; i < ML_COUNT(no_computers); i++)
        if (ml_str_starts_nocase(part, no_computers[i]))
            return ML_STR_NONE;
    for (size_t i = 0; i < ML_COUNT(tails); i++) {
        size_t at = ml_str_find_nocase(part, tails[i]);
        if (at != ML_NPOS && at > 0 && at < best)
            best = at;
    }
    ml_str name = best == ML_NPOS ? ML_STR_NONE : ml_str_sub(part, 0, best);
    return is_computer_name(name) ? name : ML_STR_NONE;
}

/* Take the last part off a path: folders and archives alike. */
static bool last_part(ml_str *path, ml_str *ret)
{
    if (path->n == 0)
        return false;
    size_t i = path->n;
    while (i > 0 && path->p[i - 1] != '/' && path->p[i - 1] != '!')
        i--;
    *ret = ml_str_from(*path, i);
    *path = ml_str_sub(*path, 0, i ? i - 1 : 0);
    return true;
}

/* The computer that a container around the file names: it may hold underscores. */
static ml_str container_computer(ml_str path)
{
    ml_str part, name = ML_STR_NONE;

    while (!name.n && last_part(&path, &part))
        if (ml_str_has_nocase(part, ML_STR("psSDP_")))
            name = ml_naming_bundle_computer(part);
    return name;
}

ml_str ml_naming_computer(ml_str path)
{
    ml_str part, container = container_computer(path);

    while (last_part(&path, &part)) {
        ml_str name = computer_of_part(part);
        if (name.n && ml_str_starts_nocase(part, container) && part.n > container.n &&
            part.p[container.n] == '_' && container.n)
            return ml_str_sub(part, 0, container.n);
        if (name.n)
            return name;
    }
    return ML_STR_NONE;
}

static bool is_stamp(ml_str s)
{
    if (s.n != 13 || s.p[6] != '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (i != 6 && !ml_is_digit(s.p[i]))
            return false;
    return true;
}

ml_str ml_naming_bundle_computer(ml_str name)
{
    ml_str sdp = ML_STR("_psSDP_");
    size_t at = ml_str_find_nocase(name, sdp);

    if (ml_str_starts_nocase(name, ML_STR("tss_")) && at != ML_NPOS && at > 18 &&
        is_stamp(ml_str_sub(name, 4, 13)) && name.p[17] == '_') {
        ml_str computer = ml_str_sub(name, 18, at - 18);
        return is_computer_name(computer) ? computer : ML_STR_NONE;
    }
    if (!ml_str_starts_nocase(name, ML_STR("psSDP_")))
        return ML_STR_NONE;
    ml_str tech, rest; /* psSDP_<TECH>_<C>_<date>.zip */
    ml_str_cut(ml_str_from(name, 6), '_', &tech, &rest);
    for (size_t i = rest.n; i > 0; i--)
        if (rest.p[i - 1] == '_' && i < rest.n && ml_is_digit(rest.p[i])) {
            ml_str computer = ml_str_sub(rest, 0, i - 1);
            return is_computer_name(computer) ? computer : ML_STR_NONE;
        }
    return ML_STR_NONE;
}

static int pair_at(ml_str s, size_t i)
{
    return (s.p[i] - '0') * 10 + (s.p[i + 1] - '0');
}

bool ml_naming_stamp(ml_str path, struct ml_time *ret)
{
    for (size_t i = 0; i + 13 <= path.n; i++) {
        ml_str s = ml_str_sub(path, i, 13);
        if (!is_stamp(s) || (i > 0 && ml_is_digit(path.p[i - 1])) ||
            (i + 13 < path.n && ml_is_digit(path.p[i + 13])))
            continue;
        struct ml_civil c = { 2000 + pair_at(s, 0), pair_at(s, 2), pair_at(s, 4),
                              pair_at(s, 7), pair_at(s, 9), pair_at(s, 11), 0 };
        if (!ml_civil_valid(&c))
            continue;
        *ret = (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_UTC };
        return true;
    }
    return false;
}

/* ".errlog.2026-11-20_01-02-03.Crash" */
static bool crash_date(ml_str name, struct ml_time *ret)
{
    ml_str mark = ML_STR(".errlog.");
    size_t at = ml_str_find_nocase(name, mark);

    if (at == ML_NPOS || !ml_str_ends_nocase(name, ML_STR(".Crash")))
        return false;
    return ml_time_parse_iso(ml_str_sub(name, at + mark.n, 10), ret);
}

bool ml_naming_record_date(ml_str name, struct ml_time *ret)
{
    if (crash_date(name, ret))
        return true;
    for (size_t i = 0; i + 14 <= name.n; i++) { /* "CBEngine3_1711324800000.log" */
        uint64_t ms;
        if (name.p[i] != '_' || !ml_str_to_u64(ml_str_sub(name, i + 1, 13), &ms) ||
            (i + 14 < name.n && ml_is_digit(name.p[i + 14])))
            continue;
        if (ms < UINT64_C(946684800000) || ms > UINT64_C(4102444800000))
            continue; /* outside 2000 to 2099 */
        *ret = (struct ml_time){ (int64_t)ms * 1000, ML_CLOCK_UTC };
        return true;
    }
    return false;
}

ml_str ml_naming_upper(struct ml_arena *arena, ml_str name)
{
    ml_str copy = ml_arena_dup(arena, name);
    char *p = (char *)(uintptr_t)copy.p;

    for (size_t i = 0; i < copy.n; i++)
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 32);
    return copy;
}

ml_str ml_naming_stem(ml_str path)
{
    static const ml_str endings[] = { ML_STR(".zip"), ML_STR(".cab"), ML_STR(".tar"),
                                      ML_STR(".7z"),  ML_STR(".gz"),  ML_STR(".tgz"),
                                      ML_STR(".bz2"), ML_STR(".xz"),  ML_STR(".zst"),
                                      ML_STR(".zip_"), ML_STR(".txt") };
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    ml_str name = ml_str_basename(path);
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < ML_COUNT(endings) && !again; i++)
            if (name.n > endings[i].n && ml_str_ends_nocase(name, endings[i])) {
                name.n -= endings[i].n;
                again = true;
            }
    }
    return name.n ? name : path;
}
