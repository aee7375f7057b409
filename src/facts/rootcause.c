/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "base/ban.h"

/*
 * UpdateDiagRootCause.xml (formats 12): whether the rule about the number of files in
 * C:\Windows\Temp ran. It counts every file, and gives the number only from 50,000.
 */

#define RULE "RC_HIGHTEMPFILECOUNT"

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR(RULE));
}

/* The digits nearest behind the mark, past tags and quotes. */
static bool number_after(ml_str text, ml_str mark, uint64_t *ret)
{
    size_t at = ml_str_find(text, mark), n = 0;

    if (at == ML_NPOS)
        return false;
    ml_str rest = ml_str_sub(text, at + mark.n, 200);
    while (rest.n && !ml_is_digit(rest.p[0]))
        rest = ml_str_from(rest, 1);
    while (n < rest.n && n < 12 && ml_is_digit(rest.p[n]))
        n++;
    return ml_str_to_u64(ml_str_sub(rest, 0, n), ret);
}

static uint64_t line_of(ml_str text, size_t at)
{
    uint64_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text.p[i] == '\n';
    return line;
}

static bool read_rule(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    size_t at = ml_str_find(text->text, ML_STR(RULE));
    ml_str item = ml_str_sub(text->text, at, 64 * 1024);
    uint64_t files;

    /* up to the next item: its answer is another rule's */
    item = ml_str_sub(item, 0, ml_str_find(item, ML_STR("</Item>")));
    struct ml_at to = ml_at(sink, line_of(text->text, at));
    size_t detected = ml_str_find(item, ML_STR("<Detected>"));
    ml_str word = ml_str_sub(item, detected == ML_NPOS ? item.n : detected + 10, 5);
    if (ml_str_starts_nocase(word, ML_STR("True")))
        ml_emit(to, "temp.rule-ran", ML_STR("detected"));
    else if (ml_str_starts_nocase(word, ML_STR("False")))
        ml_emit(to, "temp.rule-ran", ML_STR("not-detected"));
    if (number_after(item, ML_STR("Number_Of_Temporary_Files"), &files))
        ml_emit_u64(to, "temp.files", files);
    return true;
}

const struct ml_fact_reader ml_reader_rootcause = { "root-causes", wants, read_rule };
