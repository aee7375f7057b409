/* SPDX-License-Identifier: MIT */
#include "input/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/inflate.h"
#include "input/name.h"
#include "input/zipindex.h"
#include "base/ban.h"

enum { SOURCE_BYTES = 256 * 1024 };

struct ml_archive {
    struct archive *handle;
    int fd; /* -1: from the stream */
    int64_t offset_bytes, size_bytes;
    struct ml_stream *stream;
    struct ml_err stream_err; /* why the stream ended early */
    const char *const *passphrases;
    char *source; /* SOURCE_BYTES */
    /* A zip on a file: its plain members are inflated by inflate.h. */
    struct ml_zipindex *index;
    struct ml_names names;
    struct ml_inflate *inflate; /* of the current entry; NULL: libarchive's */
};

static la_ssize_t source_read(struct archive *handle, void *ctx, const void **ret)
{
    struct ml_archive *a = ctx;
    ssize_t n;

    *ret = a->source;
    if (a->fd >= 0) {
        do
            n = pread(a->fd, a->source, SOURCE_BYTES, a->offset_bytes);
        while (n < 0 && errno == EINTR);
        if (n < 0)
            archive_set_error(handle, errno, "cannot read");
        else
            a->offset_bytes += n;
        return n;
    }
    n = ml_stream_read(a->stream, a->source, SOURCE_BYTES, &a->stream_err);
    if (n < 0)
        archive_set_error(handle, EIO, "%s", a->stream_err.text);
    return n;
}

static la_int64_t source_skip(struct archive *handle, void *ctx, la_int64_t request)
{
    struct ml_archive *a = ctx;
    (void)handle;

    if (a->fd < 0 || request <= 0 || a->offset_bytes >= a->size_bytes)
        return 0;
    if (request > a->size_bytes - a->offset_bytes)
        request = a->size_bytes - a->offset_bytes;
    a->offset_bytes += request;
    return request;
}

static la_int64_t source_seek(struct archive *handle, void *ctx, la_int64_t offset,
                              int whence)
{
    struct ml_archive *a = ctx;
    int64_t base = whence == SEEK_CUR   ? a->offset_bytes
                   : whence == SEEK_END ? a->size_bytes
                                        : 0;
    (void)handle;

    if (offset < -base || offset > INT64_MAX - base)
        return ARCHIVE_FATAL;
    a->offset_bytes = base + offset;
    return a->offset_bytes;
}

static void enable(struct archive *handle, enum ml_file_kind kind)
{
    switch (kind) {
    case ML_FILE_ZIP:
        archive_read_support_format_zip(handle);
        return;
    case ML_FILE_7Z:
        archive_read_support_format_7zip(handle);
        return;
    case ML_FILE_CAB:
        archive_read_support_format_cab(handle);
        return;
    case ML_FILE_GZIP:
        archive_read_support_filter_gzip(handle);
        break;
    case ML_FILE_BZIP2:
        archive_read_support_filter_bzip2(handle);
        break;
    case ML_FILE_XZ:
        archive_read_support_filter_xz(handle);
        break;
    case ML_FILE_ZSTD:
        archive_read_support_filter_zstd(handle);
        break;
    default:
        break;
    }
    archive_read_support_format_tar(handle);
    if (kind != ML_FILE_TAR) /* a compressed single file */
        archive_read_support_format_raw(handle);
}

static enum ml_rc fail(struct ml_archive *a, struct ml_err *err, enum ml_rc rc)
{
    const char *why = archive_error_string(a->handle);
    enum ml_err_kind kind = a->stream_err.kind == ML_ERR_LIMIT ? ML_ERR_LIMIT
                                                               : ML_ERR_FORMAT;
    return ml_err_set(err, rc, kind, "%s", why ? why : "unreadable archive");
}

enum ml_rc ml_archive_open(struct ml_archive **ret, enum ml_file_kind kind, int fd,
                           struct ml_stream *stream, const char *const *passphrases,
                           struct ml_err *err)
{
    struct ml_archive *a = calloc(1, sizeof(*a));

