/* SPDX-License-Identifier: MIT */
#include "report/casereader.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "report/making.h"
#include "report/words.h"
#include "report/xmlvalue.h"
#include "base/ban.h"

/* A file of the server at hand. */
struct file {
    uint32_t making, member;
};

struct ml_cases_reader {
    const struct ml_schema *schema;
    const struct ml_catalogue *catalogue;
    ml_case_taker *take;
    void *ctx;
    struct ml_makings known; /* of all reports so far */
};

/* One report. */
struct reading {
    struct ml_cases_reader *reader;
    struct ml_saved *saved;
    struct ml_xmlin *in;
    struct ml_makings makings; /* of it */
    uint32_t *bundles;         /* of the server at hand: makings */
    size_t nbundles, cap_bundles;
    struct file *files; /* of the server at hand */
    size_t nfiles, cap_files;
    uint32_t bundle, place; /* of the file before; both from 0 */
    bool has_case;
    char parent[40]; /* the element of depth 2 */
    /* The occurrences at hand. */
    struct ml_hits hits;
    struct ml_making *of;
    size_t cap_moments;
    bool is_foreign;
};

/* ---- bundles ---- */

static enum ml_read_state bundle_state(struct reading *r)
{
    return ml_xmlval_is(r->in, "state", "read")      ? ML_READ
           : ml_xmlval_is(r->in, "state", "partial") ? ML_PARTIAL
                                                     : ML_UNREADABLE;
}

static struct ml_case *new_case(struct reading *r, const struct ml_making *key)
{
    struct ml_case *c = calloc(1, sizeof(*c));

    if (!c)
        ml_oom();
    ml_arena_init(&c->arena);
    c->path = ml_arena_dup(&c->arena, key->path);
    c->sha256 = ml_arena_dup(&c->arena, key->sha256);
    c->bytes = key->bytes;
    c->again = key->again;
    c->state = bundle_state(r);
    c->reason = ml_xmlval_text(r->in, &c->arena, "reason");
    c->server = ml_xmlval_text(r->in, &c->arena, "computer");
    c->stem = ml_xmlval_text(r->in, &c->arena, "stem");
    c->flavour = ml_xmlval_text(r->in, &c->arena, "flavour");
    c->collected = ml_xmlval_time(r->in, "collected");
    c->modified = ml_xmlval_time(r->in, "modified");
    c->bounded = ml_xmlval_is(r->in, "bounded", "yes");
    c->on_disk = ml_xmlval_is(r->in, "on-disk", "yes");
    c->unknown_beyond = ml_xmlval_u64(r->in, "unknown-beyond", 0);
    return c;
}

static void read_bundle(struct reading *r)
{
    struct ml_arena scratch;
    bool is_new;

    if (!ml_xmlin_attr(r->in, "files").n) {
        ml_xmlin_refuse(r->in, "it holds no cases to merge; an older version wrote it");
        return;
    }
    ml_arena_init(&scratch);
    struct ml_making key = { .path = ml_xmlval_address(r->in, &scratch, "path"),
                             .sha256 = ml_xmlval_text(r->in, &scratch, "sha256"),
                             .bytes = ml_xmlval_u64(r->in, "bytes", 0),
                             .again = ml_xmlval_u32(r->in, "again", 0),
                             .nfiles = ml_xmlval_u32(r->in, "files", 0) };
    uint32_t making = ml_makings_find(&r->makings, &key, &is_new);
    if (is_new)
        r->makings.all[making].c = new_case(r, &key);
    ML_PUSH(r->bundles, r->nbundles, r->cap_bundles, making);
    ml_arena_reset(&scratch);
}

/* Under every server of the bundle the same. */
static void read_limited(struct reading *r)
{
    struct ml_making *m = &r->makings.all[r->bundles[r->nbundles - 1]];
    ml_str id = ml_xmlin_attr(r->in, "signature");

    for (size_t i = 0; m->c && i < m->nlimited; i++)
        if (ml_str_eq(m->c->limited[i], id))
            return;
    if (m->c)
        ML_PUSH(m->c->limited, m->nlimited, m->cap_limited,
                ml_arena_dup(&m->c->arena, id));
}

