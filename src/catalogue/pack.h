/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_PACK_H
#define ML_CATALOGUE_PACK_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "catalogue/catalogue.h"

/*
 * A catalogue as one run of bytes, to be mapped at start instead of parsed.
 *
 *     struct ml_catalogue -> pack -> file -> mmap -> unpack -> struct ml_catalogue
 *
 * The image is trusted no more than any other file: every count and length is
 * checked against the bytes that are left, every enumeration against its range.
 */

/** Append the image of `c` to `out`. */
void ml_catalogue_pack(const struct ml_catalogue *c, struct ml_buf *out);

/**
 * Read an image back.
 *
 * Owns: *ret is the caller's, to ml_catalogue_free(); its strings point into `image`,
 * which has to outlive it.
 * Errors: ML_FAIL, ML_ERR_FORMAT for anything but a whole image of this version.
 */
enum ml_rc ml_catalogue_unpack(struct ml_catalogue **ret, ml_str image,
                               struct ml_err *err) ML_MUST_USE;

/** "sha256:..." of the content; where an entry was defined is no part of it. */
ml_str ml_catalogue_digest(const struct ml_catalogue *c, struct ml_arena *arena);

/** The same of one entry: tells whether it is another one than in an older catalogue. */
ml_str ml_signature_digest(const struct ml_signature *signature, struct ml_arena *arena);
ml_str ml_cause_digest(const struct ml_cause *cause, struct ml_arena *arena);

#endif
