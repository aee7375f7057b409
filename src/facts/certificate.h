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

/** The vaults met; zero-initialise. */
struct ml_certificates {
    struct ml_products vaults;
    uint64_t vault_line;
};

/** The facts of one. Its name must stay until ml_certificates_end(). */
void ml_certificate_note(struct ml_certificates *set, const struct ml_fact_sink *sink,
                         const struct ml_certificate *certificate);

/** certificate.vaults */
void ml_certificates_end(const struct ml_certificates *set,
                         const struct ml_fact_sink *sink);

#endif
