/* SPDX-License-Identifier: MIT */
#include "cli/eventmessages.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "input/name.h"
#include "input/walk.h"
#include "base/ban.h"

struct ml_mta_store *ml_event_messages_new(enum ml_lang lang,
                                           const struct ml_limits *limits)
{
    return ml_mta_store_new(lang == ML_JA ? ML_MTA_JAPANESE : ML_MTA_ENGLISH,
                            2 * limits->max[ML_LIMIT_TEXT_BYTES]);
}

struct finder {
    struct ml_mta_store *store;
    uint64_t max_bytes; /* of one file */
    struct ml_buf *troubles;
};

static void leaf(void *ctx, unsigned worker, const struct ml_walk_member *member,
                 struct ml_stream *stream)
{
    struct finder *f = ctx;
    struct ml_err err = { 0 };
    struct ml_mta *mta;
    (void)worker;

    if (!ml_mta_store_wants(member->path))
        return;
    enum ml_rc rc = ml_mta_read(stream, f->max_bytes, &mta, &err);
    ml_mta_store_put(f->store, member->path, mta);
    if (rc == ML_OK)
        return;
    ml_event_add_safe(f->troubles, member->address);
    ml_buf_printf(f->troubles, ": %s\n", err.text);
}

/* What cannot be opened is told when the logs are read. */
static void refused(void *ctx, unsigned worker, const struct ml_walk_member *member,
                    enum ml_read_state state, const char *reason, uint64_t bytes)
{
    (void)ctx;
    (void)worker;
    (void)member;
    (void)state;
    (void)reason;
    (void)bytes;
}

/* Messages, folders on the way to them, and archives, told by their names: anything
 * else would be read for nothing. */
static bool wants(void *ctx, ml_str address)
{
    static const char *const archives[] = { ".zip", ".cab", ".7z",  ".tar",
                                            ".gz",  ".tgz", ".bz2", ".tbz",
                                            ".xz",  ".txz", ".zst" };
    (void)ctx;

    if (ml_str_has_nocase(address, ML_STR("LocaleMetaData")))
        return true;
    for (size_t i = 0; i < ML_COUNT(archives); i++)
        if (ml_str_ends_nocase(address, ml_str_of(archives[i])))
            return true;
    return false;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What can be read once only is not read for messages first. */
static bool is_pipe(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static bool is_log(const char *path)
{
    return ml_str_ends_nocase(ml_str_of(path), ML_STR(".evtx")) && !is_folder(path);
}

/* "dir/LocaleMetaData" for a log in dir. */
char *ml_event_messages_beside(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct ml_buf out = { 0 };

    if (!is_log(path))
        return NULL;
    if (slash)
        ml_buf_add(&out, path, (size_t)(slash + 1 - path));
    ml_buf_add(&out, "LocaleMetaData", sizeof("LocaleMetaData"));
    if (!is_folder(out.p))
        ml_buf_reset(&out);
    return out.p;
}

void ml_event_messages_find(struct ml_mta_store *store, const char *path,
                            const struct ml_limits *limits,
                            const char *const *passphrases, struct ml_buf *troubles)
{
    struct finder finder = { store, limits->max[ML_LIMIT_TEXT_BYTES], troubles };
    struct ml_walk_usage usage = { 0 };
    char *beside = ml_event_messages_beside(path);
    struct ml_buf address = { 0 };
    struct ml_err err;

    if (strcmp(path, "-") == 0 || is_pipe(path) || (is_log(path) && !beside))
        return;
    path = beside ? beside : path;
    struct ml_pool *pool = ml_pool_new(1);
    struct ml_walk_options options = {
        .limits = limits, .passphrases = passphrases, .pool = pool, .usage = &usage
    };
    struct ml_visitor visitor = { &finder, leaf, refused, wants };
    ml_name_encode(&address, ml_str_of(path), true);
    enum ml_rc rc = ml_walk(path, ml_buf_view(&address), &options, &visitor, &err);
    (void)rc; /* likewise */
    ml_pool_free(pool);
    ml_buf_reset(&address);
    free(beside);
}

void ml_event_messages_use(const struct ml_mta_store *store, ml_str path,
                           struct ml_event_speech *speech)
{
    speech->mta = ml_mta_store_find(store, path, &speech->mta_first);
}
