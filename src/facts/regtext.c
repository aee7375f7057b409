/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/reg.h"
#include "facts/regdata.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Registry as text: the output of reg query and of reg export (formats 3.1, 3.2).
 *
 * Both can follow each other in one file. A line is told by its first characters:
 * `HKEY_` a key of reg query, `[HKEY_...]` a key of an export, `[HKLM\...]` between
 * lines of dashes what a collector asked for, `"name"=` a value of an export, blanks
 * and a REG_ type a value of reg query.
 */

/* Of one value over its continuation lines. */
enum { VALUE_BYTES = 64 * 1024 };

struct reader {
    struct ml_reg reg;
    struct ml_lines lines;
    bool after_dashes; /* the line before was a rule of dashes */
    bool any;
};

static const struct {
    const char *name;
    enum ml_reg_type type;
} types[] = {
    { "REG_SZ", ML_REG_TEXT },       { "REG_EXPAND_SZ", ML_REG_TEXT },
    { "REG_MULTI_SZ", ML_REG_TEXT }, { "REG_DWORD", ML_REG_NUMBER },
    { "REG_QWORD", ML_REG_NUMBER },  { "REG_BINARY", ML_REG_BYTES },
    { "REG_NONE", ML_REG_BYTES },
};

static bool is_default(ml_str name)
{
    return ml_str_eq(name, ML_STR("(Default)")) ||
           /* (kitei): default */
           ml_str_eq(name, ML_STR("(\xe6\x97\xa2\xe5\xae\x9a)"));
}

/* 0x1 or 0x00000001; older versions print decimal. */
static bool query_number(ml_str data, uint64_t *ret)
{
    if (ml_str_starts_nocase(data, ML_STR("0x")))
        return ml_str_hex_to_u64(ml_str_from(data, 2), ret);
    return ml_str_to_u64(data, ret);
}

/* Where the REG_ type stands in a line of reg query; the types row in *ret. */
static size_t find_type(ml_str line, size_t *ret)
{
    for (size_t from = 1; from < line.n;) {
        size_t at = ml_str_find(ml_str_from(line, from), ML_STR("REG_"));
        if (at == ML_NPOS)
            return ML_NPOS;
        at += from;
        from = at + 4;
        if (line.p[at - 1] != ' ' && line.p[at - 1] != '\t')
            continue;
        for (size_t i = 0; i < ML_COUNT(types); i++) {
            ml_str name = ml_str_of(types[i].name), rest = ml_str_from(line, at);
            if (!ml_str_starts(rest, name))
                continue;
            if (rest.n > name.n && rest.p[name.n] != ' ' && rest.p[name.n] != '\t')
                continue;
            *ret = i;
            return at;
        }
    }
    return ML_NPOS;
}

static void query_value(struct reader *r)
{
    ml_str line = r->lines.line;
    size_t type, at = find_type(line, &type);

    if (at == ML_NPOS)
        return;
    struct ml_reg_value v = { .type = types[type].type, .line = r->lines.number };
    v.name = ml_text_trim(ml_str_sub(line, 0, at));
    if (is_default(v.name))
        v.name = ML_STR_NONE;
    ml_str data = ml_text_trim(ml_str_from(line, at + strlen(types[type].name)));
    if (v.type == ML_REG_NUMBER && !query_number(data, &v.number))
        v.type = ML_REG_BYTES; /* there, but of no use */
    if (v.type == ML_REG_TEXT)
        v.text = data;
    if (v.type == ML_REG_BYTES)
        v.bytes = ml_regdata_hex(&r->reg.arena, data);
    ml_reg_value(&r->reg, &v);
}

/* Lines that end in a backslash go on in the next; joined into *joined. False when
 * the text ends in between: a value that is cut is none. */
static bool continued(struct reader *r, ml_str *data, struct ml_buf *joined)
{
    bool more = data->n && data->p[data->n - 1] == '\\';

    if (!more)
        return true;
    ml_buf_str(joined, ml_str_sub(*data, 0, data->n - 1));
    while (more && ml_lines_next(&r->lines)) {
        ml_str line = r->lines.trim;
        more = line.n && line.p[line.n - 1] == '\\';
        if (joined->n + line.n <= VALUE_BYTES)
            ml_buf_str(joined, ml_str_sub(line, 0, line.n - more));
    }
    *data = ml_buf_view(joined);
    r->reg.cut |= more;
    return !more;
}