/* ---- files ---- */

static enum ml_read_state file_state(struct reading *r)
{
    if (ml_xmlval_is(r->in, "unreadable", "yes"))
        return ML_UNREADABLE;
    return ml_xmlval_is(r->in, "state", "read")      ? ML_READ
           : ml_xmlval_is(r->in, "state", "skipped") ? ML_SKIPPED
                                                     : ML_PARTIAL;
}

static ml_str name_of(struct ml_arena *arena, ml_str address)
{
    size_t at = address.n;

    while (at > 0 && address.p[at - 1] != '/' && address.p[at - 1] != '!')
        at--;
    return ml_arena_dup(arena, ml_str_from(address, at));
}

static void fill_member(struct reading *r, struct ml_arena *arena, struct ml_member *m)
{
    uint64_t bytes = ml_xmlval_u64(r->in, "bytes", 0);

    m->address = ml_xmlval_address(r->in, arena, "address");
    m->name = name_of(arena, m->address);
    m->role = ml_xmlval_text(r->in, arena, "role");
    m->encoding = ml_xmlval_text(r->in, arena, "encoding");
    m->bytes_skipped = ml_xmlval_u64(r->in, "bytes-skipped", 0);
    m->bytes_read = bytes - m->bytes_skipped;
    if (m->bytes_skipped > bytes)
        ml_xmlin_refuse(r->in, "a file of which more was skipped than there is");
    m->records = ml_xmlval_u64(r->in, "records", 0);
    m->records_outside = ml_xmlval_u64(r->in, "records-outside", 0);
    m->mtime = ml_xmlval_time(r->in, "mtime");
    m->first = ml_xmlval_time(r->in, "first");
    m->last = ml_xmlval_time(r->in, "last");
    m->year_assumed = ml_xmlval_is(r->in, "year", "assumed");
    m->state = file_state(r);
    m->reason = ml_xmlval_text(r->in, arena, "reason");
    m->server = ml_xmlval_text(r->in, arena, "computer");
    m->folder = ml_xmlval_text(r->in, arena, "folder");
    ml_xmlval_digest(r->in, "digest", m->digest);
    m->is_event_log = ml_xmlval_is(r->in, "event-log", "yes");
}

static void read_file(struct reading *r)
{
    uint32_t bundle = ml_xmlval_u32(r->in, "bundle", r->nfiles ? r->bundle + 1 : 1);
    bool is_next = r->nfiles && bundle == r->bundle + 1;
    uint32_t place = ml_xmlval_u32(r->in, "place", is_next ? r->place + 2 : 1);

    if (bundle == 0 || bundle > r->nbundles || place == 0) {
        ml_xmlin_refuse(r->in, "a file of no bundle");
        return;
    }
    r->bundle = bundle - 1;
    r->place = place - 1;
    struct ml_making *m = &r->makings.all[r->bundles[r->bundle]];
    if (!m->c || m->nmembers >= m->nfiles || place > m->nfiles) {
        ml_xmlin_refuse(r->in, "a bundle with more files than it has");
        return;
    }
    struct ml_member fresh = { .records = 0 };
    struct file file = { r->bundles[r->bundle], (uint32_t)m->nmembers };
    fill_member(r, &m->c->arena, &fresh);
    ML_PUSH(m->places, m->nplaces, m->cap_places, r->place);
    ML_PUSH(m->same_as, m->nsame, m->cap_same,
            ml_xmlval_text(r->in, &m->c->arena, "same-as"));
    ML_PUSH(m->c->members, m->nmembers, m->cap_members, fresh);
    ML_PUSH(r->files, r->nfiles, r->cap_files, file);
}

/* ---- what was found ---- */

