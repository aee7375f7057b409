/* SPDX-License-Identifier: MIT */
#include "record/xmlchars.h"

#include "base/ban.h"

/* The code point at the start of s, which is not empty; its length. */
static unsigned take(ml_str s, size_t *ret_n)
{
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
    unsigned code = n == 1 ? c : c & (0x7fU >> n);

    *ret_n = 1;
    if (n == 0 || n > s.n || c > 0xf4)
        return 0xfffd;
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)s.p[i] & 0xc0) != 0x80)
            return 0xfffd;
        code = code << 6 | ((unsigned char)s.p[i] & 0x3f);
    }
    if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0xfffd;
    *ret_n = n;
    return code;
}

static bool is_xml(unsigned code)
{
    return code >= 0x20
               ? code != 0xfffe && code != 0xffff && (code < 0xd800 || code > 0xdfff)
               : code == '\t' || code == '\n' || code == '\r';
}

/* Source: XML 1.0, production 4. Only ASCII is told apart with care: names in event
 * logs have hardly anything else. */
static bool is_name_start(unsigned c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    return (c >= 0xc0 && c <= 0x2ff && c != 0xd7 && c != 0xf7) ||
           (c >= 0x370 && c <= 0x1fff && c != 0x37e) || (c >= 0x2c00 && c <= 0x2fef) ||
           (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
           (c >= 0xfdf0 && c <= 0xfffd) || (c >= 0x10000 && c <= 0xeffff);
}

static bool is_name_rest(unsigned c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == 0xb7 || (c >= 0x300 && c <= 0x36f);
}

/* A colon parts a prefix from a name, both of which must be there: once. */
static bool may_part(ml_str rest)
{
    size_t n;

    rest = ml_str_from(rest, 1);
    return rest.n && rest.p[0] != ':' && is_name_start(take(rest, &n));
}

void ml_xml_add_name(struct ml_buf *out, ml_str name)
{
    enum { NAME_MAX = 256 };
    size_t n, first = out->n;
    bool parted = false;

    name = ml_str_sub(name, 0, NAME_MAX);
    for (; name.n; name = ml_str_from(name, n)) {
        unsigned code = take(name, &n);
        bool fits = out->n == first ? is_name_start(code) : is_name_rest(code);
        if (code == ':') {
            fits = out->n > first && !parted && may_part(name);
            parted |= fits;
        }
        if (fits && code != 0xfffd)
            ml_buf_add(out, name.p, n);
        else
            ml_buf_char(out, '_');
    }
    if (out->n == first)
        ml_buf_char(out, '_');
}

static void add_bytes(struct ml_buf *out, unsigned code, ml_str bytes)
{
    if (is_xml(code) && code != 0xfffd)
        ml_buf_str(out, bytes);
    else
        ml_buf_text(out, "\xef\xbf\xbd");
}

/* Text of an element or an attribute. A CR would not survive being read again. */
void ml_xml_add_text(struct ml_buf *out, ml_str s, bool in_attribute)
{
    size_t n;

    for (; s.n; s = ml_str_from(s, n)) {
        unsigned char c = (unsigned char)s.p[0];
        n = 1;
        if (c >= 0x80) {
            unsigned code = take(s, &n);
            add_bytes(out, code, ml_str_sub(s, 0, n));
        } else if (c == '&') {
            ml_buf_text(out, "&amp;");
        } else if (c == '<') {
            ml_buf_text(out, "&lt;");
        } else if (c == '>') {
            ml_buf_text(out, "&gt;");
        } else if (c == '"' && in_attribute) {
            ml_buf_text(out, "&quot;");
        } else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t'))) {
            ml_buf_printf(out, "&#%u;", c);
        } else {
            add_bytes(out, c, ml_str_sub(s, 0, 1));
        }
    }
}

void ml_xml_add_cdata(struct ml_buf *out, ml_str s)
{
    size_t n;

    ml_buf_text(out, "<![CDATA[");
    for (; s.n; s = ml_str_from(s, n)) {
        unsigned code = take(s, &n);
        if (ml_str_starts(s, ML_STR("]]>"))) {
            ml_buf_text(out, "]]]]><![CDATA[>");
            n = 3;
        } else {
            add_bytes(out, code, ml_str_sub(s, 0, n));
        }
    }
    ml_buf_text(out, "]]>");
}

void ml_xml_add_char(struct ml_buf *out, unsigned code)
{
    if (is_xml(code))
        ml_buf_printf(out, "&#%u;", code);
    else
        ml_buf_text(out, "\xef\xbf\xbd");
}
