/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <stdio.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/products.h"
#include "facts/text.h"
#include "facts/volume.h"
#include "base/ban.h"

/*
 * Output of vssadmin: writers, providers, shadow storage (formats 7).
 *
 * A writer's state counts by its number. A list that shows only the banner says that
 * there is no writer at all; that needs the heading or name that says what was asked.
 */

/* Japanese: writer name; provider name; state; unlimited; administrative tool. */
#define JA_WRITER "\xe3\x83\xa9\xe3\x82\xa4\xe3\x82\xbf\xe3\x83\xbc\xe5\x90\x8d"
#define JA_PROVIDER                                                                    \
    "\xe3\x83\x97\xe3\x83\xad\xe3\x83\x90\xe3\x82\xa4\xe3\x83\x80\xe3\x83\xbc\xe5\x90" \
    "\x8d"
#define JA_STATE "\xe7\x8a\xb6\xe6\x85\x8b"
#define JA_UNLIMITED "\xe7\x84\xa1\xe5\x88\xb6\xe9\x99\x90"

enum { STABLE = 1, FIRST_FAILED = 6, LAST_FAILED = 15 };

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    ml_str writer; /* whose state is awaited */
    uint64_t writers, waiting, line; /* waiting: for the end of a snapshot */
    struct ml_buf failed;
    struct ml_products providers;
    uint64_t providers_line;
    bool asked, banner, other; /* of the section that lists writers */
    bool nothing;              /* such a section held the banner only */
    uint64_t asked_line;
    char letter; /* of shadow storage */
    int nvolumes, nsizes;
    bool storage;
};

static void end_section(struct reader *r)
{
    r->nothing |= r->asked && r->banner && !r->other;
    r->asked = r->banner = r->other = false;
}

/* `Writer name: 'System Writer'`; the value is quoted in every language. */
static bool quoted_value(ml_str value, ml_str *ret)
{
    if (value.n < 3 || value.p[0] != '\'' || value.p[value.n - 1] != '\'')
        return false;
    *ret = ml_str_sub(value, 1, value.n - 2);
    return ret->n <= 120;
}

static void state(struct reader *r, ml_str value)
{
    uint64_t number;
    size_t close = ml_str_find_char(value, ']');

    if (!r->writer.n || !value.n || value.p[0] != '[' || close == ML_NPOS ||
        !ml_str_to_u64(ml_str_sub(value, 1, close - 1), &number))
        return;
    r->waiting += number > STABLE && number < FIRST_FAILED;
    if (number >= FIRST_FAILED && number <= LAST_FAILED && r->failed.n < 2048) {
        if (r->failed.n)
            ml_buf_char(&r->failed, ',');
        ml_buf_str(&r->failed, r->writer);
        ml_buf_printf(&r->failed, "[%u]", (unsigned)number);
    }
    r->writer = ML_STR_NONE;
}

/* Used, allocated, maximum, in this order, after the two lines with the volumes. */
static void storage_size(struct reader *r, ml_str value)
{
    char letter[2] = { r->letter, '\0' }, text[24];
    uint64_t bytes = 0;
    bool unlimited = ml_str_starts_nocase(value, ML_STR("UNBOUNDED")) ||
                     ml_str_starts(value, ML_STR(JA_UNLIMITED));

    r->nsizes++; /* also where it cannot be read: the others keep their place */
    if (!unlimited && !ml_form_bytes(value, &bytes))
        return;
    r->storage = true;
    if (r->nsizes == 2)
        return;
    int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)bytes);
    ml_emit_part(ml_at(r->sink, r->lines.number), "vss.shadowstorage", letter,
                 r->nsizes == 1 ? "used-bytes" : "max-bytes",
                 unlimited ? ML_STR("unbounded") : (ml_str){ text, (size_t)n });
}

/* `For volume: (C:)\\?\Volume{...}\`: the first of a pair, the second is where the
 * storage lies. */
