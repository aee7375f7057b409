/* SPDX-License-Identifier: MIT */
#include "catalogue/pack.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/ban.h"

/*
 * One function walks the fields of a type, and the mode says in which direction the
 * bytes go. So writer and reader cannot drift apart: a field that is added to the walk
 * is in both, and one that is forgotten is in neither, which the round trip in the
 * tests shows.
 *
 * Numbers are little-endian; a string is its length and its bytes.
 */

static const char magic[8] = { 'M', 'L', 'C', 'A', 'T', '\r', '\n', 1 };
enum { VERSION = 5, CONDITION_MAX_DEPTH = 32 };

enum mode { WRITE, WRITE_CONTENT, READ };

struct walk {
    enum mode mode;
    struct ml_buf *out;     /* WRITE, WRITE_CONTENT */
    ml_str left;            /* READ */
    struct ml_arena *arena; /* READ */
    bool bad;               /* READ: latched; what was read since means nothing */
};

static void walk_bytes(struct walk *w, void *bytes, size_t n)
{
    if (w->mode != READ) {
        ml_buf_add(w->out, bytes, n);
    } else if (w->left.n < n) {
        w->bad = true;
        w->left = ML_STR_NONE;
        memset(bytes, 0, n);
    } else {
        memcpy(bytes, w->left.p, n);
        w->left = ml_str_from(w->left, n);
    }
}

static void walk_u64(struct walk *w, uint64_t *v)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)(*v >> (8 * i));
    walk_bytes(w, b, sizeof(b));
    *v = 0;
    for (int i = 0; i < 8; i++)
        *v |= (uint64_t)b[i] << (8 * i);
}

static void walk_u32(struct walk *w, uint32_t *v)
{
    unsigned char b[4];
    for (int i = 0; i < 4; i++)
        b[i] = (unsigned char)(*v >> (8 * i));
    walk_bytes(w, b, sizeof(b));
    *v = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
         (uint32_t)b[3] << 24;
}

static void walk_i64(struct walk *w, int64_t *v)
{
    uint64_t u = (uint64_t)*v;
    walk_u64(w, &u);
    *v = (int64_t)u;
}

static void walk_double(struct walk *w, double *v)
{
    uint64_t u;
    memcpy(&u, v, sizeof(u));
    walk_u64(w, &u);
    memcpy(v, &u, sizeof(u));
}

static void walk_bool(struct walk *w, bool *v)
{
    unsigned char b = *v;
    walk_bytes(w, &b, 1);
    if (b > 1)
        w->bad = true;
    *v = b == 1;
}

/* An enumeration of the values 0 to last. */
static uint32_t walk_enum(struct walk *w, uint32_t v, uint32_t last)
{
    walk_u32(w, &v);
    if (v <= last)
        return v;
    w->bad = true;
    return 0;
}

static void walk_str(struct walk *w, ml_str *s)
{
    uint32_t n = (uint32_t)s->n;
    walk_u32(w, &n);
    if (w->mode != READ) {
        ml_buf_str(w->out, *s);
        return;
    }
    if (n > w->left.n)
        w->bad = true;
    *s = w->bad ? ML_STR_NONE : ml_str_sub(w->left, 0, n);
    w->left = ml_str_from(w->left, s->n);
}

/*
 * The count of an array, and on reading the array itself. least_bytes is what one
 * element takes in the image: no count can ask for more memory than it has bytes for.
 */
static void *walk_array(struct walk *w, void *array, uint32_t *n, size_t element_bytes,
                        size_t least_bytes)
{
    walk_u32(w, n);
    if (w->mode != READ)
        return array;
    if (w->bad || *n > w->left.n / least_bytes) {
        w->bad = true;
        *n = 0;
    }
    return *n ? ml_arena_array(w->arena, *n, element_bytes) : NULL;
}

#define WALK_ARRAY(w, array, n, least_bytes)                                           \
    ((array) = walk_array((w), (array), &(n), sizeof(*(array)), (least_bytes)))

static void walk_text(struct walk *w, struct ml_text *t)
{
    for (int lang = 0; lang < ML_NLANG; lang++)
        walk_str(w, &t->in[lang]);
}

/* Where an entry was defined: part of the image, but not of its content. */
static void walk_place(struct walk *w, ml_str *file, uint32_t *line)
{
    if (w->mode == WRITE_CONTENT)
        return;
    walk_str(w, file);
    walk_u32(w, line);
}

