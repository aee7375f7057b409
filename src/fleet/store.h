/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_STORE_H
#define ML_FLEET_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "fleet/plan.h"

/*
 * What earlier runs made of bundles and servers, so that what is unchanged is not done
 * again. A cache beside the history: it may be deleted, and one that is damaged is
 * begun anew.
 *
 *     bundle: path -> what it looked like, digest, settings, brief, case
 *     server: folder, name -> what it was judged from, summary, whether its page stands
 */

struct ml_store;

/** A bundle as it was when it was read. */
struct ml_stored {
    struct ml_print print;
    uint64_t dates;
    int64_t read_ns; /* when reading began, since 1970 */
    ml_str sha256;
    ml_str settings; /* digest of all that the case depends on, but the bundle */
    ml_str brief;
};

enum ml_rc ml_store_open(struct ml_store **ret, const char *path,
                         struct ml_err *err) ML_MUST_USE;
struct ml_store *ml_store_close(struct ml_store *store); /* keeps what was put */

/** False when there is none. */
bool ml_store_find(struct ml_store *store, ml_str path, struct ml_stored *ret,
                   struct ml_arena *arena);

/** The case of a bundle; empty when there is none. */
ml_str ml_store_case(struct ml_store *store, ml_str path, struct ml_arena *arena);

enum ml_rc ml_store_put(struct ml_store *store, ml_str path,
                        const struct ml_stored *stored, ml_str bytes,
                        struct ml_err *err) ML_MUST_USE;

/** The bundle looks otherwise, but its bytes are the same. */
enum ml_rc ml_store_touch(struct ml_store *store, ml_str path,
                          const struct ml_print *print, int64_t read_ns,
                          struct ml_err *err) ML_MUST_USE;

/** Forget a bundle. */
enum ml_rc ml_store_drop(struct ml_store *store, ml_str path,
                         struct ml_err *err) ML_MUST_USE;

struct ml_stored_server {
    ml_str key; /* digest of all that it was judged from */
    ml_str summary;
    bool is_placed; /* its pages of this key stand in the folder of reports */
};

bool ml_store_find_server(struct ml_store *store, ml_str page,
                          struct ml_stored_server *ret, struct ml_arena *arena);
enum ml_rc ml_store_put_server(struct ml_store *store, ml_str page, ml_str key,
                               ml_str summary, struct ml_err *err) ML_MUST_USE;

/** The pages that were made of this server stand now. */
enum ml_rc ml_store_placed(struct ml_store *store, ml_str page,
                           struct ml_err *err) ML_MUST_USE;

/** Forget the summaries of all servers: they are made again. */
enum ml_rc ml_store_drop_servers(struct ml_store *store,
                                 struct ml_err *err) ML_MUST_USE;

/** Write down for good what was put; done by itself every second or so. */
enum ml_rc ml_store_commit(struct ml_store *store, struct ml_err *err) ML_MUST_USE;

/** Forget bundles whose files are gone. */
enum ml_rc ml_store_sweep(struct ml_store *store, struct ml_err *err) ML_MUST_USE;

#endif
