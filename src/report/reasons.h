/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_REASONS_H
#define ML_REPORT_REASONS_H

#include "base/buf.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

/**
 * Why something was not read, in the reader's language. The XML report always has the
 * English words, for tools to hold on to; words of a library or of the system that are
 * not common are shown as they are. `scratch` holds what is given back.
 */
ml_str ml_reason_in(ml_str reason, enum ml_lang lang, struct ml_buf *scratch);

#endif
