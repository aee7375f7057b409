/* SPDX-License-Identifier: MIT */
#include "result_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

static const char hostile_bytes[] =
    "<script>alert(1)</script>]]><!--&lt;\"'>\x1b[31mred\x1b]0;t\x07\x00|\x7f\xc2\x9b"
    "\xff\xc3(\xe2\x80\xae"
    "gnp.exe\xe2\x81\xa6\xef\xbf\xbe\t\r\n{}$(x)`y`";
const ml_str fixture_hostile = { hostile_bytes, sizeof(hostile_bytes) - 1 };

static const char *const names[] = {
    [FIXTURE_PROBLEMS] = "problems",
    [FIXTURE_SIMPLE] = "simple",
    [FIXTURE_FLEET] = "fleet",
    [FIXTURE_HOSTILE] = "hostile",
    [FIXTURE_EMPTY] = "empty",
    [FIXTURE_CLEAN] = "clean",
    [FIXTURE_NO_LOGS] = "no-logs",
    [FIXTURE_INCOMPLETE] = "incomplete",
    [FIXTURE_INTERRUPTED] = "interrupted",
    [FIXTURE_MANY] = "many",
    [FIXTURE_SERVERS] = "servers",
};

const char *fixture_name(enum fixture which)
{
    return names[which];
}

/* ---- catalogue ---- */

#define TEXT(en, ja)                                                                   \
    {                                                                                  \
        {                                                                              \
            { en, sizeof(en) - 1 },                                                    \
            {                                                                          \
                ja, sizeof(ja) - 1                                                     \
            }                                                                          \
        }                                                                              \
    }

/* Japanese as universal character names: this source stays ASCII. */
#define JA_CREDENTIALS                                                                 \
    "\u7121\u52b9\u306a\u30b3\u30f3\u30c6\u30ca\u30fc\u306e\u8cc7\u683c\u60c5\u5831"   \
    "\u304c"                                                                           \
    "\u6307\u5b9a\u3055\u308c\u307e\u3057\u305f"
#define JA_CONNECT                                                                     \
    "\u30a8\u30fc\u30b8\u30a7\u30f3\u30c8\u304c\u30b5\u30fc\u30d3\u30b9\u306b\u63a5"   \
    "\u7d9a"                                                                           \
    "\u3067\u304d\u307e\u305b\u3093\u3067\u3057\u305f"
#define JA_407                                                                         \
    "\u30d7\u30ed\u30ad\u30b7\u306e\u8a8d\u8a3c\u304c\u5fc5\u8981\u3067\u3059"
#define JA_PROXY                                                                       \
    "\u69cb\u6210\u3055\u308c\u305f\u30d7\u30ed\u30ad\u30b7 "                          \
    "\u30b5\u30fc\u30d0\u30fc\u304c"                                                   \
    "\u63a5\u7d9a\u3092\u30d6\u30ed\u30c3\u30af\u3057\u3066\u3044\u307e\u3059"
#define JA_TLS "TLS 1.0 \u304c\u7121\u52b9\u3067\u3059"
#define JA_ACTION                                                                      \
    "\u30d7\u30ed\u30ad\u30b7\u3092\u4f7f\u3046\u3088\u3046\u306b\u8a2d\u5b9a\u3092"   \
    "\u5909"                                                                           \
    "\u66f4\u3057\u3001\u30d7\u30ed\u30ad\u30b7\u306e\u8a73\u7d30\u3092\u6307\u5b9a"   \
    "\u3057"                                                                           \
    "\u307e\u3059\u3002"
#define JA_ASK                                                                         \
    "\u30b5\u30fc\u30d0\u30fc\u3067 netsh winhttp show proxy \u3092\u5b9f\u884c\u3057" \
    "\u3001\u7d50\u679c\u3092\u304a\u9001\u308a\u304f\u3060\u3055\u3044\u3002"
