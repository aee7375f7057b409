/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/attr.h"
#include "base/ban.h"

static const struct ml_reg_group *const groups[] = {
    &ml_reg_group_agent,     &ml_reg_group_host,     &ml_reg_group_dotnet,
    &ml_reg_group_schannel,  &ml_reg_group_proxy,    &ml_reg_group_reboot,
    &ml_reg_group_uninstall, &ml_reg_group_services, &ml_reg_group_policy,
    &ml_reg_group_certificate, &ml_reg_group_settings,
};

void ml_reg_begin(struct ml_reg *reg, const struct ml_fact_sink *sink)
{
    *reg = (struct ml_reg){ .sink = sink };
    ml_arena_init(&reg->arena);
}

/* Take `head\` off the path; the whole path may be `head` too. */
static bool take_part(ml_str *path, const char *head)
{
    ml_str h = ml_str_of(head);

    if (!ml_str_starts_nocase(*path, h))
        return false;
    if (path->n > h.n && path->p[h.n] != '\\')
        return false;
    *path = ml_str_from(*path, h.n + 1);
    return true;
}

static const struct {
    const char *name;
    enum ml_reg_hive hive;
} hives[] = {
    { "HKEY_LOCAL_MACHINE", ML_HIVE_MACHINE },
    { "HKLM", ML_HIVE_MACHINE },
    { "HKLM:", ML_HIVE_MACHINE },
    { "HKEY_CURRENT_USER", ML_HIVE_USER },
    { "HKCU", ML_HIVE_USER },
    { "HKCU:", ML_HIVE_USER },
    { "HKEY_USERS\\S-1-5-18", ML_HIVE_SYSTEM },
    { "HKU\\S-1-5-18", ML_HIVE_SYSTEM },
    { "HKEY_USERS\\.DEFAULT", ML_HIVE_DEFAULT },
    { "HKU\\.DEFAULT", ML_HIVE_DEFAULT },
    { "HKEY_USERS", ML_HIVE_OTHER },
    { "HKU", ML_HIVE_OTHER },
    { "HKEY_CLASSES_ROOT", ML_HIVE_OTHER },
    { "HKEY_CURRENT_CONFIG", ML_HIVE_OTHER },
    { "HKCR", ML_HIVE_OTHER },
};

static bool parse_key(ml_str name, struct ml_reg_key *key)
{
    ml_str path = ml_str_sub(ml_text_trim(name), 0, 1024);
    size_t i = 0;

    for (; i < ML_COUNT(hives); i++)
        if (take_part(&path, hives[i].name))
            break;
    if (i == ML_COUNT(hives))
        return false;
    key->hive = hives[i].hive;
    if (take_part(&path, "SOFTWARE")) {
        key->top = ML_TOP_SOFTWARE;
        key->wow = take_part(&path, "Wow6432Node");
    } else if (take_part(&path, "SYSTEM") && take_part(&path, "CurrentControlSet")) {
        key->top = ML_TOP_SYSTEM;
    }
    while (path.n && path.p[path.n - 1] == '\\')
        path.n--;
    key->path = path;
    return true;
}

bool ml_reg_key(struct ml_reg *reg, ml_str name, bool asked, uint64_t line)
{
    struct ml_reg_key key = { .asked = asked, .line = line };

    if (!parse_key(name, &key))
        return false;
    reg->key = key;
    reg->wanted = false;
    for (size_t i = 0; i < ML_COUNT(groups); i++)
        reg->wanted |= groups[i]->key(reg, &reg->key);
    return true;
}

void ml_reg_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    if (!reg->wanted || reg->key.asked)
        return;
    for (size_t i = 0; i < ML_COUNT(groups); i++)
        groups[i]->value(reg, value);
}

void ml_reg_end(struct ml_reg *reg)
{
    for (size_t i = 0; i < ML_COUNT(groups); i++)
        groups[i]->end(reg);
    ml_arena_reset(&reg->arena);
}

bool ml_reg_is(const struct ml_reg_key *key, enum ml_reg_top top, const char *path)
{
    return key->top == top && ml_str_eq_nocase(key->path, ml_str_of(path));
}

ml_str ml_reg_below(const struct ml_reg_key *key, enum ml_reg_top top,
                    const char *parent)
{
    ml_str p = ml_str_of(parent);

    if (key->top != top || !ml_str_starts_nocase(key->path, p) || key->path.n <= p.n ||
        key->path.p[p.n] != '\\')
        return ML_STR_NONE;
    return ml_str_from(key->path, p.n + 1);
}

bool ml_reg_named(const struct ml_reg_value *value, const char *name)
{
    return ml_str_eq_nocase(value->name, ml_str_of(name));
}

void ml_reg_take_number(struct ml_reg_number *into, const struct ml_reg_value *value)
{
    if (value->type != ML_REG_NUMBER)
        into->odd = true;
    else if (!into->known)
        *into = (struct ml_reg_number){ .known = true,
                                        .value = value->number,
                                        .line = value->line };
}

void ml_reg_take_text(struct ml_reg_string *into, const struct ml_reg_value *value)
{
    if (value->type == ML_REG_TEXT && !into->line)
        *into = (struct ml_reg_string){ value->text, value->line };
}
