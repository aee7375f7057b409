/* SPDX-License-Identifier: MIT */
/*
 * Makes a small fleet: makefleet DIR SERVERS SEED [NIGHT]
 *
 * SERVERS uploads of some ten kilobytes, SRV001.zip ..., and two dozen others: bombs,
 * cut off ones, archives that no tool would write, odd names, and logs whose worker
 * fails in marslog-chaos, or tries what it must not, as their names say. Same arguments, same bytes, but for the
 * encrypted one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "bench/lines.h"
#include "support/make_archive.h"
#include "support/make_bomb.h"
#include "support/make_zip.h"

static const char *const problems[] = {
    "Invalid vault credentials. (ID: 34513)",
    "The remote server returned an error: (407) Proxy Authentication Required.",
    "The current operation failed due to an internal service error [0x1FC07]. (ID: "
    "130055)",
    "There is insufficient disk space in the cache volume. (ID: 32500)",
};

static void save(const char *dir, const char *name, ml_str bytes)
{
    char path[4096];
    static const struct timespec times[2] = { { 1795215724, 0 }, { 1795215724, 0 } };

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(bytes.p ? bytes.p : "", 1, bytes.n, out) != bytes.n || fclose(out) != 0 ||
        utimensat(AT_FDCWD, path, times, 0) != 0) {
        perror(path);
        exit(1);
    }
}

static void add_log(struct ml_buf *out, uint64_t seed, unsigned nlines, const char *problem)
{
    struct lines lines;
    char line[1024];

    lines_seed(&lines, seed);
    lines.pause_ms = 1700000000 / nlines;
    for (unsigned i = 0; i < nlines; i++) {
        size_t n = lines_next(&lines, line, sizeof(line), 0);
        char *level = problem && i % 16 == 15 ? strstr(line, "NORMAL\t") : NULL;
        if (level)
            n = (size_t)(level - line) +
                (size_t)snprintf(level, sizeof(line) - (size_t)(level - line), "WARNING\t%s\r\n",
                                 problem);
        ml_buf_add(out, line, n);
    }
}

/* An upload: two logs and what names the server. */
static void make_upload(struct ml_buf *zip, const char *server, uint64_t seed)
{
    struct ml_buf old = { 0 }, current = { 0 }, info = { 0 };
    unsigned problem = (unsigned)(seed % 7);

    add_log(&old, seed * 2 + 1, 60, NULL);
    add_log(&current, seed * 2 + 2, 60, problem < ML_COUNT(problems) ? problems[problem] : NULL);
    ml_buf_printf(&info,
                  "Host Name:                 %s\r\n"
                  "OS Name:                   Microsoft Windows Server 2016 Standard\r\n",
                  server);
    struct zip_entry entries[] = {
        { ML_STR("Temp/CBEngine0.errlog"), ml_buf_view(&old), ZIP_DEFLATE, 0, 0 },
        { ML_STR("Temp/CBEngineCurr.errlog"), ml_buf_view(&current), ZIP_DEFLATE, 0, 0 },
        { ML_STR("systeminfo.txt"), ml_buf_view(&info), ZIP_DEFLATE, 0, 0 },
    };
    make_zip(zip, entries, ML_COUNT(entries));
    ml_buf_reset(&old);
    ml_buf_reset(&current);
    ml_buf_reset(&info);
}

/* A log, then a lot of nothing, as small as it gets. */
static void make_bomb(const char *dir, ml_str log)
{
    struct ml_buf piece = { 0 }, member = { 0 }, bomb = { 0 };
    size_t each = 8 << 20;

    memset(ml_buf_reserve(&piece, each), 0, each);
    piece.n = each;
    make_packed(&bomb, MAKE_GZIP, log);
    make_packed(&member, MAKE_GZIP, ml_buf_view(&piece));
    for (int i = 0; i < 8; i++) /* members of one gzip file are read as one */
        ml_buf_str(&bomb, ml_buf_view(&member));
    save(dir, "bomb.errlog.gz", ml_buf_view(&bomb));
    ml_buf_reset(&piece);
    ml_buf_reset(&member);
    ml_buf_reset(&bomb);
}

/* Every entry of its directory is the same local one. */
static void make_overlap(const char *dir, ml_str upload)
{
    struct ml_buf out = { 0 };
    size_t end = upload.n - 22, at = 0, first = 0;

    for (at = end; at > 4 && !first; at--) /* the last directory entry */
        if (memcmp(upload.p + at - 4, "PK\1\2", 4) == 0)
            first = at - 4;
    ml_str entry = ml_str_sub(upload, first, end - first);
    ml_buf_str(&out, ml_str_sub(upload, 0, first));
    for (int i = 0; i < 500; i++)
        ml_buf_str(&out, entry);
    put_u32(&out, 0x06054b50);
    put_u32(&out, 0);
    put_u16(&out, 500);
    put_u16(&out, 500);
    put_u32(&out, (uint32_t)(500 * entry.n));
    put_u32(&out, (uint32_t)first);
    put_u16(&out, 0);
    save(dir, "overlap.zip", ml_buf_view(&out));
    ml_buf_reset(&out);
}

