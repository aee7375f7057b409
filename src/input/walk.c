/* SPDX-License-Identifier: MIT */
#include "input/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "input/archive.h"
#include "input/folder.h"
#include "input/name.h"
#include "input/sniff.h"
#include "input/spool.h"
#include "input/zipindex.h"
#include "base/ban.h"

struct walk {
    const struct ml_walk_options *opts;
    const struct ml_visitor *visitor;
    /* Archives that are being read and may be helped with. */
    pthread_mutex_t lock;
    struct job *open; /* newest first */
    unsigned called;  /* helpers that have not come yet */
    unsigned handed;  /* archives that nobody reads yet */
};

/* Where a member is: its names and its place in the order. Lives on the stack or in
 * the arena of a shared job. */
struct place {
    ml_str address, path, name;
    struct ml_time mtime;
    bool on_disk;
    unsigned depth; /* archives around it */
    uint32_t order[ML_ORDER_MAX];
    unsigned norder;
};

/* A folder or a seekable archive that all threads work on.
 *
 * A folder is pushed to every thread. An archive is read at once by the thread that met
 * it, and who has nothing to do helps: so few files are open at a time, however many
 * archives there are. Only what came from a stream is handed to somebody idle, since the
 * stream can be read on meanwhile. */
struct job {
    struct walk *walk;
    struct ml_arena arena;
    struct place place;
    int fd;
    enum ml_file_kind kind;
    struct ml_folder folder;   /* when it is one */
    _Atomic uint32_t claimed;  /* entries before this one are somebody's */
    _Atomic bool end_reported; /* its damage was told */
    bool alone;                /* one thread reads it */
    /* With the walk's lock: */
    unsigned users;   /* threads that work on it, and the list of open ones */
    bool is_handed;   /* nobody reads it yet */
    struct job *next; /* open */
};

int64_t ml_walk_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * ML_SECOND_US + t.tv_nsec / 1000;
}

static uint64_t limit(const struct walk *w, enum ml_limit which)
{
    return w->opts->limits->max[which];
}

/* A limit of the whole walk stays reached: seen from inside a nested archive it looks
 * like that archive's damage. */
static void latch(struct walk *w, enum ml_limit which)
{
    int none = 0;
    atomic_compare_exchange_strong(&w->opts->usage->limit, &none, 1 + (int)which);
    atomic_store(&w->opts->usage->stopping, true);
}

static bool stopping(const struct walk *w)
{
    const struct ml_walk_usage *u = w->opts->usage;

    return atomic_load_explicit(&u->stopping, memory_order_relaxed) ||
           atomic_load_explicit(&u->interrupted, memory_order_relaxed);
}

/* Count bytes that a decompressor made. */
static bool account(struct walk *w, uint64_t n)
{
    struct ml_walk_usage *u = w->opts->usage;
    uint64_t produced = atomic_fetch_add(&u->produced_bytes, n) + n;
    uint64_t stored = atomic_load(&u->stored_bytes);

    if (produced > limit(w, ML_LIMIT_TOTAL_BYTES))
        latch(w, ML_LIMIT_TOTAL_BYTES);
    if (produced > ML_RATIO_FLOOR_BYTES && stored &&
        produced / stored >= limit(w, ML_LIMIT_RATIO))
        latch(w, ML_LIMIT_RATIO);
    if (w->opts->deadline_us && ml_walk_now_us() > w->opts->deadline_us)
        latch(w, ML_LIMIT_SECONDS);
    return !stopping(w);
}

static bool count_entry(struct walk *w)
{
    if (atomic_fetch_add(&w->opts->usage->entries, 1) >= limit(w, ML_LIMIT_ENTRIES))
        latch(w, ML_LIMIT_ENTRIES);
    return !stopping(w);
}

/* A stream that counts, and ends at the limits. */
struct counted {
    struct walk *walk;
    struct ml_archive *archive; /* or */
    int fd;
    bool is_pipe; /* its bytes count as stored while they come */
    uint64_t member_bytes;
    struct ml_err err; /* why it ended early; kept */
    bool ended;
};

static void pipe_bytes(struct walk *w, const void *bytes, size_t n)
{
    atomic_fetch_add(&w->opts->usage->stored_bytes, n);
    if (w->opts->tap)
        w->opts->tap(w->opts->tap_ctx, bytes, n);
}

static const char *limit_said(const struct walk *w)
{
    int latched = atomic_load(&w->opts->usage->limit);
    return latched ? ml_limit_defs[latched - 1].said : "interrupted";
}