static bool storage_volume(struct reader *r, ml_str value)
{
    size_t volume = ml_str_find(value, ML_STR("\\\\?\\Volume{"));

    if (volume == ML_NPOS || !value.n || value.p[0] != '(')
        return false;
    if (r->nvolumes != 1) {
        r->letter = ml_volume_letter(ml_str_sub(value, 0, 4));
        r->nvolumes = r->nsizes = 0;
    }
    r->nvolumes++;
    return true;
}

static void label_line(struct reader *r, ml_str label, ml_str value)
{
    ml_str name;

    if (ml_str_eq(label, ML_STR("Writer name")) ||
        ml_str_eq(label, ML_STR(JA_WRITER))) {
        if (quoted_value(value, &name)) {
            r->writer = name;
            r->line = r->writers++ ? r->line : r->lines.number;
        }
    } else if (ml_str_eq(label, ML_STR("State")) ||
               ml_str_eq(label, ML_STR(JA_STATE))) {
        state(r, value);
    } else if ((ml_str_eq(label, ML_STR("Provider name")) ||
                ml_str_eq(label, ML_STR(JA_PROVIDER))) &&
               quoted_value(value, &name)) {
        if (!r->providers.n)
            r->providers_line = r->lines.number;
        ml_products_add(&r->providers, name);
    } else if (!storage_volume(r, value) && r->letter && r->nvolumes == 2 &&
               r->nsizes < 3) {
        storage_size(r, value);
    }
}

static void read_line(struct reader *r)
{
    ml_str s = r->lines.trim, label, value;

    if (ml_str_has_nocase(ml_str_sub(s, 0, 256), ML_STR("list writers")) ||
        ml_str_eq(s, ML_STR("VSS Writers Status"))) {
        end_section(r);
        r->asked = true;
        r->asked_line = r->lines.number;
        return;
    }
    if (!s.n || ml_str_starts(s, ML_STR("----")) || ml_str_starts(s, ML_STR("(C)")))
        return;
    if (ml_str_starts(s, ML_STR("vssadmin 1."))) {
        r->banner = true;
        return;
    }
    /* the next command of the collector, or the next part of VSS_Info */
    if (s.p[0] == '[' || ml_str_eq(s, ML_STR("Installed Filters"))) {
        end_section(r);
        return;
    }
    r->other = true;
    if (ml_text_label(s, &label, &value))
        label_line(r, label, value);
}

static void emit(struct reader *r)
{
    struct ml_at at = ml_at(r->sink, r->writers ? r->line : r->asked_line);

    if (r->writers || r->nothing) {
        ml_emit_artefact(at, "vss-writers",
                         r->writers ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
        ml_emit_u64(at, "vss.writers.total", r->writers);
    }
    if (r->writers)
        ml_emit_u64(at, "vss.writers.waiting", r->waiting);
    if (r->writers && r->failed.n)
        ml_emit(at, "vss.writers.failed", ml_buf_view(&r->failed));
    else if (r->writers)
        ml_emit_empty(at, "vss.writers.failed");
    if (r->providers.n)
        ml_products_emit(&r->providers, ml_at(r->sink, r->providers_line),
                         "vss.providers");
    if (r->storage)
        ml_emit_artefact(at, "shadow-storage", ML_ARTEFACT_READ);
}

static bool named(const struct ml_fact_text *text)
{
    return ml_str_has_nocase(text->name, ML_STR("List_Writers"));
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "vssadmin 1.", 11 },
                                    { "Writer name:", 12 },
                                    { JA_WRITER ":", sizeof(JA_WRITER) },
                                    { "Provider name:", 14 },
                                    { JA_PROVIDER ":", sizeof(JA_PROVIDER) },
                                    { ")\\\\?\\Volume{", 12 } };

    return named(text) || ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_vssadmin(const struct ml_fact_text *text,
                          const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    r.asked = named(text);
    r.asked_line = r.asked;
    while (ml_lines_next(&r.lines))
        read_line(&r);
    end_section(&r);
    emit(&r);
    ml_buf_reset(&r.failed);
    return r.writers || r.nothing || r.providers.n || r.storage;
}

const struct ml_fact_reader ml_reader_vssadmin = { "vss-writers", wants,
                                                   read_vssadmin };
