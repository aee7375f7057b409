/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/service.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * States of services (formats 8): sc query, tasklist /svc, and the tables and lists of
 * Get-Service and Win32_Service. One file may hold several of them.
 */

/* Fewer than this is a question about one service, not the list. */
enum { LIST_SERVICES = 5, COLUMNS_MAX = 8 };

enum column { OTHER_COLUMN, NAME, STATE, MODE };

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    ml_str name; /* of sc query's or the list's current block */
    bool in_tasks, plain_tasks; /* with /svc or without */
    uint64_t ntasks, tasks_line, engine_line; /* of a list of processes */
    enum column column[COLUMNS_MAX]; /* of a table */
    size_t ncolumns;
    bool in_table;
    uint64_t n, first;
    bool obengine;
    ml_str last; /* name of the last service of sc query */
};

/* sc query's numbers. */
static const char *const states[] = {
    NULL,      "stopped",          "start-pending", "stop-pending",
    "running", "continue-pending", "pause-pending", "paused"
};

static const struct {
    const char *word, *value;
    enum column column;
} words[] = {
    { "Running", "running", STATE },
    { "Stopped", "stopped", STATE },
    { "StartPending", "start-pending", STATE },
    { "StopPending", "stop-pending", STATE },
    { "Start Pending", "start-pending", STATE },
    { "Stop Pending", "stop-pending", STATE },
    { "Paused", "paused", STATE },
    { "Automatic", "auto", MODE },
    { "Auto", "auto", MODE },
    { "Manual", "manual", MODE },
    { "Disabled", "disabled", MODE },
};

static void note(struct reader *r, ml_str name, enum column column, ml_str word)
{
    const char *what = column == STATE ? "state" : "start-mode";

    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (words[i].column == column &&
            ml_str_eq_nocase(word, ml_str_of(words[i].word)))
            ml_service_emit(ml_at(r->sink, r->lines.number), name, what,
                            ml_str_of(words[i].value));
}

static void count(struct reader *r, ml_str name)
{
    if (!r->n++)
        r->first = r->lines.number;
    r->obengine |= ml_str_eq_nocase(name, ML_STR("obengine"));
}

static enum column column_of(ml_str word)
{
    if (ml_str_eq(word, ML_STR("Name")))
        return NAME;
    if (ml_str_eq(word, ML_STR("Status")) || ml_str_eq(word, ML_STR("State")))
        return STATE;
    if (ml_str_eq(word, ML_STR("StartType")) || ml_str_eq(word, ML_STR("StartMode")))
        return MODE;
    return OTHER_COLUMN;
}

/* `Status   Name   DisplayName`: words, of which Name and a state or mode are known.
 * Win32_Service has both Status (OK) and State: the words of each tell them apart. */
static bool table_heading(struct reader *r)
{
    enum column column[COLUMNS_MAX];
    ml_str rest = ml_str_sub(r->lines.trim, 0, 256), word;
    size_t n = 0;
    bool name = false, other = false;

    while (n < COLUMNS_MAX && ml_text_word(&rest, &word)) {
        column[n] = column_of(word);
        name |= column[n] == NAME;
        other |= column[n] == STATE || column[n] == MODE;
        n++;
    }
    if (!name || !other || n > 7)
        return false;
    for (size_t i = 0; i < n; i++)
        r->column[i] = column[i];
    r->ncolumns = n;
    r->in_table = false;
    return true;
}

static void table_row(struct reader *r)
{
    ml_str cell[COLUMNS_MAX], rest = r->lines.trim, name = ML_STR_NONE;
    size_t n = 0;

    while (n < r->ncolumns && ml_text_word(&rest, &cell[n]))
        n++;
    for (size_t i = 0; i < n; i++)
        if (r->column[i] == NAME)
            name = cell[i];
    if (!name.n)
        return;
    count(r, name);
    for (size_t i = 0; i < n; i++)
        if (r->column[i] != NAME && r->column[i] != OTHER_COLUMN)
            note(r, name, r->column[i], cell[i]);
}

/* `        STATE              : 4  RUNNING` */
static void sc_state(struct reader *r, ml_str value)
{
    ml_str rest = value, word;
    uint64_t number;

    if (r->name.n && ml_text_word(&rest, &word) && ml_str_to_u64(word, &number) &&
        number >= 1 && number < ML_COUNT(states))
        ml_service_emit(ml_at(r->sink, r->lines.number), r->name, "state",
                        ml_str_of(states[number]));
}

