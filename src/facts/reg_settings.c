/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/ban.h"

/* Single settings: root certificates, PowerShell, the clock's source, the task. */

#define ROOTS "Policies\\Microsoft\\SystemCertificates\\AuthRoot"
#define ENGINE "Microsoft\\PowerShell\\3\\PowerShellEngine"
#define CLOCK "Services\\W32Time\\Parameters"
#define TASK                                                                           \
    "Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\"      \
    "OnlineBackup\\Microsoft-OnlineBackup"

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_settings *s = &reg->settings;

    s->here = ML_REG_NO_SETTING;
    if (key->hive != ML_HIVE_MACHINE || key->wow)
        return false;
    if (ml_reg_is(key, ML_TOP_SOFTWARE, ROOTS)) {
        s->here = ML_REG_ROOTS;
        s->roots_line = key->line;
    } else if (ml_reg_is(key, ML_TOP_SOFTWARE, ENGINE)) {
        s->here = ML_REG_POWERSHELL;
    } else if (ml_reg_is(key, ML_TOP_SYSTEM, CLOCK)) {
        s->here = ML_REG_CLOCK;
    } else if (ml_reg_is(key, ML_TOP_SOFTWARE, TASK)) {
        s->task_line = key->line;
        s->task_absent = key->asked;
    }
    return s->here != ML_REG_NO_SETTING;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_settings *s = &reg->settings;

    if (s->here == ML_REG_ROOTS && ml_reg_named(value, "DisableRootAutoUpdate"))
        ml_reg_take_number(&s->roots_disabled, value);
    if (s->here == ML_REG_POWERSHELL && ml_reg_named(value, "PowerShellVersion") &&
        value->type == ML_REG_TEXT && ml_form_version(value->text))
        ml_emit(ml_at(reg->sink, value->line), "powershell.version", value->text);
    if (s->here == ML_REG_CLOCK && ml_reg_named(value, "Type"))
        ml_reg_take_text(&s->clock_type, value);
    if (s->here == ML_REG_CLOCK && ml_reg_named(value, "NtpServer"))
        ml_reg_take_text(&s->clock_server, value);
}

/* The server is set in a domain too, where it is not used. */
static void clock_source(const struct ml_reg *reg)
{
    const struct ml_reg_settings *s = &reg->settings;

    if (!s->clock_type.line)
        return;
    if (ml_str_eq_nocase(s->clock_type.text, ML_STR("NTP")) && s->clock_server.text.n)
        ml_emit(ml_at(reg->sink, s->clock_server.line), "clock.source",
                s->clock_server.text);
    else
        ml_emit(ml_at(reg->sink, s->clock_type.line), "clock.source",
                s->clock_type.text);
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_settings *s = &reg->settings;

    clock_source(reg);
    if (s->roots_disabled.known)
        ml_emit_bool(ml_at(reg->sink, s->roots_disabled.line),
                     "registry.root-auto-update", s->roots_disabled.value == 0);
    else if (s->roots_line && reg->whole && !reg->cut && !s->roots_disabled.odd)
        ml_emit_bool(ml_at(reg->sink, s->roots_line), "registry.root-auto-update", true);
    if (s->task_line && s->task_absent && reg->whole && !reg->cut) {
        ml_emit(ml_at(reg->sink, s->task_line), "schedule.task-state",
                ML_STR("missing"));
        ml_emit_artefact(ml_at(reg->sink, s->task_line), "scheduled-task",
                         ML_ARTEFACT_READ);
    }
}

const struct ml_reg_group ml_reg_group_settings = { on_key, on_value, on_end };
