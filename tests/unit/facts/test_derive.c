/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include "base/ban.h"

/* Facts that follow from others. The place of a derived fact is the index of the one
 * that it comes from. */

enum { FACTS_MAX = 8 };

struct given {
    const char *name, *value, *time; /* ISO, or NULL */
    uint32_t member;
};

static const struct {
    const char *shows;
    struct given facts[FACTS_MAX];
    const char *expect;
} cases[] = {
    { "the volume of the scratch folder, every measurement",
      { { "volume.d.free-bytes", "10", "2026-11-20T10:00:00", 0 },
        { "scratch.location", "D:\\Scratch", NULL, 1 },
        { "volume.c.free-bytes", "5", NULL, 0 },
        { "volume.d.size-bytes", "99", NULL, 0 },
        { "volume.d.free-bytes", "11", "2026-11-21T10:00:00", 2 } },
      "fact scratch.volume-free-bytes=10 @0 2026-11-20T10:00:00.000\n"
      "fact scratch.volume-free-bytes=11 @4 2026-11-21T10:00:00.000\n"
      "fact scratch.volume-size-bytes=99 @3\n" },
    { "a scratch folder on the network has no volume",
      { { "scratch.location", "\\\\srv\\s", NULL, 0 },
        { "volume.d.free-bytes", "10", NULL, 0 } },
      "" },
    { "the newest place of the scratch folder counts",
      { { "scratch.location", "D:\\Scratch", "2026-11-21T10:00:00", 0 },
        { "scratch.location", "C:\\Scratch", "2026-11-20T10:00:00", 0 },
        { "volume.c.free-bytes", "5", NULL, 0 },
        { "volume.d.free-bytes", "6", NULL, 0 } },
      "fact scratch.volume-free-bytes=6 @3\n" },
    { "SCHANNEL sets nothing on Server 2016",
      { { "tls.schannel-complete", "true", NULL, 3 },
        { "os.build", "14393", NULL, 0 } },
      "fact tls10.client.enabled=true @0\n"
      "fact tls10.client.explicit=false @0\n"
      "fact tls12.client.enabled=true @0\n"
      "fact tls12.client.explicit=false @0\n" },
    { "what it sets stays as it is",
      { { "tls.schannel-complete", "true", NULL, 3 },
        { "os.build", "14393", NULL, 0 },
        { "tls10.client.enabled", "false", NULL, 3 } },
      "fact tls12.client.enabled=true @0\n"
      "fact tls12.client.explicit=false @0\n" },
    { "no restart is pending in either hive",
      { { "pending-reboot.none-in-system", "true", NULL, 0 },
        { "pending-reboot.none-in-software", "true", NULL, 1 } },
      "fact os.pending-reboot=false @1\n" },
    { "one hive does not tell that no restart is pending",
      { { "pending-reboot.none-in-system", "true", NULL, 0 } },
      "" },
    { "a restart that the other hive asks for",
      { { "pending-reboot.none-in-system", "true", NULL, 0 },
        { "pending-reboot.none-in-software", "true", NULL, 1 },
        { "os.pending-reboot", "true", NULL, 2 } },
      "" },
    { "TLS 1.2 is off on 2008 R2",
      { { "tls.schannel-complete", "true", NULL, 3 }, { "os.build", "7601", NULL, 0 } },
      "fact tls10.client.enabled=true @0\n"
      "fact tls10.client.explicit=false @0\n"
      "fact tls12.client.enabled=false @0\n"
      "fact tls12.client.explicit=false @0\n" },
    { "TLS 1.0 is not known after Server 2022",
      { { "tls.schannel-complete", "true", NULL, 3 },
        { "os.build", "26100", NULL, 0 } },
      "fact tls10.client.explicit=false @0\n"
      "fact tls12.client.enabled=true @0\n"
      "fact tls12.client.explicit=false @0\n" },
    { "without the build there is no default",
      { { "tls.schannel-complete", "true", NULL, 3 } },
      "" },
    { "without SCHANNEL neither", { { "os.build", "14393", NULL, 0 } }, "" },
    { "products of drivers and programs together",
      { { "antivirus.filter-drivers", "Microsoft Defender,Symantec", NULL, 0 },
        { "antivirus.programs", "Symantec,McAfee", NULL, 1 } },
      "fact antivirus.products=Microsoft Defender,Symantec,McAfee @0\n" },
    { "none, by the filter drivers",
      { { "antivirus.filter-drivers", "", NULL, 0 },
        { "antivirus.programs", "", NULL, 1 } },
      "fact antivirus.products= @0\n" },
    { "none, by the programs alone, proves nothing",
      { { "antivirus.programs", "", NULL, 1 } },
      "" },
    { "a program alone is one",
      { { "antivirus.filter-drivers", "", NULL, 0 },
        { "antivirus.programs", "McAfee", NULL, 1 } },
      "fact antivirus.products=McAfee @1\n" },
    { "days since the last sync, on one clock",
      { { "clock.last-sync", "2026-11-10T09:00:00.000", "2026-11-20T10:00:00", 0 } },
      "fact clock.last-sync-age-days=10 @0 2026-11-20T10:00:00.000\n" },
    { "on two clocks, with the zone",
      { { "clock.last-sync", "2026-11-20T10:00:00.000", "2026-11-20T02:00:00Z", 0 },
        { "os.time-zone", "+09:00", NULL, 0 } },
      "fact clock.last-sync-age-days=0 @0 2026-11-20T02:00:00.000Z\n" },
    { "on two clocks, without it",
      { { "clock.last-sync", "2026-11-20T10:00:00.000", "2026-11-20T02:00:00Z", 0 } },
      "" },
    { "never synchronised",
      { { "clock.last-sync", "never", "2026-11-20T02:00:00Z", 0 } },
      "" },
    { "the default policy of a server",
      { { "powershell.policy-not-set", "true", NULL, 0 },
        { "os.name", "Microsoft Windows Server 2016 Standard", NULL, 1 },
        { "os.build", "14393", NULL, 1 } },
      "fact powershell.execution-policy=RemoteSigned @0\n" },
    { "of an older server",
      { { "powershell.policy-not-set", "true", NULL, 0 },
        { "os.name", "Microsoft Windows Server 2012 Standard", NULL, 1 },
        { "os.build", "9200", NULL, 1 } },
      "fact powershell.execution-policy=Restricted @0\n" },
    { "nothing at all", { { NULL, NULL, NULL, 0 } }, "" },
};

START_TEST(facts_follow_from_others)
{
    struct ml_fact facts[FACTS_MAX];
    struct collect c = { 0 };
    struct ml_fact_sink sink = { &c, collect_fact, collect_artefact };
    uint32_t n = 0;

    for (; n < FACTS_MAX && cases[_i].facts[n].name; n++) {
        const struct given *g = &cases[_i].facts[n];
        facts[n] = (struct ml_fact){ .name = ml_str_of(g->name),
                                     .value = ml_str_of(g->value),
                                     .member = g->member };
        if (g->time)
            ck_assert(ml_time_parse_iso(ml_str_of(g->time), &facts[n].time));
    }
    ml_facts_derive(facts, n, NULL, 0, &sink);
    ml_buf_char(&c.out, '\0');
    ck_assert_msg(strcmp(c.out.p, cases[_i].expect) == 0, "%s: got\n%s",
                  cases[_i].shows, c.out.p);
    ml_buf_reset(&c.out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("derive");
    TCase *tcase = tcase_create("derive");

    tcase_add_loop_test(tcase, facts_follow_from_others, 0, (int)ML_COUNT(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
