/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "record/binxml.h"
#include "support/evtxmake.h"
#include "support/make_text.h"

enum { AT = ML_EVTX_RECORDS_AT + 24 }; /* where the tokens of the first record begin */

static struct ml_buf file; /* the log of the test */

static void teardown(void)
{
    ml_buf_reset(&file);
}

static struct ml_binxml open_body(evtx_body *body, const void *ctx)
{
    struct evtx_log *log = evtx_new();

    file.n = 0;
    evtx_record(log, 1, 1, body, ctx);
    evtx_finish(log, &file);
    const unsigned char *chunk = evtx_chunk(&file, 0);
    uint32_t size = evtx_get32(chunk + ML_EVTX_RECORDS_AT + 4);
    return (struct ml_binxml){ chunk, ML_EVTX_CHUNK_BYTES, AT,
                               ML_EVTX_RECORDS_AT + size - 4, true };
}

static void write_all(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    evtx_open(log, "Event", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "a", true);
    evtx_text(log, "x");
    evtx_attribute(log, "b", false);
    evtx_value(log, 3, ML_EVTX_STRING);
    evtx_close_start(log);
    evtx_open(log, "Data", 7, 0);
    evtx_close_start(log);
    evtx_optional(log, 65535, ML_EVTX_UINT32 | ML_EVTX_ARRAY);
    evtx_close(log);
    evtx_open(log, "Data", -1, 0); /* its name by offset */
    evtx_close_empty(log);
    evtx_cdata(log, "c<");
    evtx_char(log, 38);
    evtx_entity(log, "amp");
    evtx_pi(log, "target", "said");
    evtx_close(log);
    evtx_end(log);
}

/* Each token as text, apart by blanks. */
static void spell(struct ml_binxml *x, struct ml_buf *out)
{
    static const char *const kinds[] = {
        "end",       "open",       "close-start", "close-empty", "close", "value",
        "attribute", "cdata",      "char",        "entity",      "pi",    "pi-data",
        "template",  "substitute", "optional",    "fragment"
    };
    struct ml_binxml_token t;
    struct ml_evtx_value name;

    while (ml_binxml_next(x, &t)) {
        ml_buf_printf(out, "%s%s", out->n ? " " : "", kinds[t.kind]);
        bool named = t.kind == ML_BX_OPEN || t.kind == ML_BX_ATTRIBUTE ||
                     t.kind == ML_BX_ENTITY || t.kind == ML_BX_PI;
        if (named && ml_binxml_name(x, t.name, &name)) {
            ml_buf_char(out, ':');
            ml_evtx_value_text(&name, out);
        }
        if (t.value.n) {
            ml_buf_char(out, '=');
            ml_evtx_value_text(&t.value, out);
        }
        if (t.kind == ML_BX_CHAR)
            ml_buf_printf(out, ":%u", t.number);
        if (t.kind == ML_BX_SUBSTITUTE || t.kind == ML_BX_OPTIONAL)
            ml_buf_printf(out, ":%u:%02x", t.number, t.type);
        if (t.kind == ML_BX_END)
            break;
    }
    ml_buf_char(out, 0);
}

START_TEST(every_token_is_told)
{
    struct ml_binxml x = open_body(write_all, NULL);
    struct ml_buf out = { 0 };

    spell(&x, &out);
    ck_assert_str_eq(
        out.p, "fragment open:Event attribute:a value=x attribute:b substitute:3:01 "
               "close-start open:Data close-start optional:65535:88 close open:Data "
               "close-empty cdata=c< char:38 entity:amp pi:target pi-data=said close "
               "end");
    ml_buf_reset(&out);
}
END_TEST

/* A chunk that ends at `n`, copied to its exact size. */
static void take_cut(const struct ml_binxml *whole, uint32_t n, bool dependency)
{
    unsigned char *copy = malloc(n ? n : 1);
    struct ml_binxml x = *whole;
    struct ml_binxml_token t;
    struct ml_evtx_value name;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, whole->chunk, n);
    x.chunk = copy;
    x.chunk_n = n;
    x.dependency = dependency;
    if (x.end > n)
        x.end = n;
    if (x.at > n)
        x.at = n;
    for (uint32_t before = x.at; ml_binxml_next(&x, &t); before = x.at) {
        ck_assert_uint_gt(x.at, before);
        ck_assert_uint_le(x.at, x.end);
        (void)ml_binxml_name(&x, t.name, &name);
    }
    ck_assert_uint_le(x.at, x.end);
    free(copy);
}

