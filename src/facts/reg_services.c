/* SPDX-License-Identifier: MIT */
#include "facts/reg.h"

#include "facts/service.h"
#include "base/ban.h"

/* Services keys: start types, and filter drivers that are antivirus by their group. */

/* Fewer than this is a few keys sent by themselves, not the list. */
enum { LIST_SERVICES = 20 };

static bool on_key(struct ml_reg *reg, const struct ml_reg_key *key)
{
    struct ml_reg_services *s = &reg->services;
    ml_str below = ml_reg_below(key, ML_TOP_SYSTEM, "Services");

    s->here = ML_STR_NONE;
    if (key->hive == ML_HIVE_MACHINE && !key->asked &&
        ml_str_find_char(below, '\\') == ML_NPOS)
        s->here = below;
    if (s->here.n && !s->line)
        s->line = key->line;
    return s->here.n > 0;
}

static void on_value(struct ml_reg *reg, const struct ml_reg_value *value)
{
    struct ml_reg_services *s = &reg->services;
    struct ml_at at = ml_at(reg->sink, value->line);
    static const char *const modes[] = { NULL, NULL, "auto", "manual", "disabled" };

    if (!s->here.n)
        return;
    if (ml_reg_named(value, "Start") && value->type == ML_REG_NUMBER &&
        value->number <= 4) {
        s->nstarts++;
        if (modes[value->number])
            ml_service_emit(at, s->here, "start-mode", ml_str_of(modes[value->number]));
    }
    if (ml_reg_named(value, "ImagePath") && value->type == ML_REG_TEXT) {
        s->npaths++;
        if (ml_str_starts_nocase(value->text, ML_STR("\\SystemRoot\\"))) {
            ml_products_add(&s->odd_paths, s->here);
            s->path_line = s->path_line ? s->path_line : value->line;
        }
    }
    if (ml_reg_named(value, "Group") && value->type == ML_REG_TEXT &&
        ml_str_eq_nocase(value->text, ML_STR("FSFilter Anti-Virus"))) {
        ml_str product = ml_product_of_driver(s->here);
        ml_products_add(&s->products, product.n ? product : s->here);
        s->product_line = s->product_line ? s->product_line : value->line;
    }
}

static void on_end(struct ml_reg *reg)
{
    const struct ml_reg_services *s = &reg->services;
    struct ml_at at = ml_at(reg->sink, s->line);

    if (s->nstarts >= LIST_SERVICES)
        ml_emit_artefact(at, "services", ML_ARTEFACT_READ);
    if (s->npaths >= LIST_SERVICES) {
        ml_emit_artefact(at, "service-image-paths", ML_ARTEFACT_READ);
        if (s->path_line)
            at.line = s->path_line;
        ml_products_emit(&s->odd_paths, at, "service.image-paths-systemroot");
    }
    if (s->products.n)
        ml_products_emit(&s->products, ml_at(reg->sink, s->product_line),
                         "antivirus.services");
}

const struct ml_reg_group ml_reg_group_services = { on_key, on_value, on_end };
