/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "record/mta.h"
#include "record/mtastore.h"
#include "support/make_mta.h"

static const struct mta_row rows[] = {
    { 1, "The %1 service\r\nentered the%n%2 state.%n%0" },
    { 2, "The Volume Shadow Copy service\r\nentered the stopped state." },
    { 1000, "100% of %%" },
    { 7, "100%% of %1" },
};

/* Two pages of each section, so that both are chains. */
static void make(struct ml_buf *out)
{
    mta_make(out, rows, ML_COUNT(rows), 2);
}

START_TEST(each_record_has_its_message)
{
    struct ml_buf file = { 0 };
    struct ml_err err = { 0 };

    make(&file);
    struct ml_mta *m = ml_mta_new(ml_buf_view(&file), &err);
    ck_assert_ptr_nonnull(m);
    ck_assert(!ml_mta_damaged(m));
    ck_assert_uint_eq(ml_mta_count(m), ML_COUNT(rows));
    for (size_t i = 0; i < ML_COUNT(rows); i++)
        ck_assert(
            ml_str_eq(ml_mta_message(m, rows[i].record), ml_str_of(rows[i].message)));
    ck_assert_uint_eq(ml_mta_message(m, 3).n, 0);
    ck_assert_ptr_null(ml_mta_free(m));
    ml_buf_reset(&file);
}
END_TEST

static struct ml_evtx_value text_value(const char *text)
{
    return (struct ml_evtx_value){ ML_EVTX_UTF8, (const unsigned char *)text,
                                   (uint32_t)strlen(text) };
}

