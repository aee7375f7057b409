/* SPDX-License-Identifier: MIT */
/* Writes a small corpus for each fuzz target to corpus/<target>/ below the folder given:
 * archives built field by field, and texts of the source tree. Nothing of it is kept. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/codec.h"
#include "catalogue/pack.h"
#include "catalogue/read.h"
#include "hive/message.h"
#include "record/evtx.h"
#include "support/evtxmake.h"
#include "support/make_archive.h"
#include "support/make_cab.h"
#include "support/make_case.h"
#include "support/make_hive.h"
#include "support/make_mta.h"
#include "support/make_text.h"
#include "support/make_zip.h"
#include "support/scratch.h"

static const char *folder;

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

static void write_seed(const char *target, const char *name, ml_str bytes)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", folder, target);
    mkdir(path, 0777);
    snprintf(path, sizeof(path), "%s/%s/%s", folder, target, name);
    FILE *f = fopen(path, "wb");
    must(f && (bytes.n == 0 || fwrite(bytes.p, bytes.n, 1, f) == 1) && fclose(f) == 0, path);
}

/* Behind a byte that the target takes for itself. */
static void write_behind(const char *target, const char *name, char first, ml_str bytes)
{
    struct ml_buf all = { 0 };

    ml_buf_char(&all, first);
    ml_buf_str(&all, bytes);
    write_seed(target, name, ml_buf_view(&all));
    ml_buf_reset(&all);
}

#define RECORD                                                                         \
    "0AB0\t0974\t11/20\t01:02:03.456\t71\tbackupasync.cpp(1279)\t[000000001A12E3F0]\t"  \
    "F3E32129-DC79-4A28-9ACC-3F30CB5810B6\t\tFATAL\tInvalid vault credentials provided. "\
    "(ID: 34513) Hr: = [0x80070005]\r\n"
#define JA_RECORD                                                                      \
    "0AB0\t0974\t12/31\t23:59:59.999\t71\ta.cs(1)\t\t\tWARNING\t"                      \
    "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc 34506\xe3\x80\x82\xef\xbc\x88ID: 0x86D1\xef"  \
    "\xbc\x89 file(D:\\a\\Ticket (ID: 34513).msg)\r\n   at System.A()\r\n"
#define HEADING                                                                        \
    "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,"     \
    "Description\r\n"
#define ROW "11/20/2026,01:02:03 AM,Error,FS01,8193,VSS,None,N/A,\"text hr = 0x80042302\"\r\n"

static void archives(void)
{
    static const struct {
        const char *name;
        enum make_format format;
        enum make_filter filter;
    } kinds[] = { { "tar", MAKE_TAR, MAKE_PLAIN },   { "pax", MAKE_PAX, MAKE_PLAIN },
                  { "tar.gz", MAKE_TAR, MAKE_GZIP }, { "tar.bz2", MAKE_TAR, MAKE_BZIP2 },
                  { "tar.xz", MAKE_TAR, MAKE_XZ },   { "tar.zst", MAKE_TAR, MAKE_ZSTD },
                  { "7z", MAKE_7Z, MAKE_PLAIN },     { "aes.zip", MAKE_ZIP_AES, MAKE_PLAIN },
                  { "crypt.zip", MAKE_ZIP_CRYPT, MAKE_PLAIN } };
    struct make_entry entries[] = { { .name = ML_STR("a.errlog"), .bytes = ML_STR(RECORD) },
                                    { .name = ML_STR("e") } };
    for (size_t i = 0; i < ML_COUNT(kinds); i++) {
        struct ml_buf out = { 0 };
        make_archive(&out, kinds[i].format, kinds[i].filter, "secret", entries, 2);
        write_seed("walk", kinds[i].name, ml_buf_view(&out));
        ml_buf_reset(&out);
    }
}

