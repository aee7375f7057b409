/* SPDX-License-Identifier: MIT */
/* Errors, limits and the pool. */
#include <check.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/pool.h"
#include "base/str.h"

START_TEST(an_error_is_one_line_and_cut_to_its_room)
{
    struct ml_err err;
    char big[1000];

    memset(big, 'x', sizeof(big) - 1);
    big[sizeof(big) - 1] = 0;
    ck_assert_int_eq(ml_err_set(&err, ML_SKIP, ML_ERR_FORMAT, "a\nb\tc\x7f%s", big), ML_SKIP);
    ck_assert(strncmp(err.text, "a b c xx", 8) == 0);
    ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
    ml_err_at(&err, "file\r\nname", 7);
    ck_assert_str_eq(err.where, "file  name");
    ck_assert_uint_eq(err.line, 7);
    ml_err_at(&err, big, 0);
    ck_assert_uint_eq(strlen(err.where), sizeof(err.where) - 1);
    ck_assert_int_eq(ml_err_set(NULL, ML_FAIL, ML_ERR_IO, "nobody listens"), ML_FAIL);
    ml_err_at(NULL, "x", 1);
}
END_TEST

START_TEST(a_system_error_says_the_systems_words)
{
    struct ml_err err;

    ck_assert_int_eq(ml_err_sys(&err, ML_FAIL, ENOENT, "cannot open"), ML_FAIL);
    ck_assert_str_eq(err.text, "cannot open: No such file or directory");
    ck_assert_int_eq(err.kind, ML_ERR_IO);
    ck_assert_int_eq(err.sys_errno, ENOENT);
}
END_TEST

START_TEST(every_limit_has_option_default_and_words)
{
    struct ml_limits limits;

    ml_limits_default(&limits);
    for (int i = 0; i < ML_NLIMITS; i++) {
        const struct ml_limit_def *def = &ml_limit_defs[i];
        ck_assert(def->option && def->unit && def->help && def->said);
        ck_assert_uint_eq(limits.max[i], def->normal);
        ck_assert(def->normal > 0 || i == ML_LIMIT_SECONDS);
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(def->option, ml_limit_defs[k].option);
    }
}
END_TEST

struct job {
    struct ml_pool *pool;
    _Atomic unsigned *done;
    unsigned more; /* tasks that it pushes */
};

static void count_task(void *arg, unsigned worker)
{
    struct job *job = arg;

    ck_assert_uint_lt(worker, ml_pool_size(job->pool));
    for (unsigned i = 0; i < job->more; i++) {
        struct job *next = malloc(sizeof(*next));
        ck_assert_ptr_nonnull(next);
        *next = (struct job){ job->pool, job->done, job->more - 1 };
        ml_pool_push(job->pool, count_task, next, i % 2);
    }
    atomic_fetch_add(job->done, 1);
    free(job);
}

START_TEST(finish_waits_for_tasks_that_tasks_push)
{
    for (unsigned n = 1; n <= 4; n++) {
        _Atomic unsigned done = 0;
        struct ml_pool *pool = ml_pool_new(n);
        struct job *first = malloc(sizeof(*first));
        ck_assert_ptr_nonnull(first);
        *first = (struct job){ pool, &done, 6 };
        ml_pool_push(pool, count_task, first, false);
        ml_pool_finish(pool);
        ck_assert_uint_eq(done, 1957); /* 1 + 6 + 6*5 + ... + 6! */
        ck_assert(!ml_pool_help(pool, 0));
        ml_pool_free(pool);
    }
}
END_TEST

static void note_order(void *arg, unsigned worker)
{
    static char order[8];
    static unsigned at;
    (void)worker;

    order[at++] = *(const char *)arg;
    if (at == 4)
        ck_assert(memcmp(order, "bdac", 4) == 0);
}

START_TEST(urgent_tasks_come_first)
{
    struct ml_pool *pool = ml_pool_new(1);
    static char names[] = "abcd";

    ml_pool_push(pool, note_order, &names[0], false);
    ml_pool_push(pool, note_order, &names[1], true);
    ml_pool_push(pool, note_order, &names[2], false);
    ml_pool_push(pool, note_order, &names[3], true);
    ml_pool_finish(pool);
    ck_assert_ptr_null(ml_pool_free(pool));
    ck_assert_ptr_null(ml_pool_free(NULL));
}
END_TEST

static void nothing(void *arg, unsigned worker)
{
    (void)arg;
    (void)worker;
}

START_TEST(help_runs_one_urgent_task_and_no_ordinary_one)
{
    struct ml_pool *pool = ml_pool_new(1);

    ml_pool_push(pool, nothing, NULL, false);
    ck_assert(!ml_pool_help(pool, 0));
    ml_pool_push(pool, nothing, NULL, true);
    ck_assert(ml_pool_help(pool, 0));
    ck_assert(!ml_pool_help(pool, 0));
    ck_assert(!ml_pool_has_idle(pool));
    ml_pool_finish(pool);
    ml_pool_free(pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("err");
    TCase *tc = tcase_create("err");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, an_error_is_one_line_and_cut_to_its_room);
    tcase_add_test(tc, a_system_error_says_the_systems_words);
    tcase_add_test(tc, every_limit_has_option_default_and_words);
    tcase_add_test(tc, finish_waits_for_tasks_that_tasks_push);
    tcase_add_test(tc, urgent_tasks_come_first);
    tcase_add_test(tc, help_runs_one_urgent_task_and_no_ordinary_one);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
