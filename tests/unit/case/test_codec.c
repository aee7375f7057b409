/* SPDX-License-Identifier: MIT */
/* A case as bytes: what was put is taken, and nothing else is. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/codec.h"
#include "support/make_case.h"

static struct ml_catalogue *catalogue;

static void setup_once(void)
{
    catalogue = make_catalogue();
    catalogue->digest = ML_STR("sha256:00ff");
}

static void teardown_once(void)
{
    catalogue = ml_catalogue_free(catalogue);
}

static struct ml_buf encoded(const struct ml_case *c)
{
    struct ml_buf out = { 0 };

    ml_case_encode(c, catalogue, &out);
    return out;
}

static bool taken(ml_str bytes, struct ml_buf *ret_again)
{
    struct ml_case *c = NULL;

    if (ml_case_decode(&c, bytes, catalogue, NULL) != ML_OK)
        return false;
    ret_again->n = 0;
    ml_case_encode(c, catalogue, ret_again);
    ml_case_free(c);
    return true;
}

START_TEST(what_was_put_is_taken)
{
    struct ml_case *c = make_full_case(catalogue), *back;
    struct ml_buf bytes = encoded(c), again = { 0 };

    ck_assert_int_eq(ml_case_decode(&back, ml_buf_view(&bytes), catalogue, NULL), ML_OK);
    ck_assert(ml_str_eq(back->path, ML_STR("b.zip")));
    ck_assert_int_eq(back->state, ML_PARTIAL);
    ck_assert_uint_eq(back->nhits, 1);
    ck_assert_uint_eq(back->hits[0].signature, c->hits[0].signature);
    ck_assert_int_eq(back->hits[0].moments[0].first.us, c->hits[0].moments[0].first.us);
    ck_assert_uint_eq(back->members[1].runs[1].id, 7);
    ck_assert_int_eq(back->members[1].mtime.us, -1);
    ck_assert_uint_eq(back->facts[1].value.n, 0);
    ck_assert_uint_eq(back->jobs[0].code, 34513);
    ck_assert(taken(ml_buf_view(&bytes), &again));
    ck_assert(ml_str_eq(ml_buf_view(&bytes), ml_buf_view(&again)));
    ml_case_free(back);
    ml_buf_reset(&again);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

START_TEST(what_is_no_text_is_put_as_such)
{
    struct ml_case *c = make_full_case(catalogue), *back;

    c->reason = ML_STR("bad \xff\xfe byte");
    struct ml_buf bytes = encoded(c);
    ck_assert_int_eq(ml_case_decode(&back, ml_buf_view(&bytes), catalogue, NULL), ML_OK);
    ck_assert(ml_str_eq(back->reason, ML_STR("bad \xef\xbf\xbd\xef\xbf\xbd byte")));
    ml_case_free(back);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

START_TEST(a_part_is_no_case)
{
    struct ml_case *c = make_full_case(catalogue);
    struct ml_buf bytes = encoded(c), again = { 0 };

    for (size_t n = 0; n < bytes.n; n++)
        ck_assert_msg(!taken(ml_str_sub(ml_buf_view(&bytes), 0, n), &again), "%zu", n);
    ml_buf_char(&bytes, 0);
    ck_assert(!taken(ml_buf_view(&bytes), &again));
    ml_buf_reset(&again);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

/* Whatever is taken is whole: it can be put again, which follows every index. */
START_TEST(a_changed_byte_is_refused_or_harmless)
{
    struct ml_case *c = make_full_case(catalogue);
    struct ml_buf bytes = encoded(c), again = { 0 };
    size_t accepted = 0;

    for (size_t i = 0; i < bytes.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
            accepted += taken(ml_buf_view(&bytes), &again);
            bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
        }
    ck_assert_uint_gt(accepted, 0);
    ml_buf_reset(&again);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

START_TEST(of_another_catalogue_is_no_case)
{
    struct ml_case *c = make_full_case(catalogue), *back;
    struct ml_buf bytes = encoded(c);
    struct ml_err err = { 0 };

    catalogue->digest = ML_STR("sha256:00fe");
    ck_assert_int_eq(ml_case_decode(&back, ml_buf_view(&bytes), catalogue, &err), ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_FORMAT);
    catalogue->digest = ML_STR("sha256:00ff");
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

static void break_member(struct ml_case *c)
{
    c->facts[0].member = 2;
}

static void break_same(struct ml_case *c)
{
    c->members[1].same_as = 2; /* itself */
}

static void break_state(struct ml_case *c)
{
    c->state = ML_SKIPPED;
}

static void break_time(struct ml_case *c)
{
    c->facts[0].time.us = INT64_MAX;
}

static void break_hit(struct ml_case *c)
{
    c->hits[0].nmoments = 0;
}

static void break_order(struct ml_case *c)
{
    c->hits[c->nhits++] = c->hits[0];
}

static void (*const breaks[])(struct ml_case *) = { break_member, break_same, break_state,
                                                    break_time,   break_hit,  break_order };

START_TEST(what_a_case_cannot_be_is_refused)
{
    struct ml_case *c = make_full_case(catalogue);
    struct ml_buf again = { 0 };

    breaks[_i](c);
    struct ml_buf bytes = encoded(c);
    ck_assert(!taken(ml_buf_view(&bytes), &again));
    ml_buf_reset(&again);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

/* A few bytes that promise much. */
START_TEST(memory_follows_the_bytes)
{
    struct ml_case *c = make_full_case(catalogue), *back;

    c->nmembers = 1;
    c->nhits = c->nfacts = c->nartefacts = c->nunknown = c->njobs = c->nlimited = 0;
    struct ml_buf bytes = encoded(c);
    bytes.n -= 6; /* the lengths of what lies behind the members */
    for (int i = 0; i < 4; i++)
        ml_buf_char(&bytes, (char)0xff);
    ml_buf_char(&bytes, 0x0f);
    for (size_t i = 0; i < 1000000; i++)
        ml_buf_char(&bytes, 1);
    ck_assert_int_eq(ml_case_decode(&back, ml_buf_view(&bytes), catalogue, NULL), ML_FAIL);
    ml_buf_reset(&bytes);
    ml_case_free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec");
    TCase *tcase = tcase_create("codec");
    SRunner *runner = srunner_create(suite);

    tcase_add_unchecked_fixture(tcase, setup_once, teardown_once);
    tcase_add_test(tcase, what_was_put_is_taken);
    tcase_add_test(tcase, what_is_no_text_is_put_as_such);
    tcase_add_test(tcase, a_part_is_no_case);
    tcase_add_test(tcase, a_changed_byte_is_refused_or_harmless);
    tcase_add_test(tcase, of_another_catalogue_is_no_case);
    tcase_add_loop_test(tcase, what_a_case_cannot_be_is_refused, 0, ML_COUNT(breaks));
    tcase_add_test(tcase, memory_follows_the_bytes);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
