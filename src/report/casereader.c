/* SPDX-License-Identifier: MIT */
#include "report/casereader.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "report/making.h"
#include "report/utf8.h"
#include "report/words.h"
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
    struct ml_buf scratch;
};

/* ---- values ---- */

static void refuse(struct reading *r, const char *why)
{
    ml_xmlin_refuse(r->in, why);
}

static ml_str text_of(struct reading *r, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(r->in, name);
    return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
}

/* Undoes ml_xml_attr_exact(). */
static ml_str exact_of(struct reading *r, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(r->in, name);

    if (!ml_str_has(value, ML_STR("\xef\xbf\xbd")))
        return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
    r->scratch.n = 0;
    while (value.n) {
        uint32_t cp = ml_utf8_take(&value);
        ml_str rest = value;
        uint32_t mark = cp == ML_UTF8_BAD && rest.n ? ml_utf8_take(&rest) : 0;
        if (mark >= '@' && mark <= '_')
            cp = mark - '@';
        else if (mark == '+' || mark == '-')
            cp = mark == '+' ? 0xfffe : 0xffff;
        else if (mark != ML_UTF8_BAD)
            rest = value;
        value = rest;
        ml_utf8_put(&r->scratch, cp);
    }
    return ml_arena_dup(arena, ml_buf_view(&r->scratch));
}

/* Addresses are shown as they are: they hold no control. */
static ml_str address_of(struct reading *r, struct ml_arena *arena, const char *name)
{
    ml_str value = ml_xmlin_attr(r->in, name), rest = value;

    while (rest.n)
        if (ml_utf8_is_control(ml_utf8_take(&rest))) {
            refuse(r, "an address with a control character");
            return ML_STR_NONE;
        }
    return value.n ? ml_arena_dup(arena, value) : ML_STR_NONE;
}

static uint64_t u64_or(struct reading *r, const char *name, uint64_t otherwise)
{
    ml_str value = ml_xmlin_attr(r->in, name);
    uint64_t n = otherwise;

    if (value.n && !ml_str_to_u64(value, &n))
        refuse(r, "a number that is too large");
    return n;
}

static uint64_t u64_of(struct reading *r, const char *name)
{
    return u64_or(r, name, 0);
}

static uint32_t u32_or(struct reading *r, const char *name, uint32_t otherwise)
{
    uint64_t n = u64_or(r, name, otherwise);

    if (n > UINT32_MAX - 1)
        refuse(r, "a number that is too large");
    return n > UINT32_MAX - 1 ? 0 : (uint32_t)n;
}

static struct ml_time time_of(struct reading *r, const char *name)
{
    ml_str value = ml_xmlin_attr(r->in, name);
    struct ml_time t = ML_NO_TIME;

    if (value.n &&
        (!ml_time_parse_iso(value, &t) || ml_str_cmp(value, ML_STR("16")) < 0))
        refuse(r, "a time that there is not");
    return t;
}

static bool is_attr(struct reading *r, const char *name, const char *value)
{
    return ml_str_eq(ml_xmlin_attr(r->in, name), ml_str_of(value));
}

static enum ml_level level_of(struct reading *r)
{
    ml_str word = ml_xmlin_attr(r->in, "level");

    for (int level = 0; word.n && level <= ML_LEVEL_LAST; level++) {
        const char *known = ml_word_level((enum ml_level)level);
        if (known && ml_str_eq(word, ml_str_of(known)))
            return (enum ml_level)level;
    }
    return ML_LEVEL_NONE;
}

static enum ml_job_outcome outcome_of(struct reading *r)
{
    ml_str word = ml_xmlin_attr(r->in, "outcome");

    for (int o = ML_JOB_UNKNOWN; o <= ML_JOB_FAILED; o++)
        if (ml_str_eq(word, ml_str_of(ml_word_outcome((enum ml_job_outcome)o))))
            return (enum ml_job_outcome)o;
    return ML_JOB_UNKNOWN;
}

