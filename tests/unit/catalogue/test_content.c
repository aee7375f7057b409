/* SPDX-License-Identifier: MIT */
/* marslog's own catalogue: whole, in both languages, and with every row of the page
 * that it began with. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "catalogue/check.h"
#include "catalogue/names.h"
#include "support/make_case.h"

static struct ml_catalogue *catalogue;

static void setup(void)
{
    catalogue = make_catalogue();
}

static void teardown(void)
{
    catalogue = ml_catalogue_free(catalogue);
}

static void print_complaint(void *ctx, ml_str file, uint32_t line, const char *text)
{
    (void)ctx;
    fprintf(stderr, "%.*s:%u: %s\n", ML_STR_ARG(file), line, text);
}

START_TEST(the_catalogue_is_whole_in_both_languages)
{
    struct ml_catalogue_check check = { .strict = true, .complain = print_complaint };
    ck_assert_uint_eq(ml_catalogue_check(catalogue, &check), 0);
    ck_assert_int_eq(catalogue->newest_year, 2026);
}
END_TEST

/* What stands in a rule, an action or a title, one language after the other. */
static void add_text(struct ml_buf *out, const struct ml_text *t, enum ml_lang lang)
{
    ml_buf_str(out, t->in[lang]);
    ml_buf_char(out, '\n');
}

static void add_cause(struct ml_buf *out, const struct ml_cause *c, enum ml_lang lang)
{
    add_text(out, &c->title, lang);
    add_text(out, &c->detail, lang);
    add_text(out, &c->validity, lang);
    for (uint32_t i = 0; i < c->nrules; i++)
        add_text(out, &c->rules[i].text, lang);
    for (uint32_t i = 0; i < c->nactions; i++)
        add_text(out, &c->actions[i], lang);
}

static void add_signature(struct ml_buf *out, const struct ml_signature *s)
{
    for (uint32_t i = 0; i < s->nexamples; i++) {
        if (s->examples[i].must_match)
            ml_buf_str(out, s->examples[i].text);
        ml_buf_char(out, '\n');
    }
}

#define DEFAULT_SCRATCH                                                                \
    "C:\\Program Files\\Microsoft Azure Recovery Services Agent\\Scratch"
#define CSC "Microsoft.NET\\Framework\\v*\\csc.exe"
/* words of the page that are the same on every row that has them */
#define JA_DOWNLOAD                                                                    \
    "[\xe3\x83\x95\xe3\x82\xa1\xe3\x82\xa4\xe3\x83\xab\xe3\x81\xae\xe3\x83\x80\xe3"    \
    "\x82"                                                                             \
    "\xa6\xe3\x83\xb3\xe3\x83\xad\xe3\x83\xbc\xe3\x83\x89]"
#define JA_TRUSTED                                                                     \
    "\xe4\xbf\xa1\xe9\xa0\xbc\xe6\xb8\x88\xe3\x81\xbf\xe3\x82\xb5\xe3\x82\xa4\xe3\x83" \
    "\x88"
#define JA_PROXY_SETTING                                                               \
    "\xe3\x83\x97\xe3\x83\xad\xe3\x82\xad\xe3\x82\xb7\xe3\x81\xae\xe6\xa7\x8b\xe6\x88" \
    "\x90"
#define JA_DOWNLOAD_NEW                                                                \
    "\xe6\x96\xb0\xe3\x81\x97\xe3\x81\x8f\xe3\x83\x80\xe3\x82\xa6\xe3\x83\xb3\xe3\x83" \
    "\xad\xe3\x83\xbc\xe3\x83\x89"
#define JA_UNREGISTER "\xe7\x99\xbb\xe9\x8c\xb2\xe3\x82\x92\xe8\xa7\xa3\xe9\x99\xa4"

