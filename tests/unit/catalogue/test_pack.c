/* SPDX-License-Identifier: MIT */
/* The packed catalogue: what goes in comes out, and nothing damaged gets in. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "catalogue/pack.h"
#include "support/make_case.h"

static struct ml_catalogue *catalogue;
static struct ml_buf image;

/* marslog's own catalogue is the richest example of one. */
static void setup(void)
{
    catalogue = make_catalogue();
    image = (struct ml_buf){ 0 };
    ml_catalogue_pack(catalogue, &image);
}

static void teardown(void)
{
    catalogue = ml_catalogue_free(catalogue);
    ml_buf_reset(&image);
}

START_TEST(a_packed_catalogue_comes_back_whole)
{
    struct ml_catalogue *back = NULL;
    struct ml_buf again = { 0 };

    ck_assert(ml_catalogue_unpack(&back, ml_buf_view(&image), NULL) == ML_OK);
    ck_assert_uint_eq(back->nsignatures, catalogue->nsignatures);
    ck_assert_uint_eq(back->ncauses, catalogue->ncauses);
    ck_assert_uint_eq(back->nartefacts, catalogue->nartefacts);
    ck_assert_uint_eq(back->noscodes, catalogue->noscodes);
    ck_assert_uint_eq(back->nmessages, catalogue->nmessages);
    ck_assert_uint_eq(back->nbystanders, catalogue->nbystanders);
    ck_assert_uint_gt(back->nbystanders, 0);
    ck_assert_int_eq(back->newest_year, catalogue->newest_year);
    ck_assert(ml_str_eq(ml_catalogue_digest(back, &back->arena), catalogue->digest));
    ml_catalogue_pack(back, &again);
    ck_assert(ml_str_eq(ml_buf_view(&again), ml_buf_view(&image)));
    ml_buf_reset(&again);
    ml_catalogue_free(back);
}
END_TEST

/* A field that is missing from the walk is missing on both sides: name some. */
START_TEST(every_kind_of_field_comes_back)
{
    struct ml_catalogue *back = NULL;
    ck_assert(ml_catalogue_unpack(&back, ml_buf_view(&image), NULL) == ML_OK);

    const struct ml_signature *wrapper =
        ml_catalogue_signature(back, ML_STR("mars-100066"));
    ck_assert(wrapper->wrapper && wrapper->code == 100066 && wrapper->nexamples > 1);
    ck_assert(wrapper->file.n && wrapper->line);
    const struct ml_signature *by_level =
        ml_catalogue_signature(back, ML_STR("os-80090331"));
    ck_assert(by_level->severity == ML_BY_LEVEL && by_level->code == 0x80090331u);
    const struct ml_signature *event =
        ml_catalogue_signature(back, ML_STR("event-schannel"));
    ck_assert(event->observation && event->inferred);
    ck_assert_uint_eq(event->alternatives[0].terms[0].event, 36871);
    ck_assert(ml_str_eq(event->examples[0].provider, ML_STR("Schannel")));
    const struct ml_signature *yields =
        ml_catalogue_signature(back, ML_STR("credential-path"));
    ck_assert(ml_str_eq(yields->yields, ML_STR("credential.path")));
    ck_assert(yields->alternatives[0].terms[0].in_paths);
    const struct ml_signature *row =
        ml_catalogue_signature(back, ML_STR("per-file-denied"));
    ck_assert(ml_str_eq(row->alternatives[2].role, ML_STR("failed-files-list")));
    const struct ml_cause *cause = ml_catalogue_cause(back, ML_STR("clock-skew"));
    ck_assert(cause->rules[1].condition.op == ML_OP_ABS_GT);
    ck_assert(cause->rules[1].condition.number == 300.0);
    ck_assert(cause->rules[1].condition.within_us == ML_DAY_US);
    ck_assert(cause->rules[1].conclusive && cause->rules[1].inferred);
    ck_assert(cause->rules[0].condition.kind == ML_COND_ANY);
    ck_assert_uint_eq(cause->rules[0].condition.nchildren, 2);
    ck_assert(ml_catalogue_artefact(back, ML_STR("services"))->ask.in[ML_JA].n);
    ck_assert_ptr_null(ml_catalogue_artefact(back, ML_STR("service")));
    const struct ml_oscode *proxy =
        ml_catalogue_oscode_number(back, ML_STR("http"), 407);
    ck_assert(proxy->value == 0x80190197u && proxy->meaning.in[ML_JA].n);
    ck_assert(ml_str_eq(proxy->id, ML_STR("http-80190197")));
    ck_assert(proxy->file.n && proxy->line);
    const struct ml_event_message *message =
        ml_catalogue_message(back, ML_STR("Microsoft-Windows-VSS"), 13);
    ck_assert(ml_str_eq(message->provider, ML_STR("VSS")) && message->inferred);
    ck_assert(ml_str_eq(message->channel, ML_STR("Application")));
    ck_assert(message->text.in[ML_JA].n && message->source.n && message->line);
    ml_catalogue_free(back);
}
END_TEST

/* Cut in a block of its exact size, so that a read beyond the end is seen. */
static enum ml_rc unpack_copy(const char *bytes, size_t n)
{
    struct ml_catalogue *back = NULL;
    char *copy = malloc(n ? n : 1);
    memcpy(copy, bytes, n);
    enum ml_rc rc = ml_catalogue_unpack(&back, (ml_str){ copy, n }, NULL);
    ml_catalogue_free(back);
    free(copy);
    return rc;
}

START_TEST(an_image_cut_at_any_byte_is_refused)
{
    for (size_t n = 0; n < image.n; n += n < 4096 ? 1 : 997)
        ck_assert_msg(unpack_copy(image.p, n) == ML_FAIL, "cut at %zu", n);
}
END_TEST

/* The header promises the length: a cut body whose header agrees is the harder case. */
START_TEST(a_body_cut_at_any_byte_is_refused)
{
    enum { HEADER = 8 + 4 + 8 };
    char *copy = malloc(image.n);
    memcpy(copy, image.p, image.n);
    for (size_t n = HEADER; n < image.n; n += n < 4096 ? 1 : 997) {
        uint64_t body = n - HEADER;
        for (int i = 0; i < 8; i++)
            copy[12 + i] = (char)(body >> (8 * i));
        ck_assert_msg(unpack_copy(copy, n) == ML_FAIL, "cut at %zu", n);
    }
    free(copy);
}
END_TEST

START_TEST(a_changed_length_never_reads_outside)
{
    for (size_t at = 20; at < image.n; at += at < 2048 ? 1 : 499) {
        char was = image.p[at];
        image.p[at] = (char)0xff;
        unpack_copy(image.p, image.n); /* either result is fine; ASan watches */
        image.p[at] = was;
    }
}
END_TEST

START_TEST(another_version_is_refused)
{
    image.p[8]++;
    ck_assert(unpack_copy(image.p, image.n) == ML_FAIL);
}
END_TEST

START_TEST(a_tail_is_refused)
{
    ml_buf_char(&image, '\0');
    ck_assert(unpack_copy(image.p, image.n) == ML_FAIL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pack");
    TCase *t = tcase_create("pack");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_packed_catalogue_comes_back_whole);
    tcase_add_test(t, every_kind_of_field_comes_back);
    tcase_add_test(t, an_image_cut_at_any_byte_is_refused);
    tcase_add_test(t, a_body_cut_at_any_byte_is_refused);
    tcase_add_test(t, a_changed_length_never_reads_outside);
    tcase_add_test(t, another_version_is_refused);
    tcase_add_test(t, a_tail_is_refused);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
