/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/service.h"
#include "facts/volume.h"
#include "base/ban.h"

/*
 * <C>_VSSPSS.txt of psSDP (formats 7): services, a test snapshot of each volume, and
 * volumes as `Drive : C:`, `Volume Size : 126.45GB`, `Free Space : 40%`.
 */

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    struct ml_volume volume;
    bool tested, failed, volumes;
    uint64_t tested_line;
};

static void end_volume(struct reader *r)
{
    if (r->volume.letter && r->volume.size_known) {
        ml_volume_emit(&r->volume, r->sink);
        r->volumes |= r->volume.free_known;
    }
    r->volume = (struct ml_volume){ 0 };
}

/* `126.45GB`: without the blank that sizes have elsewhere. */
static bool size_bytes(ml_str s, uint64_t *ret)
{
    double gb;

    if (!ml_str_ends_nocase(s, ML_STR("GB")) ||
        !ml_str_to_double(ml_text_trim(ml_str_sub(s, 0, s.n - 2)), &gb) || gb <= 0 ||
        gb > 1e7)
        return false;
    *ret = (uint64_t)(gb * 1073741824.0);
    return true;
}

/* Whole percents of the size: 0 % may be many gigabytes, so it says nothing. */
static void free_percent(struct ml_volume *v, ml_str value)
{
    uint64_t percent;

    if (value.n < 2 || value.p[value.n - 1] != '%' || !v->size_known ||
        !ml_str_to_u64(ml_str_sub(value, 0, value.n - 1), &percent) || percent < 1 ||
        percent > 100)
        return;
    v->free_known = true;
    v->free_bytes = v->size_bytes / 100 * percent;
}

/* `Service Name: VSS Status: Running` */
static void service(struct reader *r, ml_str rest)
{
    size_t at = ml_str_find(rest, ML_STR("Status:"));

    if (at == ML_NPOS)
        return;
    ml_str name = ml_text_trim(ml_str_sub(rest, 0, at));
    ml_str state = ml_text_trim(ml_str_from(rest, at + 7));
    struct ml_at to = ml_at(r->sink, r->lines.number);
    if (ml_str_eq(state, ML_STR("Running")))
        ml_service_emit(to, name, "state", ML_STR("running"));
    else if (ml_str_eq(state, ML_STR("Stopped")))
        ml_service_emit(to, name, "state", ML_STR("stopped"));
}

static void snapshot(struct reader *r, ml_str value)
{
    bool good = ml_str_starts(value, ML_STR("SUCCESS"));
    bool bad = ml_str_starts(value, ML_STR("Failed"));

    if (!good && !bad)
        return;
    if (!r->tested || (bad && !r->failed))
        r->tested_line = r->lines.number;
    r->tested = true;
    r->failed |= bad;
}

static void read_line(struct reader *r)
{
    ml_str label, value;

    if (!ml_text_label(r->lines.trim, &label, &value))
        return;
    if (ml_str_eq(label, ML_STR("Drive"))) {
        end_volume(r);
        r->volume.letter = ml_volume_letter(value);
        r->volume.line = r->lines.number;
    } else if (ml_str_eq(label, ML_STR("File System"))) {
        r->volume.file_system = value;
    } else if (ml_str_eq(label, ML_STR("Volume Size"))) {
        r->volume.size_known = size_bytes(value, &r->volume.size_bytes);
    } else if (ml_str_eq(label, ML_STR("Free Space"))) {
        free_percent(&r->volume, value);
    } else if (ml_str_eq(label, ML_STR("VSS Provider Test"))) {
        snapshot(r, value);
    } else if (ml_str_eq(label, ML_STR("Service Name"))) {
        service(r, value);
    }
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("VSS Provider Test")) ||
           ml_str_has(text->text, ML_STR("Free Space Frag.")) ||
           ml_str_has_nocase(text->name, ML_STR("VSSPSS"));
}

static bool read_vsspss(const struct ml_fact_text *text,
                        const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines))
        read_line(&r);
    end_volume(&r);
    if (r.tested)
        ml_emit(ml_at(sink, r.tested_line), "vss.snapshot-test",
                r.failed ? ML_STR("failed") : ML_STR("success"));
    if (r.volumes)
        ml_emit_artefact(ml_at(sink, 1), "volume-free-space", ML_ARTEFACT_READ);
    return r.tested || r.volumes;
}

const struct ml_fact_reader ml_reader_vsspss = { "vss-report", wants, read_vsspss };
