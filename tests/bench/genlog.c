/* SPDX-License-Identifier: MIT */
/*
 * Makes an errlog for the bench from a seed: genlog plain|dense BYTES [SEED]
 *
 * plain: realistic records in words outside the catalogue, so that what is measured
 *        is the pass over the text;
 * dense: every fourth record speaks the catalogue's vocabulary.
 * Deflates about 5:1, as real errlogs do. Same arguments, same bytes.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t rnd(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 11) % below);
}

static const char *const files[] = {
    "backupasync.cpp",        "mtffile.cpp",      "itemcatalogupdater.cpp",
    "fileprovider.cpp",       "jobscheduler.cs",  "storageclient.cs",
    "mountmanager.cpp",       "volumewalker.cpp", "chunkstore.cpp",
    "replicawriter.cpp",      "uploadqueue.cs",   "journalreader.cpp",
};

static const char *const folders[] = { "Finance", "Projects", "Archive", "Shared",
                                       "Users",   "Exports",  "Reports", "Mail" };

static void record_message(char *out, size_t cap, int dense)
{
    uint32_t a = rnd(1000000), b = rnd(65536), c = rnd(100);

    if (dense && rnd(4) == 0) {
        switch (rnd(6)) {
        case 0:
            snprintf(out, cap, "Failed: Hr: = [0x80070005] upload of segment %u (ID: 100050)", a);
            return;
        case 1:
            snprintf(out, cap, "Invalid vault credentials provided. Attempt %u", c);
            return;
        case 2:
            snprintf(out, cap, "The remote server returned an error: (407) Proxy Authentication Required. try %u", c);
            return;
        case 3:
            snprintf(out, cap, "The current operation failed due to an internal service error [0x1FC07]. %u", b);
            return;
        case 4:
            snprintf(out, cap, "There is insufficient disk space in the cache volume. free %u", a);
            return;
        default:
            snprintf(out, cap, "Backup Progress: Succeeded %u", b);
            return;
        }
    }
    switch (rnd(9)) {
    case 0:
        snprintf(out, cap, "Chunk %08x%08x%08x stored, length %u, took %u ms, queue depth %u", a * 2654435761u, b * 40503u * 65537u, rnd(UINT32_MAX), b, c, rnd(32));
        return;
    case 1:
        snprintf(out, cap, "Entering CatalogWalker::Advance cursor=%u batch=%u flags=0x%x", a, c, b);
        return;
    case 2:
        snprintf(out, cap, "Enumerated folder D:\\%s\\%s%u\\ with %u entries, %u new, %u changed", folders[rnd(8)], folders[rnd(8)], c, b, c, rnd(40));
        return;
    case 3:
        snprintf(out, cap, "Uploading segment %u of %u to container seg%05u, %u bytes, md5 %08x%08x, attempt %u", c, 100 + rnd(900), b, a, rnd(UINT32_MAX), rnd(UINT32_MAX), 1 + rnd(3));
        return;
    case 4:
        snprintf(out, cap, "Throttle window open, bandwidth %u kbps, held %u, in flight %u", 256 + b, c, rnd(16));
        return;
    case 5:
        snprintf(out, cap, "Block map lookup for file id %u.%u returned %u runs, etag %08x%08x", b, a, c, rnd(UINT32_MAX), rnd(UINT32_MAX));
        return;
    case 6:
        snprintf(out, cap, "<--ReplicaWriter::Commit( sequence %u, checksum %08x, dirty pages %u", a, a * 2246822519u, b);
        return;
    case 7:
        snprintf(out, cap, "==>ReplicaWriter::Commit( sequence %u", a);
        return;
    default:
        snprintf(out, cap, "Thread pool idle for %u ms, %u workers parked, next wake in %u ms", b, 1 + rnd(8), rnd(5000));
        return;
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: genlog plain|dense BYTES [SEED]\n");
        return 2;
    }
    int dense = strcmp(argv[1], "dense") == 0;
    uint64_t want = strtoull(argv[2], NULL, 10), made = 0;
    state = argc > 3 ? strtoull(argv[3], NULL, 10) * 2654435769u + 1 : 88172645463325252u;

    uint64_t ms = 0;
    char job[40] = "";
    char line[1024], message[512];
    while (made < want) {
        ms += rnd(40);
        if (!job[0] || rnd(20000) == 0)
            snprintf(job, sizeof(job), "%08X-%04X-%04X-%04X-%08X%04X", rnd(UINT32_MAX), rnd(65536), rnd(65536), rnd(65536), rnd(UINT32_MAX), rnd(65536));
        uint64_t day = ms / 86400000 % 27, in_day = ms % 86400000;
        record_message(message, sizeof(message), dense);
        uint32_t f = rnd(12), kind = rnd(200);
        int n = snprintf(line, sizeof(line),
                         "%04X\t%04X\t11/%02u\t%02u:%02u:%02u.%03u\t%u\t%s(%u)\t[%016X]\t%s\t\t%s\t%s\r\n",
                         0x0AB0, 0x900 + rnd(24) * 4, (unsigned)day + 1, (unsigned)(in_day / 3600000), (unsigned)(in_day / 60000 % 60), (unsigned)(in_day / 1000 % 60), (unsigned)(in_day % 1000),
                         18 + f, files[f], 100 + f * 37 + rnd(6), 0x53580000u + rnd(8192) * 0x20, job,
                         kind == 0 ? "WARNING" : kind < 60 ? "VERBOSE" : "NORMAL", message);
        fwrite(line, 1, (size_t)n, stdout);
        made += (uint64_t)n;
    }
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
