/* SPDX-License-Identifier: MIT */
#include "fleet/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/ban.h"

enum { NAME_MAX_BYTES = 1024, PAGE_MAX_BYTES = 120 };

static enum ml_rc fail(const struct ml_shelf *shelf, struct ml_err *err,
                       const char *name, const char *what)
{
    char where[2 * NAME_MAX_BYTES + 2];
    int number = errno;

    ml_err_sys(err, ML_FAIL, number, "%s", what);
    snprintf(where, sizeof(where), "%.1024s%s%.1024s", shelf->path, *name ? "/" : "",
             name);
    ml_err_at(err, where, 0);
    return ML_FAIL;
}

static bool make_folders(const char *path)
{
    char name[4096];
    size_t n = strlen(path);

    if (n >= sizeof(name)) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= n; i++) {
        if (i < n && path[i] != '/')
            continue;
        memcpy(name, path, i);
        name[i] = 0;
        if (mkdir(name, 0777) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

enum ml_rc ml_shelf_open(struct ml_shelf *ret, const char *path, bool with_servers,
                         struct ml_err *err)
{
    *ret = (struct ml_shelf){ -1, path };
    if (!make_folders(path))
        return fail(ret, err, "", "cannot make the folder of reports");
    ret->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret->dir < 0 ||
        (with_servers && mkdirat(ret->dir, "servers", 0777) != 0 && errno != EEXIST)) {
        enum ml_rc rc = fail(ret, err, "", "cannot open the folder of reports");
        ml_shelf_close(ret);
        return rc;
    }
    return ML_OK;
}

void ml_shelf_close(struct ml_shelf *shelf)
{
    if (shelf->dir >= 0)
        close(shelf->dir);
    shelf->dir = -1;
}

static void tailed(char ret[NAME_MAX_BYTES], const char *name, const char *tail)
{
    snprintf(ret, NAME_MAX_BYTES, "%s%s", name, tail);
}

int ml_shelf_begin(const struct ml_shelf *shelf, const char *name, struct ml_err *err)
{
    char part[NAME_MAX_BYTES];

    tailed(part, name, ".part");
    int fd = openat(shelf->dir, part,
                    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        fail(shelf, err, part, "cannot write the report");
    return fd;
}

enum ml_rc ml_shelf_finish(const struct ml_shelf *shelf, const char *name,
                           struct ml_err *err)
{
    char part[NAME_MAX_BYTES], whole[NAME_MAX_BYTES];

    tailed(part, name, ".part");
    tailed(whole, name, ".new");
    if (renameat(shelf->dir, part, shelf->dir, whole) != 0)
        return fail(shelf, err, part, "cannot rename the report");
    return ML_OK;
}

void ml_shelf_drop(const struct ml_shelf *shelf, const char *name)
{
    char part[NAME_MAX_BYTES];

    tailed(part, name, ".part");
    unlinkat(shelf->dir, part, 0);
}

bool ml_shelf_has(const struct ml_shelf *shelf, const char *name)
{
    return faccessat(shelf->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool ml_shelf_waits(const struct ml_shelf *shelf, const char *name)
{
    char whole[NAME_MAX_BYTES];

    tailed(whole, name, ".new");
    return ml_shelf_has(shelf, whole);
}

enum ml_rc ml_shelf_place(const struct ml_shelf *shelf, const char *name,
                          struct ml_err *err)
{
    char whole[NAME_MAX_BYTES];

    tailed(whole, name, ".new");
    if (renameat(shelf->dir, whole, shelf->dir, name) != 0 && errno != ENOENT)
        return fail(shelf, err, whole, "cannot rename the report");
    return ML_OK;
}

static bool ends_with(const char *name, const char *tail)
{
    return ml_str_ends_nocase(ml_str_of(name), ml_str_of(tail));
}

/* "fleet-7.html" is 7; else 0. */
static uint64_t page_number(const char *name)
{
    ml_str rest = ml_str_of(name);
    uint64_t n = 0;

    if (!ml_str_starts(rest, ML_STR("fleet-")) || !ends_with(name, ".html"))
        return 0;
    rest = ml_str_sub(rest, 6, rest.n - 6 - 5);
    return ml_str_to_u64(rest, &n) ? n : 0;
}

static void sweep_folder(int dir, const char *folder, unsigned pages)
{
    int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;

    while (list && (entry = readdir(list)) != NULL)
        if (ends_with(entry->d_name, ".part") || ends_with(entry->d_name, ".new") ||
            page_number(entry->d_name) > pages)
            unlinkat(fd, entry->d_name, 0);
    if (list)
        closedir(list);
    else if (fd >= 0)
        close(fd);
}

void ml_shelf_sweep(const struct ml_shelf *shelf, unsigned pages)
{
    sweep_folder(shelf->dir, ".", pages);
    sweep_folder(shelf->dir, "servers", UINT32_MAX);
}

void ml_shelf_sync(const struct ml_shelf *shelf)
{
    syncfs(shelf->dir);
}

static void add_plain(struct ml_buf *out, ml_str text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i], l = ml_lower(c);
        if ((l >= 'a' && l <= 'z') || ml_is_digit(c) || c == '-' || c == '_' ||
            (c == '.' && i > 0)) {
            ml_buf_char(out, c);
        } else {
            ml_buf_char(out, '=');
            ml_buf_char(out, digits[(unsigned char)c >> 4]);
            ml_buf_char(out, digits[(unsigned char)c & 15]);
        }
    }
}

ml_str ml_shelf_page(struct ml_arena *arena, ml_str folder, ml_str name)
{
    struct ml_buf out = { 0 };

    add_plain(&out, folder);
    if (folder.n)
        ml_buf_char(&out, '+');
    add_plain(&out, name);
    if (out.n > PAGE_MAX_BYTES) { /* the rest by a hash, so that names stay apart */
        uint64_t hash = XXH3_64bits(out.p, out.n);
        out.n = PAGE_MAX_BYTES;
        ml_buf_printf(&out, "+%016llx", (unsigned long long)hash);
    }
    ml_str page = ml_arena_printf(arena, "servers/%.*s", ML_STR_ARG(ml_buf_view(&out)));
    ml_buf_reset(&out);
    return page;
}
