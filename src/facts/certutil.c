/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "facts/certificate.h"
#include "facts/stamp.h"
#include "facts/text.h"
#include "base/ban.h"

/* certutil -v -store my (formats 8). */

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    struct ml_certificate here;
    struct ml_certificates certificates;
    bool met;
    uint64_t first;
};

static bool is_rule(ml_str s)
{
    return ml_str_starts(s, ML_STR("================ ")) &&
           ml_str_ends_nocase(s, ML_STR(" ================"));
}

static void end_certificate(struct reader *r)
{
    ml_certificate_note(&r->certificates, &r->here);
    r->here = (struct ml_certificate){ 0 };
}

/* `NotAfter: 11/20/2027 10:00 AM`; where the label is translated, the second of two
 * dates in a row is the later one. */
static void date_line(struct reader *r)
{
    ml_str label, value;
    struct ml_time time;
    size_t n;

    if (!ml_text_label(r->lines.trim, &label, &value) ||
        !ml_stamp_take(value, &time, &n))
        return;
    bool is_end = ml_str_has_nocase(label, ML_STR("NotAfter"));
    if (is_end || (!ml_str_has_nocase(label, ML_STR("NotBefore")) &&
                   !ml_time_known(r->here.not_after) && r->here.date_line)) {
        r->here.not_after = time;
        r->here.date_line = r->lines.number;
    } else if (!r->here.date_line) {
        r->here.date_line = r->lines.number; /* the first: where validity begins */
    }
}

/* The subject stands behind the issuer, and both bear the name: it is self-signed. */
static void name_line(struct reader *r)
{
    size_t at = ml_str_find(r->lines.trim, ML_STR("CN=CB_"));

    if (at == ML_NPOS || r->here.name.n)
        return;
    ml_str name = ml_str_from(r->lines.trim, at + 6);
    size_t n = 0;
    while (n < name.n && name.p[n] != ',' && name.p[n] != ' ')
        n++;
    if (n == 0 || n > 200)
        return;
    r->here.name = ml_str_sub(name, 0, n);
    r->here.name_line = r->lines.number;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_str_has(text->text, ML_STR("================ ")) &&
           !ml_str_has_nocase(text->name, ML_STR("userstore"));
}

static bool read_store(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines)) {
        if (is_rule(r.lines.trim)) {
            end_certificate(&r);
            r.first = r.met ? r.first : r.lines.number;
            r.met = true;
        } else if (r.met) {
            name_line(&r);
            date_line(&r);
        }
    }
    end_certificate(&r);
    if (!r.met || !ml_str_has(text->text, ML_STR("CN=")))
        return false;
    ml_emit_artefact(ml_at(sink, r.first), "certificates-machine-store",
                     ML_ARTEFACT_READ);
    ml_certificates_end(&r.certificates, sink);
    return true;
}

const struct ml_fact_reader ml_reader_certutil = { "certificates", wants, read_store };
