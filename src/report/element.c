/* SPDX-License-Identifier: MIT */
#include "report/element.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libxml/xmlwriter.h>

#include "base/err.h"
#include "report/utf8.h"
#include "report/reasons.h"
#include "base/ban.h"

struct ml_xml {
    xmlTextWriter *writer;
    bool for_eyes;
    enum ml_lang lang; /* of what is for eyes */
    ml_write_fn write;
    void *to;
    int failed; /* errno of the first failed write */
    struct ml_buf clean;
};

/* libxml2's own BAD_CAST drops the const. */
static const xmlChar *xchar(const char *text)
{
    return (const xmlChar *)text;
}

/* After a failure the bytes are swallowed: libxml2 would report every one. */
static int on_write(void *context, const char *bytes, int n)
{
    struct ml_xml *xml = context;

    if (!xml->failed && n > 0)
        xml->failed = xml->write(xml->to, bytes, (size_t)n);
    return n;
}

/* Writes cannot fail as on_write() takes all, so what is left is a want of memory. */
static void must(int written)
{
    if (written < 0)
        ml_oom();
}

struct ml_xml *ml_xml_open(bool for_eyes, ml_write_fn write, void *to)
{
    struct ml_xml *xml = calloc(1, sizeof(*xml));
    if (!xml)
        ml_oom();
    xml->for_eyes = for_eyes;
    xml->write = write;
    xml->to = to;
    xmlOutputBuffer *out = xmlOutputBufferCreateIO(on_write, NULL, xml, NULL);
    xml->writer = out ? xmlNewTextWriter(out) : NULL;
    if (!xml->writer)
        ml_oom();
    must(xmlTextWriterSetIndent(xml->writer, 1));
    must(xmlTextWriterSetIndentString(xml->writer, xchar(" ")));
    must(xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
    return xml;
}

int ml_xml_close(struct ml_xml *xml)
{
    must(xmlTextWriterEndDocument(xml->writer));
    xmlFreeTextWriter(xml->writer);
    int failed = xml->failed;
    ml_buf_reset(&xml->clean);
    free(xml);
    return failed;
}

static bool xml_can_hold(uint32_t cp)
{
    return cp >= 0x20 ? cp != 0xfffe && cp != 0xffff
                      : cp == '\t' || cp == '\n' || cp == '\r';
}

static void put_clean(struct ml_xml *xml, uint32_t cp)
{
    bool is_blank = cp == '\t' || cp == '\n' || cp == '\r';

    if (xml->for_eyes && !is_blank)
        ml_utf8_put_visible(&xml->clean,
                            xml_can_hold(cp) || cp < 0x20 ? cp : ML_UTF8_BAD);
    else
        ml_utf8_put(&xml->clean, xml_can_hold(cp) ? cp : ML_UTF8_BAD);
}

static bool is_plain(ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7f)
            return false;
    return true;
}

/* NUL-terminated, and holding nothing but characters of XML 1.0. */
static const xmlChar *cleaned(struct ml_xml *xml, ml_str s)
{
    struct ml_buf *clean = &xml->clean;

    clean->n = 0;
    if (is_plain(s)) {
        ml_buf_str(clean, s);
    } else {
        while (s.n) {
            put_clean(xml, ml_utf8_take(&s));
        }
    }
    ml_buf_char(clean, '\0');
    return xchar(clean->p);
}

void ml_xml_start(struct ml_xml *xml, const char *element)
{
    must(xmlTextWriterStartElement(xml->writer, xchar(element)));
}

void ml_xml_end(struct ml_xml *xml)
{
    must(xmlTextWriterEndElement(xml->writer));
}

void ml_xml_text(struct ml_xml *xml, ml_str text)
{
    must(xmlTextWriterWriteString(xml->writer, cleaned(xml, text)));
}

void ml_xml_mixed(struct ml_xml *xml, bool is_mixed)
{
    must(xmlTextWriterSetIndent(xml->writer, !is_mixed));
    ml_xml_text(xml, ML_STR_NONE); /* the writer sets no blanks behind a text */
}

void ml_xml_leaf(struct ml_xml *xml, const char *element, ml_str text)
{
    ml_xml_start(xml, element);
    ml_xml_text(xml, text);
    ml_xml_end(xml);
}

void ml_xml_attr(struct ml_xml *xml, const char *name, ml_str value)
{
    must(xmlTextWriterWriteAttribute(xml->writer, xchar(name), cleaned(xml, value)));
}

void ml_xml_attr_exact(struct ml_xml *xml, const char *name, ml_str value)
{
    struct ml_buf out = { 0 };

    if (is_plain(value)) {
        ml_xml_attr(xml, name, value);
        return;
    }
    while (value.n) {
        uint32_t cp = ml_utf8_take(&value);
        bool is_held = xml_can_hold(cp);
        if (!is_held || cp == ML_UTF8_BAD)
            ml_utf8_put(&out, ML_UTF8_BAD);
        ml_utf8_put(&out, is_held        ? cp
                          : cp < 0x20    ? '@' + cp
                          : cp == 0xfffe ? '+'
                                         : '-');
    }
    ml_xml_attr(xml, name, ml_buf_view(&out));
    ml_buf_reset(&out);
}

void ml_xml_attr_word(struct ml_xml *xml, const char *name, const char *value)
{
    ml_xml_attr(xml, name, ml_str_of(value));
}

void ml_xml_attr_known(struct ml_xml *xml, const char *name, ml_str value)
{
    if (value.n)
        ml_xml_attr(xml, name, value);
}

void ml_xml_attr_u64(struct ml_xml *xml, const char *name, uint64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%" PRIu64, value);
    ml_xml_attr(xml, name, (ml_str){ digits, (size_t)n });
}

void ml_xml_attr_more(struct ml_xml *xml, const char *name, uint64_t value)
{
    if (value)
        ml_xml_attr_u64(xml, name, value);
}

static void attr_iso(struct ml_xml *xml, const char *name, struct ml_time t, bool ms)
{
    char iso[ML_ISO_BYTES];
    size_t n = ml_time_put_iso(iso, t, ms);

    if (n)
        ml_xml_attr(xml, name, (ml_str){ iso, n });
}

void ml_xml_attr_code(struct ml_xml *xml, uint32_t code)
{
    char hex[16];

    if (!code)
        return;
    ml_xml_attr_u64(xml, "code", code);
    snprintf(hex, sizeof(hex), "0x%05" PRIX32, code);
    ml_xml_attr_word(xml, "hex", hex);
}

void ml_xml_attr_time(struct ml_xml *xml, const char *name, struct ml_time t)
{
    attr_iso(xml, name, t, true);
}

void ml_xml_attr_second(struct ml_xml *xml, const char *name, struct ml_time t)
{
    attr_iso(xml, name, t, false);
}

void ml_xml_set_lang(struct ml_xml *xml, enum ml_lang lang)
{
    xml->lang = lang;
}

void ml_xml_attr_reason(struct ml_xml *xml, ml_str reason)
{
    struct ml_buf words = { 0 };

    if (xml->for_eyes)
        reason = ml_reason_in(reason, xml->lang, &words);
    ml_xml_attr_known(xml, "reason", reason);
    ml_buf_reset(&words);
}