/* The 48 rows of the seed page: the entry that owns it, and what must be in it. */
static const struct {
    const char *row;
    const char *id;
    const char *english;  /* of a signature: of an example */
    const char *japanese; /* NULL: the English words stand in both */
} rows[] = {
    { "E1", "mars-34513", "associated with recovery service. (ID: 34513)", NULL },
    { "H1", "mars-34513", "Error: Invalid vault credentials provided.", NULL },
    { "C1.1", "credentials-expired", "48 hours", "48 " },
    { "C1.2", "temp-download-blocked", "download files to the Windows Temp folder",
      "Temp" },
    { "C1.2", "temp-folder-full", "C:\\Windows\\Temp", NULL },
    { "C1.3", "credentials-on-network-path", "network path", "SYSTEM" },
    { "C1.4", "tls-disabled", "TLS 1.0", NULL },
    { "C1.5", "proxy-blocks", "Proxy or firewall blocks", "WinHTTP" },
    { "A1.1", "credentials-expired", "Download a new credential file",
      JA_DOWNLOAD_NEW },
    { "A1.1", "credentials-on-network-path", "Download the credential file anew",
      JA_DOWNLOAD_NEW },
    { "A1.2", "temp-download-blocked",
      "scroll to the file download section and select "
      "Enable",
      JA_DOWNLOAD },
    { "A1.2", "proxy-blocks", "Enable file download", JA_DOWNLOAD },
    { "A1.3", "temp-download-blocked", "trusted sites", JA_TRUSTED },
    { "A1.3", "proxy-blocks", "trusted sites", JA_TRUSTED },
    { "A1.4", "proxy-blocks", "Give the agent the proxy it must use",
      JA_PROXY_SETTING },
    { "A1.5", "clock-skew", "date and time in UTC", "UTC" },
    { "A1.6", "temp-folder-full", "60,000", NULL },
    { "A1.6", "temp-folder-full", "65,000", NULL },
    { "A1.7", "temp-folder-full", "SDP package", "SDP" },
    { "A1.7", "temp-download-blocked", "SDP package", "SDP" },
    { "A1.8", "dotnet-too-old", ".NET Framework 4.6.2", NULL },
    { "A1.8", "dotnet-too-old", "394802", NULL },
    { "A1.9", "tls-disabled", "KB 4022913", NULL },
    { "A1.9", "tls-disabled", "https://support.microsoft.com/help/4022913", NULL },
    { "A1.10", "antivirus-interference", "Exclude from scanning", "CBengine.exe" },
    { "X1.1", "antivirus-interference", "CBengine.exe", NULL },
    { "X1.2", "antivirus-interference", "CSC.exe", NULL },
    { "X1.2", "antivirus-interference", CSC, NULL },
    { "X1.2", "antivirus-interference", "Framework64\\v*\\csc.exe", NULL },
    { "X1.3", "antivirus-interference", "scratch folder or cache location",
      DEFAULT_SCRATCH },
    { "X1.4", "antivirus-interference", DEFAULT_SCRATCH, NULL },
    { "E2.1", "mars-100050", "ensure that you are able to connect to internet", NULL },
    { "H2", "mars-100050", "Error: The Microsoft Azure Recovery Service Agent was",
      NULL },
    { "E2.2", "http-407", "(407) Proxy Authentication Required", NULL },
    { "C2.1", "proxy-blocks", "asked for authentication (407)", "407" },
    { "A2.1", "proxy-blocks", "Enable file download", JA_DOWNLOAD },
    { "A2.2", "proxy-blocks", "trusted sites", JA_TRUSTED },
    { "A2.3", "proxy-blocks", "Proxy Configuration", JA_PROXY_SETTING },
    { "A2.4", "antivirus-interference", "For the connection error 100050", "100050" },
    { "X2.1", "antivirus-interference", "CBEngine.exe", NULL },
    { "X2.2", "antivirus-interference", "not dpmra.exe", "dpmra.exe" },
    { "X2.3", "antivirus-interference", "CSC.exe", NULL },
    { "X2.4", "antivirus-interference", "scratch folder or cache location",
      DEFAULT_SCRATCH },
    { "X2.5", "antivirus-interference", DEFAULT_SCRATCH, NULL },
    { "E3", "mars-130002", "internal service error 'Invalid input error'. Please retry",
      NULL },
    { "H3", "mars-130002", "Error: Failed to set the encryption key", NULL },
    { "C3.1", "registered-to-another-vault", "registered to another vault", "34511" },
    { "A3.1", "registered-to-another-vault", "unregister it, then register again",
      JA_UNREGISTER },
    { "E4.1", "mars-130055", "service error [0x1FC07]. Please retry", NULL },
    { "H4", "mars-130055", "Error: The activation did not complete", NULL },
    { "E4.2", "mars-34506", "Error 34506. The encryption passphrase stored on", NULL },
    { "C4.1", "scratch-low-space", "too little space", "2.5 GB" },
    { "C4.2", "scratch-moved", "was moved", "ScratchLocation" },
    { "C4.3", "kek-missing", "OnlineBackup.KEK missing", "OnlineBackup.KEK" },
    { "A4.1", "scratch-low-space", "5 to 10 %", "5 \xef\xbd\x9e 10 %" },
    { "A4.2", "scratch-moved", "backup-azure-file-folder-backup-faq#backup", NULL },
    { "A4.3", "kek-missing", "Ensure that OnlineBackup.KEK is present",
      "OnlineBackup.KEK" },
    { "X4.1", "scratch-low-space", DEFAULT_SCRATCH, NULL },
    { "X4.1", "scratch-moved", DEFAULT_SCRATCH, NULL },
};

