/* SPDX-License-Identifier: MIT */
/* Arena and buffers: memory that cannot fail but for want of it. */
#include <check.h>
#include <signal.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
    struct ml_arena arena;
    unsigned char *pieces[500];

    ml_arena_init(&arena);
    for (size_t i = 0; i < 500; i++) {
        size_t n = i * 37 % 1000;
        pieces[i] = ml_arena_alloc(&arena, n);
        ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < n; k++)
            ck_assert_uint_eq(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251) + 1, n);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t k = 0; k < i * 37 % 1000; k++)
            ck_assert_uint_eq(pieces[i][k], i % 251 + 1);
    ml_arena_reset(&arena);
    ck_assert_uint_eq(arena.used_bytes, 0);
}
END_TEST

START_TEST(a_large_piece_leaves_the_current_chunk_in_use)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    char *small = ml_arena_alloc(&arena, 16);
    char *large = ml_arena_alloc(&arena, 10 * 1024 * 1024);
    char *next = ml_arena_alloc(&arena, 16);
    memset(large, 1, 10 * 1024 * 1024);
    ck_assert_ptr_eq(next, small + 16);
    ck_assert_uint_eq(arena.used_bytes, 10 * 1024 * 1024 + 32);
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(a_copy_is_terminated)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_str copy = ml_arena_dup(&arena, ml_str_sub(ML_STR("abcdef"), 1, 3));
    ck_assert_str_eq(copy.p, "bcd");
    ck_assert_uint_eq(copy.n, 3);
    ck_assert_str_eq(ml_arena_dup(&arena, ML_STR_NONE).p, "");
    ck_assert_str_eq(ml_arena_printf(&arena, "%s=%d", "a", 7).p, "a=7");
    ck_assert_uint_eq(ml_arena_printf(&arena, "%s", "").n, 0);
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(a_product_that_overflows_stops_the_program)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_arena_array(&arena, SIZE_MAX / 4, 8);
}
END_TEST

START_TEST(a_length_that_overflows_stops_the_program)
{
    struct ml_buf buf = { 0 };

    ml_buf_reserve(&buf, SIZE_MAX);
}
END_TEST

START_TEST(a_buffer_grows_by_what_is_added)
{
    struct ml_buf buf = { 0 };

    for (int i = 0; i < 1000; i++) {
        ml_buf_char(&buf, (char)('a' + i % 26));
        ml_buf_text(&buf, "--");
        ml_buf_printf(&buf, "%d", i);
    }
    ck_assert(ml_str_starts(ml_buf_view(&buf), ML_STR("a--0b--1c--2")));
    ck_assert_uint_eq(buf.n, 1000 * 3 + 10 + 180 + 2700);
    ml_buf_add(&buf, NULL, 0);
    ml_buf_str(&buf, ML_STR_NONE);
    ck_assert_uint_eq(buf.n, 5890);
    ml_buf_reset(&buf);
    ck_assert_ptr_null(buf.p);
    ml_buf_text(&buf, "again");
    ck_assert_uint_eq(buf.n, 5);
    ml_buf_reset(&buf);
}
END_TEST

START_TEST(pushing_keeps_what_was_pushed)
{
    struct {
        int *items;
        size_t n, cap;
    } list = { 0 };

    for (int i = 0; i < 10000; i++)
        ML_PUSH(list.items, list.n, list.cap, i);
    for (int i = 0; i < 10000; i++)
        ck_assert_int_eq(list.items[i], i);
    free(list.items);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tc = tcase_create("memory");

    tcase_add_test(tc, pieces_are_zeroed_aligned_and_apart);
    tcase_add_test(tc, a_large_piece_leaves_the_current_chunk_in_use);
    tcase_add_test(tc, a_copy_is_terminated);
    tcase_add_test_raise_signal(tc, a_product_that_overflows_stops_the_program, SIGABRT);
    tcase_add_test_raise_signal(tc, a_length_that_overflows_stops_the_program, SIGABRT);
    tcase_add_test(tc, a_buffer_grows_by_what_is_added);
    tcase_add_test(tc, pushing_keeps_what_was_pushed);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
