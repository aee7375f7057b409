/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/evtx.h"
#include "support/evtxmake.h"
#include "support/make_text.h"

/*
 * Writes event logs by code, for comparing, damaging and measuring.
 *
 *     makelogs FOLDER            a small one of each kind
 *     makelogs -b BYTES FILE     a large one, of events as servers write them
 *
 * The same call gives the same bytes.
 */

#define SCM_GUID "{555908d1-a6d7-4695-8e1e-26931d2012f4}"
#define KERNEL_GUID "{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}"

static void write_file(const char *path, const struct ml_buf *bytes)
{
    FILE *out = fopen(path, "wb");

    if (!out || fwrite(bytes->p, bytes->n, 1, out) != 1 || fclose(out) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
}

/* --- Events as servers write them
 * ------------------------------------------------------ */

static uint64_t seed = 20261120;

static unsigned below(unsigned n)
{
    return make_number(&seed, n);
}

static const char *pick(const char *const *from, unsigned n)
{
    return from[below(n)];
}

static char texts[8][160]; /* what the data of one event point at */

static void add_service(struct evtx_log *log)
{
    static const char *const services[] = { "Volume Shadow Copy",
                                            "Windows Update",
                                            "Software Protection",
                                            "Background Intelligent Transfer Service",
                                            "Microsoft Azure Recovery Services Agent",
                                            "WMI Performance Adapter" };
    static const char *const states[] = { "running", "stopped" };
    static const ml_str binary = { "V\0S\0S\0/\0004\0\0", 12 };

    evtx_add(log,
             &(struct evtx_event){
                 .style = EVTX_MANIFEST,
                 .provider = "Service Control Manager",
                 .guid = SCM_GUID,
                 .source = "Service Control Manager",
                 .event = 7036,
                 .qualifiers = 16384,
                 .level = 4,
                 .keywords = 0x8080000000000000,
                 .process = 600 + below(64),
                 .thread = 4000 + below(4000),
                 .channel = "System",
                 .computer = "FS01.contoso.local",
                 .data = { { "param1", pick(services, ML_COUNT(services)) },
                           { "param2", pick(states, 2) },
                           { "Binary", .type = ML_EVTX_BINARY, .bytes = binary } } });
}

static void add_vss(struct evtx_log *log)
{
    static const unsigned ids[] = { 8224, 8193, 8194, 12289 };

    snprintf(texts[0], sizeof(texts[0]), "0x%08x, %s", 0x80070005u + below(3),
             "\xe3\x82\xa2\xe3\x82\xaf\xe3\x82\xbb\xe3\x82\xb9");
    evtx_add(log, &(struct evtx_event){ .provider = "VSS",
                                        .event = ids[below(4)],
                                        .level = 2 + below(3),
                                        .keywords = 0x80000000000000,
                                        .channel = "Application",
                                        .computer = "FS01.contoso.local",
                                        .data = { { .text = "IVssWriterCallback" },
                                                  { .text = texts[0] },
                                                  { .text = "" } },
                                        .binary = ML_STR("- Code: SECSECRC00000581") });
}

static void add_kernel(struct evtx_log *log)
{
    uint64_t now = evtx_next_time(log);

    evtx_add(log, &(struct evtx_event){
                      .provider = "Microsoft-Windows-Kernel-General",
                      .guid = KERNEL_GUID,
                      .event = 1,
                      .version = 1,
                      .level = 4,
                      .task = 5,
                      .keywords = 0x8000000000000010,
                      .process = 4,
                      .thread = below(900),
                      .channel = "System",
                      .computer = "FS01.contoso.local",
                      .user = "S-1-5-18",
                      .data = {
                          { "NewTime", .type = ML_EVTX_FILETIME, .number = now },
                          { "OldTime", .type = ML_EVTX_FILETIME,
                            .number = now - below(10000000) },
                          { "Reason", .type = ML_EVTX_UINT32, .number = below(4) } } });
}

static void add_logon(struct evtx_log *log)
{
    snprintf(texts[0], sizeof(texts[0]), "S-1-5-21-%u-%u-%u-%u", below(1u << 30),
             below(1u << 30), below(1u << 30), 500 + below(2000));
    snprintf(texts[1], sizeof(texts[1]), "svc-%u", below(100));
    snprintf(texts[2], sizeof(texts[2]), "10.0.%u.%u", below(256), below(256));
    snprintf(texts[3], sizeof(texts[3]), "{%08x-1111-2222-3333-444455556666}",
             below(1u << 30));
    evtx_add(log,
             &(struct evtx_event){
                 .provider = "Microsoft-Windows-Security-Auditing",
                 .guid = "{54849625-5478-4994-a5ba-3e3b0328c30d}",
                 .event = 4624,
                 .version = 2,
                 .task = 12544,
                 .keywords = 0x8020000000000000,
                 .process = 620,
                 .thread = below(9000),
                 .channel = "Security",
                 .computer = "FS01.contoso.local",
                 .activity = texts[3],
                 .data = { { "SubjectUserSid", "S-1-5-18", ML_EVTX_SID },
                           { "SubjectUserName", "FS01$" },
                           { "SubjectDomainName", "CONTOSO" },
                           { "SubjectLogonId", .type = ML_EVTX_HEX64, .number = 999 },
                           { "TargetUserSid", texts[0], ML_EVTX_SID },
                           { "TargetUserName", texts[1] },
                           { "TargetDomainName", "CONTOSO" },
                           { "TargetLogonId", .type = ML_EVTX_HEX64,
                             .number = below(1u << 30) },
                           { "LogonType", .type = ML_EVTX_UINT32, .number = 3 },
                           { "LogonProcessName", "Kerberos" },
                           { "AuthenticationPackageName", "Kerberos" },
                           { "WorkstationName", "-" },
                           { "LogonGuid", texts[3], ML_EVTX_GUID },
                           { "TransmittedServices", "-" },
                           { "LmPackageName", "-" },
                           { "KeyLength", .type = ML_EVTX_UINT32 },
                           { "ProcessId", .type = ML_EVTX_HEX64, .number = 0x26c },
                           { "ProcessName", "C:\\Windows\\System32\\lsass.exe" },
                           { "IpAddress", texts[2] },
                           { "IpPort", "54321" },
                           { "ElevatedToken", "%%1842" } } });
}

static void add_disk(struct evtx_log *log)
{
    snprintf(texts[0], sizeof(texts[0]), "\\Device\\Harddisk%u\\DR%u", below(4),
             below(4));
    evtx_add(log,
             &(struct evtx_event){ .style = EVTX_CLASSIC,
                                   .provider = "disk",
                                   .event = below(2) ? 153 : 51,
                                   .qualifiers = 32772,
                                   .level = 3,
                                   .keywords = 0x80000000000000,
                                   .channel = "System",
                                   .computer = "FS01.contoso.local",
                                   .data = { { .text = texts[0] }, { .text = "0x0" } },
                                   .binary = ML_STR("\3\0\x80\0\1\0\0\0\0\0\0\0") });
}

static void add_updates(struct evtx_log *log)
{
    snprintf(texts[0], sizeof(texts[0]), "2026-11 update (KB%u)",
             5000000 + below(99999));
    evtx_add(log,
             &(struct evtx_event){ .provider = "Microsoft-Windows-Servicing",
                                   .guid = "{bd12f3b8-fc40-4a61-a307-b7a013a069c1}",
                                   .event = 2,
                                   .level = 4,
                                   .task = 1,
                                   .keywords = UINT64_C(1) << 63,
                                   .process = 3000 + below(999),
                                   .thread = below(9000),
                                   .channel = "Setup",
                                   .computer = "FS01.contoso.local",
                                   .user = "S-1-5-18",
                                   .user_data = "CbsPackageChangeState",
                                   .data = { { "PackageIdentifier", texts[0] },
                                             { "IntendedPackageState",
                                               .type = ML_EVTX_UINT32, .number = 112 },
                                             { "ErrorCode", .type = ML_EVTX_HEX32 },
                                             { "Client", "WindowsUpdateAgent" } } });
}

static void add_any(struct evtx_log *log)
{
    static void (*const kinds[])(struct evtx_log *) = {
        add_service, add_service, add_service, add_vss,  add_kernel,
        add_logon,   add_logon,   add_logon,   add_disk, add_updates,
    };

    kinds[below(ML_COUNT(kinds))](log);
}

/* --- A small one of each kind
 * ------------------------------------------------------------ */

static void mixed(struct ml_buf *out)
{
    struct evtx_log *log = evtx_new();

    for (int i = 0; i < 500; i++)
        add_any(log);
    evtx_finish(log, out);
}

static void styles(struct ml_buf *out)
{
    struct evtx_log *log = evtx_new();

    for (int style = EVTX_MANIFEST; style <= EVTX_PLAIN; style++)
        for (int named = 0; named < 2; named++)
            evtx_add(log, &(struct evtx_event){
                              .style = (enum evtx_style)style,
                              .provider = "Styles",
                              .event = (uint32_t)style,
                              .level = 4,
                              .channel = "Application",
                              .computer = "FS01",
                              .data = { { named ? "a" : NULL, "one & <two>" },
                                        { named ? "b" : NULL, "\"three\"" } } });
    evtx_finish(log, out);
}

static void values(struct ml_buf *out)
{
    struct evtx_log *log = evtx_new();
    static const char numbers[] = "\1\0\2\0\xff\xff";
    static const char strings[] = "a\0\0\0b\0\0\0";

    evtx_add(
        log,
        &(struct evtx_event){
            .provider = "Values",
            .event = 1,
            .level = 4,
            .channel = "Application",
            .computer = "FS01",
            .data = { { "int8", .type = ML_EVTX_INT8, .number = 0x80 },
                      { "uint8", .type = ML_EVTX_UINT8, .number = 0x80 },
                      { "int16", .type = ML_EVTX_INT16, .number = 0x8000 },
                      { "uint16", .type = ML_EVTX_UINT16, .number = 0x8000 },
                      { "int32", .type = ML_EVTX_INT32, .number = 0x80000000 },
                      { "uint32", .type = ML_EVTX_UINT32, .number = 0x80000000 },
                      { "int64", .type = ML_EVTX_INT64, .number = UINT64_MAX },
                      { "uint64", .type = ML_EVTX_UINT64, .number = UINT64_MAX },
                      { "true", .type = ML_EVTX_BOOL, .number = 1 },
                      { "false", .type = ML_EVTX_BOOL },
                      { "binary", .type = ML_EVTX_BINARY, .bytes = ML_STR("\1\xfe") },
                      { "guid", KERNEL_GUID, ML_EVTX_GUID },
                      { "sid", "S-1-5-21-1-2-3-4294967295", ML_EVTX_SID },
                      { "filetime", "1999-12-31T23:59:59.1234567Z", ML_EVTX_FILETIME },
                      { "hex32", .type = ML_EVTX_HEX32, .number = 0xdeadbeef },
                      { "hex64", .type = ML_EVTX_HEX64, .number = 1 },
                      { "empty", "" },
                      { "none", .null = true } } });
    evtx_add(log, &(struct evtx_event){
                      .provider = "Values",
                      .event = 2,
                      .level = 4,
                      .channel = "Application",
                      .computer = "FS01",
                      .data = { { "uint16s", .type = ML_EVTX_UINT16 | ML_EVTX_ARRAY,
                                  .bytes = { numbers, 6 } },
                                { "strings", .type = ML_EVTX_STRING | ML_EVTX_ARRAY,
                                  .bytes = { strings, 8 } },
                                { "last", "x" } } });
    evtx_finish(log, out);
}

/* Copied while it was open: the headers are those of the file's beginning. */
static void dirty(struct ml_buf *out)
{
    mixed(out);
    evtx_put32(out->p + EVTX_AT_FLAGS, EVTX_DIRTY);
    evtx_put16(out->p + EVTX_AT_NCHUNKS, 1);
    evtx_put64(out->p + EVTX_AT_LAST_CHUNK, 0);
    evtx_put64(out->p + EVTX_AT_NEXT_RECORD, 1);
    evtx_seal_header(out);
}

static void rotated(struct ml_buf *out)
{
    mixed(out);
    evtx_rotate(out, 2);
    evtx_put64(out->p + EVTX_AT_FIRST_CHUNK, evtx_nchunks(out) - 2);
    evtx_put64(out->p + EVTX_AT_LAST_CHUNK, evtx_nchunks(out) - 3);
    evtx_seal_header(out);
}

static void padded(struct ml_buf *out)
{
    mixed(out);
    make_run(out, 0, 2 * (size_t)ML_EVTX_CHUNK_BYTES);
}

static const struct {
    const char *name;
    void (*make)(struct ml_buf *out);
} kinds[] = { { "mixed", mixed }, { "styles", styles },   { "values", values },
              { "dirty", dirty }, { "rotated", rotated }, { "padded", padded } };

static void make_each(const char *folder)
{
    struct ml_buf bytes = { 0 };
    char path[4096];

    mkdir(folder, 0777);
    for (size_t i = 0; i < ML_COUNT(kinds); i++) {
        bytes.n = 0;
        kinds[i].make(&bytes);
        snprintf(path, sizeof(path), "%s/%s.evtx", folder, kinds[i].name);
        write_file(path, &bytes);
    }
    ml_buf_reset(&bytes);
}

static void make_large(uint64_t want, const char *path)
{
    struct evtx_log *log = evtx_new();
    struct ml_buf bytes = { 0 };

    while (evtx_size(log) < want)
        add_any(log);
    evtx_finish(log, &bytes);
    write_file(path, &bytes);
    ml_buf_reset(&bytes);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "-b") == 0) {
        make_large(strtoull(argv[2], NULL, 10), argv[3]);
    } else if (argc == 2) {
        make_each(argv[1]);
    } else {
        fprintf(stderr, "usage: makelogs FOLDER, makelogs -b BYTES FILE\n");
        return 2;
    }
    return 0;
}