START_TEST(every_row_of_the_seed_page_has_its_owner)
{
    ml_str id = ml_str_of(rows[_i].id);
    const struct ml_signature *s = ml_catalogue_signature(catalogue, id);
    const struct ml_cause *c = ml_catalogue_cause(catalogue, id);
    const char *want[ML_NLANG] = { rows[_i].english, rows[_i].japanese };

    ck_assert_msg(s || c, "%s: no %s", rows[_i].row, rows[_i].id);
    if (!want[ML_JA])
        want[ML_JA] = want[ML_EN];
    for (int lang = 0; lang < ML_NLANG; lang++) {
        struct ml_buf all = { 0 };
        if (s)
            add_signature(&all, s);
        else
            add_cause(&all, c, (enum ml_lang)lang);
        ck_assert_msg(ml_str_has(ml_buf_view(&all), ml_str_of(want[lang])),
                      "%s: %s lacks \"%s\"", rows[_i].row, rows[_i].id, want[lang]);
        ml_buf_reset(&all);
    }
}
END_TEST

/* The surface that scripts hold on to. */
static const struct {
    const char *cause;
    const char *explains;
} explained[] = {
    { "credentials-expired", "mars-34513" },
    { "credentials-on-network-path", "mars-34513" },
    { "temp-download-blocked", "mars-34513" },
    { "temp-folder-full", "mars-34513" },
    { "tls-disabled", "mars-34513" },
    { "proxy-blocks", "mars-34513" },
    { "proxy-blocks", "mars-100050" },
    { "proxy-blocks", "http-407" },
    { "clock-skew", "mars-34513" },
    { "clock-skew", "mars-100141" },
    { "clock-skew", "mars-130052" },
    { "dotnet-too-old", "mars-34513" },
    { "antivirus-interference", "mars-34513" },
    { "antivirus-interference", "mars-100050" },
    { "registered-to-another-vault", "mars-130002" },
    { "registered-to-another-vault", "mars-100110" },
    { "registered-to-another-vault", "mars-34511" },
    { "scratch-low-space", "mars-130055" },
    { "scratch-low-space", "mars-34506" },
    { "scratch-low-space", "mars-32500" },
    { "scratch-moved", "mars-130055" },
    { "scratch-moved", "mars-34506" },
    { "kek-missing", "mars-130055" },
    { "kek-missing", "mars-34506" },
};

START_TEST(a_cause_explains_what_the_contract_says)
{
    const struct ml_cause *c =
        ml_catalogue_cause(catalogue, ml_str_of(explained[_i].cause));
    bool found = false;

    ck_assert_ptr_nonnull(c);
    for (uint32_t i = 0; i < c->nexplains; i++)
        found |= ml_str_eq(c->explains[i], ml_str_of(explained[_i].explains));
    ck_assert_msg(found, "%s does not explain %s", explained[_i].cause,
                  explained[_i].explains);
}
END_TEST

