/* SPDX-License-Identifier: MIT */
#include "record/mtastore.h"

#include <stdlib.h>

#include "base/ban.h"

struct entry {
    struct ml_buf folder, log; /* "x.zip!logs", "System" */
    unsigned language;
    uint64_t bytes;
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

static enum ml_rc read_all(struct ml_mta_store *s, struct ml_stream *stream,
                           struct ml_buf *out, struct ml_err *err)
{
    enum { PIECE = 64 * 1024 };
    uint64_t room = 4 * s->max_bytes - s->bytes;
    uint64_t most = room < s->max_bytes ? room : s->max_bytes;
    ssize_t n;

    do {
        n = ml_stream_read(stream, ml_buf_reserve(out, PIECE), PIECE, err);
        out->n += n > 0 ? (size_t)n : 0;
        if (out->n > most)
            return ml_err_set(err, ML_FAIL, ML_ERR_LIMIT,
                              "the messages beside the log are too large");
    } while (n > 0);
    return n == 0 ? ML_OK : ML_FAIL;
}

enum ml_rc ml_mta_store_add(struct ml_mta_store *s, ml_str path,
                            struct ml_stream *stream, struct ml_err *err)
{
    struct place place;
    struct ml_buf bytes = { 0 };

    if (!place_of(path, &place))
        return ML_SKIP;
    struct entry *e = find(s, place.folder, place.log);
    if (e && rank(s, e->language) >= rank(s, place.language))
        return ML_SKIP;
    enum ml_rc rc = read_all(s, stream, &bytes, err);
    struct ml_mta *mta = rc == ML_OK ? ml_mta_new(ml_buf_view(&bytes), err) : NULL;
    uint64_t n = bytes.n;
    ml_buf_reset(&bytes);
    if (!mta)
        return ML_FAIL;
    if (!e) {
        ML_PUSH(s->entries, s->n, s->cap, (struct entry){ 0 });
        e = &s->entries[s->n - 1];
        ml_buf_str(&e->folder, place.folder);
        ml_buf_str(&e->log, place.log);
    }
    ml_mta_free(e->mta);
    e->mta = mta;
    e->language = place.language;
    s->bytes += n - e->bytes;
    e->bytes = n;
    return ml_mta_damaged(mta) ? ml_err_set(err, ML_FAIL, ML_ERR_FORMAT,
                                            "the messages beside the log are damaged")
                               : ML_OK;
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
