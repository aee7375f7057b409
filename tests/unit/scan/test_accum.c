/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "case/case.h"
#include "scan/accum.h"
#include "support/make_text.h"

static struct ml_signature signatures[3];
static const struct ml_catalogue catalogue = { .signatures = signatures, .nsignatures = 3 };
static struct ml_accum accum;

static void setup(void)
{
    memset(signatures, 0, sizeof(signatures));
    signatures[2].yields = ML_STR("agent.version");
    ml_accum_init(&accum, &catalogue);
}

static void teardown(void)
{
    ml_accum_reset(&accum);
}

static void add_one(uint32_t signature, uint64_t line, int64_t minute, int job)
{
    char text[32];
    int n = snprintf(text, sizeof(text), "line %llu", (unsigned long long)line);
    struct ml_hit hit = { .signature = signature,
                          .line = line,
                          .nlines = 1,
                          .dated = minute >= 0,
                          .stamp = minute >= 0 ? minute * ML_MINUTE_US + (int64_t)line % 60 : 0,
                          .has_job = job > 0,
                          .level = ML_LEVEL_FATAL,
                          .text = { text, (size_t)n } };
    if (job > 0)
        memcpy(hit.job, &job, sizeof(job));
    ml_accum_add(&accum, &catalogue, &hit, 1);
}

START_TEST(the_first_and_the_last_five_are_kept)
{
    for (uint64_t n = 1; n <= 40; n++) {
        add_one(1, n, 0, 0);
        const struct ml_acc *acc = &accum.accs[0];
        ck_assert_uint_eq(acc->count, n);
        for (uint64_t i = 0; i < ML_SHOWN && i < n; i++)
            ck_assert_uint_eq(acc->kept[i].line, i + 1);
        uint64_t tail = n > 10 ? 5 : n > 5 ? n - 5 : 0;
        for (unsigned i = 0; i < tail; i++)
            ck_assert_uint_eq(ml_acc_tail(acc, i)->line, n - tail + i + 1);
        ck_assert_ptr_null(ml_acc_tail(acc, (unsigned)tail));
    }
    ck_assert(ml_str_eq(ml_buf_view(&accum.accs[0].kept[0].text), ML_STR("line 1")));
    ck_assert(ml_str_eq(ml_buf_view(&ml_acc_tail(&accum.accs[0], 4)->text),
                        ML_STR("line 40")));
}
END_TEST

/* A block of many matches keeps what one after the other would. */
START_TEST(a_block_at_once_is_as_one_by_one)
{
    struct ml_accum once;
    struct ml_hit hits[100];
    char texts[100][16];

    ml_accum_init(&once, &catalogue);
    for (uint64_t i = 0; i < 100; i++) {
        snprintf(texts[i], 16, "line %llu", (unsigned long long)i);
        hits[i] = (struct ml_hit){ .signature = i % 3 == 0, .line = i, .nlines = 1,
                                   .text = ml_str_of(texts[i]) };
        add_one(i % 3 == 0, i, -1, 0);
    }
    ml_accum_add(&once, &catalogue, hits, 60);
    ml_accum_add(&once, &catalogue, hits + 60, 7);
    ml_accum_add(&once, &catalogue, hits + 67, 33);
    for (size_t k = 0; k < 2; k++) {
        ck_assert_uint_eq(once.accs[k].count, accum.accs[k].count);
        for (unsigned i = 0; i < 5; i++) {
            ck_assert(ml_str_eq(ml_buf_view(&once.accs[k].kept[i].text),
                                ml_buf_view(&accum.accs[k].kept[i].text)));
            ck_assert(ml_str_eq(ml_buf_view(&ml_acc_tail(&once.accs[k], i)->text),
                                ml_buf_view(&ml_acc_tail(&accum.accs[k], i)->text)));
        }
    }
    ml_accum_reset(&once);
}
END_TEST

static uint64_t total(const struct ml_minutes *m)
{
    uint64_t n = 0;
    for (size_t i = 0; i < m->cap; i++)
        n += m->slots[i].n;
    return n;
}