static void nested(void)
{
    struct ml_buf zip = { 0 }, cab = { 0 }, outer = { 0 };

    make_zip(&zip, (struct zip_entry[]){
                       { .name = ML_STR("a"), .bytes = ML_STR(RECORD), .flags = ZIP_DEFLATE },
                       { .name = ML_STR("a"), .bytes = ML_STR("stored") },
                       { .name = ML_STR("\x95\x5c~2"), .bytes = ML_STR("d"),
                         .flags = ZIP_DESCRIPTOR | ZIP_DEFLATE },
                       { .name = ML_STR("l"), .bytes = ML_STR("/"), .flags = ZIP_SYMLINK },
                       { .name = ML_STR("f/"), .flags = ZIP_FOLDER } }, 5);
    make_cab(&cab, (struct cab_file[]){
                       { .name = ML_STR("z.zip"), .bytes = ml_buf_view(&zip) },
                       { .name = ML_STR("\xe8\xa1\xa8"), .bytes = ML_STR("x"), .utf8 = true } },
             2);
    make_zip(&outer, &(struct zip_entry){ .name = ML_STR("c.cab"),
                                          .bytes = ml_buf_view(&cab) }, 1);
    write_seed("walk", "zip", ml_buf_view(&zip));
    write_seed("walk", "cab", ml_buf_view(&cab));
    write_seed("walk", "nested", ml_buf_view(&outer));
    write_seed("walk", "cut", ml_str_sub(ml_buf_view(&zip), 0, zip.n / 2));
    write_seed("walk", "text", ML_STR(RECORD));
    ml_buf_reset(&zip);
    ml_buf_reset(&cab);
    ml_buf_reset(&outer);
}

static void texts(void)
{
    struct ml_buf mixed = { 0 };

    make_utf16(&mixed, true, ML_STR("head\r\n" JA_RECORD));
    make_text(&mixed, "CP932", ML_STR(JA_RECORD "odd\r\n"));
    make_utf16(&mixed, false, ML_STR(RECORD));
    write_behind("decode", "mixed", 7, ml_buf_view(&mixed));
    write_behind("decode", "utf8", 3, ML_STR(RECORD JA_RECORD "\xef\xbb\xbf\n"));
    write_behind("decode", "padding", 5, ML_STR(RECORD "\0\0\0\0\0\0\0" RECORD "cut\0\0\0"));
    write_behind("decode", "cp1252", 2, ML_STR("caf\xe9 \x80\r\n\0\n\0a\0\r\n\0"));
    write_behind("decode", "utf16be", 2, ML_STR("\xfe\xff\0a\xd8\x3d\xde\0\0\n"));
    write_seed("errlog", "eleven", ML_STR("header\r\n" RECORD JA_RECORD));
    write_seed("errlog", "ten", ML_STR(JA_RECORD RECORD));
    write_seed("errlog", "blanks",
               ML_STR("0AB0 0974 11/20 01:02:03.456 71 a.cpp(1) [00001A12] "
                      "F3E32129-DC79-4A28-9ACC-3F30CB5810B6 FATAL text\n"
                      "02/29 01:23:25.640 71 a.cpp(9) NORMAL Backup Progress: started.\n"));
    write_seed("errlog", "events", ML_STR(HEADING ROW ",,,,,,[Info],,[Export started]\r\n"));
    write_behind("codes", "forms", 4,
                 ML_STR("(ID: 34513) [0x1FC07]. Error 34506. hr = 0x80070005 -2147024891 "
                        "ErrorCode = \"130001\" error code: 1b7afbe0 Ds Id [34513]"));
    write_behind("codes", "japanese", 1, ML_STR(JA_RECORD));
    write_behind("codes", "paths", 2,
                 ML_STR("failed on file(D:\\a b\\Report (1).doc) 'C:\\x y\\ID: 34513.txt' "
                        "\\\\srv\\share\\a.b.c, \"quoted.msg\" C:/x failed: 0x186D2"));
    ml_buf_reset(&mixed);
}

/* A chunk up to its end, and the file that it is of. */
static void log_seeds(const char *name, struct ml_buf *file)
{
    unsigned char *chunk = evtx_chunk(file, 0);
    ml_str bytes = { (const char *)chunk, evtx_get32(chunk + 48) };

    write_behind("evtx", name, 0, bytes);
    write_behind("binxml", name, 1, ml_str_from(bytes, 512 + 24));
}

