/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/products.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * certutil -v -store my (formats 8): the certificates of the agent by their names.
 *
 *     CB_FS01_vault_...                     the server's identity
 *     CB_vault1-...-vaultcredentials        a vault's credentials
 *     CB_AzureADCertforOfflineSeeding_...   of no interest here
 */

struct certificate {
    ml_str name; /* behind CB_; empty: another's certificate */
    struct ml_time not_after;
    uint64_t name_line, date_line;
};

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    struct certificate here;
    struct ml_products vaults;
    bool met;
    uint64_t vault_line, first;
};

static bool is_rule(ml_str s)
{
    return ml_str_starts(s, ML_STR("================ ")) &&
           ml_str_ends_nocase(s, ML_STR(" ================"));
}

static void emit_date(struct reader *r, const char *fact)
{
    if (ml_time_known(r->here.not_after))
        ml_emit_time(ml_at(r->sink, r->here.date_line), fact, r->here.not_after);
}

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

static void end_certificate(struct reader *r)
{
    ml_str name = r->here.name, server, rest;

    if (!name.n)
        goto out;
    if (ml_str_starts_nocase(name, ML_STR("AzureADCertforOfflineSeeding")))
        goto out;
    if (ml_str_has_nocase(name, ML_STR("vaultcredentials"))) {
        emit_date(r, "certificate.vault.not-after");
        ml_products_add(&r->vaults, vault_of(name));
        r->vault_line = r->here.name_line;
    } else {
        ml_str_cut(name, '_', &server, &rest);
        if (ml_form_host(server))
            ml_emit(ml_at(r->sink, r->here.name_line), "certificate.server.name",
                    server);
        emit_date(r, "certificate.server.not-after");
    }
out:
    r->here = (struct certificate){ 0 };
}

/* `NotAfter: 11/20/2027 10:00 AM`; where the label is translated, the second of two
 * dates in a row is the later one. */
static void date_line(struct reader *r)
{
    ml_str label, value;
    struct ml_time time;
    size_t n;

    if (!ml_text_label(r->lines.trim, &label, &value) ||
        !ml_stamp_take(value, &time, &n))
        return;
    bool is_end = ml_str_has_nocase(label, ML_STR("NotAfter"));
    if (is_end || (!ml_str_has_nocase(label, ML_STR("NotBefore")) &&
                   !ml_time_known(r->here.not_after) && r->here.date_line)) {
        r->here.not_after = time;
        r->here.date_line = r->lines.number;
    } else if (!r->here.date_line) {
        r->here.date_line = r->lines.number; /* the first: where validity begins */
    }
}

/* The subject stands behind the issuer, and both bear the name: it is self-signed. */
static void name_line(struct reader *r)
{
    size_t at = ml_str_find(r->lines.trim, ML_STR("CN=CB_"));

    if (at == ML_NPOS || r->here.name.n)
        return;
    ml_str name = ml_str_from(r->lines.trim, at + 6);
    size_t n = 0;
    while (n < name.n && name.p[n] != ',' && name.p[n] != ' ')
        n++;
    if (n == 0 || n > 200)
        return;
    r->here.name = ml_str_sub(name, 0, n);
    r->here.name_line = r->lines.number;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("================ ")) &&
           !ml_str_has_nocase(text->name, ML_STR("userstore"));
}

static bool read_store(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines)) {
        if (is_rule(r.lines.trim)) {
            end_certificate(&r);
            r.first = r.met ? r.first : r.lines.number;
            r.met = true;
        } else if (r.met) {
            name_line(&r);
            date_line(&r);
        }
    }
    end_certificate(&r);
    if (!r.met || !ml_str_has(text->text, ML_STR("CN=")))
        return false;
    ml_emit_artefact(ml_at(sink, r.first), "certificates-machine-store",
                     ML_ARTEFACT_READ);
    if (r.vaults.n)
        ml_emit_u64(ml_at(sink, r.vault_line), "certificate.vaults", r.vaults.n);
    return true;
}

const struct ml_fact_reader ml_reader_certutil = { "certificates", wants, read_store };
