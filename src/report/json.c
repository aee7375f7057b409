/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include "base/attr.h"
#include "report/jsonout.h"
#include "report/words.h"
#include "base/ban.h"

enum { UNKNOWN_MAX = 200 }; /* as in the XML report */

struct out {
    const struct ml_result *result;
    enum ml_lang lang;
};

static json_t *text_in(const struct out *out, const struct ml_text *text)
{
    return ml_json_str(ml_text_in(text, out->lang));
}

static json_t *known_word(ml_str s)
{
    return ml_json_str(ml_str_eq(s, ML_STR("unknown")) ? ML_STR_NONE : s);
}

/* ---- findings ---- */

static json_t *decoded(const struct out *out, const struct ml_evidence *e)
{
    json_t *list = ml_json_array();

    for (uint32_t i = 0; i < e->ndecoded; i++) {
        const struct ml_oscode *code = e->decoded[i].oscode;
        json_t *value = ml_json_object();
        ml_json_set(value, "value", ml_json_str(e->decoded[i].value));
        ml_json_set(value, "family", ml_json_str(code->family));
        ml_json_set(value, "symbol", ml_json_str(code->symbol));
        ml_json_set(value, "meaning", text_in(out, &code->meaning));
        ml_json_add(list, value);
    }
    return list;
}

static json_t *evidence(const struct out *out, const struct ml_evidence *e)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "address", ml_json_str(e->address));
    ml_json_set(value, "time", ml_json_time(e->time));
    ml_json_set(value, "level", ml_json_word(ml_word_level(e->level)));
    ml_json_set(value, "job", ml_json_str(e->job));
    ml_json_set(value, "text", ml_json_text(e->text));
    ml_json_set(value, "codes", decoded(out, e));
    return value;
}

static json_t *finding(const struct out *out, const struct ml_finding *f)
{
    json_t *value = ml_json_object(), *list = ml_json_array();

    ml_json_set(value, "signature", ml_json_str(f->signature->id));
    ml_json_set_code(value, f->signature->code);
    ml_json_set(value, "symbol", ml_json_str(f->signature->symbol));
    ml_json_set(value, "severity", ml_json_word(ml_word_severity(f->severity)));
    ml_json_set(value, "title", text_in(out, &f->signature->title));
    ml_json_set(value, "meaning", text_in(out, &f->signature->meaning));
    ml_json_set(value, "count", ml_json_u64(f->count));
    ml_json_set(value, "first", ml_json_time(f->first));
    ml_json_set(value, "last", ml_json_time(f->last));
    ml_json_set(value, "survived_by", ml_json_str(f->survived_by));
    for (uint32_t i = 0; i < f->nevidence; i++)
        ml_json_add(list, evidence(out, &f->evidence[i]));
    ml_json_set(value, "evidence", list);
    return value;
}

/* ---- causes ---- */

static json_t *weighed(const struct ml_weighed *list, uint32_t n)
{
    json_t *all = ml_json_array();

    for (uint32_t i = 0; i < n; i++) {
        json_t *value = ml_json_object();
        ml_json_set(value, "text", ml_json_text(list[i].text));
        ml_json_set(value, "address", ml_json_str(list[i].address));
        ml_json_set(value, "conclusive", ml_json_bool(list[i].conclusive));
        ml_json_set(value, "signature", ml_json_str(list[i].signature));
        ml_json_set(value, "at", ml_json_time(list[i].at));
        ml_json_add(all, value);
    }
    return all;
}

static json_t *missing(const struct out *out, const struct ml_cause_result *cause)
{
    json_t *all = ml_json_array();

    for (uint32_t i = 0; i < cause->nmissing; i++) {
        const struct ml_missing *m = &cause->missing[i];
        json_t *value = ml_json_object();
        ml_json_set(value, "artefact", ml_json_str(m->artefact->id));
        ml_json_set(value, "title", text_in(out, &m->artefact->title));
        ml_json_set(value, "ask", text_in(out, &m->artefact->ask));
        ml_json_set(value, "note", ml_json_str(m->note));
        ml_json_add(all, value);
    }
    return all;
}

static json_t *cause(const struct out *out, const struct ml_cause_result *c)
{
    json_t *value = ml_json_object();
    json_t *explains = ml_json_array(), *actions = ml_json_array();

    ml_json_set(value, "id", ml_json_str(c->cause->id));
    ml_json_set(value, "verdict", ml_json_word(ml_word_verdict(c->verdict)));
    ml_json_set(value, "title", text_in(out, &c->cause->title));
    for (uint32_t i = 0; i < c->nexplains; i++)
        ml_json_add(explains, ml_json_str(c->explains[i]->id));
    ml_json_set(value, "explains", explains);
    ml_json_set(value, "for", weighed(c->for_, c->nfor));
    ml_json_set(value, "against", weighed(c->against, c->nagainst));
    ml_json_set(value, "missing", missing(out, c));
    for (uint32_t i = 0; i < c->cause->nactions; i++)
        ml_json_add(actions, text_in(out, &c->cause->actions[i]));
    ml_json_set(value, "actions", actions);
    return value;
}

/* ---- the rest of a server ---- */

static json_t *bundle(const struct ml_case *c)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "path", ml_json_text(c->path));
    ml_json_set(value, "sha256", ml_json_str(c->sha256));
    ml_json_set(value, "bytes", ml_json_u64(c->bytes));
    ml_json_set(value, "state", ml_json_word(ml_word_bundle(c->state)));
    ml_json_set(value, "reason", ml_json_str(c->reason));
    ml_json_set(value, "collected", ml_json_time(c->collected));
    return value;
}

