/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_REGEX_H
#define ML_MATCH_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* PCRE2 with this program's options: caseless, UTF-8 that was checked before, '.' and
 * '$' see only LF as a line end, and limits on backtracking. */

/** Compile, with JIT where there is one. NULL with *err (ML_ERR_RULE). */
pcre2_code *ml_regex_compile(ml_str regex, struct ml_err *err);

/** Per thread: match data, limits, JIT stack. */
struct ml_regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    unsigned nspans; /* of the last match: the spans behind are of earlier ones */
};

void ml_regex_scratch_init(struct ml_regex_scratch *s);
void ml_regex_scratch_reset(struct ml_regex_scratch *s);

enum ml_regex_result { ML_REGEX_NO = 0, ML_REGEX_YES, ML_REGEX_LIMIT };

/** Search; on yes the spans of the match are in s->data. */
enum ml_regex_result ml_regex_search(const pcre2_code *code, struct ml_regex_scratch *s,
                                     ml_str text);

#endif