/* A pipe may stay silent; whoever ends the walk must not wait for it. */
static bool has_come(struct counted *c)
{
    enum { STEP_MS = 200 };
    struct pollfd wait = { c->fd, POLLIN, 0 };

    while (poll(&wait, 1, STEP_MS) == 0)
        if (!account(c->walk, 0)) {
            ml_err_set(&c->err, ML_SKIP, ML_ERR_LIMIT, "limit: %s", limit_said(c->walk));
            return false;
        }
    return true;
}

static ssize_t counted_raw(struct counted *c, void *buf, size_t cap)
{
    if (c->archive)
        return ml_archive_read(c->archive, buf, cap, &c->err);
    if (c->is_pipe && !has_come(c))
        return -1;
    ssize_t n;
    do
        n = read(c->fd, buf, cap);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        ml_err_sys(&c->err, ML_SKIP, errno, "cannot read");
    return n;
}

/* Bytes within the member's limit: what fits is given, the next call tells the rest. */
static ssize_t limited_read(struct counted *c, void *buf, size_t cap)
{
    uint64_t max = limit(c->walk, ML_LIMIT_MEMBER_BYTES);
    uint64_t left = c->member_bytes > max ? 0 : max - c->member_bytes;
    ssize_t n = 0;

    if (c->member_bytes <= max)
        n = counted_raw(c, buf, left < cap ? (size_t)left + 1 : cap);
    if (n > 0 && c->is_pipe)
        pipe_bytes(c->walk, buf, (size_t)n);
    if (n > 0)
        c->member_bytes += (uint64_t)n;
    if (c->member_bytes <= max)
        return n;
    n = left < (uint64_t)n ? (ssize_t)left : n;
    return n ? n
             : ml_err_set(&c->err, -1, ML_ERR_LIMIT, "limit: %s",
                          ml_limit_defs[ML_LIMIT_MEMBER_BYTES].said);
}

static ssize_t counted_read(void *ctx, void *buf, size_t cap, struct ml_err *err)
{
    struct counted *c = ctx;
    ssize_t n = -1;

    if (!c->ended) {
        n = limited_read(c, buf, cap);
        if (n > 0 && !account(c->walk, (uint64_t)n))
            n = ml_err_set(&c->err, -1, ML_ERR_LIMIT, "limit: %s", limit_said(c->walk));
        c->ended = n <= 0;
    } else if (!c->err.kind) {
        return 0;
    }
    if (n < 0)
        *err = c->err;
    return n;
}

static void member_of(const struct place *p, struct ml_walk_member *m)
{
    *m = (struct ml_walk_member){
        .address = p->address,
        .name = p->name,
        .path = p->path,
        .mtime = p->mtime,
        .on_disk = p->on_disk,
        .order = p->order,
        .norder = p->norder,
    };
}

static void refuse(struct walk *w, unsigned worker, const struct place *p,
                   enum ml_read_state state, const char *reason, uint64_t bytes)
{
    struct ml_walk_member m;
    member_of(p, &m);
    w->visitor->refused(w->visitor->ctx, worker, &m, state, reason, bytes);
}

/* What the system does not give. */
static void refuse_failed(struct walk *w, unsigned worker, const struct place *p,
                          int why)
{
    char reason[128];

    snprintf(reason, sizeof(reason), "cannot open: %s", strerror(why));
    refuse(w, worker, p, ML_UNREADABLE, reason, 0);
}

static bool wanted(const struct walk *w, const struct place *p)
{
    return !w->visitor->wants || w->visitor->wants(w->visitor->ctx, p->address);
}

static void visit_stream(struct walk *w, unsigned worker, const struct place *p,
                         struct counted *source, bool size_known, uint64_t size);

/* The name of a compressed single file: what it is called without the ending. */
static ml_str unpacked_name(ml_str name)
{
    static const ml_str endings[] = { ML_STR(".gz"), ML_STR(".bz2"), ML_STR(".xz"),
                                      ML_STR(".zst") };
    for (size_t i = 0; i < ML_COUNT(endings); i++)
        if (name.n > endings[i].n && ml_str_ends_nocase(name, endings[i]))
            return ml_str_sub(name, 0, name.n - endings[i].n);
    return name.n ? name : ML_STR("data");
}