static json_t *unknown(const struct ml_unknown_kind *u)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "template", ml_json_text(u->template_text));
    ml_json_set(value, "example", ml_json_text(u->example));
    ml_json_set(value, "address", ml_json_str(u->address));
    ml_json_set(value, "level", ml_json_word(ml_word_level(u->level)));
    ml_json_set(value, "count", ml_json_u64(u->count));
    ml_json_set(value, "first", ml_json_time(u->first));
    ml_json_set(value, "last", ml_json_time(u->last));
    return value;
}

static json_t *job(const struct ml_job *j)
{
    json_t *value = ml_json_object(), *findings = ml_json_array();

    ml_json_set(value, "id", ml_json_str(j->id));
    ml_json_set(value, "kind", ml_json_str(j->kind));
    ml_json_set(value, "outcome", ml_json_word(ml_word_outcome(j->outcome)));
    ml_json_set(value, "start", ml_json_time(j->start));
    ml_json_set(value, "end", ml_json_time(j->end));
    ml_json_set(value, "address", ml_json_str(j->address));
    for (uint32_t i = 0; i < j->nfindings; i++)
        ml_json_add(findings, ml_json_str(j->findings[i]->id));
    ml_json_set(value, "findings", findings);
    return value;
}

static json_t *fact(const struct ml_fact *f)
{
    json_t *value = ml_json_object();

    ml_json_set(value, "name", ml_json_str(f->name));
    ml_json_set(value, "value", ml_json_text(f->value));
    ml_json_set(value, "time", ml_json_time(f->time));
    ml_json_set(value, "address", ml_json_str(f->address));
    return value;
}

/* Bytes of all files, and those files that were not read in full. */
static json_t *coverage(const struct ml_server *server)
{
    json_t *value = ml_json_object(), *unread = ml_json_array();
    uint64_t bytes_read = 0, bytes_skipped = 0;

    for (uint32_t i = 0; i < server->nfiles; i++) {
        const struct ml_member *file = server->files[i];
        bytes_read += file->bytes_read;
        bytes_skipped += file->bytes_skipped;
        if (file->state != ML_PARTIAL && file->state != ML_UNREADABLE)
            continue;
        json_t *item = ml_json_object();
        ml_json_set(item, "address", ml_json_str(file->address));
        ml_json_set(item, "reason", ml_json_str(file->reason));
        ml_json_add(unread, item);
    }
    ml_json_set(value, "files", ml_json_u64(server->nfiles));
    ml_json_set(value, "bytes_present", ml_json_u64(bytes_read + bytes_skipped));
    ml_json_set(value, "bytes_read", ml_json_u64(bytes_read));
    ml_json_set(value, "bytes_skipped", ml_json_u64(bytes_skipped));
    ml_json_set(value, "not_read_in_full", unread);
    return value;
}

/* A list of what a server has: `n` items, each made by a call. */
#define SET_LIST(object, name, n, item)                                                \
    do {                                                                               \
        json_t *list = ml_json_array();                                                \
        for (uint32_t i = 0; i < (n); i++)                                             \
            ml_json_add(list, item);                                                   \
        ml_json_set((object), (name), list);                                           \
    } while (0)

static json_t *server_of(const struct out *out, const struct ml_server *s)
{
    json_t *value = ml_json_object();
    uint32_t nunknown = s->nunknown < UNKNOWN_MAX ? s->nunknown : UNKNOWN_MAX;

    ml_json_set(value, "name", ml_json_text(s->name));
    ml_json_set(value, "group", ml_json_str(s->folder));
    ml_json_set(value, "os_build", known_word(s->os_build));
    ml_json_set(value, "agent_version", known_word(s->agent_version));
    ml_json_set(value, "time_zone", known_word(s->time_zone));
    ml_json_set(value, "state", ml_json_word(ml_word_state(s->state)));
    ml_json_set(value, "reason", ml_json_str(s->reason));
    SET_LIST(value, "bundles", s->nbundles, bundle(s->bundles[i]));
    SET_LIST(value, "findings", s->nfindings, finding(out, &s->findings[i]));
    SET_LIST(value, "causes", s->ncauses, cause(out, &s->causes[i]));
    SET_LIST(value, "unknown_errors", nunknown, unknown(&s->unknown[i]));
    ml_json_set(value, "unknown_kinds", ml_json_u64(s->nunknown));
    SET_LIST(value, "jobs", s->njobs, job(&s->jobs[i]));
    SET_LIST(value, "facts", s->nfacts, fact(&s->facts[i]));
    ml_json_set(value, "coverage", coverage(s));
    return value;
}

enum ml_rc ml_json_of_result(const struct ml_result *result, ml_write_fn write,
                             void *to, struct ml_err *err)
{
    struct ml_json json = { .write = write, .to = to };
    struct out out = { result, result->lang };
    struct ml_json_head head = {
        .kind = "scan",
        .catalogue = result->catalogue,
        .lang = result->lang,
        .is_interrupted = result->interrupted,
        .as_of = result->as_of,
    };

    ml_json_begin(&json, &head);
    ml_json_member(&json, "since", ml_json_time(result->since));
    ml_json_member(&json, "until", ml_json_time(result->until));
    ml_json_list(&json, "servers");
    for (uint32_t i = 0; i < result->nservers; i++)
        ml_json_item(&json, server_of(&out, &result->servers[i]));
    ml_json_list_end(&json);
    return ml_json_end(&json, err);
}
