/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * LastBackupFailedFiles*.txt (formats 1.3): its layout is not known. A row is a line
 * with a path; the code is the first HRESULT in it, the folder what stands before the
 * last backslash of the path.
 */

/* Folders beyond these are too many for one of them to be most of the rows. */
enum { KINDS_MAX = 512 };

/* How often each of a few texts was met. */
struct tally {
    struct kind {
        ml_str text;
        uint64_t n, line;
    } kinds[KINDS_MAX];
    size_t n;
};

static void count(struct tally *t, ml_str text, uint64_t line)
{
    for (size_t i = 0; i < t->n; i++)
        if (ml_str_eq_nocase(t->kinds[i].text, text)) {
            t->kinds[i].n++;
            return;
        }
    if (t->n < KINDS_MAX)
        t->kinds[t->n++] = (struct kind){ text, 1, line };
}

static const struct kind *most(const struct tally *t)
{
    const struct kind *best = NULL;

    for (size_t i = 0; i < t->n; i++)
        if (!best || t->kinds[i].n > best->n)
            best = &t->kinds[i];
    return best;
}

/* Where `X:\` or `\\` begins; ML_NPOS: no path. */
static size_t path_at(ml_str s)
{
    for (size_t i = 0; i + 2 < s.n; i++) {
        bool alone = i == 0 || !ml_is_word(s.p[i - 1]);
        char l = ml_lower(s.p[i]);
        if (alone && ((l >= 'a' && l <= 'z' && s.p[i + 1] == ':' && s.p[i + 2] == '\\') ||
                      (s.p[i] == '\\' && s.p[i + 1] == '\\')))
            return i;
    }
    return ML_NPOS;
}

/* 0x and eight digits of which the first is 8 or c. */
static size_t code_at(ml_str s, size_t from)
{
    while (from + 10 <= s.n) {
        size_t at = ml_str_find_nocase(ml_str_from(s, from), ML_STR("0x"));
        if (at == ML_NPOS)
            return ML_NPOS;
        at += from;
        size_t n = 0;
        while (at + 2 + n < s.n && ml_is_hex(s.p[at + 2 + n]))
            n++;
        if (n == 8 && (s.p[at + 2] == '8' || ml_lower(s.p[at + 2]) == 'c'))
            return at;
        from = at + 2;
    }
    return ML_NPOS;
}

static ml_str folder_of(ml_str row, size_t path, size_t code)
{
    size_t end = code != ML_NPOS && code > path ? code : row.n;

    while (end > path && row.p[end - 1] != '\\')
        end--;
    return ml_str_sub(row, path, end > path ? end - path - 1 : 0);
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_starts_nocase(text->name, ML_STR("LastBackupFailedFiles"));
}

static bool read_list(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_lines lines = ml_lines_of(text->text);
    struct tally *codes = calloc(2, sizeof(*codes)), *folders = codes + 1;
    uint64_t rows = 0, first = 1;

    if (!codes)
        ml_oom();
    while (ml_lines_next(&lines)) {
        size_t path = path_at(lines.trim), code = code_at(lines.trim, 0);
        if (path == ML_NPOS)
            continue;
        first = rows++ ? first : lines.number;
        count(folders, folder_of(lines.trim, path, code), lines.number);
        if (code != ML_NPOS)
            count(codes, ml_str_sub(lines.trim, code, 10), lines.number);
    }
    struct ml_at at = ml_at(sink, first);
    const struct kind *code = most(codes), *folder = most(folders);
    ml_emit_artefact(at, "failed-files-list",
                     rows ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    ml_emit_u64(at, "failed-files.rows", rows);
    if (code) {
        ml_emit(ml_at(sink, code->line), "failed-files.top-code", code->text);
        ml_emit_u64(ml_at(sink, code->line), "failed-files.top-code-rows", code->n);
    }
    if (folder) {
        ml_emit(ml_at(sink, folder->line), "failed-files.top-folder", folder->text);
        ml_emit_u64(ml_at(sink, folder->line), "failed-files.top-folder-rows", folder->n);
    }
    free(codes);
    return true;
}

const struct ml_fact_reader ml_reader_failedfiles = { "failed-files-list", wants,
                                                      read_list };
