/* SPDX-License-Identifier: MIT */
#include "case/codec.h"

#include <stdlib.h>

#include "case/wire.h"
#include "input/charset.h"
#include "base/ban.h"

struct codec {
    struct ml_wire w;
    const struct ml_catalogue *catalogue;
    size_t max_bytes; /* taking: of the arena */
};

static const char mark[8] = "mlcase1";

static bool taking(const struct codec *k)
{
    return ml_wire_taking(&k->w);
}

static void must(struct codec *k, bool holds)
{
    k->w.is_bad |= !holds;
}

static void number(struct codec *k, uint64_t *n)
{
    ml_wire_u64(&k->w, n);
}

static void number32(struct codec *k, uint32_t *n)
{
    ml_wire_u32(&k->w, n);
}

/* Every text of a case is UTF-8; what a library said of damage may not be. */
static void put_cleaned(struct codec *k, ml_str s)
{
    struct ml_buf clean = { 0 };

    while (s.n) {
        size_t good = ml_utf8_span(s);
        ml_buf_str(&clean, ml_str_sub(s, 0, good));
        s = ml_str_from(s, good);
        if (s.n)
            ml_utf8_add(&clean, 0xfffd);
        s = ml_str_from(s, 1);
    }
    s = ml_buf_view(&clean);
    ml_wire_text(&k->w, &s);
    ml_buf_reset(&clean);
}

static void text(struct codec *k, ml_str *s)
{
    if (!taking(k) && !ml_utf8_valid(*s))
        put_cleaned(k, *s);
    else
        ml_wire_text(&k->w, s);
}

static void point(struct codec *k, struct ml_time *t)
{
    ml_wire_time(&k->w, t);
}

/* How many of an array, and room for them: of `least` bytes each at the least. */
static void *room(struct codec *k, void *array, uint32_t *n, size_t size, size_t least)
{
    number32(k, n);
    if (!taking(k))
        return array;
    size_t used = k->w.arena->used_bytes;
    must(k, *n <= k->w.in.n / least && used <= k->max_bytes &&
                *n <= (k->max_bytes - used) / size);
    if (k->w.is_bad)
        *n = 0;
    return *n ? ml_arena_array(k->w.arena, *n, size) : NULL;
}

static void member_index(struct codec *k, uint32_t *index, const struct ml_case *c)
{
    number32(k, index);
    must(k, *index < c->nmembers);
    if (k->w.is_bad && taking(k))
        *index = 0;
}

static void run(struct codec *k, struct ml_id_run *r)
{
    number(k, &r->line);
    number(k, &r->n);
    number(k, &r->id);
    number32(k, &r->again);
}

static void runs(struct codec *k, struct ml_member *m)
{
    struct ml_id_run *all = room(k, NULL, &m->nruns, sizeof(*all), 4);
    uint64_t line = 0;

    for (uint32_t i = 0; i < m->nruns; i++) {
        struct ml_id_run one = { 0 };
        if (!taking(k))
            one = m->runs[i];
        run(k, &one);
        must(k, one.line >= line);
        line = one.line;
        if (taking(k))
            all[i] = one;
    }
    if (taking(k))
        m->runs = all;
}

enum { MEMBER_BYTES = 21 }; /* the fewest that one takes; and so on */

static void member(struct codec *k, struct ml_member *m, const struct ml_case *c)
{
    text(k, &m->address);
    text(k, &m->name);
    text(k, &m->role);
    text(k, &m->encoding);
    number(k, &m->bytes_read);
    number(k, &m->bytes_skipped);
    number(k, &m->records);
    number(k, &m->records_outside);
    point(k, &m->mtime);
    point(k, &m->first);
    point(k, &m->last);
    ml_wire_bool(&k->w, &m->year_assumed);
    m->state = (enum ml_read_state)ml_wire_choice(&k->w, m->state, ML_UNREADABLE + 1);
    text(k, &m->reason);
    text(k, &m->server);
    text(k, &m->folder);
    number(k, &m->digest[0]);
    number(k, &m->digest[1]);
    number32(k, &m->same_as);
    must(k, m->same_as <= (size_t)(m - c->members)); /* an earlier one */
    ml_wire_bool(&k->w, &m->is_event_log);
    runs(k, m);
}

