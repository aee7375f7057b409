/* SPDX-License-Identifier: MIT */
#include "input/spool.h"

#include <errno.h>
#include <stdbool.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
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
    int fd = open_unlinked(ret_err);
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
    close(fd);
    return ML_SKIP;
}
