/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_SOFTWARE_H
#define ML_FACTS_SOFTWARE_H

#include "base/str.h"
#include "facts/products.h"
#include "facts/text.h"

/* What an installed program says, whatever list it stands in. */

/** The agent as lists of programs name it. */
extern const ml_str ml_software_agent;

/** What a list of programs holds; zero-initialise. */
struct ml_software {
    struct ml_products security; /* products */
    struct ml_products agents;   /* Azure backup agents, by their names */
    uint64_t agent_line;
};

/**
 * Note one program: `agent.version`, `dpm.version` into the sink, a security product
 * or an agent into the list. Name and version may be empty.
 */
void ml_software_note(struct ml_software *list, struct ml_at at, ml_str name,
                      ml_str publisher, ml_str version);

/** antivirus.programs and agent.products of a whole list. */
void ml_software_end(const struct ml_software *list, struct ml_at at);

#endif