/* The bundle and file that an element is of; NULL when there is no such. */
static struct ml_making *in_of(struct reading *r, uint32_t *ret_member)
{
    uint32_t number = ml_xmlval_u32(r->in, "in", 0);

    if (number == 0 || number > r->nfiles) {
        ml_xmlin_refuse(r->in, "something found in no file");
        return NULL;
    }
    *ret_member = r->files[number - 1].member;
    return &r->makings.all[r->files[number - 1].making];
}

static void read_fact(struct reading *r)
{
    struct ml_fact f = { .member = 0 };
    struct ml_making *m = in_of(r, &f.member);

    if (!m)
        return;
    f.name = ml_xmlval_exact(r->in, &m->c->arena, "name");
    f.value = ml_xmlval_exact(r->in, &m->c->arena, "value");
    f.address = ml_xmlval_address(r->in, &m->c->arena, "address");
    f.time = ml_xmlval_time(r->in, "time");
    ML_PUSH(m->c->facts, m->nfacts, m->cap_facts, f);
}

static void read_artefact(struct reading *r)
{
    struct ml_artefact_seen a = { .member = 0 };
    struct ml_making *m = in_of(r, &a.member);

    if (!m)
        return;
    a.id = ml_xmlval_text(r->in, &m->c->arena, "id");
    a.state = ml_xmlval_is(r->in, "state", "read")    ? ML_ARTEFACT_READ
              : ml_xmlval_is(r->in, "state", "empty") ? ML_ARTEFACT_EMPTY
                                                      : ML_ARTEFACT_DAMAGED;
    a.address = ml_xmlval_address(r->in, &m->c->arena, "address");
    a.time = ml_xmlval_time(r->in, "time");
    ML_PUSH(m->c->artefacts, m->nartefacts, m->cap_artefacts, a);
}

static void read_job(struct reading *r)
{
    struct ml_job_entry j = { .member = 0 };
    struct ml_making *m = in_of(r, &j.member);

    if (!m)
        return;
    j.job = ml_xmlval_text(r->in, &m->c->arena, "id");
    j.line = ml_xmlval_u64(r->in, "line", 0);
    j.kind = ml_xmlval_exact(r->in, &m->c->arena, "kind");
    j.state = ml_xmlval_exact(r->in, &m->c->arena, "state");
    j.source = ml_xmlval_exact(r->in, &m->c->arena, "data-source");
    j.outcome = ml_outcome_of_word(ml_xmlin_attr(r->in, "outcome"));
    j.start = ml_xmlval_time(r->in, "start");
    j.end = ml_xmlval_time(r->in, "end");
    j.code = ml_xmlval_u32(r->in, "code", 0);
    ML_PUSH(m->c->jobs, m->njobs, m->cap_jobs, j);
}

static void read_unknown(struct reading *r)
{
    struct ml_unknown u = { .member = 0 };
    struct ml_making *m = in_of(r, &u.member);

    if (!m)
        return;
    u.line = ml_xmlval_u64(r->in, "line", 0);
    u.count = ml_xmlval_u64(r->in, "count", 0);
    u.level = ml_level_of_word(ml_xmlin_attr(r->in, "level"));
    u.first = ml_xmlval_time(r->in, "first");
    u.last = ml_xmlval_time(r->in, "last");
    u.template_text = ml_xmlval_exact(r->in, &m->c->arena, "template");
    u.example = ml_xmlin_attr(r->in, "example").p
                    ? ml_xmlval_exact(r->in, &m->c->arena, "example")
                    : u.template_text;
    ML_PUSH(m->c->unknown, m->nunknown, m->cap_unknown, u);
}

static void read_ids(struct reading *r)
{
    struct ml_making_run run = { .member = 0 };
    struct ml_making *m = in_of(r, &run.member);

    if (!m)
        return;
    run.run = (struct ml_id_run){ .line = ml_xmlval_u64(r->in, "line", 0),
                                  .n = ml_xmlval_u64(r->in, "n", 0),
                                  .id = ml_xmlval_u64(r->in, "id", 0),
                                  .again = ml_xmlval_u32(r->in, "again", 1) };
    if (run.run.n == 0 || run.run.line > UINT64_MAX - run.run.n)
        ml_xmlin_refuse(r->in, "ids of no records");
    ML_PUSH(m->runs, m->nruns, m->cap_runs, run);
}

