/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_VOLUME_H
#define ML_FACTS_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "facts/text.h"

/* One volume while its properties are being collected. */

struct ml_volume {
    char letter; /* lower case; 0: not known yet */
    uint64_t line;
    struct ml_time time;
    bool free_known, size_known;
    uint64_t free_bytes, size_bytes;
    ml_str file_system, bitlocker;
};

/** The letter of `C:`, `C`, `C:\` or `(C:)`; 0 when the text is no drive. */
char ml_volume_letter(ml_str text);

bool ml_volume_is_file_system(ml_str word); /* NTFS, ReFS, FAT32 ... */

/** volume.<letter>.free-bytes and its like, for what is known. */
void ml_volume_emit(const struct ml_volume *volume, const struct ml_fact_sink *sink);

#endif
