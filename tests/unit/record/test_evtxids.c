/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "record/evtxids.h"

START_TEST(ids_are_counted_in_any_order)
{
    static const struct {
        uint64_t id;
        uint32_t nth;
    } steps[] = {
        { 10, 1 },         { 11, 1 },         { 12, 1 }, { 11, 2 },
        { 5, 1 },          { 4, 1 },          { 6, 1 },  { 12, 2 },
        { 11, 3 },         { 7, 1 },          { 9, 1 },  { 8, 1 },
        { 8, 2 },          { 0, 1 },          { 0, 2 },  { 0, 3 },
        { UINT64_MAX, 1 }, { UINT64_MAX, 2 }, { 1, 1 },  { UINT64_MAX - 1, 1 },
    };
    struct ml_evtx_ids *ids = ml_evtx_ids_new();

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        ck_assert_msg(ml_evtx_ids_add(ids, steps[i].id) == steps[i].nth, "step %zu", i);
    ck_assert_ptr_null(ml_evtx_ids_free(ids));
}
END_TEST

START_TEST(log_that_went_round_is_counted)
{
    struct ml_evtx_ids *ids = ml_evtx_ids_new();
    unsigned wrong = 0; /* a check for each would take its time */

    for (uint64_t i = 500000; i < 1000000; i++)
        wrong += ml_evtx_ids_add(ids, i) != 1;
    for (uint64_t i = 0; i < 500000; i++)
        wrong += ml_evtx_ids_add(ids, i) != 1;
    for (uint64_t i = 0; i < 1000000; i += 3)
        wrong += ml_evtx_ids_add(ids, i) != 2;
    ck_assert_uint_eq(wrong, 0);
    ml_evtx_ids_free(ids);
}
END_TEST

START_TEST(random_ids_end_in_time)
{
    struct ml_evtx_ids *ids = ml_evtx_ids_new();
    uint64_t seed = 1;
    unsigned wrong = 0;

    for (int i = 0; i < 3000000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1;
        wrong += ml_evtx_ids_add(ids, seed) < 1;
    }
    ck_assert_uint_eq(wrong, 0);
    ml_evtx_ids_free(ids);
}
END_TEST

START_TEST(one_id_may_come_any_number_of_times)
{
    struct ml_evtx_ids *ids = ml_evtx_ids_new();
    uint32_t nth = 0;

    for (int i = 0; i < 1000; i++)
        nth = ml_evtx_ids_add(ids, 42);
    ck_assert_uint_eq(nth, 1000);
    ml_evtx_ids_free(ids);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("evtxids");
    TCase *t = tcase_create("evtxids");

    tcase_add_test(t, ids_are_counted_in_any_order);
    tcase_add_test(t, log_that_went_round_is_counted);
    tcase_add_test(t, random_ids_end_in_time);
    tcase_add_test(t, one_id_may_come_any_number_of_times);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
