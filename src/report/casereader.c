/* SPDX-License-Identifier: MIT */
#include "report/casereader.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/canonical.h"
#include "report/utf8.h"
#include "report/words.h"
#include "base/ban.h"

/* A run of ids, and the file that it is of. */
struct run {
    struct ml_id_run run;
    uint32_t member;
};

/*
 * A bundle of which not all files were met yet. Until it is complete a member is known
 * by the order in which it was met, then by its place in the bundle.
 */
struct making {
    struct ml_case *c; /* NULL: handed out */
    ml_str path, sha256;
    uint64_t bytes;
    uint32_t again, nfiles;
    uint64_t hash;
    uint32_t *places; /* of the members; from 0 */
    ml_str *same_as;  /* addresses; mostly empty */
    struct run *runs;
    size_t nplaces, cap_places, nsame, cap_same, nruns, cap_runs;
    size_t nmembers, cap_members, nhits, cap_hits, nfacts, cap_facts;
    size_t nartefacts, cap_artefacts, njobs, cap_jobs, nunknown, cap_unknown;
    size_t nlimited, cap_limited;
};

/* A file of the server at hand. */
struct file {
    uint32_t making, member;
};

struct reading {
    struct ml_saved *saved;
    struct ml_xmlin *in;
    const struct ml_catalogue *catalogue;
    ml_case_taker *take;
    void *ctx;
    struct making *makings;
    size_t nmakings, cap_makings;
    uint32_t *slots; /* 1 + making, by hash */
    size_t nslots;
    uint32_t *bundles; /* of the server at hand: makings */
    size_t nbundles, cap_bundles;
    struct file *files; /* of the server at hand */
    size_t nfiles, cap_files;
    uint32_t bundle, place; /* of the file before; both from 0 */
    bool has_case;
    char parent[40]; /* the element of depth 2 */
    /* The occurrences at hand. */
    struct ml_hits hits;
    struct making *of;
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

static uint64_t hash_text(uint64_t hash, ml_str s) /* FNV-1a */
{
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return hash * UINT64_C(0x100000001b3);
}

static bool is_bundle(const struct making *a, const struct making *b)
{
    return a->hash == b->hash && a->again == b->again && a->nfiles == b->nfiles &&
           a->bytes == b->bytes && ml_str_eq(a->path, b->path) &&
           ml_str_eq(a->sha256, b->sha256);
}

static void add_slot(struct reading *r, uint32_t making)
{
    size_t at = r->makings[making].hash & (r->nslots - 1);

    while (r->slots[at])
        at = (at + 1) & (r->nslots - 1);
    r->slots[at] = making + 1;
}

static void grow_slots(struct reading *r)
{
    r->nslots = r->nslots ? r->nslots * 2 : 64;
    free(r->slots);
    r->slots = calloc(r->nslots, sizeof(*r->slots));
    if (!r->slots)
        ml_oom();
    for (size_t i = 0; i < r->nmakings; i++)
        add_slot(r, (uint32_t)i);
}

/* That bundle, begun by an earlier server or just now. */
static uint32_t making_of(struct reading *r, const struct making *key, bool *ret_is_new)
{
    if (2 * (r->nmakings + 1) > r->nslots)
        grow_slots(r);
    *ret_is_new = false;
    for (size_t at = key->hash & (r->nslots - 1); r->slots[at];
         at = (at + 1) & (r->nslots - 1))
        if (is_bundle(&r->makings[r->slots[at] - 1], key))
            return r->slots[at] - 1;
    struct making fresh = *key;
    fresh.path = ml_arena_dup(&r->saved->arena, key->path);
    fresh.sha256 = ml_arena_dup(&r->saved->arena, key->sha256);
    ML_PUSH(r->makings, r->nmakings, r->cap_makings, fresh);
    add_slot(r, (uint32_t)(r->nmakings - 1));
    *ret_is_new = true;
    return (uint32_t)(r->nmakings - 1);
}

static enum ml_read_state bundle_state(struct reading *r)
{
    return is_attr(r, "state", "read")      ? ML_READ
           : is_attr(r, "state", "partial") ? ML_PARTIAL
                                            : ML_UNREADABLE;
}

static struct ml_case *new_case(struct reading *r, const struct making *key)
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
    struct making key = { .path = address_of(r, &scratch, "path"),
                          .sha256 = text_of(r, &scratch, "sha256"),
                          .bytes = u64_of(r, "bytes"),
                          .again = u32_or(r, "again", 0),
                          .nfiles = u32_or(r, "files", 0) };
    key.hash = hash_text(hash_text(UINT64_C(0xcbf29ce484222325), key.path), key.sha256);
    uint32_t making = making_of(r, &key, &is_new);
    if (is_new)
        r->makings[making].c = new_case(r, &key);
    ML_PUSH(r->bundles, r->nbundles, r->cap_bundles, making);
    ml_arena_reset(&scratch);
}

