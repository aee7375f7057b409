/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_MATCHER_H
#define ML_MATCH_MATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

/*
 * Which signatures does a record hold? Look closely only at what may.
 *
 *     block -> ml_match_pass() -> candidates (offsets) -> the caller parses the record
 *           -> ml_match_record() -> signatures found
 *
 * One vectorscan pass looks for one rare literal fragment of each signature and for
 * the few shapes in which codes are written. What it names is confirmed with PCRE2
 * and by table look-up on the record, whose paths are hidden from it. A pattern
 * without a literal fragment is tried on every record.
 *
 * The matcher is immutable and shared; each thread has a scratch of its own.
 */

struct ml_matcher;
struct ml_match_scratch;

/** A place that the pass named. */
struct ml_candidate {
    uint32_t offset;  /* of the last byte of the fragment */
    uint32_t literal; /* which; ML_CANDIDATE_CODE: a shape of a code; _LEVEL: the word of
                         a grave level */
};

#define ML_CANDIDATE_CODE UINT32_MAX
#define ML_CANDIDATE_LEVEL (UINT32_MAX - 1)

/** What a record is, as far as signatures ask. */
struct ml_match_input {
    ml_str message;
    ml_str source_file; /* without line number; empty when there is none */
    enum ml_level level;
    ml_str role;     /* of the member */
    bool is_event;   /* it is an event record: with the three below */
    uint32_t event;  /* its id */
    ml_str provider; /* as the log names it */
    ml_str channel;  /* "System"; empty: not known */
    uint32_t code;   /* of a column for error codes; 0: none */
};

/** One signature of a record. */
struct ml_match {
    uint32_t signature; /* index in the catalogue */
    ml_str captured;    /* what it yields, inside the message; empty when nothing */
};

/**
 * Build the matcher; keeps a reference to the catalogue.
 *
 * `database`: what ml_matcher_database() gave for the same catalogue, or empty: then
 * it is compiled here (0.1 s for 4,000 signatures).
 * Errors: ML_FAIL, ML_ERR_RULE when a pattern cannot be compiled.
 */
enum ml_rc ml_matcher_new(struct ml_matcher **ret, const struct ml_catalogue *catalogue,
                          ml_str database, struct ml_err *err) ML_MUST_USE;

/** Serialise the pattern database, to be stored beside the catalogue. */
enum ml_rc ml_matcher_database(const struct ml_matcher *m, struct ml_buf *out,
                               struct ml_err *err) ML_MUST_USE;

/** Compile all patterns, which otherwise is done when each is first needed: for a
 * process that will fork, or will not be able to make memory executable. */
void ml_matcher_compile(const struct ml_matcher *m);

struct ml_matcher *ml_matcher_free(struct ml_matcher *m);

/** Whether every record must be tried, since some pattern has no literal fragment. */
bool ml_matcher_tries_all(const struct ml_matcher *m);

struct ml_match_scratch *ml_match_scratch_new(const struct ml_matcher *m);
struct ml_match_scratch *ml_match_scratch_free(struct ml_match_scratch *s);

/** What a signature cost. */
struct ml_match_cost {
    uint64_t tried;   /* records on which one of its alternatives was tried, each */
    uint64_t matched; /* records that hold it */
    uint64_t ns;      /* of trying, the clock's own time included */
};

/**
 * Count from now on what each signature costs, in every scratch made later. Their sums
 * are there once those are freed.
 */
void ml_matcher_count(struct ml_matcher *m);

/** The sums, by signature, and in *ret_pass_ns the time of all passes. NULL: not counted. */
const struct ml_match_cost *ml_matcher_costs(const struct ml_matcher *m,
                                             uint64_t *ret_pass_ns);

/**
 * The pass. Candidates come in the order of their offsets and stay valid until the
 * next pass with this scratch. `n_bytes` is below 4 GiB.
 */
size_t ml_match_pass(const struct ml_matcher *m, struct ml_match_scratch *s,
                     const char *text, size_t n_bytes,
                     const struct ml_candidate **ret_candidates);

/**
 * Confirm a record, given its candidates. Returns how many signatures it holds, in
 * catalogue order; valid until the next call.
 */
size_t ml_match_record(const struct ml_matcher *m, struct ml_match_scratch *s,
                       const struct ml_match_input *in,
                       const struct ml_candidate *candidates, size_t ncandidates,
                       const struct ml_match **ret_matches);

/** Try every signature, without the pass: what the pass must agree with. */
size_t ml_match_record_all(const struct ml_matcher *m, struct ml_match_scratch *s,
                           const struct ml_match_input *in,
                           const struct ml_match **ret_matches);

/**
 * Whether some signature asks for this event by its provider and id: if not, and the pass
 * named nothing in its text, it holds no signature.
 */
bool ml_matcher_wants_event(const struct ml_matcher *m, uint32_t event, ml_str provider);

/** Whether the signature is an observation. */
bool ml_matcher_is_observation(const struct ml_matcher *m, uint32_t signature);

/** Whether any of the matches is a problem, and not merely an observation. */
bool ml_match_names_problem(const struct ml_matcher *m, const struct ml_match *matches,
                            size_t n);

/** Whether a pattern of the signature hit the limit on backtracking. */
bool ml_matcher_was_limited(const struct ml_matcher *m, uint32_t signature);

/** Whether PCRE2 takes the pattern; else *err says why. */
bool ml_match_regex_ok(ml_str regex, struct ml_err *err);

/** A pattern for conditions: whether `regex` finds something in `text`. */
bool ml_match_regex_finds(ml_str regex, ml_str text);

#endif