/* The place of entry number `index`, called `name`, in the archive at `parent`. */
static void place_entry(struct ml_arena *arena, struct place *ret,
                        const struct place *parent, ml_str name, uint32_t index,
                        unsigned repeats)
{
    struct ml_buf address = { 0 };

    *ret = *parent;
    ml_buf_str(&address, parent->address);
    ml_buf_char(&address, '!');
    ml_name_encode(&address, name, false);
    if (repeats)
        ml_buf_printf(&address, "~%u", repeats + 1);
    ret->address = ml_arena_dup(arena, ml_buf_view(&address));
    ret->path = ml_arena_printf(arena, "%.*s!%.*s", ML_STR_ARG(parent->path),
                                ML_STR_ARG(name));
    ret->name = ml_str_basename(ml_arena_dup(arena, name));
    ret->on_disk = false;
    ret->depth = parent->depth + 1;
    if (ret->norder < ML_ORDER_MAX)
        ret->order[ret->norder++] = index;
    ml_buf_reset(&address);
}

/* What an entry is called: "?" when even its header is damaged. */
static void name_entry(struct ml_buf *out, const struct place *parent,
                       const struct ml_entry *entry)
{
    out->n = 0;
    if (!entry)
        ml_buf_char(out, '?');
    else
        ml_name_decode(out, entry->raw_name.n ? entry->raw_name
                                              : unpacked_name(parent->name));
}

static void visit_entry(struct walk *w, unsigned worker, const struct place *p,
                        struct ml_archive *archive, const struct ml_entry *entry)
{
    if (!wanted(w, p))
        return;
    if (!entry->regular) {
        refuse(w, worker, p, ML_SKIPPED, "not a regular file; links are not followed",
               0);
        return;
    }
    if (entry->encrypted && (!w->opts->passphrases || !w->opts->passphrases[0])) {
        refuse(w, worker, p, ML_UNREADABLE, "encrypted", entry->size_bytes);
        return;
    }
    struct counted source = { .walk = w, .archive = archive, .fd = -1 };
    visit_stream(w, worker, p, &source, entry->size_known, entry->size_bytes);
}

/* Walk one opened archive. `claimed`: shared with other threads, or NULL. Returns
 * with *err filled when the archive ended early. */
static enum ml_rc each_entry(struct walk *w, unsigned worker, const struct place *place,
                             struct ml_archive *archive, _Atomic uint32_t *claimed,
                             struct ml_err *err)
{
    struct ml_names names = { 0 };
    struct ml_buf name = { 0 };
    struct ml_entry entry;
    uint32_t index = 0;
    enum ml_rc rc = ML_OK;

    while (!stopping(w)) {
        rc = ml_archive_next(archive, &entry, err);
        if (rc == ML_END || rc == ML_FAIL)
            break;
        uint32_t me = index++;
        if (rc == ML_OK && entry.folder)
            continue;
        name_entry(&name, place, rc == ML_OK ? &entry : NULL);
        /* Two stored names may read the same. */
        unsigned repeats = ml_names_count(&names, ml_buf_view(&name));
        uint32_t expected = me;
        if (claimed) {
            /* Folders are never claimed, so the mark may lie behind. */
            uint32_t now = atomic_load(claimed);
            bool mine = false;
            while (now <= expected && !mine)
                mine = atomic_compare_exchange_weak(claimed, &now, expected + 1);
            if (!mine)
                continue;
        }
        if (!count_entry(w))
            break;
        struct ml_arena arena;
        struct place p;
        ml_arena_init(&arena);
        place_entry(&arena, &p, place, ml_buf_view(&name), me, repeats);
        p.mtime = rc == ML_OK ? entry.mtime : ML_NO_TIME;
        if (rc == ML_OK)
            visit_entry(w, worker, &p, archive, &entry);
        else
            refuse(w, worker, &p, ML_UNREADABLE, err->text, 0);
        ml_arena_reset(&arena);
    }
    ml_names_reset(&names);
    ml_buf_reset(&name);
    return rc == ML_FAIL ? ML_FAIL : ML_OK;
}

static const char *damage_said(const struct ml_err *err)
{
    if (strstr(err->text, "assphrase"))
        return "encrypted";
    return err->text;
}

static void archive_damaged(struct walk *w, unsigned worker, const struct place *place,
                            const struct ml_err *err)
{
    if (!atomic_load(&w->opts->usage->limit) && wanted(w, place))
        refuse(w, worker, place, ML_PARTIAL, damage_said(err), 0);
}

