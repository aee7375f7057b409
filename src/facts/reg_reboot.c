/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/attr.h"
#include "base/ban.h"

/* Whether Windows waits for a restart, and who asked for it. */

#define MANAGER "Control\\Session Manager"
#define SERVICING "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"
#define UPDATE "Microsoft\\Windows\\CurrentVersion\\WindowsUpdate"

/* Keys whose mere presence says so. */
static const struct {
    const char *key;
    int index;
} signs[] = {
    { SERVICING "\\RebootPending", ML_REG_CBS },
    { UPDATE "\\Auto Update\\RebootRequired", ML_REG_UPDATE },
    { UPDATE "\\Services\\Pending", ML_REG_SERVICING },
};

/* The line of the first that says so, else of the first looked at. */
static void note(struct ml_reg_reboot *r, uint64_t line, int index, bool pending)
{
    if (!r->line || (pending && !r->any_pending))
        r->line = line;
    r->any_pending |= pending;
    r->pending[index] |= pending;
}

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_reboot *r = &reg->reboot;

    r->in_manager = false;
    if (key->hive != ML_HIVE_MACHINE || key->wow)
        return false;
    for (size_t i = 0; i < ML_COUNT(signs); i++) {
        if (!ml_reg_is(key, ML_TOP_SOFTWARE, signs[i].key))
            continue;
        r->covered[signs[i].index] = true;
        /* Services\Pending always exists: its subkeys count. */
        note(r, key->line, signs[i].index,
             !key->asked && signs[i].index != ML_REG_SERVICING);
    }
    if (!key->asked &&
        ml_reg_below(key, ML_TOP_SOFTWARE, UPDATE "\\Services\\Pending").n) {
        r->covered[ML_REG_SERVICING] = true;
        note(r, key->line, ML_REG_SERVICING, true);
    }
    /* A file of the parent key holds its subkeys, so it shows their absence too. */
    if (reg->whole && ml_reg_is(key, ML_TOP_SOFTWARE, SERVICING))
        r->covered[ML_REG_CBS] = true;
    if (reg->whole && ml_reg_is(key, ML_TOP_SOFTWARE, UPDATE "\\Auto Update"))
        r->covered[ML_REG_UPDATE] = true;
    r->in_manager = !key->asked && ml_reg_is(key, ML_TOP_SYSTEM, MANAGER);
    if (r->in_manager && !r->line)
        r->line = key->line;
    return r->in_manager;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_reboot *r = &reg->reboot;

    if (!r->in_manager)
        return;
    r->nmanager++;
    if (ml_reg_named(value, "PendingFileRenameOperations")) {
        r->covered[ML_REG_RENAME] = true;
        note(r, value->line, ML_REG_RENAME,
             value->type == ML_REG_TEXT && value->text.n > 0);
    }
}

/* The rest may stand in the other hive: ml_facts_derive() puts them together. */
static void looked_at(const struct ml_reg_reboot *r, struct ml_at at)
{
    if (r->covered[ML_REG_CBS] && r->covered[ML_REG_UPDATE])
        ml_emit_bool(at, "pending-reboot.none-in-software", true);
    if (r->covered[ML_REG_RENAME])
        ml_emit_bool(at, "pending-reboot.none-in-system", true);
}

static void on_end(struct ml_reg *reg)
{
    static const char *const sources[ML_REG_NREBOOT] = {
        [ML_REG_CBS] = "CBS RebootPending",
        [ML_REG_UPDATE] = "WindowsUpdate RebootRequired",
        [ML_REG_RENAME] = "PendingFileRenameOperations",
        [ML_REG_SERVICING] = "WindowsUpdate Services Pending",
    };
    struct ml_reg_reboot *r = &reg->reboot;
    struct ml_products pending = { 0 };
    bool any = false;

    if (reg->whole ? r->nmanager > 0 : r->nmanager > 1)
        r->covered[ML_REG_RENAME] = true;
    for (size_t i = 0; i < ML_REG_NREBOOT; i++) {
        any |= r->covered[i];
        if (r->pending[i])
            ml_products_add(&pending, ml_str_of(sources[i]));
    }
    if (!any)
        return;
    struct ml_at at = ml_at(reg->sink, r->line);
    ml_emit_artefact(at, "pending-reboot-registry", ML_ARTEFACT_READ);
    if (pending.n) {
        ml_emit_bool(at, "os.pending-reboot", true);
        ml_products_emit(&pending, at, "pending-reboot.sources");
    } else if (!reg->cut && r->covered[ML_REG_CBS] && r->covered[ML_REG_UPDATE] &&
               r->covered[ML_REG_RENAME]) {
        ml_emit_bool(at, "os.pending-reboot", false);
    } else if (!reg->cut && reg->whole) {
        looked_at(r, at);
    }
}

const struct ml_reg_group ml_reg_group_reboot = { on_key, on_value, on_end };
