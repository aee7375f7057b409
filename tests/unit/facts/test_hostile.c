/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Texts from outside: cut, shuffled, damaged, endless. Nothing here has a right
 * answer; the sanitizers and the bounds are the test. */

static const char *const fixtures[] = {
    "agent-info-unregistered.txt",
    "agent-info.txt",
    "basic-system-info.txt",
    "certutil-ja.txt",
    "defender-denied.txt",
    "defender.txt",
    "diagnostic-version.txt",
    "dir-ja.txt",
    "dir-scratch.txt",
    "disk-info.txt",
    "dotnet.txt",
    "dpm-info-untrusted.txt",
    "dpm-info.txt",
    "dpm-registry-v11.txt",
    "environment.txt",
    "events.csv",
    "fltmc-clean-ja.txt",
    "fltmc.txt",
    "get-service.txt",
    "get-volume.txt",
    "host-registry.txt",
    "internet-settings.txt",
    "job-history.txt",
    "msinfo-ja.nfo",
    "msinfo.nfo",
    "msinfo32.txt",
    "netcheck-ja.txt",
    "programs-list.txt",
    "programs-table.txt",
    "proxy-configuration.txt",
    "roles-features.txt",
    "root-cause.xml",
    "sc-query-ja.txt",
    "schannel-default-ja.txt",
    "schannel.txt",
    "schtasks-ja.csv",
    "schtasks-list.txt",
    "scratch-ja.txt",
    "storage-info.txt",
    "stripchart.txt",
    "task.xml",
    "tasklist.txt",
    "temp-count.txt",
    "uninstall.txt",
    "update-diag-report.xml",
    "vss-all.txt",
    "vss-none.txt",
    "vssadmin-ja.txt",
    "vsspss.txt",
    "w32tm-status-ja.txt",
    "w32tm-status.txt",
    "w32tm-tz.txt",
    "wab-registry.txt",
    "wabinfo-bypass.txt",
    "wabinfo.txt",
    "winhttp-direct-ja.txt",
    "winhttp-ja.txt",
};

static void count_fact(void *ctx, const char *name, ml_str value, struct ml_time time,
                       uint64_t line)
{
    struct collect *c = ctx;

    (void)time;
    (void)line;
    ck_assert_ptr_nonnull(name);
    ck_assert_uint_le(value.n, 4096);
    for (size_t i = 0; i < value.n; i++)
        ck_assert_msg((unsigned char)value.p[i] >= 0x20, "%s", name);
    c->nfacts++;
}

static void count_artefact(void *ctx, const char *id, enum ml_artefact_state state,
                           struct ml_time time, uint64_t line)
{
    (void)ctx;
    (void)state;
    (void)time;
    (void)line;
    ck_assert_ptr_nonnull(id);
}

/* The text in memory of its own size, so that a read beyond it is seen. */
static unsigned run(ml_str text)
{
    struct collect c = { 0 };
    struct ml_fact_sink sink = { &c, count_fact, count_artefact };
    char *copy = malloc(text.n ? text.n : 1);

    ck_assert_ptr_nonnull(copy);
    if (text.n)
        memcpy(copy, text.p, text.n);
    struct ml_fact_text in = {
        ML_STR("FS01_temp_List_Writers_CBENGINE_Scratch_Folder.txt"),
        ML_STR("x"),
        { copy, text.n }
    };
    ml_facts_wanted(&in);
    ml_facts_read(&in, &sink);
    free(copy);
    return c.nfacts;
}

START_TEST(every_prefix_is_survived)
{
    struct ml_buf data = collect_data(fixtures[_i]);

    for (size_t n = 0; n <= data.n; n++)
        run((ml_str){ data.p, n });
    ml_buf_reset(&data);
}
END_TEST

START_TEST(suffixes_are_survived)
{
    struct ml_buf data = collect_data(fixtures[_i]);

    for (size_t n = 0; n <= data.n; n += 7)
        run((ml_str){ data.p + n, data.n - n });
    ml_buf_reset(&data);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

START_TEST(damaged_bytes_are_survived)
{
    struct ml_buf data = collect_data(fixtures[_i]);
    uint32_t state = 12345;

    for (int round = 0; round < 100 && data.n; round++) {
        for (int k = 0; k < 8; k++)
            data.p[next_random(&state) % data.n] = (char)(next_random(&state) & 0x7f);
        run(ml_buf_view(&data));
    }
    ml_buf_reset(&data);
}
END_TEST

/* All kinds of text after each other, in both orders. */
START_TEST(one_file_may_hold_all)
{
    struct ml_buf all = { 0 };

    for (size_t i = 0; i < ML_COUNT(fixtures); i++) {
        size_t index = _i ? ML_COUNT(fixtures) - 1 - i : i;
        struct ml_buf data = collect_data(fixtures[index]);
        ml_buf_str(&all, ml_buf_view(&data));
        ml_buf_char(&all, '\n');
        ml_buf_reset(&data);
    }
    ck_assert_uint_gt(run(ml_buf_view(&all)), 50);
    ml_buf_reset(&all);
}
END_TEST

/* One piece over and over, after a beginning that makes the readers look. */
static const char *const endless[] = {
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full\n"
    "    Release    REG_DWORD    0x80ff4\n",
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure "
    "Backup\\Config]\n\"a\"=hex:41,\\\n",
    "<",
    "<![CDATA[",
    "<Data><Item>a",
    "Name=\"",
    "Name=\"Machine Name\">",
    " Directory of C:\\Windows\\Temp\n2026/04/22  14:19  1 a.tmp\n",
    "    Directory: C:\\a\n",
    "#TRY!! Invoke-webRequest a.b\n",
    "Writer name: 'a'\nState: [9]\n",
    "FileSpec:D:\\a IsExclude:True ",
    "ExclusionPath : {a, \n",
    "================ a ================\nCN=CB_a\n",
    "PSModulePath=a;b;c;",
    "REG_ REG_SZ REG_",
    ": : : :",
    "\"\"\"\"",
    "\n",
    "\r\n",
    " ",
    "1",
};

START_TEST(endless_repetition_ends)
{
    static const char start[] =
        "<MsInfo>\nWindows Registry Editor Version 5.00\nHKEY_LOCAL_MACHINE\\SOFTWARE\n"
        "w32tm /stripchart /computer:a\nLeap Indicator: 0\nWinHTTP proxy settings:\n"
        "vssadmin 1.1\nMachine Name : a\nMARS version: a\n********************\n"
        "Get-OBMachineSetting\n Proxy Configuration: BITS\nStatus   Name\n------\n"
        "Num Instances\n================ 0 ================\n";
    struct ml_buf text = { 0 };

    ml_buf_text(&text, start);
    while (text.n < 1024 * 1024)
        ml_buf_text(&text, endless[_i]);
    ck_assert_uint_le(run(ml_buf_view(&text)), 4096);
    ml_buf_reset(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hostile");
    TCase *tcase = tcase_create("hostile");
    int n = (int)ML_COUNT(fixtures);

    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, every_prefix_is_survived, 0, n);
    tcase_add_loop_test(tcase, suffixes_are_survived, 0, n);
    tcase_add_loop_test(tcase, damaged_bytes_are_survived, 0, n);
    tcase_add_loop_test(tcase, one_file_may_hold_all, 0, 2);
    tcase_add_loop_test(tcase, endless_repetition_ends, 0, (int)ML_COUNT(endless));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
