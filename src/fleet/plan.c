/* SPDX-License-Identifier: MIT */
#include "fleet/plan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/ban.h"

enum { DEPTH_MAX = 64 };

/* A name in a folder, and what stands behind it. */
struct item {
    ml_str name;
    bool is_folder;
};

/* A file or folder of our own. */
struct own {
    dev_t dev;
    ino_t ino;
};

struct planner {
    const struct ml_plan_options *options;
    struct ml_plan *plan;
    size_t cap;
    struct own *own;
    size_t nown, cap_own;
    size_t met; /* bundles, of all shards */
};

/* ---- what a bundle looks like ---- */

static int64_t ns_of(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void add_print(XXH3_state_t *state, struct ml_plan_bundle *b, const char *name,
                      const struct stat *st)
{
    int64_t modified = ns_of(st->st_mtim), changed = ns_of(st->st_ctim);
    uint64_t facts[] = { st->st_dev,  st->st_ino,         (uint64_t)st->st_size,
                         st->st_mode, (uint64_t)modified, (uint64_t)changed };

    uint64_t dates[] = { (uint64_t)st->st_size, (uint64_t)modified, b->dates };

    XXH3_128bits_update(state, name, strlen(name) + 1);
    XXH3_128bits_update(state, facts, sizeof(facts));
    b->dates =
        XXH3_64bits_withSeed(dates, sizeof(dates), XXH3_64bits(name, strlen(name)));
    if (modified > b->newest_ns)
        b->newest_ns = modified;
    if (changed > b->newest_ns)
        b->newest_ns = changed;
    if (S_ISREG(st->st_mode))
        b->bytes += (uint64_t)st->st_size;
    struct ml_time time = { modified / 1000, ML_CLOCK_UTC };
    if (!ml_time_known(b->modified) || time.us > b->modified.us)
        b->modified = time;
}

static int by_text(const void *a, const void *b)
{
    return ml_str_cmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

/* The entries of a folder by name, without "." and "..". NULL: *ret_errno says why. */
static struct item *list_folder(struct ml_arena *arena, const char *path, size_t *ret_n,
                                int *ret_errno)
{
    DIR *dir = opendir(path);
    struct item *items = NULL;
    size_t n = 0, cap = 0;
    struct dirent *entry;

    *ret_n = 0;
    *ret_errno = dir ? 0 : errno;
    while (dir && (entry = readdir(dir)) != NULL) {
        struct stat st;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue; /* gone meanwhile */
        struct item item = { ml_arena_dup(arena, ml_str_of(entry->d_name)),
                             S_ISDIR(st.st_mode) };
        if (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode))
            ML_PUSH(items, n, cap, item);
    }
    if (dir)
        closedir(dir);
    if (n)
        qsort(items, n, sizeof(*items), by_text);
    *ret_n = n;
    return items;
}

/* Of what cannot be looked at. That it is part of a bundle does not keep the rest of it
 * from being read; the case tells of it. */
static void note_failed(XXH3_state_t *state, struct ml_plan_bundle *b, int failed,
                        int depth)
{
    XXH3_128bits_update(state, &failed, sizeof(failed));
    if (depth == 0)
        b->sys_errno = failed;
}

static void print_tree(struct ml_arena *arena, XXH3_state_t *state,
                       struct ml_plan_bundle *b, const char *path, int depth)
{
    struct stat st;
    int failed;
    size_t n;

    if (lstat(path, &st) != 0 ||
        (depth == 0 && S_ISLNK(st.st_mode) && stat(path, &st) != 0)) {
        note_failed(state, b, errno, depth);
        return;
    }
    add_print(state, b, path, &st);
    if (depth == 0 && !S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
        b->unfit = "neither a file nor a folder";
    if (!S_ISDIR(st.st_mode) || depth > DEPTH_MAX)
        return;
    struct item *items = list_folder(arena, path, &n, &failed);
    if (failed)
        note_failed(state, b, failed, depth);
    for (size_t i = 0; i < n; i++)
        print_tree(arena, state, b,
                   ml_arena_printf(arena, "%s/%s", path, items[i].name.p).p, depth + 1);
    free(items);
}

static void look_at(struct ml_plan_bundle *b, struct ml_arena *scratch)
{
    XXH3_state_t *state = XXH3_createState();

    if (!state)
        ml_oom();
    XXH3_128bits_reset(state);
    b->bytes = b->dates = 0;
    b->newest_ns = 0;
    b->modified = ML_NO_TIME;
    b->sys_errno = 0;
    print_tree(scratch, state, b, b->path.p, 0);
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    b->print = (struct ml_print){ hash.low64, hash.high64 };
    XXH3_freeState(state);
}

bool ml_plan_still(const struct ml_plan_bundle *bundle)
{
    struct ml_plan_bundle now = { .path = bundle->path };
    struct ml_arena scratch;

    ml_arena_init(&scratch);
    look_at(&now, &scratch);
    ml_arena_reset(&scratch);
    return now.sys_errno == bundle->sys_errno && now.print.low == bundle->print.low &&
           now.print.high == bundle->print.high;
}

/* ---- which there are ---- */

static bool has_end(ml_str name, const char *const *ends, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ml_str_ends_nocase(name, ml_str_of(ends[i])))
            return true;
    return false;
}

static bool is_archive(ml_str name)
{
    static const char *const ends[] = { ".zip", ".cab", ".7z",  ".tar", ".tgz", ".gz",
                                        ".bz2", ".xz",  ".zst", ".tbz", ".txz" };
    return has_end(name, ends, ML_COUNT(ends));
}

/* As programs that copy call a file until it is whole. */
static bool is_upload(ml_str name)
{
    static const char *const ends[] = { ".part", ".partial", ".filepart", ".crdownload",
                                        ".tmp",  ".upload",  ".!ut" };
    return has_end(name, ends, ML_COUNT(ends));
}

unsigned ml_plan_shard(ml_str path, unsigned shards)
{
    return (unsigned)(XXH3_64bits(path.p, path.n) % shards) + 1;
}

static bool is_settling(const struct planner *p, const struct ml_plan_bundle *b)
{
    int64_t settle = (int64_t)p->options->settle_seconds * ML_SECOND_US;
    int64_t age = p->options->now.us - b->modified.us;

    return is_upload(b->path) ||
           (settle && ml_time_known(b->modified) && age < settle && age > -settle);
}

static void add_bundle(struct planner *p, ml_str path, ml_str folder, const char *unfit)
{
    struct ml_plan *plan = p->plan;
    struct ml_plan_bundle b = { .path = path, .folder = folder, .unfit = unfit };
    size_t n = plan->n;

    p->met++;
    if (p->options->shards &&
        ml_plan_shard(path, p->options->shards) != p->options->shard)
        return;
    look_at(&b, &plan->arena);
    b.is_arriving = !b.sys_errno && is_settling(p, &b);
    ML_PUSH(plan->bundles, n, p->cap, b);
    plan->n = (uint32_t)n;
}

/* SQLite has files beside its own. */
static void note_own(struct planner *p)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    struct stat st;
    char name[4200];

    for (const char *const *e = p->options->except; e && *e; e++)
        for (size_t i = 0; i < ML_COUNT(ends); i++) {
            snprintf(name, sizeof(name), "%s%s", *e, ends[i]);
            if (stat(name, &st) == 0)
                ML_PUSH(p->own, p->nown, p->cap_own,
                        ((struct own){ st.st_dev, st.st_ino }));
        }
}

