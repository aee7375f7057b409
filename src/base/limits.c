/* SPDX-License-Identifier: MIT */
#include "base/limits.h"

#include "base/ban.h"

#define KIB UINT64_C(1024)
#define GIB (KIB * KIB * KIB)

const struct ml_limit_def ml_limit_defs[ML_NLIMITS] = {
    [ML_LIMIT_ENTRIES] = { "max-entries", 1000000, "N",
                           "members of one bundle, at all depths together",
                           "too many entries" },
    [ML_LIMIT_MEMBER_BYTES] = { "max-member-bytes", 256 * GIB, "BYTES",
                                "decompressed bytes of one member",
                                "member too large" },
    [ML_LIMIT_TOTAL_BYTES] = { "max-total-bytes", 1024 * GIB, "BYTES",
                               "decompressed bytes of one bundle",
                               "bundle too large" },
    [ML_LIMIT_RATIO] = { "max-ratio", 250, "N",
                         "decompressed bytes per stored byte of one bundle, looked at "
                         "above 1 GB",
                         "compression ratio too high" },
    [ML_LIMIT_DEPTH] = { "max-depth", 16, "N", "archives inside archives",
                         "archives nested too deep" },
    [ML_LIMIT_LINE_BYTES] = { "max-line-bytes", 1024 * KIB, "BYTES",
                              "one line; a longer one is read in pieces",
                              "line too long" },
    [ML_LIMIT_SPOOL_BYTES] = { "max-spool-bytes", 16 * GIB, "BYTES",
                               "temporary file of one nested zip or 7z",
                               "nested archive too large for a temporary file" },
    [ML_LIMIT_TEXT_BYTES] = { "max-artefact-bytes", 64 * KIB * KIB, "BYTES",
                              "text of one artefact read for facts",
                              "artefact too large to be read for facts" },
    [ML_LIMIT_HIVE_BYTES] = { "max-hive-bytes", 512 * KIB * KIB, "BYTES",
                              "one registry hive", "registry hive too large" },
    [ML_LIMIT_SECONDS] = { "timeout", 0, "SECONDS",
                           "wall time of one bundle; 0: no limit", "out of time" },
};

void ml_limits_default(struct ml_limits *limits)
{
    for (int i = 0; i < ML_NLIMITS; i++)
        limits->max[i] = ml_limit_defs[i].normal;
}