/* An archive read from a stream, by this thread alone. */
static void visit_streamed_archive(struct walk *w, unsigned worker,
                                   const struct place *p, enum ml_file_kind kind,
                                   struct ml_stream *stream)
{
    struct ml_archive *archive = NULL;
    struct ml_err err = { 0 };

    enum ml_rc rc = ml_archive_open(&archive, kind, -1, stream, w->opts->passphrases,
                                    &err);
    if (rc == ML_OK)
        rc = each_entry(w, worker, p, archive, NULL, &err);
    if (rc != ML_OK)
        archive_damaged(w, worker, p, &err);
    ml_archive_close(archive);
}

static void job_release(struct job *job)
{
    struct walk *w = job->walk;

    pthread_mutex_lock(&w->lock);
    bool last = --job->users == 0;
    pthread_mutex_unlock(&w->lock);
    if (!last)
        return;
    if (job->fd >= 0)
        ml_spool_close(job->fd);
    ml_arena_reset(&job->arena);
    free(job);
}

static void read_archive(struct job *job, unsigned worker)
{
    struct walk *w = job->walk;
    struct ml_archive *archive = NULL;
    struct ml_err err = { 0 };

    enum ml_rc rc = ml_archive_open(&archive, job->kind, job->fd, NULL,
                                    w->opts->passphrases, &err);
    if (rc == ML_OK)
        rc = each_entry(w, worker, &job->place, archive, &job->claimed, &err);
    if (rc != ML_OK && !atomic_exchange(&job->end_reported, true))
        archive_damaged(w, worker, &job->place, &err);
    ml_archive_close(archive);
}

static struct job *job_new(struct walk *w, const struct place *p, int fd)
{
    struct job *job = calloc(1, sizeof(*job));

    if (!job)
        ml_oom();
    job->walk = w;
    ml_arena_init(&job->arena);
    job->place = *p;
    job->place.address = ml_arena_dup(&job->arena, p->address);
    job->place.path = ml_arena_dup(&job->arena, p->path);
    job->place.name = ml_arena_dup(&job->arena, p->name);
    job->fd = fd;
    return job;
}

/* Let every thread work on the job. Takes it over. */
static void job_share(struct job *job, ml_task_fn *task)
{
    struct ml_pool *pool = job->walk->opts->pool;
    unsigned n = ml_pool_size(pool);

    job->users = n;
    for (unsigned i = 0; i < n; i++)
        ml_pool_push(pool, task, job, false);
}

/* Let others find it. */
static void open_to_all(struct job *job)
{
    struct walk *w = job->walk;

    pthread_mutex_lock(&w->lock);
    job->users++;
    job->next = w->open;
    w->open = job;
    w->handed += job->is_handed;
    pthread_mutex_unlock(&w->lock);
}

/* With the lock held: nobody finds it any more. */
static bool unlist(struct job *job)
{
    for (struct job **at = &job->walk->open; *at; at = &(*at)->next)
        if (*at == job) {
            *at = job->next;
            job->users--; /* whoever asks for this is another one */
            return true;
        }
    return false;
}

/* Who has come to its end has left nothing to claim. */
static void work_on(struct job *job, unsigned worker)
{
    read_archive(job, worker);
    pthread_mutex_lock(&job->walk->lock);
    unlist(job);
    pthread_mutex_unlock(&job->walk->lock);
    job_release(job);
}

/* The oldest: it has most left. */
static struct job *take_open(struct walk *w, bool is_called)
{
    struct job *job = NULL;

    pthread_mutex_lock(&w->lock);
    w->called -= is_called;
    for (struct job *j = w->open; j; j = j->next)
        job = j;
    if (job) {
        job->users++;
        w->handed -= job->is_handed;
        job->is_handed = false;
        if (job->alone)
            unlist(job);
    }
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void help_task(void *arg, unsigned worker)
{
    struct walk *w = arg;

    for (struct job *job = take_open(w, true); job; job = take_open(w, false))
        work_on(job, worker);
}

static void call_helpers(struct walk *w)
{
    unsigned all = ml_pool_size(w->opts->pool) - 1;

    pthread_mutex_lock(&w->lock);
    unsigned missing = all - w->called;
    w->called = all;
    pthread_mutex_unlock(&w->lock);
    while (missing--)
        ml_pool_push(w->opts->pool, help_task, w, false);
}

static bool may_hand_over(struct walk *w)
{
    pthread_mutex_lock(&w->lock);
    bool few = w->handed < ml_pool_size(w->opts->pool);
    pthread_mutex_unlock(&w->lock);
    return few && ml_pool_has_idle(w->opts->pool);
}

/* Takes fd over. `is_spooled`: more comes from where it came from. */
static void share_archive(struct walk *w, unsigned worker, const struct place *p,
                          enum ml_file_kind kind, int fd, bool is_spooled)
{
    struct job *job = job_new(w, p, fd);

