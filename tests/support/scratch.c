/* SPDX-License-Identifier: MIT */
#include "support/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[4096];

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    abort();
}

void scratch_setup(void)
{
    char here[2048];

    must(getcwd(here, sizeof(here)) != NULL, "getcwd");
    snprintf(folder, sizeof(folder), "%s/scratch-XXXXXX", here);
    must(mkdtemp(folder) != NULL, folder);
    setenv("TMPDIR", folder, 1);
    setenv("TZ", "UTC0", 1); /* as the program does: libarchive asks for it */
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

void scratch_teardown(void)
{
    nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static char *next_slot(void)
{
    static char slots[8][8192];
    static unsigned at;
    return slots[at++ % 8];
}

const char *scratch_path(const char *name)
{
    char *path = next_slot();
    snprintf(path, 8192, "%s/%s", folder, name);
    return path;
}

const char *source_path(const char *name)
{
    const char *srcdir = getenv("srcdir");
    char *path = next_slot();
    snprintf(path, 8192, "%s/%s", srcdir ? srcdir : ".", name);
    return path;
}

const char *scratch_write(const char *name, ml_str bytes)
{
    const char *path = scratch_path(name);
    char part[8192];

    for (const char *p = path + strlen(folder) + 1; (p = strchr(p, '/')) != NULL; p++) {
        snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
        mkdir(part, 0700);
    }
    FILE *f = fopen(path, "wb");
    must(f != NULL, path);
    must(bytes.n == 0 || fwrite(bytes.p, bytes.n, 1, f) == 1, path);
    must(fclose(f) == 0, path);
    return path;
}
