/* SPDX-License-Identifier: MIT */
/*
 * Makes the uploads of a fleet: genfleet DIR SERVERS SEED [LEAST MOST [NIGHT]]
 *
 * One zip a server, SRV00001.zip ..., of LEAST to MOST bytes unpacked (500000 to
 * 10000000): two errlogs and a systeminfo. A third of the servers has a problem. NIGHT
 * moves the logs on by so many days. Same arguments, same bytes.
 *
 * Ten gigabytes would take minutes to make up and to pack. So a timeline of twelve days
 * is cut into slots, for each of which some pieces of log are made and deflated once; a
 * log is a piece for each of its slots, put one behind the other. No two servers have
 * the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "lines.h"
#include "support/make_zip.h"

static const char *const problems[] = {
    "Invalid vault credentials provided. The file is either corrupted or does not have "
    "the latest credentials associated with recovery service. (ID: 34513)",
    "The Microsoft Azure Recovery Services Agent was unable to connect to Microsoft "
    "Azure Backup. (ID: 100050)",
    "The remote server returned an error: (407) Proxy Authentication Required.",
    "The current operation failed due to an internal service error [0x1FC07]. (ID: "
    "130055)",
    "There is insufficient disk space in the cache volume. (ID: 32500)",
};
enum { NPROBLEMS = ML_COUNT(problems), NPLAIN = 4, PIECE_BYTES = 128000, LINE_BYTES = 160 };

/* Some text, deflated up to a byte's end, so that another piece may follow. */
struct piece {
    struct ml_buf packed;
    uint32_t crc, bytes;
};

struct pool {
    unsigned nslots, day;
    uint32_t piece_bytes;
    struct piece (*slots)[NPLAIN + NPROBLEMS]; /* the last ones say a problem */
};

static void pack(struct piece *p, ml_str text)
{
    z_stream z = { 0 };

    if (deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    size_t cap = deflateBound(&z, text.n) + 64;
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)ml_buf_reserve(&p->packed, cap);
    z.avail_out = (uInt)cap;
    if (deflate(&z, Z_FULL_FLUSH) != Z_OK || z.avail_in)
        abort();
    p->packed.n = z.total_out;
    p->crc = (uint32_t)crc32(0, (const Bytef *)text.p, (uInt)text.n);
    p->bytes = (uint32_t)text.n;
    deflateEnd(&z);
}

/* `problem`: said once in a while; NPROBLEMS: none. */
static void make_piece(struct piece *p, const struct pool *pool, unsigned slot, unsigned variant)
{
    unsigned problem = variant < NPLAIN ? NPROBLEMS : variant - NPLAIN;
    uint64_t span_ms = UINT64_C(12) * 86400000 / pool->nslots;
    struct ml_buf text = { 0 };
    struct lines lines;
    char line[1024];

    lines_seed(&lines, (uint64_t)slot * 64 + variant + 1);
    lines.pause_ms = (uint32_t)(span_ms * 2 / (pool->piece_bytes / LINE_BYTES + 1));
    lines.first_day = pool->day;
    lines.ms = span_ms * slot;
    for (bool is_said = false; text.n < pool->piece_bytes;) {
        size_t n = lines_next(&lines, line, sizeof(line), 0);
        char *level = problem < NPROBLEMS && (!is_said || lines_random(500) == 0)
                          ? strstr(line, "NORMAL\t")
                          : NULL;
        if (level) {
            n = (size_t)(level - line) + (size_t)snprintf(level, sizeof(line) - (size_t)(level - line),
                                                          "WARNING\t%s\r\n", problems[problem]);
            is_said = true;
        }
        ml_buf_add(&text, line, n);
    }
    pack(p, ml_buf_view(&text));
    ml_buf_reset(&text);
}

static void fill(struct pool *pool, uint32_t most)
{
    pool->nslots = most / pool->piece_bytes + 2;
    pool->slots = calloc(pool->nslots, sizeof(*pool->slots));
    if (!pool->slots)
        ml_oom();
    for (unsigned i = 0; i < pool->nslots; i++)
        for (unsigned k = 0; k < NPLAIN + NPROBLEMS; k++)
            make_piece(&pool->slots[i][k], pool, i, k);
}

/* ---- a zip of what is packed already ---- */

struct member {
    const char *name;
    struct ml_buf packed;
    uint32_t crc, bytes, at;
};

static void append(struct member *m, const struct piece *p)
{
    ml_buf_str(&m->packed, ml_buf_view(&p->packed));
    m->crc = (uint32_t)crc32_combine(m->crc, p->crc, p->bytes);
    m->bytes += p->bytes;
}

