/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/msrow.h"
#include "facts/text.h"
#include "facts/xmltext.h"
#include "base/ban.h"

/*
 * msinfo32 as XML (.nfo) or text (formats 9). `<Data>` and `<Category>` are the same in
 * every language, the children of `<Data>` are not: they are read by position.
 */

/* A value is no longer than this; the rest of it is dropped. */
enum { CELL_BYTES = 1024 };

struct row {
    ml_str cell[ML_MSROW_CELLS];
    size_t n;
    uint64_t line;
};

/* `11/20/26 01:02:03` of <CreationUTC>, with a year of two digits. */
static struct ml_time creation(ml_str s)
{
    static const char shape[] = "dd/dd/dd dd:dd:dd";
    struct ml_civil c = { 0 };
    int *const part[] = { &c.month, &c.day, &c.year, &c.hour, &c.minute, &c.second };

    s = ml_text_trim(s);
    if (s.n != sizeof(shape) - 1)
        return ML_NO_TIME;
    for (size_t i = 0; i < s.n; i++)
        if (shape[i] == 'd' ? !ml_is_digit(s.p[i]) : s.p[i] != shape[i])
            return ML_NO_TIME;
    for (size_t i = 0; i < ML_COUNT(part); i++)
        *part[i] = (s.p[3 * i] - '0') * 10 + (s.p[3 * i + 1] - '0');
    c.year += 2000;
    if (!ml_civil_valid(&c))
        return ML_NO_TIME;
    return (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_UTC };
}

static ml_str cell_text(struct ml_arena *arena, const struct ml_xml *xml)
{
    ml_str s = ml_text_trim(xml->value);

    if (s.n > CELL_BYTES)
        return ML_STR_NONE;
    return xml->cdata ? s : ml_xml_unescape(arena, s);
}

/*
 * The summary is the first category that holds data; `ncategories` counts those.
 * Returns whether the report's end was there.
 */
static bool read_xml(ml_str text, struct ml_msrows *rows)
{
    struct ml_xml xml = ml_xml_of(text);
    struct ml_arena arena;
    struct row row = { .n = 0 };
    bool in_data = false, in_cell = false, in_creation = false, ended = false;
    bool category_used = false;
    unsigned ncategories = 0;

    ml_arena_init(&arena);
    while (!ended && ml_xml_next(&xml)) {
        bool open = xml.what == ML_XML_OPEN, close = xml.what == ML_XML_CLOSE;
        if (xml.what == ML_XML_TEXT) {
            if (in_creation && !ml_time_known(rows->time))
                rows->time = creation(xml.value);
            if (in_cell && row.n && !row.cell[row.n - 1].n)
                row.cell[row.n - 1] = cell_text(&arena, &xml);
        } else if (ml_str_eq(xml.name, ML_STR("Data"))) {
            if (close && in_data) {
                ncategories += !category_used;
                category_used = true;
                rows->in_summary = ncategories == 1;
                ml_msrows_add(rows, row.cell, row.n, row.line);
            }
            in_data = open;
            row = (struct row){ .line = xml.line };
        } else if (ml_str_eq(xml.name, ML_STR("Category"))) {
            category_used = false;
        } else if (ml_str_eq(xml.name, ML_STR("CreationUTC"))) {
            in_creation = open;
        } else if (ml_str_eq(xml.name, ML_STR("MsInfo"))) {
            ended = close;
        } else if (in_data) {
            in_cell = open && row.n < ML_MSROW_CELLS;
            row.n += in_cell;
        }
    }
    ml_arena_reset(&arena);
    return ended;
}

static size_t split_tabs(ml_str line, ml_str *cell)
{
    size_t n = 0;

    for (bool more = true; more && n < ML_MSROW_CELLS; n++) {
        more = ml_str_cut(line, '\t', &cell[n], &line);
        cell[n] = ml_text_trim(cell[n]);
    }
    while (n > 0 && !cell[n - 1].n) /* a TAB ends the line too */
        n--;
    return n;
}

static void read_text(ml_str text, struct ml_msrows *rows)
{
    struct ml_lines lines = ml_lines_of(text);
    ml_str cell[ML_MSROW_CELLS];
    unsigned ncategories = 0;

    while (ml_lines_next(&lines)) {
        ml_str s = lines.trim;
        if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']') {
            ncategories++;
        } else if (ml_str_find_char(lines.line, '\t') != ML_NPOS) {
            size_t n = split_tabs(lines.line, cell);
            rows->in_summary = ncategories == 1;
            ml_msrows_add(rows, cell, n, lines.number);
        }
    }
}

/* A heading of the text form in the first lines, and TABs after it. */
static bool is_text_form(ml_str text)
{
    ml_str head = ml_str_sub(text, 0, 4096);

    /* shisutemu no yoyaku: system summary */
    return (ml_str_has(head, ML_STR("[System Summary]")) ||
            ml_str_has(head, ML_STR("[\xe3\x82\xb7\xe3\x82\xb9\xe3\x83\x86\xe3\x83\xa0"
                                    "\xe3\x81\xae\xe8\xa6\x81\xe7\xb4\x84]"))) &&
           ml_str_find_char(head, '\t') != ML_NPOS;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(ml_str_sub(text->text, 0, 4096), ML_STR("<MsInfo")) ||
           is_text_form(text->text);
}

static bool read_msinfo(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    struct ml_msrows rows = { .sink = sink };
    bool whole = true;

    if (ml_str_has(ml_str_sub(text->text, 0, 4096), ML_STR("<MsInfo")))
        whole = read_xml(text->text, &rows);
    else
        read_text(text->text, &rows);
    ml_msrows_end(&rows);
    struct ml_at at = { sink, rows.time, 1 };
    ml_emit_artefact(at, "msinfo", whole ? ML_ARTEFACT_READ : ML_ARTEFACT_DAMAGED);
    return true;
}

const struct ml_fact_reader ml_reader_msinfo = { "msinfo", wants, read_msinfo };