START_TEST(minutes_and_jobs_are_kept_apart)
{
    uint64_t line = 1;

    for (int round = 0; round < 3; round++)
        for (int minute = 0; minute < 50; minute++)
            for (int job = 0; job < 4; job++)
                add_one(0, line++, minute, job);
    add_one(0, line++, -1, 0);
    const struct ml_minutes *m = &accum.accs[0].minutes;
    ck_assert_uint_eq(m->n, 201);
    ck_assert_uint_eq(total(m), 601);
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].n > 1) {
            ck_assert_uint_eq(m->slots[i].n, 3);
            ck_assert_int_le(m->slots[i].first, m->slots[i].last);
            ck_assert_int_eq(m->slots[i].first / ML_MINUTE_US, m->slots[i].minute);
        }
}
END_TEST

/* However many there are: the count goes on, the table does not, and the order in which
 * they come changes nothing. */
START_TEST(too_many_minutes_become_coarser)
{
    struct ml_accum backwards;
    enum { N = 120000 };

    for (int i = 0; i < N; i++)
        add_one(0, (uint64_t)i + 1, i, _i ? i % 1000 + 1 : 0);
    struct ml_accum forwards = accum;
    ml_accum_init(&accum, &catalogue);
    for (int i = N - 1; i >= 0; i--)
        add_one(0, (uint64_t)i + 1, i, _i ? i % 1000 + 1 : 0);
    backwards = accum;
    const struct ml_minutes *a = &forwards.accs[0].minutes, *b = &backwards.accs[0].minutes;
    ck_assert_uint_eq(total(a), N);
    ck_assert_uint_eq(total(b), N);
    ck_assert_uint_le(a->n, 32768);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_int_eq(a->grain, b->grain);
    ck_assert(a->no_jobs == b->no_jobs);
    ml_accum_reset(&forwards);
}
END_TEST

START_TEST(a_text_is_cut_between_characters)
{
    struct ml_buf text = { 0 };

    for (int i = 0; i < 3000; i++)
        ml_buf_text(&text, "\xe3\x82\xa8");
    struct ml_hit hit = { .signature = 0, .line = 1, .nlines = 1, .text = ml_buf_view(&text),
                          .before = ml_buf_view(&text), .after = ML_STR("after") };
    ml_accum_add(&accum, &catalogue, &hit, 1);
    const struct ml_kept *k = &accum.accs[0].kept[0];
    ck_assert(ml_str_ends_nocase(ml_buf_view(&k->text), ML_STR("\xe3\x82\xa8...")));
    ck_assert(ml_str_ends_nocase(ml_buf_view(&k->before), ML_STR("\xe3\x82\xa8...")));
    ck_assert_uint_le(k->text.n, 2003);
    ck_assert_uint_le(k->before.n, 403);
    ck_assert(ml_str_eq(ml_buf_view(&k->after), ML_STR("after")));
    ml_buf_reset(&text);
}
END_TEST

START_TEST(values_are_kept_once_with_when_they_were_last_said)
{
    static const char *const values[] = { "2.0.1", "2.0.2", "2.0.1", "2.0.2", "2.0.1" };

    for (uint64_t i = 0; i < ML_COUNT(values); i++) {
        struct ml_hit hit = { .signature = 2, .line = i + 1, .nlines = 1, .dated = true,
                              .stamp = (int64_t)i * ML_MINUTE_US,
                              .captured = ml_str_of(values[i]) };
        ml_accum_add(&accum, &catalogue, &hit, 1);
    }
    ck_assert_uint_eq(accum.nyields, 2);
    ck_assert(ml_str_eq(accum.yields[0].value, ML_STR("2.0.1")));
    ck_assert_uint_eq(accum.yields[0].line, 5);
    ck_assert_uint_eq(accum.yields[1].line, 4);
    for (int i = 0; i < 1000; i++) { /* bounded */
        char value[16];
        snprintf(value, sizeof(value), "9.%d", i);
        struct ml_hit hit = { .signature = 2, .line = 9, .nlines = 1,
                              .captured = ml_str_of(value) };
        ml_accum_add(&accum, &catalogue, &hit, 1);
    }
    ck_assert_uint_le(accum.nyields, 64);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("accum");
    TCase *tc = tcase_create("accum");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_first_and_the_last_five_are_kept);
    tcase_add_test(tc, a_block_at_once_is_as_one_by_one);
    tcase_add_test(tc, minutes_and_jobs_are_kept_apart);
    tcase_add_loop_test(tc, too_many_minutes_become_coarser, 0, 2);
    tcase_add_test(tc, a_text_is_cut_between_characters);
    tcase_add_test(tc, values_are_kept_once_with_when_they_were_last_said);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
