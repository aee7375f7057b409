/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_MTASTORE_H
#define ML_RECORD_MTASTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "input/stream.h"
#include "record/mta.h"

/*
 * The messages found beside event logs, by the log that they belong to:
 *
 *     x.zip!logs/LocaleMetaData/System_1041.MTA   is for   x.zip!logs/System.evtx
 *
 * Of several languages the one asked for is kept, else English, else any.
 */

struct ml_mta_store;

enum { ML_MTA_ENGLISH = 1033, ML_MTA_JAPANESE = 1041 };

/** `language`: asked for, ML_MTA_.... `max_bytes`: what all of them may take. */
struct ml_mta_store *ml_mta_store_new(unsigned language, uint64_t max_bytes);
struct ml_mta_store *ml_mta_store_free(struct ml_mta_store *store);

/** Whether a path is that of messages beside a log. */
bool ml_mta_store_wants(ml_str path);

/**
 * Read messages.
 *
 * Errors: ML_SKIP when they are none, or of a form that is not known. ML_FAIL when they
 * are larger than max_bytes, or damaged: *ret is then what could be read, or NULL.
 */
enum ml_rc ml_mta_read(struct ml_stream *stream, uint64_t max_bytes,
                       struct ml_mta **ret, struct ml_err *err) ML_MUST_USE;

/** Put messages, found at `path`, into the store, or drop them when it has better ones.
 * What is kept does not depend on the order. Takes `mta`, which may be NULL. */
void ml_mta_store_put(struct ml_mta_store *store, ml_str path, struct ml_mta *mta);

/** Those of the log at `path`, NULL when there are none. *ret_right: they are in the
 * language asked for. */
const struct ml_mta *ml_mta_store_find(const struct ml_mta_store *store, ml_str path,
                                       bool *ret_right);

#endif
