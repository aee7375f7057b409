/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fleet/entries.h"
#include "fleet/past.h"
#include "fleet/schema.h"
#include "fleet/store.h"
#include "support/scratch.h"
#include "base/ban.h"

/* A catalogue of one signature with a title, and one cause. */
static struct ml_signature signature;
static struct ml_cause cause;
static struct ml_catalogue catalogue;
static struct ml_arena arena;
static char path[1024];

static void setup(void)
{
    scratch_setup();
    ml_arena_init(&arena);
    snprintf(path, sizeof(path), "%s", scratch_path("history.db"));
    signature = (struct ml_signature){ .id = ML_STR("f"),
                                       .title.in = { ML_STR("one"), ML_STR("one") } };
    cause = (struct ml_cause){ .id = ML_STR("f") }; /* ids of the two may be the same */
    catalogue = (struct ml_catalogue){ .signatures = &signature,
                                       .nsignatures = 1,
                                       .causes = &cause,
                                       .ncauses = 1,
                                       .digest = ML_STR("sha256:x") };
}

static void teardown(void)
{
    ml_arena_reset(&arena);
    scratch_teardown();
}

static struct ml_time day(int n)
{
    return (struct ml_time){ n * ML_DAY_US, ML_CLOCK_UTC };
}

static struct ml_history *open_history(void)
{
    struct ml_history *h;
    struct ml_err err = { 0 };

    ck_assert_msg(ml_history_open(&h, path, &err) == ML_OK, "%s", err.text);
    return h;
}

static struct ml_run begin(struct ml_history *h, int at)
{
    struct ml_err err = { 0 };
    struct ml_run last;

    ck_assert_int_eq(ml_history_begin(h, day(at), &last, &arena, &err), ML_OK);
    return last;
}

static void commit(struct ml_history *h, int at)
{
    struct ml_board_night night = { .as_of = day(at), .servers = (uint32_t)at };
    struct ml_board board = {
        .catalogue = &catalogue, .as_of = day(at), .nights = &night, .nnights = 1
    };
    struct ml_err err = { 0 };

    ck_assert_msg(ml_history_commit(h, &board, &err) == ML_OK, "%s", err.text);
}

/* A night on which a server sent something, and one item came to stand otherwise. */
static void live_night(int at, const char *server, enum ml_standing standing)
{
    struct ml_history *h = open_history();
    struct ml_past *pasts, fresh = { .name = ml_str_of(server) }, *past = &fresh;
    struct ml_summary summary = { .name = ml_str_of(server), .newest = day(at) };
    struct ml_item item = { .id = ML_STR("f"), .standing = standing, .count = 3 };
    struct ml_err err = { 0 };
    uint32_t n;

    begin(h, at);
    ck_assert_int_eq(ml_history_servers(h, &pasts, &n, &arena, &err), ML_OK);
    for (uint32_t i = 0; i < n; i++)
        if (ml_str_eq(pasts[i].name, fresh.name))
            past = &pasts[i];
    ck_assert_int_eq(ml_history_put_server(h, past, &err), ML_OK);
    ck_assert_int_eq(ml_history_put_item(h, past->id, &item, &err), ML_OK);
    ck_assert_int_eq(ml_history_put_sent(h, past->id,
                                         ml_arena_printf(&arena, "sent%d", at), day(at),
                                         &summary, &err),
                     ML_OK);
    commit(h, at);
    ml_history_close(h);
}

/* What is known of a server now; id 0 when nothing is. */
static struct ml_past look(const char *server)
{
    struct ml_history *h = open_history();
    struct ml_past *pasts, found = { .id = 0 };
    struct ml_err err = { 0 };
    uint32_t n;

    ck_assert_int_eq(ml_history_servers(h, &pasts, &n, &arena, &err), ML_OK);
    for (uint32_t i = 0; i < n; i++)
        if (ml_str_eq(pasts[i].name, ml_str_of(server)))
            found = pasts[i];
    if (found.id)
        ck_assert_int_eq(ml_history_server(h, &found, &arena, &err), ML_OK);
    ml_history_close(h);
    return found;
}

