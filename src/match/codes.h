/* SPDX-License-Identifier: MIT */
#ifndef ML_MATCH_CODES_H
#define ML_MATCH_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * Numbers that are written as error codes.
 *
 * A number is a code only where the text says so: behind "ID:", "error", "ErrorCode",
 * "Hr", "HRESULT" and their like with nothing but blanks, ':', '=', quotes and
 * brackets between, in hexadecimal also in brackets at the end of a sentence. A size,
 * port, offset, line number or part of a GUID is none. An HRESULT shows itself by its
 * eight digits (0x8...) or as a signed decimal.
 *
 *     (ID: 34513)            34513       Ds Id [34513]         -
 *     [0x1FC07].             130055      offset [0x1FC07]      -
 *     Error 34506.           34506       took (407) ms         -
 *     hr = 0x80070005        0x80070005  error code: 1b7afbe0  -
 *     -2147024891            0x80070005
 */

struct ml_code_hit {
    uint32_t code; /* MARS codes up to 0x7ffff; HRESULTs with their top bit */
    size_t start, end;
};

/** Find up to `cap` codes in a message whose paths are hidden; returns how many. */
size_t ml_codes_find(ml_str message, struct ml_code_hit *hits, size_t cap);

/** Whether a number stands at `at` by itself, decimal or 0x...; its value. */
bool ml_code_number_at(ml_str s, size_t at, uint64_t *ret_value);

/**
 * Read one number alone, as people pass it to `explain`: 34513, 0x86D1, 0x086D1,
 * -2147024891, 2147942405.
 */
bool ml_code_parse(ml_str text, uint32_t *ret_code);

#endif
