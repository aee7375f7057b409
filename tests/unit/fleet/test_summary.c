/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/brief.h"
#include "fleet/summary.h"
#include "base/ban.h"

static struct ml_time day(int n)
{
    return (struct ml_time){ n * ML_DAY_US, ML_CLOCK_UTC };
}

/* One server: an errlog of two files, a listing, a finding in the first. */
static struct ml_member members[] = {
    { .address = ML_STR("a.zip!Temp/CBEngine0.errlog"),
      .role = ML_STR("cbengine-errlog") },
    { .address = ML_STR("a.zip!Temp/CBEngineCurr.errlog"),
      .role = ML_STR("cbengine-errlog") },
    { .address = ML_STR("a.zip!FS01_dir12.txt"), .role = ML_STR("text") },
    { .address = ML_STR("a.zip!x.bin"), .state = ML_SKIPPED },
};
static struct ml_case bundle = { .path = ML_STR("a.zip"),
                                 .sha256 = ML_STR("00ff"),
                                 .bytes = 123456789,
                                 .stem = ML_STR("a"),
                                 .server = ML_STR("FS01"),
                                 .members = members,
                                 .nmembers = 4 };
static struct ml_signature signature = { .id = ML_STR("mars-34513") };
static struct ml_cause cause = { .id = ML_STR("proxy-blocks") };
static struct ml_arena arena;

static void setup(void)
{
    ml_arena_init(&arena);
    members[0].first = day(1);
    members[0].last = day(5);
    members[1].first = day(6);
    members[1].last = day(9);
    members[2].state = ML_PARTIAL;
    bundle.collected = day(10);
}

static void teardown(void)
{
    ml_arena_reset(&arena);
}

static struct ml_summary make_summary(void)
{
    static struct ml_member *files[] = { &members[0], &members[1], &members[2],
                                         &members[3] };
    static const struct ml_case *bundles[] = { &bundle };
    static struct ml_evidence evidence[2];
    static const struct ml_signature *explains[] = { &signature };
    static struct ml_finding finding;
    static struct ml_cause_result result;
    static struct ml_job job;
    static struct ml_unknown_kind unknown;
    struct ml_server server = { .name = ML_STR("FS01"),
                                .state = ML_PROBLEMS,
                                .bundles = bundles,
                                .nbundles = 1,
                                .files = files,
                                .nfiles = 4,
                                .findings = &finding,
                                .nfindings = 1,
                                .causes = &result,
                                .ncauses = 1,
                                .jobs = &job,
                                .njobs = 1,
                                .unknown = &unknown,
                                .nunknown = 1 };
    struct ml_summary summary;

    evidence[0].address = ML_STR("a.zip!Temp/CBEngineCurr.errlog:482");
    evidence[1].address = ML_STR("a.zip!FS01_dir12.txt:3");
    finding = (struct ml_finding){ .signature = &signature,
                                   .severity = ML_ERROR,
                                   .count = 7,
                                   .first = day(6),
                                   .last = day(9),
                                   .evidence = evidence,
                                   .nevidence = 2 };
    result = (struct ml_cause_result){
        .cause = &cause, .verdict = ML_LIKELY, .explains = explains, .nexplains = 1
    };
    job = (struct ml_job){ .id = ML_STR("F3E32129-DC79-4A28-9ACC-3F30CB5810B6"),
                           .outcome = ML_JOB_FAILED };
    unknown = (struct ml_unknown_kind){ .template_text = ML_STR("a <n>"), .count = 2 };
    struct ml_result result_of = { .servers = &server, .nservers = 1 };
    ml_summary_of(&summary, &result_of, &arena);
    return summary;
}