/* `hex(7):41,00,...`: the kind is the number of the registry's type. */
static void export_hex(struct reader *r, ml_str data, struct ml_reg_value *v)
{
    ml_str head, body;

    ml_str_cut(data, ':', &head, &body);
    ml_str bytes = ml_regdata_hex(&r->reg.arena, body);
    if (ml_str_eq(head, ML_STR("hex(2)")) || ml_str_eq(head, ML_STR("hex(7)")) ||
        ml_str_eq(head, ML_STR("hex(1)"))) {
        v->type = ML_REG_TEXT;
        v->text = ml_regdata_utf16(&r->reg.arena, bytes);
    } else if (ml_str_eq(head, ML_STR("hex(b)")) && bytes.n == 8) {
        v->type = ML_REG_NUMBER;
        for (int i = 7; i >= 0; i--)
            v->number = v->number << 8 | (unsigned char)bytes.p[i];
    } else {
        v->type = ML_REG_BYTES;
        v->bytes = bytes;
    }
}

static void export_value(struct reader *r)
{
    struct ml_reg_value v = { .line = r->lines.number };
    struct ml_buf joined = { 0 };
    ml_str s = r->lines.trim;
    bool ok = true;

    if (s.p[0] == '@')
        s = ml_str_from(s, 1);
    else
        ok = ml_regdata_quoted(&r->reg.arena, &s, &v.name);
    if (!ok || !s.n || s.p[0] != '=')
        return;
    s = ml_text_trim(ml_str_from(s, 1));
    if (ml_str_eq(s, ML_STR("-"))) /* deletes the value */
        return;
    if (s.n && s.p[0] == '"') {
        ok = ml_regdata_quoted(&r->reg.arena, &s, &v.text);
    } else if (ml_str_starts(s, ML_STR("dword:"))) {
        v.type = ML_REG_NUMBER;
        ok = ml_str_hex_to_u64(ml_str_from(s, 6), &v.number);
    } else if (ml_str_starts(s, ML_STR("hex"))) {
        ok = continued(r, &s, &joined);
        export_hex(r, s, &v);
    } else {
        ok = false;
    }
    if (!ok) /* there, but of no use */
        v = (struct ml_reg_value){ .name = v.name,
                                   .type = ML_REG_BYTES,
                                   .line = v.line };
    ml_reg_value(&r->reg, &v);
    ml_buf_reset(&joined);
}

static void bracketed(struct reader *r)
{
    ml_str name = ml_str_sub(r->lines.trim, 1, r->lines.trim.n - 2);

    if (name.n && name.p[0] != '-')
        r->any |= ml_reg_key(&r->reg, name, r->after_dashes, r->lines.number);
}

static void read_line(struct reader *r)
{
    ml_str line = r->lines.line, trim = r->lines.trim;
    char first = line.n ? line.p[0] : 0;

    if (first == '[' && trim.p[trim.n - 1] == ']')
        bracketed(r);
    else if (first == 'H' && ml_str_starts(line, ML_STR("HKEY_")))
        r->any |= ml_reg_key(&r->reg, trim, false, r->lines.number);
    else if (r->reg.wanted && (first == '"' || first == '@'))
        export_value(r);
    else if (r->reg.wanted && (first == ' ' || first == '\t'))
        query_value(r);
    else if (ml_str_starts(line, ML_STR("Windows Registry Editor")) ||
             ml_str_starts(line, ML_STR("REGEDIT4")))
        r->reg.whole = true;
}

/* The last line of a text without a line end, when it is half a value or key. */
static bool is_half(ml_str line)
{
    char first = line.n ? line.p[0] : 0, last = line.n ? line.p[line.n - 1] : 0;
    size_t equals = ml_str_find(line, ML_STR("="));

    if (first == '[')
        return last != ']';
    if (first != '"')
        return false;
    ml_str value = equals == ML_NPOS ? ML_STR_NONE : ml_str_from(line, equals + 1);
    return !value.n || (value.p[0] == '"' && (value.n == 1 || last != '"')) ||
           (ml_str_starts(value, ML_STR("dword:")) && value.n < 14);
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = {
        { "HKEY_", 5 }, { "[HKLM\\", 6 }, { "[HKCU\\", 6 }, { "[HKU\\", 5 }
    };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_registry(const struct ml_fact_text *text,
                          const struct ml_fact_sink *sink)
{
    struct reader r = { .lines = ml_lines_of(text->text) };

    ml_reg_begin(&r.reg, sink);
    while (ml_lines_next(&r.lines)) {
        read_line(&r);
        r.after_dashes = ml_str_starts(r.lines.trim, ML_STR("-----"));
    }
    if (text->text.n && text->text.p[text->text.n - 1] != '\n')
        r.reg.cut |= is_half(r.lines.trim);
    ml_reg_end(&r.reg);
    return r.any;
}

const struct ml_fact_reader ml_reader_registry = { "registry", wants, read_registry };
