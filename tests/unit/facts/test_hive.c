/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include <fcntl.h>
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "facts/reghive.h"
#include "hive/child.h"
#include "hive/message.h"
#include "support/make_hive.h"
#include "support/make_text.h"
#include "base/ban.h"

/* Registry hives: what they yield, and what damage does. This program is the reading
 * process too, as marslog is. */

#define SYSTEM "[Select]\nCurrent=dword:2\n"
#define SOFTWARE "[Microsoft\\Windows NT\\CurrentVersion]\nCurrentBuildNumber=\"17763\"\n"
#define SCHANNEL "ControlSet002\\Control\\SecurityProviders\\SCHANNEL"

struct places {
    struct collect collect;
    struct ml_hive_places places;
};

static void put_place(struct places *p, uint64_t line)
{
    if (line)
        ml_buf_printf(&p->collect.out, " #%.*s\n",
                      ML_STR_ARG(p->places.record[line - 1]));
    else
        ml_buf_char(&p->collect.out, '\n');
}

static void fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                 uint64_t line)
{
    struct places *p = ctx;
    (void)time;

    ml_buf_printf(&p->collect.out, "%s=%.*s", name, ML_STR_ARG(value));
    put_place(p, line);
}

static void artefact(void *ctx, const char *id, enum ml_artefact_state state,
                     struct ml_time time, uint64_t line)
{
    static const char *const states[] = { "read", "empty", "damaged" };
    struct places *p = ctx;
    (void)time;

    ml_buf_printf(&p->collect.out, "%s %s", id, states[state]);
    put_place(p, line);
}