#define JA_PROXY_SETTINGS "\u30d7\u30ed\u30ad\u30b7\u306e\u8a2d\u5b9a"
#define JA_DETAIL                                                                      \
    "\u30a8\u30fc\u30b8\u30a7\u30f3\u30c8\u306f SYSTEM \u3068\u3057\u3066\u52d5\u4f5c" \
    "\u3057\u3001\u30b7\u30b9\u30c6\u30e0\u306e\u30d7\u30ed\u30ad\u30b7\u8a2d\u5b9a"   \
    "\u3092"                                                                           \
    "\u4f7f\u3044\u307e\u3059\u3002"

static struct ml_signature signatures[] = {
    { .id = { "http-407", 8 },
      .severity = ML_ERROR,
      .title = TEXT("Proxy authentication required", JA_407),
      .source = { "MicrosoftDocs/azure-docs", 24 } },
    { .id = { "job-succeeded", 13 },
      .observation = true,
      .title = TEXT("A job succeeded", "") },
    { .id = { "mars-100050", 11 },
      .severity = ML_BY_LEVEL,
      .code = 100050,
      .title = TEXT("The agent could not connect to the service", JA_CONNECT),
      .meaning = TEXT("The agent reached no endpoint of the service: the way is "
                      "blocked, or a name does not resolve.",
                      "") },
    { .id = { "mars-34513", 10 },
      .severity = ML_ERROR,
      .code = 34513,
      .symbol = { "InvalidVaultCredentials", 23 },
      .title =
          TEXT("Invalid vault credentials provided. The file is either corrupted or "
               "does not have the latest credentials associated with recovery "
               "service",
               JA_CREDENTIALS),
      .source = { "Azure Backup agent troubleshooting", 34 } },
    { .id = { "os-80070005", 11 },
      .severity = ML_INFO,
      .code = 0x80070005,
      .title =
          TEXT("Access is denied", "\u30a2\u30af\u30bb\u30b9\u304c\u62d2\u5426\u3055"
                                   "\u308c\u307e\u3057\u305f") },
};
enum { SIG_407 = 0, SIG_JOB, SIG_CONNECT, SIG_CREDENTIALS, SIG_ACCESS };

static struct ml_artefact artefacts[] = {
    { .id = { "proxy-configuration", 19 },
      .title = TEXT("Proxy configuration", JA_PROXY_SETTINGS),
      .ask = TEXT(
          "On the server, run netsh winhttp show proxy in an elevated prompt and send "
          "its "
          "output.",
          JA_ASK) },
    { .id = { "schannel-registry", 17 },
      .title = TEXT("TLS settings of the registry", ""),
      .ask = TEXT("Run reg export \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\"
                  "SecurityProviders\\SCHANNEL\" schannel.reg and send the file.",
                  "") },
    { .id = { "temp-folder-listing", 19 },
      .title = TEXT("Listing of the Temp folder", ""),
      .ask = TEXT("Run dir C:\\Windows\\Temp > temp.txt and send the file.", "") },
};
enum { ART_PROXY = 0, ART_SCHANNEL, ART_TEMP };

static struct ml_text proxy_actions[] = {
    TEXT("Change the settings of the agent to use the proxy, and give its address and "
         "credentials.",
         JA_ACTION),
    TEXT("Let the proxy pass *.backup.windowsazure.com and *.blob.core.windows.net "
         "without authentication.",
         ""),
    TEXT("Run the registration again.", ""),
};
static struct ml_text tls_actions[] = {
    TEXT("Enable TLS 1.2 for SCHANNEL and for .NET: "
         "https://support.microsoft.com/help/4022913",
         ""),
};
static struct ml_text temp_actions[] = {
    TEXT("Delete the files with the extension .tmp from C:\\Windows\\Temp.", ""),
};
static struct ml_text clock_actions[] = {
    TEXT("Set the time of the server to UTC's.", ""),
};

