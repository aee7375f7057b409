/* SPDX-License-Identifier: MIT */
#ifndef ML_FLEET_NAMING_H
#define ML_FLEET_NAMING_H

#include "diagnose/group.h"
#include "fleet/past.h"

/*
 * What the servers of tonight are called, so that each is the one that the history
 * knows: by its machine id, else by its name, however it is written tonight ("fs01",
 * "FS01.contoso.com"). Another machine of a name that is taken is "NAME~2".
 */

/** A name for each owner, each another one. In the arena. */
ml_str *ml_naming_of(struct ml_arena *arena, const struct ml_owner *owners, uint32_t n,
                     const struct ml_past *pasts, uint32_t npasts);

/** Without "~2". */
ml_str ml_naming_base(ml_str name);

#endif
