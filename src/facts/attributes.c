/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "base/buf.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Attributes of the scratch folder where a tool prints them: blocks of Format-List
 * (`FullName : C:\...\Scratch`, `Attributes : Directory, Compressed`), whose labels
 * and words are not localised. Only those that the agent does not bear are named, so a
 * folder without any is known and empty.
 */

static const struct {
    const char *word, *name;
} special[] = {
    { "Compressed", "COMPRESSED" },     { "Encrypted", "ENCRYPTED" },
    { "SparseFile", "SPARSE_FILE" },    { "ReparsePoint", "REPARSE_POINT" },
    { "Offline", "OFFLINE" },
};

static bool is_scratch(ml_str path)
{
    while (path.n && path.p[path.n - 1] == '\\')
        path.n--;
    return ml_form_path(path) &&
           ml_str_eq_nocase(ml_str_basename(path), ML_STR("Scratch"));
}

static void emit(struct ml_at at, ml_str words)
{
    struct ml_buf list = { 0 };
    ml_str word;

    for (bool more = words.n > 0; more;) {
        more = ml_str_cut(words, ',', &word, &words);
        for (size_t i = 0; i < ML_COUNT(special); i++)
            if (ml_str_eq_nocase(ml_text_trim(word), ml_str_of(special[i].word))) {
                if (list.n)
                    ml_buf_char(&list, ' ');
                ml_buf_text(&list, special[i].name);
            }
    }
    if (list.n)
        ml_emit(at, "scratch.attributes", ml_buf_view(&list));
    else
        ml_emit_empty(at, "scratch.attributes");
    ml_buf_reset(&list);
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_line_starts(text->text, ML_STR("Attributes")) &&
           ml_text_line_starts(text->text, ML_STR("FullName"));
}

/* Either may stand first in a block; a blank line ends it. */
static bool read_blocks(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value, words = ML_STR_NONE;
    bool scratch = false, any = false;
    uint64_t line = 0;

    while (ml_lines_next(&lines)) {
        if (!lines.trim.n) {
            scratch = false;
            words = ML_STR_NONE;
        } else if (!ml_text_label(lines.trim, &label, &value)) {
            continue;
        } else if (ml_str_eq(label, ML_STR("FullName"))) {
            scratch = is_scratch(value);
        } else if (ml_str_eq(label, ML_STR("Attributes"))) {
            words = value;
            line = lines.number;
        }
        if (!scratch || !words.n)
            continue;
        emit(ml_at(sink, line), words);
        scratch = false;
        any = true;
    }
    return any;
}

const struct ml_fact_reader ml_reader_attributes = { "folder-attributes", wants,
                                                     read_blocks };
