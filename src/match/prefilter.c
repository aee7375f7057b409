/* SPDX-License-Identifier: MIT */
#include "match/prefilter.h"

#include <hs/hs.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/ban.h"

/* Shapes in which codes are written; the code scanner looks closer. */
enum shape { SHAPE_WORD, SHAPE_HEX, SHAPE_ID, SHAPE_HR, SHAPE_SIGNED, SHAPE_LEVEL };

static const struct {
    const char *text;
    enum shape shape;
} code_shapes[] = {
    { "error", SHAPE_WORD },
    { "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc", SHAPE_WORD }, /* the same in katakana */
    { "hresult", SHAPE_WORD },
    { "0x", SHAPE_HEX },
    /* A word and whatever may stand between it and its number (codes.c). */
    { "id:", SHAPE_ID }, { "id=", SHAPE_ID }, { "id ", SHAPE_ID }, { "id\t", SHAPE_ID },
    { "id[", SHAPE_ID }, { "id(", SHAPE_ID }, { "id{", SHAPE_ID }, { "id<", SHAPE_ID },
    { "id`", SHAPE_ID }, { "id'", SHAPE_ID }, { "id\"", SHAPE_ID },
    { "id\xef\xbc", SHAPE_ID }, /* full-width : = ( [ */
    { "id\xe3\x80", SHAPE_ID }, /* ideographic space, corner brackets */
    { "id\xe2\x80", SHAPE_ID }, /* curly quotes */
    { "id\xc2\xa0", SHAPE_ID }, /* no-break space */
    { "hr:", SHAPE_HR }, { "hr=", SHAPE_HR }, { "hr ", SHAPE_HR }, { "hr\t", SHAPE_HR },
    { "hr[", SHAPE_HR }, { "hr(", SHAPE_HR }, { "hr{", SHAPE_HR }, { "hr<", SHAPE_HR },
    { "hr`", SHAPE_HR }, { "hr'", SHAPE_HR }, { "hr\"", SHAPE_HR },
    { "hr\xef\xbc", SHAPE_HR }, /* full-width : = ( [ */
    { "hr\xe3\x80", SHAPE_HR }, /* ideographic space, corner brackets */
    { "hr\xe2\x80", SHAPE_HR }, /* curly quotes */
    { "hr\xc2\xa0", SHAPE_HR }, /* no-break space */
    { "-21", SHAPE_SIGNED },   /* 0x80000000 and on */
    { "-1073", SHAPE_SIGNED }, /* 0xC0000000 and on */
    /* Levels at which a record is looked at, also when no signature names it. */
    { "fatal", SHAPE_LEVEL },
    { "warning", SHAPE_LEVEL },
};

struct ml_prefilter {
    hs_database_t *db;
    /* Copied for each user: allocating one sums up the whole database. */
    pthread_mutex_t lock;
    hs_scratch_t *model;
    const struct ml_fragment *fragments;
    size_t nliterals;
};

struct ml_prefilter_scratch {
    hs_scratch_t *hs;
    struct ml_candidate *found;
    size_t n, cap;
    const char *text;
    size_t n_bytes;
    const struct ml_fragment *fragments;
    size_t nliterals;
};

static void add_escaped(struct ml_buf *out, ml_str literal)
{
    for (size_t i = 0; i < literal.n; i++)
        ml_buf_printf(out, "\\x%02x", (unsigned char)literal.p[i]);
    ml_buf_char(out, 0);
}

static enum ml_rc compile(struct ml_prefilter *p, struct ml_err *err)
{
    size_t n = p->nliterals, all = n + ML_COUNT(code_shapes);
    size_t *offsets = calloc(all, sizeof(*offsets));
    const char **patterns = calloc(all, sizeof(*patterns));
    unsigned *flags = calloc(all, sizeof(*flags)), *ids = calloc(all, sizeof(*ids));
    struct ml_buf text = { 0 };
    hs_platform_info_t generic = { 0 };
    hs_compile_error_t *why = NULL;
    enum ml_rc rc = ML_OK;