/* "0123456789abcdef" twice. */
static void digest_of(struct reading *r, uint64_t ret[2])
{
    ml_str hex = ml_xmlin_attr(r->in, "digest");

    if (!hex.n)
        return;
    if (hex.n != 32 || !ml_str_hex_to_u64(ml_str_sub(hex, 0, 16), &ret[0]) ||
        !ml_str_hex_to_u64(ml_str_from(hex, 16), &ret[1]))
        refuse(r, "a digest that is none");
}

/* ---- bundles ---- */

static enum ml_read_state bundle_state(struct reading *r)
{
    return is_attr(r, "state", "read")      ? ML_READ
           : is_attr(r, "state", "partial") ? ML_PARTIAL
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
    c->reason = text_of(r, &c->arena, "reason");
    c->server = text_of(r, &c->arena, "computer");
    c->stem = text_of(r, &c->arena, "stem");
    c->flavour = text_of(r, &c->arena, "flavour");
    c->collected = time_of(r, "collected");
    c->modified = time_of(r, "modified");
    c->bounded = is_attr(r, "bounded", "yes");
    c->on_disk = is_attr(r, "on-disk", "yes");
    c->unknown_beyond = u64_of(r, "unknown-beyond");
    return c;
}

static void read_bundle(struct reading *r)
{
    struct ml_arena scratch;
    bool is_new;

    if (!ml_xmlin_attr(r->in, "files").n) {
        refuse(r, "it holds no cases to merge; an older version wrote it");
        return;
    }
    ml_arena_init(&scratch);
    struct ml_making key = { .path = address_of(r, &scratch, "path"),
                             .sha256 = text_of(r, &scratch, "sha256"),
                             .bytes = u64_of(r, "bytes"),
                             .again = u32_or(r, "again", 0),
                             .nfiles = u32_or(r, "files", 0) };
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
    if (is_attr(r, "unreadable", "yes"))
        return ML_UNREADABLE;
    return is_attr(r, "state", "read")      ? ML_READ
           : is_attr(r, "state", "skipped") ? ML_SKIPPED
                                            : ML_PARTIAL;
}

static ml_str name_of(struct reading *r, struct ml_arena *arena, ml_str address)
{
    size_t at = address.n;

    (void)r;
    while (at > 0 && address.p[at - 1] != '/' && address.p[at - 1] != '!')
        at--;
    return ml_arena_dup(arena, ml_str_from(address, at));
}

static void fill_member(struct reading *r, struct ml_arena *arena, struct ml_member *m)
{
    uint64_t bytes = u64_of(r, "bytes");

    m->address = address_of(r, arena, "address");
    m->name = name_of(r, arena, m->address);
    m->role = text_of(r, arena, "role");
    m->encoding = text_of(r, arena, "encoding");
    m->bytes_skipped = u64_of(r, "bytes-skipped");
    m->bytes_read = bytes - m->bytes_skipped;
    if (m->bytes_skipped > bytes)
        refuse(r, "a file of which more was skipped than there is");
    m->records = u64_of(r, "records");
    m->records_outside = u64_of(r, "records-outside");
    m->mtime = time_of(r, "mtime");
    m->first = time_of(r, "first");
    m->last = time_of(r, "last");
    m->year_assumed = is_attr(r, "year", "assumed");
    m->state = file_state(r);
    m->reason = text_of(r, arena, "reason");
    m->server = text_of(r, arena, "computer");
    m->folder = text_of(r, arena, "folder");
    digest_of(r, m->digest);
    m->is_event_log = is_attr(r, "event-log", "yes");
}