static void walk_term(struct walk *w, struct ml_term *t)
{
    walk_u32(w, &t->code);
    walk_u32(w, &t->event);
    walk_str(w, &t->provider);
    walk_str(w, &t->channel);
    walk_str(w, &t->regex);
    walk_str(w, &t->literal);
    walk_str(w, &t->before);
    walk_str(w, &t->after);
    walk_bool(w, &t->in_paths);
}

static void walk_alternative(struct walk *w, struct ml_alternative *a)
{
    WALK_ARRAY(w, a->terms, a->nterms, 33);
    for (uint32_t i = 0; i < a->nterms; i++)
        walk_term(w, &a->terms[i]);
    walk_str(w, &a->role);
}

static void walk_example(struct walk *w, struct ml_example *e)
{
    walk_str(w, &e->text);
    walk_bool(w, &e->must_match);
    walk_str(w, &e->role);
    walk_str(w, &e->provider);
    walk_u32(w, &e->event);
    walk_str(w, &e->channel);
    e->level = (enum ml_level)walk_enum(w, e->level, ML_LEVEL_LAST);
}

static void walk_condition(struct walk *w, struct ml_condition *c, int depth);

static void walk_derived(struct walk *w, struct ml_condition **derived)
{
    bool has = *derived != NULL;

    walk_bool(w, &has);
    if (!has || w->bad)
        return;
    if (w->mode == READ)
        *derived = ml_arena_array(w->arena, 1, sizeof(**derived));
    walk_condition(w, *derived, 0);
}

static void walk_signature(struct walk *w, struct ml_signature *s)
{
    walk_str(w, &s->id);
    walk_bool(w, &s->observation);
    walk_bool(w, &s->wrapper);
    s->severity = (enum ml_severity)walk_enum(w, s->severity, ML_BY_LEVEL);
    s->step = (enum ml_step)walk_enum(w, s->step, ML_STEP_FAILED);
    walk_str(w, &s->phase);
    walk_str(w, &s->job_kind);
    walk_derived(w, &s->derived);
    walk_u32(w, &s->code);
    walk_u32(w, &s->levels);
    walk_str(w, &s->source_file);
    WALK_ARRAY(w, s->alternatives, s->nalternatives, 8);
    for (uint32_t i = 0; i < s->nalternatives; i++)
        walk_alternative(w, &s->alternatives[i]);
    walk_str(w, &s->yields);
    walk_str(w, &s->symbol);
    walk_bool(w, &s->symbol_inferred);
    walk_text(w, &s->title);
    walk_text(w, &s->meaning);
    walk_str(w, &s->source);
    walk_str(w, &s->date);
    walk_bool(w, &s->inferred);
    WALK_ARRAY(w, s->examples, s->nexamples, 25);
    for (uint32_t i = 0; i < s->nexamples; i++)
        walk_example(w, &s->examples[i]);
    walk_place(w, &s->file, &s->line);
}

static void walk_condition(struct walk *w, struct ml_condition *c, int depth)
{
    if (depth > CONDITION_MAX_DEPTH) {
        w->bad = true;
        return;
    }
    c->kind = (enum ml_condition_kind)walk_enum(w, c->kind, ML_COND_CAUSE);
    walk_str(w, &c->name);
    c->op = (enum ml_op)walk_enum(w, c->op, ML_OP_OTHER_NAME);
    walk_str(w, &c->value);
    walk_double(w, &c->number);
    walk_bool(w, &c->any_value);
    walk_str(w, &c->other);
    walk_i64(w, &c->within_us);
    walk_bool(w, &c->same_job);
    walk_u32(w, &c->at_least);
    walk_i64(w, &c->apart_us);
    walk_str(w, &c->of);
    walk_bool(w, &c->every);
    c->when = (enum ml_job_when)walk_enum(w, c->when, ML_WHEN_OVERLAP);
    walk_bool(w, &c->same_kind);
    WALK_ARRAY(w, c->children, c->nchildren, 42);
    for (uint32_t i = 0; i < c->nchildren && !w->bad; i++)
        walk_condition(w, &c->children[i], depth + 1);
}

static void walk_rule(struct walk *w, struct ml_rule *r)
{
    walk_bool(w, &r->against);
    walk_bool(w, &r->conclusive);
    walk_bool(w, &r->inferred);
    walk_text(w, &r->text);
    walk_condition(w, &r->condition, 0);
}

