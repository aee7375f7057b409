/* SPDX-License-Identifier: MIT */
#include "support/make_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

enum { MTIME = 1795136523 }; /* 2026-11-20T01:02:03Z */

static void must(struct archive *a, int rc)
{
    if (rc >= ARCHIVE_WARN)
        return;
    fprintf(stderr, "make_archive: %s\n", archive_error_string(a));
    abort();
}

static la_ssize_t add(struct archive *a, void *ctx, const void *bytes, size_t n)
{
    (void)a;
    ml_buf_add(ctx, bytes, n);
    return (la_ssize_t)n;
}

static struct archive *begin(enum make_filter filter)
{
    struct archive *a = archive_write_new();

    if (!a)
        abort();
    archive_write_set_bytes_per_block(a, 0);
    switch (filter) {
    case MAKE_PLAIN:
        break;
    case MAKE_GZIP:
        must(a, archive_write_add_filter_gzip(a));
        must(a, archive_write_set_filter_option(a, "gzip", "timestamp", NULL));
        break;
    case MAKE_BZIP2:
        must(a, archive_write_add_filter_bzip2(a));
        break;
    case MAKE_XZ:
        must(a, archive_write_add_filter_xz(a));
        break;
    case MAKE_ZSTD:
        must(a, archive_write_add_filter_zstd(a));
        break;
    }
    return a;
}

static void set_format(struct archive *a, enum make_format format, const char *passphrase)
{
    switch (format) {
    case MAKE_TAR:
        must(a, archive_write_set_format_ustar(a));
        break;
    case MAKE_PAX:
        must(a, archive_write_set_format_pax(a));
        break;
    case MAKE_7Z:
        must(a, archive_write_set_format_7zip(a));
        break;
    case MAKE_ZIP_AES:
    case MAKE_ZIP_CRYPT:
        must(a, archive_write_set_format_zip(a));
        must(a, archive_write_set_options(a, format == MAKE_ZIP_AES
                                                 ? "zip:encryption=aes256"
                                                 : "zip:encryption=traditional"));
        must(a, archive_write_set_passphrase(a, passphrase));
        break;
    }
}

static void put_entry(struct archive *a, const struct make_entry *e)
{
    struct archive_entry *entry = archive_entry_new();
    char name[1024];

    snprintf(name, sizeof(name), "%.*s", ML_STR_ARG(e->name));
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, e->link ? AE_IFLNK : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, e->mtime ? e->mtime : MTIME, 0);
    if (e->link)
        archive_entry_set_symlink(entry, e->link);
    if (e->hard_link)
        archive_entry_set_hardlink(entry, e->hard_link);
    archive_entry_set_size(entry, e->link || e->hard_link ? 0 : (la_int64_t)e->bytes.n);
    must(a, archive_write_header(a, entry));
    if (!e->link && !e->hard_link && e->bytes.n)
        if (archive_write_data(a, e->bytes.p, e->bytes.n) < 0)
            must(a, ARCHIVE_FATAL);
    archive_entry_free(entry);
}

void make_archive(struct ml_buf *out, enum make_format format, enum make_filter filter,
                  const char *passphrase, const struct make_entry *entries, size_t n)
{
    struct archive *a = begin(filter);
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0; /* for names */

    set_format(a, format, passphrase);
    must(a, archive_write_open(a, out, NULL, add, NULL));
    for (size_t i = 0; i < n; i++)
        put_entry(a, &entries[i]);
    must(a, archive_write_close(a));
    archive_write_free(a);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
}

void make_packed(struct ml_buf *out, enum make_filter filter, ml_str bytes)
{
    struct archive *a = begin(filter);

    must(a, archive_write_set_format_raw(a));
    must(a, archive_write_open(a, out, NULL, add, NULL));
    put_entry(a, &(struct make_entry){ .name = ML_STR("data"), .bytes = bytes });
    must(a, archive_write_close(a));
    archive_write_free(a);
}
