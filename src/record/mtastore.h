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

/** `language`: asked for, ML_MTA_.... `max_bytes`: of one file; what all of them take
 * is bounded by four times that. */
struct ml_mta_store *ml_mta_store_new(unsigned language, uint64_t max_bytes);
struct ml_mta_store *ml_mta_store_free(struct ml_mta_store *store);

/** Whether a path is that of messages beside a log. */
bool ml_mta_store_wants(ml_str path);

/**
 * Read the messages at `path`, which ml_mta_store_wants().
 *
 * Errors: ML_SKIP when they are not used: another language is preferred. ML_FAIL when
 * they are none, or too large; when they are damaged, though what was read is used.
 */
enum ml_rc ml_mta_store_add(struct ml_mta_store *store, ml_str path,
                            struct ml_stream *stream, struct ml_err *err) ML_MUST_USE;

/** Those of the log at `path`, NULL when there are none. *ret_right: they are in the
 * language asked for. */
const struct ml_mta *ml_mta_store_find(const struct ml_mta_store *store, ml_str path,
                                       bool *ret_right);

#endif