static void occurrence(struct codec *k, struct ml_occurrence *o,
                       const struct ml_case *c)
{
    member_index(k, &o->member, c);
    number(k, &o->line);
    number(k, &o->nlines);
    point(k, &o->time);
    o->level = (enum ml_level)ml_wire_choice(&k->w, o->level, ML_LEVEL_LAST + 1);
    text(k, &o->job);
    text(k, &o->address);
    text(k, &o->text);
    text(k, &o->before);
    text(k, &o->after);
}

enum { MOMENT_BYTES = 6 };

static void moment(struct codec *k, struct ml_moment *m)
{
    point(k, &m->first);
    point(k, &m->last);
    number(k, &m->first_line);
    number(k, &m->last_line);
    text(k, &m->job);
    number(k, &m->n);
}

/* A signature is told by its id. */
static void signature(struct codec *k, uint32_t *index)
{
    ml_str id = taking(k) ? ML_STR_NONE : k->catalogue->signatures[*index].id;

    text(k, &id);
    if (!taking(k))
        return;
    const struct ml_signature *s = ml_catalogue_signature(k->catalogue, id);
    must(k, s);
    *index = s ? (uint32_t)(s - k->catalogue->signatures) : 0;
}

static void shown(struct codec *k, uint32_t *n, struct ml_occurrence *list,
                  const struct ml_case *c)
{
    *n = (uint32_t)ml_wire_choice(&k->w, (int)*n, ML_SHOWN + 1);
    for (uint32_t i = 0; i < *n; i++)
        occurrence(k, &list[i], c);
}

enum { HITS_BYTES = 8 };

static void hits(struct codec *k, struct ml_hits *h, const struct ml_case *c)
{
    signature(k, &h->signature);
    member_index(k, &h->member, c);
    number(k, &h->count);
    number32(k, &h->severities);
    shown(k, &h->nhead, h->head, c);
    shown(k, &h->ntail, h->tail, c);
    h->moments = room(k, h->moments, &h->nmoments, sizeof(*h->moments), MOMENT_BYTES);
    for (uint32_t i = 0; i < h->nmoments; i++)
        moment(k, &h->moments[i]);
    must(k, h->count && h->nhead && h->nmoments);
}

enum { FACT_BYTES = 5 };

static void fact(struct codec *k, struct ml_fact *f, const struct ml_case *c)
{
    text(k, &f->name);
    text(k, &f->value);
    point(k, &f->time);
    text(k, &f->address);
    member_index(k, &f->member, c);
}

enum { ARTEFACT_BYTES = 5 };

static void artefact(struct codec *k, struct ml_artefact_seen *a,
                     const struct ml_case *c)
{
    text(k, &a->id);
    a->state = (enum ml_artefact_state)ml_wire_choice(&k->w, a->state,
                                                      ML_ARTEFACT_DAMAGED + 1);
    text(k, &a->address);
    point(k, &a->time);
    member_index(k, &a->member, c);
}

enum { JOB_BYTES = 10 };

static void job(struct codec *k, struct ml_job_entry *j, const struct ml_case *c)
{
    text(k, &j->job);
    text(k, &j->kind);
    text(k, &j->state);
    text(k, &j->source);
    point(k, &j->start);
    point(k, &j->end);
    j->outcome = (enum ml_job_outcome)ml_wire_choice(&k->w, j->outcome, ML_JOB_FAILED + 1);
    number32(k, &j->code);
    member_index(k, &j->member, c);
    number(k, &j->line);
}

enum { UNKNOWN_BYTES = 8 };

