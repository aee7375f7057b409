/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "scan/flavour.h"
#include "scan/naming.h"

static const struct {
    const char *path, *computer;
} computers[] = {
    { "b.zip!FS01_CBENGINE.zip!Temp/CBEngineCurr.errlog", "FS01" },
    { "b.zip!FS01_evt_System.csv", "FS01" },
    { "b.zip!SRV-01.contoso.local_reg_System.HIV", "SRV-01.contoso.local" },
    { "b.zip!OUTER_WAB_Diaglogs.zip!INNER_MSINFO32.txt", "INNER" },
    { "b.zip!FS01_DPM_Error_Logs.zip.zip!MSDPMCurr.errlog", "FS01" },
    { "tss_261120-010203_SRV_DPM_01_psSDP_DPM.zip!Results_DPM_261120-010203/"
      "SRV_DPM_01_CBENGINE.zip!CBEngineCurr.errlog", "SRV_DPM_01" },
    { "b.zip!CBEngineCurr.errlog", "" },
    { "b.zip!_CBENGINE.zip", "" },
    { "a b_CBENGINE.zip", "" },
    { "", "" },
};

START_TEST(a_file_name_names_its_computer)
{
    ml_str got = ml_naming_computer(ml_str_of(computers[_i].path));
    ck_assert_msg(ml_str_eq(got, ml_str_of(computers[_i].computer)), "%s gave %.*s",
                  computers[_i].path, ML_STR_ARG(got));
}
END_TEST

static const struct {
    const char *name, *computer;
} bundles[] = {
    { "tss_261120-010203_FS01_psSDP_DPM.zip", "FS01" },
    { "psSDP_DPM_FS01_261120.zip", "FS01" },
    { "tss_261120-010203_FS01_other.zip", "" },
    { "tss_26112-010203_FS01_psSDP_DPM.zip", "" },
    { "upload.zip", "" },
    { "psSDP_", "" },
    { "tss_", "" },
    { "", "" },
};

START_TEST(a_bundle_name_names_its_computer)
{
    ml_str got = ml_naming_bundle_computer(ml_str_of(bundles[_i].name));
    ck_assert_msg(ml_str_eq(got, ml_str_of(bundles[_i].computer)), "%s gave %.*s",
                  bundles[_i].name, ML_STR_ARG(got));
}
END_TEST

static const struct {
    const char *path;
    const char *time; /* NULL: none */
} stamps[] = {
    { "Results_DPM_261120-010203/a", "2026-11-20T01:02:03.000Z" },
    { "tss_261120-010203_FS01.zip", "2026-11-20T01:02:03.000Z" },
    { "261120-010203", "2026-11-20T01:02:03.000Z" },
    { "a_261320-010203", NULL },
    { "a_261120-250203", NULL },
    { "a_1261120-010203", NULL },
    { "a_261120-0102034", NULL },
    { "a_261320-010203_261120-010203", "2026-11-20T01:02:03.000Z" },
    { "261120-01020", NULL },
    { "", NULL },
};

static void same_time(const char *name, bool found, struct ml_time t, const char *expected)
{
    struct ml_arena arena;

    ck_assert_msg(found == (expected != NULL), "%s", name);
    if (!found)
        return;
    ml_arena_init(&arena);
    ck_assert_str_eq(ml_time_iso(&arena, t).p, expected);
    ml_arena_reset(&arena);
}

START_TEST(a_stamp_in_a_path_is_found)
{
    struct ml_time t = ML_NO_TIME;
    bool found = ml_naming_stamp(ml_str_of(stamps[_i].path), &t);
    same_time(stamps[_i].path, found, t, stamps[_i].time);
}
END_TEST

static const struct {
    const char *name, *time;
} dates[] = {
    { "DPMRA0.errlog.2026-11-20_01-02-03.Crash", "2026-11-20T00:00:00.000" },
    { "DPMRA0.errlog.2026-11-20_01-02-03.crash", "2026-11-20T00:00:00.000" },
    { "DPMRA0.errlog.2026-13-20_01-02-03.Crash", NULL },
    { "DPMRA0.errlog.2026-11-20", NULL },
    { "CBEngine3_1711324800000.log", "2024-03-25T00:00:00.000Z" },
    { "CBEngine3_171132480000.log", NULL },
    { "CBEngine3_17113248000000.log", NULL },
    { "CBEngine3_0000000000001.log", NULL },
    { "CBEngineCurr.errlog", NULL },
};

START_TEST(a_date_in_a_file_name_is_found)
{
    struct ml_time t = ML_NO_TIME;
    bool found = ml_naming_record_date(ml_str_of(dates[_i].name), &t);
    same_time(dates[_i].name, found, t, dates[_i].time);
}
END_TEST

static const struct {
    const char *path, *stem;
} stems[] = {
    { "/in/upload.zip", "upload" },
    { "a.tar.gz", "a" },
    { "a.zip.txt", "a" },
    { "a.zip_", "a" },
    { "folder/", "folder" },
    { "folder///", "folder" },
    { "a.b.zip", "a.b" },
    { ".zip", ".zip" },
    { "/", "/" },
};