    job->kind = kind;
    /* A zip that is read by its local headers may look different to one who reads a
     * damaged member and one who skips it. 7z is solid: skipping costs as much as
     * reading. */
    struct ml_zipindex *index = kind == ML_FILE_ZIP ? ml_zipindex_open(fd) : NULL;
    job->alone = !index;
    ml_zipindex_close(index);
    job->is_handed = is_spooled && may_hand_over(w);
    if (!job->is_handed)
        job->users = 1;
    bool is_mine = !job->is_handed;
    if (!job->alone || job->is_handed) {
        open_to_all(job);
        call_helpers(w);
    }
    if (is_mine)
        work_on(job, worker);
}

/* A zip or 7z that does not lie in a file of its own. */
static void visit_spooled_archive(struct walk *w, unsigned worker,
                                  const struct place *p, enum ml_file_kind kind,
                                  struct ml_stream *stream)
{
    struct ml_err err;
    int fd;

    if (ml_spool(stream, limit(w, ML_LIMIT_SPOOL_BYTES), &fd, &err) != ML_OK) {
        refuse(w, worker, p, ML_UNREADABLE, err.text, 0);
        return;
    }
    if (err.kind) /* cut short: what came is read */
        archive_damaged(w, worker, p, &err);
    share_archive(w, worker, p, kind, fd, true);
}

static bool too_deep(struct walk *w, unsigned worker, const struct place *p,
                     uint64_t size)
{
    if (p->depth < limit(w, ML_LIMIT_DEPTH) && p->norder < ML_ORDER_MAX)
        return false;
    refuse(w, worker, p, ML_UNREADABLE, "limit: archives nested too deep", size);
    return true;
}

static size_t fill_head(struct counted *source, char *head, size_t cap,
                        struct ml_err *err)
{
    size_t n = 0;

    while (n < cap) {
        ssize_t got = counted_read(source, head + n, cap - n, err);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    return n;
}

static void visit_stream(struct walk *w, unsigned worker, const struct place *p,
                         struct counted *source, bool size_known, uint64_t size)
{
    char head[ML_SNIFF_BYTES];
    struct ml_err err = { 0 };
    size_t nhead = fill_head(source, head, sizeof(head), &err);