    if (!offsets || !patterns || !flags || !ids)
        ml_oom();
    for (size_t i = 0; i < all; i++) {
        offsets[i] = text.n;
        add_escaped(&text, i < n ? p->fragments[i].literal
                                 : ml_str_of(code_shapes[i - n].text));
    }
    for (size_t i = 0; i < all; i++) {
        patterns[i] = text.p + offsets[i];
        flags[i] = HS_FLAG_CASELESS;
        ids[i] = (unsigned)i;
    }
    if (hs_compile_multi(patterns, flags, ids, (unsigned)all, HS_MODE_BLOCK, &generic,
                         &p->db, &why) != HS_SUCCESS) {
        rc = ml_err_set(err, ML_FAIL, ML_ERR_RULE, "pattern database: %s",
                        why ? why->message : "unknown error");
        hs_free_compile_error(why);
    }
    ml_buf_reset(&text);
    free(offsets);
    free(patterns);
    free(flags);
    free(ids);
    return rc;
}

static uint64_t mix(uint64_t hash, ml_str s)
{
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return (hash ^ 0x100) * UINT64_C(0x100000001b3); /* where one ends */
}

/* Of all that the database is compiled from, in its order. */
static uint64_t fingerprint(const struct ml_prefilter *p)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < p->nliterals; i++)
        hash = mix(hash, p->fragments[i].literal);
    for (size_t i = 0; i < ML_COUNT(code_shapes); i++)
        hash = mix(hash, ml_str_of(code_shapes[i].text));
    return hash;
}

enum ml_rc ml_prefilter_new(struct ml_prefilter **ret,
                            const struct ml_fragment *fragments, size_t n, ml_str image,
                            struct ml_err *err)
{
    struct ml_prefilter *p = calloc(1, sizeof(*p));
    enum ml_rc rc = ML_OK;

    if (!p)
        ml_oom();
    pthread_mutex_init(&p->lock, NULL);
    p->fragments = fragments;
    p->nliterals = n;
    /* An image for other fragments, of another library version or platform is compiled
     * anew: a number that it reports would mean something else. */
    uint64_t ours = fingerprint(p), theirs = 0;
    if (image.n >= sizeof(theirs))
        memcpy(&theirs, image.p, sizeof(theirs));
    ml_str db = ml_str_from(image, sizeof(theirs));
    if (!db.n || theirs != ours ||
        hs_deserialize_database(db.p, db.n, &p->db) != HS_SUCCESS)
        rc = compile(p, err);
    if (rc != ML_OK) {
        ml_prefilter_free(p);
        return rc;
    }
    *ret = p;
    return ML_OK;
}

enum ml_rc ml_prefilter_image(const struct ml_prefilter *p, struct ml_buf *out,
                              struct ml_err *err)
{
    char *bytes = NULL;
    size_t n = 0;

    if (hs_serialize_database(p->db, &bytes, &n) != HS_SUCCESS)
        return ml_err_set(err, ML_FAIL, ML_ERR_UNSUPPORTED,
                          "the pattern database cannot be stored");
    uint64_t ours = fingerprint(p);
    ml_buf_add(out, &ours, sizeof(ours));
    ml_buf_add(out, bytes, n);
    free(bytes);
    return ML_OK;
}

struct ml_prefilter *ml_prefilter_free(struct ml_prefilter *p)
{
    if (p) {
        hs_free_scratch(p->model);
        hs_free_database(p->db);
        pthread_mutex_destroy(&p->lock);
        free(p);
    }
    return NULL;
}

static bool copy_model(struct ml_prefilter *p, hs_scratch_t **ret)
{
    pthread_mutex_lock(&p->lock);
    bool ok = (p->model || hs_alloc_scratch(p->db, &p->model) == HS_SUCCESS) &&
              hs_clone_scratch(p->model, ret) == HS_SUCCESS;
    pthread_mutex_unlock(&p->lock);
    return ok;
}

struct ml_prefilter_scratch *ml_prefilter_scratch_new(const struct ml_prefilter *p)
{
    struct ml_prefilter_scratch *s = calloc(1, sizeof(*s));

    if (!s || !copy_model((struct ml_prefilter *)(uintptr_t)p, &s->hs))
        ml_oom();
    s->fragments = p->fragments;
    s->nliterals = p->nliterals;
    return s;
}

