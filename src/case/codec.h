/* SPDX-License-Identifier: MIT */
#ifndef ML_CASE_CODEC_H
#define ML_CASE_CODEC_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "case/case.h"

/*
 * A case as bytes (case/wire.h), for another process of the same program and catalogue.
 *
 * The process that writes has handled hostile input, so its bytes are hostile too: every
 * count is checked against the bytes that are left, every index and every text against
 * what they may be. Reading takes at most ML_CASE_GROWTH times as much memory as there
 * are bytes, and ML_CASE_FLOOR_BYTES: structures have room for evidence that a hit need
 * not have.
 */
enum { ML_CASE_GROWTH = 32, ML_CASE_FLOOR_BYTES = 64 * 1024 * 1024 };

/** Append the case. What is no UTF-8 in it becomes U+FFFD. */
void ml_case_encode(const struct ml_case *c, const struct ml_catalogue *catalogue,
                    struct ml_buf *out);

/**
 * Read a case back.
 *
 * Owns: *ret is the caller's, and points at nothing in `bytes`.
 * Errors: ML_FAIL, ML_ERR_FORMAT when the bytes are no case of this catalogue.
 */
enum ml_rc ml_case_decode(struct ml_case **ret, ml_str bytes,
                          const struct ml_catalogue *catalogue,
                          struct ml_err *err) ML_MUST_USE;

#endif
