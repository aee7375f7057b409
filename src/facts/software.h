/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_SOFTWARE_H
#define ML_FACTS_SOFTWARE_H

#include "base/str.h"
#include "facts/products.h"
#include "facts/text.h"

/* What an installed program says, whatever list it stands in. */

/** The agent as lists of programs name it. */
extern const ml_str ml_software_agent;

/**
 * Note one program: `agent.version`, `dpm.version` into the sink, a security product
 * into the set. Name and version may be empty.
 */
void ml_software_note(struct ml_products *set, struct ml_at at, ml_str name,
                      ml_str publisher, ml_str version);

#endif