static struct ml_cause causes[] = {
    { .id = { "clock-skew", 10 },
      .title = TEXT("The server's clock is wrong", ""),
      .actions = clock_actions,
      .nactions = 1 },
    { .id = { "credentials-expired", 19 },
      .title = TEXT("The vault credentials are older than allowed", ""),
      .validity = TEXT("48 hours until agent 2.0.9249.0, then 10 days", "") },
    { .id = { "proxy-blocks", 12 },
      .title = TEXT("A configured proxy server is blocking the connection", JA_PROXY),
      .detail = TEXT("The agent runs as SYSTEM and uses the proxy settings of the "
                     "system, not the user's.",
                     JA_DETAIL),
      .actions = proxy_actions,
      .nactions = ML_COUNT(proxy_actions),
      .source = { "Azure Backup agent troubleshooting, 2017-12-04", 46 } },
    { .id = { "temp-folder-full", 16 },
      .title = TEXT("C:\\Windows\\Temp holds too many .tmp files", ""),
      .actions = temp_actions,
      .nactions = 1 },
    { .id = { "tls-disabled", 12 },
      .title = TEXT("TLS 1.0 is disabled", JA_TLS),
      .actions = tls_actions,
      .nactions = 1,
      .source = { "KB 4022913", 10 } },
};
enum { CAUSE_CLOCK = 0, CAUSE_EXPIRED, CAUSE_PROXY, CAUSE_TEMP, CAUSE_TLS };

static const struct ml_catalogue catalogue = {
    .digest = { "sha256:"
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                71 },
    .signatures = signatures,
    .nsignatures = ML_COUNT(signatures),
    .causes = causes,
    .ncauses = ML_COUNT(causes),
    .artefacts = artefacts,
    .nartefacts = ML_COUNT(artefacts),
};

/* ---- building blocks; everything lives in the result's arena ---- */

struct maker {
    struct ml_arena *arena;
    struct ml_result *result;
    ml_str suffix; /* put behind every text that comes from a log */
};

static ml_str put(const struct maker *m, const char *text)
{
    struct ml_buf both = { 0 };

    ml_buf_text(&both, text);
    ml_buf_str(&both, m->suffix);
    ml_str copy = ml_arena_dup(m->arena, ml_buf_view(&both));
    ml_buf_reset(&both);
    return copy;
}

static struct ml_time at(int day, int hour, int minute, int second)
{
    struct ml_civil c = { 2026, 11, day, hour, minute, second, 456000 };
    return (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_BARE };
}

/* Copies of a fixed list into the arena. */
#define LIST(m, type, ...)                                                             \
    memcpy(ml_arena_array((m)->arena, sizeof((type[]){ __VA_ARGS__ }) / sizeof(type),  \
                          sizeof(type)),                                               \
           ((type[]){ __VA_ARGS__ }), sizeof((type[]){ __VA_ARGS__ }))

static const char log_file[] = "FS01.zip!Temp/CBEngineCurr.errlog";

static struct ml_evidence evidence(const struct maker *m, unsigned line,
                                   struct ml_time t, const char *text)
{
    return (struct ml_evidence){
        .address = ml_arena_printf(m->arena, "%s:%u", log_file, line),
        .time = t,
        .level = ML_LEVEL_FATAL,
        .job = put(m, "F3E32129-DC79-4A28-9ACC-3F30CB5810B6"),
        .text = put(m, text),
        .before = put(m, "0B2C\t1F30\t11/20\t01:02:03.455\t32\tbackupasync.cpp(880)\t\t"
                         "NORMAL\tRegistering with the vault"),
        .before_address = ml_arena_printf(m->arena, "%s:%u", log_file, line - 1),
        .after = put(m, "0B2C\t1F30\t11/20\t01:02:04.001\t32\tbackupasync.cpp(911)\t\t"
                        "NORMAL\tFreeing the request; it took 12 ms"),
        .after_address = ml_arena_printf(m->arena, "%s:%u", log_file, line + 1),
    };
}

