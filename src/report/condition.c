/* SPDX-License-Identifier: MIT */
#include "report/condition.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/time.h"
#include "catalogue/names.h"
#include "base/ban.h"

static void add_word(struct ml_buf *out, const char *before, ml_str word)
{
    if (word.n)
        ml_buf_printf(out, "%s%.*s", before, ML_STR_ARG(word));
}

static void add_span(struct ml_buf *out, const char *before, int64_t us)
{
    if (us && us % ML_DAY_US == 0)
        ml_buf_printf(out, "%s%" PRId64 "d", before, us / ML_DAY_US);
    else if (us && us % ML_HOUR_US == 0)
        ml_buf_printf(out, "%s%" PRId64 "h", before, us / ML_HOUR_US);
    else if (us)
        ml_buf_printf(out, "%s%" PRId64 "m", before, us / ML_MINUTE_US);
}

static void add_flags(struct ml_buf *out, const struct ml_condition *c)
{
    add_span(out, " within ", c->within_us);
    add_span(out, " apart ", c->apart_us);
    if (c->at_least)
        ml_buf_printf(out, " at-least %" PRIu32, c->at_least);
    if (c->same_job)
        ml_buf_text(out, " same-job");
    if (c->same_kind)
        ml_buf_text(out, " same-kind");
    if (c->any_value)
        ml_buf_text(out, " any-value");
    if (c->every)
        ml_buf_text(out, " every");
    add_word(out, " of ", c->of);
}

static void add_leaf(struct ml_buf *out, const struct ml_condition *c)
{
    switch (c->kind) {
    case ML_COND_FACT:
        ml_buf_printf(out, "fact %.*s %s", ML_STR_ARG(c->name), ml_op_name(c->op));
        add_word(out, " ", c->value);
        add_word(out, " other ", c->other);
        break;
    case ML_COND_SIGNATURE:
        ml_buf_printf(out, "signature %.*s", ML_STR_ARG(c->name));
        break;
    case ML_COND_ARTEFACT:
        ml_buf_printf(out, "artefact %.*s", ML_STR_ARG(c->name));
        add_word(out, " ", c->value);
        break;
    case ML_COND_FINDING:
        ml_buf_printf(out, "finding %s", ml_op_name(c->op));
        add_word(out, " ", c->value);
        break;
    case ML_COND_JOB:
        ml_buf_printf(out, "job %.*s", ML_STR_ARG(c->value));
        if (c->when != ML_WHEN_ANY)
            ml_buf_printf(out, " %s", ml_when_name(c->when));
        break;
    case ML_COND_CAUSE:
        ml_buf_printf(out, "cause %.*s", ML_STR_ARG(c->name));
        add_word(out, " ", c->value);
        break;
    case ML_COND_ALL:
        ml_buf_text(out, "all");
        break;
    case ML_COND_ANY:
        ml_buf_text(out, "any");
        break;
    case ML_COND_NOT:
        ml_buf_text(out, "not");
        break;
    }
}

ml_str ml_condition_words(struct ml_arena *arena, const struct ml_condition *cond)
{
    struct ml_buf out = { 0 };

    add_leaf(&out, cond);
    add_flags(&out, cond);
    ml_str words = ml_arena_dup(arena, ml_buf_view(&out));
    ml_buf_reset(&out);
    return words;
}
