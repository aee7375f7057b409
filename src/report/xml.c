/* SPDX-License-Identifier: MIT */
#include "config.h"
#include "report/xml.h"

#include <inttypes.h>
#include <stdio.h>

#include "report/axis.h"
#include "report/casexml.h"
#include "report/jobxml.h"
#include "report/words.h"
#include "base/ban.h"

enum { UNKNOWN_MAX = 200 }; /* kinds in a report; the attribute says how many more */

static const char namespace_uri[] = "urn:marslog:report:1";

/* What every writer below needs. */
struct out {
    struct ml_xml *xml;
    const struct ml_result *result;
    enum ml_lang lang;
};

/* The line that an address ends in, for those who lay records out; if any. */
static void attr_line(struct ml_xml *xml, ml_str address)
{
    size_t digits = 0;

    while (digits < address.n && ml_is_digit(address.p[address.n - 1 - digits]))
        digits++;
    if (digits && digits < address.n && address.p[address.n - 1 - digits] == ':')
        ml_xml_attr(xml, "line", ml_str_from(address, address.n - digits));
}

static void write_context(struct ml_xml *xml, ml_str address, ml_str text,
                          const char *place)
{
    if (!address.n)
        return;
    ml_xml_start(xml, "context");
    ml_xml_attr(xml, "address", address);
    attr_line(xml, address);
    ml_xml_attr_word(xml, "place", place);
    ml_xml_text(xml, text);
    ml_xml_end(xml);
}

static void write_decoded(const struct out *out, const struct ml_decoded *decoded)
{
    ml_xml_start(out->xml, "oscode");
    ml_xml_attr(out->xml, "value", decoded->value);
    ml_xml_attr(out->xml, "family", decoded->oscode->family);
    ml_xml_attr_known(out->xml, "symbol", decoded->oscode->symbol);
    ml_xml_text(out->xml, ml_text_in(&decoded->oscode->meaning, out->lang));
    ml_xml_end(out->xml);
}

static void write_evidence(const struct out *out, const struct ml_evidence *e)
{
    struct ml_xml *xml = out->xml;

    ml_xml_start(xml, "evidence");
    ml_xml_attr(xml, "address", e->address);
    attr_line(xml, e->address);
    ml_xml_attr_time(xml, "time", e->time);
    ml_casexml_level(xml, e->level);
    ml_xml_attr_known(xml, "job", e->job);
    ml_xml_text(xml, e->text);
    if (e->ndecoded)
        ml_xml_mixed(xml, true);
    for (uint32_t i = 0; i < e->ndecoded; i++)
        write_decoded(out, &e->decoded[i]);
    if (e->ndecoded)
        ml_xml_mixed(xml, false);
    ml_xml_end(xml);
    write_context(xml, e->before_address, e->before, "before");
    write_context(xml, e->after_address, e->after, "after");
}

static void write_bucket(struct ml_xml *xml, const struct ml_axis *axis,
                         const struct ml_finding *finding,
                         const struct ml_bucket *bucket)
{
    struct ml_axis_bar bar = ml_axis_bar(axis, finding, bucket);

    ml_xml_start(xml, "bucket");
    ml_xml_attr_second(xml, "from", bucket->from);
    ml_xml_attr_u64(xml, "n", bucket->n);
    ml_xml_attr_u64(xml, "x", bar.x);
    ml_xml_attr_u64(xml, "width", bar.width);
    ml_xml_attr_u64(xml, "height", bar.height);
    ml_xml_end(xml);
}

static void write_finding(const struct out *out, const struct ml_finding *finding,
                          const struct ml_axis *axis)
{
    struct ml_xml *xml = out->xml;
    const struct ml_signature *signature = finding->signature;
    ml_str meaning = ml_text_in(&signature->meaning, out->lang);

    ml_xml_start(xml, "finding");
    ml_xml_attr(xml, "signature", signature->id);
    ml_xml_attr_code(xml, signature->code);
    ml_xml_attr_word(xml, "severity", ml_word_severity(finding->severity));
    ml_xml_attr_u64(xml, "count", finding->count);
    ml_xml_attr_time(xml, "first", finding->first);
    ml_xml_attr_time(xml, "last", finding->last);
    ml_xml_attr_known(xml, "symbol", signature->symbol);
    ml_xml_attr_known(xml, "source", signature->source);
    ml_xml_attr_known(xml, "survived-by", finding->survived_by);
    if (finding->nbuckets)
        ml_xml_attr_u64(xml, "bucket-seconds",
                        (uint64_t)(finding->bucket_us / ML_SECOND_US));
    ml_xml_leaf(xml, "title", ml_text_in(&signature->title, out->lang));
    if (meaning.n)
        ml_xml_leaf(xml, "meaning", meaning);
    for (uint32_t i = 0; i < finding->nevidence; i++)
        write_evidence(out, &finding->evidence[i]);
    for (uint32_t i = 0; i < finding->nbuckets; i++)
        write_bucket(xml, axis, finding, &finding->buckets[i]);
    ml_xml_end(xml);
}

