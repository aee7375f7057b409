/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_SNIFF_H
#define ML_INPUT_SNIFF_H

#include <stdbool.h>

#include "base/str.h"

/*
 * What a file is, told by its first bytes; names only say what is not worth reading.
 * Archive formats are enabled by name: anything else is a log or is not read.
 */

enum ml_file_kind {
    ML_FILE_TEXT = 0, /* or what may be text */
    ML_FILE_ZIP,
    ML_FILE_7Z,
    ML_FILE_CAB,
    ML_FILE_TAR,
    ML_FILE_GZIP,
    ML_FILE_BZIP2,
    ML_FILE_XZ,
    ML_FILE_ZSTD,
    ML_FILE_HIVE,   /* a registry hive: binary, read by a process of its own */
    ML_FILE_EVTX,   /* an event log: binary, read chunk by chunk */
    ML_FILE_SKIP,   /* of no use: see *ret_reason */
    ML_FILE_REFUSE, /* may hold logs, but cannot be read: see *ret_reason */
};

enum { ML_SNIFF_BYTES = 512 }; /* tar has its mark at 257 */

enum ml_file_kind ml_sniff(ml_str head, ml_str name, const char **ret_reason);

static inline bool ml_file_is_archive(enum ml_file_kind kind)
{
    return kind >= ML_FILE_ZIP && kind <= ML_FILE_ZSTD;
}

/** Formats that are read by seeking, and so from a file only. */
static inline bool ml_file_needs_seek(enum ml_file_kind kind)
{
    return kind == ML_FILE_ZIP || kind == ML_FILE_7Z;
}

/** Whether the first decoded kilobytes are binary after all. */
bool ml_sniff_binary(ml_str head);

#endif
