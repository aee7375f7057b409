/* SPDX-License-Identifier: MIT */
#ifndef ML_INPUT_NAME_H
#define ML_INPUT_NAME_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Names of members, from whatever code page they were stored in, and the evidence
 * addresses made of them. A name is text for people and for choosing a reader; it is
 * never used as a path.
 *
 *     raw bytes -> ml_name_decode() -> UTF-8 -> ml_name_encode() -> part of an address
 */

/**
 * Append `raw` as UTF-8: as it is when valid, else as CP932 when it decodes, else as
 * CP437, the code pages of zips made by the Windows shell. Backslashes become '/'.
 */
void ml_name_decode(struct ml_buf *out, ml_str raw);

/**
 * Append `name` with '!', '#', '%', control characters, bytes that are not UTF-8, a
 * ':' before digits at the end, and a `~digits` tail percent-encoded, so that an
 * address has one reading. `keep_tail`: the name is that of a file on disk, which
 * has no `~digits` of ours.
 */
void ml_name_encode(struct ml_buf *out, ml_str name, bool keep_tail);

/** Undo ml_name_encode(). */
void ml_name_unencode(struct ml_buf *out, ml_str encoded);

/** What an address says. Points into the address given. */
struct ml_address {
    ml_str file;   /* up to the line or record: "b.zip!a.log" */
    ml_str path;   /* file on disk, still encoded: "b.zip" */
    uint64_t line; /* 0 when there is none */
    ml_str record; /* behind '#', or empty */
};

/** Take an evidence address apart; false when it is empty or its line is no number. */
bool ml_address_parse(ml_str address, struct ml_address *ret);

/** The names met in one archive, to number the second of a name. */
struct ml_names {
    struct ml_name_slot *slots;
    size_t n, cap;
};

/** How often `name` was added before; adds it. */
unsigned ml_names_count(struct ml_names *names, ml_str name);
void ml_names_reset(struct ml_names *names);

#endif