START_TEST(tokens_cut_anywhere_do_no_harm)
{
    struct ml_binxml x = open_body(write_all, NULL);

    for (uint32_t n = 0; n <= x.end; n++) {
        take_cut(&x, n, true);
        take_cut(&x, n, false);
    }
}
END_TEST

START_TEST(any_byte_may_be_any_other)
{
    struct ml_binxml x = open_body(write_all, NULL);
    unsigned char *chunk = evtx_chunk(&file, 0);
    static const unsigned char bytes[] = { 0x00, 0x01, 0x0c, 0x41, 0x7f, 0x80, 0xff };

    for (uint32_t at = AT; at < x.end; at++) {
        unsigned char was = chunk[at];
        for (size_t i = 0; i < ML_COUNT(bytes); i++) {
            chunk[at] = bytes[i];
            take_cut(&x, x.end, true);
        }
        chunk[at] = was;
    }
}
END_TEST

static void write_byte(struct evtx_log *log, const void *ctx)
{
    evtx_u8(log, *(const unsigned char *)ctx);
    for (int i = 0; i < 64; i++)
        evtx_u8(log, 0xff);
}

START_TEST(what_is_no_token_ends_them)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char b = (unsigned char)byte;
        struct ml_binxml x = open_body(write_byte, &b);
        struct ml_binxml_token t;
        bool known = (byte & ~0x40u) <= ML_BX_FRAGMENT;
        uint32_t at = x.at;
        if (ml_binxml_next(&x, &t)) {
            ck_assert_msg(known, "%02x is taken", byte);
        } else {
            ck_assert_uint_eq(x.at, at); /* nothing was taken */
        }
    }
}
END_TEST

static void write_without_dependency(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_open(log, "EventData", -1, EVTX_NO_DEPENDENCY);
    evtx_close_start(log);
    evtx_open(log, "Data", -1, EVTX_NO_DEPENDENCY | EVTX_ATTRIBUTES);
    evtx_attribute(log, "Name", false);
    evtx_text(log, "x");
    evtx_close_start(log);
    evtx_text(log, "y");
    evtx_close(log);
    evtx_close(log);
    evtx_end(log);
}

START_TEST(elements_in_a_value_have_no_dependency)
{
    struct ml_buf out = { 0 };
    struct ml_binxml x = open_body(write_without_dependency, NULL);

    x.dependency = false;
    spell(&x, &out);
    ck_assert_str_eq(out.p,
                     "open:EventData close-start open:Data attribute:Name value=x "
                     "close-start value=y close close end");
    ml_buf_reset(&out);
}
END_TEST

START_TEST(the_form_of_elements_is_seen)
{
    struct ml_buf out = { 0 };
    struct ml_binxml x = open_body(write_without_dependency, NULL);

    spell(&x, &out); /* although told otherwise */
    ck_assert_str_eq(out.p,
                     "open:EventData close-start open:Data attribute:Name value=x "
                     "close-start value=y close close end");
    x = open_body(write_all, NULL);
    x.dependency = false;
    out.n = 0;
    spell(&x, &out);
    ck_assert_int_eq(strncmp(out.p, "fragment open:Event attribute:a", 31), 0);
    ml_buf_reset(&out);
}
END_TEST

static void write_instances(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    for (int i = 0; i < 2; i++) {
        if (evtx_template(log, "t")) {
            evtx_fragment(log);
            evtx_open(log, "Data", 0, 0);
            evtx_close_start(log);
            evtx_optional(log, 0, ML_EVTX_STRING);
            evtx_close(log);
            evtx_end(log);
            evtx_template_end(log);
        }
        evtx_args(log,
                  (struct evtx_arg[]){ { ML_EVTX_STRING, .bytes = ML_STR("a\0b\0") },
                                       { ML_EVTX_UINT8, .bytes = ML_STR("\x9") } },
                  2);
    }
    evtx_end(log);
}

