/* SPDX-License-Identifier: MIT */
/* Replays files and folders through one fuzz target, without a fuzzing engine. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static unsigned nfiles;

static int replay_file(const char *path, size_t size)
{
    /* A copy of the exact size: a sanitizer sees a read behind it. */
    uint8_t *bytes = malloc(size ? size : 1);
    FILE *f = fopen(path, "rb");
    int rc = 0;

    if (!bytes || !f || fread(bytes, 1, size, f) != size) {
        fprintf(stderr, "cannot read %s\n", path);
        rc = 1;
    } else {
        LLVMFuzzerTestOneInput(bytes, size);
        nfiles++;
    }
    if (f)
        fclose(f);
    free(bytes);
    return rc;
}

static int replay(const char *path)
{
    struct stat st;
    struct dirent *item;
    int rc = 0;

    if (stat(path, &st) != 0) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    if (!S_ISDIR(st.st_mode))
        return replay_file(path, (size_t)st.st_size);
    DIR *dir = opendir(path);
    while (dir && (item = readdir(dir)) != NULL) {
        char sub[4096];
        if (item->d_name[0] == '.')
            continue;
        snprintf(sub, sizeof(sub), "%s/%s", path, item->d_name);
        rc |= replay(sub);
    }
    if (dir)
        closedir(dir);
    return rc;
}

int main(int argc, char **argv)
{
    int rc = 0;

    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-') /* an option of libFuzzer's */
            rc |= replay(argv[i]);
    printf("%u inputs\n", nfiles);
    return rc;
}