static void walk_cause(struct walk *w, struct ml_cause *c)
{
    walk_str(w, &c->id);
    walk_text(w, &c->title);
    walk_text(w, &c->detail);
    WALK_ARRAY(w, c->explains, c->nexplains, 4);
    for (uint32_t i = 0; i < c->nexplains; i++)
        walk_str(w, &c->explains[i]);
    WALK_ARRAY(w, c->rules, c->nrules, 53);
    for (uint32_t i = 0; i < c->nrules; i++)
        walk_rule(w, &c->rules[i]);
    WALK_ARRAY(w, c->artefacts, c->nartefacts, 4);
    for (uint32_t i = 0; i < c->nartefacts; i++)
        walk_str(w, &c->artefacts[i]);
    WALK_ARRAY(w, c->actions, c->nactions, 8);
    for (uint32_t i = 0; i < c->nactions; i++)
        walk_text(w, &c->actions[i]);
    walk_str(w, &c->source);
    walk_text(w, &c->validity);
    walk_place(w, &c->file, &c->line);
}

static void walk_artefact(struct walk *w, struct ml_artefact *a)
{
    walk_str(w, &a->id);
    walk_text(w, &a->title);
    walk_text(w, &a->ask);
    walk_place(w, &a->file, &a->line);
}

static void walk_oscode(struct walk *w, struct ml_oscode *o)
{
    walk_str(w, &o->id);
    walk_str(w, &o->family);
    walk_u32(w, &o->value);
    walk_u32(w, &o->number);
    walk_str(w, &o->symbol);
    walk_text(w, &o->meaning);
    walk_place(w, &o->file, &o->line);
}

static void walk_message(struct walk *w, struct ml_event_message *m)
{
    walk_str(w, &m->id);
    walk_str(w, &m->provider);
    walk_u32(w, &m->event);
    walk_str(w, &m->channel);
    walk_text(w, &m->text);
    walk_str(w, &m->source);
    walk_bool(w, &m->inferred);
    walk_place(w, &m->file, &m->line);
}

static void walk_bystander(struct walk *w, struct ml_bystander *b)
{
    walk_str(w, &b->id);
    walk_str(w, &b->source);
    walk_place(w, &b->file, &b->line);
}

static void walk_catalogue(struct walk *w, struct ml_catalogue *c)
{
    uint32_t year = (uint32_t)c->newest_year;

    if (w->mode != WRITE_CONTENT)
        walk_str(w, &c->digest);
    walk_u32(w, &year);
    if (year > 9999)
        w->bad = true;
    c->newest_year = w->bad ? 0 : (int)year;
    WALK_ARRAY(w, c->signatures, c->nsignatures, 60);
    for (uint32_t i = 0; i < c->nsignatures && !w->bad; i++)
        walk_signature(w, &c->signatures[i]);
    WALK_ARRAY(w, c->causes, c->ncauses, 50);
    for (uint32_t i = 0; i < c->ncauses && !w->bad; i++)
        walk_cause(w, &c->causes[i]);
    WALK_ARRAY(w, c->artefacts, c->nartefacts, 20);
    for (uint32_t i = 0; i < c->nartefacts && !w->bad; i++)
        walk_artefact(w, &c->artefacts[i]);
    WALK_ARRAY(w, c->oscodes, c->noscodes, 28);
    for (uint32_t i = 0; i < c->noscodes && !w->bad; i++)
        walk_oscode(w, &c->oscodes[i]);
    WALK_ARRAY(w, c->messages, c->nmessages, 29);
    for (uint32_t i = 0; i < c->nmessages && !w->bad; i++)
        walk_message(w, &c->messages[i]);
    WALK_ARRAY(w, c->bystanders, c->nbystanders, 8);
    for (uint32_t i = 0; i < c->nbystanders && !w->bad; i++)
        walk_bystander(w, &c->bystanders[i]);
}

/* Writing changes nothing in the catalogue: every field is stored back as it was. */
static void write_out(const struct ml_catalogue *c, enum mode mode, struct ml_buf *out)
{
    struct walk w = { .mode = mode, .out = out };
    struct ml_catalogue copy = *c;
    walk_catalogue(&w, &copy);
}

void ml_catalogue_pack(const struct ml_catalogue *c, struct ml_buf *out)
{
    struct ml_buf body = { 0 };
    struct walk w = { .mode = WRITE, .out = out };
    uint32_t version = VERSION;

    write_out(c, WRITE, &body);
    uint64_t body_bytes = body.n;
    ml_buf_add(out, magic, sizeof(magic));
    walk_u32(&w, &version);
    walk_u64(&w, &body_bytes);
    ml_buf_add(out, body.p, body.n);
    ml_buf_reset(&body);
}