/* Under every server of the bundle the same. */
static void read_limited(struct reading *r)
{
    struct making *m = &r->makings[r->bundles[r->nbundles - 1]];
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
    struct making *m = &r->makings[r->bundles[r->bundle]];
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
static struct making *in_of(struct reading *r, uint32_t *ret_member)
{
    uint32_t number = u32_or(r, "in", 0);

    if (number == 0 || number > r->nfiles) {
        refuse(r, "something found in no file");
        return NULL;
    }
    *ret_member = r->files[number - 1].member;
    return &r->makings[r->files[number - 1].making];
}

static void read_fact(struct reading *r)
{
    struct ml_fact f = { .member = 0 };
    struct making *m = in_of(r, &f.member);

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
    struct making *m = in_of(r, &a.member);

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
    struct making *m = in_of(r, &j.member);

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
    struct making *m = in_of(r, &u.member);

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
    struct run run = { .member = 0 };
    struct making *m = in_of(r, &run.member);

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
    const struct ml_signature *known = ml_catalogue_signature(r->catalogue, id);
    r->is_foreign = !known;
    if (!known) {
        note_foreign(r, id);
        return;
    }
    r->hits.signature = (uint32_t)(known - r->catalogue->signatures);
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

/* ---- complete bundles ---- */

static uint32_t *member_in(void *array, size_t i, size_t size, size_t offset)
{
    return (uint32_t *)(void *)((char *)array + i * size + offset);
}

/*
 * Elements from the heap, by the place of their member and else in the order met; in
 * the arena. `offset` is where the member stands in one.
 */
static void *by_member(const struct making *m, void *array, size_t n, size_t size,
                       size_t offset)
{
    char *sorted = ml_arena_array(&m->c->arena, n, size);
    size_t *starts = calloc(m->nmembers + 1, sizeof(*starts));

    if (!starts)
        ml_oom();
    for (size_t i = 0; i < n; i++) {
        uint32_t *member = member_in(array, i, size, offset);
        *member = m->places[*member];
        starts[*member + 1]++;
    }
    for (size_t i = 1; i <= m->nmembers; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < n; i++) {
        uint32_t member = *member_in(array, i, size, offset);
        memcpy(sorted + starts[member]++ * size, (char *)array + i * size, size);
    }
    free(starts);
    free(array);
    return sorted;
}

#define BY_MEMBER(m, array, n, type)                                                   \
    by_member(m, array, n, sizeof(type), offsetof(type, member))

static bool are_all_places(const struct making *m)
{
    bool is_right = m->nmembers == m->nfiles;
    bool *seen = calloc(m->nfiles + (size_t)1, sizeof(*seen));

    if (!seen)
        ml_oom();
    for (size_t i = 0; is_right && i < m->nmembers; i++) {
        is_right = !seen[m->places[i]];
        seen[m->places[i]] = true;
    }
    free(seen);
    return is_right;
}

static void place_members(struct making *m)
{
    struct ml_member *placed =
        ml_arena_array(&m->c->arena, m->nmembers, sizeof(*placed));

    for (size_t i = 0; i < m->nmembers; i++)
        placed[m->places[i]] = m->c->members[i];
    free(m->c->members);
    m->c->members = placed;
    m->c->nmembers = (uint32_t)m->nmembers;
}

struct named {
    ml_str address;
    uint32_t member;
};

static int by_address(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = ml_str_cmp(x->address, y->address);

    return c ? c : (x->member > y->member) - (x->member < y->member);
}

/* What the report calls by its address: an earlier file. */
static void find_same(struct making *m)
{
    struct named *all = calloc(m->nmembers + 1, sizeof(*all));
    size_t nsame = 0;

    if (!all)
        ml_oom();
    for (uint32_t i = 0; i < m->nmembers; i++) {
        all[i] = (struct named){ m->c->members[i].address, i };
        nsame += m->same_as[i].n > 0;
    }
    if (nsame)
        qsort(all, m->nmembers, sizeof(*all), by_address);
    for (size_t i = 0; nsame && i < m->nmembers; i++) {
        struct named key = { m->same_as[i], 0 };
        size_t lo = 0, hi = m->nmembers;
        while (key.address.n && lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (by_address(&all[mid], &key) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (key.address.n && lo < m->nmembers &&
            ml_str_eq(all[lo].address, key.address) && all[lo].member < m->places[i])
            m->c->members[m->places[i]].same_as = all[lo].member + 1;
    }
    free(all);
}

static bool place_runs(struct making *m)
{
    struct ml_case *c = m->c;
    struct run *runs = BY_MEMBER(m, m->runs, m->nruns, struct run);
    struct ml_id_run *plain = ml_arena_array(&c->arena, m->nruns, sizeof(*plain));
    bool is_right = true;

    m->runs = NULL;
    for (size_t i = 0; i < m->nruns; i++) {
        struct ml_member *member = &c->members[runs[i].member];
        plain[i] = runs[i].run;
        if (!member->nruns)
            member->runs = &plain[i];
        else if (plain[i - 1].line + plain[i - 1].n > plain[i].line)
            is_right = false;
        member->nruns++;
    }
    return is_right;
}

static int by_signature(const void *a, const void *b)
{
    const struct ml_hits *x = a, *y = b;

    if (x->signature != y->signature)
        return x->signature < y->signature ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static void place_hits(struct making *m)
{
    struct ml_case *c = m->c;

    c->hits = BY_MEMBER(m, c->hits, m->nhits, struct ml_hits);
    c->nhits = (uint32_t)m->nhits;
    for (uint32_t i = 0; i < c->nhits; i++) {
        struct ml_hits *h = &c->hits[i];
        for (uint32_t k = 0; k < h->nhead; k++)
            h->head[k].member = h->member;
        for (uint32_t k = 0; k < h->ntail; k++)
            h->tail[k].member = h->member;
    }
    if (c->nhits)
        qsort(c->hits, c->nhits, sizeof(*c->hits), by_signature);
}

static void place_found(struct making *m)
{
    struct ml_case *c = m->c;

    c->facts = BY_MEMBER(m, c->facts, m->nfacts, struct ml_fact);
    c->nfacts = (uint32_t)m->nfacts;
    c->artefacts = BY_MEMBER(m, c->artefacts, m->nartefacts, struct ml_artefact_seen);
    c->nartefacts = (uint32_t)m->nartefacts;
    c->jobs = BY_MEMBER(m, c->jobs, m->njobs, struct ml_job_entry);
    c->njobs = (uint32_t)m->njobs;
    c->unknown = BY_MEMBER(m, c->unknown, m->nunknown, struct ml_unknown);
    c->nunknown = (uint32_t)m->nunknown;
    place_hits(m);
    ml_str *limited = ml_arena_array(&c->arena, m->nlimited, sizeof(*limited));
    if (m->nlimited)
        memcpy(limited, c->limited, m->nlimited * sizeof(*limited));
    free(c->limited);
    c->limited = limited;
    c->nlimited = (uint32_t)m->nlimited;
}

static void forget(struct making *m)
{
    struct ml_case *c = m->c;

    if (c) { /* not complete: its arrays are not in the arena yet */
        free(c->members);
        free(c->hits);
        free(c->facts);
        free(c->artefacts);
        free(c->jobs);
        free(c->unknown);
        free(c->limited);
        ml_case_free(c);
    }
    free(m->runs);
    free(m->places);
    free(m->same_as);
    m->runs = NULL;
    m->places = NULL;
    m->same_as = NULL;
    m->c = NULL;
}

static void complete(struct reading *r, struct making *m)
{
    if (!are_all_places(m)) {
        refuse(r, "two files in one place");
        return;
    }
    place_members(m);
    find_same(m);
    bool is_right = place_runs(m);
    place_found(m);
    struct ml_case *c = m->c;
    m->c = NULL;
    forget(m);
    if (!is_right)
        refuse(r, "ids that are not in order");
    ml_case_canonical(c);
    r->take(r->ctx, c);
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
        struct making *m = &r->makings[r->bundles[i]];
        if (m->c && m->nmembers == m->nfiles)
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
    else if (depth == 0)
        for (size_t i = 0; i < r->nmakings; i++)
            if (r->makings[i].c)
                refuse(r, "a bundle lacks files");
}

enum ml_rc ml_cases_read(struct ml_saved *ret, const char *path,
                         const struct ml_schema *schema,
                         const struct ml_catalogue *catalogue, ml_case_taker *take,
                         void *ctx, struct ml_err *err)
{
    struct reading r = {
        .saved = ret, .catalogue = catalogue, .take = take, .ctx = ctx
    };
    struct ml_xmlin_visitor visitor = { &r, on_start, on_end };
    enum ml_rc rc = ml_xmlin_read(path, schema, &visitor, err);

    for (size_t i = 0; i < r.nmakings; i++)
        forget(&r.makings[i]);
    free(r.hits.moments);
    free(r.makings);
    free(r.slots);
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