/* An event of each layout, and one of many types. */
static void logs(void)
{
    struct ml_buf file = { 0 };
    char name[32];

    for (int style = EVTX_MANIFEST; style <= EVTX_PLAIN; style++) {
        struct evtx_log *log = evtx_new();
        for (int i = 0; i < 2; i++)
            evtx_add(log, &(struct evtx_event){ .style = (enum evtx_style)style,
                                                .provider = "VSS",
                                                .event = 8193,
                                                .channel = "Application",
                                                .computer = "FS01",
                                                .data = { { "a", "hr = 0x80042302" },
                                                          { "b", "\xe3\x82\xa8<&" } } });
        file.n = 0;
        evtx_finish(log, &file);
        snprintf(name, sizeof(name), "style-%d", style);
        log_seeds(name, &file);
    }
    struct evtx_log *log = evtx_new();
    evtx_add(log, &(struct evtx_event){
                      .provider = "P", .user_data = "U", .user = "S-1-5-18",
                      .data = { { "l/n", .type = ML_EVTX_UINT16 | ML_EVTX_ARRAY,
                                  .bytes = ML_STR("\1\0\2\0") },
                                { "l/s", .type = ML_EVTX_STRING | ML_EVTX_ARRAY,
                                  .bytes = ML_STR("a\0\0\0b\0") },
                                { "t", "2026-11-20T01:02:03Z", ML_EVTX_FILETIME },
                                { "x", .null = true } } });
    file.n = 0;
    evtx_finish(log, &file);
    log_seeds("values", &file);
    /* Found by fuzzing. */
    log = evtx_new();
    evtx_add(log, &(struct evtx_event){ .user_data = "a:0",
                                        .data = { { "b:c:d", "x" }, { ":e", "y" } } });
    evtx_add(log, &(struct evtx_event){ .data = { { "a\nb", "x" } } });
    struct ml_buf names = { 0 };
    evtx_finish(log, &names);
    log_seeds("names-with-colons-and-line-ends", &names);
    ml_buf_reset(&names);
    write_behind("evtx", "file", 2 | 21 << 2,
                 ml_str_sub(ml_buf_view(&file), 0, ML_EVTX_HEADER_BYTES + 4096));
    evtx_put32(evtx_chunk(&file, 0) + 48, 512);
    write_behind("evtx", "slack", 1, (ml_str){ (char *)evtx_chunk(&file, 0), 4096 });
    ml_buf_reset(&file);
}

static void messages(void)
{
    static const struct mta_row rows[] = {
        { 1, "The %1 service\r\nentered the%n%2 state.%n%0" }, /* line ends: found by fuzzing */
        { 2, "100% of %%" },
        { 3, "of another page" },
    };
    struct ml_buf file = { 0 };

    mta_make(&file, rows, 3, 2);
    write_behind("mta", "places", 1, ml_buf_view(&file));
    write_behind("mta", "no-places", 2, ml_buf_view(&file));
    write_behind("mta", "cut", 3, ml_str_sub(ml_buf_view(&file), 0, file.n - 40));
    mta_put64(&file, MTA_HEADER_BYTES + MTA_NEXT_AT, 0);
    write_behind("mta", "circle", 3, ml_buf_view(&file));
    ml_buf_reset(&file);
}

static ml_str read_all(struct ml_buf *out, const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n;

    must(f != NULL, path);
    out->n = 0;
    while ((n = fread(ml_buf_reserve(out, 65536), 1, 65536, f)) > 0)
        out->n += n;
    fclose(f);
    return ml_buf_view(out);
}