START_TEST(the_last_word_counts)
{
    live_night(1, "FS01", ML_NEW);
    live_night(2, "FS01", ML_NOT_SEEN);
    struct ml_past past = look("FS01");
    ck_assert_uint_eq(past.nitems, 1);
    ck_assert_int_eq(past.items[0].standing, ML_NOT_SEEN);
    ck_assert(ml_str_eq(past.sent, ML_STR("sent2")));
    ck_assert_int_eq(past.summary->newest.us, day(2).us);
}
END_TEST

START_TEST(a_run_of_the_same_time_takes_the_place_of_the_last)
{
    live_night(1, "FS01", ML_NEW);
    live_night(2, "FS01", ML_RESOLVED);
    live_night(2, "FS02", ML_NEW);
    struct ml_past past = look("FS01");
    ck_assert_int_eq(past.items[0].standing, ML_NEW);
    ck_assert(ml_str_eq(past.sent, ML_STR("sent1")));
    ck_assert(past.summary != NULL);
    struct ml_history *h = open_history();
    ck_assert_int_eq(begin(h, 3).id, 2);
    ck_assert_uint_eq(ml_history_nights(h, 1), 3);
    ck_assert_uint_eq(ml_history_nights(h, 0), 1);
    ck_assert_int_eq(ml_history_as_of(h, 1).us, day(1).us);
    ml_history_rollback(h);
    ml_history_close(h);
}
END_TEST

START_TEST(what_is_not_committed_is_not_there)
{
    struct ml_past past = { .name = ML_STR("FS01") };
    struct ml_err err = { 0 };
    struct ml_history *h = open_history();

    begin(h, 1);
    ck_assert_int_eq(ml_history_put_server(h, &past, &err), ML_OK);
    ml_history_close(h);
    ck_assert_int_eq(look("FS01").id, 0);
}
END_TEST

/* Since which run the first entry is as it is; 0: there is none. */
static int64_t run_of(const struct ml_changes *changes, bool is_cause)
{
    return changes->n[is_cause] ? changes->runs[is_cause][0] : 0;
}

START_TEST(entries_are_told_apart_by_their_content)
{
    static const struct {
        int64_t signature, cause;
    } expected[] = { { 1, 1 }, { 1, 1 }, { 3, 1 }, { 3, 4 }, { 3, 4 } };
    struct ml_err err = { 0 };
    struct ml_history *h = open_history();

    for (int night = 1; night <= (int)ML_COUNT(expected); night++) {
        struct ml_changes changes = { .newest = 0 };
        if (night == 3)
            signature.title.in[ML_EN] = ML_STR("other");
        if (night == 4)
            catalogue.ncauses = 0; /* one that went away is changed once */
        begin(h, night);
        ck_assert_int_eq(ml_history_entries(h, &catalogue, &changes, &arena, &err),
                         ML_OK);
        ck_assert_int_eq(run_of(&changes, false), expected[night - 1].signature);
        ck_assert_int_eq(run_of(&changes, true), expected[night - 1].cause);
        ck_assert_int_eq(ml_changes_since(&changes, night - 1),
                         night == 1 || night == 3 || night == 4);
        ck_assert(!ml_changes_since(&changes, night));
        commit(h, night);
    }
    ml_history_close(h);
}
END_TEST

START_TEST(templates_are_new_once)
{
    struct ml_err err = { 0 };
    struct ml_history *h = open_history();
    bool is_new;

    begin(h, 1);
    ck_assert_int_eq(ml_history_template(h, ML_STR("a <n>"), &is_new, &err), ML_OK);
    ck_assert(is_new);
    ck_assert_int_eq(ml_history_template(h, ML_STR("a <n>"), &is_new, &err), ML_OK);
    ck_assert(!is_new);
    commit(h, 1);
    begin(h, 1); /* in its own place it is new again */
    ck_assert_int_eq(ml_history_template(h, ML_STR("a <n>"), &is_new, &err), ML_OK);
    ck_assert(is_new);
    ml_history_rollback(h);
    ml_history_close(h);
}
END_TEST

