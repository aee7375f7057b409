/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_UTF8_H
#define ML_REPORT_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Code points of text that ends in a report. What stages pass on is valid UTF-8,
 * but a report is the last line: nothing invalid leaves it, whatever came in.
 */

enum { ML_UTF8_BAD = 0xfffd };

/**
 * Take one code point off a text that is not empty.
 *
 * A byte that starts no valid sequence (overlong and surrogate forms too) is
 * taken alone and gives ML_UTF8_BAD.
 */
uint32_t ml_utf8_take(ml_str *rest);

void ml_utf8_put(struct ml_buf *buf, uint32_t code_point);

/** Controls of C0 and C1, and DEL. */
bool ml_utf8_is_control(uint32_t code_point);

/**
 * Whether a code point changes how its neighbours are shown while it shows nothing
 * itself: bidi controls, invisible separators, tags, line separators.
 */
bool ml_utf8_is_deceptive(uint32_t code_point);

/** Put a code point as it may be shown: controls as `\x1b`, deceptive ones as
 * `\u{202e}`, all others as they are. */
void ml_utf8_put_visible(struct ml_buf *buf, uint32_t code_point);

#endif
