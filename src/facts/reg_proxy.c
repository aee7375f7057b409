/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/bytes.h"
#include "base/ban.h"

/* Internet Settings: proxies of SYSTEM and user, WinHTTP's blob, file download. */

#define INTERNET "Microsoft\\Windows\\CurrentVersion\\Internet Settings"
#define POLICIES "Policies\\" INTERNET
#define ZONE "\\Zones\\3"

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_proxy *p = &reg->proxy;

    p->here = NULL;
    p->in_zone = p->in_winhttp = false;
    if (key->top != ML_TOP_SOFTWARE || key->hive == ML_HIVE_OTHER)
        return false;
    if (ml_reg_is(key, ML_TOP_SOFTWARE, INTERNET) && !key->asked) {
        p->here = &p->inet[key->hive];
        p->here->met = true;
        p->here->line = key->line;
    }
    p->in_zone = ml_reg_is(key, ML_TOP_SOFTWARE, INTERNET ZONE) ||
                 ml_reg_is(key, ML_TOP_SOFTWARE, POLICIES ZONE);
    p->in_winhttp = key->hive == ML_HIVE_MACHINE && !key->wow &&
                    ml_reg_is(key, ML_TOP_SOFTWARE, INTERNET "\\Connections");
    return p->here || p->in_zone || p->in_winhttp;
}

static uint32_t dword(ml_str bytes, size_t at)
{
    return ml_u32((const unsigned char *)bytes.p + at);
}

/* Size, counter, flags (bit 1: a proxy is set), length, proxy text; formats 3.4. */
static void winhttp(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_at at = ml_at(reg->sink, value->line);
    ml_str b = value->bytes, proxy;

    if (reg->proxy.winhttp_done || value->type != ML_REG_BYTES || b.n < 16 ||
        !ml_reg_named(value, "WinHttpSettings"))
        return;
    reg->proxy.winhttp_done = true;
    uint32_t flags = dword(b, 8), n = dword(b, 12);
    if (!(flags & 2)) {
        ml_emit(at, "proxy.winhttp", ML_STR("direct"));
    } else {
        if (n > b.n - 16 || !ml_form_proxy(ml_str_sub(b, 16, n), &proxy))
            return;
        ml_emit(at, "proxy.winhttp", proxy);
    }
    ml_emit_artefact(at, "proxy-configuration", ML_ARTEFACT_READ);
}

/* 1803 is the file download of the Internet zone: 0 allowed, 3 not. Anywhere 3 counts.
 */
static void zone(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_proxy *p = &reg->proxy;

    if (!ml_reg_named(value, "1803") || value->type != ML_REG_NUMBER ||
        value->number > 3)
        return;
    if (!p->zone_known || value->number > p->zone_value) {
        p->zone_value = value->number;
        p->zone_line = value->line;
    }
    p->zone_known = true;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_proxy *p = &reg->proxy;

    if (p->in_zone)
        zone(reg, value);
    if (p->in_winhttp)
        winhttp(reg, value);
    if (!p->here)
        return;
    if (ml_reg_named(value, "ProxyEnable"))
        ml_reg_take_number(&p->here->enable, value);
    if (ml_reg_named(value, "ProxyServer"))
        ml_reg_take_text(&p->here->server, value);
    if (ml_reg_named(value, "AutoConfigURL"))
        ml_reg_take_text(&p->here->pac, value);
}

/* A script may name a proxy that is not seen here: then nothing is `direct`. */
static void inet(struct ml_reg *reg, const struct ml_reg_inet *i, const char *fact,
                 const char *pac_fact)
{
    ml_str proxy;

    if (i->pac.line && i->pac.text.n)
        ml_emit(ml_at(reg->sink, i->pac.line), pac_fact, ml_text_trim(i->pac.text));
    if (!i->enable.known)
        return;
    struct ml_at at = ml_at(reg->sink, i->enable.line);
    if (i->enable.value == 0 && !i->pac.text.n)
        ml_emit(at, fact, ML_STR("direct"));
    else if (i->enable.value && ml_form_proxy(i->server.text, &proxy))
        ml_emit(ml_at(reg->sink, i->server.line), fact, proxy);
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_proxy *p = &reg->proxy;
    const struct ml_reg_inet *system = &p->inet[ML_HIVE_SYSTEM];

    if (!system->met)
        system = &p->inet[ML_HIVE_DEFAULT];
    if (system->met) {
        ml_emit_artefact(ml_at(reg->sink, system->line), "proxy-configuration",
                         ML_ARTEFACT_READ);
        inet(reg, system, "proxy.system", "proxy.pac");
    }
    inet(reg, &p->inet[ML_HIVE_USER], "proxy.user", "proxy.user-pac");
    if (p->zone_known)
        ml_emit_u64(ml_at(reg->sink, p->zone_line), "ie.file-download", p->zone_value);
}

const struct ml_reg_group ml_reg_group_proxy = { on_key, on_value, on_end };
