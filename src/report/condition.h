/* SPDX-License-Identifier: MIT */
#ifndef ML_REPORT_CONDITION_H
#define ML_REPORT_CONDITION_H

#include "base/arena.h"
#include "catalogue/catalogue.h"

/**
 * A condition without its children as one line, in the words of the catalogue:
 * "fact dotnet.release lt 379893", "signature mars-34514 within 1h", "all".
 */
ml_str ml_condition_words(struct ml_arena *arena, const struct ml_condition *cond);

#endif
