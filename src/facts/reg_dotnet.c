/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "base/ban.h"

/* .NET Framework: its release, and whether its programs use strong TLS. */

#define RELEASE "Microsoft\\NET Framework Setup\\NDP"
#define FULL RELEASE "\\v4\\Full"
#define CRYPTO "Microsoft\\.NETFramework\\v4.0.30319"

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_dotnet *d = &reg->dotnet;

    d->here = NULL;
    if (key->hive != ML_HIVE_MACHINE || key->top != ML_TOP_SOFTWARE)
        return false;
    bool crypto = ml_reg_is(key, ML_TOP_SOFTWARE, CRYPTO);
    bool release = ml_reg_is(key, ML_TOP_SOFTWARE, RELEASE) ||
                   ml_reg_below(key, ML_TOP_SOFTWARE, RELEASE).n;
    if (!crypto && !release)
        return false;
    if (!d->line)
        d->line = key->line;
    d->asked |= key->asked;
    d->exists |= !key->asked;
    if (crypto) {
        d->here = &d->view[key->wow];
        d->here->asked |= key->asked;
        d->here->exists |= !key->asked;
    }
    return crypto || ml_reg_is(key, ML_TOP_SOFTWARE, FULL);
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_crypto_view *view = reg->dotnet.here;

    if (ml_reg_is(&reg->key, ML_TOP_SOFTWARE, FULL) && ml_reg_named(value, "Release") &&
        value->type == ML_REG_NUMBER && value->number >= 378389 &&
        value->number < 10000000)
        ml_emit_u64(ml_at(reg->sink, value->line), "dotnet.release", value->number);
    if (!view)
        return;
    view->nvalues++;
    if (ml_reg_named(value, "SchUseStrongCrypto")) {
        view->nours++;
        ml_reg_take_number(&view->strong, value);
    } else if (ml_reg_named(value, "SystemDefaultTlsVersions")) {
        view->nours++;
        ml_reg_take_number(&view->system_tls, value);
    }
}

/*
 * Whether a value that was not met is known not to be set. `reg query /v` prints the
 * key with one value; a listing of subkeys prints it with none: both say nothing.
 */
static bool read_whole(const struct ml_reg *reg, const struct ml_reg_crypto_view *view)
{
    if (reg->cut)
        return false;
    if (!view->exists)
        return view->asked;
    return reg->whole || view->nvalues > 1 || view->nvalues > view->nours;
}

/* Both views 1: true. Either 0 or known not to be set: false. Else nothing. */
static void combine(struct ml_reg *reg, const char *fact,
                    const struct ml_reg_number *of[2])
{
    bool both = true;
    uint64_t line = reg->dotnet.line;

    for (int i = 0; i < 2; i++) {
        if (of[i]->odd)
            return;
        bool off =
            of[i]->known ? of[i]->value == 0 : read_whole(reg, &reg->dotnet.view[i]);
        if (of[i]->known)
            line = of[i]->line;
        if (off) {
            ml_emit_bool(ml_at(reg->sink, line), fact, false);
            return;
        }
        both &= of[i]->known;
    }
    if (both)
        ml_emit_bool(ml_at(reg->sink, line), fact, true);
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_dotnet *d = &reg->dotnet;
    const struct ml_reg_number *strong[2] = { &d->view[0].strong, &d->view[1].strong };
    const struct ml_reg_number *tls[2] = { &d->view[0].system_tls,
                                           &d->view[1].system_tls };

    if (!d->asked && !d->exists)
        return;
    ml_emit_artefact(ml_at(reg->sink, d->line), "dotnet-registry",
                     d->exists ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    combine(reg, "dotnet.strong-crypto", strong);
    combine(reg, "dotnet.system-default-tls", tls);
}

const struct ml_reg_group ml_reg_group_dotnet = { on_key, on_value, on_end };