START_TEST(a_server_in_short)
{
    struct ml_summary s = make_summary();

    ck_assert_uint_eq(s.nkinds, 2);
    ck_assert(ml_str_eq(s.kinds[0].name, ML_STR("cbengine-errlog")));
    ck_assert_int_eq(s.kinds[0].first.us, day(1).us);
    ck_assert_int_eq(s.kinds[0].last.us, day(9).us);
    ck_assert(!s.kinds[0].is_partial);
    ck_assert(ml_str_eq(s.kinds[1].name, ML_STR("text fs#_dir#.txt")));
    ck_assert(s.kinds[1].is_partial);
    ck_assert_int_eq(s.kinds[0].collected.us, day(10).us);
    ck_assert(s.kinds[0].source == s.kinds[1].source);
    ck_assert_uint_eq(s.nbundles, 1);
    ck_assert_uint_eq(s.findings[0].nkinds, 2);
    ck_assert_int_eq(s.newest.us, day(10).us);
    ck_assert(ml_str_eq(s.causes[0].explains[0], signature.id));
}
END_TEST

static void put(struct ml_buf *out, struct ml_summary *s)
{
    struct ml_wire wire = { .out = out };
    ml_summary_code(&wire, s);
}

START_TEST(what_is_put_is_taken)
{
    struct ml_summary s = make_summary(), got;
    struct ml_buf once = { 0 }, again = { 0 };
    struct ml_wire wire = { .arena = &arena };

    put(&once, &s);
    wire.in = ml_buf_view(&once);
    ml_summary_code(&wire, &got);
    ck_assert(!wire.is_bad && !wire.in.n);
    put(&again, &got);
    ck_assert(ml_str_eq(ml_buf_view(&once), ml_buf_view(&again)));
    ml_buf_reset(&once);
    ml_buf_reset(&again);
}
END_TEST

/* Cut anywhere, and with any bit turned: taken or refused, and never out of bounds. */
START_TEST(hostile_bytes_do_no_harm)
{
    struct ml_summary s = make_summary(), got;
    struct ml_buf bytes = { 0 };

    put(&bytes, &s);
    for (size_t n = 0; n < bytes.n; n++) {
        struct ml_wire wire = { .in = ml_str_sub(ml_buf_view(&bytes), 0, n),
                                .arena = &arena };
        ml_summary_code(&wire, &got);
        ck_assert_msg(wire.is_bad, "%zu of %zu bytes are taken", n, bytes.n);
    }
    for (size_t bit = 0; bit < 8 * bytes.n; bit++) {
        struct ml_wire wire = { .in = ml_buf_view(&bytes), .arena = &arena };
        bytes.p[bit / 8] ^= (char)(1 << bit % 8);
        ml_summary_code(&wire, &got);
        for (uint32_t i = 0; !wire.is_bad && i < got.nfindings; i++)
            for (uint32_t k = 0; k < got.findings[i].nkinds; k++)
                ck_assert_uint_lt(got.findings[i].kinds[k], got.nkinds);
        bytes.p[bit / 8] ^= (char)(1 << bit % 8);
    }
    ml_buf_reset(&bytes);
}
END_TEST

START_TEST(a_bundle_in_short)
{
    struct ml_brief brief, got;
    struct ml_buf bytes = { 0 };
    struct ml_wire out = { .out = &bytes };

    ml_brief_of(&brief, &bundle, &arena);
    ck_assert(brief.is_partial); /* a member is */
    ck_assert_uint_eq(brief.claims.n, 1);
    ck_assert(brief.claims.claims[0].is_named);
    ml_brief_code(&out, &brief);
    struct ml_wire in = { .in = ml_buf_view(&bytes), .arena = &arena };
    ml_brief_code(&in, &got);
    ck_assert(!in.is_bad && !in.in.n);
    ck_assert(ml_str_eq(got.claims.claims[0].name, ML_STR("FS01")));
    ck_assert_uint_eq(got.claims.claims[0].nmembers, 4);
    ck_assert_int_eq(got.collected.us, day(10).us);
    for (size_t n = 0; n < bytes.n; n++) {
        struct ml_wire cut = { .in = ml_str_sub(ml_buf_view(&bytes), 0, n),
                               .arena = &arena };
        ml_brief_code(&cut, &got);
        ck_assert(cut.is_bad);
    }
    ml_buf_reset(&bytes);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("summary");
    TCase *c = tcase_create("summary");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, a_server_in_short);
    tcase_add_test(c, what_is_put_is_taken);
    tcase_add_test(c, hostile_bytes_do_no_harm);
    tcase_add_test(c, a_bundle_in_short);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
