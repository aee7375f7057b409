/* SPDX-License-Identifier: MIT */
#include "facts/certificate.h"

#include "facts/text.h"
#include "base/ban.h"

/* `vault1-6-4-2026-vaultcredentials`: the vault is what stands before the date. */
static ml_str vault_of(ml_str name)
{
    for (size_t i = 1; i + 1 < name.n; i++)
        if (((name.p[i] == '-' || name.p[i] == '_') && ml_is_digit(name.p[i + 1])) ||
            ml_str_starts_nocase(ml_str_from(name, i), ML_STR("_vaultcred")) ||
            ml_str_starts_nocase(ml_str_from(name, i), ML_STR("-vaultcred")))
            return ml_str_sub(name, 0, i);
    return name;
}

static void emit_date(const struct ml_certificate *c, const struct ml_fact_sink *sink,
                      const char *fact)
{
    if (ml_time_known(c->not_after))
        ml_emit_time(ml_at(sink, c->date_line), fact, c->not_after);
}

/* A registration anew leaves the old certificate in the store: the one that is valid
 * longest counts. */
static void keep_newest(struct ml_certificate *kept, const struct ml_certificate *c)
{
    if (!kept->name.n ||
        (ml_time_known(c->not_after) &&
         (!ml_time_known(kept->not_after) || c->not_after.us > kept->not_after.us)))
        *kept = *c;
}

void ml_certificate_note(struct ml_certificates *set, const struct ml_certificate *c)
{
    if (!c->name.n ||
        ml_str_starts_nocase(c->name, ML_STR("AzureADCertforOfflineSeeding")))
        return;
    if (!ml_str_has_nocase(c->name, ML_STR("vaultcredentials"))) {
        keep_newest(&set->server, c);
        return;
    }
    keep_newest(&set->vault, c);
    ml_products_add(&set->vaults, vault_of(c->name));
    set->vault_line = c->name_line;
}

void ml_certificates_end(const struct ml_certificates *set,
                         const struct ml_fact_sink *sink)
{
    const struct ml_certificate *c = &set->server;
    ml_str server, rest;

    ml_str_cut(c->name, '_', &server, &rest);
    if (ml_form_host(server))
        ml_emit(ml_at(sink, c->name_line), "certificate.server.name", server);
    emit_date(c, sink, "certificate.server.not-after");
    emit_date(&set->vault, sink, "certificate.vault.not-after");
    if (set->vaults.n)
        ml_emit_u64(ml_at(sink, set->vault_line), "certificate.vaults", set->vaults.n);
}