static bool is_own(const struct planner *p, const char *path)
{
    struct stat st;

    if (!p->nown || stat(path, &st) != 0)
        return false;
    for (size_t i = 0; i < p->nown; i++)
        if (p->own[i].dev == st.st_dev && p->own[i].ino == st.st_ino)
            return true;
    return false;
}

/* What a folder directly holds. */
struct holding {
    bool files, archives, folders;
};

static struct holding holding_of(const struct item *items, size_t n)
{
    struct holding h = { false, false, false };

    for (size_t i = 0; i < n; i++) {
        if (items[i].name.p[0] == '.')
            continue;
        bool archive = !items[i].is_folder && is_archive(items[i].name);
        h.folders |= items[i].is_folder;
        h.archives |= archive;
        h.files |= !items[i].is_folder && !archive && !is_upload(items[i].name);
    }
    return h;
}

static ml_str join(struct ml_arena *arena, ml_str path, ml_str name)
{
    const char *between = path.n && path.p[path.n - 1] == '/' ? "" : "/";
    return ml_arena_printf(arena, "%.*s%s%.*s", ML_STR_ARG(path), between,
                           ML_STR_ARG(name));
}

/* Whether one of the folders in it directly holds a log: then so does a bundle that was
 * unpacked ("Temp", "evt"). */
static bool is_unpacked(struct ml_arena *arena, ml_str path, const struct item *items,
                        size_t n)
{
    bool found = false;

    for (size_t i = 0; i < n && !found; i++) {
        size_t inner;
        int failed;
        if (!items[i].is_folder || items[i].name.p[0] == '.')
            continue;
        struct item *below =
            list_folder(arena, join(arena, path, items[i].name).p, &inner, &failed);
        found = holding_of(below, inner).files;
        free(below);
    }
    return found;
}

static bool is_bundle(const struct planner *p, ml_str path, const struct item *items,
                      size_t n, unsigned depth)
{
    struct holding h = holding_of(items, n);
    unsigned spread = p->options->by_folder ? 2 : 1; /* levels that hold bundles */

    if (depth < spread)
        return h.files && !h.archives;
    return h.files || (!h.archives && is_unpacked(&p->plan->arena, path, items, n));
}