    if (nhead == 0 && err.kind) {
        refuse(w, worker, p, ML_UNREADABLE, damage_said(&err), size);
        return;
    }
    struct ml_stream stream = { source, counted_read, head, nhead };
    const char *reason = NULL;
    enum ml_file_kind kind = ml_sniff((ml_str){ head, nhead }, p->name, &reason);
    if (kind == ML_FILE_SKIP || kind == ML_FILE_REFUSE) {
        refuse(w, worker, p, kind == ML_FILE_SKIP ? ML_SKIPPED : ML_UNREADABLE, reason,
               size_known ? size : nhead);
    } else if (ml_file_is_archive(kind)) {
        if (too_deep(w, worker, p, size))
            return;
        if (ml_file_needs_seek(kind))
            visit_spooled_archive(w, worker, p, kind, &stream);
        else
            visit_streamed_archive(w, worker, p, kind, &stream);
    } else {
        struct ml_walk_member m;
        member_of(p, &m);
        m.size_known = size_known;
        m.size_bytes = size;
        m.kind = kind;
        w->visitor->leaf(w->visitor->ctx, worker, &m, &stream);
    }
}

/* A file on disk. Takes fd over. */
static void visit_file(struct walk *w, unsigned worker, struct place *p, int fd)
{
    char head[ML_SNIFF_BYTES];
    struct stat st = { 0 };
    const char *reason;

    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        p->mtime = (struct ml_time){ st.st_mtim.tv_sec * ML_SECOND_US +
                                         st.st_mtim.tv_nsec / 1000,
                                     ML_CLOCK_UTC };
        atomic_fetch_add(&w->opts->usage->stored_bytes, (uint64_t)st.st_size);
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        ssize_t n = pread(fd, head, sizeof(head), 0);
        enum ml_file_kind kind = n > 0 ? ml_sniff((ml_str){ head, (size_t)n }, p->name,
                                                  &reason)
                                       : ML_FILE_TEXT;
        if (ml_file_needs_seek(kind) && p->depth < limit(w, ML_LIMIT_DEPTH)) {
            share_archive(w, worker, p, kind, fd, false);
            return;
        }
    }
    struct counted source = { .walk = w, .fd = fd, .is_pipe = !S_ISREG(st.st_mode) };
    visit_stream(w, worker, p, &source, S_ISREG(st.st_mode), (uint64_t)st.st_size);
    struct ml_err err;
    while (source.is_pipe && counted_read(&source, head, sizeof(head), &err) > 0)
        ; /* what an archive left unread still belongs to the bundle's digest */
    close(fd);
}

static void folder_entry(struct walk *w, unsigned worker, struct job *job, uint32_t i)
{
    const struct ml_folder_entry *entry = &job->folder.entries[i];
    struct ml_arena arena;
    struct place p = job->place;
    struct ml_buf address = { 0 }, name = { 0 };

    ml_arena_init(&arena);
    ml_buf_str(&address, job->place.address);
    if (address.n == 0 || address.p[address.n - 1] != '/')
        ml_buf_char(&address, '/');
    ml_name_encode(&address, entry->path, true);
    p.address = ml_arena_dup(&arena, ml_buf_view(&address));
    ml_name_decode(&name, entry->path);
    p.path = ml_arena_printf(&arena, "%.*s/%.*s", ML_STR_ARG(job->place.path),
                             (int)name.n, name.p);
    p.name = ml_str_basename(p.path);
    p.order[p.norder++] = i;
    if (wanted(w, &p)) {
        int fd = entry->regular ? openat(job->fd, entry->path.p,
                                         O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
                                : -1;
        int why = entry->sys_errno ? entry->sys_errno : errno;
        if (fd >= 0)
            visit_file(w, worker, &p, fd);
        else if (entry->regular || entry->sys_errno)
            refuse_failed(w, worker, &p, why);
        else
            refuse(w, worker, &p, ML_SKIPPED,
                   "not a regular file; links are not followed", 0);
    }
    ml_buf_reset(&address);
    ml_buf_reset(&name);
    ml_arena_reset(&arena);
}

static void folder_task(void *arg, unsigned worker)
{
    struct job *job = arg;
    uint32_t i;

    while ((i = atomic_fetch_add(&job->claimed, 1)) < job->folder.n &&
           count_entry(job->walk))
        folder_entry(job->walk, worker, job, i);
    job_release(job);
}

static void share_folder(struct walk *w, const struct place *p, int fd)
{
    struct job *job = job_new(w, p, fd);
    bool cut;

    ml_folder_list(&job->arena, fd, limit(w, ML_LIMIT_ENTRIES), &job->folder, &cut);
    if (cut)
        latch(w, ML_LIMIT_ENTRIES);
    if (cut)
        atomic_store(&w->opts->usage->stopping, false); /* what was listed is read */
    job_share(job, folder_task);
}

struct first_file {
    struct walk *walk;
    struct place *place;
    int fd;
};

static void first_task(void *arg, unsigned worker)
{
    struct first_file *first = arg;
    visit_file(first->walk, worker, first->place, first->fd);
}

enum ml_rc ml_walk(const char *path, ml_str address, const struct ml_walk_options *opts,
                   const struct ml_visitor *visitor, struct ml_err *err)
{
    struct walk w = { .opts = opts, .visitor = visitor };
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        enum ml_rc rc = ml_err_sys(err, ML_FAIL, errno, "cannot open");
        ml_err_at(err, path, 0);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    pthread_mutex_init(&w.lock, NULL);
    struct ml_arena arena;
    ml_arena_init(&arena);
    struct ml_buf name = { 0 };
    ml_name_decode(&name, is_stdin ? ML_STR("-") : ml_str_of(path));
    struct place place = { .address = address, .on_disk = true };
    place.path = ml_arena_dup(&arena, ml_buf_view(&name));
    place.name = ml_str_basename(place.path);
    ml_buf_reset(&name);
    struct first_file first = { &w, &place, fd };
    if (S_ISDIR(st.st_mode))
        share_folder(&w, &place, fd);
    else
        ml_pool_push(opts->pool, first_task, &first, false);
    ml_pool_finish(opts->pool);
    pthread_mutex_destroy(&w.lock);
    ml_arena_reset(&arena);
    return ML_OK;
}
