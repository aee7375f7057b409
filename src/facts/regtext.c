/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "facts/reg.h"
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

static int hex_digit(char c)
{
    c = ml_lower(c);
    return ml_is_digit(c) ? c - '0' : c - 'a' + 10;
}

/* Pairs of hex digits, whatever stands between them, as bytes in the arena. */
static ml_str hex_bytes(struct reader *r, ml_str s)
{
    char *out = ml_arena_alloc(&r->reg.arena, s.n / 2 + 1);
    size_t n = 0;

    for (size_t i = 0; i + 1 < s.n;) {
        if (ml_is_hex(s.p[i]) && ml_is_hex(s.p[i + 1])) {
            out[n++] = (char)(hex_digit(s.p[i]) << 4 | hex_digit(s.p[i + 1]));
            i += 2;
        } else {
            i++;
        }
    }
    return (ml_str){ out, n };
}

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
        return;
    if (v.type == ML_REG_TEXT)
        v.text = data;
    if (v.type == ML_REG_BYTES)
        v.bytes = hex_bytes(r, data);
    ml_reg_value(&r->reg, &v);
}

/* A quoted string with \\ and \" taken apart; false when its end is missing. */
static bool quoted(struct reader *r, ml_str *s, ml_str *ret)
{
    size_t end = 1, n = 0;
    bool escaped = false;

    while (end < s->n && s->p[end] != '"') {
        if (s->p[end] == '\\') {
            escaped = true;
            end++;
        }
        end++;
    }
    if (end >= s->n)
        return false;
    *ret = ml_str_sub(*s, 1, end - 1);
    *s = ml_str_from(*s, end + 1);
    if (!escaped)
        return true;
    char *out = ml_arena_alloc(&r->reg.arena, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        if (ret->p[i] == '\\' && i + 1 < ret->n)
            i++;
        out[n++] = ret->p[i];
    }
    *ret = (ml_str){ out, n };
    return true;
}

static void add_utf8(struct ml_buf *out, uint32_t c)
{
    if (c < 0x80) {
        ml_buf_char(out, (char)c);
    } else if (c < 0x800) {
        ml_buf_char(out, (char)(0xc0 | c >> 6));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        ml_buf_char(out, (char)(0xe0 | c >> 12));
        ml_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    } else {
        ml_buf_char(out, (char)(0xf0 | c >> 18));
        ml_buf_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        ml_buf_char(out, (char)(0x80 | (c & 0x3f)));
    }
}

/* UTF-16LE as the registry stores it; strings end in NUL, several follow each other. */
static ml_str utf16_text(struct reader *r, ml_str b)
{
    struct ml_buf out = { 0 };

    for (size_t i = 0; i + 1 < b.n; i += 2) {
        uint32_t c = (unsigned char)b.p[i] | (uint32_t)(unsigned char)b.p[i + 1] << 8;
        if (c == 0) {
            c = ';';
        } else if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = 0;
            if (i + 3 < b.n)
                low = (unsigned char)b.p[i + 2] | (uint32_t)(unsigned char)b.p[i + 3]
                                                      << 8;
            if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            } else {
                c = 0xfffd;
            }
        }
        add_utf8(&out, c);
    }
    while (out.n && out.p[out.n - 1] == ';')
        out.n--;
    ml_str text = ml_arena_dup(&r->reg.arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return text;
}

/* Lines that end in a backslash go on in the next; joined into *joined. */
static ml_str continued(struct reader *r, ml_str data, struct ml_buf *joined)
{
    data = ml_text_trim(data);
    if (!data.n || data.p[data.n - 1] != '\\')
        return data;
    ml_buf_str(joined, ml_str_sub(data, 0, data.n - 1));
    while (ml_lines_next(&r->lines)) {
        ml_str line = r->lines.trim;
        bool more = line.n && line.p[line.n - 1] == '\\';
        if (joined->n + line.n <= VALUE_BYTES)
            ml_buf_str(joined, ml_str_sub(line, 0, line.n - more));
        if (!more)
            break;
    }
    return ml_buf_view(joined);
}

/* `hex(7):41,00,...`: the kind is the number of the registry's type. */
static void export_hex(struct reader *r, ml_str data, struct ml_reg_value *v)
{
    ml_str head, body;

    ml_str_cut(data, ':', &head, &body);
    ml_str bytes = hex_bytes(r, body);
    if (ml_str_eq(head, ML_STR("hex(2)")) || ml_str_eq(head, ML_STR("hex(7)")) ||
        ml_str_eq(head, ML_STR("hex(1)"))) {
        v->type = ML_REG_TEXT;
        v->text = utf16_text(r, bytes);
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
        ok = quoted(r, &s, &v.name);
    if (!ok || !s.n || s.p[0] != '=')
        return;
    s = continued(r, ml_str_from(s, 1), &joined);
    if (s.n && s.p[0] == '"') {
        ok = quoted(r, &s, &v.text);
    } else if (ml_str_starts(s, ML_STR("dword:"))) {
        v.type = ML_REG_NUMBER;
        ok = ml_str_hex_to_u64(ml_str_from(s, 6), &v.number);
    } else if (ml_str_starts(s, ML_STR("hex"))) {
        export_hex(r, s, &v);
    } else {
        ok = false; /* `-` deletes the value */
    }
    if (ok)
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
    ml_reg_end(&r.reg);
    return r.any;
}

const struct ml_fact_reader ml_reader_registry = { "registry", wants, read_registry };