static enum ml_rc open_image(struct walk *w, struct ml_err *err)
{
    char found[sizeof(magic)];
    uint32_t version = 0;
    uint64_t body_bytes = 0;

    walk_bytes(w, found, sizeof(found));
    if (w->bad || memcmp(found, magic, sizeof(magic)) != 0)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "is no packed catalogue");
    walk_u32(w, &version);
    if (w->bad || version != VERSION)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "is a packed catalogue of version %u, not %u: build it again",
                          version, VERSION);
    walk_u64(w, &body_bytes);
    if (w->bad || body_bytes != w->left.n)
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                          "the packed catalogue is cut short or has a tail");
    return ML_OK;
}

/* Look-ups search the arrays by halves. */
static bool in_order(const struct ml_catalogue *c)
{
    for (uint32_t i = 1; i < c->nsignatures; i++)
        if (ml_str_cmp(c->signatures[i - 1].id, c->signatures[i].id) >= 0)
            return false;
    for (uint32_t i = 1; i < c->ncauses; i++)
        if (ml_str_cmp(c->causes[i - 1].id, c->causes[i].id) >= 0)
            return false;
    for (uint32_t i = 1; i < c->nartefacts; i++)
        if (ml_str_cmp(c->artefacts[i - 1].id, c->artefacts[i].id) >= 0)
            return false;
    for (uint32_t i = 1; i < c->noscodes; i++)
        if (ml_str_cmp(c->oscodes[i - 1].id, c->oscodes[i].id) >= 0)
            return false;
    for (uint32_t i = 1; i < c->nmessages; i++)
        if (ml_str_cmp(c->messages[i - 1].id, c->messages[i].id) >= 0)
            return false;
    for (uint32_t i = 1; i < c->nbystanders; i++)
        if (ml_str_cmp(c->bystanders[i - 1].id, c->bystanders[i].id) >= 0)
            return false;
    return true;
}

enum ml_rc ml_catalogue_unpack(struct ml_catalogue **ret, ml_str image,
                               struct ml_err *err)
{
    struct ml_catalogue *c = calloc(1, sizeof(*c));
    if (!c)
        ml_oom();
    struct walk w = { .mode = READ, .left = image, .arena = &c->arena };
    enum ml_rc rc = open_image(&w, err);
    if (rc != ML_OK)
        goto fail;
    walk_catalogue(&w, c);
    if (w.bad || w.left.n || !in_order(c)) {
        rc = ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "the packed catalogue is damaged");
        goto fail;
    }
    *ret = c;
    return ML_OK;
fail:
    ml_catalogue_free(c);
    return rc;
}

/* "sha256:..." */
static ml_str digest_of(const struct ml_buf *content, struct ml_arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char sum[EVP_MAX_MD_SIZE];
    char text[7 + 2 * EVP_MAX_MD_SIZE] = "sha256:";
    unsigned nsum = 0;

    if (!EVP_Digest(content->p, content->n, sum, &nsum, EVP_sha256(), NULL))
        ml_oom();
    for (unsigned i = 0; i < nsum; i++) {
        text[7 + 2 * i] = digits[sum[i] >> 4];
        text[8 + 2 * i] = digits[sum[i] & 15];
    }
    return ml_arena_dup(arena, (ml_str){ text, 7 + 2 * nsum });
}

ml_str ml_catalogue_digest(const struct ml_catalogue *c, struct ml_arena *arena)
{
    struct ml_buf content = { 0 };

    write_out(c, WRITE_CONTENT, &content);
    ml_str digest = digest_of(&content, arena);
    ml_buf_reset(&content);
    return digest;
}

ml_str ml_signature_digest(const struct ml_signature *signature, struct ml_arena *arena)
{
    struct ml_buf content = { 0 };
    struct walk w = { .mode = WRITE_CONTENT, .out = &content };
    struct ml_signature copy = *signature; /* a walk that writes changes nothing */

    walk_signature(&w, &copy);
    ml_str digest = digest_of(&content, arena);
    ml_buf_reset(&content);
    return digest;
}

ml_str ml_cause_digest(const struct ml_cause *cause, struct ml_arena *arena)
{
    struct ml_buf content = { 0 };
    struct walk w = { .mode = WRITE_CONTENT, .out = &content };
    struct ml_cause copy = *cause;

    walk_cause(&w, &copy);
    ml_str digest = digest_of(&content, arena);
    ml_buf_reset(&content);
    return digest;
}