START_TEST(places_are_filled_in)
{
    static const struct {
        uint64_t record;
        const char *line;
    } cases[] = {
        { 1, "The Shadow service entered the stopped state." },
        { 2, "The Volume Shadow Copy service entered the stopped state." },
        { 1000, "100% of %%" }, /* has its values: as it stands */
        { 7, "100% of Shadow; stopped" },
        { 3, "" },
    };
    struct ml_evtx_data data[] = { { .value = text_value("Shadow") },
                                   { .value = text_value("stopped") } };
    struct ml_buf file = { 0 }, out = { 0 };

    make(&file);
    struct ml_mta *m = ml_mta_new(ml_buf_view(&file), NULL);
    for (size_t i = 0; i < ML_COUNT(cases); i++) {
        struct ml_evtx_event e = { .record = cases[i].record,
                                   .data = data,
                                   .ndata = 2 };
        out.n = 0;
        ck_assert_int_eq(ml_mta_text(m, &e, &out), *cases[i].line != 0);
        ml_buf_char(&out, 0);
        ck_assert_str_eq(out.p, cases[i].line);
    }
    ml_mta_free(m);
    ml_buf_reset(&file);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(another_file_is_refused)
{
    struct ml_buf file = { 0 };
    struct ml_err err = { 0 };

    make(&file);
    ck_assert_ptr_null(ml_mta_new(ML_STR("MTAFile"), &err));
    ck_assert_ptr_null(ml_mta_new(ML_STR("something else, and long enough"), &err));
    ck_assert_int_eq(err.kind, ML_ERR_FORMAT);
    file.p[8] = 2;
    ck_assert_ptr_null(ml_mta_new(ml_buf_view(&file), &err));
    ck_assert_int_eq(err.kind, ML_ERR_UNSUPPORTED);
    ml_buf_reset(&file);
}
END_TEST

/* Cut anywhere and changed anywhere: something is read, or nothing, in bounds. */
START_TEST(damage_stays_in_bounds)
{
    struct ml_buf file = { 0 }, out = { 0 };
    unsigned seed = 1;

    make(&file);
    for (size_t i = 0; i < 6000; i++) {
        seed = seed * 1103515245 + 12345;
        size_t n = i < file.n ? i : file.n;
        char *copy = malloc(n + 1);
        memcpy(copy, file.p, n);
        if (i >= file.n || i % 2)
            copy[(seed >> 8) % (n + 1)] = (char)(seed >> 4);
        struct ml_mta *m = ml_mta_new((ml_str){ copy, n }, NULL);
        for (size_t k = 0; m && k < ML_COUNT(rows); k++) {
            struct ml_evtx_event e = { .record = rows[k].record };
            out.n = 0;
            (void)ml_mta_text(m, &e, &out);
        }
        ml_mta_free(m);
        free(copy);
    }
    ml_buf_reset(&file);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(chain_of_pages_in_a_circle_ends)
{
    struct ml_buf file = { 0 };

    make(&file);
    mta_put64(&file, MTA_HEADER_BYTES + MTA_NEXT_AT, 0); /* the first follows itself */
    mta_put64(&file, MTA_HEADER_BYTES + MTA_SELF_AT, 5);
    struct ml_mta *m = ml_mta_new(ml_buf_view(&file), NULL);
    ck_assert_ptr_nonnull(m);
    ck_assert(ml_mta_damaged(m));
    ml_mta_free(m);
    ml_buf_reset(&file);
}
END_TEST

START_TEST(name_says_log_and_language)
{
    ml_str log = ML_STR_NONE;
    unsigned language = 0;

    ck_assert(ml_mta_name(ML_STR("FS01_evt_System_1041.MTA"), &log, &language));
    ck_assert(ml_str_eq(log, ML_STR("FS01_evt_System")));
    ck_assert_uint_eq(language, 1041);
    ck_assert(!ml_mta_name(ML_STR("System.MTA"), &log, &language));
    ck_assert(!ml_mta_name(ML_STR("System_en.MTA"), &log, &language));
    ck_assert(!ml_mta_name(ML_STR("_1041.MTA"), &log, &language));
    ck_assert(!ml_mta_name(ML_STR("System_1041.evtx"), &log, &language));
}
END_TEST

static struct ml_mta *made(const char *message)
{
    struct mta_row row = { 1, message };
    struct ml_buf file = { 0 };

    mta_make(&file, &row, 1, 1);
    struct ml_mta *m = ml_mta_new(ml_buf_view(&file), NULL);
    ml_buf_reset(&file);
    return m;
}

/* What is found for a log does not depend on the order in which files are met. */
START_TEST(best_language_is_kept_in_any_order)
{
    static const struct {
        const char *file, *message;
    } found[] = {
        { "x.zip!a/LocaleMetaData/System_1041.MTA", "Japanese" },
        { "x.zip!a/LocaleMetaData/System_1033.MTA", "English" },
        { "x.zip!a/LocaleMetaData/System_1031.MTA", "German" },
        { "x.zip!a/localemetadata/system_1036.mta", "French" },
        { "x.zip!b/LocaleMetaData/System_1036.MTA", "French" },
        { "x.zip!b/LocaleMetaData/System_1031.MTA", "German" },
        { "LocaleMetaData/App_1033.MTA", "one" },
        { "LocaleMetaData/App_1033.MTA", "two" },
    };
    static const struct {
        const char *log;
        unsigned language;
        const char *message;
        bool right;
    } asked[] = {
        { "x.zip!a/System.evtx", ML_MTA_JAPANESE, "Japanese", true },
        { "x.zip!a/SYSTEM.EVTX", ML_MTA_ENGLISH, "English", true },
        { "x.zip!b/System.evtx", ML_MTA_JAPANESE, "German", false },
        { "x.zip!c/System.evtx", ML_MTA_ENGLISH, "", false },
        { "x.zip!a/Application.evtx", ML_MTA_ENGLISH, "", false },
        { "App.evtx", ML_MTA_ENGLISH, "two", true },
    };

    for (unsigned turn = 0; turn < 2 * ML_COUNT(found); turn++)
        for (size_t k = 0; k < ML_COUNT(asked); k++) {
            struct ml_mta_store *s = ml_mta_store_new(asked[k].language, 1 << 20);
            bool right;
            for (unsigned i = 0; i < ML_COUNT(found); i++) {
                unsigned at = (turn % 2 ? i : ML_COUNT(found) - i) + turn;
                ml_mta_store_put(s, ml_str_of(found[at % ML_COUNT(found)].file),
                                 made(found[at % ML_COUNT(found)].message));
            }
            const struct ml_mta *m =
                ml_mta_store_find(s, ml_str_of(asked[k].log), &right);
            ck_assert_int_eq(right, asked[k].right);
            ck_assert(ml_str_eq(m ? ml_mta_message(m, 1) : ML_STR(""),
                                ml_str_of(asked[k].message)));
            ml_mta_store_free(s);
        }
}
END_TEST

START_TEST(only_files_beside_a_log_are_wanted)
{
    ck_assert(ml_mta_store_wants(ML_STR("a/LocaleMetaData/System_1033.MTA")));
    ck_assert(ml_mta_store_wants(ML_STR("LocaleMetaData/System_1033.MTA")));
    ck_assert(!ml_mta_store_wants(ML_STR("a/System_1033.MTA")));
    ck_assert(!ml_mta_store_wants(ML_STR("a/LocaleMetaData/b/System_1033.MTA")));
    ck_assert(!ml_mta_store_wants(ML_STR("a/LocaleMetaData/System.evtx")));
    ck_assert(!ml_mta_store_wants(ML_STR("")));
}
END_TEST

START_TEST(store_is_bounded)
{
    struct ml_mta_store *s = ml_mta_store_new(ML_MTA_ENGLISH, 100);
    bool right;

    ml_mta_store_put(s, ML_STR("LocaleMetaData/A_1033.MTA"), made("x"));
    ck_assert_ptr_null(ml_mta_store_find(s, ML_STR("A.evtx"), &right));
    ml_mta_store_free(s);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("mta");
    TCase *t = tcase_create("mta");

    tcase_add_test(t, each_record_has_its_message);
    tcase_add_test(t, places_are_filled_in);
    tcase_add_test(t, another_file_is_refused);
    tcase_add_test(t, damage_stays_in_bounds);
    tcase_add_test(t, chain_of_pages_in_a_circle_ends);
    tcase_add_test(t, best_language_is_kept_in_any_order);
    tcase_add_test(t, only_files_beside_a_log_are_wanted);
    tcase_add_test(t, store_is_bounded);
    tcase_add_test(t, name_says_log_and_language);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
