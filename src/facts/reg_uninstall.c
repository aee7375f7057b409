/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "facts/software.h"
#include "base/ban.h"

/* Uninstall keys: one program each. */

#define UNINSTALL "Microsoft\\Windows\\CurrentVersion\\Uninstall"
#define AGENT "{8AB21D86-21F0-430A-9AD1-2D90077104C3}"

/* Fewer than this is one program's key sent by itself, not the list. */
enum { LIST_PROGRAMS = 3 };

static void flush(struct ml_reg *reg)
{
    struct ml_reg_uninstall *u = &reg->uninstall;

    if (u->here && u->name.line) {
        u->nprograms++;
        uint64_t line = u->version.line ? u->version.line : u->name.line;
        ml_software_note(&u->software, ml_at(reg->sink, line), u->name.text,
                         u->publisher.text, u->version.text);
    }
    u->here = false;
    u->name = u->version = u->publisher = (struct ml_reg_string){ 0 };
}

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_uninstall *u = &reg->uninstall;
    ml_str below = ml_reg_below(key, ML_TOP_SOFTWARE, UNINSTALL);

    flush(reg);
    u->here = below.n && ml_str_find_char(below, '\\') == ML_NPOS && !key->asked;
    if (u->here && !u->line)
        u->line = key->line;
    /* The agent's own key is known even where its name is not printed. */
    if (u->here && ml_str_eq_nocase(below, ML_STR(AGENT)))
        u->name = (struct ml_reg_string){ ml_software_agent, key->line };
    return u->here;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_uninstall *u = &reg->uninstall;

    if (!u->here)
        return;
    if (ml_reg_named(value, "DisplayName"))
        ml_reg_take_text(&u->name, value);
    if (ml_reg_named(value, "DisplayVersion"))
        ml_reg_take_text(&u->version, value);
    if (ml_reg_named(value, "Publisher"))
        ml_reg_take_text(&u->publisher, value);
}

static void on_end(struct ml_reg *reg)
{
    struct ml_reg_uninstall *u = &reg->uninstall;
    struct ml_at at = ml_at(reg->sink, u->line);

    flush(reg);
    if (u->nprograms >= LIST_PROGRAMS)
        ml_emit_artefact(at, "installed-programs", ML_ARTEFACT_READ);
    if (u->nprograms >= LIST_PROGRAMS || u->software.security.n)
        ml_software_end(&u->software, at);
}

const struct ml_reg_group ml_reg_group_uninstall = { on_key, on_value, on_end };