static const char *const artefacts[] = {
    "cbengine-errlog",
    "agent-registry",
    "scratch-listing",
    "volume-free-space",
    "schannel-registry",
    "dotnet-registry",
    "proxy-configuration",
    "w32tm-stripchart",
    "temp-folder-listing",
    "filter-drivers",
    "installed-programs",
    "services",
    "event-log-cloudbackup",
    "event-log-system",
    "event-log-application",
    "vss-writers",
    "job-history",
    "credential-file-details",
    "agent-info",
    "scheduled-task",
};

START_TEST(an_artefact_of_the_contract_can_be_asked_for)
{
    ck_assert_ptr_nonnull(ml_catalogue_artefact(catalogue, ml_str_of(artefacts[_i])));
}
END_TEST

/* The table of codes that Microsoft publishes, by ranges: how many of each severity,
 * and their sum, which no wrong number survives. */
static const struct {
    uint32_t first, last;
    uint32_t n[ML_ERROR + 1]; /* by severity: info, warning, error */
    uint64_t sum;
    const char *holds;
} ranges[] = {
    { 32500, 33999, { 5, 4, 36 }, 1481890, "DPM and scratch" },
    { 34000, 39999, { 0, 1, 27 }, 966534, "agent, older numbers" },
    { 40000, 59999, { 0, 0, 8 }, 370040, "DPM storage, Backup Server" },
    { 100000, 100099, { 5, 5, 77 }, 8704766, "agent" },
    { 100100, 100199, { 0, 0, 93 }, 9313796, "agent" },
    { 100200, 100299, { 0, 1, 42 }, 4309565, "agent" },
    { 120000, 129999, { 2, 0, 1 }, 360006, "results" },
    { 130000, 139999, { 1, 2, 55 }, 7541711, "service" },
    { 140000, 149999, { 0, 1, 50 }, 7141328, "registration" },
    { 150000, 159999, { 0, 0, 7 }, 1050028, "accounts" },
    { 160000, 169999, { 0, 1, 29 }, 4800435, "storage" },
    { 170000, 179999, { 0, 0, 27 }, 4590387, "replicas, policies" },
    { 180000, 189999, { 0, 0, 12 }, 2160084, "recovery" },
    { 210000, 239999, { 0, 1, 21 }, 4870123, "sign-in, resources" },
    { 240000, 259999, { 0, 0, 12 }, 2980046, "data" },
    { 260000, 279999, { 2, 2, 23 }, 7090236, "recovery points, background work" },
    { 280000, 289999, { 0, 1, 10 }, 3080066, "settings" },
    { 300000, 349999, { 0, 0, 12 }, 3800064, "Azure interface" },
    { 480000, 489999, { 0, 0, 10 }, 4800057, "mounting" },
};

enum { CODES = 586 };

/* The number in "mars-34513"; 0: the id is another. */
static uint32_t published_code(const struct ml_signature *s)
{
    ml_str mars = ML_STR("mars-");
    uint64_t code = 0;

    if (!ml_str_starts(s->id, mars) ||
        !ml_str_to_u64(ml_str_from(s->id, mars.n), &code))
        return 0;
    return (uint32_t)code;
}

START_TEST(every_published_code_is_there_with_its_severity)
{
    uint32_t n[ML_ERROR + 1] = { 0 };
    uint64_t sum = 0;

    for (uint32_t i = 0; i < catalogue->nsignatures; i++) {
        const struct ml_signature *s = &catalogue->signatures[i];
        uint32_t code = published_code(s);
        if (code < ranges[_i].first || code > ranges[_i].last)
            continue;
        ck_assert_uint_eq(s->code, code);
        ck_assert_int_le(s->severity, ML_ERROR);
        n[s->severity]++;
        sum += code;
    }
    for (int severity = ML_INFO; severity <= ML_ERROR; severity++)
        ck_assert_msg(n[severity] == ranges[_i].n[severity], "%s: %u of severity %d",
                      ranges[_i].holds, n[severity], severity);
    ck_assert_uint_eq(sum, ranges[_i].sum);
}
END_TEST

