/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_ELEMENT_H
#define ML_REPORT_ELEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "base/time.h"
#include "report/sink.h"

/*
 * Writing one element after the other, in order, with nothing kept:
 *
 *     open, attributes, text or children, close -> cleaned text -> libxml2 -> bytes
 *
 * Text may hold anything: what XML 1.0 cannot hold leaves as U+FFFD. A failed
 * write latches; the rest is then dropped.
 */

struct ml_xml;

/** With `for_eyes`, characters that hide or turn their neighbours are written out. */
struct ml_xml *ml_xml_open(bool for_eyes, ml_write_fn write, void *to);

/** An attribute that says why something was not read; for eyes in `lang`. */
void ml_xml_attr_reason(struct ml_xml *xml, ml_str reason);
/**
 * Between a text and the elements that follow it in the same element: no blanks are put
 * around those. End it before the element is ended.
 */
void ml_xml_mixed(struct ml_xml *xml, bool is_mixed);

void ml_xml_set_lang(struct ml_xml *xml, enum ml_lang lang);

/** End the document. Returns 0, or the errno of the first write that failed. */
int ml_xml_close(struct ml_xml *xml);

void ml_xml_start(struct ml_xml *xml, const char *element);
void ml_xml_end(struct ml_xml *xml);
void ml_xml_text(struct ml_xml *xml, ml_str text);

/** An element that holds text alone. */
void ml_xml_leaf(struct ml_xml *xml, const char *element, ml_str text);

/* Attributes of the element just started. */
void ml_xml_attr(struct ml_xml *xml, const char *name, ml_str value);
void ml_xml_attr_word(struct ml_xml *xml, const char *name, const char *value);
void ml_xml_attr_known(struct ml_xml *xml, const char *name, ml_str value); /* or not */
void ml_xml_attr_u64(struct ml_xml *xml, const char *name, uint64_t value);
void ml_xml_attr_more(struct ml_xml *xml, const char *name, uint64_t value); /* than 0 */
/**
 * To be read back as it was: U+FFFD stands in front of a letter for what XML cannot
 * hold, `@` to `_` for the controls, `+` for U+FFFE, `-` for U+FFFF; and in front of
 * itself.
 */
void ml_xml_attr_exact(struct ml_xml *xml, const char *name, ml_str value);
/** A code as `code` and `hex`; nothing for 0. */
void ml_xml_attr_code(struct ml_xml *xml, uint32_t code);
void ml_xml_attr_time(struct ml_xml *xml, const char *name, struct ml_time t);
/** Without the fraction: for round times. */
void ml_xml_attr_second(struct ml_xml *xml, const char *name, struct ml_time t);

#endif
