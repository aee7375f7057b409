/* SPDX-License-Identifier: MIT */
#include "facts/msrow.h"

#include "base/attr.h"
#include "facts/service.h"
#include "facts/text.h"
#include "facts/words.h"
#include "base/ban.h"

/*
 * The names of categories and elements are localised: rows are told by the names of
 * their items in English and Japanese, or by the form of their values.
 */

#define JA_OS_NAME "OS \xe5\x90\x8d" /* OS name */
#define JA_VERSION "\xe3\x83\x90\xe3\x83\xbc\xe3\x82\xb8\xe3\x83\xa7\xe3\x83\xb3"
#define JA_SYSTEM_NAME /* system name */                                               \
    "\xe3\x82\xb7\xe3\x82\xb9\xe3\x83\x86\xe3\x83\xa0\xe5\x90\x8d"
#define JA_TIME_ZONE /* time zone */                                                   \
    "\xe3\x82\xbf\xe3\x82\xa4\xe3\x83\xa0 \xe3\x82\xbe\xe3\x83\xbc\xe3\x83\xb3"
#define JA_TIME_ZONE_2                                                                 \
    "\xe3\x82\xbf\xe3\x82\xa4\xe3\x83\xa0\xe3\x82\xbe\xe3\x83\xbc\xe3\x83\xb3"
#define JA_NETWORK /* network */                                                       \
    "\xe3\x83\x8d\xe3\x83\x83\xe3\x83\x88\xe3\x83\xaf\xe3\x83\xbc\xe3\x82\xaf"

enum item { OS_NAME, VERSION, SYSTEM_NAME, TIME_ZONE, NO_ITEM };

static enum item item_of(ml_str name)
{
    static const struct {
        const char *name;
        enum item item;
    } items[] = {
        { "OS Name", OS_NAME },         { JA_OS_NAME, OS_NAME },
        { "Version", VERSION },         { JA_VERSION, VERSION },
        { "System Name", SYSTEM_NAME }, { JA_SYSTEM_NAME, SYSTEM_NAME },
        { "Time Zone", TIME_ZONE },     { JA_TIME_ZONE, TIME_ZONE },
        { JA_TIME_ZONE_2, TIME_ZONE },
    };
    for (size_t i = 0; i < ML_COUNT(items); i++)
        if (ml_str_eq_nocase(name, ml_str_of(items[i].name)))
            return items[i].item;
    return NO_ITEM;
}

static const struct {
    const char *word, *value;
} states[] = {
    { "Running", "running" },
    { "\xe5\xae\x9f\xe8\xa1\x8c\xe4\xb8\xad", "running" }, /* jikkochu */
    { "Stopped", "stopped" },
    { "\xe5\x81\x9c\xe6\xad\xa2", "stopped" },             /* teishi */
    { "Paused", "paused" },
    { "Start Pending", "start-pending" },
    { "Stop Pending", "stop-pending" },
}, modes[] = {
    { "Auto", "auto" },
    { "Automatic", "auto" },
    { "\xe8\x87\xaa\xe5\x8b\x95", "auto" },                /* jido */
    { "Manual", "manual" },
    { "\xe6\x89\x8b\xe5\x8b\x95", "manual" },              /* shudo */
    { "Disabled", "disabled" },
    { "\xe7\x84\xa1\xe5\x8a\xb9", "disabled" },            /* muko */
};

/* `10.0.17763 Build 17763`, whatever the word between. */
static bool is_version_line(ml_str s)
{
    ml_str rest = s, word;

    return ml_text_word(&rest, &word) && ml_form_version(word) &&
           ml_str_find_char(word, '.') <= 2;
}

static void summary(struct ml_msrows *rows, ml_str item, ml_str value, struct ml_at at)
{
    enum item what = item_of(item);

    if (what == OS_NAME && !rows->os) {
        rows->os = true;
        ml_words_os_name(at, value);
    } else if (!rows->build && (what == VERSION || what == NO_ITEM) &&
               is_version_line(value) && ml_str_find_char(value, ' ') != ML_NPOS) {
        rows->build = ml_words_os_build(at, value);
    } else if (what == SYSTEM_NAME && !rows->name && ml_form_host(value)) {
        rows->name = true;
        ml_emit(at, "server.name", value);
    } else if (what == TIME_ZONE && !rows->zone) {
        rows->zone = true;
        ml_words_time_zone(at, value);
    }
}

static void end_volume(struct ml_msrows *rows)
{
    if (rows->volume.letter && rows->volume.size_known && !rows->network) {
        ml_volume_emit(&rows->volume, rows->sink);
        if (!rows->nvolumes++)
            rows->volumes_line = rows->volume.line;
    }
    rows->volume = (struct ml_volume){ 0 };
    rows->network = false;
}

/* `40.12 GB (43,081,234,432 bytes)`: first the size, then what is free. */
static bool exact_bytes(ml_str value, uint64_t *ret)
{
    return ml_str_find_char(value, '(') != ML_NPOS && ml_form_bytes(value, ret);
}

static void drive(struct ml_msrows *rows, ml_str value, uint64_t line)
{
    struct ml_volume *v = &rows->volume;
    uint64_t bytes;

    if (value.n == 2 && ml_volume_letter(value)) {
        end_volume(rows);
        v->letter = ml_volume_letter(value);
        v->line = line;
        v->time = rows->time;
    } else if (!v->letter) {
        return;
    } else if (ml_str_has(value, ML_STR("Network Connection")) ||
               ml_str_starts(value, ML_STR(JA_NETWORK))) {
        rows->network = true;
    } else if (ml_volume_is_file_system(value)) {
        v->file_system = value;
    } else if (exact_bytes(value, &bytes)) {
        if (!v->size_known) {
            v->size_bytes = bytes;
            v->size_known = true;
        } else if (!v->free_known) {
            v->free_bytes = bytes;
            v->free_known = true;
        }
    }
}

/* Display name, name, state, start mode, type, path ... */
static void service(struct ml_msrows *rows, const ml_str *cell, struct ml_at at)
{
    bool known = false;

    for (size_t i = 0; i < ML_COUNT(states); i++)
        if (ml_str_eq_nocase(cell[2], ml_str_of(states[i].word))) {
            known = true;
            ml_service_emit(at, cell[1], "state", ml_str_of(states[i].value));
        }
    for (size_t i = 0; known && i < ML_COUNT(modes); i++)
        if (ml_str_eq_nocase(cell[3], ml_str_of(modes[i].word)))
            ml_service_emit(at, cell[1], "start-mode", ml_str_of(modes[i].value));
    if (known && !rows->nservices++)
        rows->services_line = at.line;
}

void ml_msrows_add(struct ml_msrows *rows, const ml_str *cell, size_t n, uint64_t line)
{
    struct ml_at at = { rows->sink, rows->time, line };

    if (n == 2 && rows->in_summary)
        summary(rows, cell[0], cell[1], at);
    if (n == 2)
        drive(rows, cell[1], line);
    if (n >= 6)
        service(rows, cell, at);
}

void ml_msrows_end(struct ml_msrows *rows)
{
    struct ml_at at = { rows->sink, rows->time, rows->volumes_line };

    end_volume(rows);
    at.line = rows->volumes_line;
    if (rows->nvolumes)
        ml_emit_artefact(at, "volume-free-space", ML_ARTEFACT_READ);
    at.line = rows->services_line;
    if (rows->nservices >= 5)
        ml_emit_artefact(at, "services", ML_ARTEFACT_READ);
}