static void put_header(struct ml_buf *zip, const struct member *m, unsigned date)
{
    put_u16(zip, 20);
    put_u16(zip, 0);
    put_u16(zip, 8);
    put_u16(zip, ZIP_DOS_TIME);
    put_u16(zip, date);
    put_u32(zip, m->crc);
    put_u32(zip, (uint32_t)m->packed.n);
    put_u32(zip, m->bytes);
    put_u16(zip, (unsigned)strlen(m->name));
    put_u16(zip, 0);
}

static void put_zip(struct ml_buf *zip, struct member *members, unsigned n, unsigned date)
{
    for (unsigned i = 0; i < n; i++) {
        struct member *m = &members[i];
        ml_buf_add(&m->packed, "\3\0", 2); /* the last block, empty */
        m->at = (uint32_t)zip->n;
        put_u32(zip, 0x04034b50);
        put_header(zip, m, date);
        ml_buf_text(zip, m->name);
        ml_buf_str(zip, ml_buf_view(&m->packed));
    }
    uint32_t directory = (uint32_t)zip->n;
    for (unsigned i = 0; i < n; i++) {
        put_u32(zip, 0x02014b50);
        put_u16(zip, 20);
        put_header(zip, &members[i], date);
        put_u16(zip, 0); /* comment, disk, attributes */
        put_u16(zip, 0);
        put_u16(zip, 0);
        put_u32(zip, 0);
        put_u32(zip, members[i].at);
        ml_buf_text(zip, members[i].name);
    }
    uint32_t end = (uint32_t)zip->n;
    put_u32(zip, 0x06054b50);
    put_u32(zip, 0);
    put_u16(zip, n);
    put_u16(zip, n);
    put_u32(zip, end - directory);
    put_u32(zip, directory);
    put_u16(zip, 0);
}

static void make_bundle(const char *path, const struct pool *pool, unsigned server, uint32_t want)
{
    unsigned n = want / pool->piece_bytes + 1, problem = lines_random(3 * NPROBLEMS);
    struct ml_buf text = { 0 }, zip = { 0 };
    struct piece info = { .crc = 0 };
    struct member members[] = { { .name = "Temp/CBEngine0.errlog" },
                                { .name = "Temp/CBEngineCurr.errlog" },
                                { .name = "systeminfo.txt" } };

    for (unsigned i = 0; i < n; i++) {
        unsigned slot = (unsigned)((uint64_t)i * pool->nslots / n);
        bool is_old = i < n / 2, is_problem = i + 1 == n && problem < NPROBLEMS;
        unsigned variant = is_problem ? NPLAIN + problem : lines_random(NPLAIN);
        append(&members[is_old ? 0 : 1], &pool->slots[slot][variant]);
    }
    ml_buf_printf(&text,
                  "Host Name:                 SRV%05u\r\n"
                  "OS Name:                   Microsoft Windows Server 2016 Standard\r\n"
                  "OS Version:                10.0.14393 N/A Build 14393\r\n",
                  server);
    pack(&info, ml_buf_view(&text));
    append(&members[2], &info);
    put_zip(&zip, members, ML_COUNT(members),
            (2026 - 1980) << 9 | 11 << 5 | (pool->day + 14));
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(zip.p, 1, zip.n, out) != zip.n || fclose(out) != 0) {
        perror(path);
        exit(1);
    }
    for (unsigned i = 0; i < ML_COUNT(members); i++)
        ml_buf_reset(&members[i].packed);
    ml_buf_reset(&info.packed);
    ml_buf_reset(&text);
    ml_buf_reset(&zip);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: genfleet DIR SERVERS SEED [LEAST MOST [NIGHT]]\n");
        return 2;
    }
    unsigned servers = (unsigned)strtoul(argv[2], NULL, 10);
    unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);
    uint32_t least = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 500000;
    uint32_t most = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : 10000000;
    unsigned night = argc > 6 ? (unsigned)strtoul(argv[6], NULL, 10) : 0;
    struct pool pool = { .day = night % 12,
                         .piece_bytes = least / 4 < PIECE_BYTES ? least / 4 + 1 : PIECE_BYTES };
    char path[4096];

    mkdir(argv[1], 0777);
    fill(&pool, most);
    for (unsigned i = 1; i <= servers; i++) {
        struct lines dice;
        lines_seed(&dice, (uint64_t)(seed + 1) * 40503u + i * 2654435761u + night);
        uint32_t want = least + lines_random(most - least + 1);
        snprintf(path, sizeof(path), "%s/SRV%05u.zip", argv[1], i);
        make_bundle(path, &pool, i, want);
    }
    return 0; /* the pool ends with the process */
}