static void add_buckets(const struct maker *m, struct ml_finding *f, int day,
                        unsigned n)
{
    f->buckets = ml_arena_array(m->arena, n, sizeof(*f->buckets));
    f->nbuckets = n;
    f->bucket_us = ML_HOUR_US;
    for (unsigned i = 0; i < n; i++)
        f->buckets[i] = (struct ml_bucket){
            .from = { at(day, 1, 0, 0).us / ML_HOUR_US * ML_HOUR_US +
                          (int64_t)i * i * ML_HOUR_US,
                      ML_CLOCK_BARE },
            .n = 1 + i * 7 % 11,
        };
}

static const struct ml_oscode denied = {
    .id = ML_STR("win32-80070005"),
    .family = ML_STR("win32"),
    .value = 0x80070005u,
    .number = 5,
    .symbol = ML_STR("ERROR_ACCESS_DENIED"),
    .meaning = { { ML_STR("access denied"),
                   ML_STR("\xe3\x82\xa2\xe3\x82\xaf\xe3\x82\xbb\xe3\x82\xb9") } },
};

static struct ml_finding finding(const struct maker *m, unsigned signature,
                                 enum ml_severity severity, unsigned n, int day)
{
    struct ml_finding f = { .signature = &signatures[signature],
                            .severity = severity,
                            .count = n,
                            .first = at(day, 1, 2, 3),
                            .last = at(day + 1, 2, 0, 0) };

    f.nevidence = n < 2 * ML_SHOWN ? n : 2 * ML_SHOWN;
    f.evidence = ml_arena_array(m->arena, f.nevidence, sizeof(*f.evidence));
    for (unsigned i = 0; i < f.nevidence; i++)
        f.evidence[i] =
            evidence(m, 482 + i * 37, at(day, 1, 2 + (int)i, 3),
                     "Invalid vault credentials provided. The file is either "
                     "corrupted or does not have the latest credentials "
                     "associated with recovery service. (ID: 34513)");
    f.evidence[0].decoded = ml_arena_array(m->arena, 1, sizeof(*f.evidence[0].decoded));
    f.evidence[0].decoded[0] = (struct ml_decoded){ ML_STR("0x80070005"), &denied };
    f.evidence[0].ndecoded = 1;
    add_buckets(m, &f, day, n < 7 ? n : 7);
    return f;
}

static struct ml_cause_result cause(const struct maker *m, unsigned which,
                                    enum ml_verdict verdict)
{
    struct ml_cause_result c = { .cause = &causes[which], .verdict = verdict };

    c.explains = LIST(m, const struct ml_signature *, &signatures[SIG_CREDENTIALS],
                      &signatures[SIG_CONNECT]);
    c.nexplains = 2;
    struct ml_weighed for_ = {
        .conclusive = verdict == ML_CONFIRMED,
        .text =
            put(m, "A 407 of proxy.example.com:8080 stands in the same job, 3 seconds "
                   "before the failure"),
        .address = ml_arena_printf(m->arena, "%s:%u", log_file, 479 + which),
        .signature = ML_STR("mars-34513"),
        .at = at(20, 1, 2, 3),
    };
    struct ml_weighed against = {
        .conclusive = verdict == ML_RULED_OUT,
        .text = put(m, "tls12.client.enabled is true"),
        .address = ML_STR("FS01.zip!reg/schannel.txt:12"),
    };
    if (verdict <= ML_LIKELY) {
        c.for_ = LIST(m, struct ml_weighed, for_);
        c.nfor = 1;
    }
    if (verdict >= ML_UNLIKELY) {
        c.against = LIST(m, struct ml_weighed, against);
        c.nagainst = 1;
    }
    if (verdict == ML_UNDETERMINED || verdict == ML_LIKELY) {
        c.missing = LIST(m, struct ml_missing, { .artefact = &artefacts[ART_PROXY] },
                         { .artefact = &artefacts[ART_TEMP],
                           .note = put(m, "present, but unreadable: encrypted") });
        c.nmissing = 2;
    }
    return c;
}

