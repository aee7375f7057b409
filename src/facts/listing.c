/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <string.h>

#include "base/buf.h"
#include "facts/row.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Folder listings of `dir` and Get-ChildItem (formats 11.2, 14).
 *
 * Three folders matter: C:\Windows\Temp for the number of its .tmp files, the agent's
 * scratch folder for OnlineBackup.KEK, and any folder with a vault credential file
 * for that file's date. A scratch folder is told by its name or by what lies in it,
 * so a folder is judged only when its last row was read.
 */

enum { FOLDER_BYTES = 1024, CREDENTIALS_MAX = 16 };

struct folder {
    char path_bytes[FOLDER_BYTES];
    ml_str path;
    uint64_t line, nrows, ntmp;
    uint64_t kek_line; /* 0: not listed */
    bool settings, vhds, dots, not_found;
};

/* What was learnt of the scratch folder, over its subfolders. */
struct scratch {
    bool met;
    char root_bytes[FOLDER_BYTES];
    ml_str root;
    uint64_t line, nrows, kek_line;
    bool vhds_row, vhds_filled, subfolders;
};

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    bool named_scratch; /* the file's name says whose listing it is */
    bool any, heading_open;
    enum ml_row_style style;
    struct folder folder;
    struct scratch scratch;
    unsigned ncredentials;
    bool temp_done;
};

/* Copies; without the backslash at the end, but `C:\\` stays. */
static void put_path(char *bytes, ml_str *into, ml_str path)
{
    size_t n = path.n < FOLDER_BYTES ? path.n : FOLDER_BYTES;

    while (n < path.n && n > 0 && ((unsigned char)path.p[n] & 0xc0) == 0x80)
        n--; /* no half character */
    memmove(bytes, path.p, n);
    while (n > 3 && bytes[n - 1] == '\\')
        n--;
    *into = (ml_str){ bytes, n };
}

static void credential(struct reader *r, const struct ml_row *row)
{
    struct ml_at at = ml_at(r->sink, r->lines.number);
    struct ml_buf path = { 0 };

    if (r->ncredentials++ >= CREDENTIALS_MAX)
        return;
    ml_buf_str(&path, r->folder.path);
    if (path.n && path.p[path.n - 1] != '\\')
        ml_buf_char(&path, '\\');
    ml_buf_str(&path, row->name);
    ml_emit_artefact(at, "credential-file-details", ML_ARTEFACT_READ);
    ml_emit_time(at, "credential.file-time", row->time);
    ml_emit(at, "credential.path", ml_buf_view(&path));
    ml_buf_reset(&path);
}

static void note_row(struct reader *r, const struct ml_row *row)
{
    struct folder *f = &r->folder;

    if (ml_str_eq(row->name, ML_STR(".")) || ml_str_eq(row->name, ML_STR(".."))) {
        f->dots = true;
        return;
    }
    f->nrows++;
    if (ml_str_ends_nocase(row->name, ML_STR(".tmp")))
        f->ntmp++;
    if (ml_str_eq_nocase(row->name, ML_STR("OnlineBackup.KEK")))
        f->kek_line = r->lines.number;
    if (ml_str_eq_nocase(row->name, ML_STR("CBSettings.xml")))
        f->settings = true;
    if (row->folder && ml_str_eq_nocase(row->name, ML_STR("VHDs")))
        f->vhds = true;
    if (!row->folder && ml_str_ends_nocase(row->name, ML_STR(".VaultCredentials")))
        credential(r, row);
}

static bool is_windows_temp(ml_str path)
{
    return path.n > 2 &&
           ml_str_eq_nocase(ml_str_from(path, 1), ML_STR(":\\Windows\\Temp"));
}

/* The rows may go on where the text was cut: then the number is too small to use. */
static void end_temp(struct reader *r, bool cut)
{
    struct folder *f = &r->folder;
    struct ml_at at = ml_at(r->sink, f->line);
    bool counted = f->nrows || f->dots || f->not_found;

    if (r->temp_done)
        return;
    r->temp_done = true;
    ml_emit_artefact(at, "temp-folder-listing",
                     cut       ? ML_ARTEFACT_DAMAGED
                     : counted ? ML_ARTEFACT_READ
                               : ML_ARTEFACT_EMPTY);
    if (counted && !cut)
        ml_emit_u64(at, "temp.tmp-files", f->ntmp);
}

static bool below(ml_str path, ml_str root)
{
    return ml_str_starts_nocase(path, root) && path.n > root.n &&
           path.p[root.n] == '\\';
}