struct ml_prefilter_scratch *ml_prefilter_scratch_free(struct ml_prefilter_scratch *s)
{
    if (s) {
        hs_free_scratch(s->hs);
        free(s->found);
        free(s);
    }
    return NULL;
}

/*
 * Most places that have the shape of a code are none. These tests let through all
 * that ml_codes_find() would take, and little else; they look at a few bytes only.
 */

static bool is_filler(char c)
{
    return c == ' ' || c == '\t' || c == ':' || c == '=' || c == '"' || c == '\'' ||
           c == '(' || c == '[' || c == '{' || c == '`' || c == '<' || (c & 0x80);
}

static char lower_at(const struct ml_prefilter_scratch *s, size_t i)
{
    return i < s->n_bytes ? ml_lower(s->text[i]) : '\n';
}

/* A number follows, with nothing but "code" and fillers before it. */
static bool number_follows(const struct ml_prefilter_scratch *s, size_t i)
{
    enum { GAP_MAX_BYTES = 64 };
    size_t stop = i + GAP_MAX_BYTES;

    while (i < stop && is_filler(lower_at(s, i)))
        i++;
    if (lower_at(s, i) == 'c' && lower_at(s, i + 1) == 'o' && lower_at(s, i + 2) == 'd' &&
        lower_at(s, i + 3) == 'e')
        i += 4;
    while (i < stop && is_filler(lower_at(s, i)))
        i++;
    return ml_is_digit(lower_at(s, i)) || lower_at(s, i) == '-' || i == stop;
}

/* Behind a word that may announce a code: its last two letters tell most others apart
 * ("error", "code", "hr", "hresult"), and "id" is a word of its own. */
static bool word_may_announce(const struct ml_prefilter_scratch *s, size_t i)
{
    while (i > 0 && is_filler(s->text[i - 1]) && !(s->text[i - 1] & 0x80))
        i--;
    char c = i ? ml_lower(s->text[i - 1]) : 0;
    char before = i > 1 ? ml_lower(s->text[i - 2]) : 0;
    switch (c) {
    case 'r':
        return before == 'o' || before == 'h';
    case 'e':
        return before == 'd';
    case 't':
        return before == 'l';
    case 'd':
        return before == 'i' &&
               (i == 2 || !ml_is_word(s->text[i - 3]) || (s->text[i - 3] & 0x80));
    default:
        return c & 0x80;
    }
}

static bool hex_may_be_code(const struct ml_prefilter_scratch *s, size_t end)
{
    size_t digits = 0, start = end - 2;

    while (digits <= 16 && ml_is_hex(lower_at(s, end + digits)))
        digits++;
    if (digits == 8 && lower_at(s, end) >= '8')
        return true;
    if (digits == 0)
        return false;
    char before = start ? s->text[start - 1] : 0;
    return before == '[' || before == '(' || (before & 0x80) ||
           word_may_announce(s, start);
}

static bool begins_word(const struct ml_prefilter_scratch *s, size_t i)
{
    return i == 0 || !ml_is_word(s->text[i - 1]) || (s->text[i - 1] & 0x80);
}

/* "ID" of its own, or behind "error" or "code"; not "file id". */
static bool id_may_be_code(const struct ml_prefilter_scratch *s, size_t end, size_t len)
{
    size_t i = end - len;

    if (!number_follows(s, end) || !begins_word(s, i))
        return false;
    while (i > 0 && s->text[i - 1] == ' ')
        i--;
    if (i == 0 || !ml_is_word(s->text[i - 1]) || (s->text[i - 1] & 0x80))
        return true;
    ml_str line = { s->text, i };
    return ml_str_ends_nocase(line, ML_STR("error")) ||
           ml_str_ends_nocase(line, ML_STR("code"));
}

static bool is_gap(char c)
{
    return c == '\t' || c == ' ';
}

/* A column of its own, in capitals. */
static bool is_level(const struct ml_prefilter_scratch *s, size_t end, size_t len)
{
    char before = end > len ? s->text[end - len - 1] : 0;

    return is_gap(before) && end < s->n_bytes && is_gap(s->text[end]) &&
           s->text[end - 1] < 'a' && s->text[end - len] < 'a';
}

