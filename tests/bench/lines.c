/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

uint32_t lines_random(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 11) % below);
}

static const char *const files[] = {
    "backupasync.cpp",   "mtffile.cpp",      "itemcatalogupdater.cpp",
    "fileprovider.cpp",  "jobscheduler.cs",  "storageclient.cs",
    "mountmanager.cpp",  "volumewalker.cpp", "chunkstore.cpp",
    "replicawriter.cpp", "uploadqueue.cs",   "journalreader.cpp",
};

static const char *const folders[] = { "Finance", "Projects", "Archive", "Shared",
                                       "Users",   "Exports",  "Reports", "Mail" };

static void record_message(char *out, size_t cap, int dense)
{
    uint32_t a = lines_random(1000000), b = lines_random(65536), c = lines_random(100);

    if (dense && lines_random(4) == 0) {
        switch (lines_random(6)) {
        case 0:
            snprintf(out, cap,
                     "Failed: Hr: = [0x80070005] upload of segment %u (ID: 100050)", a);
            return;
        case 1:
            snprintf(out, cap, "Invalid vault credentials provided. Attempt %u", c);
            return;
        case 2:
            snprintf(out, cap,
                     "The remote server returned an error: (407) Proxy Authentication "
                     "Required. try %u",
                     c);
            return;
        case 3:
            snprintf(out, cap,
                     "The current operation failed due to an internal service error "
                     "[0x1FC07]. %u",
                     b);
            return;
        case 4:
            snprintf(out, cap,
                     "There is insufficient disk space in the cache volume. free %u",
                     a);
            return;
        default:
            snprintf(out, cap, "Backup Progress: Succeeded %u", b);
            return;
        }
    }
    switch (lines_random(9)) {
    case 0:
        snprintf(out, cap,
                 "Chunk %08x%08x%08x stored, length %u, took %u ms, queue depth %u",
                 a * 2654435761u, b * 40503u * 65537u, lines_random(UINT32_MAX), b, c,
                 lines_random(32));
        return;
    case 1:
        snprintf(out, cap,
                 "Entering CatalogWalker::Advance cursor=%u batch=%u flags=0x%x", a, c,
                 b);
        return;
    case 2:
        snprintf(out, cap,
                 "Enumerated folder D:\\%s\\%s%u\\ with %u entries, %u new, %u changed",
                 folders[lines_random(8)], folders[lines_random(8)], c, b, c,
                 lines_random(40));
        return;
    case 3:
        snprintf(out, cap,
                 "Uploading segment %u of %u to container seg%05u, %u bytes, md5 "
                 "%08x%08x, attempt %u",
                 c, 100 + lines_random(900), b, a, lines_random(UINT32_MAX),
                 lines_random(UINT32_MAX), 1 + lines_random(3));
        return;
    case 4:
        snprintf(out, cap,
                 "Throttle window open, bandwidth %u kbps, held %u, in flight %u",
                 256 + b, c, lines_random(16));
        return;
    case 5:
        snprintf(out, cap,
                 "Block map lookup for file id %u.%u returned %u runs, etag %08x%08x",
                 b, a, c, lines_random(UINT32_MAX), lines_random(UINT32_MAX));
        return;
    case 6:
        snprintf(out, cap,
                 "<--ReplicaWriter::Commit( sequence %u, checksum %08x, dirty pages %u",
                 a, a * 2246822519u, b);
        return;
    case 7:
        snprintf(out, cap, "==>ReplicaWriter::Commit( sequence %u", a);
        return;
    default:
        snprintf(out, cap,
                 "Thread pool idle for %u ms, %u workers parked, next wake in %u ms", b,
                 1 + lines_random(8), lines_random(5000));
        return;
    }
}

void lines_seed(struct lines *lines, uint64_t seed)
{
    *lines = (struct lines){ .ms = 0 };
    state = seed;
}

size_t lines_next(struct lines *lines, char *line, size_t cap, int dense)
{
    char message[512];

    lines->ms += lines_random(lines->pause_ms ? lines->pause_ms : 40);
    if (!lines->job[0] || lines_random(20000) == 0)
        snprintf(lines->job, sizeof(lines->job), "%08X-%04X-%04X-%04X-%08X%04X",
                 lines_random(UINT32_MAX), lines_random(65536), lines_random(65536),
                 lines_random(65536), lines_random(UINT32_MAX), lines_random(65536));
    unsigned day = (unsigned)(lines->ms / 86400000 % 27) + lines->first_day;
    uint64_t in_day = lines->ms % 86400000;
    record_message(message, sizeof(message), dense);
    uint32_t f = lines_random(12), kind = lines_random(200);
    return (size_t)snprintf(
        line, cap,
        "%04X\t%04X\t11/"
        "%02u\t%02u:%02u:%02u.%03u\t%u\t%s(%u)\t[%016X]\t%s\t\t%s\t%s\r\n",
        0x0AB0, 0x900 + lines_random(24) * 4, day + 1, (unsigned)(in_day / 3600000),
        (unsigned)(in_day / 60000 % 60), (unsigned)(in_day / 1000 % 60),
        (unsigned)(in_day % 1000), 18 + f, files[f], 100 + f * 37 + lines_random(6),
        0x53580000u + lines_random(8192) * 0x20, lines->job,
        kind == 0   ? "WARNING"
        : kind < 60 ? "VERBOSE"
                    : "NORMAL",
        message);
}
