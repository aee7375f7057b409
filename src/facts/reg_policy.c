/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "facts/words.h"
#include "base/attr.h"
#include "base/ban.h"

/* PowerShell's execution policy, its module path, Defender's exclusions. */

#define SHELL "Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell"
#define SHELL_POLICY "Policies\\Microsoft\\Windows\\PowerShell"
#define ENVIRONMENT "Control\\Session Manager\\Environment"
#define DEFENDER "Microsoft\\Windows Defender\\Exclusions"
#define DEFENDER_POLICY "Policies\\" DEFENDER

enum { MACHINE = 1, GROUP_POLICY = 2 };

static const struct {
    const char *key;
    int list;
} exclusions[] = {
    { DEFENDER "\\Paths", 0 },
    { DEFENDER_POLICY "\\Paths", 0 },
    { DEFENDER "\\Processes", 1 },
    { DEFENDER_POLICY "\\Processes", 1 },
};

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_policy *p = &reg->policy;

    p->here = 0;
    p->list = NULL;
    p->in_environment = false;
    if (key->hive != ML_HIVE_MACHINE || key->wow)
        return false;
    if (ml_reg_is(key, ML_TOP_SOFTWARE, SHELL))
        p->here = MACHINE;
    if (ml_reg_is(key, ML_TOP_SOFTWARE, SHELL_POLICY))
        p->here = GROUP_POLICY;
    if (p->here) {
        p->met[p->here] = true;
        p->line = key->line;
    }
    for (size_t i = 0; i < ML_COUNT(exclusions); i++)
        if (ml_reg_is(key, ML_TOP_SOFTWARE, exclusions[i].key) && !key->asked)
            p->list = &p->excluded[exclusions[i].list];
    if (p->list) {
        p->list->met = true;
        p->list->line = key->line;
    }
    p->in_environment = ml_reg_is(key, ML_TOP_SYSTEM, ENVIRONMENT);
    return p->here || p->list || p->in_environment;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_policy *p = &reg->policy;

    if (p->here) {
        p->nvalues[p->here]++;
        if (ml_reg_named(value, "ExecutionPolicy"))
            ml_reg_take_text(&p->value[p->here], value);
        if (p->here == GROUP_POLICY && ml_reg_named(value, "EnableScripts"))
            ml_reg_take_number(&p->scripts, value);
    }
    if (p->list && value->name.n && p->list->text.n < ML_FACT_VALUE_BYTES) {
        if (p->list->text.n)
            ml_buf_char(&p->list->text, ';');
        ml_buf_str(&p->list->text, value->name);
    }
    if (p->in_environment && ml_reg_named(value, "PSModulePath") &&
        value->type == ML_REG_TEXT) {
        struct ml_at at = ml_at(reg->sink, value->line);
        ml_words_module_path(at, value->text);
        ml_emit_artefact(at, "environment-variables", ML_ARTEFACT_READ);
    }
}

/* Group policy wins over the machine's own; scripts switched off are Restricted. */
static void execution_policy(struct ml_reg *reg)
{
    const struct ml_reg_policy *p = &reg->policy;
    struct ml_at at = ml_at(reg->sink, p->line);

    if (p->scripts.known && p->scripts.value == 0) {
        at.line = p->scripts.line;
        ml_emit(at, "powershell.execution-policy", ML_STR("Restricted"));
        return;
    }
    for (int i = GROUP_POLICY; i >= MACHINE; i--) {
        ml_str word = ml_words_execution_policy(p->value[i].text);
        if (!word.n || ml_str_eq(word, ML_STR("Undefined")))
            continue;
        at.line = p->value[i].line;
        ml_emit(at, "powershell.execution-policy", word);
        return;
    }
    /* Both keys were looked at and set nothing: the default of the Windows version,
     * which is for ml_facts_derive(). The machine's key always holds its Path. */
    if (!reg->cut && p->met[MACHINE] && p->met[GROUP_POLICY] && p->nvalues[MACHINE])
        ml_emit_bool(at, "powershell.policy-not-set", true);
}

static void on_end(struct ml_reg *reg)
{
    static const char *const facts[] = { "defender.exclusion-paths",
                                         "defender.exclusion-processes" };
    struct ml_reg_policy *p = &reg->policy;

    if (p->met[MACHINE] || p->met[GROUP_POLICY])
        execution_policy(reg);
    for (size_t i = 0; i < ML_COUNT(facts); i++) {
        struct ml_at at = ml_at(reg->sink, p->excluded[i].line);
        if (p->excluded[i].text.n)
            ml_emit(at, facts[i], ml_buf_view(&p->excluded[i].text));
        else if (p->excluded[i].met)
            ml_emit_empty(at, facts[i]);
        if (p->excluded[i].met)
            ml_emit_artefact(at, "defender-preferences", ML_ARTEFACT_READ);
        ml_buf_reset(&p->excluded[i].text);
    }
}

const struct ml_reg_group ml_reg_group_policy = { on_key, on_value, on_end };