static void add_folder(struct planner *p, ml_str path, ml_str folder, unsigned depth)
{
    struct ml_arena *arena = &p->plan->arena;
    int failed;
    size_t n;
    struct item *items = list_folder(arena, path.p, &n, &failed);

    if (failed || is_bundle(p, path, items, n, depth)) {
        add_bundle(p, path, folder, NULL);
        free(items);
        return;
    }
    for (size_t i = 0; i < n && depth < DEPTH_MAX; i++) {
        ml_str below = join(arena, path, items[i].name);
        ml_str first = depth == 0 && items[i].is_folder ? items[i].name : folder;
        if (items[i].name.p[0] == '.' || is_own(p, below.p))
            continue;
        if (items[i].is_folder)
            add_folder(p, below, first, depth + 1);
        else
            add_bundle(p, below, first, NULL);
    }
    free(items);
}

static enum ml_rc add_path(struct planner *p, ml_str path, struct ml_err *err)
{
    struct stat st;

    if (is_own(p, path.p)) {
        ml_err_set(err, ML_FAIL, ML_ERR_USAGE,
                   "is the folder of the reports, and cannot be that of the "
                   "bundles too");
        ml_err_at(err, path.p, 0);
        return ML_FAIL;
    }
    if (stat(path.p, &st) != 0 || !S_ISDIR(st.st_mode)) {
        add_bundle(p, path, ML_STR_NONE, NULL);
        return ML_OK;
    }
    size_t met = p->met;
    add_folder(p, path, ML_STR_NONE, 0);
    if (p->met == met) /* told, as a PATH that is not there is */
        add_bundle(p, path, ML_STR_NONE, "no bundle in it");
    return ML_OK;
}

/* ---- --list ---- */

static enum ml_rc read_whole(const char *list, struct ml_buf *ret, struct ml_err *err)
{
    bool is_stdin = strcmp(list, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(list, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 ? errno : ml_buf_read(ret, fd, SIZE_MAX);

    if (fd >= 0 && !is_stdin)
        close(fd);
    if (!failed)
        return ML_OK;
    ml_err_sys(err, ML_FAIL, failed, "cannot read the list of bundles");
    ml_err_at(err, list, 0);
    return ML_FAIL;
}

/* The next one; false when there is none. No path holds a NUL, so a list that does
 * comes from a program that puts one behind each, as find -print0 does. */
static bool next_path(ml_str *list, bool has_nuls, ml_str *ret)
{
    if (!list->n)
        return false;
    ml_str_cut(*list, has_nuls ? 0 : '\n', ret, list);
    while (!has_nuls && ret->n && ret->p[ret->n - 1] == '\r')
        ret->n--;
    return true;
}

static enum ml_rc add_list(struct planner *p, const char *list, struct ml_err *err)
{
    static const ml_str mark = ML_STR("\xef\xbb\xbf"); /* of editors on Windows */
    struct ml_buf text = { 0 };
    enum ml_rc rc = read_whole(list, &text, err);
    ml_str rest = ml_buf_view(&text), path;
    bool has_nuls = ml_str_find_char(rest, 0) != ML_NPOS;

    if (ml_str_starts(rest, mark))
        rest = ml_str_from(rest, mark.n);
    while (rc == ML_OK && next_path(&rest, has_nuls, &path))
        if (path.n)
            rc = add_path(p, ml_arena_dup(&p->plan->arena, path), err);
    ml_buf_reset(&text);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    return ml_str_cmp(((const struct ml_plan_bundle *)a)->path,
                      ((const struct ml_plan_bundle *)b)->path);
}

/* Sorted, and each once. */
static void settle_order(struct ml_plan *plan)
{
    uint32_t n = 0;

    if (plan->n)
        qsort(plan->bundles, plan->n, sizeof(*plan->bundles), by_path);
    for (uint32_t i = 0; i < plan->n; i++) {
        if (n && ml_str_eq(plan->bundles[n - 1].path, plan->bundles[i].path))
            continue;
        plan->bundles[n++] = plan->bundles[i];
        plan->bytes += plan->bundles[i].bytes;
    }
    plan->n = n;
}

enum ml_rc ml_plan_make(struct ml_plan *ret, const struct ml_plan_options *options,
                        struct ml_err *err)
{
    struct planner p = { .options = options, .plan = ret };
    enum ml_rc rc = ML_OK;

    *ret = (struct ml_plan){ .n = 0 };
    ml_arena_init(&ret->arena);
    note_own(&p);
    for (const char *const *path = options->paths; path && *path && rc == ML_OK; path++)
        rc = add_path(&p, ml_arena_dup(&ret->arena, ml_str_of(*path)), err);
    if (options->list && rc == ML_OK)
        rc = add_list(&p, options->list, err);
    settle_order(ret);
    free(p.own);
    return rc;
}

void ml_plan_reset(struct ml_plan *plan)
{
    free(plan->bundles);
    ml_arena_reset(&plan->arena);
    *plan = (struct ml_plan){ .n = 0 };
}
