/* SPDX-License-Identifier: MIT */
/* A case that takes too much room says so itself. */
#include <check.h>
#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "case/codec.h"
#include "fleet/bundle.h"
#include "support/make_case.h"
#include "base/ban.h"

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

/* A case with that many kinds of unknown errors, three of each. */
static struct ml_case *make_unknowns(uint32_t n)
{
    struct ml_case *c = make_full_case(catalogue);

    c->unknown = ml_arena_array(&c->arena, n, sizeof(*c->unknown));
    c->nunknown = n;
    for (uint32_t i = 0; i < n; i++)
        c->unknown[i] = (struct ml_unknown){
            .template_text = ml_arena_printf(&c->arena, "Failure of part %u in it", i),
            .count = 3,
        };
    return c;
}

/* What comes back of a case for which there is so much room. */
static struct ml_case *said_in(struct ml_case *c, size_t room)
{
    struct ml_buf out = { 0 };
    struct ml_case *back = NULL;

    ml_buf_text(&out, "before");
    ml_bundle_encode(c, catalogue, room, &out);
    ck_assert_uint_le(out.n, room + 6);
    ck_assert_int_eq(
        ml_case_decode(&back, ml_str_from(ml_buf_view(&out), 6), catalogue, NULL),
        ML_OK);
    ml_buf_reset(&out);
    ml_case_free(c);
    return back;
}

START_TEST(what_fits_is_said)
{
    struct ml_case *back = said_in(make_unknowns(100), 16 * 1024);

    ck_assert_int_eq(back->state, ML_PARTIAL);
    ck_assert_uint_eq(back->nunknown, 100);
    ck_assert_uint_eq(back->nhits, 1);
    ml_case_free(back);
}
END_TEST

START_TEST(errors_without_a_name_give_way)
{
    struct ml_case *c = make_unknowns(1000);
    uint64_t beyond = c->unknown_beyond;
    struct ml_case *back = said_in(c, 16 * 1024);

    ck_assert_int_eq(back->state, ML_PARTIAL);
    ck_assert_uint_eq(back->nhits, 1);
    ck_assert_uint_gt(back->nunknown, 100);
    ck_assert_uint_eq(back->nunknown * 3 + back->unknown_beyond, 3000 + beyond);
    ml_case_free(back);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    struct ml_case *c = make_unknowns(100);

    c->sha256 = ML_STR("00ff");
    struct ml_case *back = said_in(c, 300);
    ck_assert_int_eq(back->state, ML_UNREADABLE);
    ck_assert(ml_str_eq(back->reason, ML_STR("limit: too much was found")));
    ck_assert(ml_str_eq(back->path, ML_STR("b.zip")));
    ck_assert(ml_str_eq(back->sha256, ML_STR("00ff")));
    ck_assert_uint_gt(back->server.n, 0);
    ck_assert_uint_eq(back->nmembers + back->nhits + back->nunknown + back->nfacts, 0);
    ml_case_free(back);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bundle");
    TCase *tc = tcase_create("bundle");

    tcase_add_unchecked_fixture(tc, setup_once, teardown_once);
    tcase_add_test(tc, what_fits_is_said);
    tcase_add_test(tc, errors_without_a_name_give_way);
    tcase_add_test(tc, what_does_not_fit_is_refused);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
