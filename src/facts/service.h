/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_SERVICE_H
#define ML_FACTS_SERVICE_H

#include "base/str.h"
#include "facts/text.h"

/* Windows services that causes ask about. */

/**
 * `service.<name>.<what>` = value, for the services that some cause asks about;
 * nothing for others. The name in any case.
 */
void ml_service_emit(struct ml_at at, ml_str name, const char *what, ml_str value);

#endif