static struct ml_member member(const struct maker *m, const char *path,
                               const char *role, enum ml_read_state state,
                               const char *reason)
{
    return (struct ml_member){
        .address = ml_arena_printf(m->arena, "FS01.zip!%s", path),
        .name = ml_str_basename(ml_str_of(path)),
        .role = ml_str_of(role),
        .encoding = state == ML_SKIPPED ? ML_STR_NONE : ML_STR("utf-16le"),
        .bytes_read = state == ML_SKIPPED ? 0 : 4181223,
        .bytes_skipped = state == ML_READ ? 0 : 99000,
        .records = state == ML_SKIPPED ? 0 : 20114,
        .mtime = at(21, 9, 0, 0),
        .first = state == ML_SKIPPED ? ML_NO_TIME : at(1, 0, 0, 1),
        .last = state == ML_SKIPPED ? ML_NO_TIME : at(21, 8, 59, 0),
        .state = state,
        .reason = reason ? put(m, reason) : ML_STR_NONE,
        .digest = { 1, 2 },
    };
}

static struct ml_hits *hits(const struct maker *m)
{
    struct ml_hits h = { .signature = SIG_CREDENTIALS,
                         .member = 0,
                         .count = 12,
                         .severities = 1u << ML_ERROR | 1u << ML_WARNING };
    h.moments = LIST(m, struct ml_moment, { .n = 2 },
                     { .first = at(20, 1, 2, 3),
                       .last = at(20, 1, 2, 50),
                       .job = put(m, "F3E32129"),
                       .first_line = 482,
                       .last_line = 815,
                       .n = 10 });
    h.nmoments = 2;
    return LIST(m, struct ml_hits, h);
}

static struct ml_case *bundle(const struct maker *m, enum ml_read_state state)
{
    struct ml_case *c = ml_arena_alloc(m->arena, sizeof(*c));

    c->path = ML_STR("FS01.zip");
    c->sha256 = ML_STR("9f86d081884c7d659a2feaa0c55ad015"
                       "a3bf4f1b2b0b822cd15d6c15b0f00a08");
    c->bytes = 73400320;
    c->state = state;
    c->flavour = put(m, "psSDP DPM");
    c->stem = ML_STR("FS01");
    c->collected = at(21, 9, 0, 0);
    c->members =
        LIST(m, struct ml_member,
             member(m, "Temp/CBEngineCurr.errlog", "cbengine-errlog", ML_READ, NULL),
             member(m, "Temp/CBEngine0.errlog", "cbengine-errlog", ML_PARTIAL,
                    "the archive is cut short in this member"),
             member(m, "reg/schannel.txt", "schannel-registry", ML_READ, NULL),
             member(m, "pictures/screen.png", "other", ML_SKIPPED, "a picture"),
             member(m, "Temp/copy.errlog", "cbengine-errlog", ML_READ, NULL));
    c->nmembers = 5;
    c->members[4].same_as = 1;
    c->members[4].year_assumed = true;
    if (state == ML_READ)
        c->members[1].state = ML_READ;
    c->hits = hits(m);
    c->nhits = 1;
    c->artefacts = LIST(m, struct ml_artefact_seen,
                        { .id = ML_STR("schannel-registry"),
                          .state = ML_ARTEFACT_READ,
                          .address = ML_STR("FS01.zip!reg/schannel.txt"),
                          .time = at(21, 9, 0, 0),
                          .member = 2 });
    c->nartefacts = 1;
    if (state != ML_READ) {
        c->limited = LIST(m, ml_str, ML_STR("http-407"));
        c->nlimited = 1;
        c->reason = put(m, "the archive is cut short");
    }
    return c;
}