static void note_foreign(struct reading *r, ml_str id)
{
    struct ml_saved *saved = r->saved;

    for (size_t i = 0; i < saved->nforeign; i++)
        if (ml_str_eq(saved->foreign[i], id))
            return;
    ML_PUSH(saved->foreign, saved->nforeign, saved->cap_foreign,
            ml_arena_dup(&saved->arena, id));
}

static uint32_t severities_of(struct reading *r, const struct ml_signature *signature)
{
    ml_str words = ml_xmlin_attr(r->in, "severities"), word;
    uint32_t set = 0;

    if (signature->severity != ML_BY_LEVEL)
        return 1u << signature->severity;
    while (words.n) {
        ml_str_cut(words, ' ', &word, &words);
        enum ml_severity severity = ml_severity_of_word(word, ML_BY_LEVEL);
        if (severity != ML_BY_LEVEL)
            set |= 1u << severity;
    }
    return set ? set : 1u << ML_WARNING;
}

static void start_hits(struct reading *r)
{
    r->hits = (struct ml_hits){ .signature = 0 };
    r->cap_moments = 0;
    r->of = in_of(r, &r->hits.member);
    ml_str id = ml_xmlin_attr(r->in, "signature");
    const struct ml_signature *known = ml_catalogue_signature(r->reader->catalogue, id);
    r->is_foreign = !known;
    if (!known) {
        note_foreign(r, id);
        return;
    }
    r->hits.signature = (uint32_t)(known - r->reader->catalogue->signatures);
    r->hits.severities = severities_of(r, known);
    r->hits.count = ml_xmlval_u64(r->in, "count", 0);
}

static bool is_before(struct ml_time a, struct ml_time b)
{
    return a.clock != b.clock ? a.clock < b.clock : a.us < b.us;
}

static void read_moment(struct reading *r)
{
    struct ml_hits *h = &r->hits;
    size_t n = h->nmoments;
    struct ml_moment m = { .first = ml_xmlval_time(r->in, "first"),
                           .last = ml_xmlval_time(r->in, "last"),
                           .first_line = ml_xmlval_u64(r->in, "first-line", 0),
                           .n = ml_xmlval_u64(r->in, "n", 0) };

    m.last_line = ml_xmlval_u64(r->in, "last-line", m.first_line);
    m.job = ml_xmlval_text(r->in, &r->of->c->arena, "job");
    if (n && is_before(m.first, h->moments[n - 1].first))
        ml_xmlin_refuse(r->in, "occurrences that are not in the order of time");
    ML_PUSH(h->moments, n, r->cap_moments, m);
    h->nmoments = (uint32_t)n;
}

static void read_occurrence(struct reading *r)
{
    struct ml_arena *arena = &r->of->c->arena;
    struct ml_hits *h = &r->hits;

    if (h->ntail == ML_SHOWN) {
        ml_xmlin_refuse(r->in, "more records than are kept");
        return;
    }
    struct ml_occurrence *o =
        h->nhead < ML_SHOWN ? &h->head[h->nhead++] : &h->tail[h->ntail++];
    *o =
        (struct ml_occurrence){ .member = h->member,
                                .line = ml_xmlval_u64(r->in, "line", 0),
                                .nlines = ml_xmlval_u64(r->in, "lines", 1),
                                .time = ml_xmlval_time(r->in, "time"),
                                .level =
                                    ml_level_of_word(ml_xmlin_attr(r->in, "level")),
                                .job = ml_xmlval_text(r->in, arena, "job"),
                                .address = ml_xmlval_address(r->in, arena, "address") };
    o->text = ml_xmlval_exact(r->in, arena, "text");
    o->before = ml_xmlval_exact(r->in, arena, "before");
    o->after = ml_xmlval_exact(r->in, arena, "after");
}

