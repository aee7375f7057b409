/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_XMLCHARS_H
#define ML_RECORD_XMLCHARS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Text and names that may come from anywhere, as XML 1.0 can hold them: what it cannot
 * becomes U+FFFD, in names an underscore. Source: XML 1.0, productions 2 to 5.
 */

/** Append a name: not empty, cut when it is long, with one colon at most. */
void ml_xml_add_name(struct ml_buf *out, ml_str name);

/** Append the text of an element or an attribute. A CR is written as a reference, since
 * it would not survive being read again. */
void ml_xml_add_text(struct ml_buf *out, ml_str text, bool in_attribute);

/** Append a CDATA section, or several when the text holds the end of one. */
void ml_xml_add_cdata(struct ml_buf *out, ml_str text);

/** Append a reference to a character. */
void ml_xml_add_char(struct ml_buf *out, unsigned code_point);

#endif