START_TEST(a_published_code_says_what_it_means_and_whence)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < catalogue->nsignatures; i++) {
        const struct ml_signature *s = &catalogue->signatures[i];
        if (!published_code(s))
            continue;
        n++;
        for (int lang = 0; lang < ML_NLANG; lang++)
            ck_assert_msg(s->meaning.in[lang].n, "%.*s has no meaning in language %d",
                          ML_STR_ARG(s->id), lang);
        ck_assert_msg(ml_str_has(s->source, ML_STR("KB 3041345")) ||
                          ml_str_has(s->source, ML_STR("azure-docs")) ||
                          ml_str_has(s->source, ML_STR("self-help")),
                      "%.*s: %.*s", ML_STR_ARG(s->id), ML_STR_ARG(s->source));
    }
    ck_assert_uint_eq(n, CODES);
}
END_TEST

/* Codes of Windows by family: how many, the sum of the low halves of their HRESULTs,
 * and of their numbers. */
static const struct {
    const char *family;
    uint32_t n, low, numbers;
} oscodes[] = {
    { "win32", 116, 149258, 149258 },
    { "winsock", 13, 133517, 133517 },
    { "winhttp", 20, 241662, 241662 },
    { "com", 11, 143495, 0 },
    { "vss", 54, 487795, 0 },
    { "vds", 17, 156841, 0 },
    { "vhd", 6, 73, 0 },
    { "wsb", 10, 1500, 0 },
    { "http", 13, 5682, 5682 },
    { "schannel", 23, 43997, 0 },
    { "cert", 9, 2399, 0 },
    { "dpm", 5, 15222, 0 },
    { "aadsts", 15, 0, 10648629 },
};

START_TEST(every_code_of_windows_is_there)
{
    uint32_t n = 0, low = 0, numbers = 0;

    for (uint32_t i = 0; i < catalogue->noscodes; i++) {
        const struct ml_oscode *o = &catalogue->oscodes[i];
        if (!ml_str_eq(o->family, ml_str_of(oscodes[_i].family)))
            continue;
        n++;
        low += o->value & 0xffff;
        numbers += o->number;
    }
    ck_assert_uint_eq(n, oscodes[_i].n);
    ck_assert_uint_eq(low, oscodes[_i].low);
    ck_assert_uint_eq(numbers, oscodes[_i].numbers);
}
END_TEST

START_TEST(names_are_told_from_near_misses)
{
    int64_t us = 0;

    ck_assert(ml_fact_known(ML_STR("volume.c.free-bytes")));
    ck_assert(!ml_fact_known(ML_STR("volume..free-bytes")));
    ck_assert(!ml_fact_known(ML_STR("volume.free-bytes")));
    ck_assert(ml_span_parse(ML_STR("48h"), &us) && us == INT64_C(48) * 3600 * 1000000);
    ck_assert(!ml_span_parse(ML_STR("0d"), &us));
    ck_assert(!ml_span_parse(ML_STR("99999d"), &us));
    ck_assert(!ml_span_parse(ML_STR("h"), &us));
    ck_assert_str_eq(ml_op_name(ML_OP_ABS_GT), "abs-gt");
    ck_assert_ptr_null(ml_op_named(ML_STR("greater")));
    ck_assert_str_eq(ml_level_name(ML_LEVEL_FATAL), "FATAL");
    ck_assert_str_eq(ml_severity_name(ML_BY_LEVEL), "by-level");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("content");
    TCase *t = tcase_create("content");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, the_catalogue_is_whole_in_both_languages);
    tcase_add_loop_test(t, every_row_of_the_seed_page_has_its_owner, 0, ML_COUNT(rows));
    tcase_add_loop_test(t, a_cause_explains_what_the_contract_says, 0,
                        ML_COUNT(explained));
    tcase_add_loop_test(t, an_artefact_of_the_contract_can_be_asked_for, 0,
                        ML_COUNT(artefacts));
    tcase_add_loop_test(t, every_published_code_is_there_with_its_severity, 0,
                        ML_COUNT(ranges));
    tcase_add_test(t, a_published_code_says_what_it_means_and_whence);
    tcase_add_loop_test(t, every_code_of_windows_is_there, 0, ML_COUNT(oscodes));
    tcase_add_test(t, names_are_told_from_near_misses);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
