/* SPDX-License-Identifier: MIT */
#include "scan/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "input/folder.h"
#include "base/ban.h"

enum { PIECE_BYTES = 256 * 1024, SHA256_BYTES = 32 };

struct ml_digest {
    pthread_t thread;
    bool threaded;
    char *path;
    const struct ml_walk_usage *usage;
    EVP_MD_CTX *md;
    uint64_t bytes;
    bool ok;
};

static EVP_MD_CTX *md_new(void)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();

    if (!md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
        ml_oom();
    return md;
}

void ml_digest_prepare(void)
{
    EVP_MD_CTX_free(md_new());
}

static void md_hex(EVP_MD_CTX *md, char ret[2 * SHA256_BYTES + 1])
{
    unsigned char bytes[SHA256_BYTES];

    EVP_DigestFinal_ex(md, bytes, NULL);
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
}

/* Other limits stop the walk and not the digest: the same input gives the same report. */
static bool is_over(const struct ml_digest *d)
{
    return atomic_load(&d->usage->interrupted) ||
           atomic_load(&d->usage->limit) == 1 + ML_LIMIT_SECONDS;
}

static bool add_file(const struct ml_digest *d, EVP_MD_CTX *md, int fd,
                     uint64_t *ret_bytes)
{
    char *piece = malloc(PIECE_BYTES);
    off_t at = 0;
    ssize_t n;

    if (!piece)
        ml_oom();
    while ((n = pread(fd, piece, PIECE_BYTES, at)) > 0 || (n < 0 && errno == EINTR)) {
        if (n < 0)
            continue;
        EVP_DigestUpdate(md, piece, (size_t)n);
        at += n;
        if (is_over(d))
            break;
    }
    free(piece);
    *ret_bytes += (uint64_t)at;
    return n == 0;
}

static void add_entry(struct ml_digest *d, int dir, const struct ml_folder_entry *entry)
{
    char hex[2 * SHA256_BYTES + 1] = "", line[64 + sizeof(hex)];
    uint64_t bytes = 0;
    int fd = openat(dir, entry->path.p, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return;
    EVP_MD_CTX *md = md_new();
    if (add_file(d, md, fd, &bytes)) {
        md_hex(md, hex);
        int n = snprintf(line, sizeof(line), " %llu %s\n", (unsigned long long)bytes, hex);
        EVP_DigestUpdate(d->md, entry->path.p, entry->path.n);
        EVP_DigestUpdate(d->md, line, (size_t)n);
        d->bytes += bytes;
    }
    EVP_MD_CTX_free(md);
    close(fd);
}

static bool add_folder(struct ml_digest *d, int fd)
{
    struct ml_arena arena;
    struct ml_folder folder;
    bool cut;

    ml_arena_init(&arena);
    ml_folder_list(&arena, fd, UINT32_MAX, &folder, &cut);
    for (size_t i = 0; i < folder.n; i++)
        if (folder.entries[i].regular && !is_over(d))
            add_entry(d, fd, &folder.entries[i]);
    ml_arena_reset(&arena);
    return !is_over(d);
}

static bool is_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* The walk feeds what it reads from a pipe; a file that is standard input it does not. */
static bool is_fed(const char *path)
{
    struct stat st;

    return is_input(path) && (fstat(STDIN_FILENO, &st) != 0 || !S_ISREG(st.st_mode));
}

static void *digest_main(void *arg)
{
    struct ml_digest *d = arg;
    struct stat st;
    int fd = is_input(d->path) ? dup(STDIN_FILENO)
                               : open(d->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return NULL;
    d->ok = fstat(fd, &st) == 0;
    if (d->ok && S_ISDIR(st.st_mode))
        d->ok = add_folder(d, fd);
    else if (d->ok && S_ISREG(st.st_mode))
        d->ok = add_file(d, d->md, fd, &d->bytes);
    else
        d->ok = false; /* a pipe or device: reading it twice is not possible */
    close(fd);
    return NULL;
}

struct ml_digest *ml_digest_start(const char *path, const struct ml_walk_usage *usage)
{
    struct ml_digest *d = calloc(1, sizeof(*d));

    if (!d || !(d->path = strdup(path)))
        ml_oom();
    d->usage = usage;
    d->md = md_new();
    if (is_fed(path))
        d->ok = true;
    else if (pthread_create(&d->thread, NULL, digest_main, d) == 0)
        d->threaded = true;
    return d;
}

void ml_digest_feed(void *digest, const void *bytes, size_t n)
{
    struct ml_digest *d = digest;

    EVP_DigestUpdate(d->md, bytes, n);
    d->bytes += n;
}

ml_str ml_digest_finish(struct ml_digest *d, struct ml_arena *arena, uint64_t *ret_bytes)
{
    char hex[2 * SHA256_BYTES + 1];
    ml_str text = ML_STR_NONE;

    if (d->threaded)
        pthread_join(d->thread, NULL);
    if (d->ok) {
        md_hex(d->md, hex);
        text = ml_arena_dup(arena, ml_str_of(hex));
    }
    *ret_bytes = d->bytes;
    EVP_MD_CTX_free(d->md);
    free(d->path);
    free(d);
    return text;
}
