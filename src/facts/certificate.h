/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_CERTIFICATE_H
#define ML_FACTS_CERTIFICATE_H

#include <stdint.h>

#include "base/time.h"
#include "facts/facts.h"
#include "facts/products.h"

/*
 * Certificates of the agent by their names, whatever they are listed in:
 *
 *     CB_FS01_vault_...                     the server's identity
 *     CB_vault1-...-vaultcredentials        a vault's credentials
 *     CB_AzureADCertforOfflineSeeding_...   of no interest here
 */

struct ml_certificate {
    ml_str name; /* behind CB_; empty: another's certificate */
    struct ml_time not_after;
    uint64_t name_line, date_line;
};

/** What was met: the server's and the vault's that are valid longest, and the names of
 * the vaults. Zero-initialise. */
struct ml_certificates {
    struct ml_certificate server, vault;
    struct ml_products vaults;
    uint64_t vault_line;
};

/** One of the store. Its name must stay until ml_certificates_end(). */
void ml_certificate_note(struct ml_certificates *set,
                         const struct ml_certificate *certificate);

/** The facts: certificate.* */
void ml_certificates_end(const struct ml_certificates *set,
                         const struct ml_fact_sink *sink);

#endif
