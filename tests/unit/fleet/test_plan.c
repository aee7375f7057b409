/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "fleet/plan.h"
#include "support/scratch.h"
#include "base/ban.h"

/* Files of one folder, and the bundles that it is: names apart by blanks. */
static const struct {
    const char *about, *files, *bundles;
    bool by_folder;
} trees[] = {
    { "every file of the folder", "a.zip b.7z c.errlog", "a.zip b.7z c.errlog", false },
    { "a folder of files alone is a bundle itself", "Temp/x.errlog y.txt", "", false },
    { "folders that hold files", "fs01/y.txt fs01/Temp/x.errlog b.zip", "b.zip fs01",
      false },
    { "a bundle unpacked into folders", "fs01/Temp/x.errlog fs01/evt/y.evtx b.zip",
      "b.zip fs01", false },
    { "folders of archives are looked into", "cust/fs01.zip cust/fs02.zip other/z.cab",
      "cust/fs01.zip cust/fs02.zip other/z.cab", false },
    { "an archive among files is part of the bundle", "fs01/y.txt fs01/diag.cab b.zip",
      "b.zip fs01", false },
    { "hidden names are passed over", ".a.zip .d/b.zip c.zip", "c.zip", false },
    { "one folder a customer", "cust/fs01/x.errlog cust/fs02/x.errlog",
      "cust/fs01 cust/fs02", true },
    { "a PATH with nothing in it is told of", "", "", false },
    { "nor one with hidden names alone", ".a.zip", "", false },
    { "but no other folder", "fs01/.x a.zip", "a.zip", false },
};

static void make_tree(const char *files)
{
    ml_str rest = ml_str_of(files), name;
    char path[256];

    mkdir(scratch_path("up"), 0777);
    for (bool more = rest.n > 0; more;) {
        more = ml_str_cut(rest, ' ', &name, &rest);
        snprintf(path, sizeof(path), "up/%.*s", ML_STR_ARG(name));
        scratch_write(path, ML_STR("x"));
    }
}

static void plan(struct ml_plan *ret, const struct ml_plan_options *options)
{
    struct ml_err err = { 0 };
    ck_assert_int_eq(ml_plan_make(ret, options, &err), ML_OK);
}

START_TEST(bundles_are_found)
{
    char root[1024];
    const char *paths[] = { root, NULL };
    struct ml_plan_options options = { .paths = paths,
                                       .by_folder = trees[_i].by_folder };
    struct ml_buf got = { 0 };
    struct ml_plan p;

    make_tree(trees[_i].files);
    snprintf(root, sizeof(root), "%s", scratch_path("up"));
    plan(&p, &options);
    for (uint32_t i = 0; i < p.n; i++) {
        ml_str below = ml_str_from(p.bundles[i].path, strlen(root));
        if (i)
            ml_buf_char(&got, ' ');
        ml_buf_str(&got,
                   ml_str_starts(below, ML_STR("/")) ? ml_str_from(below, 1) : below);
    }
    if (!p.n)
        ml_buf_char(&got, '-');
    ck_assert_msg(ml_str_eq(ml_buf_view(&got), ml_str_of(trees[_i].bundles)),
                  "%s: %.*s", trees[_i].about, ML_STR_ARG(ml_buf_view(&got)));
    ml_plan_reset(&p);
    ml_buf_reset(&got);
}
END_TEST

/* Every bundle is of exactly one shard, whatever their number. */
START_TEST(shards_share_all)
{
    char root[1024];
    const char *paths[] = { root, NULL };
    unsigned seen = 0;

    make_tree("a.zip b.zip c.zip d.zip e.zip f.zip g.zip");
    snprintf(root, sizeof(root), "%s", scratch_path("up"));
    for (unsigned i = 1; i <= 3; i++) {
        struct ml_plan_options options = { .paths = paths, .shard = i, .shards = 3 };
        struct ml_plan p;
        plan(&p, &options);
        for (uint32_t k = 0; k < p.n; k++)
            ck_assert_uint_eq(ml_plan_shard(p.bundles[k].path, 3), i);
        seen += p.n;
        ml_plan_reset(&p);
    }
    ck_assert_uint_eq(seen, 7);
}
END_TEST