static void end_hits(struct reading *r)
{
    struct ml_hits *h = &r->hits;
    struct ml_moment *moments = h->moments;

    if (r->of && !r->is_foreign) {
        if (!h->nmoments || !h->nhead || h->count < h->nhead + h->ntail)
            ml_xmlin_refuse(r->in, "occurrences without their records");
        h->moments = ml_arena_array(&r->of->c->arena, h->nmoments, sizeof(*moments));
        if (moments)
            memcpy(h->moments, moments, h->nmoments * sizeof(*moments));
        ML_PUSH(r->of->c->hits, r->of->nhits, r->of->cap_hits, *h);
    }
    free(moments);
    *h = (struct ml_hits){ .signature = 0 };
    r->of = NULL;
}

static void complete(struct reading *r, struct ml_making *m)
{
    const char *why = NULL;
    struct ml_case *c = ml_making_complete(m, &why);

    if (c)
        r->reader->take(r->reader->ctx, c);
    else
        ml_xmlin_refuse(r->in, why);
}

/* ---- elements ---- */

static void start_server(struct reading *r)
{
    r->nbundles = r->nfiles = 0;
    r->has_case = false;
}

static void end_server(struct reading *r)
{
    if (!r->has_case)
        ml_xmlin_refuse(r->in, "it holds no cases to merge");
    for (size_t i = 0; r->has_case && i < r->nbundles; i++) {
        struct ml_making *m = &r->makings.all[r->bundles[i]];
        if (m->c && ml_making_is_whole(m))
            complete(r, m);
    }
}

static void read_coverage(struct reading *r)
{
    struct ml_saved *saved = r->saved;
    struct ml_time since = ml_xmlval_time(r->in, "since"),
                   until = ml_xmlval_time(r->in, "until");

    if (saved->has_servers &&
        (!ml_time_eq(since, saved->since) || !ml_time_eq(until, saved->until)))
        ml_xmlin_refuse(r->in, "its servers are of different times");
    saved->since = since;
    saved->until = until;
    saved->has_servers = true;
}

static void read_case(struct reading *r)
{
    r->has_case = ml_xmlval_u64(r->in, "format", 0) == 1;
    if (!r->has_case)
        ml_xmlin_refuse(r->in, "its cases are of another version");
}

static void start_deep(struct reading *r, ml_str element)
{
    static const struct {
        const char *parent, *element;
        void (*read)(struct reading *r);
    } readers[] = {
        { "bundle", "limited", read_limited }, { "coverage", "file", read_file },
        { "case", "fact-value", read_fact },   { "case", "artefact", read_artefact },
        { "case", "ids", read_ids },           { "case", "job-row", read_job },
        { "case", "occurrences", start_hits }, { "case", "unknown-kind", read_unknown },
    };

    for (size_t i = 0; i < ML_COUNT(readers); i++)
        if (ml_str_eq(element, ml_str_of(readers[i].element)) &&
            strcmp(r->parent, readers[i].parent) == 0)
            readers[i].read(r);
}

static void start_root(struct reading *r)
{
    if (ml_xmlval_is(r->in, "interrupted", "yes"))
        ml_xmlin_refuse(r->in, "its run was interrupted, so that it is not complete");
}

