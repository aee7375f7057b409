/* SPDX-License-Identifier: MIT */
#include "record/mtastore.h"

#include <stdlib.h>

#include "base/ban.h"

struct entry {
    struct ml_buf folder, log; /* "x.zip!logs", "System" */
    unsigned language;
    struct ml_mta *mta;
};

struct ml_mta_store {
    unsigned language;
    uint64_t max_bytes, bytes;
    struct entry *entries;
    size_t n, cap;
};

struct ml_mta_store *ml_mta_store_new(unsigned language, uint64_t max_bytes)
{
    struct ml_mta_store *s = calloc(1, sizeof(*s));

    if (!s)
        ml_oom();
    s->language = language;
    s->max_bytes = max_bytes;
    return s;
}

struct ml_mta_store *ml_mta_store_free(struct ml_mta_store *s)
{
    for (size_t i = 0; s && i < s->n; i++) {
        ml_buf_reset(&s->entries[i].folder);
        ml_buf_reset(&s->entries[i].log);
        ml_mta_free(s->entries[i].mta);
    }
    if (s)
        free(s->entries);
    free(s);
    return NULL;
}

/* Cut "x.zip!logs/System.evtx" at its last '/' or '!'. */
static void cut_path(ml_str path, ml_str *ret_folder, ml_str *ret_name)
{
    size_t i = path.n;

    while (i && path.p[i - 1] != '/' && path.p[i - 1] != '!')
        i--;
    *ret_name = ml_str_from(path, i);
    *ret_folder = ml_str_sub(path, 0, i ? i - 1 : 0);
}

/* What the path of messages says. */
struct place {
    ml_str folder, log;
    unsigned language;
};

static bool place_of(ml_str path, struct place *ret)
{
    ml_str beside, file, folder;

    cut_path(path, &beside, &file);
    cut_path(beside, &ret->folder, &folder);
    return ml_str_eq_nocase(folder, ML_STR("LocaleMetaData")) &&
           ml_mta_name(file, &ret->log, &ret->language);
}

bool ml_mta_store_wants(ml_str path)
{
    struct place place;

    return place_of(path, &place);
}

static struct entry *find(const struct ml_mta_store *s, ml_str folder, ml_str log)
{
    for (size_t i = 0; i < s->n; i++)
        if (ml_str_eq(ml_buf_view(&s->entries[i].folder), folder) &&
            ml_str_eq_nocase(ml_buf_view(&s->entries[i].log), log))
            return &s->entries[i];
    return NULL;
}

static int rank(const struct ml_mta_store *s, unsigned language)
{
    return language == s->language ? 2 : language == ML_MTA_ENGLISH;
}

/* Of two for one log: of languages that are equally little wanted that with the smaller
 * number, of two in one language any, but always the same. */
static bool is_better(const struct ml_mta_store *s, const struct place *place,
                      const struct ml_mta *mta, const struct entry *than)
{
    int a = rank(s, place->language), b = rank(s, than->language);

    if (a != b)
        return a > b;
    if (place->language != than->language)
        return place->language < than->language;
    return ml_mta_compare(mta, than->mta) > 0;
}

static struct entry *add_entry(struct ml_mta_store *s, const struct place *place)
{
    ML_PUSH(s->entries, s->n, s->cap, (struct entry){ 0 });
    struct entry *e = &s->entries[s->n - 1];
    ml_buf_str(&e->folder, place->folder);
    ml_buf_str(&e->log, place->log);
    return e;
}

void ml_mta_store_put(struct ml_mta_store *s, ml_str path, struct ml_mta *mta)
{
    struct place place;

    if (!mta || !place_of(path, &place) ||
        ml_mta_bytes(mta) > s->max_bytes - s->bytes) {
        ml_mta_free(mta);
        return;
    }
    struct entry *e = find(s, place.folder, place.log);
    if (e && !is_better(s, &place, mta, e)) {
        ml_mta_free(mta);
        return;
    }
    if (!e)
        e = add_entry(s, &place);
    s->bytes += ml_mta_bytes(mta);
    s->bytes -= e->mta ? ml_mta_bytes(e->mta) : 0;
    ml_mta_free(e->mta);
    e->mta = mta;
    e->language = place.language;
}

enum ml_rc ml_mta_read(struct ml_stream *stream, uint64_t max_bytes,
                       struct ml_mta **ret, struct ml_err *err)
{
    enum { PIECE = 64 * 1024 };
    struct ml_buf bytes = { 0 };
    ssize_t n;

    *ret = NULL;
    do {
        n = ml_stream_read(stream, ml_buf_reserve(&bytes, PIECE), PIECE, err);
        bytes.n += n > 0 ? (size_t)n : 0;
    } while (n > 0 && bytes.n <= max_bytes);
    enum ml_rc rc = n < 0 ? ML_FAIL : ML_OK;
    if (bytes.n > max_bytes)
        rc = ml_err_set(err, ML_FAIL, ML_ERR_LIMIT, "limit: messages of events too large");
    else if (!(*ret = ml_mta_new(ml_buf_view(&bytes), rc == ML_OK ? err : NULL)))
        rc = rc == ML_OK ? ML_SKIP : rc;
    else if (rc == ML_OK && ml_mta_damaged(*ret))
        rc = ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                        "damaged messages of events, read in part");
    ml_buf_reset(&bytes);
    return rc;
}

const struct ml_mta *ml_mta_store_find(const struct ml_mta_store *s, ml_str path,
                                       bool *ret_right)
{
    ml_str folder, log, ending = ML_STR(".evtx");

    cut_path(path, &folder, &log);
    if (ml_str_ends_nocase(log, ending))
        log.n -= ending.n;
    const struct entry *e = find(s, folder, log);
    *ret_right = e && e->language == s->language;
    return e ? e->mta : NULL;
}
