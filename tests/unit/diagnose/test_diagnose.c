/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../support/make_case.h"
#include "diagnose/diagnose.h"
#include "diagnose/judge.h"

#define N(array) ((int)(sizeof(array) / sizeof((array)[0])))

static struct ml_catalogue *catalogue;

static void setup(void)
{
    catalogue = make_catalogue();
}

static void teardown(void)
{
    ml_catalogue_free(catalogue);
}

/* ---- verdicts from evidence ---- */

static const struct {
    const char *shows;
    bool cf, sf, ca, sa;
    enum ml_verdict verdict;
} verdicts[] = {
    { "nothing", 0, 0, 0, 0, ML_UNDETERMINED },
    { "supporting for", 0, 1, 0, 0, ML_LIKELY },
    { "supporting against", 0, 0, 0, 1, ML_UNLIKELY },
    { "supporting on both sides", 0, 1, 0, 1, ML_UNDETERMINED },
    { "conclusive for", 1, 0, 0, 0, ML_CONFIRMED },
    { "conclusive for, supporting against", 1, 0, 0, 1, ML_CONFIRMED },
    { "conclusive for, both supporting", 1, 1, 0, 1, ML_CONFIRMED },
    { "conclusive against", 0, 0, 1, 0, ML_RULED_OUT },
    { "conclusive against, supporting for", 0, 1, 1, 0, ML_RULED_OUT },
    { "conclusive against, both supporting", 0, 1, 1, 1, ML_RULED_OUT },
    { "conclusive on both sides", 1, 0, 1, 0, ML_LIKELY },
    { "everything", 1, 1, 1, 1, ML_LIKELY },
};

START_TEST(evidence_makes_the_verdict)
{
    ck_assert_msg(ml_verdict_of(verdicts[_i].cf, verdicts[_i].sf, verdicts[_i].ca,
                                verdicts[_i].sa) == verdicts[_i].verdict,
                  "%s", verdicts[_i].shows);
}
END_TEST

/* ---- one cause, one situation a row ---- */

struct item {
    const char *what; /* signature, fact or artefact */
    const char *value; /* of a fact; NULL: a signature; "seen"/"empty": an artefact */
    const char *time;
    const char *job;
};

