/* SPDX-License-Identifier: MIT */
#include "input/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ban.h"

enum { PIECE_BYTES = 256 * 1024 };

int ml_spool_open(struct ml_err *err)
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

/* Files from elsewhere. Emptied when taken, not when given back: a process that ends needs
 * not. */
static struct {
    pthread_mutex_t lock;
    const struct ml_spool_source *source; /* NULL: files are made here */
    struct kept {
        int fd;
        bool taken;
    } *kept;
    size_t nkept, cap, max;
} store = { .lock = PTHREAD_MUTEX_INITIALIZER };

void ml_spool_from(const struct ml_spool_source *source, unsigned max)
{
    store.source = source;
    store.max = max;
}

/* With the lock held. */
static int take(struct ml_err *err)
{
    for (size_t i = 0; i < store.nkept; i++)
        if (!store.kept[i].taken) {
            store.kept[i].taken = true;
            return store.kept[i].fd;
        }
    if (store.nkept == store.max)
        return ml_err_set(err, -1, ML_ERR_LIMIT, "too many temporary files at a time");
    struct kept got = { store.source->open(store.source->ctx, err), true };
    if (got.fd >= 0)
        ML_PUSH(store.kept, store.nkept, store.cap, got);
    return got.fd;
}

static int take_empty(struct ml_err *err)
{
    pthread_mutex_lock(&store.lock);
    int fd = take(err);
    pthread_mutex_unlock(&store.lock);
    if (fd < 0 || (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0))
        return fd;
    ml_err_sys(err, ML_SKIP, errno, "cannot empty a temporary file");
    ml_spool_close(fd);
    return -1;
}

void ml_spool_close(int fd)
{
    bool is_kept = false;

    pthread_mutex_lock(&store.lock);
    for (size_t i = 0; i < store.nkept && !is_kept; i++)
        if (store.kept[i].taken && store.kept[i].fd == fd) {
            store.kept[i].taken = false;
            is_kept = true;
        }
    pthread_mutex_unlock(&store.lock);
    if (!is_kept)
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
    int fd = store.source ? take_empty(ret_err) : ml_spool_open(ret_err);
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
