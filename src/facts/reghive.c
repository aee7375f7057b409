/* SPDX-License-Identifier: MIT */
#include "facts/reghive.h"

#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/reg.h"
#include "facts/regdata.h"
#include "facts/text.h"
#include "base/ban.h"

struct reader {
    struct ml_reg reg;
    struct ml_hive_places *places;
    enum ml_hive_kind kind;
    ml_str set;  /* ControlSet001 */
    ml_str path; /* of the current key, in the hive */
};

static uint64_t place(struct reader *r, const ml_str *name)
{
    struct ml_hive_places *p = r->places;
    struct ml_buf record = { 0 };

    ml_hive_record(&record, r->path, name);
    ML_PUSH(p->record, p->nrecord, p->cap_record,
            ml_arena_dup(p->arena, ml_buf_view(&record)));
    ml_buf_reset(&record);
    return p->nrecord;
}

static void on_hive(void *ctx, enum ml_hive_kind kind, ml_str control_set)
{
    struct reader *r = ctx;

    r->kind = kind;
    r->set = ml_arena_dup(&r->reg.arena, control_set);
}

/* The key as a running Windows names it; empty for one that has no name there. */
static ml_str full_name(struct reader *r, ml_str path)
{
    struct ml_arena *arena = &r->reg.arena;

    switch (r->kind) {
    case ML_HIVE_IS_SYSTEM:
        if (!ml_str_starts_nocase(path, r->set) || path.n <= r->set.n)
            return ML_STR_NONE;
        path = ml_str_from(path, r->set.n);
        return ml_arena_printf(arena, "HKLM\\SYSTEM\\CurrentControlSet%.*s",
                               ML_STR_ARG(path));
    case ML_HIVE_IS_SOFTWARE:
        return ml_arena_printf(arena, "HKLM\\SOFTWARE\\%.*s", ML_STR_ARG(path));
    case ML_HIVE_IS_USER:
        return ml_arena_printf(arena, "HKCU\\Software\\%.*s", ML_STR_ARG(path));
    case ML_HIVE_IS_PROFILE:
        return ml_arena_printf(arena, "HKCU\\%.*s", ML_STR_ARG(path));
    default:
        return ML_STR_NONE;
    }
}

static void on_key(void *ctx, ml_str path, bool absent)
{
    struct reader *r = ctx;

    r->path = ml_arena_dup(&r->reg.arena, path);
    ml_str name = full_name(r, r->path);
    if (name.n)
        ml_reg_key(&r->reg, name, absent, place(r, NULL));
}

static uint64_t little_endian(ml_str data)
{
    uint64_t n = 0;

    for (size_t i = data.n; i > 0; i--)
        n = n << 8 | (unsigned char)data.p[i - 1];
    return n;
}

static void on_value(void *ctx, ml_str name, uint32_t type, ml_str data)
{
    struct reader *r = ctx;
    struct ml_arena *arena = &r->reg.arena;

    if (!r->reg.wanted)
        return;
    struct ml_reg_value v = { .name = ml_arena_dup(arena, name),
                              .line = place(r, &name) };
    if (type == ML_HIVE_SZ || type == ML_HIVE_EXPAND_SZ || type == ML_HIVE_MULTI_SZ) {
        v.type = ML_REG_TEXT;
        v.text = ml_regdata_utf16(arena, data);
    } else if ((type == ML_HIVE_DWORD && data.n == 4) ||
               (type == ML_HIVE_QWORD && data.n == 8)) {
        v.type = ML_REG_NUMBER;
        v.number = little_endian(data);
    } else {
        v.type = ML_REG_BYTES;
        v.bytes = ml_arena_dup(arena, data);
    }
    ml_reg_value(&r->reg, &v);
}

/* What a hive settles, and how its file is called where it cannot say itself. */
static const struct {
    enum ml_hive_kind kind;
    ml_str name;
    const char *artefacts[8];
} settled[] = {
    { ML_HIVE_IS_SYSTEM, ML_STR("System"),
      { "schannel-registry", "services", "service-image-paths", "os-time-zone",
        "environment-variables" } },
    { ML_HIVE_IS_SOFTWARE, ML_STR("Software"),
      { "agent-registry", "dotnet-registry", "installed-programs",
        "pending-reboot-registry", "certificates-machine-store",
        "defender-preferences" } },
};

static void tell_damage(const struct reader *r, ml_str name)
{
    struct ml_at at = ml_at(r->reg.sink, 0);

    if (r->kind == ML_HIVE_UNKNOWN && ml_str_has_nocase(name, ML_STR("User")))
        return;
    for (size_t i = 0; i < ML_COUNT(settled); i++) {
        if (r->kind != ML_HIVE_UNKNOWN ? settled[i].kind != r->kind
                                       : !ml_str_has_nocase(name, settled[i].name))
            continue;
        for (size_t k = 0; k < ML_COUNT(settled[i].artefacts); k++)
            if (settled[i].artefacts[k])
                ml_emit_artefact(at, settled[i].artefacts[k], ML_ARTEFACT_DAMAGED);
    }
}

enum ml_rc ml_reghive_read(int fd, const char *program, ml_str name,
                           const struct ml_fact_sink *sink,
                           struct ml_hive_places *places, struct ml_err *err)
{
    struct reader r = { .places = places };
    struct ml_hive_sink from = { &r, on_hive, on_key, on_value };

    ml_reg_begin(&r.reg, sink);
    r.reg.whole = true;
    enum ml_rc rc = ml_hive_read(fd, program, ML_STR_NONE, &from, err);
    r.reg.cut = rc != ML_OK;
    bool known = r.kind == ML_HIVE_IS_SYSTEM || r.kind == ML_HIVE_IS_SOFTWARE;
    if (known || rc != ML_OK)
        ml_emit_artefact(ml_at(sink, 0), "registry-hives",
                         known ? ML_ARTEFACT_READ : ML_ARTEFACT_DAMAGED);
    ml_reg_end(&r.reg);
    if (rc != ML_OK)
        tell_damage(&r, name);
    return rc;
}