START_TEST(a_template_stands_once_and_its_instances_refer_to_it)
{
    struct ml_binxml x = open_body(write_instances, NULL), definition;
    struct ml_binxml_token first, second;
    struct ml_binxml_values values;
    struct ml_buf out = { 0 };
    uint32_t end;

    ck_assert(ml_binxml_next(&x, &first));
    ck_assert(ml_binxml_next(&x, &second));
    ck_assert_int_eq(first.kind, ML_BX_TEMPLATE);
    ck_assert_int_eq(second.kind, ML_BX_TEMPLATE);
    ck_assert_uint_eq(first.definition, second.definition);
    ck_assert_uint_eq(first.definition, AT + 10);
    ck_assert_uint_eq(second.values, x.at - (4 + 2 * 4 + 5));
    ck_assert(ml_binxml_values(&x, first.values, &values, &end));
    ck_assert_uint_eq(values.n, 2);
    ck_assert_uint_eq(end, first.values + 4 + 2 * 4 + 5);
    ck_assert_int_eq(memcmp(x.chunk + values.at, "a\0b\0\x9", 5), 0);
    ck_assert_uint_eq(values.descriptors[0], 4);
    ck_assert_uint_eq(values.descriptors[2], ML_EVTX_STRING);
    ck_assert(ml_binxml_definition(&x, first.definition, &definition));
    spell(&definition, &out);
    ck_assert_str_eq(out.p, "fragment open:Data close-start optional:0:01 close end");
    ml_buf_reset(&out);
    ck_assert(ml_binxml_next(&x, &first));
    ck_assert_int_eq(first.kind, ML_BX_END);
}
END_TEST

START_TEST(values_that_reach_out_are_those_inside)
{
    struct ml_binxml x = open_body(write_instances, NULL);
    struct ml_binxml_token t;
    struct ml_binxml_values values;
    uint32_t end, counts[] = { 3, 1000, UINT32_MAX, 0x40000000, 0x40000001 };
    unsigned char *chunk = evtx_chunk(&file, 0);

    ck_assert(ml_binxml_next(&x, &t));
    for (size_t i = 0; i < ML_COUNT(counts); i++) {
        evtx_put32(chunk + t.values, counts[i]);
        (void)ml_binxml_values(&x, t.values, &values, &end);
        ck_assert_uint_le(end, x.end);
        ck_assert_uint_le(values.n, (x.end - t.values) / 4);
    }
    evtx_put32(chunk + t.values, 2);
    evtx_put16(chunk + t.values + 8, 0xffff); /* size of the second */
    ck_assert(!ml_binxml_values(&x, t.values, &values, &end));
    ck_assert_uint_eq(values.n, 1);
    for (uint32_t at = x.end - 4; at < x.end + 8; at++)
        (void)ml_binxml_values(&x, at, &values, &end);
    ck_assert(!ml_binxml_values(&x, UINT32_MAX, &values, &end));
    ck_assert_uint_eq(values.n, 0);
}
END_TEST

START_TEST(a_definition_that_is_none_is_told)
{
    struct ml_binxml x = open_body(write_instances, NULL), definition;
    static const uint32_t none[] = {
        0, 1, 127, ML_EVTX_CHUNK_BYTES - 23, ML_EVTX_CHUNK_BYTES, UINT32_MAX
    };

    for (size_t i = 0; i < ML_COUNT(none); i++)
        ck_assert(!ml_binxml_definition(&x, none[i], &definition));
    evtx_put32(evtx_chunk(&file, 0) + AT + 10 + 20, UINT32_MAX); /* its size */
    ck_assert(ml_binxml_definition(&x, AT + 10, &definition));
    ck_assert_uint_le(definition.end, ML_EVTX_CHUNK_BYTES);
}
END_TEST

START_TEST(a_name_that_is_none_is_told)
{
    struct ml_binxml x = open_body(write_all, NULL);
    static const uint32_t none[] = { 0,
                                     1,
                                     ML_EVTX_CHUNK_BYTES - 8,
                                     ML_EVTX_CHUNK_BYTES - 1,
                                     ML_EVTX_CHUNK_BYTES,
                                     UINT32_MAX - 7,
                                     UINT32_MAX };
    struct ml_evtx_value name;

    for (size_t i = 0; i < ML_COUNT(none); i++)
        ck_assert(!ml_binxml_name(&x, none[i], &name));
    evtx_put16(evtx_chunk(&file, 0) + 4000 + 6, 0xffff); /* longer than the chunk */
    ck_assert(!ml_binxml_name(&x, 4000, &name));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("binxml");
    TCase *tc = tcase_create("binxml");

    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_test(tc, every_token_is_told);
    tcase_add_test(tc, tokens_cut_anywhere_do_no_harm);
    tcase_add_test(tc, any_byte_may_be_any_other);
    tcase_add_test(tc, what_is_no_token_ends_them);
    tcase_add_test(tc, elements_in_a_value_have_no_dependency);
    tcase_add_test(tc, the_form_of_elements_is_seen);
    tcase_add_test(tc, a_template_stands_once_and_its_instances_refer_to_it);
    tcase_add_test(tc, values_that_reach_out_are_those_inside);
    tcase_add_test(tc, a_definition_that_is_none_is_told);
    tcase_add_test(tc, a_name_that_is_none_is_told);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
