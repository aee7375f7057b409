/* SPDX-License-Identifier: MIT */
#ifndef ML_TESTS_FACTS_COLLECT_H
#define ML_TESTS_FACTS_COLLECT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "facts/facts.h"

/*
 * Runs the readers over one text and writes down what they yield, one a line:
 *
 *     fact clock.offset-seconds=0.03 @5 2026-11-20T10:00:00.000
 *     artefact w32tm-stripchart read @5
 *
 * so that a case compares the whole with one string.
 */

/** One row a case. The text is inline or in tests/unit/facts/data. */
struct collect_case {
    const char *shows;
    const char *name; /* of the file */
    const char *text; /* or NULL */
    const char *data; /* or NULL */
    const char *expect;
};

struct collect {
    struct ml_buf out;
    unsigned nfacts;
};

static inline void collect_place(struct collect *c, struct ml_time time, uint64_t line)
{
    struct ml_arena arena;

    ml_arena_init(&arena);
    ml_buf_printf(&c->out, " @%llu", (unsigned long long)line);
    if (ml_time_known(time))
        ml_buf_printf(&c->out, " %.*s", ML_STR_ARG(ml_time_iso(&arena, time)));
    ml_buf_char(&c->out, '\n');
    ml_arena_reset(&arena);
}

static inline void collect_fact(void *ctx, const char *name, ml_str value,
                                struct ml_time time, uint64_t line)
{
    struct collect *c = ctx;

    c->nfacts++;
    ml_buf_printf(&c->out, "fact %s=%.*s", name, ML_STR_ARG(value));
    collect_place(c, time, line);
}

static inline void collect_artefact(void *ctx, const char *id,
                                    enum ml_artefact_state state, struct ml_time time,
                                    uint64_t line)
{
    static const char *const states[] = { "read", "empty", "damaged" };
    struct collect *c = ctx;

    ml_buf_printf(&c->out, "artefact %s %s", id, states[state]);
    collect_place(c, time, line);
}

/* A fixture; the caller resets it. */
static inline struct ml_buf collect_data(const char *name)
{
    const char *srcdir = getenv("srcdir");
    struct ml_buf path = { 0 }, text = { 0 };

    ml_buf_printf(&path, "%s/tests/unit/facts/data/%s", srcdir ? srcdir : ".", name);
    ml_buf_char(&path, '\0');
    FILE *file = fopen(path.p, "rb");
    ck_assert_msg(file != NULL, "%s", path.p);
    for (;;) {
        size_t n = fread(ml_buf_reserve(&text, 4096), 1, 4096, file);
        if (n == 0)
            break;
        text.n += n;
    }
    fclose(file);
    ml_buf_reset(&path);
    return text;
}

/* All that a text yields; the caller resets it. */
static inline struct ml_buf collect_text(const char *name, ml_str text)
{
    struct collect c = { 0 };
    struct ml_fact_sink sink = { &c, collect_fact, collect_artefact };
    struct ml_fact_text in = { ml_str_of(name), ml_str_of(name), text };

    ml_facts_read(&in, &sink);
    return c.out;
}

static inline void collect_check(const struct collect_case *row)
{
    struct ml_buf data = { 0 };
    ml_str text = ml_str_of(row->text);

    if (row->data) {
        data = collect_data(row->data);
        text = ml_buf_view(&data);
    }
    struct ml_buf got = collect_text(row->name, text);
    ml_buf_char(&got, '\0');
    ck_assert_msg(strcmp(got.p, row->expect) == 0, "%s: got\n%s\nexpected\n%s",
                  row->shows, got.p, row->expect);
    ml_buf_reset(&got);
    ml_buf_reset(&data);
}

/** A program with one suite of one table. */
#define COLLECT_MAIN(suite_name, test, cases)                                          \
    START_TEST(test)                                                                   \
    {                                                                                  \
        collect_check(&(cases)[_i]);                                                   \
    }                                                                                  \
    END_TEST                                                                           \
    int main(void)                                                                     \
    {                                                                                  \
        Suite *suite = suite_create(suite_name);                                       \
        TCase *tcase = tcase_create(suite_name);                                       \
        tcase_add_loop_test(tcase, test, 0, (int)ML_COUNT(cases));                     \
        suite_add_tcase(suite, tcase);                                                 \
        SRunner *runner = srunner_create(suite);                                       \
        srunner_run_all(runner, CK_NORMAL);                                            \
        int failed = srunner_ntests_failed(runner);                                    \
        srunner_free(runner);                                                          \
        return failed ? 1 : 0;                                                         \
    }

#endif