static void list_line(struct reader *r)
{
    ml_str label, value;

    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq(label, ML_STR("SERVICE_NAME"))) {
        r->name = r->last = value;
        count(r, value);
    } else if (ml_str_eq(label, ML_STR("STATE"))) {
        sc_state(r, value);
    } else if (column_of(label) == NAME) {
        r->name = value;
    } else if (column_of(label) != OTHER_COLUMN && r->name.n) {
        if (column_of(label) == STATE)
            count(r, r->name);
        note(r, r->name, column_of(label), value);
    }
}

/* `cbengine.exe      1234 obengine,other`; further names are on lines of their own
 * that begin with blanks. */
static void task_row(struct reader *r)
{
    ml_str rest = r->lines.trim, word;
    uint64_t pid;
    bool wrapped = r->lines.line.p[0] == ' ';

    if (!wrapped && !r->ntasks++)
        r->tasks_line = r->lines.number;
    if (ml_str_starts_nocase(rest, ML_STR("cbengine.exe")))
        r->engine_line = r->lines.number;
    if (r->plain_tasks)
        return;

    while (!wrapped && ml_text_word(&rest, &word))
        if (ml_str_to_u64(word, &pid))
            break;
    for (bool more = true; more;) {
        more = ml_str_cut(rest, ',', &word, &rest);
        word = ml_text_trim(word);
        if (!word.n || ml_str_eq(word, ML_STR("N/A")))
            continue;
        count(r, word);
        ml_service_emit(ml_at(r->sink, r->lines.number), word, "state",
                        ML_STR("running"));
    }
}

static void read_line(struct reader *r)
{
    ml_str s = r->lines.trim;

    if (!s.n) {
        r->in_table = false;
        r->name = ML_STR_NONE;
    } else if (ml_str_starts(s, ML_STR("========================= ======== ===="))) {
        r->in_tasks = true;
        /* Without /svc there are five columns: session, its number, memory. */
        ml_str rest = s, column;
        size_t n = 0;
        while (ml_text_word(&rest, &column))
            n++;
        r->plain_tasks = n > 3;
    } else if (r->in_tasks) {
        task_row(r);
    } else if (r->in_table) {
        table_row(r);
    } else if (r->ncolumns && ml_str_starts(s, ML_STR("----"))) {
        r->in_table = true;
    } else if (!table_heading(r)) {
        list_line(r);
    }
    if (!s.n)
        r->in_tasks = false;
}

/* The list of running services, complete beyond `o`, without the agent's. */
static void absent(struct reader *r, const struct ml_fact_text *text)
{
    bool whole = text->text.n && text->text.p[text->text.n - 1] == '\n' && r->last.n &&
                 ml_lower(r->last.p[0]) > 'o';

    if (ml_str_has_nocase(text->name, ML_STR("Services_active")) && whole &&
        r->n > LIST_SERVICES && !r->obengine)
        ml_service_emit(ml_at(r->sink, r->first), ML_STR("obengine"), "state",
                        ML_STR("stopped"));
}

/* A whole list of processes has dozens; the engine is in it or is not running. */
static bool processes(struct reader *r, const struct ml_fact_text *text)
{
    enum { LIST_TASKS = 10 };
    bool whole = text->text.n && text->text.p[text->text.n - 1] == '\n' &&
                 r->ntasks >= LIST_TASKS;

    if (r->engine_line)
        ml_emit_bool(ml_at(r->sink, r->engine_line), "task.engine-listed", true);
    else if (whole)
        ml_emit_bool(ml_at(r->sink, r->tasks_line), "task.engine-listed", false);
    return r->ntasks > 0;
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = {
        { "SERVICE_NAME:", 13 }, { "========================= ======== ====", 39 },
        { "StartType", 9 },      { "StartMode", 9 },
        { "Status   Name", 13 }, { "Status  ", 8 }
    };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_services(const struct ml_fact_text *text,
                          const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines))
        read_line(&r);
    absent(&r, text);
    bool tasks = processes(&r, text);
    if (r.n >= LIST_SERVICES)
        ml_emit_artefact(ml_at(sink, r.first), "services", ML_ARTEFACT_READ);
    return r.n > 0 || tasks;
}

const struct ml_fact_reader ml_reader_services = { "services", wants, read_services };