/* The ids of several findings as one attribute, apart by blanks. */
static void attr_explains(struct ml_xml *xml, const struct ml_cause_result *cause)
{
    struct ml_buf ids = { 0 };

    for (uint32_t i = 0; i < cause->nexplains; i++) {
        if (i)
            ml_buf_char(&ids, ' ');
        ml_buf_str(&ids, cause->explains[i]->id);
    }
    ml_xml_attr(xml, "explains", ml_buf_view(&ids));
    ml_buf_reset(&ids);
}

static void write_weighed(struct ml_xml *xml, const char *side,
                          const struct ml_weighed *weighed)
{
    ml_xml_start(xml, side);
    ml_xml_attr(xml, "address", weighed->address);
    ml_xml_attr_word(xml, "weight", weighed->conclusive ? "conclusive" : "supporting");
    ml_xml_attr_known(xml, "signature", weighed->signature);
    ml_xml_attr_time(xml, "at", weighed->at);
    ml_xml_text(xml, weighed->text);
    ml_xml_end(xml);
}

static void write_missing(const struct out *out, const struct ml_missing *missing)
{
    const struct ml_artefact *artefact = missing->artefact;

    ml_xml_start(out->xml, "missing");
    ml_xml_attr(out->xml, "artefact", artefact->id);
    ml_xml_attr_known(out->xml, "title", ml_text_in(&artefact->title, out->lang));
    ml_xml_attr_known(out->xml, "note", missing->note);
    ml_xml_text(out->xml, ml_text_in(&artefact->ask, out->lang));
    ml_xml_end(out->xml);
}

static void write_cause(const struct out *out, const struct ml_cause_result *result)
{
    struct ml_xml *xml = out->xml;
    const struct ml_cause *cause = result->cause;
    ml_str detail = ml_text_in(&cause->detail, out->lang);

    ml_xml_start(xml, "cause");
    ml_xml_attr(xml, "id", cause->id);
    ml_xml_attr_word(xml, "verdict", ml_word_verdict(result->verdict));
    attr_explains(xml, result);
    ml_xml_attr_known(xml, "validity", ml_text_in(&cause->validity, out->lang));
    ml_xml_attr_known(xml, "source", cause->source);
    ml_xml_leaf(xml, "title", ml_text_in(&cause->title, out->lang));
    if (detail.n)
        ml_xml_leaf(xml, "detail", detail);
    for (uint32_t i = 0; i < result->nfor; i++)
        write_weighed(xml, "for", &result->for_[i]);
    for (uint32_t i = 0; i < result->nagainst; i++)
        write_weighed(xml, "against", &result->against[i]);
    for (uint32_t i = 0; i < result->nmissing; i++)
        write_missing(out, &result->missing[i]);
    for (uint32_t i = 0; i < cause->nactions; i++)
        ml_xml_leaf(xml, "action", ml_text_in(&cause->actions[i], out->lang));
    ml_xml_end(xml);
}

