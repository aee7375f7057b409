/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/attr.h"
#include "base/ban.h"

/* Keys of the agent itself (formats 3.3). */

#define ROOT "Microsoft\\Windows Azure Backup"
#define CONFIG ROOT "\\Config"

enum form { PATH, GUID, ID };

static const struct {
    const char *key, *value, *fact;
    enum form form;
} rows[] = {
    { ROOT "\\Setup", "InstallPath", "agent.install-path", PATH },
    { CONFIG, "ScratchLocation", "scratch.location", PATH },
    { CONFIG "\\CloudBackupProvider", "ScratchLocation", "scratch.provider-location",
      PATH },
    { CONFIG, "MachineId", "agent.machine-id", GUID },
    { CONFIG, "ResourceId", "agent.resource-id", ID },
};

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_agent *a = &reg->agent;

    if (key->hive != ML_HIVE_MACHINE || (!ml_reg_is(key, ML_TOP_SOFTWARE, ROOT) &&
                                         !ml_reg_below(key, ML_TOP_SOFTWARE, ROOT).n))
        return false;
    a->met = true;
    if (!a->line)
        a->line = key->line;
    a->config = !key->asked && ml_reg_is(key, ML_TOP_SOFTWARE, CONFIG);
    if (a->config && !a->config_line)
        a->config_line = key->line;
    return true;
}

static void emit(struct ml_at at, const char *fact, enum form form, ml_str text)
{
    ml_str guid;

    text = ml_text_trim(text);
    if (form == PATH && ml_form_path(text))
        ml_emit(at, fact, text);
    else if (form == GUID && ml_form_guid(text, &guid))
        ml_emit(at, fact, guid);
    else if (form == ID && ml_form_resource(text))
        ml_emit(at, fact, text);
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_agent *a = &reg->agent;

    if (!ml_reg_is(&reg->key, ML_TOP_SOFTWARE, ROOT) &&
        !ml_reg_below(&reg->key, ML_TOP_SOFTWARE, ROOT).n)
        return;
    a->nvalues++;
    a->nconfig += a->config;
    if (a->config && value->type == ML_REG_TEXT && value->text.n &&
        (ml_reg_named(value, "MachineId") || ml_reg_named(value, "ResourceId")))
        a->has_id = true;
    for (size_t i = 0; i < ML_COUNT(rows); i++)
        if (value->type == ML_REG_TEXT &&
            ml_reg_is(&reg->key, ML_TOP_SOFTWARE, rows[i].key) &&
            ml_reg_named(value, rows[i].value))
            emit(ml_at(reg->sink, value->line), rows[i].fact, rows[i].form,
                 value->text);
}

/*
 * Registered nowhere: the Config key was read and holds neither id. A key printed
 * with one value only may come from `reg query /v`, which shows nothing else.
 */
static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_agent *a = &reg->agent;

    if (!a->met)
        return;
    ml_emit_artefact(ml_at(reg->sink, a->line), "agent-registry",
                     a->nvalues ? ML_ARTEFACT_READ
                     : reg->cut ? ML_ARTEFACT_DAMAGED
                                : ML_ARTEFACT_EMPTY);
    if (a->has_id)
        ml_emit_bool(ml_at(reg->sink, a->config_line), "agent.registered", true);
    else if (!reg->cut && (a->nconfig > 1 || (a->nconfig == 1 && reg->whole)))
        ml_emit_bool(ml_at(reg->sink, a->config_line), "agent.registered", false);
}

const struct ml_reg_group ml_reg_group_agent = { on_key, on_value, on_end };
