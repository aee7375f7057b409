/* SPDX-License-Identifier: MIT */
#include "facts/row.h"

#include "base/attr.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/* Japanese words of dir and Get-ChildItem: " no direkutori" (directory of), the same
 * word alone, and "fairu ga mitsukarimasen" (file not found). */
#define JA_DIRECTORY                                                                   \
    "\xe3\x83\x87\xe3\x82\xa3\xe3\x83\xac\xe3\x82\xaf\xe3\x83\x88\xe3\x83\xaa"
#define JA_OF_DIRECTORY " \xe3\x81\xae" JA_DIRECTORY
#define JA_OF_DIRECTORY_2 " \xe3\x81\xae " JA_DIRECTORY
#define JA_NOT_FOUND                                                                   \
    "\xe3\x83\x95\xe3\x82\xa1\xe3\x82\xa4\xe3\x83\xab\xe3\x81\x8c\xe8\xa6\x8b\xe3\x81" \
    "\xa4\xe3\x81\x8b\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93"

#define MARK(text)                                                                     \
    {                                                                                  \
        text, sizeof(text) - 1                                                         \
    }

const ml_str ml_row_marks[] = {
    MARK("Directory of "),   MARK("Directory: "),    MARK(JA_OF_DIRECTORY),
    MARK(JA_OF_DIRECTORY_2), MARK(JA_DIRECTORY ":"), MARK("LastWriteTime"),
    MARK("<DIR>"),
};
const size_t ml_row_nmarks = ML_COUNT(ml_row_marks);

/* Where the path in a heading begins: X:\ or \\server. */
static size_t path_start(ml_str s)
{
    for (size_t i = 0; i < s.n && i < 64; i++)
        if ((i == 0 || s.p[i - 1] == ' ') && ml_form_path(ml_str_sub(s, i, 4)))
            return i;
    return ML_NPOS;
}

static bool take_tail(ml_str *s, const char *tail)
{
    ml_str t = ml_str_of(tail);

    if (!ml_str_ends_nocase(*s, t))
        return false;
    *s = ml_text_trim(ml_str_sub(*s, 0, s->n - t.n));
    return true;
}

/* ` Directory of C:\x`; in Japanese the words follow the path. Other languages are
 * told by the one blank that dir puts before its headings. */
static bool dir_heading(ml_str line, ml_str *ret)
{
    ml_str s = ml_text_trim(ml_str_sub(line, 0, 2048));
    size_t at = path_start(s);

    if (at == ML_NPOS)
        return false;
    *ret = ml_str_from(s, at);
    if (at == 0)
        return take_tail(ret, JA_OF_DIRECTORY) || take_tail(ret, JA_OF_DIRECTORY_2);
    if (ml_str_starts_nocase(s, ML_STR("Directory of ")))
        return true;
    return line.n > 1 && line.p[0] == ' ' && line.p[1] != ' ' &&
           ml_str_find_char(ml_str_sub(s, 0, at), ':') == ML_NPOS;
}

/* `    Directory: C:\x`, with the one word of whatever language. */
static bool table_heading(ml_str line, ml_str *ret)
{
    ml_str label;

    if (!ml_text_label(ml_text_trim(line), &label, ret) || !ml_form_path(*ret))
        return false;
    return ml_str_eq(label, ML_STR("Directory")) ||
           ml_str_eq(label, ML_STR(JA_DIRECTORY)) ||
           (ml_str_starts(line, ML_STR("    ")) && label.n > 1 &&
            ml_str_find_char(label, ' ') == ML_NPOS);
}

bool ml_row_heading(ml_str line, enum ml_row_style *ret_style, ml_str *ret_path)
{
    ml_str path;

    if (table_heading(line, &path))
        *ret_style = ML_ROW_TABLE;
    else if (dir_heading(line, &path))
        *ret_style = ML_ROW_DIR;
    else
        return false;
    *ret_path = path;
    return true;
}

/* A row of dir: stamp, then <DIR> or a size, then the name. */
static bool dir_row(ml_str line, struct ml_row *row)
{
    size_t n;
    ml_str word;
    uint64_t size;

    if (!line.n || !ml_is_digit(line.p[0]) || !ml_stamp_take(line, &row->time, &n))
        return false;
    ml_str rest = ml_str_from(line, n);
    if (!rest.n || (rest.p[0] != ' ' && rest.p[0] != '\t') ||
        !ml_text_word(&rest, &word))
        return false;
    row->folder = word.p[0] == '<';
    if (!row->folder && !ml_form_grouped(word, &size))
        return false;
    row->name = ml_text_trim(rest);
    return row->name.n > 0;
}

static bool is_mode(ml_str word)
{
    bool dash = false;

    for (size_t i = 0; i < word.n; i++) {
        char c = ml_lower(word.p[i]);
        if (c != '-' && (c < 'a' || c > 'z'))
            return false;
        dash |= c == '-';
    }
    return word.n >= 5 && word.n <= 7 && dash;
}

/* A row of Get-ChildItem: mode, stamp, size unless a folder, name. */
static bool table_row(ml_str line, struct ml_row *row)
{
    ml_str rest = line, mode, word;
    size_t n;
    uint64_t size;

    if (!ml_text_word(&rest, &mode) || !is_mode(mode))
        return false;
    rest = ml_text_trim(rest);
    if (!ml_stamp_take(rest, &row->time, &n))
        return false;
    rest = ml_str_from(rest, n);
    row->folder = mode.p[0] == 'd';
    if (!row->folder && (!ml_text_word(&rest, &word) || !ml_form_grouped(word, &size)))
        return false;
    row->name = ml_text_trim(rest);
    return row->name.n > 0;
}

bool ml_row_read(ml_str line, enum ml_row_style style, struct ml_row *ret)
{
    struct ml_row row = { 0 };

    if (!(style == ML_ROW_TABLE ? table_row(line, &row) : dir_row(line, &row)))
        return false;
    *ret = row;
    return true;
}

bool ml_row_not_found(ml_str line)
{
    line = ml_text_trim(line);
    return ml_str_starts_nocase(line, ML_STR("File Not Found")) ||
           ml_str_starts(line, ML_STR(JA_NOT_FOUND));
}
