/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "facts/text.h"
#include "facts/xmltext.h"
#include "base/ban.h"

/*
 * The agent's configuration files (formats 11.5): cbengine.exe.config, .NET's own
 * layout, and CBSettings.xml of the scratch folder, whose schema is not known: only
 * that it was there is told, its codes are found as in any text.
 */

static bool is_config(const struct ml_fact_text *text)
{
    return ml_str_ends_nocase(text->name, ML_STR("cbengine.exe.config"));
}

static bool is_settings(const struct ml_fact_text *text)
{
    return ml_str_ends_nocase(text->name, ML_STR("CBSettings.xml"));
}

static bool wants(const struct ml_fact_text *text)
{
    return is_config(text) || is_settings(text);
}

/* The smallest quota of all bindings is the one that is reached first. */
static bool read_config(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct ml_xml xml = ml_xml_of(text->text);
    uint64_t quota = UINT64_MAX, quota_line = 0, n;
    bool any = false;
    ml_str proxy;

    while (ml_xml_next(&xml)) {
        if (xml.what != ML_XML_OPEN)
            continue;
        any = true;
        if (ml_str_to_u64(ml_xml_attribute(&xml, "maxReceivedMessageSize"), &n) &&
            n < quota) {
            quota = n;
            quota_line = xml.line;
        }
        if (ml_str_eq_nocase(xml.name, ML_STR("proxy")) &&
            ml_form_proxy(ml_xml_attribute(&xml, "proxyaddress"), &proxy))
            ml_emit(ml_at(sink, xml.line), "config.proxy", proxy);
    }
    ml_emit_artefact(ml_at(sink, 1), "cbengine-config",
                     any ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (quota_line)
        ml_emit_u64(ml_at(sink, quota_line), "config.max-received-message-bytes", quota);
    return true;
}

static bool read_files(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    if (is_config(text))
        return read_config(text, sink);
    ml_emit_artefact(ml_at(sink, 1), "cbsettings",
                     ml_text_blank(text->text) ? ML_ARTEFACT_EMPTY : ML_ARTEFACT_READ);
    return true;
}

const struct ml_fact_reader ml_reader_agentconfig = { "agent-configuration", wants,
                                                      read_files };
