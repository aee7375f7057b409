/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "fleet/mute.h"
#include "support/scratch.h"
#include "base/ban.h"

static enum ml_rc read_text(const char *text, struct ml_mutes *ret,
                            struct ml_arena *arena, struct ml_err *err)
{
    return ml_mutes_read(ret, scratch_write("mutes", ml_str_of(text)), arena, err);
}

START_TEST(lines_are_read)
{
    struct ml_arena arena;
    struct ml_mutes mutes;
    struct ml_err err = { 0 };

    ml_arena_init(&arena);
    ck_assert_int_eq(
        read_text("# a note\n\nmars-34513\tFS*\t2026-12-31\tops\tplanned move\n"
                  "proxy-blocks\t*\t2026-12-31T12:00\tme \tknown\r\n",
                  &mutes, &arena, &err),
        ML_OK);
    ck_assert_uint_eq(mutes.n, 2);
    ck_assert(ml_str_eq(mutes.list[0].id, ML_STR("mars-34513")));
    ck_assert(ml_str_eq(mutes.list[0].reason, ML_STR("planned move")));
    ck_assert_uint_eq(mutes.list[0].line, 3);
    ck_assert(ml_str_eq(mutes.list[1].owner, ML_STR("me")));
    /* A day holds to its end, a moment to itself. */
    ck_assert(ml_civil_of(mutes.list[0].until.us).hour == 23);
    ck_assert(ml_civil_of(mutes.list[1].until.us).hour == 12);
    ck_assert_int_eq(mutes.list[1].until.clock, ML_CLOCK_UTC);
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *text, *says;
    unsigned line;
} wrong[] = {
    { "mars-34513\t*\t2026-12-31\tops\n", "ID, SERVERS, UNTIL, OWNER and REASON", 1 },
    { "# x\nmars-34513\t*\t2026-12-31\tops\t \n", "a reason", 2 },
    { "mars-34513\t*\t2026-12-31\t\twhy\n", "an owner", 1 },
    { "mars-34513\t*\t\tops\twhy\n", "until when", 1 },
    { "\t*\t2026-12-31\tops\twhy\n", "an id", 1 },
    { "mars-34513\t*\ttomorrow\tops\twhy\n", "no date", 1 },
    { "mars-34513\t*\t2026-12-31\tops\t\xff\n", "UTF-8", 1 },
};

START_TEST(what_is_missing_is_said)
{
    struct ml_arena arena;
    struct ml_mutes mutes;
    struct ml_err err = { 0 };

    ml_arena_init(&arena);
    ck_assert_int_eq(read_text(wrong[_i].text, &mutes, &arena, &err), ML_FAIL);
    ck_assert_msg(strstr(err.text, wrong[_i].says) != NULL, "%s", err.text);
    ck_assert_uint_eq(err.line, wrong[_i].line);
    ml_arena_reset(&arena);
}
END_TEST

START_TEST(no_file_is_no_mute)
{
    struct ml_arena arena;
    struct ml_mutes mutes;
    struct ml_err err = { 0 };

    ml_arena_init(&arena);
    ck_assert_int_eq(ml_mutes_read(&mutes, "no/such/file", &arena, &err), ML_OK);
    ck_assert_uint_eq(mutes.n, 0);
    ml_arena_reset(&arena);
}
END_TEST

static const struct {
    const char *servers, *name;
    bool is_for;
} globs[] = {
    { "*", "FS01", true },      { "FS01", "fs01", true },   { "fs0?", "FS01", true },
    { "FS*", "SQL03", false },  { "FS0?", "FS010", false }, { "FS01", "FS010", false },
    { "fs[12]*", "FS2", true }, { "\\*", "FS01", false },
};

START_TEST(servers_are_names_and_globs)
{
    struct ml_mute mute = { .servers = ml_str_of(globs[_i].servers) };

    ck_assert_msg(ml_mute_is_for(&mute, ml_str_of(globs[_i].name)) == globs[_i].is_for,
                  "%s, %s", globs[_i].servers, globs[_i].name);
}
END_TEST

START_TEST(what_is_written_is_read)
{
    struct ml_mute mute = { .id = ML_STR("clock-skew"),
                            .servers = ML_STR("*"),
                            .until_text = ML_STR("2026-12-31"),
                            .owner = ML_STR("ops team"),
                            .reason = ML_STR("time server moves") };
    struct ml_buf out = { 0 };
    struct ml_arena arena;
    struct ml_mutes mutes;
    struct ml_err err = { 0 };

    ml_arena_init(&arena);
    ck_assert_int_eq(ml_mute_check(&mute, &err), ML_OK);
    ml_mute_write(&out, &mute);
    ml_buf_char(&out, 0);
    ck_assert_int_eq(read_text(out.p, &mutes, &arena, &err), ML_OK);
    ck_assert_uint_eq(mutes.n, 1);
    ck_assert(ml_str_eq(mutes.list[0].owner, mute.owner));
    ck_assert(ml_str_eq(mutes.list[0].reason, mute.reason));
    ml_buf_reset(&out);
    ml_arena_reset(&arena);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("mute");
    TCase *c = tcase_create("mute");

    tcase_add_checked_fixture(c, scratch_setup, scratch_teardown);
    tcase_add_test(c, lines_are_read);
    tcase_add_loop_test(c, what_is_missing_is_said, 0, (int)ML_COUNT(wrong));
    tcase_add_test(c, no_file_is_no_mute);
    tcase_add_loop_test(c, servers_are_names_and_globs, 0, (int)ML_COUNT(globs));
    tcase_add_test(c, what_is_written_is_read);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