static bool may_be_code(const struct ml_prefilter_scratch *s, size_t shape, size_t end)
{
    size_t len = strlen(code_shapes[shape].text);

    switch (code_shapes[shape].shape) {
    case SHAPE_WORD:
        return number_follows(s, end);
    case SHAPE_HEX:
        return hex_may_be_code(s, end);
    case SHAPE_ID:
        return id_may_be_code(s, end, len);
    case SHAPE_HR:
        return begins_word(s, end - len) && number_follows(s, end);
    case SHAPE_LEVEL:
        return is_level(s, end, len);
    case SHAPE_SIGNED:
        return ml_is_digit(lower_at(s, end - len + 10)); /* the tenth digit */
    }
    return true;
}

/* Length of a blank at i, as phrases count them; 0 when there is none. */
static size_t blank_at(const struct ml_prefilter_scratch *s, size_t i)
{
    unsigned char c = i < s->n_bytes ? (unsigned char)s->text[i] : 0;

    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (c == 0xc2 && i + 1 < s->n_bytes && (unsigned char)s->text[i + 1] == 0xa0)
        return 2;
    if (c == 0xe3 && i + 2 < s->n_bytes && memcmp(s->text + i, "\xe3\x80\x80", 3) == 0)
        return 3;
    return 0;
}

static bool same_char(char text, char guard)
{
    return ml_lower(text) == guard;
}

static bool guard_after(const struct ml_prefilter_scratch *s, size_t i, ml_str guard)
{
    for (size_t g = 0; g < guard.n; g++) {
        size_t blank;
        if (guard.p[g] == ' ') {
            while ((blank = blank_at(s, i)) != 0)
                i += blank;
        } else if (i >= s->n_bytes || !same_char(s->text[i++], guard.p[g])) {
            return false;
        }
    }
    return true;
}

/* Backwards from i; the last byte of a wide blank stands for it. */
static bool guard_before(const struct ml_prefilter_scratch *s, size_t i, ml_str guard)
{
    for (size_t g = guard.n; g > 0; g--) {
        if (guard.p[g - 1] == ' ') {
            for (;;) {
                if (i >= 1 && blank_at(s, i - 1) == 1)
                    i--;
                else if (i >= 2 && blank_at(s, i - 2) == 2)
                    i -= 2;
                else if (i >= 3 && blank_at(s, i - 3) == 3)
                    i -= 3;
                else
                    break;
            }
        } else if (i == 0 || !same_char(s->text[--i], guard.p[g - 1])) {
            return false;
        }
    }
    return true;
}

/* Most places of a word are not in the phrase that it stands for. */
static bool guarded(const struct ml_prefilter_scratch *s, size_t literal, size_t end)
{
    const struct ml_fragment *f = &s->fragments[literal];

    for (size_t i = 0; i < f->nguards; i++)
        if (guard_after(s, end, f->guards[i].after) &&
            guard_before(s, end - f->literal.n, f->guards[i].before))
            return true;
    return false;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to,
                    unsigned flags, void *ctx)
{
    struct ml_prefilter_scratch *s = ctx;
    bool is_code = id >= s->nliterals;
    (void)from;
    (void)flags;

    if (is_code ? !may_be_code(s, id - s->nliterals, (size_t)to)
                : !guarded(s, id, (size_t)to))
        return 0;
    uint32_t literal = !is_code ? id
                       : code_shapes[id - s->nliterals].shape == SHAPE_LEVEL
                           ? ML_CANDIDATE_LEVEL
                           : ML_CANDIDATE_CODE;
    struct ml_candidate c = { (uint32_t)to - 1, literal };
    ML_PUSH(s->found, s->n, s->cap, c);
    return 0;
}

size_t ml_prefilter_scan(const struct ml_prefilter *p, struct ml_prefilter_scratch *s,
                         const char *text, size_t n_bytes,
                         const struct ml_candidate **ret)
{
    s->n = 0;
    s->text = text;
    s->n_bytes = n_bytes;
    if (n_bytes)
        hs_scan(p->db, text, (unsigned)n_bytes, 0, s->hs, on_match, s);
    *ret = s->found;
    return s->n;
}
