/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_OSCODES_H
#define ML_MATCH_OSCODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * Codes of Windows, HTTP and the sign-in service in a record, with what they mean.
 *
 *     hr = 0x80070005, -2147024891            win32 5
 *     Win32 error 5, GetLastError() = 5       win32 5
 *     TCP error code 10061                    winsock 10061
 *     (407) Proxy ..., HTTP status 407        http 407
 *     AADSTS50013:                            aadsts 50013
 *     VSS_E_PROVIDER_VETO                     vss 0x80042306
 *
 * Numbers without such a word beside them are sizes, ports and lines. What stands in a
 * path is none either. Where two families use one number, the record's words tell;
 * where they do not, both are given.
 */

struct ml_oscode_hit {
    const struct ml_oscode *oscode;
    bool is_hresult; /* written as one, else as the number within the family */
    size_t start;    /* in the message */
};

/**
 * Find up to `cap` codes, in the order in which they stand, each meaning once; returns
 * how many.
 */
size_t ml_oscodes_find(const struct ml_catalogue *c, ml_str message,
                       struct ml_oscode_hit *hits, size_t cap);

#endif