static int file_of(ml_str bytes)
{
    int fd = open(".", O_TMPFILE | O_RDWR, 0600);

    ck_assert(fd >= 0);
    ck_assert(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    return fd;
}

/* All that a hive yields, and at the end why it is not whole. */
static struct ml_buf yield(ml_str bytes, const char *name, const char *program)
{
    struct ml_arena arena;
    struct places p = { .places = { .arena = &arena } };
    struct ml_fact_sink sink = { &p, fact, artefact };
    struct ml_err err = { 0 };
    int fd = file_of(bytes);

    ml_arena_init(&arena);
    if (ml_facts_read_hive(fd, program, ml_str_of(name), &sink, &p.places, &err) != ML_OK)
        ml_buf_printf(&p.collect.out, "(%s)\n", err.text);
    close(fd);
    free(p.places.record);
    ml_arena_reset(&arena);
    ml_buf_char(&p.collect.out, 0);
    return p.collect.out;
}

static void check(const char *shows, ml_str bytes, const char *name, const char *expect)
{
    struct ml_buf got = yield(bytes, name, NULL);
    ml_str rest = ml_str_of(expect), line;

    if (expect[0] == '=')
        ck_assert_msg(strcmp(got.p, expect + 1) == 0, "%s: got\n%s", shows, got.p);
    while (expect[0] != '=' && ml_str_line(&rest, &line)) {
        struct ml_buf whole = { 0 };
        bool without = line.p[0] == '!';
        ml_buf_str(&whole, without ? ml_str_from(line, 1) : line);
        ml_buf_char(&whole, without ? 0 : '\n');
        ml_buf_char(&whole, 0);
        ck_assert_msg((strstr(got.p, whole.p) != NULL) != without, "%s: %s in\n%s", shows,
                      whole.p, got.p);
        ml_buf_reset(&whole);
    }
    ml_buf_reset(&got);
}

/* Lines that must be there; those behind '!' begin a line that must not. A '=' at the
 * beginning: nothing else. */
static const struct {
    const char *shows, *name, *hive, *expect;
} cases[] = {
    { "SCHANNEL of the control set in use", "FS01_reg_System.HIV",
      SYSTEM "[ControlSet001\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS "
             "1.2\\Client]\nEnabled=dword:1\n"
             "[" SCHANNEL "\\Protocols\\TLS 1.2\\Client]\nEnabled=dword:0\n"
             "DisabledByDefault=dword:1\n",
      "registry-hives read\n"
      "schannel-registry read #" SCHANNEL "\n"
      "tls12.client.enabled=false #" SCHANNEL "\\Protocols\\TLS 1.2\\Client\\Enabled\n"
      "tls12.client.disabled-by-default=true #" SCHANNEL
      "\\Protocols\\TLS 1.2\\Client\\DisabledByDefault\n"
      "tls.schannel-complete=true #" SCHANNEL "\n" },
    { "SCHANNEL that is not there sets nothing", "FS01_reg_System.HIV",
      SYSTEM "[ControlSet002\\Control]\n",
      "schannel-registry empty #" SCHANNEL "\n"
      "tls.schannel-complete=true #" SCHANNEL "\n"
      "!tls12.client.enabled\n" },
    { "name, zone, clock and SAN policy of the computer", "s",
      SYSTEM "[ControlSet002\\Control\\ComputerName\\ComputerName]\nComputerName=\"FS01\"\n"
             "[ControlSet002\\Control\\TimeZoneInformation]\nTimeZoneKeyName=\"Tokyo "
             "Standard Time\"\nActiveTimeBias=dword:fffffde4\n"
             "[ControlSet002\\Services\\W32Time\\Parameters]\nType=\"NTP\"\n"
             "NtpServer=\"ntp.nict.jp,0x8\"\n"
             "[ControlSet002\\Services\\partmgr\\Parameters]\nSanPolicy=dword:3\n",
      "server.name=FS01 #ControlSet002\\Control\\ComputerName\\ComputerName\\ComputerName\n"
      "os.time-zone=+09:00 #ControlSet002\\Control\\TimeZoneInformation\\ActiveTimeBias\n"
      "clock.source=ntp.nict.jp,0x8 #ControlSet002\\Services\\W32Time\\Parameters\\NtpServer\n"
      "storage.san-policy=3 #ControlSet002\\Services\\partmgr\\Parameters\\SanPolicy\n" },
    { "services: start types and antivirus by its group", "s",
      SYSTEM "[ControlSet002\\Services\\obengine]\nStart=dword:4\n"
             "ImagePath=\"C:\\Program Files\\cbengine.exe\"\n"
             "[ControlSet002\\Services\\WdFilter]\nStart=dword:0\n"
             "Group=\"FSFilter Anti-Virus\"\n",
      "service.obengine.start-mode=disabled #ControlSet002\\Services\\obengine\\Start\n"
      "antivirus.services=Microsoft Defender #ControlSet002\\Services\\WdFilter\\Group\n"
      "!services read\n" },
    { "the agent, .NET, restart, PowerShell, roots", "FS01_reg_Software.HIV",
      SOFTWARE
      "ProductName=\"Windows Server 2019 Standard\"\n"
      "[Microsoft\\Windows Azure Backup\\Config]\n"
      "ScratchLocation=\"D:\\Scratch\"\nMachineId=\"0a1b2c3d-0000-0000-0000-00000000000a\"\n"
      "[Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\nRelease=dword:60636\n"
      "[Microsoft\\.NETFramework\\v4.0.30319]\nSchUseStrongCrypto=dword:1\n"
      "[Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319]\nSchUseStrongCrypto=dword:1\n"
      "[Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending]\n"
      "[Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell]\n"
      "ExecutionPolicy=\"Restricted\"\n"
      "[Microsoft\\PowerShell\\3\\PowerShellEngine]\nPowerShellVersion=\"5.1.17763.1\"\n"
      "[Policies\\Microsoft\\SystemCertificates\\AuthRoot]\nDisableRootAutoUpdate=dword:1\n",
      "os.build=17763 #Microsoft\\Windows NT\\CurrentVersion\\CurrentBuildNumber\n"
      "os.name=Windows Server 2019 Standard #Microsoft\\Windows "
      "NT\\CurrentVersion\\ProductName\n"
      "scratch.location=D:\\Scratch #Microsoft\\Windows Azure "
      "Backup\\Config\\ScratchLocation\n"
      "agent.registered=true #Microsoft\\Windows Azure Backup\\Config\n"
      "dotnet.release=394806 #Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Release\n"
      "dotnet.strong-crypto=true "
      "#Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319\\SchUseStrongCrypto\n"
      "dotnet.system-default-tls=false #Microsoft\\NET Framework Setup\\NDP\\v4\n"
      "os.pending-reboot=true #Microsoft\\Windows\\CurrentVersion\\Component Based "
      "Servicing\\RebootPending\n"
      "powershell.execution-policy=Restricted "
      "#Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell\\ExecutionPolicy\n"
      "powershell.version=5.1.17763.1 "
      "#Microsoft\\PowerShell\\3\\PowerShellEngine\\PowerShellVersion\n"
      "registry.root-auto-update=false "
      "#Policies\\Microsoft\\SystemCertificates\\AuthRoot\\DisableRootAutoUpdate\n"
      "schedule.task-state=missing #Microsoft\\Windows "
      "NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\OnlineBackup\\Microsoft-"
      "OnlineBackup\n" },
    { "names that are paths; programs of both views", "s",
      SOFTWARE
      "[Microsoft\\Windows Defender\\Exclusions\\Paths]\nC:\\Scratch=dword:0\n"
      "D:\\\xe8\xa1\xa8=dword:0\n"
      "[Microsoft\\Windows\\CurrentVersion\\Uninstall\\{8AB21D86-21F0-430A-9AD1-"
      "2D90077104C3}]\nDisplayVersion=\"2.0.9249.0\"\n"
      "[Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Microsoft\\"
      "OnlineBackup\\Microsoft-OnlineBackup]\n",
      "defender.exclusion-paths=C:\\Scratch;D:\\\xe8\xa1\xa8 #Microsoft\\Windows Defender\\Exclusions\\Paths\n"
      "agent.version=2.0.9249.0 "
      "#Microsoft\\Windows\\CurrentVersion\\Uninstall\\{8AB21D86-21F0-430A-9AD1-"
      "2D90077104C3}\\DisplayVersion\n"
      "agent-registry empty #Microsoft\\Windows Azure Backup\n"
      "registry.root-auto-update=true "
      "#Policies\\Microsoft\\SystemCertificates\\AuthRoot\n"
      "!schedule.task-state\n" },
    { "a user's hive: told by what it lacks", "FS01_reg_Software_User.HIV",
      "[Microsoft\\Windows\\CurrentVersion\\Internet Settings]\nProxyEnable=dword:1\n"
      "ProxyServer=\"proxy:8080\"\n",
      "=proxy.user=proxy:8080 #Microsoft\\Windows\\CurrentVersion\\Internet "
      "Settings\\ProxyServer\n" },
    { "a user's whole profile", "NTUSER.DAT",
      "[Software\\Microsoft\\Windows\\CurrentVersion\\Internet "
      "Settings]\nProxyEnable=dword:0\n",
      "=proxy.user=direct #Software\\Microsoft\\Windows\\CurrentVersion\\Internet "
      "Settings\\ProxyEnable\n" },
    { "a hive of something else", "FS01_Components.HIV", "[DerivedData]\nx=dword:1\n",
      "=" },
    { "a value of another type than is looked for", "s",
      SYSTEM "[ControlSet002\\Control\\ComputerName\\ComputerName]\nComputerName=hex:46,00\n"
             "[" SCHANNEL "\\Protocols\\TLS 1.2\\Client]\nEnabled=\"0\"\n",
      "!server.name\n!tls12.client.enabled\n" },
};

START_TEST(hive_yields)
{
    struct ml_buf hive = { 0 };

    make_hive_text(&hive, ml_str_of(cases[_i].hive));
    check(cases[_i].shows, ml_buf_view(&hive), cases[_i].name, cases[_i].expect);
    ml_buf_reset(&hive);
}
END_TEST

/* A blob as the store keeps it: a property of no interest, then the certificate. */
static struct ml_buf blob_of(const char *name, const char *not_after)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    struct ml_buf blob = { 0 };
    unsigned char *der = NULL;

    ck_assert(key && x);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    ASN1_TIME_set_string(X509_getm_notBefore(x), "20260101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x), not_after);
    ck_assert(X509_sign(x, key, EVP_sha256()));
    int n = i2d_X509(x, &der);
    ck_assert(n > 0);
    ml_buf_add(&blob, "\x03\0\0\0\1\0\0\0\2\0\0\0ab\x20\0\0\0\1\0\0\0", 22);
    ml_buf_add(&blob, (char[]){ (char)n, (char)(n >> 8), 0, 0 }, 4);
    ml_buf_add(&blob, der, (size_t)n);
    OPENSSL_free(der);
    X509_free(x);
    EVP_PKEY_free(key);
    return blob;
}

#define STORE "Microsoft\\SystemCertificates\\MY\\Certificates\\"

START_TEST(certificates_of_the_machine_store)
{
    struct ml_buf server = blob_of("CB_FS01_vault1_e2", "20271120100000Z");
    struct ml_buf vault = blob_of("CB_vault1-6-4-2026-vaultcredentials", "20260604000000Z");
    struct ml_buf hive = { 0 };
    struct hive_row rows[] = {
        { .key = "Microsoft\\Windows NT\\CurrentVersion", .name = "ProductName",
          .text = "Windows" },
        { .key = STORE "AA", .name = "Blob", .bytes = ml_buf_view(&server) },
        { .key = STORE "BB", .name = "Blob", .bytes = ml_buf_view(&vault) },
        { .key = STORE "CC", .name = "Blob", .bytes = ML_STR("\x20\0\0\0\1\0\0\0\xff\xff") },
        { .key = STORE "DD", .name = "Blob",
          .bytes = ML_STR("\x20\0\0\0\1\0\0\0\4\0\0\0\x30\x82\x7f\xff") },
    };

    make_hive(&hive, rows, ML_COUNT(rows));
    check("certificates", ml_buf_view(&hive), "s",
          "certificate.server.name=FS01 #" STORE "AA\\Blob\n"
          "certificate.server.not-after=2027-11-20T10:00:00.000Z #" STORE "AA\\Blob\n"
          "certificate.vault.not-after=2026-06-04T00:00:00.000Z #" STORE "BB\\Blob\n"
          "certificate.vaults=1 #" STORE "BB\\Blob\n"
          "certificates-machine-store read #" STORE "AA\n");
    ml_buf_reset(&hive);
    ml_buf_reset(&server);
    ml_buf_reset(&vault);
}
END_TEST

/* Many services, so that the hive has several pages. */
static struct ml_buf large(void)
{
    struct ml_buf text = { 0 }, hive = { 0 };

    ml_buf_text(&text, SYSTEM "[" SCHANNEL "\\Protocols\\TLS 1.2\\Client]\nEnabled=dword:0\n");
    for (int i = 0; i < 60; i++)
        ml_buf_printf(&text, "[ControlSet002\\Services\\s%d]\nStart=dword:2\n"
                             "ImagePath=\"\\SystemRoot\\system32\\a%d.sys\"\n", i, i);
    make_hive_text(&hive, ml_buf_view(&text));
    ml_buf_reset(&text);
    return hive;
}

START_TEST(cut_hive_says_that_it_is_damaged)
{
    struct ml_buf hive = large();

    for (size_t n = 4; n < hive.n; n += 1 + hive.n / 24) {
        struct ml_buf got = yield(ml_str_sub(ml_buf_view(&hive), 0, n),
                                  "FS01_reg_System.HIV", NULL);
        ck_assert_msg(strstr(got.p, "(damaged registry hive") ||
                          strstr(got.p, "(the reader of registry hives"),
                      "%zu: %s", n, got.p);
        /* What is not there may have been behind the cut. */
        ck_assert_msg(!strstr(got.p, "tls.schannel-complete"), "%zu: %s", n, got.p);
        ck_assert_msg(strstr(got.p, "schannel-registry damaged"), "%zu: %s", n, got.p);
        ml_buf_reset(&got);
    }
    ml_buf_reset(&hive);
}
END_TEST

START_TEST(flipped_bits_never_stop_the_one_who_asks)
{
    struct ml_buf hive = large();
    uint64_t seed = 7;

    for (int i = 0; i < 60; i++) {
        struct ml_buf copy = { 0 };
        ml_buf_str(&copy, ml_buf_view(&hive));
        for (int k = 0; k < 4; k++)
            copy.p[4096 + make_number(&seed, (unsigned)copy.n - 4096)] ^=
                (char)(1u << make_number(&seed, 8));
        struct ml_buf got = yield(ml_buf_view(&copy), "s", NULL);
        ml_buf_reset(&got);
        ml_buf_reset(&copy);
    }
    ml_buf_reset(&hive);
}
END_TEST

START_TEST(reader_that_falls_over_is_said)
{
    static const struct {
        const char *program, *said;
    } rows[] = {
        { "/bin/false", "(the reader of registry hives ended early)" },
        { "/bin/echo", "(the reader of registry hives ended early)" },
        { "/does/not/exist", "(cannot start the reader of hives" },
    };
    struct ml_buf hive = { 0 };

    make_hive_text(&hive, ML_STR(SYSTEM));
    for (size_t i = 0; i < ML_COUNT(rows); i++) {
        struct ml_buf got = yield(ml_buf_view(&hive), "FS01_reg_Software.HIV",
                                  rows[i].program);
        ck_assert_msg(strstr(got.p, rows[i].said) != NULL, "%s: %s", rows[i].program, got.p);
        ck_assert_msg(strstr(got.p, "dotnet-registry damaged") != NULL, "%s", got.p);
        ml_buf_reset(&got);
    }
    ml_buf_reset(&hive);
}
END_TEST

/* What the reading process says is checked like any input. */

static void no_hive(void *ctx, enum ml_hive_kind kind, ml_str set)
{
    (void)ctx;
    (void)set;
    ck_assert(kind < ML_HIVE_NKINDS);
}

static void any_key(void *ctx, ml_str path, bool absent)
{
    struct ml_buf *out = ctx;
    ml_buf_printf(out, "%c%.*s\n", absent ? '-' : '+', ML_STR_ARG(path));
}

static void any_value(void *ctx, ml_str name, uint32_t type, ml_str data)
{
    struct ml_buf *out = ctx;
    ml_buf_printf(out, "%.*s %u %zu\n", ML_STR_ARG(name), type, data.n);
}

START_TEST(what_was_said_before_the_end_is_kept)
{
    struct ml_buf said = { 0 }, got = { 0 };
    struct ml_hive_sink sink = { &got, no_hive, any_key, any_value };
    struct ml_hive_message all[] = {
        { ML_HIVE_SAY_HIVE, ML_HIVE_IS_SYSTEM, ML_STR("ControlSet001"), ML_STR_NONE },
        { ML_HIVE_SAY_KEY, 0, ML_STR("k"), ML_STR_NONE },
        { ML_HIVE_SAY_VALUE, 4, ML_STR("v"), ML_STR("\1\0\0\0") },
        { ML_HIVE_SAY_ABSENT, 0, ML_STR("a"), ML_STR_NONE },
        { ML_HIVE_SAY_END, 0, ML_STR_NONE, ML_STR_NONE },
    };

    for (size_t i = 0; i < ML_COUNT(all); i++)
        ml_hive_message_put(&said, &all[i]);
    ck_assert(ml_hive_listen(ml_buf_view(&said), &sink, NULL) == ML_OK);
    ml_buf_char(&got, 0);
    ck_assert_str_eq(got.p, "+k\nv 4 4\n-a\n");
    for (size_t n = 0; n < said.n; n++)
        ck_assert(ml_hive_listen(ml_str_sub(ml_buf_view(&said), 0, n), &sink, NULL) ==
                  ML_SKIP);
    for (size_t i = 0; i < said.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            said.p[i] ^= (char)(1 << bit);
            enum ml_rc rc = ml_hive_listen(ml_buf_view(&said), &sink, NULL);
            ck_assert(rc == ML_OK || rc == ML_SKIP);
            said.p[i] ^= (char)(1 << bit);
        }
    ml_buf_reset(&said);
    ml_buf_reset(&got);
}
END_TEST

static const struct {
    const char *shows, *record, *expect;
} record_cases[] = {
    { "a value", "Microsoft\\K\\Name", "+Microsoft\\K\nName 4 4\n" },
    { "without regard to case", "MICROSOFT\\k\\NAME", "+MICROSOFT\\k\nNAME 4 4\n" },
    { "a key: all its values", "Microsoft\\K", "+Microsoft\\K\nName 4 4\nC:\\a!b 4 4\n" },
    { "a name that is a path", "Microsoft\\K\\C:%5Ca%21b", "+Microsoft\\K\nC:\\a!b 4 4\n" },
    { "nothing", "Microsoft\\X", "" },
    { "a key that is looked for and not there", "Policies\\Microsoft\\Windows\\PowerShell",
      "-Policies\\Microsoft\\Windows\\PowerShell\n" },
    { "a key of the first level", "Microsoft", "+Microsoft\n" },
};

START_TEST(record_reads_one_place)
{
    struct ml_buf hive = { 0 }, got = { 0 };
    struct ml_hive_sink sink = { &got, no_hive, any_key, any_value };
    struct ml_err err = { 0 };

    make_hive_text(&hive, ML_STR("[Microsoft\\K]\nName=dword:1\nC:\\a!b=dword:0\n"));
    int fd = file_of(ml_buf_view(&hive));
    ck_assert_msg(ml_hive_read(fd, NULL, ml_str_of(record_cases[_i].record), &sink,
                               &err) == ML_OK, "%s", err.text);
    ml_buf_char(&got, 0);
    ck_assert_msg(strcmp(got.p, record_cases[_i].expect) == 0, "%s: %s",
                  record_cases[_i].shows, got.p);
    close(fd);
    ml_buf_reset(&hive);
    ml_buf_reset(&got);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], ML_HIVE_COMMAND) == 0)
        return ml_hive_child(argc - 2, argv + 2);
    Suite *suite = suite_create("hive");
    TCase *tcase = tcase_create("hive");
    tcase_add_loop_test(tcase, hive_yields, 0, (int)ML_COUNT(cases));
    tcase_add_loop_test(tcase, record_reads_one_place, 0, (int)ML_COUNT(record_cases));
    tcase_add_test(tcase, certificates_of_the_machine_store);
    tcase_add_test(tcase, cut_hive_says_that_it_is_damaged);
    tcase_add_test(tcase, flipped_bits_never_stop_the_one_who_asks);
    tcase_add_test(tcase, reader_that_falls_over_is_said);
    tcase_add_test(tcase, what_was_said_before_the_end_is_kept);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
