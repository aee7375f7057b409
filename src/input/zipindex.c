/* SPDX-License-Identifier: MIT */
#include "input/zipindex.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/ban.h"

enum {
    END_BYTES = 22,          /* end of central directory record */
    ENTRY_BYTES = 46,        /* central directory entry without its names */
    LOCAL_BYTES = 30,        /* local header without its names */
    COMMENT_MAX = 65535,
    DIRECTORY_MAX = 64 << 20, /* bytes; a larger one is libarchive's alone */
    METHOD_DEFLATE = 8,
    FLAG_ENCRYPTED = 1,
};

struct ml_zipindex {
    int fd;
    uint64_t file_bytes;
    unsigned char *directory;
    struct ml_zipmember *members; /* as the directory has them */
    size_t n;
    uint32_t *by_name; /* members by name and offset */
};

static bool read_at(int fd, void *buf, size_t n, uint64_t at)
{
    return pread(fd, buf, n, (off_t)at) == (ssize_t)n;
}

/* Find the end record: the last one whose comment fills the file. */
static bool find_end(int fd, uint64_t file_bytes, unsigned char ret[END_BYTES])
{
    size_t n = file_bytes < END_BYTES + COMMENT_MAX ? (size_t)file_bytes
                                                    : END_BYTES + COMMENT_MAX;
    unsigned char *tail = malloc(n ? n : 1);
    bool found = false;

    if (!tail)
        ml_oom();
    if (n >= END_BYTES && read_at(fd, tail, n, file_bytes - n))
        for (size_t i = n - END_BYTES + 1; i > 0 && !found; i--) {
            const unsigned char *p = tail + i - 1;
            found = memcmp(p, "PK\5\6", 4) == 0 &&
                    ml_u16(p + 20) == n - (size_t)(p - tail) - END_BYTES;
            if (found)
                memcpy(ret, p, END_BYTES);
        }
    free(tail);
    return found;
}

/* One entry at p, of `left` bytes; its length, 0 when it is damaged. */
static size_t entry_bytes(const unsigned char *p, size_t left)
{
    if (left < ENTRY_BYTES || memcmp(p, "PK\1\2", 4) != 0)
        return 0;
    size_t n = (size_t)ENTRY_BYTES + ml_u16(p + 28) + ml_u16(p + 30) + ml_u16(p + 32);
    return n <= left ? n : 0;
}

static void add(struct ml_zipindex *index, size_t at)
{
    const unsigned char *p = index->directory + at;

    index->members[index->n++] = (struct ml_zipmember){
        .crc = ml_u32(p + 16),
        .data_bytes = ml_u32(p + 20),
        .size_bytes = ml_u32(p + 24),
        .local_bytes = ml_u32(p + 42),
        .name_at = (uint32_t)(at + ENTRY_BYTES),
        .name_bytes = ml_u16(p + 28),
        /* sizes of 4 GB and more stand elsewhere */
        .plain = ml_u16(p + 10) == METHOD_DEFLATE && !(ml_u16(p + 8) & FLAG_ENCRYPTED) &&
                ml_u32(p + 20) != UINT32_MAX && ml_u32(p + 24) != UINT32_MAX &&
                ml_u32(p + 42) != UINT32_MAX,
    };
}

static ml_str name_of(const struct ml_zipindex *index, const struct ml_zipmember *m)
{
    return (ml_str){ (const char *)index->directory + m->name_at, m->name_bytes };
}

static int by_name(const void *a, const void *b, void *ctx)
{
    const struct ml_zipindex *index = ctx;
    const struct ml_zipmember *x = &index->members[*(const uint32_t *)a];
    const struct ml_zipmember *y = &index->members[*(const uint32_t *)b];
    int c = ml_str_cmp(name_of(index, x), name_of(index, y));
    return c ? c : (x->local_bytes > y->local_bytes) - (x->local_bytes < y->local_bytes);
}

static bool read_directory(struct ml_zipindex *index)
{
    unsigned char end[END_BYTES] = { 0 };

    if (!find_end(index->fd, index->file_bytes, end))
        return false;
    size_t count = ml_u16(end + 10), bytes = ml_u32(end + 12);
    uint64_t at = ml_u32(end + 16);
    if (ml_u16(end + 4) || ml_u16(end + 6) || ml_u16(end + 8) != count || count == 0xffff ||
        bytes > DIRECTORY_MAX || at + bytes > index->file_bytes)
        return false;
    index->directory = malloc(bytes + 1);
    index->members = calloc(count + 1, sizeof(*index->members));
    index->by_name = calloc(count + 1, sizeof(*index->by_name));
    if (!index->directory || !index->members || !index->by_name)
        ml_oom();
    if (!read_at(index->fd, index->directory, bytes, at))
        return false;
    for (size_t i = 0, offset = 0; i < count; i++) {
        size_t n = entry_bytes(index->directory + offset, bytes - offset);
        if (!n)
            return false;
        add(index, offset);
        index->by_name[i] = (uint32_t)i;
        offset += n;
    }
    qsort_r(index->by_name, index->n, sizeof(*index->by_name), by_name, index);
    return true;
}

struct ml_zipindex *ml_zipindex_open(int fd)
{
    struct ml_zipindex *index = calloc(1, sizeof(*index));
    struct stat st;

    if (!index)
        ml_oom();
    index->fd = fd;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        index->file_bytes = (uint64_t)st.st_size;
    if (index->file_bytes && read_directory(index))
        return index;
    return ml_zipindex_close(index);
}

struct ml_zipindex *ml_zipindex_close(struct ml_zipindex *index)
{
    if (index) {
        free(index->directory);
        free(index->members);
        free(index->by_name);
        free(index);
    }
    return NULL;
}

/* The local header says where the bytes begin; it must agree with the directory. */
static bool data_offset(const struct ml_zipindex *index, const struct ml_zipmember *m,
                        uint64_t *ret)
{
    unsigned char local[LOCAL_BYTES];

    if (!read_at(index->fd, local, sizeof(local), m->local_bytes) ||
        memcmp(local, "PK\3\4", 4) != 0 || ml_u16(local + 8) != METHOD_DEFLATE ||
        (ml_u16(local + 6) & FLAG_ENCRYPTED) || ml_u16(local + 26) != m->name_bytes)
        return false;
    *ret = m->local_bytes + LOCAL_BYTES + ml_u16(local + 26) + ml_u16(local + 28);
    return *ret + m->data_bytes <= index->file_bytes;
}

bool ml_zipindex_find(const struct ml_zipindex *index, ml_str name, unsigned repeat,
                      uint64_t size_bytes, struct ml_zipmember *ret, uint64_t *ret_data)
{
    size_t lo = 0, hi = index->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (ml_str_cmp(name_of(index, &index->members[index->by_name[mid]]), name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    lo += repeat;
    if (lo >= index->n)
        return false;
    const struct ml_zipmember *m = &index->members[index->by_name[lo]];
    if (!ml_str_eq(name_of(index, m), name) || !m->plain || m->size_bytes != size_bytes)
        return false;
    *ret = *m;
    return data_offset(index, m, ret_data);
}
