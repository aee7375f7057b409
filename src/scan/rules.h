/* SPDX-License-Identifier: MIT */
#ifndef ML_SCAN_RULES_H
#define ML_SCAN_RULES_H

#include "base/buf.h"
#include "base/err.h"
#include "catalogue/catalogue.h"
#include "match/matcher.h"

/*
 * The catalogue together with its matcher, ready for use.
 *
 * The built-in one is a file made when the program is built: catalogue image and
 * pattern database, mapped at start. A user's folders are read as XML and laid over
 * it; what comes out is kept in $XDG_CACHE_HOME/marslog by the digest of everything
 * that went in, so that the next start is as quick.
 */

struct ml_rules {
    struct ml_catalogue *catalogue;
    struct ml_matcher *matcher;
    void *map; /* of the file behind them; NULL when there is none */
    size_t map_bytes;
    struct ml_buf image; /* or this */
};

/**
 * Open the built-in catalogue at `file`, with the folders `dirs` (ends with NULL; may
 * be NULL) laid over it. `schema` is the path of catalogue.rng.
 *
 * *ret_compiled tells that the folders were compiled now and not found in the cache.
 * Errors: ML_FAIL: ML_ERR_IO, ML_ERR_FORMAT for the built-in file, ML_ERR_RULE for a
 * user's.
 */
enum ml_rc ml_rules_open(struct ml_rules *ret, const char *file, const char *schema,
                         const char *const *dirs, bool *ret_compiled,
                         struct ml_err *err) ML_MUST_USE;

/** Read folders alone, without anything built in. */
enum ml_rc ml_rules_from_dirs(struct ml_rules *ret, const char *schema,
                              const char *const *dirs, struct ml_err *err) ML_MUST_USE;

/** Write catalogue and database to a file, by a temporary one and rename. */
enum ml_rc ml_rules_store(const struct ml_rules *rules, const char *file,
                          struct ml_err *err) ML_MUST_USE;

void ml_rules_close(struct ml_rules *rules);

/**
 * What one line would be found as in a log: indices of signatures, at most `cap`.
 * Returns how many.
 */
size_t ml_rules_line(const struct ml_rules *rules, struct ml_match_scratch *scratch,
                     ml_str line, uint32_t *ret, size_t cap);

/** Whether `record` (a line of any kind of file) holds the signature; for examples. */
bool ml_rules_example(const struct ml_rules *rules, struct ml_match_scratch *scratch,
                      uint32_t signature, const struct ml_example *example);

#endif