static void on_start(void *ctx, struct ml_xmlin *in, int depth, ml_str element)
{
    struct reading *r = ctx;

    r->in = in;
    if (depth == 0) {
        start_root(r);
    } else if (depth == 1) {
        if (ml_str_eq(element, ML_STR("generator")))
            r->saved->version = ml_xmlval_text(r->in, &r->saved->arena, "version");
        else if (ml_str_eq(element, ML_STR("catalogue")))
            r->saved->digest = ml_xmlval_text(r->in, &r->saved->arena, "digest");
        else if (ml_str_eq(element, ML_STR("server")))
            start_server(r);
    } else if (depth == 2) {
        size_t n = element.n < sizeof(r->parent) ? element.n : sizeof(r->parent) - 1;
        memcpy(r->parent, element.p, n);
        r->parent[n] = 0;
        if (ml_str_eq(element, ML_STR("bundle")))
            read_bundle(r);
        else if (ml_str_eq(element, ML_STR("coverage")))
            read_coverage(r);
        else if (ml_str_eq(element, ML_STR("case")))
            read_case(r);
    } else if (depth == 3) {
        start_deep(r, element);
    } else if (r->of && !r->is_foreign) {
        if (ml_str_eq(element, ML_STR("m")))
            read_moment(r);
        else
            read_occurrence(r);
    }
}

static void on_end(void *ctx, struct ml_xmlin *in, int depth, ml_str element)
{
    struct reading *r = ctx;

    r->in = in;
    if (depth == 1 && ml_str_eq(element, ML_STR("server")))
        end_server(r);
    else if (depth == 3 && ml_str_eq(element, ML_STR("occurrences")))
        end_hits(r);
}

/* ---- reports ---- */

/* What is left of a report that was read: pieces of bundles, for those to come. */
static void keep_piece(struct ml_cases_reader *reader, struct ml_making *m)
{
    bool is_new;
    uint32_t index = ml_makings_find(&reader->known, m, &is_new);
    struct ml_making *known = &reader->known.all[index];
    const char *why;

    if (!m->c) {
        ml_making_forget(known); /* whole, whatever pieces there were */
        return;
    }
    if (is_new) {
        ml_str path = known->path, sha256 = known->sha256;
        uint64_t hash = known->hash;
        *known = *m;
        known->path = path;
        known->sha256 = sha256;
        known->hash = hash;
        *m = (struct ml_making){ .c = NULL };
        return;
    }
    if (!known->c)
        return; /* was whole */
    ml_making_join(known, m);
    struct ml_case *c =
        ml_making_is_whole(known) ? ml_making_complete(known, &why) : NULL;
    if (c)
        reader->take(reader->ctx, c);
}

struct ml_cases_reader *ml_cases_open(const struct ml_schema *schema,
                                      const struct ml_catalogue *catalogue,
                                      ml_case_taker *take, void *ctx)
{
    struct ml_cases_reader *reader = calloc(1, sizeof(*reader));

    if (!reader)
        ml_oom();
    reader->schema = schema;
    reader->catalogue = catalogue;
    reader->take = take;
    reader->ctx = ctx;
    return reader;
}

struct ml_cases_reader *ml_cases_close(struct ml_cases_reader *reader)
{
    if (reader)
        ml_makings_reset(&reader->known);
    free(reader);
    return NULL;
}

ml_str ml_cases_lacking(const struct ml_cases_reader *reader, size_t i)
{
    for (size_t k = 0; k < reader->known.n; k++)
        if (reader->known.all[k].c && i-- == 0)
            return reader->known.all[k].path;
    return ML_STR_NONE;
}

enum ml_rc ml_cases_read(struct ml_cases_reader *reader, const char *path,
                         struct ml_saved *ret, struct ml_err *err)
{
    struct reading r = { .reader = reader, .saved = ret };
    struct ml_xmlin_visitor visitor = { &r, on_start, on_end };
    enum ml_rc rc = ml_xmlin_read(path, reader->schema, &visitor, err);

    for (size_t i = 0; rc == ML_OK && i < r.makings.n; i++)
        keep_piece(reader, &r.makings.all[i]);
    ml_makings_reset(&r.makings);
    free(r.hits.moments);
    free(r.bundles);
    free(r.files);
    return rc;
}

void ml_saved_reset(struct ml_saved *saved)
{
    free(saved->foreign);
    ml_arena_reset(&saved->arena);
    *saved = (struct ml_saved){ .nforeign = 0 };
}