static void write_timeline(struct ml_xml *xml, const struct ml_axis *axis)
{
    static const char *const clocks[] = {
        [ML_CLOCK_UNKNOWN] = "mixed", [ML_CLOCK_BARE] = "local", [ML_CLOCK_UTC] = "utc"
    };
    struct ml_axis_tick ticks[ML_AXIS_TICKS_MAX];
    unsigned n = ml_axis_ticks(axis, ticks);
    enum ml_clock shown = axis->clock == ML_CLOCK_UTC ? ML_CLOCK_UTC : ML_CLOCK_BARE;

    ml_xml_start(xml, "timeline");
    ml_xml_attr_second(xml, "from", (struct ml_time){ axis->from_us, shown });
    ml_xml_attr_second(xml, "to", (struct ml_time){ axis->to_us, shown });
    ml_xml_attr_word(xml, "clock", clocks[axis->clock]);
    for (unsigned i = 0; i < n; i++) {
        ml_xml_start(xml, "tick");
        ml_xml_attr_second(xml, "at", (struct ml_time){ ticks[i].us, shown });
        ml_xml_attr_u64(xml, "x", ticks[i].x);
        ml_xml_attr_word(xml, "label", ticks[i].label);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

static ml_str or_unknown(ml_str s)
{
    return s.n ? s : ML_STR("unknown");
}

/* Errors that the catalogue does not know; those who read get the first of many. */
static void write_unknown(struct ml_xml *xml, const struct ml_server *server)
{
    if (!server->nunknown)
        return;
    ml_xml_start(xml, "unknown-errors");
    ml_xml_attr_u64(xml, "kinds", server->nunknown);
    if (server->unknown_beyond)
        ml_xml_attr_u64(xml, "beyond", server->unknown_beyond);
    for (uint32_t i = 0; i < server->nunknown && i < UNKNOWN_MAX; i++) {
        const struct ml_unknown_kind *u = &server->unknown[i];
        ml_xml_start(xml, "unknown");
        ml_casexml_level(xml, u->level);
        ml_xml_attr_u64(xml, "count", u->count);
        ml_xml_attr_time(xml, "first", u->first);
        ml_xml_attr_time(xml, "last", u->last);
        ml_xml_attr(xml, "address", u->address);
        ml_xml_leaf(xml, "template", u->template_text);
        ml_xml_leaf(xml, "example", u->example);
        ml_xml_end(xml);
    }
    ml_xml_end(xml);
}

static void write_server(const struct out *out, const struct ml_server *server,
                         enum ml_xml_use use)
{
    struct ml_xml *xml = out->xml;
    struct ml_axis axis = { 0 };

    ml_xml_start(xml, "server");
    ml_xml_attr(xml, "name", server->name);
    ml_xml_attr(xml, "os-build", or_unknown(server->os_build));
    ml_xml_attr(xml, "agent-version", or_unknown(server->agent_version));
    ml_xml_attr(xml, "time-zone", or_unknown(server->time_zone));
    ml_xml_attr_word(xml, "state", ml_word_state(server->state));
    ml_xml_attr_known(xml, "reason", server->reason);
    ml_xml_attr_known(xml, "group", server->folder);
    for (uint32_t i = 0; i < server->nbundles; i++)
        ml_casexml_bundle(xml, server->bundles[i], use == ML_XML_FOR_TOOLS);
    bool has_axis = ml_axis_of(server, &axis);
    if (has_axis)
        write_timeline(xml, &axis);
    for (uint32_t i = 0; i < server->nfindings; i++)
        write_finding(out, &server->findings[i], &axis);
    for (uint32_t i = 0; i < server->ncauses; i++)
        write_cause(out, &server->causes[i]);
    write_unknown(xml, server);
    ml_jobxml_write(xml, server, has_axis ? &axis : NULL, out->lang);
    for (uint32_t i = 0; i < server->nfacts; i++)
        ml_casexml_fact(xml, &server->facts[i]);
    ml_casexml_coverage(xml, out->result, server, use == ML_XML_FOR_TOOLS);
    if (use == ML_XML_FOR_TOOLS)
        ml_casexml_case(xml, server, out->result->catalogue);
    ml_xml_end(xml);
}

void ml_report_xml_start(struct ml_xml *xml, const struct ml_report_head *head)
{
    const struct ml_catalogue *catalogue = head->catalogue;
    uint32_t observations = 0;

    for (uint32_t i = 0; i < catalogue->nsignatures; i++)
        observations += catalogue->signatures[i].observation;
    ml_xml_start(xml, "report");
    ml_xml_attr_word(xml, "xmlns", namespace_uri);
    ml_xml_attr_word(xml, "version", "1");
    ml_xml_attr_word(xml, "lang", head->lang == ML_JA ? "ja" : "en");
    if (head->is_interrupted)
        ml_xml_attr_word(xml, "interrupted", "yes");
    ml_xml_attr_time(xml, "as-of", head->as_of);
    ml_xml_start(xml, "generator");
    ml_xml_attr_word(xml, "name", "marslog");
    ml_xml_attr_word(xml, "version", PACKAGE_VERSION);
    ml_xml_end(xml);
    ml_xml_start(xml, "catalogue");
    ml_xml_attr(xml, "digest", catalogue->digest);
    ml_xml_attr_u64(xml, "signatures", catalogue->nsignatures - observations);
    ml_xml_attr_u64(xml, "causes", catalogue->ncauses);
    ml_xml_attr_u64(xml, "observations", observations);
    ml_xml_end(xml);
}

enum ml_rc ml_report_xml(const struct ml_result *result, enum ml_xml_use use,
                         ml_write_fn write, void *to, struct ml_err *err)
{
    struct ml_xml *xml = ml_xml_open(use == ML_XML_FOR_PEOPLE, write, to);

    ml_xml_set_lang(xml, result->lang);
    struct out out = { xml, result, result->lang };
    struct ml_report_head head = {
        .catalogue = result->catalogue,
        .lang = result->lang,
        .is_interrupted = result->interrupted,
        .as_of = result->as_of,
    };

    ml_report_xml_start(xml, &head);
    for (uint32_t i = 0; i < result->nservers; i++)
        write_server(&out, &result->servers[i], use);
    ml_xml_end(xml);
    int failed = ml_xml_close(xml);
    if (failed)
        return ml_err_sys(err, ML_FAIL, failed, "cannot write the report");
    return ML_OK;
}