static void add_facts(const struct maker *m, struct ml_server *s)
{
    s->facts =
        LIST(m, struct ml_fact,
             { .name = ML_STR("agent.version"),
               .value = put(m, "2.0.9083.0"),
               .time = at(21, 9, 0, 0),
               .address = ML_STR("FS01.zip!info.txt:4"),
               .member = 2 },
             { .name = ML_STR("antivirus.products"),
               .value = put(m, ""),
               .time = at(21, 9, 0, 0),
               .address = ML_STR("FS01.zip!programs.txt:1"),
               .member = 2 },
             { .name = ML_STR("dotnet.release"),
               .value = put(m, "394254"),
               .time = ML_NO_TIME,
               .address = ML_STR(
                   "FS01.zip!HIV#SOFTWARE\\Microsoft\\NET Framework Setup\\Release"),
               .member = 2 },
             { .name = ML_STR("proxy.system"),
               .value = put(m, "proxy.example.com:8080"),
               .time = at(21, 9, 0, 0),
               .address = ML_STR("FS01.zip!net/proxy.txt:7"),
               .member = 2 });
    s->nfacts = 4;
}

static struct ml_server server(const struct maker *m, const char *name,
                               enum ml_server_state state, enum ml_read_state read)
{
    struct ml_server s = { .name = put(m, name),
                           .os_build = put(m, "14393"),
                           .agent_version = put(m, "2.0.9083.0"),
                           .time_zone = ML_STR("unknown"),
                           .state = state };
    struct ml_case *c = bundle(m, read);

    s.bundles = LIST(m, const struct ml_case *, c);
    s.nbundles = 1;
    s.nfiles = c->nmembers;
    s.files = ml_arena_array(m->arena, s.nfiles, sizeof(*s.files));
    for (uint32_t i = 0; i < s.nfiles; i++)
        s.files[i] = &c->members[i];
    add_facts(m, &s);
    c->facts = s.facts;
    c->nfacts = s.nfacts;
    return s;
}

/* ---- the cases ---- */

static struct ml_server with_problems(const struct maker *m, const char *name)
{
    struct ml_server s = server(m, name, ML_PROBLEMS, ML_PARTIAL);

    s.findings =
        LIST(m, struct ml_finding, finding(m, SIG_CREDENTIALS, ML_ERROR, 12, 20),
             finding(m, SIG_407, ML_ERROR, 3, 19),
             finding(m, SIG_CONNECT, ML_WARNING, 1, 20),
             finding(m, SIG_ACCESS, ML_INFO, 2, 18));
    s.nfindings = 4;
    s.findings[2].first = s.findings[2].last = at(20, 1, 2, 3);
    s.findings[3].first = s.findings[3].last = ML_NO_TIME;
    s.findings[3].nbuckets = 0;
    s.causes =
        LIST(m, struct ml_cause_result, cause(m, CAUSE_PROXY, ML_CONFIRMED),
             cause(m, CAUSE_TEMP, ML_LIKELY), cause(m, CAUSE_EXPIRED, ML_UNDETERMINED),
             cause(m, CAUSE_CLOCK, ML_UNLIKELY), cause(m, CAUSE_TLS, ML_RULED_OUT));
    s.ncauses = 5;
    return s;
}

static struct ml_server simple(const struct maker *m, const char *name)
{
    struct ml_server s = server(m, name, ML_PROBLEMS, ML_READ);

    s.findings =
        LIST(m, struct ml_finding, finding(m, SIG_CREDENTIALS, ML_ERROR, 2, 20));
    s.nfindings = 1;
    s.causes = LIST(m, struct ml_cause_result, cause(m, CAUSE_PROXY, ML_CONFIRMED),
                    cause(m, CAUSE_EXPIRED, ML_UNDETERMINED),
                    cause(m, CAUSE_TLS, ML_RULED_OUT));
    s.ncauses = 3;
    return s;
}

