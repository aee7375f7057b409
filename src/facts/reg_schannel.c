/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/attr.h"
#include "base/ban.h"

/* SCHANNEL: which TLS versions the client side of Windows may use. */

#define SCHANNEL "Control\\SecurityProviders\\SCHANNEL"

static const struct {
    const char *key, *enabled, *explicit_fact, *by_default;
} versions[] = {
    { "Protocols\\TLS 1.0\\Client", "tls10.client.enabled", "tls10.client.explicit",
      "tls10.client.disabled-by-default" },
    { "Protocols\\TLS 1.2\\Client", "tls12.client.enabled", "tls12.client.explicit",
      "tls12.client.disabled-by-default" },
};

static bool in_schannel(const struct ml_reg_key *key)
{
    return key->hive == ML_HIVE_MACHINE &&
           (ml_reg_is(key, ML_TOP_SYSTEM, SCHANNEL) ||
            ml_reg_below(key, ML_TOP_SYSTEM, SCHANNEL).n);
}

/* Two protocols in one text: the whole branch was printed, not one key of it. */
static void note_protocol(struct ml_reg_schannel *s, ml_str below)
{
    ml_str rest, name;

    if (!ml_str_starts_nocase(below, ML_STR("Protocols\\")))
        return;
    ml_str_cut(ml_str_from(below, 10), '\\', &name, &rest);
    if (!s->protocol.n)
        s->protocol = name;
    else if (!ml_str_eq_nocase(s->protocol, name))
        s->protocols = true;
}

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_schannel *s = &reg->schannel;
    ml_str below = ml_reg_below(key, ML_TOP_SYSTEM, SCHANNEL);
    bool root = ml_reg_is(key, ML_TOP_SYSTEM, SCHANNEL) ||
                ml_str_eq_nocase(below, ML_STR("Protocols"));

    s->here = NULL;
    if (!in_schannel(key))
        return false;
    if (!s->line)
        s->line = key->line;
    s->root_asked |= root && key->asked;
    if (key->asked)
        return false;
    s->exists = true;
    s->root |= root;
    s->deep |= ml_str_find_char(below, '\\') != ML_NPOS;
    note_protocol(s, below);
    for (size_t i = 0; i < ML_COUNT(versions); i++)
        if (ml_str_eq_nocase(below, ml_str_of(versions[i].key)))
            s->here = &s->client[i];
    return true;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_schannel_client *client = reg->schannel.here;

    if (!in_schannel(&reg->key))
        return;
    reg->schannel.nvalues++;
    if (!client)
        return;
    if (ml_reg_named(value, "Enabled"))
        ml_reg_take_number(&client->enabled, value);
    if (ml_reg_named(value, "DisabledByDefault"))
        ml_reg_take_number(&client->disabled_by_default, value);
}

/*
 * Whether what is missing is known to be absent: a .reg file of the branch; reg query
 * with /s, told by keys two levels down; or the collector asked and nothing came.
 * Keys in another form than reg query's, without any value, say nothing.
 */
static bool is_complete(const struct ml_reg *reg)
{
    const struct ml_reg_schannel *s = &reg->schannel;

    if (reg->cut || s->client[0].enabled.odd || s->client[1].enabled.odd)
        return false;
    if (!s->exists)
        return s->root_asked;
    if (reg->whole)
        return s->root || s->protocols;
    return s->nvalues && (s->protocols || (s->deep && (s->root || s->root_asked)));
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_schannel *s = &reg->schannel;

    if (!s->line)
        return;
    ml_emit_artefact(ml_at(reg->sink, s->line), "schannel-registry",
                     s->exists ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    for (size_t i = 0; i < ML_COUNT(versions); i++) {
        const struct ml_reg_schannel_client *c = &s->client[i];
        if (c->enabled.known) {
            struct ml_at at = ml_at(reg->sink, c->enabled.line);
            ml_emit_bool(at, versions[i].enabled, c->enabled.value != 0);
            ml_emit_bool(at, versions[i].explicit_fact, true);
        }
        if (c->disabled_by_default.known)
            ml_emit_bool(ml_at(reg->sink, c->disabled_by_default.line),
                         versions[i].by_default, c->disabled_by_default.value != 0);
    }
    if (is_complete(reg))
        ml_emit_bool(ml_at(reg->sink, s->line), "tls.schannel-complete", true);
}

const struct ml_reg_group ml_reg_group_schannel = { on_key, on_value, on_end };