START_TEST(a_bundle_without_computer_is_called_by_its_stem)
{
    ml_str got = ml_naming_stem(ml_str_of(stems[_i].path));
    ck_assert_msg(ml_str_eq(got, ml_str_of(stems[_i].stem)), "%s gave %.*s", stems[_i].path,
                  ML_STR_ARG(got));
}
END_TEST

static const struct {
    const char *shows, *path, *role, *encoding, *flavour;
} flavours[] = {
    { "psSDP by its summary", "tss_x.zip!Results_DPM_261120-010203/output/UpdateDiagReport.xml",
      "", "", "psSDP DPM" },
    { "psSDP by its folder, renamed and repacked",
      "a.zip!b/results_SQLbase_261120-010203/FS01_Fltmc.TXT", "", "", "psSDP SQLbase" },
    { "a folder that only begins so", "a.zip!Results_May/x.txt", "", "", "" },
    { "psSDP, the collection not known", "x/FS01_BasicSystemInfo.TXT", "", "", "psSDP" },
    { "the log of the collector", "x/FS01_psSDP-DiagLog_261120.txt", "", "", "psSDP" },
    { "its older name", "psSDP_VSS_WEB02_20261028.zip!FS01_BasicSystemInfo.TXT", "", "",
      "psSDP VSS" },
    { "a cabinet of MSDT", "case.cab!ResultReport.xml", "", "", "MSDT SDP" },
    { "a cabinet of MSDT without its report", "case.cab!results.xsl", "", "", "MSDT SDP" },
    { "a basic log of TSS", "t.zip!BasicLog_261117-164000/OS_info.txt", "", "",
      "TSS basic log" },
    { "the same, files with the computer's name", "t.zip!b/SQL03_DotNet-Version.txt", "", "",
      "TSS basic log" },
    { "the script V17 by its log", "h.tar!DPM_Data/DPM_MABS_Analysis_V17-log.txt", "", "",
      "DPM_MABS_Analysis V17" },
    { "the script V11 by its log", "DPM_DATA.zip!DPM_Data/DPM_MABS_Analysis_V11.txt", "", "",
      "DPM_MABS_Analysis V11" },
    { "V11 by the encoding", "a.zip!DPM_Data/DPM_Info.txt", "dpm-info", "utf-16le",
      "DPM_MABS_Analysis V11" },
    { "V17 by the encoding", "a.zip!DPM_Data/DPM_Info.txt", "dpm-info", "ascii",
      "DPM_MABS_Analysis V17" },
    { "a file of that name that was not read", "a.zip!DPM_Info.txt", "text", "ascii",
      "DPM_MABS_Analysis" },
    { "the script of Japanese support", "x/Trace.txt", "transcript", "utf-8", "WABDiag" },
    { "a trace of something else", "x/Trace.txt", "text", "utf-8", "" },
    { "loose files", "Temp/CBEngineCurr.errlog", "cbengine-errlog", "utf-8", "" },
};

START_TEST(a_mark_tells_the_kind_of_bundle)
{
    struct ml_arena arena;
    struct ml_flavour_mark mark = { ml_str_of(flavours[_i].path),
                                    ml_str_of(flavours[_i].role),
                                    ml_str_of(flavours[_i].encoding) };

    ml_arena_init(&arena);
    ml_str got = ml_flavour_of(&arena, &mark);
    ck_assert_msg(ml_str_eq(got, ml_str_of(flavours[_i].flavour)), "%s: %.*s",
                  flavours[_i].shows, ML_STR_ARG(got));
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(kinds_nest)
{
    struct ml_flavours all = { 0 };
    struct ml_arena arena;

    ml_arena_init(&arena);
    ck_assert(ml_str_eq(ml_flavours_text(&arena, &all), ML_STR("loose files")));
    ml_flavours_add(&all, ML_STR("psSDP"));
    ml_flavours_add(&all, ML_STR("TSS basic log"));
    ml_flavours_add(&all, ML_STR("psSDP DPM"));
    ml_flavours_add(&all, ML_STR("psSDP"));
    ck_assert(ml_str_eq(ml_flavours_text(&arena, &all), ML_STR("psSDP DPM, TSS basic log")));
    ml_arena_reset(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("naming");
    TCase *tc = tcase_create("naming");

    tcase_add_loop_test(tc, a_file_name_names_its_computer, 0, (int)ML_COUNT(computers));
    tcase_add_loop_test(tc, a_bundle_name_names_its_computer, 0, (int)ML_COUNT(bundles));
    tcase_add_loop_test(tc, a_stamp_in_a_path_is_found, 0, (int)ML_COUNT(stamps));
    tcase_add_loop_test(tc, a_date_in_a_file_name_is_found, 0, (int)ML_COUNT(dates));
    tcase_add_loop_test(tc, a_bundle_without_computer_is_called_by_its_stem, 0,
                        (int)ML_COUNT(stems));
    tcase_add_loop_test(tc, a_mark_tells_the_kind_of_bundle, 0, (int)ML_COUNT(flavours));
    tcase_add_test(tc, kinds_nest);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