START_TEST(a_path_given_twice_counts_once)
{
    char root[1024], file[1024];
    const char *paths[] = { root, file, root, NULL };
    struct ml_plan_options options = { .paths = paths };
    struct ml_plan p;

    make_tree("a.zip b.zip");
    snprintf(root, sizeof(root), "%s", scratch_path("up"));
    snprintf(file, sizeof(file), "%s", scratch_path("up/a.zip"));
    plan(&p, &options);
    ck_assert_uint_eq(p.n, 2);
    ml_plan_reset(&p);
}
END_TEST

START_TEST(a_change_shows)
{
    char file[1024];
    const char *paths[] = { file, NULL };
    struct ml_plan_options options = { .paths = paths };
    struct ml_plan p;

    make_tree("a.zip");
    snprintf(file, sizeof(file), "%s", scratch_path("up/a.zip"));
    plan(&p, &options);
    ck_assert(ml_plan_still(&p.bundles[0]));
    scratch_write("up/a.zip", ML_STR("xy"));
    ck_assert(!ml_plan_still(&p.bundles[0]));
    unlink(file);
    ck_assert(!ml_plan_still(&p.bundles[0]));
    ml_plan_reset(&p);
}
END_TEST

START_TEST(what_still_grows_is_told)
{
    char root[1024];
    const char *paths[] = { root, NULL };
    struct ml_plan_options options = { .paths = paths, .settle_seconds = 60 };
    struct ml_plan p;

    make_tree("a.zip b.zip.part");
    snprintf(root, sizeof(root), "%s", scratch_path("up"));
    plan(&p, &options);
    ck_assert(!p.bundles[0].is_arriving); /* long before: now is not known here */
    ck_assert(p.bundles[1].is_arriving);  /* by its name */
    struct ml_time modified = p.bundles[0].modified;
    ml_plan_reset(&p);
    options.now = modified;
    options.now.us += 30 * ML_SECOND_US;
    plan(&p, &options);
    ck_assert(p.bundles[0].is_arriving);
    ml_plan_reset(&p);
    options.now.us += 31 * ML_SECOND_US;
    plan(&p, &options);
    ck_assert(!p.bundles[0].is_arriving);
    ml_plan_reset(&p);
}
END_TEST

START_TEST(what_is_ours_is_no_bundle)
{
    char root[1024], own[1024];
    const char *paths[] = { root, NULL }, *except[] = { own, NULL };
    struct ml_plan_options options = { .paths = paths, .except = except };
    struct ml_plan p;
    struct ml_err err = { 0 };

    make_tree("a.zip out/fleet.html out/fleet.xml");
    snprintf(root, sizeof(root), "%s", scratch_path("up"));
    snprintf(own, sizeof(own), "%s", scratch_path("up/out"));
    plan(&p, &options);
    ck_assert_uint_eq(p.n, 1);
    ml_plan_reset(&p);
    snprintf(own, sizeof(own), "%s", root);
    ck_assert_int_eq(ml_plan_make(&p, &options, &err), ML_FAIL);
    ck_assert_int_eq(err.kind, ML_ERR_USAGE);
    ml_plan_reset(&p);
}
END_TEST

START_TEST(what_is_not_there_says_why)
{
    const char *paths[] = { "no/such/bundle.zip", NULL };
    struct ml_plan_options options = { .paths = paths };
    struct ml_plan p;

    plan(&p, &options);
    ck_assert_uint_eq(p.n, 1);
    ck_assert_int_ne(p.bundles[0].sys_errno, 0);
    ml_plan_reset(&p);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan");
    TCase *c = tcase_create("plan");

    tcase_add_checked_fixture(c, scratch_setup, scratch_teardown);
    tcase_add_loop_test(c, bundles_are_found, 0, (int)ML_COUNT(trees));
    tcase_add_test(c, shards_share_all);
    tcase_add_test(c, a_path_given_twice_counts_once);
    tcase_add_test(c, a_change_shows);
    tcase_add_test(c, what_still_grows_is_told);
    tcase_add_test(c, what_is_ours_is_no_bundle);
    tcase_add_test(c, what_is_not_there_says_why);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