/* Archives in archives, deeper than anybody looks. */
static void make_deep(const char *dir)
{
    struct ml_buf in = { 0 };

    ml_buf_text(&in, "text");
    for (int i = 0; i < 60; i++) {
        struct ml_buf out = { 0 };
        make_zip(&out, &(struct zip_entry){ ML_STR("a.zip"), ml_buf_view(&in), 0, 0, 0 }, 1);
        ml_buf_reset(&in);
        in = out;
    }
    save(dir, "deep.zip", ml_buf_view(&in));
    ml_buf_reset(&in);
}

/* One that holds itself, and one whose members hold each other. */
static void make_endless(const char *dir)
{
    struct ml_buf quine = { 0 }, overlapping = { 0 };

    make_quine(&quine);
    save(dir, "quine.zip", ml_buf_view(&quine));
    make_overlapping(&overlapping, 300, 1 << 20);
    save(dir, "bomb-overlapping.zip", ml_buf_view(&overlapping));
    ml_buf_reset(&quine);
    ml_buf_reset(&overlapping);
}

static void make_names(const char *dir)
{
    static char huge[40000];
    struct ml_buf zip = { 0 }, log = { 0 };

    memset(huge, 'n', sizeof(huge));
    add_log(&log, 99, 20, problems[0]);
    ml_str text = ml_buf_view(&log);
    struct zip_entry entries[] = {
        { { huge, sizeof(huge) }, text, 0, 0, 0 },
        { ML_STR("../../../../etc/cron.d/CBEngineCurr.errlog"), text, 0, 0, 0 },
        { ML_STR("<img src=x>\n\033[2J!:12/CBEngine1.errlog"), text, 0, 0, 0 },
        { { "a\0b.errlog", 10 }, text, 0, 0, 0 },
        { ML_STR("\xff\xfe\x80.errlog"), text, ZIP_UTF8, 0, 0 },
        { ML_STR(""), text, 0, 0, 0 },
        { ML_STR("//"), text, 0, 0, 0 },
        { ML_STR("link.errlog"), ML_STR("/etc/passwd"), ZIP_SYMLINK, 0, 0 },
        { ML_STR("CON:/aux.errlog"), text, ZIP_BAD_CRC, 0, 0 },
    };
    make_zip(&zip, entries, ML_COUNT(entries));
    save(dir, "names.zip", ml_buf_view(&zip));
    save(dir, "a 'b\" & <c>\n100%\033[2J.errlog", text);
    save(dir, "\xff\xc0\x80.errlog", text);
    save(dir, "=cmd,|calc!A0.errlog", text);
    ml_buf_reset(&zip);
    ml_buf_reset(&log);
}

static void make_hostile(const char *dir)
{
    static const char *const ways[] = { "crash", "exit", "flood", "memory", "say",
                                        "fork",  "exec", "socket", "write", "remove" };
    struct ml_buf upload = { 0 }, log = { 0 }, locked = { 0 };
    char name[64];

    make_upload(&upload, "CUT01", 5);
    ml_str zip = ml_buf_view(&upload);
    save(dir, "cut.zip", ml_str_sub(zip, 0, zip.n / 2));
    save(dir, "nothing.zip", ML_STR_NONE);
    save(dir, "noise.7z", ML_STR("7z\xbc\xaf\x27\x1c\0\4 and what is no archive"));
    make_overlap(dir, zip);
    make_deep(dir);
    make_endless(dir);
    make_names(dir);
    add_log(&log, 7, 30, problems[0]);
    make_bomb(dir, ml_buf_view(&log));
    struct make_entry entry = { .name = ML_STR("Temp/CBEngineCurr.errlog"),
                                .bytes = ml_buf_view(&log) };
    make_archive(&locked, MAKE_ZIP_CRYPT, MAKE_PLAIN, "secret", &entry, 1);
    save(dir, "locked.zip", ml_buf_view(&locked));
    for (size_t i = 0; i < ML_COUNT(ways); i++) {
        snprintf(name, sizeof(name), "chaos-%s.errlog", ways[i]);
        save(dir, name, ml_buf_view(&log));
    }
    ml_buf_reset(&upload);
    ml_buf_reset(&log);
    ml_buf_reset(&locked);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: makefleet DIR SERVERS SEED [NIGHT]\n");
        return 2;
    }
    unsigned servers = (unsigned)strtoul(argv[2], NULL, 10);
    uint64_t seed = strtoull(argv[3], NULL, 10);
    uint64_t night = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    char server[32], name[64];

    mkdir(argv[1], 0777);
    for (unsigned i = 1; i <= servers; i++) {
        struct ml_buf zip = { 0 };
        snprintf(server, sizeof(server), "SRV%03u", i);
        snprintf(name, sizeof(name), "%s.zip", server);
        /* A third of the servers sends something else each night. */
        make_upload(&zip, server, seed * 1000003 + i * 17 + (i % 3 ? 0 : night * 5));
        save(argv[1], name, ml_buf_view(&zip));
        ml_buf_reset(&zip);
    }
    make_hostile(argv[1]);
    return 0;
}
