/* SPDX-License-Identifier: MIT */
#include "input/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
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
    enum ml_file_kind kind;
    int fd; /* -1: from the stream */
    int64_t offset_bytes, size_bytes;
    struct ml_stream *stream;
    struct ml_err stream_err; /* why the stream ended early */
    const char *const *passphrases;
    char *source; /* SOURCE_BYTES */
    /* Bytes of the current entry that libarchive gave and nobody took yet. */
    const char *block;
    size_t nblock;
    int64_t block_at, at; /* offsets in the entry: zeros lie between */
    struct ml_err late;   /* comes behind the bytes that came before it */
    /* A zip on a file: its plain members are inflated by inflate.h. */
    struct ml_zipindex *index;
    struct ml_names names;
    struct ml_inflate *inflate; /* of the current entry; NULL: libarchive's */
};

/* libarchive gives names in the character set of the locale; what that cannot hold is
 * lost. */
static locale_t utf8;
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void utf8_make(void)
{
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static locale_t utf8_enter(void)
{
    pthread_once(&utf8_once, utf8_make);
    return utf8 ? uselocale(utf8) : (locale_t)0;
}

static void utf8_leave(locale_t before)
{
    if (before)
        uselocale(before);
}

void ml_archive_prepare(void)
{
    utf8_leave(utf8_enter());
}

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
    if (kind != ML_FILE_TAR) { /* a compressed single file */
        archive_read_support_format_raw(handle);
        archive_read_support_format_empty(handle);
    }
}

static enum ml_rc fail(struct ml_archive *a, struct ml_err *err, enum ml_rc rc)
{
    const char *why = archive_error_string(a->handle);
    enum ml_err_kind kind = a->stream_err.kind == ML_ERR_LIMIT ? ML_ERR_LIMIT
                                                               : ML_ERR_FORMAT;
    ml_str said = ml_str_of(why ? why : "unreadable archive");
    /* Numbers depend on how the bytes came: "Truncated input file (needed 5 bytes,
     * only 2 available)", "ZIP bad CRC: 0x1 should be 0x2". */
    said = ml_str_sub(said, 0, ml_str_find(said, ML_STR(" (")));
    said = ml_str_sub(said, 0, ml_str_find(said, ML_STR(": 0x")));
    return ml_err_set(err, rc, kind, "%.*s", ML_STR_ARG(said));
}

enum ml_rc ml_archive_open(struct ml_archive **ret, enum ml_file_kind kind, int fd,
                           struct ml_stream *stream, const char *const *passphrases,
                           struct ml_err *err)
{
    struct ml_archive *a = calloc(1, sizeof(*a));

    if (!a || !(a->source = malloc(SOURCE_BYTES)) || !(a->handle = archive_read_new()))
        ml_oom();
    a->kind = kind;
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

/* DOS stamps are the local time of the machine that packed; tar and 7z have UTC. */
static bool is_local_time(int format)
{
    int base = format & ARCHIVE_FORMAT_BASE_MASK;
    return base == ARCHIVE_FORMAT_ZIP || base == ARCHIVE_FORMAT_CAB;
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
                                       is_local_time(format) ? ML_CLOCK_BARE
                                                             : ML_CLOCK_UTC };
    mode_t type = archive_entry_filetype(entry);
    ret->folder = type == AE_IFDIR;
    ret->regular = (type == AE_IFREG || type == 0) && !archive_entry_hardlink(entry) &&
                   !archive_entry_symlink(entry);
    ret->encrypted = archive_entry_is_data_encrypted(entry) == 1 ||
                     archive_entry_is_metadata_encrypted(entry) == 1;
}

/* Without the record at a zip's end libarchive goes by the local headers, and calls
 * their end the end of the archive, however much is missing behind it. It is looked for
 * where libarchive does: behind it there may be a comment. */
static bool has_end_record(const struct ml_archive *a)
{
    enum { TAIL_BYTES = 16384, MARK_BYTES = 4 };
    char tail[TAIL_BYTES];
    int64_t at = a->size_bytes > TAIL_BYTES ? a->size_bytes - TAIL_BYTES : 0;
    ssize_t n = pread(a->fd, tail, TAIL_BYTES, at);

    for (ssize_t i = n - MARK_BYTES; i >= 0; i--)
        if (memcmp(tail + i, "PK\5\6", MARK_BYTES) == 0)
            return true;
    return false;
}

enum ml_rc ml_archive_next(struct ml_archive *a, struct ml_entry *ret,
                           struct ml_err *err)
{
    struct archive_entry *entry;
    int rc;

    a->inflate = ml_inflate_close(a->inflate);
    a->nblock = 0;
    a->at = a->block_at = 0;
    a->late.kind = ML_ERR_NONE;
    locale_t before = utf8_enter();
    do
        rc = archive_read_next_header(a->handle, &entry);
    while (rc == ARCHIVE_RETRY);
    utf8_leave(before);
    if (rc == ARCHIVE_EOF && a->kind == ML_FILE_ZIP && a->fd >= 0 && !a->index &&
        !has_end_record(a))
        return ml_err_set(err, ML_FAIL, ML_ERR_FORMAT, "the end of the zip is missing");
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

/* Get more bytes of the entry. archive_read_data() would lose what it copied before an
 * error, and a last block whose checksum is wrong. */
static bool next_block(struct ml_archive *a)
{
    const void *block = NULL;
    size_t n = 0;
    la_int64_t at = a->at;
    int rc;

    do
        rc = archive_read_data_block(a->handle, &block, &n, &at);
    while (rc == ARCHIVE_RETRY);
    if (rc == ARCHIVE_EOF)
        return false;
    if (rc < ARCHIVE_OK)
        fail(a, &a->late, ML_SKIP);
    if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN) {
        a->block = block;
        a->nblock = n;
        a->block_at = at;
    }
    return true;
}

ssize_t ml_archive_read(struct ml_archive *a, void *buf, size_t cap, struct ml_err *err)
{
    if (a->inflate)
        return ml_inflate_read(a->inflate, buf, cap, err);
    while (a->nblock == 0) {
        if (a->late.kind) {
            *err = a->late;
            return -1;
        }
        if (!next_block(a))
            return 0;
    }
    if (a->block_at > a->at) { /* a hole in a sparse file */
        uint64_t hole = (uint64_t)(a->block_at - a->at);
        cap = hole < cap ? (size_t)hole : cap;
        memset(buf, 0, cap);
    } else {
        cap = a->nblock < cap ? a->nblock : cap;
        memcpy(buf, a->block, cap);
        a->block += cap;
        a->block_at += (int64_t)cap;
        a->nblock -= cap;
    }
    a->at += (int64_t)cap;
    return (ssize_t)cap;
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