static struct ml_server no_logs(const struct maker *m)
{
    struct ml_server s = server(m, "EMPTY", ML_INCOMPLETE, ML_READ);

    s.reason = ML_STR("no-logs");
    s.nfiles = s.nfacts = 0;
    return s;
}

static struct ml_server crowded(const struct maker *m)
{
    struct ml_server s = with_problems(m, "MANY");

    s.nfindings = 1000;
    s.findings = ml_arena_array(m->arena, s.nfindings, sizeof(*s.findings));
    for (unsigned i = 0; i < s.nfindings; i++) {
        struct ml_signature *own =
            LIST(m, struct ml_signature, signatures[SIG_CREDENTIALS]);
        own->id = ml_arena_printf(m->arena, "mars-%u", 200000 + i);
        own->code = 200000 + i;
        s.findings[i] = finding(m, SIG_CREDENTIALS, i < 900 ? ML_ERROR : ML_WARNING,
                                1 + i % 13, 1 + (int)(i % 20));
        s.findings[i].signature = own;
    }
    return s;
}

static struct ml_server nth_server(const struct maker *m, unsigned n)
{
    const char *name = ml_arena_printf(m->arena, "SERVER-%02u", n).p;

    if (n % 3 == 0)
        return with_problems(m, name);
    return server(m, name, n % 3 == 1 ? ML_CLEAN : ML_INCOMPLETE,
                  n % 3 == 1 ? ML_READ : ML_PARTIAL);
}

static void set_servers(const struct maker *m, enum fixture which)
{
    struct ml_result *r = m->result;
    unsigned n = which == FIXTURE_SERVERS ? 20 : which == FIXTURE_FLEET ? 4 : 1;

    r->servers = ml_arena_array(m->arena, n, sizeof(*r->servers));
    r->nservers = which == FIXTURE_EMPTY ? 0 : n;
    struct ml_server *s = r->servers;
    switch (which) {
    case FIXTURE_SIMPLE:
        *s = simple(m, "FS01");
        break;
    case FIXTURE_FLEET:
        s[0] = server(m, "CLEAN01", ML_CLEAN, ML_READ);
        s[1] = no_logs(m);
        s[2] = with_problems(m, "FS01");
        s[3] = server(m, "HALF", ML_INCOMPLETE, ML_PARTIAL);
        break;
    case FIXTURE_CLEAN:
        *s = server(m, "CLEAN01", ML_CLEAN, ML_READ);
        break;
    case FIXTURE_NO_LOGS:
        *s = no_logs(m);
        break;
    case FIXTURE_INCOMPLETE:
        *s = server(m, "HALF", ML_INCOMPLETE, ML_PARTIAL);
        break;
    case FIXTURE_MANY:
        *s = crowded(m);
        break;
    case FIXTURE_SERVERS:
        for (unsigned i = 0; i < n; i++)
            s[i] = nth_server(m, i);
        break;
    default:
        *s = with_problems(m, "FS01");
        break;
    }
}

struct ml_result *fixture_new(enum fixture which, enum ml_lang lang)
{
    struct ml_result *r = calloc(1, sizeof(*r));

    if (!r)
        ml_oom();
    r->catalogue = &catalogue;
    r->lang = lang;
    r->interrupted = which == FIXTURE_INTERRUPTED;
    if (which == FIXTURE_PROBLEMS)
        r->as_of = (struct ml_time){ at(22, 0, 0, 0).us, ML_CLOCK_UTC };
    struct maker m = { &r->arena, r, ML_STR_NONE };
    if (which == FIXTURE_HOSTILE)
        m.suffix = fixture_hostile;
    set_servers(&m, which);
    return r;
}

struct ml_result *fixture_free(struct ml_result *result)
{
    if (result)
        ml_arena_reset(&result->arena);
    free(result);
    return NULL;
}
