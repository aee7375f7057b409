/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <string.h>

#include "base/attr.h"
#include "facts/volume.h"
#include "base/ban.h"

/*
 * Volumes as lists of properties: Win32_Volume and Win32_LogicalDisk of DiskInfo
 * (formats 8), Get-Volume | Format-List, Get-BitLockerVolume | Format-List; and as
 * the table that Get-Volume prints by itself.
 *
 * A block ends at a blank line or where a property comes that the block has already.
 * Property names are never localised. Network drives are no volumes of the server.
 */

enum what { LETTER, FREE, SIZE, FILE_SYSTEM, LOCK, PROTECTION, KIND, OTHER };

static const struct {
    const char *label;
    enum what what;
} labels[] = {
    { "DriveLetter", LETTER },
    { "DeviceID", LETTER },
    { "MountPoint", LETTER },
    { "FreeSpace", FREE },
    { "SizeRemaining", FREE },
    { "Size", SIZE },
    { "Capacity", SIZE },
    { "FileSystem", FILE_SYSTEM },
    { "FileSystemType", FILE_SYSTEM },
    { "LockStatus", LOCK },
    { "ProtectionStatus", PROTECTION },
    { "DriveType", KIND },
};

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_volume volume;
    uint32_t seen; /* bit set of 1 << what */
    bool network, in_table, volumes, any;
};

static enum what what_of(ml_str label)
{
    for (size_t i = 0; i < ML_COUNT(labels); i++)
        if (ml_str_eq_nocase(label, ml_str_of(labels[i].label)))
            return labels[i].what;
    return OTHER;
}

/* The artefact is there only when a volume with its free space was. */
static void flush(struct reader *r)
{
    struct ml_volume *v = &r->volume;
    bool sized = v->free_known || v->size_known;

    if (v->letter && !r->network && (sized || v->bitlocker.n)) {
        ml_volume_emit(v, r->sink);
        if (sized && !r->volumes)
            ml_emit_artefact(ml_at(r->sink, v->line), "volume-free-space",
                             ML_ARTEFACT_READ);
        r->volumes |= sized;
        r->any = true;
    }
    *v = (struct ml_volume){ 0 };
    r->seen = 0;
    r->network = false;
}

static void lock(struct ml_volume *v, ml_str value)
{
    if (ml_str_eq_nocase(value, ML_STR("Locked")))
        v->bitlocker = ML_STR("locked");
    else if (ml_str_eq_nocase(value, ML_STR("Unlocked")) && !v->bitlocker.n)
        v->bitlocker = ML_STR("unlocked");
}

static void note(struct reader *r, enum what what, ml_str value, uint64_t line)
{
    struct ml_volume *v = &r->volume;

    if (what == LETTER && ml_volume_letter(value)) {
        v->letter = ml_volume_letter(value);
        v->line = line;
    } else if (what == FREE) {
        v->free_known = ml_str_to_u64(value, &v->free_bytes);
    } else if (what == SIZE) {
        v->size_known = ml_str_to_u64(value, &v->size_bytes);
    } else if (what == FILE_SYSTEM) {
        v->file_system = value;
    } else if (what == LOCK) {
        lock(v, value);
    } else if (what == KIND) {
        r->network = ml_str_eq(value, ML_STR("4")) ||
                     ml_str_eq_nocase(value, ML_STR("Remote")) ||
                     ml_str_eq_nocase(value, ML_STR("Network"));
    } else if (what == PROTECTION && ml_str_eq_nocase(value, ML_STR("Off")) &&
               !ml_str_eq(v->bitlocker, ML_STR("locked"))) {
        v->bitlocker = ML_STR("off");
    }
}

/* The end of *s, up to the blanks before it; taken off. */
static ml_str last_word(ml_str *s)
{
    ml_str t = ml_text_trim(*s);
    size_t at = t.n;

    while (at > 0 && t.p[at - 1] != ' ' && t.p[at - 1] != '\t')
        at--;
    *s = ml_str_sub(t, 0, at);
    return ml_str_from(t, at);
}

/* `40.12 GB` at the end of the row. */
static bool last_bytes(ml_str *row, uint64_t *ret)
{
    char text[64];
    ml_str unit = last_word(row), number = last_word(row);

    if (unit.n > 2 || number.n > 24)
        return false;
    memcpy(text, number.p, number.n);
    text[number.n] = ' ';
    memcpy(text + number.n + 1, unit.p, unit.n);
    return ml_form_bytes((ml_str){ text, number.n + 1 + unit.n }, ret);
}

/* `C  System  NTFS  Fixed  Healthy  OK  40.12 GB 126.45 GB` */
static void table_row(struct reader *r, const struct ml_lines *lines)
{
    struct ml_volume *v = &r->volume;
    ml_str row = lines->trim, word;

    v->line = lines->number;
    v->size_known = last_bytes(&row, &v->size_bytes);
    v->free_known = v->size_known && last_bytes(&row, &v->free_bytes);
    if (v->free_known && ml_text_word(&row, &word) && word.n == 1)
        v->letter = ml_volume_letter(word);
    while (ml_text_word(&row, &word)) {
        if (ml_volume_is_file_system(word))
            v->file_system = word;
        r->network |= ml_str_eq(word, ML_STR("Remote"));
    }
    flush(r);
}

static bool is_table_heading(ml_str line)
{
    return ml_str_starts(line, ML_STR("DriveLetter ")) &&
           ml_str_has(line, ML_STR("SizeRemaining"));
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "FreeSpace", 9 },
                                    { "SizeRemaining", 13 },
                                    { "LockStatus", 10 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_volumes(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink };
    struct ml_lines lines = ml_lines_of(text->text);
    ml_str label, value;

    while (ml_lines_next(&lines)) {
        if (!lines.trim.n || is_table_heading(lines.trim)) {
            flush(&r);
            r.in_table = lines.trim.n > 0;
            continue;
        }
        if (r.in_table) {
            table_row(&r, &lines);
            continue;
        }
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        enum what what = what_of(label);
        if (what == OTHER || !value.n)
            continue;
        /* A block whose blank line was lost: DriveLetter and DeviceID may be of one. */
        if (r.seen & 1u << what && what != LETTER)
            flush(&r);
        if (what == LETTER && r.volume.letter && ml_volume_letter(value) &&
            ml_volume_letter(value) != r.volume.letter)
            flush(&r);
        r.seen |= 1u << what;
        note(&r, what, value, lines.number);
    }
    flush(&r);
    return r.any;
}

const struct ml_fact_reader ml_reader_diskinfo = { "volumes", wants, read_volumes };
