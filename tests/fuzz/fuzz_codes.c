/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <string.h>

#include "input/charset.h"
#include "input/decode.h"
#include "match/codes.h"
#include "match/matcher.h"
#include "match/oscodes.h"
#include "match/paths.h"
#include "support/make_case.h"

static struct ml_catalogue *catalogue;
static struct ml_matcher *matcher;
static struct ml_match_scratch *scratch;

static void start(void)
{
    if (matcher)
        return;
    catalogue = make_catalogue();
    FUZZ_HOLDS(ml_matcher_new(&matcher, catalogue, ML_STR_NONE, NULL) == ML_OK);
    scratch = ml_match_scratch_new(matcher);
}

static void check_codes(ml_str message)
{
    struct ml_code_hit hits[64];
    size_t n = ml_codes_find(message, hits, 64), end = 0;
    uint32_t code;

    for (size_t i = 0; i < n; i++) {
        FUZZ_HOLDS(hits[i].start >= end && hits[i].start < hits[i].end);
        FUZZ_HOLDS(hits[i].end <= message.n && hits[i].code);
        end = hits[i].end;
    }
    ml_code_parse(message, &code);
    struct ml_oscode_hit oscodes[8];
    n = ml_oscodes_find(catalogue, message, oscodes, 8);
    FUZZ_HOLDS(n <= 8);
    for (size_t i = 0; i < n; i++)
        FUZZ_HOLDS(oscodes[i].oscode && oscodes[i].start < message.n);
}

static void check_paths(ml_str message)
{
    struct ml_buf hidden = { 0 };

    if (ml_paths_hide(message, &hidden)) {
        FUZZ_HOLDS(hidden.n == message.n);
        for (size_t i = 0; i < hidden.n; i++)
            FUZZ_HOLDS(hidden.p[i] == message.p[i] || hidden.p[i] == 1);
        FUZZ_HOLDS(ml_utf8_valid(ml_buf_view(&hidden)));
        check_codes(ml_buf_view(&hidden));
    }
    ml_buf_reset(&hidden);
}

/* What the pass lets through is all that there is. */
static void check_matcher(ml_str message, enum ml_level level)
{
    struct ml_match_input in = { .message = message, .level = level };
    const struct ml_candidate *candidates;
    const struct ml_match *found;
    struct ml_match some[64];

    size_t n = ml_match_pass(matcher, scratch, message.p, message.n, &candidates);
    n = ml_match_record(matcher, scratch, &in, candidates, n, &found);
    FUZZ_HOLDS(n <= 64);
    if (n)
        memcpy(some, found, n * sizeof(*some));
    FUZZ_HOLDS(ml_match_record_all(matcher, scratch, &in, &found) == n);
    for (size_t i = 0; i < n; i++)
        FUZZ_HOLDS(some[i].signature == found[i].signature &&
                   ml_str_eq(some[i].captured, found[i].captured));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ml_decoder d = { 0 };
    struct ml_buf text = { 0 };

    start();
    if (size < 1)
        return 0;
    ml_decode_add(&d, (const char *)data + 1, size - 1, true, &text);
    ml_str message = ml_buf_view(&text);
    check_codes(message);
    check_paths(message);
    check_matcher(message, (enum ml_level)(data[0] % (ML_LEVEL_LAST + 1)));
    ml_buf_reset(&text);
    ml_decode_reset(&d);
    return 0;
}
