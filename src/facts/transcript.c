/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/* A transcript of PowerShell: what a collector printed. It says which one it was. */

static bool wants(const struct ml_fact_text *text)
{
    ml_str head = ml_str_sub(text->text, 0, 512);

    return ml_str_has(head, ML_STR("Windows PowerShell transcript start")) ||
           /* toransukuriputo kaishi: the same in Japanese */
           ml_str_has(head, ML_STR("Windows PowerShell "
                                   "\xe3\x83\x88\xe3\x83\xa9\xe3\x83\xb3\xe3\x82\xb9"
                                   "\xe3\x82\xaf\xe3\x83\xaa\xe3\x83\x97\xe3\x83\x88"
                                   "\xe9\x96\x8b\xe5\xa7\x8b"));
}

static bool read_transcript(const struct ml_fact_text *text,
                            const struct ml_fact_sink *sink)
{
    (void)text;
    (void)sink;
    return true;
}

const struct ml_fact_reader ml_reader_transcript = { "transcript", wants,
                                                     read_transcript };
