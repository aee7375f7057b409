/* SPDX-License-Identifier: MIT */
#include "match/regex.h"

#include <string.h>

#include "match/matcher.h"
#include "base/ban.h"

enum { BACKTRACKS_MAX = 200000, JIT_STACK_BYTES = 512 * 1024, GROUPS_MAX = 8 };

pcre2_code *ml_regex_compile(ml_str regex, struct ml_err *err)
{
    uint32_t flags = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_CASELESS | PCRE2_DOTALL |
                     PCRE2_NEVER_BACKSLASH_C;
    PCRE2_SIZE at;
    int code;

    pcre2_code *re = pcre2_compile((PCRE2_SPTR)regex.p, regex.n, flags, &code, &at, NULL);
    if (!re) {
        char why[160];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
        ml_err_set(err, ML_FAIL, ML_ERR_RULE, "%s at offset %zu of the pattern", why, at);
        return NULL;
    }
    pcre2_jit_compile(re, PCRE2_JIT_COMPLETE); /* works without, only slower */
    return re;
}

void ml_regex_scratch_init(struct ml_regex_scratch *s)
{
    s->data = pcre2_match_data_create(GROUPS_MAX, NULL);
    s->context = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_BYTES, NULL);
    if (!s->data || !s->context)
        ml_oom();
    pcre2_set_match_limit(s->context, BACKTRACKS_MAX);
    pcre2_set_heap_limit(s->context, 16 * 1024); /* KiB */
    if (s->stack)
        pcre2_jit_stack_assign(s->context, NULL, s->stack);
}

void ml_regex_scratch_reset(struct ml_regex_scratch *s)
{
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    pcre2_jit_stack_free(s->stack);
    memset(s, 0, sizeof(*s));
}

enum ml_regex_result ml_regex_search(const pcre2_code *code, struct ml_regex_scratch *s,
                                     ml_str text)
{
    int rc = pcre2_match(code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0,
                         PCRE2_NO_UTF_CHECK, s->data, s->context);
    if (rc >= 0) {
        s->nspans = rc ? (unsigned)rc : GROUPS_MAX;
        return ML_REGEX_YES;
    }
    return rc == PCRE2_ERROR_NOMATCH ? ML_REGEX_NO : ML_REGEX_LIMIT;
}

bool ml_match_regex_ok(ml_str regex, struct ml_err *err)
{
    pcre2_code *re = ml_regex_compile(regex, err);
    pcre2_code_free(re);
    return re != NULL;
}

bool ml_match_regex_finds(ml_str regex, ml_str text)
{
    struct ml_regex_scratch s;
    pcre2_code *re = ml_regex_compile(regex, NULL);
    if (!re)
        return false;
    ml_regex_scratch_init(&s);
    bool found = ml_regex_search(re, &s, text) == ML_REGEX_YES;
    ml_regex_scratch_reset(&s);
    pcre2_code_free(re);
    return found;
}