/* Each file of a folder of the source tree. */
static void from_folder(const char *target, const char *dir, const char *first,
                        size_t max_bytes)
{
    const char *from = source_path(dir);
    struct ml_buf bytes = { 0 };
    struct dirent *item;
    unsigned at = 0;
    DIR *d = opendir(from);

    must(d != NULL, from);
    while ((item = readdir(d)) != NULL) {
        char path[8192];
        if (item->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", from, item->d_name);
        ml_str all = ml_str_sub(read_all(&bytes, path), 0, max_bytes);
        if (first)
            write_behind(target, item->d_name, first[at++ % strlen(first)], all);
        else
            write_seed(target, item->d_name, all);
    }
    closedir(d);
    ml_buf_reset(&bytes);
}

static void catalogues(void)
{
    struct ml_catalogue *c = ml_catalogue_new();
    struct ml_buf image = { 0 }, file = { 0 };
    char dir[4096];

    must(ml_catalogue_read_dir(c, source_path("patterns"),
                               source_path("patterns/catalogue.rng"), NULL) == ML_OK,
         "patterns");
    c->nsignatures = c->nsignatures < 5 ? c->nsignatures : 5;
    c->ncauses = c->ncauses < 3 ? c->ncauses : 3;
    c->nartefacts = c->nartefacts < 2 ? c->nartefacts : 2;
    ml_catalogue_pack(c, &image);
    write_behind("catalogue", "image", 1, ml_buf_view(&image));
    snprintf(dir, sizeof(dir), "%s", source_path("patterns/seed-scratch.xml"));
    write_seed("catalogue", "seed-scratch.xml", read_all(&file, dir));
    snprintf(dir, sizeof(dir), "%s", source_path("patterns/artefacts.xml"));
    write_seed("catalogue", "artefacts.xml", read_all(&file, dir));
    ml_buf_reset(&image);
    ml_buf_reset(&file);
    ml_catalogue_free(c);
}

static void hives(void)
{
    static const struct {
        const char *name, *text;
    } seeds[] = {
        { "system",
          "[Select]\nCurrent=dword:1\n"
          "[ControlSet001\\Control\\TimeZoneInformation]\nActiveTimeBias=dword:fffffde4\n"
          "[ControlSet001\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\"
          "Client]\nEnabled=dword:0\n"
          "[ControlSet001\\Services\\a]\nStart=dword:2\nImagePath=\"\\SystemRoot\\a\"\n" },
        { "software",
          "[Microsoft\\Windows NT\\CurrentVersion]\nProductName=\"Windows\"\n"
          "[Microsoft\\Windows Azure Backup\\Config]\nScratchLocation=\"D:\\Scratch\"\n"
          "[Microsoft\\Windows\\CurrentVersion\\Uninstall\\a]\nDisplayName=\"b\"\n"
          "[Microsoft\\SystemCertificates\\MY\\Certificates\\A]\n"
          "Blob=hex:20,00,00,00,01,00,00,00,02,00,00,00,30,00\n" },
    };
    struct ml_buf hive = { 0 }, said = { 0 };

    for (size_t i = 0; i < ML_COUNT(seeds); i++) {
        hive.n = 0;
        make_hive_text(&hive, ml_str_of(seeds[i].text));
        write_behind("hive", seeds[i].name, 0, ml_buf_view(&hive));
        write_behind("hive", "cut", 0, ml_str_sub(ml_buf_view(&hive), 0, hive.n / 2));
    }
    ml_hive_message_put(&said, &(struct ml_hive_message){ ML_HIVE_SAY_HIVE, 1,
                                                          ML_STR("ControlSet001"),
                                                          ML_STR_NONE });
    ml_hive_message_put(&said, &(struct ml_hive_message){ ML_HIVE_SAY_KEY, 0,
                                                          ML_STR("ControlSet001\\Select"),
                                                          ML_STR_NONE });
    ml_hive_message_put(&said, &(struct ml_hive_message){ ML_HIVE_SAY_VALUE, 4,
                                                          ML_STR("v"),
                                                          ML_STR("\1\0\0\0") });
    ml_hive_message_put(&said, &(struct ml_hive_message){ .kind = ML_HIVE_SAY_END });
    write_behind("hive", "said", 1, ml_buf_view(&said));
    ml_buf_reset(&hive);
    ml_buf_reset(&said);
}

static void cases(void)
{
    struct ml_catalogue *catalogue = make_catalogue();
    struct ml_case *c = make_full_case(catalogue);
    struct ml_buf bytes = { 0 };

    catalogue->digest = ML_STR("sha256:0f"); /* the target's too */
    ml_case_encode(c, catalogue, &bytes);
    write_seed("case", "full", ml_buf_view(&bytes));
    bytes.n = 0;
    c->nhits = c->nfacts = c->nartefacts = c->nunknown = c->njobs = c->nlimited = 0;
    ml_case_encode(c, catalogue, &bytes);
    write_seed("case", "files", ml_buf_view(&bytes));
    ml_buf_reset(&bytes);
    ml_case_free(c);
    ml_catalogue_free(catalogue);
}

static void reports(void)
{
    write_seed(
        "report", "report.xml",
        ML_STR("<report xmlns=\"urn:marslog:report:1\" version=\"1\" lang=\"en\">"
               "<generator name=\"marslog\" version=\"0.1.0\"/>"
               "<catalogue digest=\"sha256:" "0123456789abcdef0123456789abcdef"
               "0123456789abcdef0123456789abcdef" "\" signatures=\"1\" causes=\"1\"/>"
               "<server name=\"FS01\" os-build=\"14393\" agent-version=\"2.0.9249.0\""
               " time-zone=\"unknown\" state=\"problems\">"
               "<bundle path=\"a.zip\" bytes=\"10\" state=\"read\"/>"
               "<finding signature=\"mars-34513\" code=\"34513\" hex=\"0x086D1\""
               " severity=\"error\" count=\"2\" first=\"2026-11-20T01:02:03.456\""
               " last=\"2026-11-20T02:00:00.000Z\"><title>t</title>"
               "<evidence address=\"a.zip!b.errlog:7\" level=\"FATAL\">text</evidence>"
               "</finding>"
               "<cause id=\"proxy-blocks\" verdict=\"likely\" explains=\"mars-34513\">"
               "<title>t</title><for address=\"a.zip!c.txt:1\">f</for>"
               "<missing artefact=\"services\">m</missing><action>a</action></cause>"
               "<coverage files=\"1\" bytes-present=\"10\" bytes-read=\"10\""
               " bytes-skipped=\"0\"><file address=\"a.zip!b.errlog\""
               " role=\"cbengine-errlog\" bytes=\"10\" records=\"2\" state=\"read\"/>"
               "</coverage></server></report>"));
}

/* A report with its case: two files of one bundle, something of each kind found in them. */
static void merges(void)
{
    write_seed(
        "merge", "report.xml",
        ML_STR("<report xmlns=\"urn:marslog:report:1\" version=\"1\" lang=\"en\">"
               "<generator name=\"marslog\" version=\"0.1.0\"/>"
               "<catalogue digest=\"sha256:" "0123456789abcdef0123456789abcdef"
               "0123456789abcdef0123456789abcdef" "\" signatures=\"1\" causes=\"1\"/>"
               "<server name=\"FS01\" os-build=\"14393\" agent-version=\"2.0.9249.0\""
               " time-zone=\"unknown\" state=\"problems\">"
               "<bundle path=\"a.zip\" bytes=\"10\" state=\"read\" computer=\"FS01\""
               " stem=\"a\" files=\"2\" unknown-beyond=\"1\" bounded=\"yes\">"
               "<limited signature=\"http-407\"/></bundle>"
               "<coverage files=\"2\" bytes-present=\"10\" bytes-read=\"10\""
               " bytes-skipped=\"0\" since=\"2026-11-01T00:00:00.000\">"
               "<file address=\"a.zip!b.errlog\" role=\"cbengine-errlog\" bytes=\"10\""
               " records=\"2\" state=\"read\" mtime=\"2026-11-20T01:02:03.456Z\""
               " digest=\"000000000000000a000000000000000b\"/>"
               "<file address=\"a.zip!c.evtx\" bytes=\"10\" records=\"2\""
               " state=\"partial\" place=\"2\" folder=\"x\" event-log=\"yes\""
               " same-as=\"a.zip!b.errlog\"/></coverage>"
               "<case format=\"1\"><fact-value name=\"os.build\" value=\"14393\""
               " address=\"a.zip!b.errlog:1\" time=\"2026-11-20T01:02:03.456\" in=\"1\"/>"
               "<artefact id=\"services\" state=\"empty\" address=\"a.zip!b.errlog\""
               " in=\"1\"/>"
               "<ids file=\"a.zip!c.evtx\" line=\"1\" n=\"4\" id=\"1000\" in=\"2\"/>"
               "<occurrences signature=\"mars-34513\" file=\"a.zip!b.errlog\" count=\"3\""
               " severities=\"error\" in=\"1\">"
               "<m first=\"2026-11-20T01:02:03.456\" last=\"2026-11-20T01:02:04.456\""
               " first-line=\"4\" last-line=\"7\" n=\"3\""
               " job=\"F3E32129-DC79-4A28-9ACC-3F30CB5810B6\"/>"
               "<o line=\"4\" time=\"2026-11-20T01:02:03.456\" level=\"FATAL\""
               " text=\"a\xef\xbf\xbd[&#10;b\" before=\"c\" after=\"d\"/></occurrences>"
               "<job-row id=\"F3E32129-DC79-4A28-9ACC-3F30CB5810B6\""
               " file=\"a.zip!b.errlog\" line=\"2\" kind=\"Backup\" state=\"Failed\""
               " outcome=\"failed\" start=\"2026-11-20T01:02:03.456Z\" code=\"34513\""
               " in=\"1\"/>"
               "<unknown-kind line=\"3\" count=\"2\" level=\"Error\""
               " template=\"Failed &lt;n&gt;\" example=\"Failed 3\" in=\"2\"/>"
               "</case></server></report>"));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    folder = argv[1];
    mkdir(folder, 0777);
    archives();
    nested();
    texts();
    /* Found by fuzzing. */
    write_behind("codes", "id-and-a-grave-accent", 4, ML_STR("(ID`: 34513) hr:34513"));
    struct ml_buf name = { 0 };
    ml_buf_text(&name, "D:\\a");
    for (int i = 0; i < 400; i++)
        ml_buf_text(&name, "\xe3\x82\xa8");
    write_behind("codes", "name-longer-than-is-hidden", 1, ml_buf_view(&name));
    ml_buf_reset(&name);
    write_behind("facts", "bytes-that-are-no-text", 'g',
                 ML_STR("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\"
                        "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\"
                        "Connections]\r\n\"WinHttpSettings\"=hex:18,00,00,00,00,00,00,00,"
                        "03,00,00,00,05,00,00,00,d5,70,3a,38,30\r\n"));
    from_folder("facts", "tests/unit/facts/data", "abcdefghijklmnop", 16384);
    hives();
    logs();
    messages();
    catalogues();
    cases();
    reports();
    merges();
    return 0;
}