static void read_file(struct reading *r)
{
    uint32_t bundle = u32_or(r, "bundle", r->nfiles ? r->bundle + 1 : 1);
    bool is_next = r->nfiles && bundle == r->bundle + 1;
    uint32_t place = u32_or(r, "place", is_next ? r->place + 2 : 1);

    if (bundle == 0 || bundle > r->nbundles || place == 0) {
        refuse(r, "a file of no bundle");
        return;
    }
    r->bundle = bundle - 1;
    r->place = place - 1;
    struct ml_making *m = &r->makings.all[r->bundles[r->bundle]];
    if (!m->c || m->nmembers >= m->nfiles || place > m->nfiles) {
        refuse(r, "a bundle with more files than it has");
        return;
    }
    struct ml_member fresh = { .records = 0 };
    struct file file = { r->bundles[r->bundle], (uint32_t)m->nmembers };
    fill_member(r, &m->c->arena, &fresh);
    ML_PUSH(m->places, m->nplaces, m->cap_places, r->place);
    ML_PUSH(m->same_as, m->nsame, m->cap_same, text_of(r, &m->c->arena, "same-as"));
    ML_PUSH(m->c->members, m->nmembers, m->cap_members, fresh);
    ML_PUSH(r->files, r->nfiles, r->cap_files, file);
}

/* ---- what was found ---- */

/* The bundle and file that an element is of; NULL when there is no such. */
static struct ml_making *in_of(struct reading *r, uint32_t *ret_member)
{
    uint32_t number = u32_or(r, "in", 0);