static const struct {
    const char *shows, *cause, *verdict;
    struct item items[6];
} rows[] = {
    { "407 alone confirms", "proxy-blocks", "confirmed",
      { { "http-407", NULL, "2026-11-20T01:00:00", NULL } } },
    { "407 an hour before, to the second", "proxy-blocks", "confirmed",
      { { "http-407", NULL, "2026-11-20T01:00:00", NULL },
        { "mars-100050", NULL, "2026-11-20T02:00:00", NULL } } },
    { "407 a second too early settles nothing", "proxy-blocks", "undetermined",
      { { "http-407", NULL, "2026-11-20T00:59:59", NULL },
        { "mars-100050", NULL, "2026-11-20T02:00:00", NULL } } },
    { "407 in UTC beside a bare stamp cannot be told", "proxy-blocks", "undetermined",
      { { "http-407", NULL, "2026-11-20T01:00:00Z", NULL },
        { "mars-100050", NULL, "2026-11-20T01:30:00", NULL } } },
    { "without times the same bundle is near enough", "proxy-blocks", "confirmed",
      { { "http-407", NULL, NULL, NULL }, { "mars-100050", NULL, NULL, NULL } } },
    { "clock off, measured the same day", "clock-skew", "confirmed",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "clock.offset-seconds", "-412.3", "2026-11-20T10:00:00", NULL } } },
    { "clock off, measured three weeks before", "clock-skew", "likely",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "clock.offset-seconds", "-412.3", "2026-10-30T10:00:00", NULL } } },
    { "300 seconds are not more than 300", "clock-skew", "likely",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "clock.offset-seconds", "300", "2026-11-20T10:00:00", NULL } } },
    { "clock right by the domain", "clock-skew", "unlikely",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "clock.offset-seconds", "0.03", "2026-11-20T10:00:00", NULL } } },
    { "clock right by an outside server", "clock-skew", "ruled-out",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "clock.offset-seconds", "0.03", "2026-11-20T10:00:00", NULL },
        { "clock.reference-outside", "true", "2026-11-20T10:00:00", NULL } } },
    { "the message names the clock", "clock-skew", "confirmed",
      { { "mars-100141", NULL, "2026-11-20T09:30:00", NULL } } },
    { "TLS 1.2 off in 2026", "tls-disabled", "confirmed",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "tls12.client.enabled", "false", NULL, NULL } } },
    { "both on", "tls-disabled", "ruled-out",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "tls12.client.enabled", "true", NULL, NULL },
        { "tls10.client.enabled", "true", NULL, NULL } } },
    { "TLS 1.0 off in 2018, .NET not strong", "tls-disabled", "confirmed",
      { { "mars-34513", NULL, "2018-03-01T09:30:00", NULL },
        { "tls10.client.enabled", "false", NULL, NULL },
        { "dotnet.strong-crypto", "false", NULL, NULL } } },
    { "TLS 1.0 off in 2018, .NET not known", "tls-disabled", "likely",
      { { "mars-34513", NULL, "2018-03-01T09:30:00", NULL },
        { "tls10.client.enabled", "false", NULL, NULL } } },
    { "too many temporary files", "temp-folder-full", "confirmed",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "temp.tmp-files", "60001", NULL, NULL } } },
    { "60,000 are not more than 60,000", "temp-folder-full", "unlikely",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "temp.tmp-files", "60000", NULL, NULL } } },
    { "few temporary files", "temp-folder-full", "ruled-out",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "temp.tmp-files", "49999", NULL, NULL } } },
    { ".NET 4.5.1", "dotnet-too-old", "confirmed",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "dotnet.release", "378675", NULL, NULL } } },
    { ".NET 4.6.2", "dotnet-too-old", "ruled-out",
      { { "mars-34513", NULL, "2026-11-20T09:30:00", NULL },
        { "dotnet.release", "394802", NULL, NULL } } },
    { "key file there", "kek-missing", "ruled-out",
      { { "mars-34506", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.kek-present", "true", "2026-11-20T10:00:00", NULL } } },
    { "key file gone, listed the same day", "kek-missing", "confirmed",
      { { "mars-34506", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.kek-present", "false", "2026-11-20T10:00:00", NULL } } },
    { "scratch values differ", "scratch-moved", "confirmed",
      { { "mars-130055", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.location", "D:\\Scratch", NULL, NULL },
        { "scratch.provider-location", "C:\\Scratch\\", NULL, NULL } } },
    { "a trailing backslash is no difference", "scratch-moved", "undetermined",
      { { "mars-130055", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.location", "D:\\Scratch", NULL, NULL },
        { "scratch.provider-location", "d:\\scratch\\", NULL, NULL } } },
    { "vault named by the message", "registered-to-another-vault", "confirmed",
      { { "mars-100110", NULL, "2026-11-20T09:30:00", NULL } } },
    { "130002 alone says nothing of the vault", "registered-to-another-vault",
      "undetermined", { { "mars-130002", NULL, "2026-11-20T09:30:00", NULL } } },
    { "less than 2.5 GB on the scratch volume", "scratch-low-space", "confirmed",
      { { "mars-130055", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.volume-free-bytes", "2684354559", "2026-11-20T10:00:00", NULL } } },
    { "the same a month before", "scratch-low-space", "undetermined",
      { { "mars-130055", NULL, "2026-11-20T09:30:00", NULL },
        { "scratch.volume-free-bytes", "2684354559", "2026-10-20T10:00:00", NULL } } },
    { "nothing known", "antivirus-interference", "undetermined",
      { { "mars-100050", NULL, "2026-11-20T09:30:00", NULL } } },
};

static const struct ml_cause_result *find_cause(const struct ml_server *s, const char *id)
{
    for (uint32_t i = 0; i < s->ncauses; i++)
        if (ml_str_eq(s->causes[i].cause->id, ml_str_of(id)))
            return &s->causes[i];
    ck_abort_msg("no cause %s", id);
    return NULL;
}

static void add_item(struct ml_case *c, const struct item *item)
{
    if (item->value)
        make_fact(c, item->what, item->value, item->time);
    else
        make_hit(c, catalogue, item->what, item->time, item->job);
}

START_TEST(a_cause_is_judged)
{
    struct ml_case *c = make_case("b.zip", "FS01");
    for (int i = 0; i < N(rows[_i].items) && rows[_i].items[i].what; i++)
        add_item(c, &rows[_i].items[i]);
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);

    ck_assert_uint_eq(r->nservers, 1);
    const struct ml_cause_result *cause = find_cause(&r->servers[0], rows[_i].cause);
    ck_assert_msg(cause != NULL, "%s: cause is not listed", rows[_i].shows);
    ck_assert_msg(ml_str_eq(ml_str_of(ml_verdict_names[cause->verdict]),
                            ml_str_of(rows[_i].verdict)),
                  "%s: %s, not %s", rows[_i].shows, ml_verdict_names[cause->verdict],
                  rows[_i].verdict);
    bool settled = cause->verdict == ML_CONFIRMED || cause->verdict == ML_RULED_OUT;
    ck_assert_msg(!settled || cause->nmissing == 0, "%s: settled", rows[_i].shows);
    if (cause->verdict <= ML_LIKELY)
        ck_assert_uint_gt(cause->nfor, 0);
    if (cause->verdict >= ML_UNLIKELY)
        ck_assert_uint_gt(cause->nagainst, 0);
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

START_TEST(the_newest_occurrence_decides)
{
    struct ml_case *c = make_case("b.zip", "FS01");
    make_hit(c, catalogue, "mars-34513", "2026-10-30T09:30:00", NULL);
    make_hit(c, catalogue, "mars-34513", "2026-11-20T09:30:00", NULL);
    make_fact(c, "clock.offset-seconds", "900", "2026-10-30T10:00:00");
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);
    const struct ml_cause_result *cause = find_cause(&r->servers[0], "clock-skew");

    ck_assert_int_eq(cause->verdict, ML_LIKELY);
    ck_assert_int_eq(cause->for_[0].at.us, r->servers[0].findings[0].last.us);
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

START_TEST(what_was_read_is_not_asked_for_again)
{
    struct ml_case *c = make_case("b.zip", "FS01");
    make_hit(c, catalogue, "mars-34506", "2026-11-20T09:30:00", NULL);
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);
    ck_assert_uint_eq(find_cause(&r->servers[0], "kek-missing")->nmissing, 1);
    ml_result_free(r);

    make_seen(c, "scratch-listing", ML_ARTEFACT_READ);
    r = ml_diagnose(&c, 1, catalogue, ML_EN);
    ck_assert_uint_eq(find_cause(&r->servers[0], "kek-missing")->nmissing, 0);
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

START_TEST(a_damaged_artefact_is_asked_for_and_says_so)
{
    struct ml_case *c = make_case("b.zip", "FS01");
    make_hit(c, catalogue, "mars-34506", "2026-11-20T09:30:00", NULL);
    make_seen(c, "scratch-listing", ML_ARTEFACT_DAMAGED);
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);
    const struct ml_cause_result *cause = find_cause(&r->servers[0], "kek-missing");

    ck_assert_uint_eq(cause->nmissing, 1);
    ck_assert(ml_str_starts(cause->missing[0].note, ML_STR("present, but unreadable")));
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

/* ---- servers ---- */

static const struct {
    const char *shows;
    struct {
        const char *path, *server, *machine_id, *group;
    } bundles[4];
    const char *servers; /* names in order */
} groups[] = {
    { "two bundles of one server",
      { { "a.zip", "FS01", NULL, NULL }, { "b.zip", "fs01", NULL, NULL } }, "FS01 " },
    { "two servers", { { "a.zip", "FS02", NULL, NULL }, { "b.zip", "FS01", NULL, NULL } },
      "FS01 FS02 " },
    { "no name: called after the bundle, each its own",
      { { "a.zip", NULL, NULL, NULL }, { "b.zip", NULL, NULL, NULL } }, "a.zip b.zip " },
    { "machine ids contradict",
      { { "a.zip", "FS01", "m1", NULL }, { "b.zip", "FS01", "m2", NULL } },
      "FS01 FS01 " },
    { "one machine id known",
      { { "a.zip", "FS01", "m1", NULL }, { "b.zip", "FS01", NULL, NULL } }, "FS01 " },
    { "an unnamed bundle joins by machine id",
      { { "a.zip", NULL, "m1", NULL }, { "b.zip", "FS01", "m1", NULL } }, "FS01 " },
    { "15 characters equal the one longer name",
      { { "a.zip", "BACKUPSERVER001", NULL, NULL },
        { "b.zip", "BACKUPSERVER001-EAST", NULL, NULL } },
      "BACKUPSERVER001-EAST " },
    { "15 characters equal none of two longer names",
      { { "a.zip", "BACKUPSERVER001", NULL, NULL },
        { "b.zip", "BACKUPSERVER001-EAST", NULL, NULL },
        { "c.zip", "BACKUPSERVER001-WEST", NULL, NULL } },
      "BACKUPSERVER001 BACKUPSERVER001-EAST BACKUPSERVER001-WEST " },
    { "14 characters equal no longer name",
      { { "a.zip", "BACKUPSERVER00", NULL, NULL },
        { "b.zip", "BACKUPSERVER001-EAST", NULL, NULL } },
      "BACKUPSERVER00 BACKUPSERVER001-EAST " },
    { "with and without domain",
      { { "a.zip", "FS01", NULL, NULL }, { "b.zip", "FS01.CONTOSO.LOCAL", NULL, NULL } },
      "FS01.CONTOSO.LOCAL " },
    { "folders of customers are kept apart",
      { { "x/a.zip", "FS01", NULL, "x" }, { "y/a.zip", "FS01", NULL, "y" } },
      "FS01 FS01 " },
};

START_TEST(bundles_are_grouped_into_servers)
{
    struct ml_case *cases[4];
    uint32_t n = 0;
    char names[256] = "";

    for (; n < 4 && groups[_i].bundles[n].path; n++) {
        cases[n] = make_case(groups[_i].bundles[n].path, groups[_i].bundles[n].server);
        cases[n]->members[0].folder = ml_str_of(groups[_i].bundles[n].group);
        if (groups[_i].bundles[n].group)
            cases[n]->members[0].server = ml_str_of(groups[_i].bundles[n].server);
        if (groups[_i].bundles[n].machine_id)
            make_fact(cases[n], "agent.machine-id", groups[_i].bundles[n].machine_id,
                      NULL);
    }
    struct ml_result *r = ml_diagnose(cases, n, catalogue, ML_EN);
    for (uint32_t i = 0; i < r->nservers; i++)
        snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.*s ",
                 ML_STR_ARG(r->servers[i].name));
    ck_assert_msg(strcmp(names, groups[_i].servers) == 0, "%s: %s", groups[_i].shows,
                  names);
    ml_result_free(r);
    while (n)
        ml_case_free(cases[--n]);
}
END_TEST

START_TEST(bundles_of_one_server_complete_each_other)
{
    struct ml_case *cases[2] = { make_case("dpm.zip", "FS01"),
                                 make_case("net.zip", "FS01") };
    make_hit(cases[0], catalogue, "mars-34513", "2026-11-20T09:30:00", NULL);
    make_fact(cases[1], "tls12.client.enabled", "false", "2026-11-20T10:00:00");
    for (int swap = 0; swap < 2; swap++) {
        struct ml_case *order[2] = { cases[swap], cases[1 - swap] };
        struct ml_result *r = ml_diagnose(order, 2, catalogue, ML_EN);
        ck_assert_uint_eq(r->nservers, 1);
        ck_assert_int_eq(find_cause(&r->servers[0], "tls-disabled")->verdict,
                         ML_CONFIRMED);
        ml_result_free(r);
    }
    ml_case_free(cases[0]);
    ml_case_free(cases[1]);
}
END_TEST

START_TEST(a_log_in_two_bundles_counts_once)
{
    struct ml_case *cases[2] = { make_case("dpm.zip", "FS01"),
                                 make_case("vss.zip", "FS01") };
    for (int i = 0; i < 2; i++) {
        cases[i]->members[0].digest[0] = 7;
        make_hit(cases[i], catalogue, "mars-34513", "2026-11-20T09:30:00", NULL);
    }
    struct ml_result *r = ml_diagnose(cases, 2, catalogue, ML_EN);

    ck_assert_uint_eq(r->servers[0].findings[0].count, 1);
    ml_result_free(r);
    ml_case_free(cases[0]);
    ml_case_free(cases[1]);
}
END_TEST

START_TEST(members_of_another_computer_are_a_server_of_their_own)
{
    struct ml_case *c = make_case("b.zip", "DPM01");
    make_member(c, "FS01_CBENGINE.errlog", "FS01");
    make_hit(c, catalogue, "mars-34513", "2026-11-20T09:30:00", NULL);
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);

    ck_assert_uint_eq(r->nservers, 2);
    ck_assert_int_eq(r->servers[0].state, ML_CLEAN);
    ck_assert_int_eq(r->servers[1].state, ML_PROBLEMS);
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

START_TEST(nothing_read_is_no_logs)
{
    struct ml_case *c = make_case("b.zip", NULL);
    c->members[0].state = ML_SKIPPED;
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);

    ck_assert_int_eq(r->servers[0].state, ML_INCOMPLETE);
    ck_assert(ml_str_eq(r->servers[0].reason, ML_STR("no-logs")));
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

START_TEST(a_finding_shows_its_first_and_last_records)
{
    struct ml_case *c = make_case("b.zip", "FS01");
    for (int i = 0; i < 14; i++) {
        char time[32];
        snprintf(time, sizeof(time), "2026-11-20T09:%02d:00", i);
        make_member(c, "x.errlog", NULL);
        make_hit(c, catalogue, "mars-34513", time, NULL);
    }
    struct ml_result *r = ml_diagnose(&c, 1, catalogue, ML_EN);
    const struct ml_finding *f = &r->servers[0].findings[0];

    ck_assert_uint_eq(f->count, 14);
    ck_assert_uint_eq(f->nevidence, 10);
    ck_assert_int_eq(f->evidence[0].time.us, f->first.us);
    ck_assert_int_eq(f->evidence[9].time.us, f->last.us);
    ck_assert_int_eq(f->evidence[5].time.us - f->evidence[4].time.us, 5 * ML_MINUTE_US);
    ml_result_free(r);
    ml_case_free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diagnose");
    TCase *tcase = tcase_create("diagnose");
    SRunner *runner = srunner_create(suite);

    tcase_add_unchecked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, evidence_makes_the_verdict, 0, N(verdicts));
    tcase_add_loop_test(tcase, a_cause_is_judged, 0, N(rows));
    tcase_add_test(tcase, the_newest_occurrence_decides);
    tcase_add_test(tcase, what_was_read_is_not_asked_for_again);
    tcase_add_test(tcase, a_damaged_artefact_is_asked_for_and_says_so);
    tcase_add_loop_test(tcase, bundles_are_grouped_into_servers, 0, N(groups));
    tcase_add_test(tcase, bundles_of_one_server_complete_each_other);
    tcase_add_test(tcase, a_log_in_two_bundles_counts_once);
    tcase_add_test(tcase, members_of_another_computer_are_a_server_of_their_own);
    tcase_add_test(tcase, nothing_read_is_no_logs);
    tcase_add_test(tcase, a_finding_shows_its_first_and_last_records);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
