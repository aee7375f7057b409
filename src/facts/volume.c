/* SPDX-License-Identifier: MIT */
#include "facts/volume.h"

#include <stdio.h>

#include "base/attr.h"
#include "base/ban.h"

char ml_volume_letter(ml_str text)
{
    text = ml_text_trim(text);
    if (text.n > 2 && text.p[0] == '(')
        text = ml_str_from(text, 1);
    char letter = text.n ? ml_lower(text.p[0]) : 0;
    if (letter < 'a' || letter > 'z')
        return 0;
    ml_str rest = ml_str_from(text, 1);
    return rest.n == 0 || ml_str_eq(rest, ML_STR(":")) ||
                   ml_str_eq(rest, ML_STR(":\\")) || ml_str_starts(rest, ML_STR(":)"))
               ? letter
               : 0;
}

static void emit_number(struct ml_at at, const char *letter, const char *what,
                        uint64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)v);

    ml_emit_part(at, "volume", letter, what, (ml_str){ text, (size_t)n });
}

static ml_str file_system(ml_str name)
{
    static const char *const known[] = { "NTFS", "ReFS",  "CSVFS", "FAT32",
                                         "FAT",  "exFAT", "CDFS",  "UDF" };

    for (size_t i = 0; i < ML_COUNT(known); i++)
        if (ml_str_eq_nocase(name, ml_str_of(known[i])))
            return ml_str_of(known[i]);
    return ML_STR_NONE;
}

bool ml_volume_is_file_system(ml_str word)
{
    return file_system(word).n > 0;
}

/* A disc in a drive is full by nature: nothing follows from that. */
static bool is_optical(const struct ml_volume *volume)
{
    return ml_str_eq_nocase(volume->file_system, ML_STR("CDFS")) ||
           ml_str_eq_nocase(volume->file_system, ML_STR("UDF"));
}

void ml_volume_emit(const struct ml_volume *volume, const struct ml_fact_sink *sink)
{
    struct ml_at at = { sink, volume->time, volume->line };
    char letter[2] = { volume->letter, '\0' };

    if (!volume->letter)
        return;
    if (volume->size_known && volume->size_bytes)
        emit_number(at, letter, "size-bytes", volume->size_bytes);
    if (volume->free_known && !is_optical(volume) &&
        (!volume->size_known || volume->free_bytes <= volume->size_bytes))
        emit_number(at, letter, "free-bytes", volume->free_bytes);
    ml_emit_part(at, "volume", letter, "file-system", file_system(volume->file_system));
    ml_emit_part(at, "volume", letter, "bitlocker", volume->bitlocker);
}
