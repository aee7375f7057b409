/* SPDX-License-Identifier: MIT */
#include "fleet/entries.h"

#include <stdlib.h>

#include "base/buf.h"
#include "catalogue/pack.h"
#include "fleet/historystate.h"
#include "config.h"
#include "base/ban.h"

struct entry {
    ml_str id, digest; /* the latter empty: taken out of the catalogue */
    int64_t run;       /* since which it is so */
};

struct entries {
    struct entry *list; /* by id, each once */
    size_t n, cap;
};

/* Signatures, or causes, beside those of before. */
struct comparison {
    struct ml_db *db;
    int64_t run;
    bool is_cause;
    sqlite3_stmt *put;
    struct entries known, list; /* of before; of the catalogue */
    struct entries all;
    struct ml_arena *arena;
    struct ml_err *err;
};

static int by_id(const void *a, const void *b)
{
    return ml_str_cmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static const struct entry *find(const struct entries *in, const struct entry *key)
{
    return in->n ? bsearch(key, in->list, in->n, sizeof(*key), by_id) : NULL;
}

static enum ml_rc read_known(struct comparison *c)
{
    struct entries *known = &c->known;
    enum ml_rc rc;

    sqlite3_stmt *s = ml_db_prepare(
        c->db, "SELECT id, digest, run FROM entry WHERE is_cause = ?1 ORDER BY id, run",
        c->err);
    if (!s)
        return ML_FAIL;
    sqlite3_bind_int(s, 1, c->is_cause);
    while ((rc = ml_db_step(c->db, s, c->err)) == ML_OK) {
        struct entry e = { ml_db_text(s, 0, c->arena), ml_db_text(s, 1, c->arena),
                           sqlite3_column_int64(s, 2) };
        if (known->n && ml_str_eq(known->list[known->n - 1].id, e.id))
            known->list[known->n - 1] = e; /* the last word */
        else
            ML_PUSH(known->list, known->n, known->cap, e);
    }
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

/* Sorted by id, as the catalogue is. */
static void list_entries(struct comparison *c, const struct ml_catalogue *catalogue)
{
    uint32_t n = c->is_cause ? catalogue->ncauses : catalogue->nsignatures;

    for (uint32_t i = 0; i < n; i++) {
        const struct ml_signature *s = &catalogue->signatures[c->is_cause ? 0 : i];
        const struct ml_cause *cause = &catalogue->causes[c->is_cause ? i : 0];
        struct entry e = { c->is_cause ? cause->id : s->id,
                           c->is_cause ? ml_cause_digest(cause, c->arena)
                                       : ml_signature_digest(s, c->arena),
                           0 };
        ML_PUSH(c->list.list, c->list.n, c->list.cap, e);
    }
}

static enum ml_rc put_entry(struct comparison *c, const struct entry *e)
{
    sqlite3_bind_int64(c->put, 1, c->run);
    sqlite3_bind_int(c->put, 2, c->is_cause);
    ml_db_bind_text(c->put, 3, e->id);
    ml_db_bind_text(c->put, 4, e->digest);
    return ml_db_do(c->db, c->put, c->err);
}

/* All of the catalogue; those that are not known, or otherwise, are written down. */
static enum ml_rc compare_there(struct comparison *c)
{
    enum ml_rc rc = ML_OK;

    for (size_t i = 0; i < c->list.n && rc == ML_OK; i++) {
        struct entry e = c->list.list[i];
        const struct entry *was = find(&c->known, &e);
        bool is_same = was && ml_str_eq(was->digest, e.digest);
        e.run = is_same ? was->run : c->run;
        ML_PUSH(c->all.list, c->all.n, c->all.cap, e);
        if (!is_same)
            rc = put_entry(c, &e);
    }
    return rc;
}

/* What went away: no entry has an empty digest. */
static enum ml_rc compare_gone(struct comparison *c)
{
    enum ml_rc rc = ML_OK;

    for (size_t i = 0; i < c->known.n && rc == ML_OK; i++) {
        const struct entry *was = &c->known.list[i];
        struct entry gone = { was->id, ML_STR_NONE, was->run };
        if (find(&c->list, &gone))
            continue;
        bool is_news = was->digest.n > 0;
        if (is_news)
            gone.run = c->run;
        ML_PUSH(c->all.list, c->all.n, c->all.cap, gone);
        if (is_news)
            rc = put_entry(c, &gone);
    }
    return rc;
}

static void give_changes(const struct comparison *c, struct ml_changes *ret)
{
    const struct entries *all = &c->all;
    ml_str *ids = ml_arena_array(c->arena, all->n, sizeof(*ids));
    int64_t *runs = ml_arena_array(c->arena, all->n, sizeof(*runs));

    for (size_t i = 0; i < all->n; i++) {
        ids[i] = all->list[i].id;
        runs[i] = all->list[i].run;
        if (runs[i] > ret->newest)
            ret->newest = runs[i];
    }
    ret->ids[c->is_cause] = ids;
    ret->runs[c->is_cause] = runs;
    ret->n[c->is_cause] = (uint32_t)all->n;
}

static enum ml_rc compare(struct comparison *c, bool is_cause,
                          const struct ml_catalogue *catalogue, struct ml_changes *ret)
{
    c->is_cause = is_cause;
    c->known = c->list = c->all = (struct entries){ 0 };
    enum ml_rc rc = read_known(c);
    list_entries(c, catalogue);
    if (rc == ML_OK)
        rc = compare_there(c);
    if (rc == ML_OK)
        rc = compare_gone(c);
    if (c->all.n)
        qsort(c->all.list, c->all.n, sizeof(*c->all.list), by_id);
    give_changes(c, ret);
    free(c->known.list);
    free(c->list.list);
    free(c->all.list);
    return rc;
}

/* The last run of another version. */
static enum ml_rc read_program(struct ml_db *db, struct ml_changes *ret,
                               struct ml_err *err)
{
    sqlite3_stmt *s =
        ml_db_prepare(db, "SELECT max(id) FROM run WHERE program <> ?1", err);
    if (!s)
        return ML_FAIL;
    ml_db_bind_text(s, 1, ML_STR(PACKAGE_VERSION));
    enum ml_rc rc = ml_db_step(db, s, err);
    ret->program = rc == ML_OK ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return rc == ML_END ? ML_OK : rc;
}

enum ml_rc ml_history_entries(struct ml_history *h,
                              const struct ml_catalogue *catalogue,
                              struct ml_changes *ret, struct ml_arena *arena,
                              struct ml_err *err)
{
    struct comparison c = { .db = &h->db, .run = h->run, .arena = arena, .err = err };
    enum ml_rc rc = ML_FAIL;

    c.put = ml_db_prepare(
        c.db, "INSERT INTO entry(run, is_cause, id, digest) VALUES(?1, ?2, ?3, ?4)",
        err);
    if (c.put)
        rc = compare(&c, false, catalogue, ret);
    if (rc == ML_OK)
        rc = compare(&c, true, catalogue, ret);
    sqlite3_finalize(c.put);
    return rc == ML_OK ? read_program(c.db, ret, err) : rc;
}
