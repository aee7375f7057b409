/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/task.h"
#include "facts/text.h"
#include "facts/xmltext.h"
#include "base/ban.h"

/*
 * The agent's scheduled task from schtasks: CSV by position, LIST by its labels, or
 * the task's own XML (formats 8). CSV has one row for each trigger: the first counts.
 */

#define TASK "Microsoft-OnlineBackup"

enum { NAME_COLUMN = 1, STATUS = 3, RESULT = 6, STATE = 11, RUN_AS = 14, COLUMNS = 15 };

static bool csv_row(struct ml_task *task, const struct ml_lines *lines)
{
    ml_str rest = lines->trim, cell[COLUMNS] = { { 0 } };
    size_t n = 0;

    while (n < COLUMNS && ml_text_csv_cell(&rest, &cell[n]))
        n++;
    if (n < COLUMNS || !ml_str_ends_nocase(cell[NAME_COLUMN], ML_STR("\\" TASK)))
        return false;
    *task = (struct ml_task){ .line = lines->number,
                              .state = cell[STATUS],
                              .enabled = cell[STATE],
                              .result = cell[RESULT],
                              .run_as = cell[RUN_AS] };
    return true;
}

static void list_label(struct ml_task *task, ml_str label, ml_str value)
{
    static const struct {
        const char *label;
        size_t offset;
    } labels[] = {
        { "Status", offsetof(struct ml_task, state) },
        /* jotai */
        { "\xe7\x8a\xb6\xe6\x85\x8b", offsetof(struct ml_task, state) },
        { "Scheduled Task State", offsetof(struct ml_task, enabled) },
        /* sukejuru sareta tasuku no jotai */
        { "\xe3\x82\xb9\xe3\x82\xb1\xe3\x82\xb8\xe3\x83\xa5\xe3\x83\xbc\xe3\x83\xab"
          "\xe3\x81\x95\xe3\x82\x8c\xe3\x81\x9f\xe3\x82\xbf\xe3\x82\xb9\xe3\x82\xaf"
          "\xe3\x81\xae\xe7\x8a\xb6\xe6\x85\x8b",
          offsetof(struct ml_task, enabled) },
        { "Last Result", offsetof(struct ml_task, result) },
        /* zenkai no kekka */
        { "\xe5\x89\x8d\xe5\x9b\x9e\xe3\x81\xae\xe7\xb5\x90\xe6\x9e\x9c",
          offsetof(struct ml_task, result) },
        { "Run As User", offsetof(struct ml_task, run_as) },
        /* yuza to shite jikko */
        { "\xe3\x83\xa6\xe3\x83\xbc\xe3\x82\xb6\xe3\x83\xbc\xe3\x81\xa8\xe3\x81\x97"
          "\xe3\x81\xa6\xe5\xae\x9f\xe8\xa1\x8c",
          offsetof(struct ml_task, run_as) },
    };
    for (size_t i = 0; i < ML_COUNT(labels); i++) {
        ml_str *into = (ml_str *)(void *)((char *)task + labels[i].offset);
        if (ml_str_eq(label, ml_str_of(labels[i].label)) && !into->n)
            *into = value;
    }
}

/* Rows of a whole list: folders that sort behind the agent's are in it too. */
struct listed {
    uint64_t rows, first;
    bool beyond;
};

enum { LIST_TASKS = 20 };

static void note_row(struct listed *all, const struct ml_lines *lines)
{
    ml_str rest = lines->trim, cell[2] = { { 0 } };

    for (size_t i = 0; i < ML_COUNT(cell); i++)
        if (!ml_text_csv_cell(&rest, &cell[i]))
            return;
    if (!cell[1].n || cell[1].p[0] != '\\')
        return;
    all->first = all->rows++ ? all->first : lines->number;
    all->beyond |= ml_str_starts_nocase(cell[1], ML_STR("\\Microsoft\\Windows\\"));
}

/* The list is complete, and the task is not in it. */
static bool missing(const struct listed *all, ml_str text,
                    const struct ml_fact_sink *sink)
{
    if (all->rows < LIST_TASKS || !all->beyond || text.p[text.n - 1] != '\n')
        return false;
    ml_emit(ml_at(sink, all->first), "schedule.task-state", ML_STR("missing"));
    ml_emit_artefact(ml_at(sink, all->first), "scheduled-task", ML_ARTEFACT_READ);
    return true;
}

/* From the line that names the task up to the line that names another. */
static void read_lines(struct ml_task *task, struct listed *all, ml_str text)
{
    struct ml_lines lines = ml_lines_of(text);
    ml_str label, value;

    while (ml_lines_next(&lines)) {
        if (lines.trim.n && lines.trim.p[0] == '"') {
            if (ml_str_has(lines.trim, ML_STR(TASK)) && csv_row(task, &lines))
                return;
            note_row(all, &lines);
            continue;
        }
        if (!ml_text_label(lines.trim, &label, &value))
            continue;
        bool names_task = value.n && value.p[0] == '\\';
        if (names_task && task->line && lines.number > task->line)
            return;
        if (names_task && ml_str_ends_nocase(value, ML_STR("\\" TASK)))
            task->line = lines.number;
        else if (task->line)
            list_label(task, label, value);
    }
}

/* <Settings><Enabled>, <Principal><UserId>; triggers have an <Enabled> of their own. */
static void read_xml(struct ml_task *task, ml_str text)
{
    struct ml_xml xml = ml_xml_of(text);
    bool settings = false, enabled = false, user = false;

    while (ml_xml_next(&xml)) {
        bool open = xml.what == ML_XML_OPEN;
        if (xml.what == ML_XML_TEXT) {
            ml_str value = ml_text_trim(xml.value);
            if (enabled && settings && !task->enabled.n)
                task->enabled = value;
            if (user && !task->run_as.n)
                task->run_as = value;
        } else if (ml_str_eq(xml.name, ML_STR("Settings"))) {
            settings = open;
            task->line = xml.line;
        } else if (ml_str_eq(xml.name, ML_STR("Enabled"))) {
            enabled = open;
        } else if (ml_str_eq(xml.name, ML_STR("UserId"))) {
            user = open;
        }
    }
}

static bool is_task_xml(const struct ml_fact_text *text)
{
    ml_str head = ml_str_sub(text->text, 0, 4096);

    return ml_str_has(head, ML_STR("<Task ")) &&
           ml_str_has(head, ML_STR("microsoft.com/windows/2004/02/mit/task")) &&
           (ml_str_has(text->text, ML_STR(TASK)) ||
            ml_str_has_nocase(text->path, ML_STR("OnlineBackup")));
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("\\" TASK)) || is_task_xml(text) ||
           ml_str_has(text->text, ML_STR("\",\"\\Microsoft\\Windows\\"));
}

static bool read_task(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_task task = { 0 };
    struct listed all = { 0 };

    if (is_task_xml(text))
        read_xml(&task, text->text);
    else
        read_lines(&task, &all, text->text);
    ml_task_emit(&task, sink);
    return task.line != 0 || missing(&all, text->text, sink);
}

const struct ml_fact_reader ml_reader_schtasks = { "scheduled-task", wants, read_task };
