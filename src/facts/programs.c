/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/software.h"
#include "base/ban.h"

/*
 * Lists of installed programs (formats 8): the table or list of Win32_Product, or of
 * the Uninstall keys. The names of properties are not localised.
 *
 * A table's columns are one blank apart where a value fills them, and wide characters
 * shift them; so a row is looked through as a whole: a known name, the first version.
 */

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    struct ml_software set;
    bool is_named, in_table, heading_seen, has_vendor;
    ml_str name, version, vendor; /* of the list's current block */
    uint64_t line, block_line, n;
};

static bool is_heading(ml_str s)
{
    s = ml_str_sub(s, 0, 512);
    return ml_str_find_char(s, ':') == ML_NPOS &&
           (ml_str_starts_nocase(s, ML_STR("name ")) ||
            ml_str_starts_nocase(s, ML_STR("DisplayName ")) ||
            ml_str_starts_nocase(s, ML_STR("Vendor ")) ||
            ml_str_starts_nocase(s, ML_STR("Version ")) ||
            ml_str_starts_nocase(s, ML_STR("IdentifyingNumber "))) &&
           ml_str_has_nocase(s, ML_STR("version")) &&
           ml_str_has_nocase(s, ML_STR("name"));
}

static void table_row(struct reader *r)
{
    ml_str rest = r->lines.trim, word, version = ML_STR_NONE, name = r->lines.trim;
    size_t at = ml_str_find(name, ml_software_agent);

    while (!version.n && ml_text_word(&rest, &word))
        if (ml_form_version(word) && ml_str_find_char(word, '.') != ML_NPOS)
            version = word;
    if (at != ML_NPOS) /* the name may stand behind the vendor */
        name = ml_str_from(name, at);
    r->n++;
    ml_software_note(&r->set, ml_at(r->sink, r->lines.number), name, ML_STR_NONE,
                     version);
}

static void end_block(struct reader *r)
{
    if (r->name.n && (r->has_vendor || r->is_named)) {
        r->n++;
        if (!r->line)
            r->line = r->block_line;
        ml_software_note(&r->set, ml_at(r->sink, r->block_line), r->name, r->vendor,
                         r->version);
    }
    r->name = r->version = r->vendor = ML_STR_NONE;
    r->has_vendor = false;
}

static void list_line(struct reader *r)
{
    ml_str label, value;

    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq_nocase(label, ML_STR("Name")) ||
        ml_str_eq_nocase(label, ML_STR("DisplayName"))) {
        if (r->name.n)
            end_block(r);
        r->name = value;
        r->block_line = r->lines.number;
    } else if (ml_str_eq_nocase(label, ML_STR("Version")) ||
               ml_str_eq_nocase(label, ML_STR("DisplayVersion"))) {
        r->version = value;
    } else if (ml_str_eq_nocase(label, ML_STR("Vendor")) ||
               ml_str_eq_nocase(label, ML_STR("Publisher"))) {
        r->vendor = value;
        r->has_vendor = true;
    }
}

static void read_line(struct reader *r)
{
    if (!r->lines.trim.n) {
        if (r->n)
            r->in_table = false;
        end_block(r);
    } else if (is_heading(r->lines.trim)) {
        r->heading_seen = true;
        if (!r->line)
            r->line = r->lines.number;
    } else if (r->heading_seen && ml_str_starts(r->lines.trim, ML_STR("----"))) {
        r->in_table = true;
        r->heading_seen = false;
    } else if (r->in_table) {
        table_row(r);
    } else {
        list_line(r);
    }
}

static bool named(const struct ml_fact_text *text)
{
    return ml_str_has_nocase(text->name, ML_STR("Installed_Programs")) ||
           ml_str_has_nocase(text->name, ML_STR("Installed_Products")) ||
           ml_str_has_nocase(text->name, ML_STR("InstalledPrograms"));
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "IdentifyingNumber", 17 },
                                    { "DisplayVersion", 14 },
                                    { "Vendor", 6 },
                                    { "vendor", 6 },
                                    { "Publisher", 9 } };

    return named(text) || ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

/* Three programs make a list; fewer only where the name says what it is. */
static bool read_programs(const struct ml_fact_text *text,
                          const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    r.is_named = named(text);
    if (ml_text_line_starts(text->text, ML_STR("HKEY_LOCAL_MACHINE\\")) ||
        ml_text_line_starts(text->text, ML_STR("[HKEY_LOCAL_MACHINE\\")))
        return false; /* the registry's reader has it */
    while (ml_lines_next(&r.lines))
        read_line(&r);
    end_block(&r);
    if (r.n < (r.is_named ? 1 : 3))
        return r.is_named;
    struct ml_at at = ml_at(sink, r.line);
    ml_emit_artefact(at, "installed-programs", ML_ARTEFACT_READ);
    ml_software_end(&r.set, at);
    return true;
}

const struct ml_fact_reader ml_reader_programs = { "installed-programs", wants,
                                                   read_programs };