START_TEST(what_is_old_and_over_is_forgotten)
{
    struct ml_err err = { 0 };

    live_night(1, "GONE", ML_NEW); /* nothing was heard of it since */
    live_night(2, "FS01", ML_NEW); /* still there, however old */
    live_night(3, "FS02", ML_NEW);
    live_night(4, "FS02", ML_RESOLVED);
    live_night(100, "FS01", ML_ONGOING);
    live_night(101, "FS02", ML_NEW);
    struct ml_history *h = open_history();
    ck_assert_int_eq(ml_history_forget(h, day(101), 30, &err), ML_OK);
    ck_assert_int_eq(begin(h, 102).id, 6);
    ck_assert_uint_eq(ml_history_nights(h, 1),
                      3); /* those that are left, and tonight */
    ml_history_rollback(h);
    ml_history_close(h);
    ck_assert_int_eq(look("GONE").id, 0);
    ck_assert_uint_eq(look("FS01").nitems, 1);
    ck_assert_uint_eq(look("FS02").nitems, 1);
}
END_TEST

START_TEST(files_wait_until_done)
{
    struct ml_err err = { 0 };
    struct ml_history *h = open_history();
    ml_str *files;
    uint32_t n;

    begin(h, 1);
    ck_assert_int_eq(ml_history_put_pending(h, ML_STR("fleet.xml"), &err), ML_OK);
    commit(h, 1);
    ml_history_close(h);
    h = open_history();
    ck_assert_int_eq(ml_history_pending(h, &files, &n, &arena, &err), ML_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert(ml_str_eq(files[0], ML_STR("fleet.xml")));
    ck_assert_int_eq(ml_history_done(h, &err), ML_OK);
    ck_assert_int_eq(ml_history_pending(h, &files, &n, &arena, &err), ML_OK);
    ck_assert_uint_eq(n, 0);
    ml_history_close(h);
}
END_TEST

START_TEST(a_newer_a_foreign_and_a_damaged_file_are_refused)
{
    struct ml_err err = { 0 };
    struct ml_history *h = open_history();

    ck_assert_int_eq(ml_db_run(ml_history_db(h), "PRAGMA user_version=99", &err),
                     ML_OK);
    ml_history_close(h);
    ck_assert_int_eq(ml_history_open(&h, path, &err), ML_FAIL);
    ck_assert_msg(strstr(err.text, "newer marslog") != NULL, "%s", err.text);
    snprintf(path, sizeof(path), "%s", scratch_write("junk.db", ML_STR("no database")));
    ck_assert_int_eq(ml_history_open(&h, path, &err), ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_FORMAT);
    ck_assert_int_eq(ml_history_look(&h, scratch_path("none.db"), &err), ML_FAIL);
}
END_TEST

/* Each version that was released: what it knew is known. */
START_TEST(older_histories_are_brought_up_to_date)
{
    const char *const steps[] = { ml_history_schema.steps[0],
                                  _i > 0 ? ml_history_schema.steps[_i] : NULL, NULL };
    const struct ml_db_schema older = { ml_history_schema.application, steps, "history",
                                        false };
    struct ml_err err = { 0 };
    struct ml_past *pasts;
    struct ml_db db;
    uint32_t n;

    ck_assert_msg(ml_db_open(&db, path, &older, &err) == ML_OK, "%s", err.text);
    ck_assert_int_eq(
        ml_db_run(
            &db,
            "INSERT INTO server(id, folder, name, run) VALUES(7, '', 'FS01', 1);"
            "INSERT INTO latest VALUES(7, 1, 'sent', 5, 2, x'00');"
            "INSERT INTO run VALUES(1, 86400000000, '0.1.0', 'sha256:x', 0, 1, 1, "
            "0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0)",
            &err),
        ML_OK);
    ml_db_close(&db);
    struct ml_history *h = open_history();
    ck_assert_int_eq(begin(h, 2).id, 1);
    ck_assert_int_eq(ml_history_servers(h, &pasts, &n, &arena, &err), ML_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert(ml_str_eq(pasts[0].name, ML_STR("FS01")));
    ck_assert(ml_str_eq(pasts[0].sent, ML_STR("sent")));
    ck_assert_uint_eq(pasts[0].machine.n, 0);
    ml_history_rollback(h);
    ml_history_close(h);
}
END_TEST

/* ---- the cache beside it ---- */

START_TEST(the_store_keeps_and_begins_anew)
{
    struct ml_stored put = { .print = { 1, UINT64_MAX },
                             .dates = UINT64_MAX,
                             .read_ns = 5,
                             .sha256 = ML_STR("ab"),
                             .settings = ML_STR("s"),
                             .brief = ML_STR("brief\0with NUL") };
    struct ml_stored got;
    struct ml_stored_server server;
    struct ml_store *store;
    struct ml_err err = { 0 };
    ml_str a = ML_STR("a.zip");

    snprintf(path, sizeof(path), "%s", scratch_path("cases"));
    ck_assert_int_eq(ml_store_open(&store, path, &err), ML_OK);
    ck_assert(!ml_store_find(store, a, &got, &arena));
    ck_assert_int_eq(ml_store_put(store, a, &put, ML_STR("case"), &err), ML_OK);
    ck_assert_int_eq(
        ml_store_put_server(store, ML_STR("p"), ML_STR("k"), ML_STR("sum"), &err),
        ML_OK);
    ml_store_close(store);
    ck_assert_int_eq(ml_store_open(&store, path, &err), ML_OK);
    ck_assert(ml_store_find(store, a, &got, &arena));
    ck_assert_uint_eq(got.print.high, UINT64_MAX);
    ck_assert_uint_eq(got.dates, UINT64_MAX);
    ck_assert(ml_str_eq(got.brief, put.brief));
    ck_assert(ml_str_eq(ml_store_case(store, a, &arena), ML_STR("case")));
    ck_assert(ml_store_find_server(store, ML_STR("p"), &server, &arena));
    ck_assert(!server.is_placed);
    ck_assert_int_eq(ml_store_placed(store, ML_STR("p"), &err), ML_OK);
    ck_assert(ml_store_find_server(store, ML_STR("p"), &server, &arena) &&
              server.is_placed);
    ck_assert_int_eq(ml_store_sweep(store, &err), ML_OK); /* its file is not there */
    ck_assert(!ml_store_find(store, a, &got, &arena));
    ml_store_close(store);
    scratch_write("cases",
                  ML_STR("what a disk made of it, quite long enough to be read"));
    ck_assert_int_eq(ml_store_open(&store, path, &err), ML_OK);
    ck_assert(!ml_store_find_server(store, ML_STR("p"), &server, &arena));
    ml_store_close(store);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("history");
    TCase *c = tcase_create("history");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_last_word_counts);
    tcase_add_test(c, a_run_of_the_same_time_takes_the_place_of_the_last);
    tcase_add_test(c, what_is_not_committed_is_not_there);
    tcase_add_test(c, entries_are_told_apart_by_their_content);
    tcase_add_test(c, templates_are_new_once);
    tcase_add_test(c, what_is_old_and_over_is_forgotten);
    tcase_add_test(c, files_wait_until_done);
    tcase_add_test(c, a_newer_a_foreign_and_a_damaged_file_are_refused);
    tcase_add_loop_test(c, older_histories_are_brought_up_to_date, 0, 2);
    tcase_add_test(c, the_store_keeps_and_begins_anew);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
