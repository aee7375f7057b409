/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/ban.h"

/*
 * Certificates of the machine's store as values of the registry (formats 3.4):
 * a list of properties (id, 1, length, data), of which 0x20 is the certificate.
 */

#define STORE "Microsoft\\SystemCertificates\\MY\\Certificates"

enum { PROPERTY_CERTIFICATE = 0x20, PROPERTY_HEAD = 12, CERTIFICATE_BYTES = 32 * 1024 };

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_certificate *c = &reg->certificate;

    c->here = key->hive == ML_HIVE_MACHINE && !key->wow &&
              ml_reg_below(key, ML_TOP_SOFTWARE, STORE).n;
    if (!c->here && !(key->hive == ML_HIVE_MACHINE && !key->wow &&
                      ml_reg_is(key, ML_TOP_SOFTWARE, STORE)))
        return false;
    c->line = c->line ? c->line : key->line;
    c->exists |= !key->asked;
    return c->here;
}

static uint32_t dword(ml_str bytes, size_t at)
{
    return ml_u32((const unsigned char *)bytes.p + at);
}

static ml_str property(ml_str blob, uint32_t id)
{
    while (blob.n >= PROPERTY_HEAD) {
        uint32_t here = dword(blob, 0), n = dword(blob, 8);
        if (n > blob.n - PROPERTY_HEAD)
            break;
        if (here == id)
            return ml_str_sub(blob, PROPERTY_HEAD, n);
        blob = ml_str_from(blob, PROPERTY_HEAD + (size_t)n);
    }
    return ML_STR_NONE;
}

/* The common name, behind CB_; in the arena. */
static ml_str name_of(struct ml_reg *reg, X509 *x)
{
    char name[256];
    int n = X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name,
                                      sizeof(name));

    if (n <= 3 || n >= (int)sizeof(name) ||
        !ml_str_starts((ml_str){ name, (size_t)n }, ML_STR("CB_")))
        return ML_STR_NONE;
    return ml_arena_dup(&reg->arena, (ml_str){ name + 3, (size_t)n - 3 });
}

static struct ml_time end_of(X509 *x)
{
    struct ml_time time = ML_NO_TIME;
    struct tm tm;
    char text[64];

    if (!ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm))
        return ML_NO_TIME;
    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    if (!ml_time_parse_iso(ml_str_of(text), &time))
        return ML_NO_TIME;
    return time;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    if (!reg->certificate.here || value->type != ML_REG_BYTES ||
        !ml_reg_named(value, "Blob"))
        return;
    ml_str der = property(value->bytes, PROPERTY_CERTIFICATE);
    const unsigned char *at = (const unsigned char *)der.p;
    X509 *x = der.n && der.n <= CERTIFICATE_BYTES ? d2i_X509(NULL, &at, (long)der.n)
                                                  : NULL;
    if (!x)
        return;
    struct ml_certificate c = { .name = name_of(reg, x),
                                .not_after = end_of(x),
                                .name_line = value->line,
                                .date_line = value->line };
    ml_certificate_note(&reg->certificate.all, &c);
    X509_free(x);
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_certificate *c = &reg->certificate;

    if (!c->line)
        return;
    ml_emit_artefact(ml_at(reg->sink, c->line), "certificates-machine-store",
                     c->exists ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    ml_certificates_end(&c->all, reg->sink);
}

const struct ml_reg_group ml_reg_group_certificate = { on_key, on_value, on_end };