    if (!a || !(a->source = malloc(SOURCE_BYTES)) || !(a->handle = archive_read_new()))
        ml_oom();
    a->fd = fd;
    a->stream = stream;
    a->passphrases = passphrases;
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0)
        a->size_bytes = st.st_size;
    enable(a->handle, kind);
    for (size_t i = 0; passphrases && passphrases[i]; i++)
        archive_read_add_passphrase(a->handle, passphrases[i]);
    archive_read_set_read_callback(a->handle, source_read);
    archive_read_set_skip_callback(a->handle, source_skip);
    if (fd >= 0)
        archive_read_set_seek_callback(a->handle, source_seek);
    archive_read_set_callback_data(a->handle, a);
    if (archive_read_open1(a->handle) != ARCHIVE_OK) {
        enum ml_rc rc = fail(a, err, ML_FAIL);
        ml_archive_close(a);
        return rc;
    }
    if (kind == ML_FILE_ZIP && fd >= 0)
        a->index = ml_zipindex_open(fd);
    *ret = a;
    return ML_OK;
}

/* Find the entry in the index; what is not found there is left to libarchive. */
static void open_inflate(struct ml_archive *a, const struct ml_entry *entry)
{
    struct ml_zipmember member;
    uint64_t data;
    unsigned repeat = ml_names_count(&a->names, entry->raw_name);

    if (!entry->encrypted && entry->size_known &&
        ml_zipindex_find(a->index, entry->raw_name, repeat, entry->size_bytes, &member,
                         &data))
        a->inflate = ml_inflate_open(a->fd, &member, data);
}

static void fill(struct ml_entry *ret, struct archive_entry *entry, int format)
{
    *ret = (struct ml_entry){ 0 };
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    if (format != ARCHIVE_FORMAT_RAW)
        ret->raw_name = ml_str_of(name);
    ret->size_known = archive_entry_size_is_set(entry);
    ret->size_bytes = ret->size_known && archive_entry_size(entry) > 0
                          ? (uint64_t)archive_entry_size(entry)
                          : 0;
    /* Before 1981 is how zip says "none". */
    if (archive_entry_mtime_is_set(entry) &&
        archive_entry_mtime(entry) > INT64_C(347155200))
        ret->mtime = (struct ml_time){ archive_entry_mtime(entry) * ML_SECOND_US,
                                       ML_CLOCK_BARE };
    mode_t type = archive_entry_filetype(entry);
    ret->folder = type == AE_IFDIR;
    ret->regular = (type == AE_IFREG || type == 0) && !archive_entry_hardlink(entry) &&
                   !archive_entry_symlink(entry);
    ret->encrypted = archive_entry_is_data_encrypted(entry) == 1 ||
                     archive_entry_is_metadata_encrypted(entry) == 1;
}

enum ml_rc ml_archive_next(struct ml_archive *a, struct ml_entry *ret,
                           struct ml_err *err)
{
    struct archive_entry *entry;
    int rc;

    a->inflate = ml_inflate_close(a->inflate);
    do
        rc = archive_read_next_header(a->handle, &entry);
    while (rc == ARCHIVE_RETRY);
    if (rc == ARCHIVE_EOF)
        return a->stream_err.kind ? fail(a, err, ML_FAIL) : ML_END;
    if (rc == ARCHIVE_FATAL)
        return fail(a, err, ML_FAIL);
    if (rc == ARCHIVE_FAILED)
        return fail(a, err, ML_SKIP);
    fill(ret, entry, archive_format(a->handle));
    if (a->index)
        open_inflate(a, ret);
    return ML_OK;
}

ssize_t ml_archive_read(struct ml_archive *a, void *buf, size_t cap, struct ml_err *err)
{
    la_ssize_t n;

    if (a->inflate)
        return ml_inflate_read(a->inflate, buf, cap, err);
    do
        n = archive_read_data(a->handle, buf, cap);
    while (n == ARCHIVE_RETRY);
    if (n >= 0)
        return n;
    fail(a, err, ML_SKIP);
    return -1;
}

struct ml_archive *ml_archive_close(struct ml_archive *a)
{
    if (a) {
        archive_read_free(a->handle);
        ml_inflate_close(a->inflate);
        ml_zipindex_close(a->index);
        ml_names_reset(&a->names);
        free(a->source);
        free(a);
    }
    return NULL;
}