static bool is_scratch_root(const struct reader *r)
{
    const struct folder *f = &r->folder;

    return ml_str_eq_nocase(ml_str_basename(f->path), ML_STR("Scratch")) ||
           f->kek_line || (f->vhds && f->settings) ||
           (r->named_scratch && !r->scratch.met);
}

static void end_scratch(struct reader *r)
{
    struct folder *f = &r->folder;
    struct scratch *s = &r->scratch;
    bool inside = s->met && below(f->path, s->root);

    if (!s->met && is_scratch_root(r)) {
        s->met = true;
        s->line = f->line;
        put_path(s->root_bytes, &s->root, f->path);
        s->vhds_row = f->vhds;
    } else if (!inside) {
        return;
    }
    s->nrows += f->nrows;
    if (f->kek_line && !s->kek_line)
        s->kek_line = f->kek_line;
    s->subfolders |= inside;
    if (inside && f->nrows &&
        ml_str_starts_nocase(ml_str_from(f->path, s->root.n), ML_STR("\\VHDs")))
        s->vhds_filled = true;
}

static void end_folder(struct reader *r, bool cut)
{
    if (!r->folder.line)
        return;
    if (is_windows_temp(r->folder.path))
        end_temp(r, cut);
    else
        end_scratch(r);
    r->folder.line = 0;
}

static void begin_folder(struct reader *r, ml_str path)
{
    end_folder(r, false);
    r->folder = (struct folder){ .line = r->lines.number };
    put_path(r->folder.path_bytes, &r->folder.path, path);
    r->any = r->heading_open = true;
}

/* PowerShell wraps a long heading at a blank, with the same indent. */
static bool heading_goes_on(struct reader *r)
{
    struct ml_buf joined = { 0 };

    if (!r->heading_open || r->style != ML_ROW_TABLE || !r->lines.trim.n ||
        !ml_str_starts(r->lines.line, ML_STR("    ")))
        return false;
    ml_buf_str(&joined, r->folder.path);
    ml_buf_char(&joined, ' ');
    ml_buf_str(&joined, r->lines.trim);
    put_path(r->folder.path_bytes, &r->folder.path, ml_buf_view(&joined));
    ml_buf_reset(&joined);
    return true;
}

static void read_line(struct reader *r)
{
    ml_str line = r->lines.line, path;
    struct ml_row row;

    if (ml_row_heading(line, &r->style, &path)) {
        begin_folder(r, path);
        return;
    }
    if (!r->folder.line || heading_goes_on(r))
        return;
    r->heading_open = false;
    if (ml_row_read(line, r->style, &row))
        note_row(r, &row);
    else if (ml_row_not_found(line))
        r->folder.not_found = true;
}

static void emit_scratch(struct reader *r)
{
    const struct scratch *s = &r->scratch;
    struct ml_at at = ml_at(r->sink, s->line ? s->line : 1);

    if (!s->met && !r->named_scratch)
        return;
    ml_emit_artefact(at, "scratch-listing",
                     s->nrows ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (!s->met)
        return;
    ml_emit(at, "scratch.listing-path", s->root);
    if (!s->nrows)
        return;
    ml_emit_u64(at, "scratch.listing-entries", s->nrows);
    /* Folders without entries have no heading, so one that is listed and has none of
     * its own is empty where others of its level are shown, and unknown elsewhere. */
    if (s->vhds_filled || !s->vhds_row || s->subfolders)
        ml_emit_bool(at, "scratch.vhds-present", s->vhds_filled);
    if (s->kek_line)
        at.line = s->kek_line;
    ml_emit_bool(at, "scratch.kek-present", s->kek_line != 0);
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_has_any(text->text, ml_row_marks, ml_row_nmarks) ||
           ml_str_has_nocase(text->name, ML_STR("Scratch_Folder"));
}

static bool read_listing(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };
    struct ml_row last;
    bool cut = text->text.n && text->text.p[text->text.n - 1] != '\n';

    r.named_scratch = ml_str_has_nocase(text->name, ML_STR("CBENGINE_Scratch_Folder"));
    while (ml_lines_next(&r.lines))
        read_line(&r);
    end_folder(&r, cut && ml_row_read(r.lines.line, r.style, &last));
    if (r.any || (r.named_scratch && ml_text_blank(text->text)))
        emit_scratch(&r);
    return r.any || r.named_scratch;
}

const struct ml_fact_reader ml_reader_listing = { "folder-listing", wants,
                                                  read_listing };
