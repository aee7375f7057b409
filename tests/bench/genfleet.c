/* SPDX-License-Identifier: MIT */
/*
 * Makes the uploads of a fleet: genfleet DIR SERVERS SEED [LEAST MOST [NIGHT]]
 *
 * One zip a server, SRV00001.zip ..., of LEAST to MOST bytes unpacked (500000 to
 * 10000000): two errlogs, a systeminfo, a scratch listing. Some servers have a problem,
 * most have none. NIGHT moves the logs on by so many days. Same arguments, same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "lines.h"
#include "support/make_zip.h"

static const char *const problems[] = {
    "Invalid vault credentials provided. The file is either corrupted or does not have "
    "the "
    "latest credentials associated with recovery service. (ID: 34513)",
    "The Microsoft Azure Recovery Services Agent was unable to connect to Microsoft "
    "Azure "
    "Backup. (ID: 100050)",
    "The remote server returned an error: (407) Proxy Authentication Required.",
    "The current operation failed due to an internal service error [0x1FC07]. (ID: "
    "130055)",
    "There is insufficient disk space in the cache volume. (ID: 32500)",
};
enum { NPROBLEMS = 5 };

/* `problem` is said once in a while, from the middle on; NPROBLEMS: none. */
static void add_log(struct ml_buf *out, struct lines *lines, size_t want,
                    unsigned problem)
{
    char line[1024];
    size_t start = out->n;

    while (out->n - start < want) {
        size_t n = lines_next(lines, line, sizeof(line), 0);
        char *level = problem < NPROBLEMS && lines_random(1000) == 0
                          ? strstr(line, "NORMAL\t")
                          : NULL;
        if (level)
            n = (size_t)(level - line) +
                (size_t)snprintf(level, sizeof(line) - (size_t)(level - line),
                                 "WARNING\t%s\r\n", problems[problem]);
        ml_buf_add(out, line, n);
    }
}

static void make_bundle(const char *path, unsigned server, size_t want, unsigned night)
{
    struct ml_buf old = { 0 }, current = { 0 }, info = { 0 }, zip = { 0 };
    unsigned problem = lines_random(12), day = night % 12;
    struct lines lines;

    lines_seed(&lines, (uint64_t)server * 2654435769u + night + 1);
    lines.pause_ms = (uint32_t)(UINT64_C(12) * 86400000 * 2 / (want / 160 + 1));
    lines.first_day = day;
    add_log(&old, &lines, want / 2, NPROBLEMS);
    add_log(&current, &lines, want / 2, problem);
    ml_buf_printf(
        &info,
        "Host Name:                 SRV%05u\r\n"
        "OS Name:                   Microsoft Windows Server 2016 Standard\r\n"
        "OS Version:                10.0.14393 N/A Build 14393\r\n",
        server);
    unsigned date = (2026 - 1980) << 9 | 11 << 5 | (day + 14);
    struct zip_entry entries[] = {
        { ML_STR("Temp/CBEngine0.errlog"), ml_buf_view(&old), ZIP_DEFLATE, date, 0 },
        { ML_STR("Temp/CBEngineCurr.errlog"), ml_buf_view(&current), ZIP_DEFLATE, date,
          0 },
        { ML_STR("systeminfo.txt"), ml_buf_view(&info), ZIP_DEFLATE, date, 0 },
    };
    make_zip(&zip, entries, 3);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(zip.p, 1, zip.n, out) != zip.n || fclose(out) != 0) {
        perror(path);
        exit(1);
    }
    ml_buf_reset(&old);
    ml_buf_reset(&current);
    ml_buf_reset(&info);
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
    char path[4096];

    mkdir(argv[1], 0777);
    for (unsigned i = 1; i <= servers; i++) {
        struct lines sizes;
        lines_seed(&sizes, (uint64_t)(seed + 1) * 40503u + i);
        size_t want = least + lines_random(most - least + 1);
        snprintf(path, sizeof(path), "%s/SRV%05u.zip", argv[1], i);
        make_bundle(path, i, want, night);
    }
    return 0;
}
