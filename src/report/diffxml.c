/* SPDX-License-Identifier: MIT */
#include "report/diff.h"

#include "report/element.h"
#include "report/words.h"
#include "base/ban.h"

static void write_report(struct ml_xml *xml, const char *element,
                         const struct ml_old_report *report)
{
    ml_xml_start(xml, element);
    ml_xml_attr(xml, "path", report->path);
    ml_xml_attr(xml, "version", report->version);
    ml_xml_attr(xml, "catalogue", report->digest);
    if (report->is_interrupted)
        ml_xml_attr_word(xml, "interrupted", "yes");
    ml_xml_end(xml);
}

static void attr_maybe(struct ml_xml *xml, bool may_be_catalogue)
{
    if (may_be_catalogue)
        ml_xml_attr_word(xml, "may-be-catalogue", "yes");
}

static void write_finding(struct ml_xml *xml, const struct ml_diff_finding *f)
{
    const struct ml_old_finding *any = f->after ? f->after : f->before;

    ml_xml_start(xml, "finding");
    ml_xml_attr(xml, "signature", any->signature);
    ml_xml_attr_word(xml, "change", ml_change_name(f->change));
    ml_xml_attr_word(xml, "severity", ml_word_severity(any->severity));
    if (f->before && f->after && f->before->severity != f->after->severity)
        ml_xml_attr_word(xml, "old-severity", ml_word_severity(f->before->severity));
    if (f->before) {
        ml_xml_attr_u64(xml, "old-count", f->before->count);
        ml_xml_attr_time(xml, "old-last", f->before->last);
    }
    if (f->after) {
        ml_xml_attr_u64(xml, "count", f->after->count);
        ml_xml_attr_time(xml, "first", f->after->first);
        ml_xml_attr_time(xml, "last", f->after->last);
        if (f->after->survived_by.n)
            ml_xml_attr_word(xml, "past", "yes");
    }
    ml_xml_attr_known(xml, "address", any->address);
    if (f->unseen != ML_UNSEEN_NONE)
        ml_xml_attr_word(xml, "reason", ml_unseen_name(f->unseen));
    ml_xml_attr_known(xml, "input", f->kind);
    attr_maybe(xml, f->may_be_catalogue);
    ml_xml_leaf(xml, "title", any->title);
    ml_xml_end(xml);
}

static void write_cause(struct ml_xml *xml, const struct ml_diff_cause *c)
{
    ml_xml_start(xml, "cause");
    ml_xml_attr(xml, "id", c->after ? c->after->id : c->before->id);
    ml_xml_attr_word(xml, "change", ml_change_name(c->change));
    if (c->before)
        ml_xml_attr_word(xml, "old-verdict", ml_word_verdict(c->before->verdict));
    if (c->after)
        ml_xml_attr_word(xml, "verdict", ml_word_verdict(c->after->verdict));
    attr_maybe(xml, c->may_be_catalogue);
    ml_xml_leaf(xml, "title", c->after ? c->after->title : c->before->title);
    ml_xml_end(xml);
}

static void write_server(struct ml_xml *xml, const struct ml_diff_server *s)
{
    const struct ml_old_server *any = s->after ? s->after : s->before;

    ml_xml_start(xml, "server");
    ml_xml_attr(xml, "name", any->name);
    ml_xml_attr_known(xml, "group", any->group);
    ml_xml_attr_word(xml, "change", ml_change_name(s->change));
    if (s->before) {
        ml_xml_attr_word(xml, "old-state", ml_word_state(s->before->state));
        ml_xml_attr(xml, "old-agent-version", s->before->agent_version);
    }
    if (s->after) {
        ml_xml_attr_word(xml, "state", ml_word_state(s->after->state));
        ml_xml_attr(xml, "agent-version", s->after->agent_version);
    }
    if (s->is_same_input)
        ml_xml_attr_word(xml, "same-input", "yes");
    for (size_t i = 0; i < s->nfindings; i++)
        write_finding(xml, &s->findings[i]);
    for (size_t i = 0; i < s->ncauses; i++)
        write_cause(xml, &s->causes[i]);
    ml_xml_end(xml);
}

enum ml_rc ml_diff_xml(const struct ml_diff *diff, ml_write_fn write, void *to,
                       struct ml_err *err)
{
    struct ml_xml *xml = ml_xml_open(false, write, to);

    ml_xml_start(xml, "diff");
    ml_xml_attr_word(xml, "xmlns", "urn:marslog:diff:1");
    ml_xml_attr_word(xml, "version", "1");
    ml_xml_attr_word(xml, "differs", ml_diff_differs(diff) ? "yes" : "no");
    if (diff->catalogue_changed)
        ml_xml_attr_word(xml, "catalogue-changed", "yes");
    ml_xml_attr_u64(xml, "servers-same", diff->nsame);
    write_report(xml, "old", diff->before);
    write_report(xml, "new", diff->after);
    for (size_t i = 0; i < diff->nservers; i++)
        write_server(xml, &diff->servers[i]);
    ml_xml_end(xml);
    int failed = ml_xml_close(xml);
    return failed ? ml_err_sys(err, ML_FAIL, failed, "cannot write the differences")
                  : ML_OK;
}