static void unknown(struct codec *k, struct ml_unknown *u, const struct ml_case *c)
{
    text(k, &u->template_text);
    text(k, &u->example);
    u->level = (enum ml_level)ml_wire_choice(&k->w, u->level, ML_LEVEL_LAST + 1);
    number(k, &u->count);
    number(k, &u->line);
    point(k, &u->first);
    point(k, &u->last);
    member_index(k, &u->member, c);
}

enum { LIMITED_BYTES = 1 };

static void limited(struct codec *k, ml_str *id, const struct ml_case *c)
{
    (void)c;
    text(k, id);
}

static void head(struct codec *k, struct ml_case *c)
{
    text(k, &c->path);
    text(k, &c->sha256);
    number(k, &c->bytes);
    c->state = (enum ml_read_state)ml_wire_choice(&k->w, c->state, ML_UNREADABLE + 1);
    must(k, c->state != ML_SKIPPED);
    text(k, &c->reason);
    text(k, &c->server);
    text(k, &c->stem);
    text(k, &c->flavour);
    point(k, &c->collected);
    point(k, &c->modified);
    ml_wire_bool(&k->w, &c->on_disk);
    ml_wire_bool(&k->w, &c->bounded);
    number(k, &c->unknown_beyond);
}

#define LIST(array, n, one, least)                                                     \
    do {                                                                               \
        c->array = room(k, c->array, &c->n, sizeof(*c->array), least);                 \
        for (uint32_t i = 0; i < c->n; i++)                                            \
            one(k, &c->array[i], c);                                                   \
    } while (0)

static void code(struct codec *k, struct ml_case *c)
{
    head(k, c);
    LIST(members, nmembers, member, MEMBER_BYTES);
    LIST(hits, nhits, hits, HITS_BYTES);
    LIST(facts, nfacts, fact, FACT_BYTES);
    LIST(artefacts, nartefacts, artefact, ARTEFACT_BYTES);
    LIST(unknown, nunknown, unknown, UNKNOWN_BYTES);
    LIST(jobs, njobs, job, JOB_BYTES);
    LIST(limited, nlimited, limited, LIMITED_BYTES);
}

/* In order, each signature once a member: they are looked up by halving. */
static bool in_order(const struct ml_case *c)
{
    for (uint32_t i = 1; i < c->nhits; i++) {
        const struct ml_hits *a = &c->hits[i - 1], *b = &c->hits[i];
        if (a->signature > b->signature ||
            (a->signature == b->signature && a->member >= b->member))
            return false;
    }
    return true;
}

void ml_case_encode(const struct ml_case *c, const struct ml_catalogue *catalogue,
                    struct ml_buf *out)
{
    struct ml_case copy = *c; /* nothing is written to what it points at */
    struct codec k = { .w = { .out = out }, .catalogue = catalogue };
    ml_str digest = catalogue->digest;

    ml_buf_add(out, mark, sizeof(mark));
    text(&k, &digest);
    code(&k, &copy);
}

enum ml_rc ml_case_decode(struct ml_case **ret, ml_str bytes,
                          const struct ml_catalogue *catalogue, struct ml_err *err)
{
    struct ml_case *c = calloc(1, sizeof(*c));
    struct codec k = { .catalogue = catalogue };
    ml_str digest = ML_STR_NONE;

    if (!c)
        ml_oom();
    ml_arena_init(&c->arena);
    k.w.in = ml_str_from(bytes, sizeof(mark));
    k.w.arena = &c->arena;
    k.w.is_bad = !ml_str_starts(bytes, (ml_str){ mark, sizeof(mark) });
    k.max_bytes = ML_CASE_FLOOR_BYTES + ML_CASE_GROWTH * bytes.n;
    text(&k, &digest);
    must(&k, ml_str_eq(digest, catalogue->digest));
    code(&k, c);
    if (k.w.is_bad || k.w.in.n || !in_order(c)) {
        ml_case_free(c);
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "no case of this catalogue");
    }
    *ret = c;
    return ML_OK;
}