    if (number == 0 || number > r->nfiles) {
        refuse(r, "something found in no file");
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
    f.name = exact_of(r, &m->c->arena, "name");
    f.value = exact_of(r, &m->c->arena, "value");
    f.address = address_of(r, &m->c->arena, "address");
    f.time = time_of(r, "time");
    ML_PUSH(m->c->facts, m->nfacts, m->cap_facts, f);
}

static void read_artefact(struct reading *r)
{
    struct ml_artefact_seen a = { .member = 0 };
    struct ml_making *m = in_of(r, &a.member);

    if (!m)
        return;
    a.id = text_of(r, &m->c->arena, "id");
    a.state = is_attr(r, "state", "read")    ? ML_ARTEFACT_READ
              : is_attr(r, "state", "empty") ? ML_ARTEFACT_EMPTY
                                             : ML_ARTEFACT_DAMAGED;
    a.address = address_of(r, &m->c->arena, "address");
    a.time = time_of(r, "time");
    ML_PUSH(m->c->artefacts, m->nartefacts, m->cap_artefacts, a);
}

static void read_job(struct reading *r)
{
    struct ml_job_entry j = { .member = 0 };
    struct ml_making *m = in_of(r, &j.member);

    if (!m)
        return;
    j.job = text_of(r, &m->c->arena, "id");
    j.line = u64_of(r, "line");
    j.kind = exact_of(r, &m->c->arena, "kind");
    j.state = exact_of(r, &m->c->arena, "state");
    j.source = exact_of(r, &m->c->arena, "data-source");
    j.outcome = outcome_of(r);
    j.start = time_of(r, "start");
    j.end = time_of(r, "end");
    j.code = u32_or(r, "code", 0);
    ML_PUSH(m->c->jobs, m->njobs, m->cap_jobs, j);
}

static void read_unknown(struct reading *r)
{
    struct ml_unknown u = { .member = 0 };
    struct ml_making *m = in_of(r, &u.member);

    if (!m)
        return;
    u.line = u64_of(r, "line");
    u.count = u64_of(r, "count");
    u.level = level_of(r);
    u.first = time_of(r, "first");
    u.last = time_of(r, "last");
    u.template_text = exact_of(r, &m->c->arena, "template");
    u.example = ml_xmlin_attr(r->in, "example").p ? exact_of(r, &m->c->arena, "example")
                                                  : u.template_text;
    ML_PUSH(m->c->unknown, m->nunknown, m->cap_unknown, u);
}

static void read_ids(struct reading *r)
{
    struct ml_making_run run = { .member = 0 };
    struct ml_making *m = in_of(r, &run.member);

    if (!m)
        return;
    run.run = (struct ml_id_run){ .line = u64_of(r, "line"),
                                  .n = u64_of(r, "n"),
                                  .id = u64_of(r, "id"),
                                  .again = u32_or(r, "again", 1) };
    if (run.run.n == 0 || run.run.line > UINT64_MAX - run.run.n)
        refuse(r, "ids of no records");
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
        for (int s = ML_INFO; s < ML_BY_LEVEL; s++)
            if (ml_str_eq(word, ml_str_of(ml_word_severity((enum ml_severity)s))))
                set |= 1u << s;
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
    r->hits.count = u64_of(r, "count");
}

static bool is_before(struct ml_time a, struct ml_time b)
{
    return a.clock != b.clock ? a.clock < b.clock : a.us < b.us;
}

static void read_moment(struct reading *r)
{
    struct ml_hits *h = &r->hits;
    size_t n = h->nmoments;
    struct ml_moment m = { .first = time_of(r, "first"),
                           .last = time_of(r, "last"),
                           .first_line = u64_of(r, "first-line"),
                           .n = u64_of(r, "n") };

    m.last_line = u64_or(r, "last-line", m.first_line);
    m.job = text_of(r, &r->of->c->arena, "job");
    if (n && is_before(m.first, h->moments[n - 1].first))
        refuse(r, "occurrences that are not in the order of time");
    ML_PUSH(h->moments, n, r->cap_moments, m);
    h->nmoments = (uint32_t)n;
}

static void read_occurrence(struct reading *r)
{
    struct ml_arena *arena = &r->of->c->arena;
    struct ml_hits *h = &r->hits;

    if (h->ntail == ML_SHOWN) {
        refuse(r, "more records than are kept");
        return;
    }
    struct ml_occurrence *o =
        h->nhead < ML_SHOWN ? &h->head[h->nhead++] : &h->tail[h->ntail++];
    *o = (struct ml_occurrence){ .member = h->member,
                                 .line = u64_of(r, "line"),
                                 .nlines = u64_or(r, "lines", 1),
                                 .time = time_of(r, "time"),
                                 .level = level_of(r),
                                 .job = text_of(r, arena, "job"),
                                 .address = address_of(r, arena, "address") };
    o->text = exact_of(r, arena, "text");
    o->before = exact_of(r, arena, "before");
    o->after = exact_of(r, arena, "after");
}

static void end_hits(struct reading *r)
{
    struct ml_hits *h = &r->hits;
    struct ml_moment *moments = h->moments;

    if (r->of && !r->is_foreign) {
        if (!h->nmoments || !h->nhead || h->count < h->nhead + h->ntail)
            refuse(r, "occurrences without their records");
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
        refuse(r, why);
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
        refuse(r, "it holds no cases to merge");
    for (size_t i = 0; r->has_case && i < r->nbundles; i++) {
        struct ml_making *m = &r->makings.all[r->bundles[i]];
        if (m->c && ml_making_is_whole(m))
            complete(r, m);
    }
}

static void read_coverage(struct reading *r)
{
    struct ml_saved *saved = r->saved;
    struct ml_time since = time_of(r, "since"), until = time_of(r, "until");

    if (saved->has_servers &&
        (since.us != saved->since.us || since.clock != saved->since.clock ||
         until.us != saved->until.us || until.clock != saved->until.clock))
        refuse(r, "its servers are of different times");
    saved->since = since;
    saved->until = until;
    saved->has_servers = true;
}

static void read_case(struct reading *r)
{
    r->has_case = u64_of(r, "format") == 1;
    if (!r->has_case)
        refuse(r, "its cases are of another version");
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
    if (is_attr(r, "interrupted", "yes"))
        refuse(r, "its run was interrupted, so that it is not complete");
}

static void on_start(void *ctx, struct ml_xmlin *in, int depth, ml_str element)
{
    struct reading *r = ctx;

    r->in = in;
    if (depth == 0) {
        start_root(r);
    } else if (depth == 1) {
        if (ml_str_eq(element, ML_STR("generator")))
            r->saved->version = text_of(r, &r->saved->arena, "version");
        else if (ml_str_eq(element, ML_STR("catalogue")))
            r->saved->digest = text_of(r, &r->saved->arena, "digest");
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
    ml_buf_reset(&r.scratch);
    return rc;
}

void ml_saved_reset(struct ml_saved *saved)
{
    free(saved->foreign);
    ml_arena_reset(&saved->arena);
    *saved = (struct ml_saved){ .nforeign = 0 };
}
