/* SPDX-License-Identifier: MIT */
#include "input/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ban.h"

enum { FOLDER_DEPTH_MAX = 128 };

struct lister {
    struct ml_arena *arena;
    uint64_t max;
    struct ml_folder_entry *entries;
    size_t n, cap;
    bool cut;
};

static void add(struct lister *l, ml_str path, bool regular, int sys_errno)
{
    struct ml_folder_entry entry = { ml_arena_dup(l->arena, path), regular, sys_errno };

    if (l->n >= l->max) {
        l->cut = true;
        return;
    }
    ML_PUSH(l->entries, l->n, l->cap, entry);
}

/* Takes fd over. */
static void list(struct lister *l, int fd, const char *prefix, int depth)
{
    DIR *dir = depth < FOLDER_DEPTH_MAX ? fdopendir(fd) : NULL;
    struct dirent *item;

    if (!dir) {
        add(l, ml_str_of(prefix), false, depth < FOLDER_DEPTH_MAX ? errno : ELOOP);
        close(fd);
        return;
    }
    while (!l->cut && (item = readdir(dir)) != NULL) {
        struct stat st;
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        ml_str path = ml_arena_printf(l->arena, "%s%s%s", prefix, *prefix ? "/" : "",
                                      item->d_name);
        if (fstatat(dirfd(dir), item->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            add(l, path, false, errno);
        } else if (S_ISDIR(st.st_mode)) {
            int sub = openat(dirfd(dir), item->d_name,
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (sub < 0)
                add(l, path, false, errno);
            else
                list(l, sub, path.p, depth + 1);
        } else {
            add(l, path, S_ISREG(st.st_mode), 0);
        }
    }
    closedir(dir);
}

static int by_path(const void *a, const void *b)
{
    const struct ml_folder_entry *x = a, *y = b;
    return ml_str_cmp(x->path, y->path);
}

void ml_folder_list(struct ml_arena *arena, int fd, uint64_t max_entries,
                    struct ml_folder *ret, bool *ret_cut)
{
    struct lister l = { .arena = arena, .max = max_entries };
    int own = dup(fd);

    if (own >= 0)
        list(&l, own, "", 0);
    ret->entries = ml_arena_move(arena, l.entries, l.n, sizeof(*l.entries));
    ret->n = l.n;
    if (ret->n)
        qsort(ret->entries, ret->n, sizeof(*ret->entries), by_path);
    *ret_cut = l.cut;
}
