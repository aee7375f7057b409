/* SPDX-License-Identifier: MIT */
#include "input/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ban.h"

enum { PIECE_BYTES = 256 * 1024 };

static int open_unlinked(struct ml_err *err)
{
    const char *dir = getenv("TMPDIR");
    char path[4096];

    if (!dir || !*dir)
        dir = "/tmp";
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    snprintf(path, sizeof(path), "%s/marslog-XXXXXX", dir);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        ml_err_sys(err, ML_SKIP, errno, "cannot make a temporary file in %s", dir);
    else
        unlink(path);
    return fd;
}

/* What was opened beforehand. Emptied when taken, not when given back: a process that
 * ends needs not. */
static struct {
    pthread_mutex_t lock;
    bool is_used;
    int *fds;
    bool *taken;
    unsigned n, left;
    struct ml_err why;
} store = { .lock = PTHREAD_MUTEX_INITIALIZER };

void ml_spool_open(int *ret_fds, unsigned n, unsigned *ret_n, struct ml_err *err)
{
    int fd;

    *ret_n = 0;
    while (*ret_n < n && (fd = open_unlinked(err)) >= 0)
        ret_fds[(*ret_n)++] = fd;
}

void ml_spool_prepare(const int *fds, unsigned n, const struct ml_err *why)
{
    store.is_used = true;
    store.n = store.left = n;
    store.fds = calloc(n + 1, sizeof(*store.fds));
    store.taken = calloc(n + 1, sizeof(*store.taken));
    if (!store.fds || !store.taken)
        ml_oom();
    if (n)
        memcpy(store.fds, fds, n * sizeof(*fds));
    store.why.kind = ML_ERR_NONE;
    if (why)
        store.why = *why;
}

unsigned ml_spool_left(void)
{
    pthread_mutex_lock(&store.lock);
    unsigned left = store.is_used ? store.left : UINT_MAX;
    pthread_mutex_unlock(&store.lock);
    return left;
}

static int take_prepared(struct ml_err *err)
{
    int fd = -1;

    pthread_mutex_lock(&store.lock);
    for (unsigned i = 0; i < store.n && fd < 0; i++)
        if (!store.taken[i]) {
            store.taken[i] = true;
            store.left--;
            fd = store.fds[i];
        }
    pthread_mutex_unlock(&store.lock);
    if (fd >= 0 && (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)) {
        ml_err_sys(err, ML_SKIP, errno, "cannot empty a temporary file");
        ml_spool_close(fd);
        return -1;
    }
    if (fd < 0 && store.why.kind)
        *err = store.why;
    else if (fd < 0)
        ml_err_set(err, ML_SKIP, ML_ERR_LIMIT, "too many temporary files at a time");
    return fd;
}

void ml_spool_close(int fd)
{
    bool is_ours = false;

    pthread_mutex_lock(&store.lock);
    for (unsigned i = 0; i < store.n && !is_ours; i++)
        if (store.taken[i] && store.fds[i] == fd) {
            store.taken[i] = false;
            store.left++;
            is_ours = true;
        }
    pthread_mutex_unlock(&store.lock);
    if (!is_ours)
        close(fd);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

enum ml_rc ml_spool(struct ml_stream *stream, uint64_t max_bytes, int *ret_fd,
                    struct ml_err *ret_err)
{
    char *piece = malloc(PIECE_BYTES);
    uint64_t total = 0;
    ssize_t n;

    if (!piece)
        ml_oom();
    ret_err->kind = ML_ERR_NONE;
    int fd = store.is_used ? take_prepared(ret_err) : open_unlinked(ret_err);
    if (fd < 0) {
        free(piece);
        return ML_SKIP;
    }
    while ((n = ml_stream_read(stream, piece, PIECE_BYTES, ret_err)) > 0) {
        total += (uint64_t)n;
        if (total > max_bytes) {
            ml_err_set(ret_err, ML_SKIP, ML_ERR_LIMIT,
                       "nested archive too large for a temporary file");
            goto fail;
        }
        if (!write_all(fd, piece, (size_t)n)) {
            ml_err_sys(ret_err, ML_SKIP, errno, "cannot write the temporary file");
            goto fail;
        }
    }
    free(piece);
    *ret_fd = fd;
    return ML_OK;
fail:
    free(piece);
    ml_spool_close(fd);
    return ML_SKIP;
}
